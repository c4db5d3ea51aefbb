"""Clocks in working days: Monday to Friday, public holidays apart. Pure: who asks says which days are worked."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable

ONE_DAY = dt.timedelta(days=1)
LONGEST = 3 * 366

IsWorked = Callable[[dt.date], bool]


def due_day(received: dt.date, days: int, is_worked: IsWorked) -> dt.date:
    """The last day to answer in: the ``days``-th worked day after the day of arrival, itself not counted."""
    day = received
    for _step in range(LONGEST):
        if days <= 0:
            break
        day += ONE_DAY
        days -= is_worked(day)
    return day


def worked_days(start: dt.date, end: dt.date, is_worked: IsWorked) -> int:
    """Worked days after ``start``, ``end`` included: 0 for an answer on the same day."""
    span = min((end - start).days, LONGEST)
    return sum(is_worked(start + ONE_DAY * step) for step in range(1, span + 1))


def median(values: list[int]) -> float | None:
    """The middle value; None when there is none."""
    if not values:
        return None
    ordered = sorted(values)
    middle = len(ordered) // 2
    return ordered[middle] if len(ordered) % 2 else (ordered[middle - 1] + ordered[middle]) / 2
