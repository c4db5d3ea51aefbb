"""An answer is written, waits half a minute during which it can be taken back, then leaves."""

from __future__ import annotations

import datetime as dt
import secrets
from collections.abc import Sequence

from django.conf import settings
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from buron.directory.models import Party
from buron.directory.rules import can_be_posted
from buron.directory.services import update_party
from buron.kernel.actors import Actor
from buron.kernel.jobs import enqueue
from buron.reception.models import (
    AnswerTemplate,
    Brochure,
    Carnet,
    Enclosure,
    Enquiry,
    EnquiryMessage,
    PrintTitle,
)
from buron.reception.rules.answers import empty_fields
from buron.reception.services.acts import author_id
from buron.reception.services.requests.common import HANDLE, RequestError, locked, locked_message, record
from buron.reception.services.requests.receiving import party_of

UNDO_SECONDS = 30
SEND_JOB = "reception.send_answer"
State, Kind = EnquiryMessage.State, EnquiryMessage.Kind
MODES = {Kind.MAIL: "email", Kind.LETTER: "letter", Kind.PHONE: "phone"}
MOST_ENCLOSURES = 12


def answer(
    *,
    actor: Actor,
    enquiry: Enquiry,
    kind: str,
    text: str,
    subject: str = "",
    template: AnswerTemplate | None = None,
    carnet: Carnet | None = None,
    brochures: Sequence[Brochure] = (),
    printed: Sequence[PrintTitle] = (),
    postal: dict[str, str] | None = None,
) -> EnquiryMessage:
    """Answer a request by mail, letter or telephone. The text is what leaves, word for word.

    A mail waits :data:`UNDO_SECONDS`, then leaves by a job; a letter waits to be printed; a call is noted as made.
    ``postal`` completes the address of somebody who had none. Raises :class:`RequestError`.
    """
    actor.require(HANDLE)
    if kind not in MODES:
        raise RequestError(_("On répond par courriel, par courrier ou par téléphone."), "kind")
    text = text.replace("\x00", "").replace("\r\n", "\n").strip()[:20_000]
    if not text:
        raise RequestError(_("Écrivez la réponse."), "text")
    left = empty_fields(f"{subject} {text}")
    if left and kind != Kind.PHONE:
        raise RequestError(_("Il reste à remplir : %(fields)s.") % {"fields": ", ".join(left)}, "text")
    with transaction.atomic():
        held = locked(actor, enquiry)
        party = party_of(actor, held)
        if party is not None and postal and any(postal.values()):
            party = update_party(actor=actor, party=party, changes=postal)
        to = _recipient(held, party, kind)
        message = _write(actor, held, kind, to, subject, text, template, carnet)
        _enclose(message, brochures, printed)
        _leave(actor, held, message)
    return message


def _recipient(enquiry: Enquiry, party: Party | None, kind: str) -> str:
    """The address that a mail goes to; checks that a letter can be posted."""
    if kind == Kind.LETTER:
        if party is None or not can_be_posted(party.address, party.city):
            raise RequestError(_("Il manque une adresse postale : rue et ville."), "address")
        if party.address_refused_at is not None:
            raise RequestError(_("Cette adresse est notée NPAI : corrigez-la d’abord."), "address")
    if kind != Kind.MAIL:
        return ""
    to = party.email if party is not None and party.email else enquiry.sender_email
    if not to:
        raise RequestError(_("Cette personne n’a pas donné d’adresse électronique."), "kind")
    if party is not None and party.email_refused_at is not None:
        raise RequestError(
            _("Un courriel à cette adresse est revenu : corrigez-la dans le répertoire."), "kind"
        )
    return to


