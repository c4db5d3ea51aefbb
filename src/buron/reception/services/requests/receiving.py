"""A request that a person types (letter, telephone) or sends by the form of the site."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Any
from uuid import UUID

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from buron.directory import queries as directory
from buron.directory.errors import DirectoryError
from buron.directory.models import Party
from buron.directory.roles import VISITOR
from buron.directory.rules import email_key
from buron.directory.services import add_role, give_consent, register_party, touch_contact
from buron.directory.wordings import NEWSLETTER
from buron.kernel.actors import Actor
from buron.kernel.models import Office
from buron.kernel.texts import PUBLIC_LANGUAGES
from buron.reception.models import Enquiry, EnquiryMessage
from buron.reception.services.requests.common import (
    CHANNELS,
    HANDLE,
    RequestError,
    check_day,
    due_on,
    record,
    words_of,
)
from buron.territory.models import Desk

KINDS = {"email": "mail", "web": "web", "phone": "phone", "letter": "letter"}


def receive_enquiry(
    *,
    actor: Actor,
    client_id: UUID,
    channel: str,
    body: str,
    subject: str = "",
    language: str = "fr",
    received_at: dt.datetime | None = None,
    desk: Desk | None = None,
    contact: Mapping[str, Any] | None = None,
    party: Party | None = None,
    news_wording: str = "",
) -> Enquiry:
    """Write down a request; the same ``client_id`` again gives the same one.

    ``contact`` describes who asks (fields of the directory); somebody whose e-mail is known is found again, and what
    the directory already says of them is left as it is, for anybody can fill a form. ``news_wording`` are the words of
    the consent that the person ticked, apart from the request; empty when they did not.
    """
    actor.require(HANDLE)
    if channel not in CHANNELS or language not in PUBLIC_LANGUAGES:
        raise RequestError(_("Ce canal ou cette langue n’existe pas."), "channel")
    if not body.strip():
        raise RequestError(_("Écrivez la demande."), "body")
    moment = check_day(received_at)
    fields = {
        "channel": channel,
        "subject": " ".join(subject.split())[:200],
        "body": body.replace("\x00", "").strip()[:20_000],
        "language": language,
        "desk": desk,
    }
    try:
        with transaction.atomic():
            known = party or _contact(actor, contact or {}, language)
            enquiry = open_enquiry(actor, moment, client_id=client_id, party=known, **fields)
            _first_message(enquiry, KINDS[channel])
            if news_wording and known is not None:
                _agree(actor, enquiry, known, news_wording)
            return enquiry
    except IntegrityError:
        existing = Enquiry.objects.filter(client_id=client_id).first()
        if existing is None:
            raise
        return existing


def open_enquiry(actor: Actor, moment: dt.datetime, *, party: Party | None, **fields: Any) -> Enquiry:
    """Make the row with its clock, inside the caller's transaction."""
    office = Office.objects.get(pk=actor.office_id)
    day = timezone.localdate(moment)
    sender = fields.pop("sender_email", "") or (party.email if party else "")
    enquiry = Enquiry(
        office=office,
        party=party,
        received_at=moment,
        received_on=day,
        due_on=due_on(office, day),
        sender_email=sender,
        sender_key=email_key(sender),
        sender_name=fields.pop("sender_name", "") or (str(party)[:160] if party else ""),
        **fields,
    )
    enquiry.search_words = words_of(enquiry)
    enquiry.save()
    record(actor, "received", enquiry, {"channel": enquiry.channel})
    if party is not None:
        touch_contact(actor=actor, party=party, day=day)
    return enquiry


def _first_message(enquiry: Enquiry, kind: str) -> None:
    EnquiryMessage.objects.create(
        office_id=enquiry.office_id,
        enquiry=enquiry,
        direction=EnquiryMessage.Direction.IN,
        kind=kind,
        state=EnquiryMessage.State.RECEIVED,
        at=enquiry.received_at,
        from_name=enquiry.sender_name,
        from_email=enquiry.sender_email,
        subject=enquiry.subject,
        text=enquiry.body,
    )


def _contact(actor: Actor, contact: Mapping[str, Any], language: str) -> Party | None:
    """The person who asks: found by e-mail, or registered; none when nothing was said."""
    described = {name: value for name, value in contact.items() if value}
    if not ({"email", "last_name", "organisation_name"} & set(described)):
        return None
    known = directory.party_by_email(str(described.get("email", "")))
    if known is not None:
        return known
    kind = "organisation" if described.get("organisation_name") else "person"
    try:
        return register_party(
            actor=actor,
            roles=[VISITOR],
            contact_on=timezone.localdate(),
            **{"kind": kind, "language": language, **described},
        )
    except DirectoryError as error:
        raise RequestError(str(error), error.field) from error


def _agree(actor: Actor, enquiry: Enquiry, party: Party, wording: str) -> None:
    give_consent(
        actor=actor,
        party=party,
        purpose=NEWSLETTER,
        channel="web"
        if enquiry.channel == "web"
        else {"email": "mail"}.get(enquiry.channel, enquiry.channel),
        language=enquiry.language,
        wording=wording,
        proof=f"Demande nº {enquiry.pk}",
    )


def party_of(actor: Actor, enquiry: Enquiry) -> Party | None:
    """The contact of a request that is being answered; a mail becomes one now. Inside the caller's transaction."""
    if enquiry.party is not None:
        return enquiry.party
    if not enquiry.sender_email:
        return None
    party = directory.party_by_email(enquiry.sender_email)
    if party is None:
        try:
            party = _from_mail(actor, enquiry)
        except DirectoryError:
            return None
    else:
        add_role(actor=actor, party=party, code=VISITOR)
    enquiry.party = party
    enquiry.save(update_fields=["party"])
    return party


def _from_mail(actor: Actor, enquiry: Enquiry) -> Party:
    """A person made of what a mail says of its sender: the last word of the name is the family's."""
    first, _space, last = enquiry.sender_name.strip().rpartition(" ")
    if "@" in enquiry.sender_name:
        first = last = ""
    return register_party(
        actor=actor,
        roles=[VISITOR],
        contact_on=enquiry.received_on,
        first_name=first[:80],
        last_name=last[:120],
        email=enquiry.sender_email,
        language=enquiry.language,
    )
