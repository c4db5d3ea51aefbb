"""A year of openings as offices print it: months down, desks across, what was planned where it differs, and why."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field

from django.utils.translation import gettext as _

from buron.kernel.formats import MONTHS
from buron.territory.models import Desk
from buron.territory.queries.openings import DeskDay, OpeningBook, ReasonLabels


@dataclass(slots=True)
class MonthCell:
    """A month of a desk, in days. ``planned`` is up to today in the current month; None means that nobody said.

    ``ahead`` is what is still planned after today. ``reasons`` counts the days that differ, by their words.
    """

    month: str
    planned: int | None = None
    actual: int | None = None
    ahead: int = 0
    hours: float = 0
    reasons: Counter[str] = field(default_factory=Counter)

    @property
    def differs(self) -> bool:
        return self.planned is not None and self.actual is not None and self.planned != self.actual

    @property
    def is_known(self) -> bool:
        return self.actual is not None or self.planned is not None or bool(self.ahead)

    @property
    def why(self) -> str:
        """« départ d’un agent (5), travaux »."""
        told = [
            f"{words} ({days})" if len(self.reasons) > 1 else words
            for words, days in self.reasons.most_common()
        ]
        return ", ".join(told)

    @property
    def text(self) -> str:
        """« 7 (au lieu de 12 : départ d’un agent) »; empty when nothing is known or the month is to come."""
        if self.actual is None:
            return ""
        if not self.differs:
            return str(self.actual)
        values = {"actual": self.actual, "planned": self.planned, "why": self.why}
        return (
            _("%(actual)s (au lieu de %(planned)s : %(why)s)") % values
            if self.why
            else _("%(actual)s (au lieu de %(planned)s)") % values
        )


@dataclass(frozen=True, slots=True)
class DeskYear:
    """A desk's column."""

    desk: Desk
    cells: tuple[MonthCell, ...]

    @property
    def actual(self) -> int | None:
        """The sum of the months that are known."""
        return _sum([cell.actual for cell in self.cells])

    @property
    def planned(self) -> int | None:
        """The whole year's plan, days to come included."""
        known = [cell for cell in self.cells if cell.planned is not None]
        return sum((cell.planned or 0) + cell.ahead for cell in known) if known else None


@dataclass(frozen=True, slots=True)
class YearTable:
    """The columns of a year, one for each desk about which something is known."""

    year: int
    columns: tuple[DeskYear, ...]
    holiday_days: int
    """Desk days open on Sundays and public holidays."""

    @property
    def rows(self) -> list[tuple[str, list[MonthCell]]]:
        """Months with the cells of each desk."""
        return [
            (MONTHS[number].capitalize(), [column.cells[number] for column in self.columns])
            for number in range(12)
        ]


def year_table(year: int, desks: Sequence[Desk] | None = None) -> YearTable:
    """The table of a year; six queries."""
    book = OpeningBook(dt.date(year, 1, 1), dt.date(year, 12, 31), desks)
    words, columns, special = ReasonLabels(), [], 0
    for desk in book.desks:
        cells = tuple(MonthCell(f"{year}-{number:02d}") for number in range(1, 13))
        for one in book.days(desk):
            _add(cells[one.day.month - 1], one, words)
            special += bool(one.actual) and one.is_sunday_or_holiday
        if any(cell.is_known for cell in cells):
            columns.append(DeskYear(desk, cells))
    return YearTable(year, tuple(columns), special)


def _add(cell: MonthCell, one: DeskDay, words: ReasonLabels) -> None:
    if not one.is_past:
        if one.planned is not None:
            cell.planned = cell.planned or 0
            cell.ahead += bool(one.planned)
        return
    if one.planned is not None:
        cell.planned = (cell.planned or 0) + bool(one.planned)
    if one.actual is not None:
        cell.actual = (cell.actual or 0) + bool(one.actual)
        cell.hours += one.minutes / 60
    if one.gap in ("closed", "extra"):
        cell.reasons[_told(one, words)] += 1


def _told(one: DeskDay, words: ReasonLabels) -> str:
    label = words.get(one.reason, one.day)
    text = f"{label}, {one.words}" if one.words else label
    return text[:1].lower() + text[1:]


def _sum(values: Sequence[int | None]) -> int | None:
    known = [value for value in values if value is not None]
    return sum(known) if known else None
