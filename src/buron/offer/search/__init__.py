"""The search of the offer.

Words are found by the engine of the database (:mod:`.engines`); what is filtered, counted and ranked on is held by each
process in columns (:mod:`.columns`) that follow the version of the office's index (:mod:`.writer`).

The names below are loaded when first used: :mod:`.terms` and :mod:`.text` are pure, and the processes that help an
import use them without Django.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from buron.offer.search.engines import engine
    from buron.offer.search.terms import Terms, terms_of, traits_of
    from buron.offer.search.writer import (
        Entry,
        index,
        index_entries,
        index_rows,
        index_terms,
        prepare,
        reindex_office,
        remove,
    )

_PLACES = {
    "engine": "engines",
    "Entry": "writer",
    "index": "writer",
    "index_entries": "writer",
    "index_rows": "writer",
    "index_terms": "writer",
    "prepare": "writer",
    "reindex_office": "writer",
    "remove": "writer",
    "Terms": "terms",
    "terms_of": "terms",
    "traits_of": "terms",
}

__all__ = [
    "Entry",
    "Terms",
    "engine",
    "index",
    "index_entries",
    "index_rows",
    "index_terms",
    "prepare",
    "reindex_office",
    "remove",
    "terms_of",
    "traits_of",
]


def __getattr__(name: str) -> Any:
    if name not in _PLACES:
        raise AttributeError(name)
    return getattr(import_module(f"{__name__}.{_PLACES[name]}"), name)
