"""One record with the fiche: what the two say alike, and the register's word written into the fiche.

The rule, in one direction at a time, so that nothing goes round:

* what the office writes in the register is written to the fiche as the office's own edit, at once;
* what changes in the fiche is taken in the register, when the register has nothing of its own there: it is empty, or
  still what both last agreed on (``Lodging.fiche_seen``);
* otherwise both keep their word, the page of the lodging shows the difference, and a person settles it.

A value that is not known never erases one that is.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Mapping
from dataclasses import replace
from typing import Any, NamedTuple

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from buron.kernel.actors import Actor
from buron.lodging.errors import LodgingError
from buron.lodging.models import Lodging, Ranking
from buron.offer.models import Fiche
from buron.offer.services import BadFiche, edit_fiche
from buron.territory import reference

SHARED = {
    "name": _("Nom"),
    "address": _("Adresse"),
    "postcode": _("Code postal"),
    "insee": _("Commune"),
    "position": _("Position"),
    "capacity": _("Capacité (personnes)"),
    "registration_number": _("Numéro d’enregistrement"),
    "stars": _("Classement"),
}
COLUMNS = {"latitude": "position", "longitude": "position"}
"""Columns of a lodging whose shared field has another name."""


class Difference(NamedTuple):
    """A shared field of which both sides say something else."""

    field: str
    title: Any
    mine: str
    theirs: str


def shared_of(columns: Collection[str]) -> set[str]:
    """The shared fields that columns of a lodging belong to."""
    return {COLUMNS.get(name, name) for name in columns} & SHARED.keys()


def of_lodging(lodging: Lodging) -> dict[str, Any]:
    """What the register says, by shared field; None when it does not say."""
    position = None
    if lodging.latitude is not None and lodging.longitude is not None:
        position = [round(lodging.latitude, 6), round(lodging.longitude, 6)]
    held = ranking_now(lodging)
    return {
        "name": lodging.name or None,
        "address": _one_text(lodging.address.splitlines()),
        "postcode": lodging.postcode or None,
        "insee": lodging.insee or None,
        "position": position,
        "capacity": lodging.capacity,
        "registration_number": lodging.registration_number or None,
        "stars": held.stars if held else None,
    }


def of_fiche(fiche: Fiche) -> dict[str, Any]:
    """What the fiche says, by shared field."""
    body: Mapping[str, Any] = fiche.body
    address, position = body.get("address") or {}, body.get("position")
    label = ranking_label(body)
    return {
        "name": fiche.name[:160] or None,
        "address": _one_text(address.get("lines") or ()),
        "postcode": (address.get("postcode") or "")[:5] or None,
        "insee": _today(address.get("insee")),
        "position": [round(position["lat"], 6), round(position["lon"], 6)] if position else None,
        "capacity": (body.get("capacity") or {}).get("persons") or None,
        "registration_number": body.get("registration_number") or None,
        "stars": label.get("stars") if label else None,
    }


def _one_text(lines: Collection[str]) -> str | None:
    return "\n".join(line.strip() for line in lines if line.strip())[:300] or None


def _today(insee: str | None) -> str | None:
    """The commune of today: an old code of a fiche is no difference."""
    found = reference.commune(insee) if insee else None
    return found.insee if found else insee or None


def ranking_label(body: Mapping[str, Any]) -> dict[str, Any] | None:
    """The official ranking of a body, if it has one that has not ended."""
    today = timezone.localdate().isoformat()
    for label in body.get("labels") or ():
        if label.get("ranking") and label.get("stars") and (label.get("end") or "9999") >= today:
            return dict(label)
    return None


def ranking_now(lodging: Lodging) -> Ranking | None:
    """The ranking that holds today."""
    today = timezone.localdate()
    return next(
        (
            one
            for one in lodging.rankings.all()
            if one.valid_from <= today and (one.valid_until is None or today <= one.valid_until)
        ),
        None,
    )


def differences(lodging: Lodging) -> list[Difference]:
    """The shared fields of which the register and its fiche both know something, and not the same."""
    if lodging.fiche is None:
        return []
    mine, theirs = of_lodging(lodging), of_fiche(lodging.fiche)
    return [
        Difference(key, title, said(key, mine[key]), said(key, theirs[key]))
        for key, title in SHARED.items()
        if mine[key] is not None and theirs[key] is not None and mine[key] != theirs[key]
    ]


def said(field: str, value: Any) -> str:
    """A shared value as people read it."""
    if field == "insee":
        return reference.commune_name(str(value))
    if field == "position":
        return f"{value[0]:.5f} ; {value[1]:.5f}"
    if field == "stars":
        return f"{value} étoile{'s' if value > 1 else ''}"
    return str(value)


def write_to_fiche(actor: Actor, lodging: Lodging, fields: Collection[str]) -> None:
    """Lay what the register says of these fields over its fiche, as the actor's edit.

    The right to keep the register is enough: it is the same record. Raises :class:`LodgingError`.
    """
    if lodging.fiche_id is None or not fields:
        return
    fiche = Fiche.objects.get(pk=lodging.fiche_id)
    if fiche.merged_into_id is not None:
        return
    values = _edits(lodging, fiche, set(fields))
    if values:
        keeper = replace(actor, permissions=actor.permissions | {"offer.edit"})
        try:
            fiche = edit_fiche(actor=keeper, fiche=fiche, values=values)
        except BadFiche as error:
            raise LodgingError(str(error)) from error
    agree(lodging, fiche, fields)


def agree(lodging: Lodging, fiche: Fiche, fields: Collection[str]) -> None:
    """Remember what the fiche says now of these fields; saves the lodging's memory."""
    theirs = of_fiche(fiche)
    lodging.fiche = fiche
    lodging.fiche_seen = {**lodging.fiche_seen, **{field: theirs[field] for field in fields}}
    lodging.save(update_fields=["fiche_seen"])


