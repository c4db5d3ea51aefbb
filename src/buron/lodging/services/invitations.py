"""Inviting to declare whoever lets a lodging that one source only shows: once for each, dated, with its answer."""

from __future__ import annotations

import datetime as dt
import smtplib
from collections.abc import Sequence

from django.conf import settings
from django.core.mail import EmailMessage
from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from buron.directory.mails import has_server
from buron.kernel import journal
from buron.kernel.actors import Actor
from buron.kernel.models import Office
from buron.lodging.errors import LodgingError
from buron.lodging.models import Invitation
from buron.lodging.queries.invitations import Invitee

EDIT = "lodging.edit"
MOST_AT_ONCE = 50
LONGEST = 4000
PLACE = "{hébergement}"
"""What the name of each lodging takes the place of in the text."""

Answer, Channel = Invitation.Answer, Invitation.Channel


def invite(*, actor: Actor, invitees: Sequence[Invitee], text: str, day: dt.date) -> list[Invitation]:
    """Record an invitation for each, and send by mail those that have an address for it; the others are printed.

    A mail that the server does not take becomes a letter. Whoever was invited already, or has no address at all, is
    refused with its name, and nothing is recorded of the others.
    """
    actor.require(EDIT)
    _check(invitees, text)
    office = Office.objects.get(pk=actor.office_id)
    try:
        with transaction.atomic():
            made = [_recorded(actor, one, text.strip(), day) for one in invitees]
    except IntegrityError as error:
        raise LodgingError(_("Quelqu’un vient d’inviter l’un d’eux : rechargez la page.")) from error
    for one in made:
        if one.channel == Channel.MAIL and not _mailed(one, office):
            one.channel = Channel.LETTER
            one.save(update_fields=["channel"])
    return made


def answer_invitation(
    *, actor: Actor, invitation: Invitation, answer: str, day: dt.date | None, note: str = ""
) -> Invitation:
    """Note what was answered; an empty answer takes it back."""
    actor.require(EDIT)
    if answer and answer not in Answer.values:
        raise LodgingError(_("Choisissez une réponse."), "answer")
    if answer and day is None:
        raise LodgingError(_("Écrivez le jour de la réponse."), "answered_on")
    if answer and day is not None and day < invitation.sent_on:
        raise LodgingError(_("La réponse ne peut pas être avant l’envoi."), "answered_on")
    with transaction.atomic():
        held = Invitation.objects.select_for_update().get(pk=invitation.pk)
        before = {"answer": held.answer, "note": held.answer_note}
        held.answer, held.answered_on = answer, day if answer else None
        held.answer_note = note.strip()[:500] if answer else ""
        held.save(update_fields=["answer", "answered_on", "answer_note"])
        journal.record(
            actor=actor, action="lodging.invitation.answered", target=held, before=before,
            after={"answer": held.answer, "note": held.answer_note},
        )  # fmt: skip
    return held


def _check(invitees: Sequence[Invitee], text: str) -> None:
    if not invitees:
        raise LodgingError(_("Choisissez au moins un hébergement."))
    if len(invitees) > MOST_AT_ONCE:
        raise LodgingError(_("%(n)s invitations au plus à la fois.") % {"n": MOST_AT_ONCE})
    if not text.strip() or len(text) > LONGEST:
        raise LodgingError(
            _("Écrivez le texte de l’invitation (%(n)s caractères au plus).") % {"n": LONGEST}, "text"
        )
    for one in invitees:
        if not one.email and not one.address:
            raise LodgingError(
                _("« %(name)s » n’a pas d’adresse : complétez-la d’abord.") % {"name": one.name}
            )


def _recorded(actor: Actor, one: Invitee, text: str, day: dt.date) -> Invitation:
    made = Invitation.objects.create(
        office_id=actor.office_id,
        lodging=one.lodging,
        sighting=one.sighting,
        party=one.party,
        channel=Channel.MAIL if one.email and has_server() else Channel.LETTER,
        address="\n".join(one.address),
        email=one.email,
        text=text.replace(PLACE, one.name),
        sent_on=day,
    )
    journal.record(
        actor=actor,
        action="lodging.invitation.sent",
        target=made,
        after={"channel": made.channel, "on": str(day)},
    )
    return made


def _mailed(one: Invitation, office: Office) -> bool:
    subject = _("Taxe de séjour : déclarer votre hébergement")
    reply = [office.email] if office.email else None
    message = EmailMessage(subject, one.text, settings.DEFAULT_FROM_EMAIL, [one.email], reply_to=reply)
    try:
        message.send()
    except (OSError, smtplib.SMTPException):
        return False
    return True
