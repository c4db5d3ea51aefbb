"""What can be asked of the search."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Literal, NamedTuple

Order = Literal["relevance", "name", "distance", "dates", "freshness", "updated"]
Freshness = Literal["fresh", "over_6", "over_12", "never"]

ORDERS: tuple[Order, ...] = ("relevance", "name", "distance", "dates", "freshness", "updated")
FRESHNESS: tuple[Freshness, ...] = ("fresh", "over_6", "over_12", "never")
RINGS_M: tuple[int, ...] = (2_000, 5_000, 10_000, 20_000, 50_000)
"""Radii, in metres, that the distance facet counts."""
PAGE_SIZE = 30
MAX_PAGE_SIZE = 2_000
"""Answers that one page may hold (a map, a selection)."""


class Point(NamedTuple):
    """A position in decimal degrees (WGS 84)."""

    lat: float
    lon: float


@dataclass(frozen=True, slots=True)
class SearchQuery:
    """A question put to the offer of the office in scope.

    Empty tuples filter nothing. ``open_on`` keeps what is known to be open on that day; ``between`` keeps dated
    things with a session that touches the span, both days included (and drops what is not dated). ``near`` gives
    distances and, with ``radius_m`` (metres), a limit. ``day`` is the day that "open today" is about: the caller's
    local date. ``fiches`` keeps only those identifiers. ``exact`` switches off the tolerance for typing errors.
    """

    text: str = ""
    kinds: tuple[str, ...] = ()
    communes: tuple[str, ...] = ()
    labels: tuple[str, ...] = ()
    states: tuple[str, ...] = ("published",)
    freshness: tuple[Freshness, ...] = ()
    open_on: dt.date | None = None
    between: tuple[dt.date, dt.date] | None = None
    near: Point | None = None
    radius_m: int | None = None
    fiches: tuple[int, ...] | None = None
    selection: int | None = None
    order: Order = "relevance"
    page: int = 1
    page_size: int = PAGE_SIZE
    language: str = "fr"
    day: dt.date | None = None
    exact: bool = False
