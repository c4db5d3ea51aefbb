"""Figures asked for by a page or a report, each counted once."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import NamedTuple

from buron.kernel import periods
from buron.kernel.contributions import Indicator
from buron.kernel.figures import Figure, FigureQuery
from buron.kernel.once import Memory, remembering
from buron.kernel.periods import Period

NO_FILTER: Mapping[str, str] = {}


class Asked(NamedTuple):
    """What was asked of an indicator, as a key: two questions that are equal have one answer."""

    indicator: str
    period: str
    split: str
    filters: tuple[tuple[str, str], ...]

    @classmethod
    def of(
        cls,
        indicator: str,
        period: Period,
        split: str | None = None,
        filters: Mapping[str, str] | None = None,
    ) -> Asked:
        return cls(indicator, exact_code(period), split or "", tuple(sorted((filters or NO_FILTER).items())))

    @property
    def as_period(self) -> Period:
        return periods.parse(self.period)


def exact_code(period: Period) -> str:
    """A code that is read back to the same days; a month cut short by its period is written by its days."""
    code = period.code
    named = periods.parse(code)
    if (named.start, named.end) == (period.start, period.end):
        return code
    return periods.custom(period.start, period.end).code


class FigureBook:
    """The figures of one request, kept as they come: a panel and a chart that ask the same thing share one query.

    A figure whose period is not over on ``today`` is provisional, whatever its room says. What the rooms read for
    several figures (labels, desks) is read once for the book.
    """

    def __init__(self, today: dt.date) -> None:
        self.today = today
        self._answers: dict[Asked, Figure] = {}
        self._memory: Memory = {}

    def figure(
        self,
        indicator: Indicator,
        period: Period,
        *,
        split: str | None = None,
        filters: Mapping[str, str] | None = None,
    ) -> Figure:
        """The answer of an indicator; raises what its room raises when a filter's code has no meaning."""
        asked = Asked.of(indicator.key, period, split, filters)
        found = self._answers.get(asked)
        if found is None:
            with remembering(self._memory):
                found = indicator.compute(FigureQuery(period, split, dict(filters or NO_FILTER)))
            if not found.provisional and not period.is_over(self.today):
                found = replace(found, provisional=True)
            self._answers[asked] = found
        return found

    def __iter__(self) -> Iterator[tuple[Asked, Figure]]:
        return iter(self._answers.items())

    def __len__(self) -> int:
        return len(self._answers)
