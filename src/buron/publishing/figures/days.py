"""The days of the kiosks: used, on without use, off; hours on against hours planned; means over active days.

A row is one kiosk on one day of its service, whether it gave a sign or not: a day off is a row, not a hole.
"""

from __future__ import annotations

import datetime as dt
from bisect import bisect_right
from collections.abc import Callable, Hashable, Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal

from django.db.models import Count, Q
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from buron.kernel.contributions import Dimension, Text
from buron.kernel.figures import Column, Figure, FigureQuery, Rows, Slice, Value, share
from buron.kernel.formats import WEEKDAYS, date_text, month_text
from buron.kernel.periods import Period
from buron.publishing.figures.uses import FigureError, office_gap
from buron.publishing.models import Kiosk, KioskDay, KioskPlan, KioskUse
from buron.publishing.rules import DayState, day_state, hours_of, planned_mask, spans_of


@dataclass(frozen=True, slots=True)
class Day:
    """One kiosk on one day: masks of hours, and what was counted."""

    kiosk: int
    name: str
    day: dt.date
    planned: int
    on: int
    online: int
    interactions: int
    sessions: int
    has_plan: bool = True
    """False when the office never said any hours of this kiosk: it is then expected every day."""

    @property
    def state(self) -> DayState:
        return day_state(self.planned > 0 or not self.has_plan, self.on, self.interactions)


STATES: dict[DayState, Text] = {
    "used": gettext_lazy("Utilisée"),
    "idle": gettext_lazy("Allumée, sans usage"),
    "off": gettext_lazy("Éteinte"),
    "unplanned": gettext_lazy("Hors des heures prévues"),
}


@dataclass(frozen=True, slots=True)
class Plans:
    """The plans of one kiosk in order of their first day."""

    since: Sequence[dt.date]
    weeks: Sequence[dict[str, list[int]]]

    def mask(self, day: dt.date) -> int:
        place = bisect_right(self.since, day)
        return planned_mask(self.weeks[place - 1], day) if place else 0


def days(period: Period, kiosks: Iterable[Kiosk] | None = None) -> list[Day]:
    """Every day of service of the kiosks in the period, up to now. Four queries whatever the period."""
    now = timezone.localtime()
    fleet = list(Kiosk.objects.all()) if kiosks is None else list(kiosks)
    plans = _plans()
    span = {"day__gte": period.start, "day__lte": period.end}
    signs = {(one.kiosk_id, one.day): one for one in KioskDay.objects.filter(**span)}
    counted = {
        (kiosk, day): (touches, sessions)
        for kiosk, day, touches, sessions in KioskUse.objects.filter(**span)
        .order_by()
        .values_list("kiosk_id", "day")
        .annotate(n=Count("pk"), s=Count("pk", filter=Q(gap__isnull=True) | Q(gap__gte=office_gap())))
    }
    made = []
    for kiosk in fleet:
        known = plans.get(kiosk.pk, Plans((), ()))
        for day in service_days(kiosk, period, now.date()):
            sign = signs.get((kiosk.pk, day))
            planned = known.mask(day)
            if day == now.date():
                planned &= (1 << now.hour) - 1
            made.append(
                Day(
                    kiosk.pk,
                    kiosk.name,
                    day,
                    planned,
                    sign.on_hours if sign else 0,
                    sign.online_hours if sign else 0,
                    *counted.get((kiosk.pk, day), (0, 0)),
                    any(known.weeks),
                )
            )
    return made


def _plans() -> dict[int, Plans]:
    found: dict[int, tuple[list[dt.date], list[dict[str, list[int]]]]] = {}
    for kiosk, since, week in KioskPlan.objects.order_by("kiosk_id", "since").values_list(
        "kiosk_id", "since", "week"
    ):
        dates, weeks = found.setdefault(kiosk, ([], []))
        dates.append(since)
        weeks.append(week)
    return {kiosk: Plans(*both) for kiosk, both in found.items()}


def service_days(kiosk: Kiosk, period: Period, today: dt.date) -> Iterable[dt.date]:
    """The days of a period on which a kiosk was in service."""
    first = max(period.start, kiosk.installed_on)
    last = min(period.end, today, kiosk.retired_on or today)
    return (first + dt.timedelta(days=offset) for offset in range((last - first).days + 1))


# -- Measures ----------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Measure:
    """A figure of days: which ones it looks at, and what it makes of them."""

    keeps: Callable[[Day], bool]
    value: Callable[[Sequence[Day]], Value]


def ratio(part: int, whole: int, *, factor: int = 1) -> Decimal | None:
    """``part`` over ``whole``; not known over nothing."""
    return Decimal(part) * factor / whole if whole else None


def _active(found: Sequence[Day]) -> int:
    return sum(1 for one in found if one.interactions)


def _activity(found: Sequence[Day]) -> Value:
    return ratio(_active(found), len(found), factor=100)


def _availability(found: Sequence[Day]) -> Value:
    lit = sum(hours_of(one.planned & one.on) for one in found)
    return ratio(lit, sum(hours_of(one.planned) for one in found), factor=100)


