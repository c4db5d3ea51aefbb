"""What leaves: handed to a mail server, or printed. Only then is the request answered."""

from __future__ import annotations

from collections.abc import Sequence
from smtplib import SMTPRecipientsRefused, SMTPResponseException
from uuid import uuid4

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from buron.directory.services import mark_address_refused
from buron.kernel.actors import Actor
from buron.kernel.models import Office
from buron.reception.models import Act, Enquiry, EnquiryMessage
from buron.reception.queries.lists import items_on
from buron.reception.request_mails import has_server, send_answer_mail
from buron.reception.rules import delays
from buron.reception.rules.facts import Facts, FactsError
from buron.reception.services.acts import cancel_act, record_act
from buron.reception.services.printed.enclosed import sending_desk, settle_enclosed
from buron.reception.services.requests.answering import MODES, Kind, State
from buron.reception.services.requests.common import (
    HANDLE,
    RequestError,
    RequestSettings,
    is_worked_in,
    locked_message,
    not_reached,
    record,
)
from buron.reception.services.requests.posting import mark_dead
from buron.territory.models import Desk

PERMANENT = 500
"""SMTP's answers from here on are final (RFC 5321, 4.2.1): 550 is a mailbox that does not exist."""


def deliver(*, actor: Actor, message: EnquiryMessage) -> EnquiryMessage:
    """Hand a waiting mail to the server. Without a server it keeps waiting, and says so.

    The message is marked before it is handed over: a crash in between leaves it to be sent again by hand rather than
    sent twice.
    """
    actor.require(HANDLE)
    if not has_server():
        return message
    won = EnquiryMessage.objects.filter(
        pk=message.pk, office_id=actor.office_id, state=State.WAITING, leaves_at__lte=timezone.now()
    ).update(state=State.FAILED, error=_("Envoi interrompu : relancez-le."))
    if won != 1:
        return message
    held = EnquiryMessage.objects.select_related("enquiry", "office", "author").get(pk=message.pk)
    try:
        send_answer_mail(held)
    except OSError as error:  # smtplib's exceptions are some of them
        with transaction.atomic():
            _refused(actor, held, error)
        return held
    with transaction.atomic():
        told(actor, held)
    return held


def _refused(actor: Actor, message: EnquiryMessage, error: OSError) -> None:
    """The server did not take it: the reason stays, the request is in sight; a dead address is marked as one."""
    code, said = _answer_of(error)
    if isinstance(error, SMTPRecipientsRefused) and code >= PERMANENT:
        mark_dead(actor, message.to_email)
    reason = f"{code} {said}" if code else str(error)
    message.error = (_("Le serveur de courriel a refusé : %(reason)s") % {"reason": reason})[:300]
    message.save(update_fields=["error"])
    not_reached(actor, message)


def _answer_of(error: OSError) -> tuple[int, str]:
    """What the server answered: its code, 0 when it did not speak, and its words."""
    found: tuple[int, bytes | str] = (0, "")
    if isinstance(error, SMTPRecipientsRefused):
        found = next(iter(error.recipients.values()))
    elif isinstance(error, SMTPResponseException):
        found = (error.smtp_code, error.smtp_error)
    code, said = found
    return code, said.decode(errors="replace") if isinstance(said, bytes) else said


def told(actor: Actor, message: EnquiryMessage) -> None:
    """The answer has left: the request is answered, with its delay. Inside the caller's transaction."""
    now = timezone.now()
    message.state, message.error = State.SENT, ""
    message.sent_at, message.sent_on = now, timezone.localdate(now)
    message.save(update_fields=["state", "error", "sent_at", "sent_on"])
    if message.kind == Kind.LETTER:
        settle_enclosed(actor, message)
    enquiry = Enquiry.objects.select_for_update().get(pk=message.enquiry_id)
    if enquiry.answered_on is None:
        _first_answer(enquiry, message)
        record(actor, "told", enquiry, {"delay": enquiry.delay_days, "mode": enquiry.answer_mode})
        _count(actor, enquiry)
    enquiry.state = Enquiry.State.ANSWERED
    enquiry.save()


def _first_answer(enquiry: Enquiry, message: EnquiryMessage) -> None:
    day = message.sent_on or timezone.localdate()
    enquiry.answered_on = max(day, enquiry.received_on)
    enquiry.answer_mode = MODES[Kind(message.kind)]
    enquiry.delay_days = delays.worked_days(enquiry.received_on, day, is_worked_in(enquiry.office))