def _edits(lodging: Lodging, fiche: Fiche, fields: set[str]) -> dict[str, Any]:
    mine, theirs = of_lodging(lodging), of_fiche(fiche)
    values: dict[str, Any] = {}
    for field in fields:
        value = mine[field]
        if field == "stars":
            values.update(_ranking_edit(lodging, fiche, value, theirs[field]))
        elif value is not None and value != theirs[field]:
            values.update(_edit(field, value, fiche))
    return values


def _edit(field: str, value: Any, fiche: Fiche) -> dict[str, Any]:
    if field == "address":
        return {"address.lines": str(value).splitlines()}
    if field == "insee":
        return {"address.insee": value, "address.city": reference.commune_name(value)}
    if field == "position":
        return {"position": {**(fiche.body.get("position") or {}), "lat": value[0], "lon": value[1]}}
    paths = {"name": "name.fr", "postcode": "address.postcode", "capacity": "capacity.persons"}
    return {paths.get(field, field): value}


def _ranking_edit(lodging: Lodging, fiche: Fiche, mine: int | None, theirs: int | None) -> dict[str, Any]:
    """The labels with the ranking of the register; one that the register had written goes when it has ended."""
    if mine is None and (theirs is None or lodging.fiche_seen.get("stars") != theirs):
        return {}
    others = [label for label in fiche.body.get("labels") or () if not label.get("ranking")]
    if mine is None:
        return {"labels": others or None}
    return {"labels": [*others, _label(ranking_now(lodging))]}


def _label(ranking: Ranking | None) -> dict[str, Any]:
    if ranking is None:
        raise LodgingError(str(_("Aucun classement n’est en cours.")))
    text = said("stars", ranking.stars)
    end: dt.date | None = ranking.valid_until
    label: dict[str, Any] = {
        "key": "classement",
        "label": "Classement",
        "value": text,
        "stars": ranking.stars,
        "ranking": True,
        "start": ranking.valid_from.isoformat(),
    }
    return {**label, "end": end.isoformat()} if end else label
