"""Cutting a year into collection periods: pure arithmetic of dates."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from buron.kernel.periods import day_in

MONTHS_OF = {"month": 1, "quarter": 3, "quadrimestre": 4, "half": 6, "year": 12}
"""Months of each rhythm; each divides the year."""


@dataclass(frozen=True, slots=True)
class Cut:
    """A collection period to be: both bounds included, and the last days to declare and to pay."""

    first: dt.date
    last: dt.date
    declare_by: dt.date
    pay_by: dt.date


def cut_year(year: int, rhythm: str, declare_days: int, pay_days: int) -> list[Cut]:
    """The periods of a year, in order; the delays count days after the last one of the period.

    Raises :class:`KeyError` for a rhythm that is not known.
    """
    step = MONTHS_OF[rhythm]
    return [_cut(year, month, step, declare_days, pay_days) for month in range(1, 13, step)]


def _cut(year: int, month: int, step: int, declare_days: int, pay_days: int) -> Cut:
    end = month + step - 1
    last = day_in(year, end, 31)
    day = dt.timedelta(days=1)
    return Cut(dt.date(year, month, 1), last, last + declare_days * day, last + pay_days * day)
