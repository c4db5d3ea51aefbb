"""The one door from the services to the search: what it must learn after a write."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any


def index(fiche_ids: Sequence[int]) -> None:
    """Tell the search that these fiches of the office in scope changed, within the caller's transaction."""
    from buron.offer import search

    if fiche_ids:
        search.index(fiche_ids)


def index_new(office_id: int, rows: Iterable[tuple[Any, ...]]) -> None:
    """Tell the search of new fiches whose words are known: ``(identifier, three levels, score, labels, opening)``."""
    from buron.offer import search
    from buron.offer.search.terms import Terms, Traits

    search.index_terms(office_id, ((row[0], Terms(*row[1:4]), Traits(*row[4:])) for row in rows), new=True)
