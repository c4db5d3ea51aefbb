"""Arithmetic of printed documents: when a title runs out, when to order it again, how many copies."""

from __future__ import annotations

import datetime as dt
import math
from collections.abc import Mapping
from dataclasses import dataclass

from buron.kernel.periods import end_of_month

LEAST_MONTHS = 12
"""Whole months of history without which nothing is foreseen: a season cannot be told from the months of another."""

YEARS_KEPT = 3
"""The means of a month are taken over its last three years at most: older habits are another office's."""

HORIZON_DAYS = 3 * 366
YEAR_DAYS = 365
ROUNDED_TO = 100
"""Copies to which a suggested run is rounded up when the size of a box is not known."""

MOST_COPIES = 10_000_000

Month = tuple[int, int]
"""Year and month."""


@dataclass(frozen=True, slots=True)
class Forecast:
    """What is foreseen of a title. ``None`` is not known, for the reason that ``months`` tells (history too short)
    or because nothing runs out within three years (``lasts``).

    ``yearly`` copies are foreseen over the coming twelve months; ``order_by`` is the last day to order without a
    hole; ``run`` is enough for the twelve months that follow the day when the stock ends.
    """

    months: int
    yearly: int | None = None
    runs_out: dt.date | None = None
    order_by: dt.date | None = None
    run: int | None = None
    lasts: bool = False

    @property
    def is_known(self) -> bool:
        return self.yearly is not None

    def is_late(self, today: dt.date) -> bool:
        """Whether the day to order is today or gone."""
        return self.order_by is not None and self.order_by <= today


def whole_months(first: dt.date, today: dt.date) -> list[Month]:
    """The calendar months that history covers from end to end, oldest first."""
    year, month = (first.year, first.month) if first.day == 1 else _next(first.year, first.month)
    found = []
    while (year, month) < (today.year, today.month):
        found.append((year, month))
        year, month = _next(year, month)
    return found


def _next(year: int, month: int) -> Month:
    return (year + 1, 1) if month == 12 else (year, month + 1)


def means(consumed: Mapping[Month, int], months: list[Month]) -> dict[int, float]:
    """Mean copies that leave in each month of the year, over its last :data:`YEARS_KEPT` years."""
    found: dict[int, float] = {}
    for wanted in range(1, 13):
        kept = [one for one in months if one[1] == wanted][-YEARS_KEPT:]
        if kept:
            found[wanted] = sum(consumed.get(one, 0) for one in kept) / len(kept)
    return found


def forecast(
    *,
    stock: int,
    consumed: Mapping[Month, int],
    first: dt.date | None,
    today: dt.date,
    delay: int | None = None,
    per_box: int | None = None,
) -> Forecast:
    """Foresee a title from what left the stock, month by month, since ``first``.

    Each day to come takes the mean of its month divided by the days of that month. ``delay`` is the printer's, in
    days; without it the day to order is not known.
    """
    months = whole_months(first, today) if first else []
    if len(months) < LEAST_MONTHS:
        return Forecast(len(months))
    monthly = means(consumed, months)
    yearly = _over(monthly, today, YEAR_DAYS)
    out = _runs_out(monthly, stock, today)
    if out is None:
        return Forecast(len(months), _whole(yearly), lasts=True)
    run = _rounded(_over(monthly, out, YEAR_DAYS), per_box)
    order_by = out - dt.timedelta(days=delay) if delay is not None else None
    return Forecast(len(months), _whole(yearly), out, order_by, run)


def _daily(monthly: Mapping[int, float], day: dt.date) -> float:
    return monthly[day.month] / end_of_month(day).day


def _over(monthly: Mapping[int, float], start: dt.date, days: int) -> float:
    return sum(_daily(monthly, start + dt.timedelta(days=rank)) for rank in range(days))


def _runs_out(monthly: Mapping[int, float], stock: int, today: dt.date) -> dt.date | None:
    """The first day whose end finds no copy left; None beyond the horizon, or when nothing ever leaves."""
    left = float(stock)
    for rank in range(HORIZON_DAYS):
        day = today + dt.timedelta(days=rank)
        left -= _daily(monthly, day)
        if left <= 1e-6:
            return day
    return None


def _whole(copies: float) -> int:
    """Rounded up, but for what sums of fractions leave behind the mark."""
    return math.ceil(round(copies, 6))


def _rounded(copies: float, per_box: int | None) -> int:
    step = per_box or ROUNDED_TO
    return _whole(copies / step) * step


def languages_text(codes: list[str], order: tuple[str, ...]) -> str:
    """Languages in one order, once each: the same edition is written in one way only."""
    known = [code for code in order if code in codes]
    return ",".join([*known, *sorted(set(codes) - set(order))])
