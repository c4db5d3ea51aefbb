"""The year as a page shows it: months, weeks and days, and the breaks that cross it."""

from __future__ import annotations

import calendar
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from buron.kernel.formats import MONTHS
from buron.territory.calendars import (
    ZONES,
    DayFacts,
    SchoolBreak,
    Zone,
    day_facts,
    public_holidays,
    school_breaks,
)

FIRST_YEAR = 1991
LAST_YEAR = 2100


@dataclass(frozen=True, slots=True)
class Month:
    """A month in weeks that begin on Monday; None stands for the days of the months around."""

    number: int
    name: str
    weeks: tuple[tuple[DayFacts | None, ...], ...]
    working_days: int

    @property
    def is_known(self) -> bool:
        """Whether school holidays are known for the whole month."""
        return all(facts.school_holidays is not None for week in self.weeks for facts in week if facts)


@dataclass(frozen=True, slots=True)
class BreakRow:
    """A break of the year with its dates in each zone; a zone that has none is absent."""

    name: str
    by_zone: dict[Zone, SchoolBreak]

    @property
    def cells(self) -> tuple[SchoolBreak | None, ...]:
        """The zones in order."""
        return tuple(self.by_zone.get(zone) for zone in ZONES)


@dataclass(frozen=True, slots=True)
class Year:
    """A year in a département (None: the whole country)."""

    number: int
    department: str | None
    months: tuple[Month, ...]
    holidays: tuple[DayFacts, ...]
    breaks: tuple[BreakRow, ...]

    @property
    def is_known(self) -> bool:
        """Whether school holidays are known for the whole year."""
        return all(month.is_known for month in self.months)

    @property
    def working_days(self) -> int:
        """Monday to Friday without public holidays."""
        return sum(month.working_days for month in self.months)


def year_of(number: int, department: str | None) -> Year:
    """All that the page of a year shows."""
    return Year(
        number=number,
        department=department,
        months=tuple(_month(number, month, department) for month in range(1, 13)),
        holidays=tuple(day_facts(day, department) for day in public_holidays(number, department)),
        breaks=tuple(_break_rows(number)),
    )


def _month(year: int, number: int, department: str | None) -> Month:
    weeks = tuple(
        tuple(day_facts(day, department) if day.month == number else None for day in week)
        for week in calendar.Calendar().monthdatescalendar(year, number)
    )
    days = [facts for week in weeks for facts in week if facts is not None]
    return Month(number, MONTHS[number - 1], weeks, sum(facts.is_working_day for facts in days))


def _break_rows(year: int) -> Iterable[BreakRow]:
    """Breaks that have a day in the year, in order; the same break of several zones stands on one row."""
    found = sorted(
        (one for zone in ZONES for one in school_breaks(date(year, 1, 1), date(year, 12, 31), zone)),
        key=lambda one: (one.first_day, one.zone),
    )
    rows: list[BreakRow] = []
    for one in found:
        row = next((row for row in rows if row.name == one.name and _is_same(row, one)), None)
        if row is None:
            rows.append(BreakRow(one.name, {one.zone: one}))
        else:
            row.by_zone[one.zone] = one
    return rows


def _is_same(row: BreakRow, one: SchoolBreak) -> bool:
    """Whether a break of another zone is the same: a year has two Christmases, eleven months apart."""
    first = next(iter(row.by_zone.values())).first_day
    return one.zone not in row.by_zone and abs((one.first_day - first).days) < 60
