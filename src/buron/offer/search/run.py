"""One search from end to end, in numbers: which fiches, in which order, and the counts of the facets."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

import numpy as np

from buron.kernel.tenancy import current_office_id
from buron.offer.search.columns import Columns, Ints, cache
from buron.offer.search.find import Found, find
from buron.offer.search.narrow import Metres, Narrowed, distances, narrow
from buron.offer.search.query import MAX_PAGE_SIZE, SearchQuery
from buron.offer.search.rank import first_of, order_keys


@dataclass(frozen=True)
class Ran:
    """``rows`` are the places of the fiches found, before filters; ``page_rows`` those of the page, in order."""

    columns: Columns
    rows: Ints
    narrowed: Narrowed
    far: Metres | None
    page_rows: Ints
    total: int
    corrected: str

    def distance(self, row: int) -> int | None:
        """Metres from the point asked about to the fiche at that place."""
        if self.far is None:
            return None
        metres = self.far[np.searchsorted(self.rows, row)]
        return None if np.isnan(metres) else round(float(metres))


def run(query: SearchQuery, day: dt.date) -> Ran:
    """Search the office in scope."""
    columns = cache.get(current_office_id())
    found = find(columns, query.text, exact=query.exact)
    far = distances(columns, found.rows, query.near) if query.near else None
    narrowed = narrow(columns, found.rows, query, day, far)
    total = int(narrowed.kept.sum())
    page = _page(columns, found, narrowed, query, day, far, total)
    return Ran(columns, found.rows, narrowed, far, page, total, found.corrected)


def _page(
    columns: Columns,
    found: Found,
    narrowed: Narrowed,
    query: SearchQuery,
    day: dt.date,
    far: Metres | None,
    total: int,
) -> Ints:
    """Places, in the columns, of the fiches of the page asked for."""
    size = max(0, min(query.page_size, MAX_PAGE_SIZE))
    start = max(0, (max(1, query.page) - 1) * size)
    if start >= total or not size:
        return np.empty(0, dtype=np.int64)
    kept = narrowed.kept
    rows = found.rows[kept]
    keys = order_keys(columns, rows, found.tiers[kept], query, day, None if far is None else far[kept])
    return rows[first_of(keys, start, min(start + size, total))]