def _connection(found: Sequence[Day]) -> Value:
    heard = sum(hours_of(one.on & one.online) for one in found)
    return ratio(heard, sum(hours_of(one.on) for one in found), factor=100)


def _touches_per_day(found: Sequence[Day]) -> Value:
    return ratio(sum(one.interactions for one in found), len(found))


def _sessions_per_day(found: Sequence[Day]) -> Value:
    return ratio(sum(one.sessions for one in found), len(found))


def _any(one: Day) -> bool:
    return True


def _is_active(one: Day) -> bool:
    return one.interactions > 0


def _count(found: Sequence[Day]) -> Value:
    return len(found) or None


ACTIVITY = Measure(lambda one: one.state != "unplanned", _activity)
AVAILABILITY = Measure(lambda one: one.planned > 0, _availability)
CONNECTION = Measure(lambda one: one.on > 0, _connection)
TOUCHES_PER_DAY = Measure(_is_active, _touches_per_day)
SESSIONS_PER_DAY = Measure(_is_active, _sessions_per_day)
SERVICE = Measure(_any, _count)


# -- Axes --------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class DayAxis:
    title: Text
    code: Callable[[Day], str]
    label: Callable[[Day], str]
    order: Callable[[Day], Hashable]


STATE_ORDER = list(STATES)
AXES: dict[str, DayAxis] = {
    "kiosk": DayAxis(
        gettext_lazy("Borne"),
        lambda one: str(one.kiosk),
        lambda one: one.name,
        lambda one: (one.name, one.kiosk),
    ),
    "state": DayAxis(
        gettext_lazy("État"),
        lambda one: one.state,
        lambda one: str(STATES[one.state]),
        lambda one: STATE_ORDER.index(one.state),
    ),
    "weekday": DayAxis(
        gettext_lazy("Jour de la semaine"),
        lambda one: str(one.day.isoweekday()),
        lambda one: WEEKDAYS[one.day.weekday()],
        lambda one: one.day.isoweekday(),
    ),
    "month": DayAxis(
        gettext_lazy("Mois"),
        lambda one: f"{one.day:%Y-%m}",
        lambda one: month_text(one.day),
        lambda one: f"{one.day:%Y-%m}",
    ),
    "day": DayAxis(
        gettext_lazy("Jour"),
        lambda one: one.day.isoformat(),
        lambda one: date_text(one.day),
        lambda one: one.day,
    ),
}
DIMENSIONS = tuple(Dimension(key, axis.title) for key, axis in AXES.items())


def _axis(key: str) -> DayAxis:
    if key not in AXES:
        raise FigureError(_("« %s » ne découpe pas les jours des bornes.") % key[:40])
    return AXES[key]


def _found(measure: Measure, query: FigureQuery) -> list[Day]:
    conditions = [(_axis(key), code) for key, code in query.filters.items()]
    return [
        one
        for one in days(query.period)
        if measure.keeps(one) and all(axis.code(one) == code for axis, code in conditions)
    ]


def compute(measure: Measure, query: FigureQuery) -> Figure:
    """A measure over the days of the period."""
    found = _found(measure, query)
    provisional = not query.period.is_over(timezone.localdate())
    slices: tuple[Slice, ...] = ()
    if query.split is not None:
        slices = _slices(measure, _axis(query.split), found)
    return Figure(measure.value(found), len(found), 0, provisional, slices)


def _slices(measure: Measure, axis: DayAxis, found: Sequence[Day]) -> tuple[Slice, ...]:
    groups: dict[str, list[Day]] = {}
    for one in sorted(found, key=axis.order):  # type: ignore[arg-type]
        groups.setdefault(axis.code(one), []).append(one)
    return tuple(
        Slice(code, axis.label(group[0]), measure.value(group), len(group), share(len(group), len(found)))
        for code, group in groups.items()
    )


COLUMNS = (
    Column("day", "Jour", "date"),
    Column("kiosk", "Borne"),
    Column("state", "État"),
    Column("planned", "Heures prévues", "integer"),
    Column("on", "dont allumée", "integer"),
    Column("online", "Heures jointe par l’office", "integer"),
    Column("span", "Allumée"),
    Column("interactions", "Interactions", "integer"),
    Column("sessions", "Sessions", "integer"),
)


def rows(measure: Measure, query: FigureQuery) -> Rows:
    """The days behind a measure, newest first."""
    found = sorted(_found(measure, query), key=lambda one: (-one.day.toordinal(), one.name, one.kiosk))

    def page(offset: int, limit: int) -> Sequence[Sequence[object]]:
        return [day_row(one) for one in found[offset : offset + limit]]

    return Rows(COLUMNS, len(found), page)


def day_row(one: Day) -> tuple[object, ...]:
    """A day in words, in the order of :data:`COLUMNS`."""
    spans = ", ".join(f"{first} h – {last} h" for first, last in spans_of(one.on))
    return (
        one.day,
        one.name,
        str(STATES[one.state]),
        hours_of(one.planned),
        hours_of(one.planned & one.on),
        hours_of(one.online),
        spans or None,
        one.interactions,
        one.sessions,
    )
