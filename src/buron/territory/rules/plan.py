"""The plan of a desk: which season decides on a day, and the hours that it gives.

Of the seasons that cover a day the most precise decides: one about school holidays before one that is not, then the
shortest, then the one that was written last. So a summer within the year, or holidays within a season, need no order
to be kept by hand. A day apart (:class:`Apart`) prevails over all.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from buron.territory.rules.slots import CLOSED, Slots

SUNDAY = 7
MAIN_HOLIDAYS = frozenset({(1, 1), (5, 1), (12, 25)})


@dataclass(frozen=True, slots=True)
class Season:
    """A stretch of days with its week (ISO weekday to slots), and what it does of holidays."""

    start: dt.date
    end: dt.date
    week: Mapping[int, Slots]
    holidays: str = "closed"
    school: str = "always"
    zones: str = ""
    name: str = ""
    rank: int = 0

    @property
    def precision(self) -> tuple[bool, int, int]:
        """What decides between seasons: the greatest."""
        return (self.school != "always", -(self.end - self.start).days, self.rank)


@dataclass(frozen=True, slots=True)
class DayContext:
    """What is special about a day: a public holiday, and the school zones on holiday (None: not known)."""

    day: dt.date
    is_holiday: bool = False
    zones_off: frozenset[str] | None = frozenset()


@dataclass(frozen=True, slots=True)
class Apart:
    """A day planned apart."""

    slots: Slots
    label: str = ""


@dataclass(frozen=True, slots=True)
class PlannedDay:
    """The plan of a day. ``is_sure`` is False when it depends on school holidays that are not published yet."""

    slots: Slots = CLOSED
    season: Season | None = None
    apart: Apart | None = None
    is_sure: bool = True


@dataclass(frozen=True, slots=True)
class Plan:
    """All that a desk plans over some years; ``years`` are those that somebody planned."""

    seasons: Sequence[Season] = ()
    apart: Mapping[dt.date, Apart] = field(default_factory=dict)
    years: frozenset[int] = frozenset()

    def on(self, context: DayContext) -> PlannedDay | None:
        """The plan of a day; None when nobody planned that year, which is not "closed"."""
        if context.day.year not in self.years:
            return None
        apart = self.apart.get(context.day)
        if apart is not None:
            return PlannedDay(apart.slots, None, apart)
        covering = [one for one in self.seasons if one.start <= context.day <= one.end]
        season = deciding(covering, context)
        is_sure = context.zones_off is not None or all(one.school == "always" for one in covering)
        if season is None:
            return PlannedDay(is_sure=is_sure)
        return PlannedDay(hours_of(season, context), season, None, is_sure)


def deciding(seasons: Iterable[Season], context: DayContext) -> Season | None:
    """The season that decides on a day, among those that cover it."""
    return max((one for one in seasons if _holds(one, context)), key=lambda one: one.precision, default=None)


def _holds(season: Season, context: DayContext) -> bool:
    """While school holidays are not published, a day counts as a day of school."""
    if season.school == "always":
        return True
    is_off = bool(context.zones_off and context.zones_off & set(season.zones))
    return is_off if season.school == "only" else not is_off


def hours_of(season: Season, context: DayContext) -> Slots:
    """The hours of a day in a season, public holidays as the season wants them."""
    if context.is_holiday:
        if season.holidays == "closed":
            return CLOSED
        if season.holidays == "main_closed" and (context.day.month, context.day.day) in MAIN_HOLIDAYS:
            return CLOSED
        if season.holidays == "sunday":
            return season.week.get(SUNDAY, CLOSED)
    return season.week.get(context.day.isoweekday(), CLOSED)
