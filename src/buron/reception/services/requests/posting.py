"""A raw mail becomes a request, the follow-up of one, or the news that an address is dead. Nothing is dropped."""

from __future__ import annotations

import contextlib
import hashlib
from typing import NamedTuple

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from buron.directory import queries as directory
from buron.directory.errors import DirectoryError
from buron.directory.rules import email_key
from buron.directory.services import mark_email_refused, touch_contact
from buron.kernel.actors import Actor
from buron.reception.models import Enquiry, EnquiryFile, EnquiryMessage
from buron.reception.rules.mail import Mail, guess_language, read_mail
from buron.reception.services.requests.common import HANDLE, not_reached, open_again, record
from buron.reception.services.requests.receiving import open_enquiry

KIND = EnquiryMessage.Kind
MACHINES = {
    "reply": _("Réponse automatique d’une messagerie."),
    "list": _("Lettre ou liste de diffusion."),
    "loop": _("Message parti d’ici et revenu : une boucle."),
    "bounce": _("Retour à l’expéditeur."),
}


class Received(NamedTuple):
    """What became of a mail."""

    message: EnquiryMessage
    is_new: bool


def receive_mail(*, actor: Actor, raw: bytes) -> Received:
    """Take a raw message in, once: the same one that comes again by another way is the first one.

    A mail that answers one of ours joins its request, which opens again; a machine's mail opens none. Raises
    :class:`~buron.reception.rules.mail.TooLarge`.
    """
    actor.require(HANDLE)
    mail = read_mail(raw)
    digest = hashlib.sha256(raw).hexdigest()
    known = _known(mail, digest)
    if known is not None:
        return Received(known, False)
    try:
        with transaction.atomic():
            return Received(_take_in(actor, mail, raw, digest), True)
    except IntegrityError:  # taken in at the same moment by another way
        known = _known(mail, digest)
        if known is None:
            raise
        return Received(known, False)


def receive_oversized(*, actor: Actor, headers: bytes, size: int) -> Received:
    """A message too large to be taken in: its headers make a request that says where to read the rest."""
    actor.require(HANDLE)
    body = f"\n{_('Ce message de %(size)s Mo est trop lourd pour être repris ici : lisez-le dans la messagerie.')}"
    clean = headers.split(b"\r\n\r\n")[0].split(b"\n\n")[0]
    plain = b"\n".join(
        line for line in clean.splitlines() if not line.lower().startswith(b"content-") and line.strip()
    )
    text = (body % {"size": size // 2**20}).encode()
    return receive_mail(actor=actor, raw=plain + b"\nContent-Type: text/plain; charset=utf-8\n\n" + text)


def _known(mail: Mail, digest: str) -> EnquiryMessage | None:
    """The message that this one is again: same bytes, or same identifier, sender and words."""
    found = EnquiryMessage.objects.filter(digest=digest).first()
    if found is not None or not mail.message_id:
        return found
    same = EnquiryMessage.objects.filter(message_id=mail.message_id, direction="in").first()
    if same is not None and (same.from_email, same.text) == (_usable(mail.from_email), mail.text):
        return same
    return None


def _usable(address: str) -> str:
    try:
        validate_email(address)
    except ValidationError:
        return ""
    return address


def _take_in(actor: Actor, mail: Mail, raw: bytes, digest: str) -> EnquiryMessage:
    enquiry = _thread(mail)
    if enquiry is None:
        enquiry = _open(actor, mail)
    elif not mail.automatic:
        _go_on(actor, enquiry)
    message = EnquiryMessage.objects.create(
        office_id=actor.office_id,
        enquiry=enquiry,
        direction=EnquiryMessage.Direction.IN,
        kind=KIND.BOUNCE if mail.automatic == "bounce" else KIND.AUTO if mail.automatic else KIND.MAIL,
        state=EnquiryMessage.State.RECEIVED,
        at=timezone.now(),
        message_id=_free_identifier(mail),
        in_reply_to=mail.references[0][:255] if mail.references else "",
        digest=digest,
        raw=raw,
        from_name=mail.from_name,
        from_email=_usable(mail.from_email),
        subject=mail.subject,
        text=mail.text,
        remarks=mail.remarks,
    )
    _keep_files(message, mail)
    for bounce in mail.bounces:
        if bounce.is_final:
            _mark(actor, mail, bounce.address, bounce.reason)
    return message


def _free_identifier(mail: Mail) -> str:
    """The identifier of the message, unless another message already has it."""
    if mail.message_id and EnquiryMessage.objects.filter(message_id=mail.message_id).exists():
        mail.remark(_("Un autre message porte le même identifiant."))
        return ""
    return mail.message_id


def _keep_files(message: EnquiryMessage, mail: Mail) -> None:
    EnquiryFile.objects.bulk_create(
        EnquiryFile(
            office_id=message.office_id,
            message=message,
            name=one.name[:160],
            content_type=one.content_type,
            size=one.size,
            content=one.content,
        )
        for one in mail.files
    )


def _thread(mail: Mail) -> Enquiry | None:
    """The request that a mail goes on with, by the identifiers that it cites, nearest first."""
    cited = list(mail.references)
    if not cited:
        return None
    found = {
        one.message_id: one
        for one in EnquiryMessage.objects.filter(message_id__in=cited).select_related("enquiry")
    }
    for identifier in cited:
        if identifier in found:
            return found[identifier].enquiry
    return None


def _open(actor: Actor, mail: Mail) -> Enquiry:
    sender = _usable(mail.from_email)
    party = directory.party_by_email(sender) if sender and not mail.automatic else None
    enquiry = open_enquiry(
        actor,
        timezone.now(),
        party=party,
        channel="email",
        subject=mail.subject,
        body=mail.text,
        language=guess_language(f"{mail.subject} {mail.text}", party.language if party else "fr"),
        sender_email=sender,
        sender_name=mail.from_name,
    )
    if mail.automatic:
        enquiry.state = Enquiry.State.CLOSED
        enquiry.closed_at = timezone.now()
        enquiry.closed_reason = MACHINES[mail.automatic]
        enquiry.save(update_fields=["state", "closed_at", "closed_reason"])
    return enquiry


def _go_on(actor: Actor, enquiry: Enquiry) -> None:
    """Somebody writes again: the request is open, with a clock that starts today."""
    if enquiry.state != Enquiry.State.OPEN:
        open_again(enquiry)
        record(actor, "went_on", enquiry)
    if enquiry.party is not None:
        touch_contact(actor=actor, party=enquiry.party)


def _mark(actor: Actor, mail: Mail, address: str, reason: str) -> None:
    """An address is dead: our message says so, its request opens again, and no other leaves for it until it is
    corrected.

    A report is believed only about a message of ours: else anybody could silence an address.
    """
    ours = EnquiryMessage.objects.filter(direction="out", message_id__in=mail.references)
    for message in ours:
        if email_key(message.to_email) != email_key(address):
            continue
        message.bounced_at, message.bounce_reason = timezone.now(), reason[:300]
        message.save(update_fields=["bounced_at", "bounce_reason"])
        not_reached(actor, message)
        mark_dead(actor, address)


def mark_dead(actor: Actor, address: str) -> None:
    """No other mail leaves for this address until it is corrected, when somebody of the directory has it."""
    party = directory.party_by_email(address)
    if party is not None:
        with contextlib.suppress(DirectoryError):
            mark_email_refused(actor=actor, party=party)
