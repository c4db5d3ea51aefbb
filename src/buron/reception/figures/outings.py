"""Figures of what is held out of the desks: days out, their hours, and the days of fairs.

A day out is a day of an outing that was held; or, for years before outings were planned here, a day on which a desk
recorded acts out of the walls that belong to no outing. The hours of such a day are not known.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from functools import partial

from django.db.models import Count, F
from django.utils import timezone
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from buron.kernel import formats
from buron.kernel.contributions import Indicator
from buron.kernel.figures import Column, Value
from buron.kernel.once import once
from buron.kernel.periods import Period
from buron.kernel.tenancy import current_office_id
from buron.reception.figures.lines import BY_DAY, BY_MONTH, DESK, Cut, Lines
from buron.reception.models import Act, Outing, OutingDay
from buron.reception.queries.outings import OUTSIDE
from buron.territory.models import Desk

VIEW = "reception.view"


@dataclass(frozen=True, slots=True)
class DayOut:
    """A day out; acts that were counted by the month tell no day. ``minutes`` is None when no outing says its hours."""

    day: dt.date
    desk_id: int
    desk: str
    name: str
    kind: str
    minutes: int | None
    acts: int
    visitors: int | None

    @property
    def is_fair(self) -> bool:
        return self.kind == Outing.Kind.FAIR


def days_out(period: Period) -> list[DayOut] | None:
    """The days out of a period up to today, newest first; None before the office ever went out."""

    def read() -> list[DayOut] | None:
        end = min(period.end, timezone.localdate())
        found = _joined(_held(period.start, end), _alone(period.start, end))
        if not found and not _ever(end):
            return None
        return sorted(found, key=lambda one: (one.day, one.desk_id, one.name), reverse=True)

    return once(("days out", current_office_id(), period.start, period.end), read)


def _joined(held: Sequence[DayOut], alone: Sequence[DayOut]) -> list[DayOut]:
    """Acts that no outing holds go to one of their desk and day when there is one, else make a day of their own."""
    found = list(held)
    places = {(one.desk_id, one.day, one.is_fair): rank for rank, one in enumerate(held)}
    for one in alone:
        rank = places.get((one.desk_id, one.day, one.is_fair))
        if rank is None:
            found.append(one)
        else:
            found[rank] = replace(found[rank], acts=found[rank].acts + one.acts)
    return found


def _ever(end: dt.date) -> bool:
    before = Act.objects.filter(channel__in=OUTSIDE, day__lte=end, cancelled_at=None)
    return before.exists() or OutingDay.objects.filter(day__lte=end, outing__cancelled_at=None).exists()


def _held(start: dt.date, end: dt.date) -> list[DayOut]:
    acts = Act.objects.filter(day__gte=start, day__lte=end, cancelled_at=None, outing__isnull=False)
    counted = {
        (outing, day): n
        for outing, day, n in acts.order_by().values_list("outing_id", "day").annotate(n=Count("pk"))
    }
    rows = OutingDay.objects.filter(day__gte=start, day__lte=end, outing__cancelled_at=None)
    return [
        DayOut(
            one.day,
            one.outing.desk_id,
            one.outing.desk.name,
            one.outing.name,
            one.outing.kind,
            one.minutes,
            counted.get((one.outing_id, one.day), 0),
            one.visitors,
        )
        for one in rows.select_related("outing__desk")
    ]


def _alone(start: dt.date, end: dt.date) -> list[DayOut]:
    acts = Act.objects.filter(
        day__gte=start, until=F("day"), day__lte=end, cancelled_at=None, outing=None, channel__in=OUTSIDE
    )
    groups = acts.order_by().values_list("day", "desk_id", "channel").annotate(n=Count("pk"))
    names = dict(Desk.objects.values_list("pk", "name"))
    return [
        DayOut(
            day,
            desk,
            names.get(desk, ""),
            "",
            Outing.Kind.FAIR if channel == "fair" else "",
            None,
            n,
            None,
        )
        for day, desk, channel, n in groups
    ]


def _of(period: Period, *, fair: bool) -> list[DayOut] | None:
    found = days_out(period)
    return None if found is None else [one for one in found if one.is_fair is fair]


def _hours(days: Sequence[DayOut]) -> Value:
    told = [one.minutes for one in days if one.minutes is not None]
    return Decimal(sum(told)) / 60 if told else None


def _unknown_hours(days: Sequence[DayOut]) -> str:
    unknown = sum(one.minutes is None for one in days)
    text = ngettext(
        "%s jour hors les murs n’a pas ses heures : aucune sortie n’y était prévue.",
        "%s jours hors les murs n’ont pas leurs heures : aucune sortie n’y était prévue.",
        unknown,
    )
    return text % formats.number(unknown) if unknown else ""


def _kind(one: DayOut) -> str | None:
    return one.kind or None


CUTS: tuple[Cut[DayOut], ...] = (
    Cut("desk", DESK, lambda one: str(one.desk_id), lambda one: one.desk),
    BY_MONTH,
    BY_DAY,
)
BY_KIND: Cut[DayOut] = Cut("kind", _("Type de sortie"), _kind, lambda one: str(Outing.Kind(one.kind).label))
COLUMNS = (
    Column("day", "Jour", "date"),
    Column("desk", "Bureau"),
    Column("name", "Sortie"),
    Column("kind", "Type"),
    Column("hours", "Heures", "decimal"),
    Column("acts", "Actes", "integer"),
    Column("visitors", "Visiteurs comptés", "integer"),
)


def _row(one: DayOut) -> tuple[object, ...]:
    return (
        one.day,
        one.desk,
        one.name or gettext("sans sortie prévue"),
        str(Outing.Kind(one.kind).label) if one.kind else "",
        None if one.minutes is None else Decimal(one.minutes) / 60,
        one.acts,
        one.visitors,
    )


OUTINGS = Lines(partial(_of, fair=False), len, (*CUTS, BY_KIND), COLUMNS, _row)
HOURS = Lines(
    partial(_of, fair=False), _hours, (*CUTS, BY_KIND), COLUMNS, _row, adds=False, note=_unknown_hours
)
FAIR_DAYS = Lines(partial(_of, fair=True), len, CUTS, COLUMNS, _row)
SOURCE = _("Sorties de l’office et actes d’accueil hors les murs")

INDICATORS = (
    Indicator(
        key="reception.outings",
        title=_("Accueil hors les murs : sorties"),
        definition=_(
            "Jours de sortie tenus (marchés, fêtes, villages de vacances), salons à part : ceux d’une sortie qui n’a "
            "pas été annulée, et ceux où un bureau a enregistré un accueil hors les murs sans sortie prévue."
        ),
        unit=_("sorties"),
        source=SOURCE,
        compute=OUTINGS.compute,
        rows=OUTINGS.rows,
        permission=VIEW,
        number=17,
        dimensions=OUTINGS.dimensions,
    ),
    Indicator(
        key="reception.outing_hours",
        title=_("Accueil hors les murs : heures"),
        definition=_(
            "Heures tenues pendant les sorties, salons à part, d’après les heures de chaque jour de sortie."
        ),
        unit=_("heures"),
        source=SOURCE,
        compute=HOURS.compute,
        rows=HOURS.rows,
        permission=VIEW,
        number=17,
        dimensions=HOURS.dimensions,
        decimals=1,
    ),
    Indicator(
        key="reception.fair_days",
        title=_("Salons : jours de stand"),
        definition=_("Jours où l’office a tenu un stand sur un salon."),
        unit=_("jours"),
        source=SOURCE,
        compute=FAIR_DAYS.compute,
        rows=FAIR_DAYS.rows,
        permission=VIEW,
        number=18,
        dimensions=FAIR_DAYS.dimensions,
    ),
)