def _count(actor: Actor, enquiry: Enquiry) -> None:
    """The request as an act of reception, where the office says so; once, and never at the price of the answer."""
    office = Office.objects.get(pk=enquiry.office_id)
    desk = sending_desk(enquiry)
    if not RequestSettings.of(office).count_as_acts or desk is None or enquiry.act_id is not None:
        return
    try:
        with transaction.atomic():
            enquiry.act = _act(actor, enquiry, desk)
    except (FactsError, ValueError):
        enquiry.act = None


def _act(actor: Actor, enquiry: Enquiry, desk: Desk) -> Act:
    known = {item.code for item in items_on(timezone.localdate())["language"]}
    return record_act(
        actor=actor,
        client_id=uuid4(),
        desk=desk,
        facts=Facts(
            channel=enquiry.channel,
            answer_mode=enquiry.answer_mode,
            language=enquiry.language if enquiry.language in known else None,
        ),
    )


def mark_printed(*, actor: Actor, messages: Sequence[EnquiryMessage]) -> int:
    """These letters are in their envelopes: their requests are answered. Gives how many were not before."""
    actor.require(HANDLE)
    done = 0
    with transaction.atomic():
        for message in sorted(messages, key=lambda one: one.pk):
            won = EnquiryMessage.objects.filter(
                pk=message.pk, office_id=actor.office_id, kind=Kind.LETTER, state=State.TO_PRINT
            ).update(state=State.SENT)
            if won == 1:
                told(actor, locked_message(actor, message))
                done += 1
    return done


def put_back_letters(*, actor: Actor, messages: Sequence[EnquiryMessage]) -> int:
    """These letters had not left after all: they are to print again, and the stock has their documents back.

    A request that nothing else answered is to be answered again, and its act is taken back (its author within a minute,
    or whoever may correct acts). Gives how many letters came back.
    """
    actor.require(HANDLE)
    done = 0
    with transaction.atomic():
        for message in sorted(messages, key=lambda one: one.pk):
            won = EnquiryMessage.objects.filter(
                pk=message.pk, office_id=actor.office_id, kind=Kind.LETTER, state=State.SENT, bounced_at=None
            ).update(state=State.TO_PRINT)
            if won == 1:
                _put_back(actor, locked_message(actor, message))
                done += 1
    return done


def _put_back(actor: Actor, letter: EnquiryMessage) -> None:
    settle_enclosed(actor, letter)
    letter.sent_at = letter.sent_on = None
    letter.save(update_fields=["sent_at", "sent_on"])
    enquiry = Enquiry.objects.select_for_update(of=("self",)).select_related("act").get(pk=letter.enquiry_id)
    record(actor, "put_back", enquiry, {"message": letter.pk})
    if enquiry.messages.filter(direction="out", state=State.SENT).exists():
        return
    if enquiry.act is not None:
        _take_back(actor, enquiry.act)
    enquiry.answered_on = enquiry.delay_days = enquiry.act = None
    enquiry.answer_mode, enquiry.state = "", Enquiry.State.OPEN
    enquiry.save()


def _take_back(actor: Actor, act: Act) -> None:
    try:
        cancel_act(actor=actor, act=act, reason=_("Courrier remis à imprimer"))
    except PermissionDenied as error:
        text = _(
            "Cette demande compte déjà comme un acte d’accueil : qui peut corriger les actes peut la remettre."
        )
        raise RequestError(text) from error


def mark_letter_returned(*, actor: Actor, message: EnquiryMessage) -> EnquiryMessage:
    """A letter came back (NPAI): in one click the letter says so, its request opens again, and the address is not
    used again.
    """
    actor.require(HANDLE)
    with transaction.atomic():
        held = locked_message(actor, message)
        if held.kind != Kind.LETTER or held.state != State.SENT:
            raise RequestError(_("Seul un courrier qui est parti peut revenir."))
        if held.bounced_at is None:
            held.bounced_at, held.bounce_reason = timezone.now(), "NPAI"
            held.save(update_fields=["bounced_at", "bounce_reason"])
            record(actor, "returned", held.enquiry, {"message": held.pk})
            not_reached(actor, held)
            if held.enquiry.party is not None:
                mark_address_refused(actor=actor, party=held.enquiry.party)
    return held
