"""Parties registered, described, linked; no name of theirs goes into the journal, which is never erased."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from typing import Any

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from buron.directory import rules
from buron.directory.errors import DirectoryError
from buron.directory.models import Party, PartyLink, PartyRole
from buron.directory.roles import ROLES
from buron.kernel import journal
from buron.kernel.actors import Actor
from buron.territory import reference

EDIT = "directory.edit"
DESCRIBED = (
    "kind",
    "civility",
    "first_name",
    "last_name",
    "organisation_name",
    "siret",
    "email",
    "phone",
    "mobile",
    "address",
    "postcode",
    "city",
    "country",
    "language",
    "notes",
)
NAMES = ("first_name", "last_name", "organisation_name")
POSTAL = ("address", "postcode", "city", "country")


def register_party(
    *,
    actor: Actor,
    roles: Iterable[str] = (),
    contact_on: dt.date | None = None,
    **description: Any,
) -> Party:
    """Register a person or an organisation.

    ``description`` takes the fields of :data:`DESCRIBED`; ``contact_on`` is the day of the contact that it comes from
    (none for an import), from which the years of silence are counted. Whoever must not make a double asks
    :func:`buron.directory.queries.likely_doubles` before. Raises :class:`DirectoryError`.
    """
    actor.require(EDIT)
    with transaction.atomic():
        party = Party(office_id=actor.office_id, last_contact_on=contact_on)
        _describe(party, description)
        _save(party)
        record(actor, "directory.party.registered", party, {"kind": party.kind, "fields": _filled(party)})
        for code in dict.fromkeys(roles):
            _add_role(actor, party, code, contact_on)
    return party


def update_party(*, actor: Actor, party: Party, changes: Mapping[str, Any]) -> Party:
    """Change what describes a party; a new e-mail or postal address is no longer known as refused."""
    actor.require(EDIT)
    with transaction.atomic():
        held = locked(actor, party)
        before = described(held)
        _describe(held, changes)
        changed = [name for name in DESCRIBED if before[name] != getattr(held, name)]
        if changed:
            if "email" in changed:
                held.email_refused_at = None
            if set(POSTAL) & set(changed):
                held.address_refused_at = None
            _save(held)
            record(actor, "directory.party.updated", held, {"fields": changed})
    return held


def add_role(*, actor: Actor, party: Party, code: str, since: dt.date | None = None) -> PartyRole:
    """Say in what quality the office knows a party; said twice, it is once, and an ended role begins again."""
    actor.require(EDIT)
    with transaction.atomic():
        return _add_role(actor, locked(actor, party), code, since)


def end_role(*, actor: Actor, role: PartyRole, until: dt.date | None = None) -> PartyRole:
    """A quality that is over; it stays in the party's history."""
    actor.require(EDIT)
    with transaction.atomic():
        held = PartyRole.objects.select_for_update().get(pk=role.pk, office_id=actor.office_id)
        if held.until is None:
            held.until = until or timezone.localdate()
            held.save(update_fields=["until"])
            record(actor, "directory.role.ended", held.party, {"role": held.code})
    return held


def link_person(
    *,
    actor: Actor,
    organisation: Party,
    person: Party,
    function: str = "",
    email: str = "",
    phone: str = "",
) -> PartyLink:
    """Give a person a function in an organisation, or change it."""
    actor.require(EDIT)
    if organisation.kind != Party.Kind.ORGANISATION or person.kind != Party.Kind.PERSON:
        raise DirectoryError(_("Un lien va d’une personne à un organisme."), "person")
    fields = {"function": function.strip(), "email": email.strip(), "phone": phone.strip()}
    with transaction.atomic():
        house, human = locked(actor, organisation), locked(actor, person)
        link = PartyLink(office_id=actor.office_id, organisation=house, person=human, **fields)
        _clean(link, validate_constraints=False)
        link, created = PartyLink.objects.update_or_create(
            organisation=house, person=human, defaults={**fields, "office_id": actor.office_id}
        )
        action = "directory.link.added" if created else "directory.link.updated"
        record(actor, action, house, {"person": human.pk})
    return link


def unlink_person(*, actor: Actor, link: PartyLink) -> None:
    """The person has left the organisation."""
    actor.require(EDIT)
    with transaction.atomic():
        held = PartyLink.objects.select_for_update().get(pk=link.pk, office_id=actor.office_id)
        record(actor, "directory.link.removed", held.organisation, {"person": held.person_id})
        held.delete()


def mark_email_refused(*, actor: Actor, party: Party, at: dt.datetime | None = None) -> Party:
    """A mail came back as undeliverable: the address is not used again until it is corrected."""
    return _mark(actor, party, "email_refused_at", at, "directory.party.email_refused")


