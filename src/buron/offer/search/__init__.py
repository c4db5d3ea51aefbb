"""The search of the offer.

Words are found by the engine of the database (:mod:`.engines`); what is filtered, counted and ranked on is held by each
process in columns (:mod:`.columns`) that follow the version of the office's index (:mod:`.index`).
"""

from buron.offer.search.engines import engine
from buron.offer.search.index import Entry, index, index_entries, index_rows, prepare, reindex_office, remove
from buron.offer.search.terms import Terms, terms_of, traits_of

__all__ = [
    "Entry",
    "Terms",
    "engine",
    "index",
    "index_entries",
    "index_rows",
    "prepare",
    "reindex_office",
    "remove",
    "terms_of",
    "traits_of",
]
