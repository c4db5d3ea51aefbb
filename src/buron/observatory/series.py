"""Figures along time, month by month or day by day, beside the same ones a year before."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from buron.kernel import periods
from buron.kernel.contributions import Indicator
from buron.kernel.figures import DAY, MONTH, Figure, Value
from buron.kernel.periods import Period
from buron.observatory.figures import FigureBook

Step = Literal["month", "day"]
LONGEST_BY_DAY = 62
LONGEST_WITHOUT_DIMENSION = 13


@dataclass(frozen=True, slots=True)
class Point:
    """A figure over one step; ``value`` is ``None`` when it is not known, or not yet."""

    period: Period
    value: Value
    n: int


def step_of(indicator: Indicator, period: Period) -> Step | None:
    """How an indicator can be drawn along a period; ``None`` when it cannot, or would cost too many queries."""
    known = {dimension.key for dimension in indicator.dimensions}
    if period.days == 1:
        return None
    if period.days <= LONGEST_BY_DAY:
        return "day" if DAY in known else None
    if MONTH in known or len(period.months()) <= LONGEST_WITHOUT_DIMENSION:
        return "month"
    return None


def along(
    book: FigureBook,
    indicator: Indicator,
    period: Period,
    step: Step,
    filters: Mapping[str, str] | None = None,
) -> list[Point]:
    """The figure of each month or day of a period.

    One query when the indicator has the dimension, one a month otherwise.
    """
    steps = period.months() if step == "month" else [periods.day(day) for day in period.each_day()]
    if step not in {dimension.key for dimension in indicator.dimensions}:
        figures = [book.figure(indicator, one, filters=filters) for one in steps if one.start <= book.today]
        known = [Point(one, figure.value, figure.n) for one, figure in zip(steps, figures, strict=False)]
        return known + [Point(one, None, 0) for one in steps[len(known) :]]
    figure = book.figure(indicator, period, split=step, filters=filters)
    return _points(figure, steps, step, book.today)


def _points(figure: Figure, steps: Sequence[Period], step: Step, today: dt.date) -> list[Point]:
    length = 7 if step == "month" else 10
    by_code = {part.code: part for part in figure.slices}
    empty = 0 if figure.n and is_additive(figure) else None
    points = []
    for one in steps:
        found = by_code.get(one.start.isoformat()[:length])
        if found is not None and found.n:
            points.append(Point(one, found.value, found.n))
        else:
            points.append(Point(one, empty if one.start <= today else None, 0))
    return points


def is_additive(figure: Figure) -> bool:
    """Whether the slices make the whole: then a past step without a row is worth zero, and is not unknown."""
    values = [part.value for part in figure.slices]
    return figure.value is not None and None not in values and sum(v or 0 for v in values) == figure.value
