"""What a person does with openings: plan a year, set days apart, copy a year, note what really happened."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from buron.kernel import journal
from buron.kernel.actors import Actor
from buron.territory.errors import TerritoryError
from buron.territory.models import Desk, OpeningActual, OpeningException, OpeningReason, OpeningSeason
from buron.territory.queries.openings import OpeningBook
from buron.territory.rules.slots import Slots, to_json
from buron.territory.year import FIRST_YEAR, LAST_YEAR

MOST_DAYS = 366
MOST_SEASONS = 24
SEASON_FIELDS = ("name", "start", "end", "holidays", "school", "zones")


def save_season(
    *,
    actor: Actor,
    desk: Desk,
    start: dt.date,
    end: dt.date,
    week: Mapping[int, Slots],
    season: OpeningSeason | None = None,
    **options: str,
) -> OpeningSeason:
    """Plan a stretch of a year for a desk, or change one; ``options`` are name, holidays, school and zones."""
    actor.require("territory.plan")
    _own(actor, desk)
    row = season or OpeningSeason(office_id=actor.office_id, desk=desk)
    before = _described(row) if season else {}
    for name, value in {**options, "start": start, "end": end, "year": start.year}.items():
        setattr(row, name, value)
    row.week = {str(day): to_json(slots) for day, slots in sorted(week.items()) if slots}
    _check_season(row)
    with transaction.atomic():
        row.save()
        old, new = journal.changes(before, _described(row))
        journal.record(actor=actor, action="territory.season.saved", target=row, before=old, after=new)
    return row


def _check_season(row: OpeningSeason) -> None:
    if not FIRST_YEAR <= row.start.year <= LAST_YEAR:
        raise TerritoryError(_("Cette année n’est pas au calendrier."), "start")
    if row.end < row.start:
        raise TerritoryError(_("La période se termine avant de commencer."), "end")
    if row.start.year != row.end.year:
        raise TerritoryError(
            _("Une période tient dans une année : faites-en une par année, l’horaire peut être le même."),
            "end",
        )
    if row.school == OpeningSeason.School.ALWAYS:
        row.zones = ""
    elif not row.zones:
        raise TerritoryError(_("Choisissez au moins une zone scolaire."), "zones")
    siblings = OpeningSeason.objects.filter(desk=row.desk, year=row.year).exclude(pk=row.pk)
    if siblings.count() >= MOST_SEASONS:
        raise TerritoryError(_("Une année compte au plus %s périodes par bureau.") % MOST_SEASONS)
    try:
        row.full_clean(exclude=["office", "desk"], validate_constraints=False)
    except ValidationError as error:
        raise TerritoryError.of(error) from error


def remove_season(*, actor: Actor, season: OpeningSeason) -> None:
    """Take a stretch out of the plan."""
    actor.require("territory.plan")
    with transaction.atomic():
        journal.record(
            actor=actor, action="territory.season.removed", target=season, before=_described(season)
        )
        season.delete()


def copy_year(*, actor: Actor, desks: Iterable[Desk], year: int, into: int) -> list[Desk]:
    """Copy the seasons of a year into another one; desks that have a plan there keep it. Returns those copied.

    Days set apart are not copied: they belong to their year. Public and school holidays follow the new year's.
    """
    actor.require("territory.plan")
    if not FIRST_YEAR <= into <= LAST_YEAR or into == year:
        raise TerritoryError(_("Choisissez une autre année du calendrier."), "into")
    copied = []
    with transaction.atomic():
        for desk in desks:
            _own(actor, desk)
            rows = list(OpeningSeason.objects.filter(desk=desk, year=year))
            if not rows or OpeningSeason.objects.filter(desk=desk, year=into).exists():
                continue
            OpeningSeason.objects.bulk_create(_moved(row, into) for row in rows)
            copied.append(desk)
        if copied:
            journal.record(
                actor=actor,
                action="territory.year.copied",
                after={"year": year, "into": into, "desks": [desk.pk for desk in copied]},
            )
    return copied


def _moved(row: OpeningSeason, year: int) -> OpeningSeason:
    fields = {name: getattr(row, name) for name in SEASON_FIELDS}
    fields |= {"start": _in_year(row.start, year), "end": _in_year(row.end, year)}
    return OpeningSeason(office_id=row.office_id, desk_id=row.desk_id, year=year, week=row.week, **fields)


def _in_year(day: dt.date, year: int) -> dt.date:
    """The same day of another year; 29 February becomes the 28th."""
    leap = (day.month, day.day) == (2, 29)
    return dt.date(year, 2, 28) if leap else day.replace(year=year)


def plan_days(
    *, actor: Actor, desk: Desk, days: Iterable[dt.date], slots: Slots, label: str = ""
) -> list[OpeningException]:
    """Set days apart from their season: closed when there is no slot, or open at these hours."""
    actor.require("territory.plan")
    _own(actor, desk)
    chosen = _chosen(days)
    values = {"slots": to_json(slots), "label": " ".join(label.split())[:80]}
    with transaction.atomic():
        rows = [
            OpeningException.objects.update_or_create(
                office_id=actor.office_id, desk=desk, day=day, defaults=values
            )[0]
            for day in chosen
        ]
        _note(actor, desk, "territory.days.planned", chosen, values)
    return rows


def unplan_days(*, actor: Actor, desk: Desk, days: Iterable[dt.date]) -> int:
    """Let days follow their season again; returns how many were set apart."""
    actor.require("territory.plan")
    _own(actor, desk)
    chosen = _chosen(days)
    with transaction.atomic():
        removed = OpeningException.objects.filter(desk=desk, day__in=chosen).delete()[0]
        if removed:
            _note(actor, desk, "territory.days.unplanned", chosen, {})
    return removed


def record_actual(
    *,
    actor: Actor,
    desk: Desk,
    hours: Mapping[dt.date, Slots],
    reason: str,
    words: str = "",
) -> list[OpeningActual]:
    """Note that a desk did not, or will not, open as planned on some days, and why.

    ``hours`` gives what it opened instead, none for a closed day. A day that turns out to follow its plan loses its
    note: there is no gap to explain.
    """
    actor.require("territory.record_opening")
    _own(actor, desk)
    chosen = _chosen(hours)
    if not _is_reason(reason):
        raise TerritoryError(_("Choisissez un motif de la liste."), "reason")
    values = {"reason": reason, "words": " ".join(words.split())[:120]}
    book = OpeningBook(chosen[0], chosen[-1], [desk])
    outside = [day for day in chosen if not desk.is_active_on(day)]
    if outside:
        raise TerritoryError(_("Ce bureau n’est pas en service le %s.") % f"{outside[0]:%d/%m/%Y}", "days")
    kept = [day for day in chosen if book.day(desk, day).planned != hours[day]]
    with transaction.atomic():
        OpeningActual.objects.filter(desk=desk, day__in=set(chosen) - set(kept)).delete()
        rows = [
            OpeningActual.objects.update_or_create(
                office_id=actor.office_id,
                desk=desk,
                day=day,
                defaults={**values, "slots": to_json(hours[day])},
            )[0]
            for day in kept
        ]
        _note(actor, desk, "territory.gap.recorded", kept or chosen, values)
    return rows


def remove_actual(*, actor: Actor, desk: Desk, days: Iterable[dt.date]) -> int:
    """Say that days went as planned after all; returns how many had a note."""
    actor.require("territory.record_opening")
    _own(actor, desk)
    chosen = _chosen(days)
    with transaction.atomic():
        removed = OpeningActual.objects.filter(desk=desk, day__in=chosen).delete()[0]
        if removed:
            _note(actor, desk, "territory.gap.removed", chosen, {})
    return removed


def _is_reason(code: str) -> bool:
    return OpeningReason.objects.filter(code=code).exists()


def _chosen(days: Iterable[dt.date]) -> list[dt.date]:
    found = sorted(set(days))
    if not found:
        raise TerritoryError(_("Choisissez au moins un jour."), "days")
    if len(found) > MOST_DAYS or (found[-1] - found[0]).days > 2 * MOST_DAYS:
        raise TerritoryError(_("Choisissez des jours d’une même année."), "days")
    return found


def _own(actor: Actor, desk: Desk) -> None:
    if desk.office_id != actor.office_id:
        raise Desk.DoesNotExist("this desk belongs to another office")


def _note(actor: Actor, desk: Desk, action: str, days: list[dt.date], after: Mapping[str, Any]) -> None:
    said = {**after, "days": [day.isoformat() for day in days]}
    journal.record(actor=actor, action=action, target=desk, after=said)


def _described(row: OpeningSeason) -> dict[str, Any]:
    values = {name: getattr(row, name) for name in SEASON_FIELDS}
    return {
        "week": row.week,
        **{
            name: value.isoformat() if isinstance(value, dt.date) else value for name, value in values.items()
        },
    }
