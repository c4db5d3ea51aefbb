"""Filters over the fiches that were found, and the exact number that each value of a facet would leave."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from buron.offer.search.columns import NO_DAY, STATES, Columns, Flags, Ints
from buron.offer.search.openness import OPEN
from buron.offer.search.query import FRESHNESS, RINGS_M, Freshness, Point, SearchQuery

EARTH_RADIUS_M = 6_371_008.8
HALF_YEAR, YEAR = 183, 365
"""Days after which a fiche is no longer fresh, then is old."""
Metres = npt.NDArray[np.float64]


def distances(columns: Columns, rows: Ints, near: Point) -> Metres:
    """Metres from a point as the crow flies (equirectangular: within 0.1 % below 200 km); NaN without a position."""
    latitude, longitude = np.radians(columns.latitude[rows]), np.radians(columns.longitude[rows])
    here_lat, here_lon = np.radians(near.lat), np.radians(near.lon)
    x = (longitude - here_lon) * np.cos((latitude + here_lat) / 2)
    metres: Metres = EARTH_RADIUS_M * np.hypot(x, latitude - here_lat)
    return metres


def freshness_of(checked: int, day: dt.date) -> Freshness:
    """Which class of freshness the day of the last check falls in."""
    if checked == NO_DAY:
        return "never"
    age = day.toordinal() - checked
    return "over_12" if age > YEAR else "over_6" if age > HALF_YEAR else "fresh"


def freshness_codes(columns: Columns, rows: Ints, day: dt.date) -> npt.NDArray[np.int8]:
    """The same for many, as places in :data:`FRESHNESS`."""
    checked = columns.checked[rows]
    age = day.toordinal() - checked
    codes = np.where(age > YEAR, 2, np.where(age > HALF_YEAR, 1, 0))
    return np.where(checked == NO_DAY, 3, codes).astype(np.int8)


@dataclass(frozen=True)
class Narrowed:
    """Flags over the rows found: which pass all filters, and which pass all but that of one facet."""

    kept: Flags
    without: Mapping[str, Flags]

    def but(self, facet: str) -> Flags:
        return self.without.get(facet, self.kept)


def narrow(columns: Columns, rows: Ints, query: SearchQuery, day: dt.date, far: Metres | None) -> Narrowed:
    """Apply the filters of a query to the rows found; ``far`` are their distances when there is a point."""
    free = _unfaceted(columns, rows, query)
    filters = _filters(columns, rows, query, day, far)
    kept = free.copy()
    for flags in filters.values():
        kept &= flags
    without = {}
    for facet in filters:
        left = free.copy()
        for other, flags in filters.items():
            if other != facet:
                left &= flags
        without[facet] = left
    return Narrowed(kept, without)


def _unfaceted(columns: Columns, rows: Ints, query: SearchQuery) -> Flags:
    """Filters that no facet shows: named fiches, and a span of days for what is dated."""
    flags = np.ones(len(rows), dtype=np.bool_)
    if query.fiches is not None:
        flags &= np.isin(columns.ids[rows], np.array(query.fiches, dtype=np.int64))
    if query.between is not None:
        start, end = query.between
        flags &= (columns.last[rows] >= start.toordinal()) & (columns.first[rows] <= end.toordinal())
        flags &= columns.first[rows] != NO_DAY
        dated = np.flatnonzero(flags)
        flags[dated] = columns.openings.touching(start, end, columns.opening[rows[dated]])
    return flags


def _filters(
    columns: Columns, rows: Ints, query: SearchQuery, day: dt.date, far: Metres | None
) -> dict[str, Flags]:
    filters: dict[str, Flags] = {}
    if query.kinds:
        filters["kinds"] = np.isin(columns.kind[rows], [columns.kinds.find(key) for key in query.kinds])
    if query.communes:
        codes = [columns.communes.find(insee) for insee in query.communes]
        filters["communes"] = np.isin(columns.commune[rows], codes)
    if query.labels:
        filters["labels"] = _with_label(columns, query.labels)[columns.labels[rows]]
    if query.states:
        filters["states"] = np.isin(
            columns.state[rows], [STATES.index(s) for s in query.states if s in STATES]
        )
    if query.freshness:
        codes = [FRESHNESS.index(key) for key in query.freshness]
        filters["freshness"] = np.isin(freshness_codes(columns, rows, day), codes)
    if query.open_on:
        filters["openness"] = columns.openings.on(query.open_on, columns.opening[rows]) == OPEN
    if far is not None and query.radius_m is not None:
        filters["rings"] = far <= query.radius_m
    return filters


def _with_label(columns: Columns, keys: tuple[str, ...]) -> Flags:
    """Which sets of labels hold one of those named."""
    matrix = columns.label_sets.matrix()
    places = [place for key in keys if 0 <= (place := columns.label_sets.labels.find(key)) < matrix.shape[1]]
    return np.asarray((matrix[:, places] > 0).any(axis=1), dtype=np.bool_)


def counts(codes: npt.NDArray[Any], size: int) -> Ints:
    """How many times each code below ``size`` is there."""
    found: Ints = np.bincount(codes, minlength=size)
    return found


def label_counts(columns: Columns, rows: Ints) -> Ints:
    """How many of the rows hold each label."""
    matrix = columns.label_sets.matrix()
    by_set = counts(columns.labels[rows], len(matrix)).astype(np.float32)
    return np.asarray(np.rint(by_set[: len(matrix)] @ matrix), dtype=np.int64)


def ring_counts(far: Metres) -> list[int]:
    """How many lie within each of :data:`RINGS_M`."""
    return [int((far <= radius).sum()) for radius in RINGS_M]
