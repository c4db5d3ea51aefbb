"""When desks are open: planned, actual, published. Every reader of openings goes through :class:`OpeningBook`.

A day that went as planned has no row: what happened is the plan, unless somebody noted a gap. Before a year was
planned nothing is known, which is not "closed".
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Literal

from django.db.models import Max, Min, Q
from django.utils import timezone

from buron.kernel.models import Office
from buron.kernel.tenancy import current_office_id
from buron.territory.calendars import day_facts
from buron.territory.hours import Opening
from buron.territory.models import Desk, OpeningActual, OpeningException, OpeningReason, OpeningSeason
from buron.territory.rules.plan import Apart, DayContext, Plan, PlannedDay, Season
from buron.territory.rules.published import ShownDay, opening_of
from buron.territory.rules.slots import CLOSED, Slots, from_json, minutes_of, slots_text

ONE_DAY = dt.timedelta(days=1)
AHEAD = 370
"""How far the next opening is looked for, and how far hours are published, in days."""

STAFFED = (Desk.Kind.PERMANENT, Desk.Kind.SEASONAL)
"""The desks that the office itself keeps: those that a ranking counts."""

Gap = Literal["", "closed", "shorter", "longer", "extra"]


@dataclass(frozen=True, slots=True)
class DeskDay:
    """A day of a desk. ``planned`` is None when nobody planned that year, ``recorded`` when it went as planned."""

    desk: Desk
    day: dt.date
    context: DayContext
    plan: PlannedDay | None
    recorded: Slots | None
    reason: str = ""
    words: str = ""
    is_past: bool = False

    @property
    def planned(self) -> Slots | None:
        return self.plan.slots if self.plan else None

    @property
    def shown(self) -> Slots | None:
        """What visitors are told: what was noted, else the plan."""
        return self.planned if self.recorded is None else self.recorded

    @property
    def actual(self) -> Slots | None:
        """What happened; None for a day to come, and when nothing is known."""
        return self.shown if self.is_past else None

    @property
    def minutes(self) -> int:
        """How long it was open, zero when it was not or nobody knows."""
        return minutes_of(self.actual or CLOSED)

    @property
    def gap(self) -> Gap:
        """How what was noted differs from the plan."""
        planned, said = self.planned or CLOSED, self.recorded
        if said is None or said == planned:
            return ""
        if not said:
            return "closed"
        if not planned:
            return "extra"
        return "shorter" if minutes_of(said) < minutes_of(planned) else "longer"

    @property
    def is_sunday_or_holiday(self) -> bool:
        return self.context.is_holiday or self.day.isoweekday() == 7


class OpeningBook:
    """The openings of some desks over a stretch of days: five queries at most, whatever is asked afterwards."""

    def __init__(self, start: dt.date, end: dt.date, desks: Iterable[Desk] | None = None) -> None:
        self.start, self.end = start, end
        self.desks = list(Desk.objects.all() if desks is None else desks)
        self.today = timezone.localdate()
        self._department = _department()
        self._contexts: dict[dt.date, DayContext] = {}
        self._holidays: dict[dt.date, str] = {}
        ids = [desk.pk for desk in self.desks]
        self._plans = _plans(ids, start, end)
        found = OpeningActual.objects.filter(desk_id__in=ids, day__gte=start, day__lte=end)
        self._actual = {(one.desk_id, one.day): one for one in found}

    def context(self, day: dt.date) -> DayContext:
        """What is special about a day, looked up once."""
        known = self._contexts.get(day)
        if known is None:
            facts = day_facts(day, self._department)
            off = facts.school_holidays
            zones = None if off is None else frozenset(str(zone) for zone, name in off.items() if name)
            known = self._contexts[day] = DayContext(day, facts.public_holiday is not None, zones)
            self._holidays[day] = facts.public_holiday or ""
        return known

    def holiday(self, day: dt.date) -> str:
        """The name of a public holiday, empty on other days."""
        self.context(day)
        return self._holidays[day]

    def day(self, desk: Desk, day: dt.date) -> DeskDay:
        """A day of a desk; outside of its time in service it is neither planned nor open."""
        context = self.context(day)
        if not desk.is_active_on(day):
            return DeskDay(desk, day, context, None, None, is_past=day <= self.today)
        plan = self._plans.get(desk.pk, Plan()).on(context)
        row = self._actual.get((desk.pk, day))
        if row is None:
            return DeskDay(desk, day, context, plan, None, is_past=day <= self.today)
        slots = from_json(row.slots)
        return DeskDay(desk, day, context, plan, slots, row.reason, row.words, day <= self.today)

    def days(self, desk: Desk) -> Iterator[DeskDay]:
        """Every day of the stretch for a desk."""
        for number in range((self.end - self.start).days + 1):
            yield self.day(desk, self.start + ONE_DAY * number)

    def all_days(self) -> Iterator[DeskDay]:
        """Every day of every desk, day by day."""
        for number in range((self.end - self.start).days + 1):
            for desk in self.desks:
                yield self.day(desk, self.start + ONE_DAY * number)

    def is_planned(self, desk: Desk, year: int) -> bool:
        """Whether somebody planned that year for the desk."""
        return year in self._plans.get(desk.pk, Plan()).years


def known_span() -> tuple[dt.date, dt.date] | None:
    """The first and last day about which anything was planned or noted, whole years; None when nothing was."""
    planned = OpeningSeason.objects.aggregate(first=Min("year"), last=Max("year"))
    apart = OpeningException.objects.aggregate(first=Min("day"), last=Max("day"))
    noted = OpeningActual.objects.aggregate(first=Min("day"), last=Max("day"))
    years = [planned[key] for key in ("first", "last") if planned[key] is not None]
    years += [found[key].year for found in (apart, noted) for key in ("first", "last") if found[key]]
    return (dt.date(min(years), 1, 1), dt.date(max(years), 12, 31)) if years else None


def _department() -> str | None:
    from buron.territory.queries import office_department

    return office_department(Office.objects.get(pk=current_office_id()))


def _plans(ids: Sequence[int], start: dt.date, end: dt.date) -> dict[int, Plan]:
    seasons: dict[int, list[Season]] = {}
    years: dict[int, set[int]] = {}
    for row in OpeningSeason.objects.filter(desk_id__in=ids, year__gte=start.year, year__lte=end.year):
        seasons.setdefault(row.desk_id, []).append(season_of(row))
        years.setdefault(row.desk_id, set()).add(row.year)
    apart: dict[int, dict[dt.date, Apart]] = {}
    whole_years = Q(day__year__gte=start.year, day__year__lte=end.year)
    for day in OpeningException.objects.filter(whole_years, desk_id__in=ids):
        apart.setdefault(day.desk_id, {})[day.day] = Apart(from_json(day.slots), day.label)
        years.setdefault(day.desk_id, set()).add(day.day.year)
    return {pk: Plan(seasons.get(pk, ()), apart.get(pk, {}), frozenset(found)) for pk, found in years.items()}


def season_of(row: OpeningSeason) -> Season:
    """A row as the rules read it."""
    week = {int(weekday): from_json(slots) for weekday, slots in row.week.items()}
    return Season(row.start, row.end, week, row.holidays, row.school, row.zones, str(row), row.pk)


# -- Reasons -----------------------------------------------------------------------------------------------


class ReasonLabels:
    """Labels of reasons, as they were called on a day; one query."""

    def __init__(self) -> None:
        self._versions: dict[str, list[OpeningReason]] = {}
        for one in OpeningReason.objects.order_by("valid_from"):
            self._versions.setdefault(one.code, []).append(one)

    def get(self, code: str, day: dt.date | None = None) -> str:
        """The label of a code, on a day when one is given; the code itself when nobody named it."""
        found = self._versions.get(code)
        if not found:
            return code
        on_day = [one for one in found if day is None or one.valid_from <= day]
        return (on_day or found)[-1].label


def reasons_on(day: dt.date) -> list[OpeningReason]:
    """The reasons that may be chosen on a day."""
    return [
        one
        for one in OpeningReason.objects.filter(valid_from__lte=day)
        if one.valid_until is None or day <= one.valid_until
    ]


# -- What is published -------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class DeskHours:
    """A desk on a day, for visitors: ``slots`` is None when the office has not said, empty when it is closed.

    ``next_day`` is the next day of opening after it, None when none is known.
    """

    desk: Desk
    day: dt.date
    slots: Slots | None
    next_day: dt.date | None = None
    next_slots: Slots = CLOSED

    @property
    def is_open(self) -> bool:
        return bool(self.slots)

    @property
    def text(self) -> str:
        """« 9 h – 12 h 30 et 14 h – 18 h » or « fermé », in French; empty when not known."""
        return "" if self.slots is None else slots_text(self.slots)


def hours_in(book: OpeningBook, desk: Desk, day: dt.date) -> DeskHours:
    """The hours of a desk on a day of a book that looks far enough ahead."""
    following = _next(book, desk, day)
    ahead = following.shown if following else None
    return DeskHours(
        desk, day, book.day(desk, day).shown, following.day if following else None, ahead or CLOSED
    )


def _next(book: OpeningBook, desk: Desk, day: dt.date) -> DeskDay | None:
    after = (book.day(desk, day + ONE_DAY * number) for number in range(1, AHEAD + 1))
    return next((one for one in after if one.shown), None)


def openings_published(desk: Desk, start: dt.date, end: dt.date | None = None) -> Opening:
    """The hours of a desk from a day on, in the shape of :mod:`buron.territory.hours`; empty when not known.

    Give it to ``opening_hours_osm`` or ``opening_hours_schema``. Days that nobody planned end the stretch: "not known"
    must not read "closed".
    """
    return published_in(OpeningBook(start, end or start + ONE_DAY * (AHEAD - 1), [desk]), desk)


def published_in(book: OpeningBook, desk: Desk) -> Opening:
    """The hours of a desk over the days of a book, like :func:`openings_published`."""
    shown: list[ShownDay] = []
    for one in book.days(desk):
        if one.shown is None:
            if shown:
                break
            continue
        shown.append(
            ShownDay(one.day, one.shown, one.plan.season.rank if one.plan and one.plan.season else None)
        )
    return opening_of(shown) if any(one.slots for one in shown) else {}
