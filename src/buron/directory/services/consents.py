"""Consents given and withdrawn, each with its proof; a line is never edited."""

from __future__ import annotations

import datetime as dt

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from buron.directory.errors import DirectoryError
from buron.directory.models import Consent, Party
from buron.directory.services.parties import EDIT, locked, record
from buron.directory.wordings import CHANNELS, PURPOSES, wording_of
from buron.kernel.actors import Actor
from buron.kernel.models import Office


def give_consent(
    *,
    actor: Actor,
    party: Party,
    purpose: str,
    channel: str,
    language: str = "fr",
    wording: str = "",
    proof: str = "",
    at: dt.datetime | None = None,
) -> Consent:
    """Record that a party agrees to a purpose; one that is in force stays as it is.

    ``wording`` are the words that were shown (those of the house by default), ``proof`` where the agreement is found
    (the request, the signed sheet). Nobody agrees by silence: there is no pre-ticked box anywhere.
    """
    actor.require(EDIT)
    if purpose not in PURPOSES or channel not in CHANNELS:
        raise DirectoryError(_("Cet usage ou ce moyen n’existe pas."), "purpose")
    with transaction.atomic():
        held = locked(actor, party)
        current = Consent.objects.filter(party=held, purpose=purpose, withdrawn_at=None).first()
        if current is not None:
            return current
        office = Office.objects.get(pk=actor.office_id)
        return _agreed(
            actor,
            Consent(
                office=office,
                party=held,
                purpose=purpose,
                wording=wording or wording_of(purpose, language, office.name),
                language=language,
                channel=channel,
                proof=proof.strip()[:200],
                given_at=at or timezone.now(),
            ),
        )


def _agreed(actor: Actor, consent: Consent) -> Consent:
    try:
        with transaction.atomic():
            consent.save()
    except IntegrityError:
        return Consent.objects.get(party=consent.party, purpose=consent.purpose, withdrawn_at=None)
    record(actor, "directory.consent.given", consent.party, {"purpose": consent.purpose})
    return consent


def withdraw_consent(*, actor: Actor, consent: Consent, by: str = "") -> Consent:
    """End an agreement at once; withdrawing twice is withdrawing once. ``by`` says who asked, and how."""
    actor.require(EDIT)
    with transaction.atomic():
        held = Consent.objects.select_for_update().get(pk=consent.pk, office_id=actor.office_id)
        if held.withdrawn_at is None:
            held.withdrawn_at = max(timezone.now(), held.given_at)
            held.withdrawn_by = (by or actor.label)[:120]
            held.save(update_fields=["withdrawn_at", "withdrawn_by"])
            record(actor, "directory.consent.withdrawn", held.party, {"purpose": held.purpose})
    return held
