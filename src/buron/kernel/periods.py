"""Periods of time over which figures are counted.

Days are whole local days (Europe/Paris), both ends included. A period knows how to become the one it is
compared with: the same
period a year before, and that one cut "à la même date".
"""

from __future__ import annotations

import calendar
import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Literal

from buron.kernel.formats import date_range_text, date_text, month_text

PeriodKind = Literal["day", "week", "month", "quadrimestre", "season", "year", "custom"]

# First and last (month, day) of the seasons as the seeds' reports cut them; an office may use its own.
SUMMER: tuple[tuple[int, int], tuple[int, int]] = ((7, 1), (8, 31))


class PeriodError(ValueError):
    """The text or the bounds do not make a period; the message is French and can be shown."""


@dataclass(frozen=True, slots=True)
class Period:
    """Whole days from ``start`` to ``end``, both included."""

    kind: PeriodKind
    start: dt.date
    end: dt.date
    name: str = ""

    def __post_init__(self) -> None:
        if self.end < self.start:
            raise PeriodError("La période se termine avant de commencer.")

    @property
    def label(self) -> str:
        """Readable French wording."""
        if self.name:
            return self.name
        if self.kind == "year":
            return str(self.start.year)
        if self.kind == "month":
            return month_text(self.start)
        if self.kind == "day":
            return date_text(self.start)
        return date_range_text(self.start, self.end)

    @property
    def days(self) -> int:
        return (self.end - self.start).days + 1

    def __contains__(self, day: dt.date) -> bool:
        return self.start <= day <= self.end

    def each_day(self) -> Iterator[dt.date]:
        for offset in range(self.days):
            yield self.start + dt.timedelta(days=offset)

    def months(self) -> list[Period]:
        """The calendar months that the period touches, each cut to the period."""
        months = []
        day = self.start
        while day <= self.end:
            last = min(month(day.year, day.month).end, self.end)
            months.append(replace(month(day.year, day.month), start=day, end=last))
            day = last + dt.timedelta(days=1)
        return months

    def previous_year(self, years: int = 1) -> Period:
        """The same period ``years`` before.

        Weeks move by 52 whole weeks, so that weekdays are compared with weekdays.
        """
        if self.kind == "week":
            shift = dt.timedelta(weeks=52 * years)
            return replace(self, start=self.start - shift, end=self.end - shift, name="")
        start, end = add_months(self.start, -12 * years), add_months(self.end, -12 * years)
        if self.kind in ("month", "year", "quadrimestre"):
            end = end_of_month(end)
        name = self.name.replace(str(self.start.year), str(start.year)) if self.name else ""
        return replace(self, start=start, end=end, name=name)

    def to_date(self, day: dt.date) -> Period:
        """The part of the period up to ``day`` included: what makes a running year comparable "à la
        même date".
        """
        if day >= self.end:
            return self
        last = date_text(day, year=str(day.year) not in self.label)
        return replace(self, end=max(day, self.start), kind="custom", name=f"{self.label}, au {last}")

    def is_over(self, today: dt.date) -> bool:
        return self.end < today

    @property
    def code(self) -> str:
        """Short stable text for addresses: ``2024``, ``2024-07``, ``2024-W28``, ``2024-07-14``,
        ``2024-Q2``, ``2024-ete``.
        """
        if self.kind == "year":
            return str(self.start.year)
        if self.kind == "month":
            return f"{self.start:%Y-%m}"
        if self.kind == "week":
            iso = self.start.isocalendar()
            return f"{iso.year}-W{iso.week:02d}"
        if self.kind == "day":
            return self.start.isoformat()
        if self.kind == "quadrimestre":
            return f"{self.start.year}-Q{(self.start.month - 1) // 4 + 1}"
        if self.kind == "season":
            return f"{self.start.year}-ete"
        return f"{self.start.isoformat()}_{self.end.isoformat()}"


def day_in(year_number: int, month_number: int, day_number: int) -> dt.date:
    """That day of a month, or the last of the month when it is shorter."""
    last = calendar.monthrange(year_number, month_number)[1]
    return dt.date(year_number, month_number, min(day_number, last))


def end_of_month(value: dt.date) -> dt.date:
    """The last day of the month of a day."""
    return day_in(value.year, value.month, 31)


def add_months(value: dt.date, months: int) -> dt.date:
    """The same day so many months later, or the last of that month: a month runs from date to date."""
    year_number, rank = divmod(value.year * 12 + value.month - 1 + months, 12)
    return day_in(year_number, rank + 1, value.day)


def day(value: dt.date) -> Period:
    return Period("day", value, value)


def week(value: dt.date) -> Period:
    """The ISO week (Monday to Sunday) that holds the day."""
    monday = value - dt.timedelta(days=value.weekday())
    return Period("week", monday, monday + dt.timedelta(days=6))


def month(year_number: int, month_number: int) -> Period:
    first = dt.date(year_number, month_number, 1)
    return Period("month", first, end_of_month(first))


def quadrimestre(year_number: int, rank: int) -> Period:
    """Four months: 1 is January to April, 2 May to August, 3 September to December."""
    if rank not in (1, 2, 3):
        raise PeriodError("Une année a trois quadrimestres.")
    first = 4 * rank - 3
    return Period(
        "quadrimestre",
        dt.date(year_number, first, 1),
        month(year_number, first + 3).end,
        name=f"{'1er' if rank == 1 else f'{rank}e'} quadrimestre {year_number}",
    )


def summer(year_number: int) -> Period:
    (first_month, first_day), (last_month, last_day) = SUMMER
    return Period(
        "season",
        dt.date(year_number, first_month, first_day),
        dt.date(year_number, last_month, last_day),
        name=f"été {year_number}",
    )


def year(year_number: int) -> Period:
    return Period("year", dt.date(year_number, 1, 1), dt.date(year_number, 12, 31))


def custom(start: dt.date, end: dt.date) -> Period:
    return Period("custom", start, end)


def parse(code: str) -> Period:
    """Read :attr:`Period.code` back; :class:`PeriodError` with a French message on anything else."""
    try:
        return _parse(code.strip())
    except (ValueError, OverflowError) as error:
        if isinstance(error, PeriodError):
            raise
        raise PeriodError(
            f"« {code[:40]} » n’est pas une période (exemples : 2024, 2024-07, 2024-07-14)."
        ) from error


def _parse(code: str) -> Period:
    if "_" in code:
        first, _, last = code.partition("_")
        return custom(dt.date.fromisoformat(first), dt.date.fromisoformat(last))
    head, _, tail = code.partition("-")
    year_number = int(head)
    if not 1900 <= year_number <= 2200:
        raise PeriodError(f"« {head[:10]} » n’est pas une année utilisable.")
    if not tail:
        return year(year_number)
    if tail == "ete":
        return summer(year_number)
    if tail.startswith("W"):
        return week(dt.date.fromisocalendar(year_number, int(tail[1:]), 1))
    if tail.startswith("Q"):
        return quadrimestre(year_number, int(tail[1:]))
    if "-" in tail:
        return day(dt.date.fromisoformat(code))
    return month(year_number, int(tail))
