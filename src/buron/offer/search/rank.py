"""The order of the answers: one number per fiche, the smallest first."""

from __future__ import annotations

import datetime as dt

import numpy as np
import numpy.typing as npt

from buron.offer.search.columns import NO_DAY, Columns, Ints
from buron.offer.search.narrow import Metres
from buron.offer.search.openness import CLOSED, OPEN
from buron.offer.search.query import SearchQuery

Keys = npt.NDArray[np.int64]

_NAME_BITS = 22
"""Room for the place of a name in the alphabet; above four million fiches ties are broken less finely."""
_FAR = (1 << 25) - 1
"""Metres given to what has no position: after everything that has one."""
_TOP_SCORE = 1000
_NO_NEXT_DAY = (1 << 22) - 1


def first_of(keys: Keys, start: int, end: int) -> Ints:
    """Places of the ``start``-th to ``end``-th smallest keys, in order, without sorting all of them."""
    if end < len(keys) // 4:
        nearest = np.argpartition(keys, end)[:end]
        return nearest[np.argsort(keys[nearest], kind="stable")][start:end]
    return np.argsort(keys, kind="stable")[start:end]


def order_keys(
    columns: Columns,
    rows: Ints,
    tiers: npt.NDArray[np.int8],
    query: SearchQuery,
    day: dt.date,
    far: Metres | None,
) -> Keys:
    """The key of each row for the order asked; ties are broken by name."""
    names = columns.name_rank[rows].astype(np.int64)
    if query.order == "name":
        return names
    if query.order == "distance" and far is not None:
        return _with_name(_metres(far), names)
    if query.order == "dates":
        return _with_name(_days_ahead(columns, rows, day), names)
    if query.order == "freshness":
        return _with_name(columns.checked[rows].astype(np.int64), names)
    if query.order == "updated":
        return _with_name(columns.updated[rows].max(initial=0) - columns.updated[rows], names)
    return _relevance(columns, rows, tiers, day, far, names)


def _relevance(
    columns: Columns,
    rows: Ints,
    tiers: npt.NDArray[np.int8],
    day: dt.date,
    far: Metres | None,
    names: Keys,
) -> Keys:
    """Nearest in meaning, then what is open that day, then the nearest on the ground or the best described."""
    verdicts = columns.openings.on(day, columns.opening[rows])
    bucket = np.where(verdicts == OPEN, 0, np.where(verdicts == CLOSED, 2, 1)).astype(np.int64)
    over = (columns.last[rows] != NO_DAY) & (columns.last[rows] < day.toordinal())
    bucket[over] = 3
    within = _metres(far) if far is not None else _TOP_SCORE - columns.score[rows].astype(np.int64)
    return _with_name(((tiers.astype(np.int64) * 4 + bucket) << 25) + within, names)


def _with_name(keys: Keys, names: Keys) -> Keys:
    return (keys << _NAME_BITS) + np.minimum(names, (1 << _NAME_BITS) - 1)


def _metres(far: Metres) -> Keys:
    return np.where(np.isnan(far), _FAR, np.minimum(far, _FAR - 1)).astype(np.int64)


def _days_ahead(columns: Columns, rows: Ints, day: dt.date) -> Keys:
    """The next day of each dated thing; what is over or not dated comes last."""
    ahead = columns.openings.next_days(day, columns.opening[rows]).astype(np.int64)
    return np.where(ahead == NO_DAY, _NO_NEXT_DAY, ahead)