def _write(
    actor: Actor,
    enquiry: Enquiry,
    kind: str,
    to: str,
    subject: str,
    text: str,
    template: AnswerTemplate | None,
    carnet: Carnet | None,
) -> EnquiryMessage:
    now = timezone.now()
    last = enquiry.messages.filter(direction="in").exclude(message_id="").order_by("-at", "-pk").first()
    states = {Kind.MAIL: State.WAITING, Kind.LETTER: State.TO_PRINT, Kind.PHONE: State.SENT}
    return EnquiryMessage.objects.create(
        office_id=actor.office_id,
        enquiry=enquiry,
        direction=EnquiryMessage.Direction.OUT,
        kind=kind,
        state=states[Kind(kind)],
        at=now,
        message_id=new_identifier(enquiry) if kind == Kind.MAIL else "",
        in_reply_to=last.message_id if last else "",
        to_email=to,
        subject=" ".join(subject.split())[:200] or enquiry.subject,
        text=text,
        template=template,
        carnet=carnet,
        author_id=author_id(actor),
        leaves_at=now + dt.timedelta(seconds=UNDO_SECONDS) if kind == Kind.MAIL else None,
    )


def new_identifier(enquiry: Enquiry) -> str:
    """A Message-ID of ours, by which the answer to it is found again."""
    domain = settings.DEFAULT_FROM_EMAIL.rpartition("@")[2].strip("> ") or "localhost"
    return f"demande-{enquiry.pk}.{secrets.token_hex(8)}@{domain}"


def _enclose(message: EnquiryMessage, brochures: Sequence[Brochure], printed: Sequence[PrintTitle]) -> None:
    if len(brochures) + len(printed) > MOST_ENCLOSURES:
        raise RequestError(_("Trop de documents : %(n)s au plus.") % {"n": MOST_ENCLOSURES}, "brochures")
    if printed and message.kind != Kind.LETTER:
        raise RequestError(_("Un document imprimé ne part que dans une enveloppe."), "printed")
    lines = [Enclosure(brochure=one, title=one.title) for one in brochures]
    lines += [Enclosure(printed=one, title=one.name) for one in printed]
    for line in lines:
        line.office_id, line.message = message.office_id, message
    Enclosure.objects.bulk_create(lines)


def _leave(actor: Actor, enquiry: Enquiry, message: EnquiryMessage) -> None:
    from buron.reception.services.requests.leaving import told

    record(actor, "answered", enquiry, {"message": message.pk, "kind": message.kind})
    if message.kind == Kind.MAIL:
        delay = dt.timedelta(seconds=UNDO_SECONDS)
        enqueue(actor, SEND_JOB, key=f"{SEND_JOB}:{message.pk}", delay=delay, message_id=message.pk)
    elif message.kind == Kind.PHONE:
        told(actor, message)


def withdraw_answer(*, actor: Actor, message: EnquiryMessage) -> EnquiryMessage:
    """Take back an answer that has not left: a mail still waiting, a letter not printed."""
    actor.require(HANDLE)
    with transaction.atomic():
        won = EnquiryMessage.objects.filter(
            pk=message.pk,
            office_id=actor.office_id,
            direction="out",
            state__in=(State.WAITING, State.TO_PRINT, State.FAILED),
        ).update(state=State.WITHDRAWN, leaves_at=None)
        held = locked_message(actor, message)
        if won != 1:
            raise RequestError(_("Trop tard : cette réponse est déjà partie."))
        record(actor, "withdrawn", held.enquiry, {"message": held.pk})
    return held


def retry_answer(*, actor: Actor, message: EnquiryMessage) -> EnquiryMessage:
    """Send again an answer that the mail server refused."""
    actor.require(HANDLE)
    with transaction.atomic():
        held = locked_message(actor, message)
        if held.state in (State.FAILED, State.WAITING) and held.kind == Kind.MAIL:
            held.state, held.error, held.leaves_at = State.WAITING, "", timezone.now()
            held.save(update_fields=["state", "error", "leaves_at"])
            enqueue(actor, SEND_JOB, key=f"{SEND_JOB}:{held.pk}", message_id=held.pk)
            record(actor, "retried", held.enquiry, {"message": held.pk})
    return held
