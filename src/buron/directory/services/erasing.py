"""Asked again after the years of silence, then erased; each erasure is a line of the register."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from buron.directory.errors import DirectoryError
from buron.directory.holdings import holdings, reasons_to_keep
from buron.directory.models import Consent, Erasure, Party, PartyLink, PartyRole
from buron.directory.services.parties import DESCRIBED, EDIT, locked, record, touch_contact
from buron.kernel.actors import Actor

EMPTIED = [name for name in DESCRIBED if name not in ("kind", "country", "language")]


def erase_party(*, actor: Actor, party: Party, reason: str) -> Erasure:
    """Erase one contact, in every room; :class:`DirectoryError` when a room must keep it, with the duty."""
    return erase_parties(actor=actor, parties=[party], reason=reason)


def erase_parties(*, actor: Actor, parties: Iterable[Party], reason: str) -> Erasure:
    """Erase contacts together, as one line of the register; all or none.

    The number of a contact stays, so that counts of past years hold; nothing that names it does. Consents go too: the
    line of the register proves that the person is no longer in the lists.
    """
    actor.require(EDIT)
    if reason not in Erasure.Reason:
        raise DirectoryError(_("Dites pourquoi ce contact est effacé."), "reason")
    with transaction.atomic():
        held = [locked(actor, party) for party in sorted(parties, key=lambda one: one.pk)]
        if not held:
            raise DirectoryError(_("Aucun contact à effacer."))
        rows = sum(_erase(actor, party) for party in held)
        contacts = [party.last_contact_on for party in held if party.last_contact_on]
        return Erasure.objects.create(
            office_id=actor.office_id,
            reason=reason,
            count=len(held),
            rows=rows,
            numbers=[party.pk for party in held],
            oldest_contact_on=min(contacts, default=None),
            newest_contact_on=max(contacts, default=None),
            author=actor.label[:160],
        )


def _erase(actor: Actor, party: Party) -> int:
    reasons = reasons_to_keep(party)
    if reasons:
        raise DirectoryError(" ".join(reasons))
    rows = sum(one.forget(party) for one in holdings if one.forget)
    both = (*Party.objects.filter(merged_into=party), party)
    for one in both:
        _empty(one)
    for model in (PartyRole, Consent):
        model._default_manager.filter(party=party).delete()
    PartyLink.objects.filter(person=party).delete()
    PartyLink.objects.filter(organisation=party).delete()
    record(actor, "directory.party.erased", party)
    return rows


def _empty(party: Party) -> None:
    values = dict.fromkeys(EMPTIED, "")
    Party.objects.filter(pk=party.pk).update(
        **values,
        email_key="",
        search_words="",
        email_refused_at=None,
        address_refused_at=None,
        asked_again_on=None,
        erased_at=timezone.now(),
    )


def ask_again(*, actor: Actor, parties: Sequence[Party], day: dt.date | None = None) -> int:
    """Note that these contacts were asked whether the office may keep them; the mail is the caller's to send."""
    actor.require(EDIT)
    day = day or timezone.localdate()
    with transaction.atomic():
        for party in sorted(parties, key=lambda one: one.pk):
            held = locked(actor, party)
            held.asked_again_on = day
            held.save(update_fields=["asked_again_on"])
            record(actor, "directory.party.asked_again", held)
    return len(parties)


def keep_contact(*, actor: Actor, party: Party) -> Party:
    """The person answered that the office may keep the contact: the years of silence start again."""
    return touch_contact(actor=actor, party=party)
