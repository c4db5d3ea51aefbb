"""The rankings of a lodging drawn along time, as shares of a line."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from buron.lodging.models import Ranking

MARGIN = dt.timedelta(days=120)
WIDTH = 1000


@dataclass(frozen=True, slots=True)
class Bar:
    """One ranking; places are thousandths of the line."""

    ranking: Ranking
    start: int
    width: int
    holds: bool


@dataclass(frozen=True, slots=True)
class Drawing:
    """The bars, the newest first, today's place, and the years that are written below."""

    bars: Sequence[Bar]
    today: int
    years: Sequence[tuple[int, int]]


def drawn(rankings: Sequence[Ranking], today: dt.date) -> Drawing | None:
    """Where each ranking lies; None when there is none."""
    if not rankings:
        return None
    first = min(today, *(one.valid_from for one in rankings)) - MARGIN
    last = max(today, *(one.valid_until or today for one in rankings)) + MARGIN
    days = (last - first).days

    def place(day: dt.date) -> int:
        return round(WIDTH * (day - first).days / days)

    bars = [
        Bar(
            one,
            place(one.valid_from),
            max(8, place(one.valid_until or last) - place(one.valid_from)),
            one.valid_from <= today and (one.valid_until is None or today <= one.valid_until),
        )
        for one in rankings
    ]
    years = [(year, place(dt.date(year, 1, 1))) for year in range(first.year + 1, last.year + 1)]
    return Drawing(bars, place(today), years[:: max(1, len(years) // 6)])
