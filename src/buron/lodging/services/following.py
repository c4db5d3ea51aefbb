"""A lodging and its fiche made one record, parted, and kept alike when the fiche changes."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Iterable
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from buron.kernel import journal
from buron.kernel.actors import Actor
from buron.kernel.folding import fold
from buron.lodging.errors import LodgingError
from buron.lodging.models import Lodging, Ranking
from buron.lodging.rules import nature_of_fiche
from buron.lodging.services.rankings import add_ranking
from buron.lodging.services.register import follow_fiche, register_lodging
from buron.lodging.services.sharing import SHARED, agree, of_fiche, of_lodging, ranking_label, write_to_fiche
from buron.offer.models import Fiche

EDIT = "lodging.edit"
REGISTER, FICHE = "register", "fiche"
"""Whose word is kept, when a person settles a difference."""


@transaction.atomic
def link_fiche(*, actor: Actor, lodging: Lodging, fiche: Fiche) -> Lodging:
    """Say that a lodging and a fiche are one; each takes from the other what it does not know.

    Where both know and differ, both keep their word until a person settles it. Raises :class:`LodgingError`.
    """
    actor.require(EDIT)
    held = _held(lodging)
    _check(held, fiche)
    held.fiche, held.fiche_seen = fiche, {}
    held.save(update_fields=["fiche", "fiche_seen"])
    journal.record(actor=actor, action="lodging.fiche.linked", target=held, after={"fiche": fiche.pk})
    mine, theirs = of_lodging(held), of_fiche(fiche)
    held = take_from_fiche(actor, held, {key for key in SHARED if mine[key] is None})
    write_to_fiche(actor, held, {key for key in SHARED if theirs[key] is None and mine[key] is not None})
    agree(held, Fiche.objects.get(pk=fiche.pk), SHARED)
    return held


@transaction.atomic
def unlink_fiche(*, actor: Actor, lodging: Lodging) -> Lodging:
    """The two are not the same thing after all; each keeps what it says."""
    actor.require(EDIT)
    held = _held(lodging)
    if held.fiche_id is not None:
        before, held.fiche, held.fiche_seen = held.fiche_id, None, {}
        held.save(update_fields=["fiche", "fiche_seen"])
        journal.record(actor=actor, action="lodging.fiche.unlinked", target=held, before={"fiche": before})
    return held


@transaction.atomic
def settle_difference(*, actor: Actor, lodging: Lodging, field: str, keep: str) -> Lodging:
    """Choose whose word is right for a shared field: the register's or the fiche's. Raises :class:`LodgingError`."""
    actor.require(EDIT)
    held = _held(lodging)
    if held.fiche is None or field not in SHARED or keep not in (REGISTER, FICHE):
        raise LodgingError(_("Cette différence n’existe plus : rechargez la page."))
    if keep == REGISTER:
        write_to_fiche(actor, held, {field})
        return held
    theirs = of_fiche(held.fiche)[field]
    held = take_from_fiche(actor, held, {field}, strictly=True)
    if theirs is not None and of_lodging(held)[field] != theirs:
        raise LodgingError(
            _("La fiche ne dit pas depuis quand : saisissez le classement avec la date de sa décision.")
        )
    return held


@transaction.atomic
def register_from_fiche(*, actor: Actor, fiche: Fiche) -> Lodging:
    """Enter in the register a lodging that the offer knows. Raises :class:`LodgingError`."""
    actor.require(EDIT)
    theirs = of_fiche(fiche)
    nature = nature_of_fiche(fiche.kind, fold(fiche.subkind))
    if not nature:
        raise LodgingError(_("« %(name)s » n’est pas un hébergement.") % {"name": fiche.name})
    if not theirs["insee"]:
        raise LodgingError(
            _("La fiche « %(name)s » n’a pas de commune : complétez-la d’abord.") % {"name": fiche.name}
        )
    lodging = register_lodging(actor=actor, name=theirs["name"], nature=nature, insee=theirs["insee"])
    return link_fiche(actor=actor, lodging=lodging, fiche=fiche)


def follow_fiches(*, actor: Actor, fiche_ids: Iterable[int] | None = None) -> int:
    """Bring into the register what changed in the fiches of its lodgings; returns how many lodgings changed.

    Done twice, it does nothing more. ``fiche_ids``: those that changed, all when not given.
    """
    actor.require(EDIT)
    linked = Lodging.objects.filter(fiche__isnull=False, merged_into__isnull=True)
    if fiche_ids is not None:
        linked = linked.filter(fiche__in=list(fiche_ids))
    linked = linked.select_related("fiche", "fiche__merged_into").prefetch_related("rankings")
    return sum(_follow(actor, lodging) for lodging in linked)


def renew_rankings(*, actor: Actor) -> int:
    """Write to the fiches the rankings that began or ended with the night; returns how many fiches changed.

    A ranking that the fiche says otherwise by its own source is left to a person.
    """
    actor.require(EDIT)
    written = 0
    linked = Lodging.objects.filter(
        fiche__isnull=False, fiche__merged_into__isnull=True, merged_into__isnull=True
    )
    for lodging in linked.select_related("fiche").prefetch_related("rankings"):
        if lodging.fiche is None:
            continue
        mine, theirs = of_lodging(lodging)["stars"], of_fiche(lodging.fiche)["stars"]
        if mine != theirs and theirs == lodging.fiche_seen.get("stars"):
            with transaction.atomic():
                write_to_fiche(actor, lodging, {"stars"})
            written += 1
    return written


def _follow(actor: Actor, lodging: Lodging) -> bool:
    fiche = lodging.fiche
    if fiche is None:
        return False
    if fiche.merged_into is not None:
        return _follow_merge(actor, lodging, fiche.merged_into)
    mine, theirs, seen = of_lodging(lodging), of_fiche(fiche), lodging.fiche_seen
    changed = {key for key in SHARED if theirs[key] is not None and theirs[key] != seen.get(key)}
    if not changed:
        return False
    free = {key for key in changed if mine[key] is None or mine[key] == seen.get(key)}
    with transaction.atomic():
        held = take_from_fiche(actor, _held(lodging), free)
        agree(held, fiche, changed)
    return of_lodging(held) != mine


def _follow_merge(actor: Actor, lodging: Lodging, kept: Fiche) -> bool:
    """Two fiches became one: the lodging goes on with the one that stays, unless that one has its own lodging."""
    if Lodging.objects.filter(fiche=kept).exists():
        return False
    Lodging.objects.filter(pk=lodging.pk).update(fiche=kept)
    journal.record(actor=actor, action="lodging.fiche.linked", target=lodging, after={"fiche": kept.pk})
    return True


def take_from_fiche(
    actor: Actor, lodging: Lodging, fields: Collection[str], *, strictly: bool = False
) -> Lodging:
    """Take what the fiche says of these fields.

    What the register refuses (an unknown commune, a number of another one) is left as a difference, or refused when
    ``strictly``.
    """
    if lodging.fiche is None:
        return lodging
    fiche: Fiche = lodging.fiche
    theirs = of_fiche(fiche)
    wanted = {key for key in fields if theirs[key] is not None}
    for lot in _lots(wanted - {"stars"}):
        changes = {name: value for key in lot for name, value in _columns(key, theirs[key]).items()}
        try:
            with transaction.atomic():
                lodging = follow_fiche(actor=actor, lodging=lodging, changes=changes)
        except LodgingError:
            if strictly:
                raise
    if "stars" in wanted:
        _take_ranking(actor, lodging, fiche, strictly)
    agree(lodging, fiche, wanted)
    return _held(lodging)


def _lots(fields: set[str]) -> list[set[str]]:
    """The commune and the number that names it together, the others one by one: one fault stops no other field."""
    place = fields & {"insee", "postcode", "registration_number"}
    return [*([place] if place else []), *({field} for field in sorted(fields - place))]


def _columns(field: str, value: Any) -> dict[str, Any]:
    if field == "position":
        return {"latitude": value[0], "longitude": value[1]}
    return {field: value}


def _take_ranking(actor: Actor, lodging: Lodging, fiche: Fiche, strictly: bool) -> None:
    """A ranking of the fiche enters the register with its dates; without a first day, none is invented."""
    label = ranking_label(fiche.body) or {}
    begins, ends = _day(label.get("start")), _day(label.get("end"))
    if begins is None:
        return
    try:
        with transaction.atomic():
            add_ranking(
                actor=actor,
                lodging=lodging,
                stars=int(label["stars"]),
                valid_from=begins,
                valid_until=ends,
                source=Ranking.Source.OFFER,
            )
    except LodgingError:
        if strictly:
            raise


def _day(text: Any) -> dt.date | None:
    try:
        return dt.date.fromisoformat(str(text)) if text else None
    except ValueError:
        return None


def _held(lodging: Lodging) -> Lodging:
    held = Lodging.objects.select_for_update().get(pk=lodging.pk)
    if held.merged_into_id is not None:
        raise LodgingError(_("Cet hébergement a été réuni à un autre : modifiez celui-là."))
    return held


def _check(lodging: Lodging, fiche: Fiche) -> None:
    if lodging.fiche_id is not None and lodging.fiche_id != fiche.pk:
        raise LodgingError(_("Cet hébergement a déjà une fiche : séparez-la d’abord."))
    if fiche.merged_into_id is not None or not nature_of_fiche(fiche.kind, fold(fiche.subkind)):
        raise LodgingError(_("Cette fiche n’est pas celle d’un hébergement."))
    other = Lodging.objects.filter(fiche=fiche).exclude(pk=lodging.pk).first()
    if other is not None:
        raise LodgingError(
            _("Cette fiche est déjà celle de « %(name)s » (nº %(number)s).")
            % {"name": other.name, "number": other.number}
        )