def mark_address_refused(*, actor: Actor, party: Party, at: dt.datetime | None = None) -> Party:
    """A letter came back (NPAI): no more letter until the address is corrected."""
    return _mark(actor, party, "address_refused_at", at, "directory.party.address_refused")


def touch_contact(*, actor: Actor, party: Party, day: dt.date | None = None) -> Party:
    """The person gave a sign: the years of silence start again. An opened e-mail is not a sign; a click is."""
    actor.require(EDIT)
    with transaction.atomic():
        held = locked(actor, party)
        day = day or timezone.localdate()
        if held.last_contact_on is None or day > held.last_contact_on or held.asked_again_on:
            held.last_contact_on = max(day, held.last_contact_on or day)
            held.asked_again_on = None
            held.save(update_fields=["last_contact_on", "asked_again_on"])
            record(actor, "directory.party.touched", held, {"day": day.isoformat()})
    return held


def _mark(actor: Actor, party: Party, field: str, at: dt.datetime | None, action: str) -> Party:
    actor.require(EDIT)
    with transaction.atomic():
        held = locked(actor, party)
        if getattr(held, field) is None:
            setattr(held, field, at or timezone.now())
            held.save(update_fields=[field])
            record(actor, action, held)
    return held


def _add_role(actor: Actor, party: Party, code: str, since: dt.date | None) -> PartyRole:
    if code not in ROLES:
        raise DirectoryError(_("Cette qualité n’existe pas."), "roles")
    role, created = PartyRole.objects.get_or_create(
        party=party, code=code, defaults={"office_id": actor.office_id, "since": since}
    )
    if not created and role.until is not None:
        role.until = None
        role.save(update_fields=["until"])
        created = True
    if created:
        record(actor, "directory.role.added", party, {"role": code})
    return role


def record(actor: Actor, action: str, party: Party, after: Mapping[str, Any] | None = None) -> None:
    """A journal entry about a party, under its number only."""
    journal.record(actor=actor, action=action, target=party, after=after, label=f"Contact nº {party.pk}")


def locked(actor: Actor, party: Party) -> Party:
    """The row as it is now, or the one it was merged into; :class:`DirectoryError` when it was erased."""
    held = Party.objects.select_for_update().get(pk=party.pk, office_id=actor.office_id)
    if held.merged_into_id is not None:
        raise DirectoryError(_("Ce contact a été réuni à un autre : ouvrez celui-là."))
    if held.erased_at is not None:
        raise DirectoryError(_("Ce contact a été effacé."))
    return held


def described(party: Party) -> dict[str, Any]:
    """What describes a party, by field."""
    return {name: getattr(party, name) for name in DESCRIBED}


def _filled(party: Party) -> list[str]:
    return [name for name in DESCRIBED if getattr(party, name)]


def _describe(party: Party, changes: Mapping[str, Any]) -> None:
    unknown = set(changes) - set(DESCRIBED)
    if unknown:
        raise DirectoryError(_("Champ inconnu : %(names)s.") % {"names": ", ".join(sorted(unknown))})
    for name, value in changes.items():
        setattr(party, name, value.strip() if isinstance(value, str) else value)
    party.siret = "".join(party.siret.split())
    party.country = (party.country or "FR").upper()
    party.address = "\n".join(line.strip() for line in party.address.splitlines() if line.strip())


def _save(party: Party) -> None:
    party.email_key = rules.email_key(party.email)
    names = [party.last_name, party.first_name, party.organisation_name]
    if party.kind == Party.Kind.ORGANISATION:
        names.reverse()
    party.search_words = rules.search_words(*names, party.email.partition("@")[0], party.city)
    _check(party)
    try:
        with transaction.atomic():
            party.save()
    except IntegrityError as error:
        raise DirectoryError(_("Ce contact ne peut pas être enregistré ainsi.")) from error


def _check(party: Party) -> None:
    if party.kind == Party.Kind.ORGANISATION and not party.organisation_name:
        raise DirectoryError(_("Donnez le nom de l’organisme."), "organisation_name")
    if party.kind == Party.Kind.PERSON and not (party.last_name or party.email):
        raise DirectoryError(_("Donnez un nom, ou au moins une adresse électronique."), "last_name")
    if party.siret and not rules.siret_is_valid(party.siret):
        raise DirectoryError(_("Ce SIRET n’est pas juste : il a 14 chiffres, dont une clé."), "siret")
    if reference.country(party.country) is None:
        raise DirectoryError(_("Choisissez un pays de la liste."), "country")
    _clean(party, exclude=["merged_into"])


def _clean(row: Party | PartyLink, **options: Any) -> None:
    try:
        row.full_clean(**options)
    except ValidationError as error:
        raise DirectoryError.of(error) from error
