"""A lodging enters the register, is described, closes, opens again; it is never removed, since the tax names it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Any

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from buron.directory.rules import search_words
from buron.kernel import journal
from buron.kernel.actors import Actor
from buron.kernel.numbering import next_number
from buron.lodging.beds import bedrooms_fault, beds_in
from buron.lodging.errors import LodgingError
from buron.lodging.models import Lodging
from buron.lodging.rules import guest_rooms_fault, openings_fault, registration_fault, tidy_registration
from buron.lodging.services import sharing
from buron.territory import reference

DESCRIBED = (
    *("name", "nature", "address", "postcode", "insee", "latitude", "longitude", "capacity", "units", "beds"),
    *(
        "bedrooms",
        "surface",
        "residence",
        "declaration_number",
        "declared_on",
        "registration_number",
        "channels",
    ),
    *("openings", "opened_on", "closed_on", "notes"),
)


def register_lodging(*, actor: Actor, name: str, nature: str, insee: str, **description: Any) -> Lodging:
    """Enter a lodging under the next number of the register.

    ``description`` takes the other fields of :class:`Lodging` that describe it. Raises :class:`LodgingError`.
    """
    actor.require("lodging.edit")
    with transaction.atomic():
        lodging = Lodging(office_id=actor.office_id, number=next_number(Lodging, actor.office_id))
        _describe(lodging, {"name": name, "nature": nature, "insee": insee, **description})
        _save(lodging)
        journal.record(
            actor=actor, action="lodging.lodging.registered", target=lodging, after=described(lodging)
        )
    return lodging


def update_lodging(*, actor: Actor, lodging: Lodging, changes: Mapping[str, Any]) -> Lodging:
    """Change what describes a lodging; nothing is written when nothing differs."""
    return _change(actor, lodging, changes, "lodging.lodging.updated")


def close_lodging(*, actor: Actor, lodging: Lodging, last_day: dt.date) -> Lodging:
    """It is let no more after that day; its declarations and its account stay."""
    return _change(actor, lodging, {"closed_on": last_day}, "lodging.lodging.closed")


def reopen_lodging(*, actor: Actor, lodging: Lodging) -> Lodging:
    """It is let again, without an end."""
    return _change(actor, lodging, {"closed_on": None}, "lodging.lodging.reopened")


def described(lodging: Lodging) -> dict[str, Any]:
    """What describes it, as the journal keeps it."""
    found: dict[str, Any] = {}
    for name in DESCRIBED:
        value = getattr(lodging, name)
        found[name] = value.isoformat() if isinstance(value, dt.date) else value
    return found


def follow_fiche(*, actor: Actor, lodging: Lodging, changes: Mapping[str, Any]) -> Lodging:
    """Take in the register what its fiche says; nothing goes back to the fiche."""
    return _change(actor, lodging, changes, "lodging.lodging.followed_fiche", back=False)


def _change(
    actor: Actor, lodging: Lodging, changes: Mapping[str, Any], action: str, *, back: bool = True
) -> Lodging:
    actor.require("lodging.edit")
    with transaction.atomic():
        held = Lodging.objects.select_for_update().get(pk=lodging.pk)
        if held.merged_into_id is not None:
            raise LodgingError(_("Cet hébergement a été réuni à un autre : modifiez celui-là."))
        before = described(held)
        _describe(held, changes)
        old, new = journal.changes(before, described(held))
        if new:
            _save(held)
            journal.record(actor=actor, action=action, target=held, before=old, after=new)
            if back:
                sharing.write_to_fiche(actor, held, sharing.shared_of(new))
    return held


def _describe(lodging: Lodging, changes: Mapping[str, Any]) -> None:
    unknown = set(changes) - set(DESCRIBED)
    if unknown:
        raise LodgingError(_("Champ inconnu : %(names)s.") % {"names": ", ".join(sorted(unknown))})
    for name, value in changes.items():
        setattr(lodging, name, value.strip() if isinstance(value, str) else value)


def _save(lodging: Lodging) -> None:
    _check(lodging)
    lodging.search_words = search_words(
        lodging.name, lodging.address, lodging.registration_number, lodging.declaration_number
    )
    try:
        with transaction.atomic():
            lodging.save()
    except IntegrityError as error:
        # Another one took the number, or the registration number, between the check and the writing.
        raise LodgingError(
            _("Cet hébergement vient d’être enregistré par quelqu’un d’autre : rechargez la page.")
        ) from error


def _check(lodging: Lodging) -> None:
    commune = reference.commune(lodging.insee)
    if commune is None:
        raise LodgingError(_("Choisissez une commune de la liste."), "insee")
    lodging.insee = commune.insee
    lodging.registration_number = tidy_registration(lodging.registration_number)
    if lodging.registration_number:
        fault = registration_fault(lodging.registration_number, lodging.insee)
        if fault:
            raise LodgingError(fault, "registration_number")
    fault = openings_fault(lodging.openings)
    if fault:
        raise LodgingError(fault, "openings")
    fault = bedrooms_fault(lodging.bedrooms)
    if fault:
        raise LodgingError(fault, "bedrooms")
    if lodging.bedrooms:
        lodging.beds = beds_in(lodging.bedrooms)
    fault = guest_rooms_fault(lodging.nature, lodging.units, lodging.capacity)
    if fault:
        raise LodgingError(fault, "units")
    try:
        lodging.full_clean()
    except ValidationError as error:
        raise LodgingError.of(error) from error
