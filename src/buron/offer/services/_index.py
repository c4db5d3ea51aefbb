"""The one door from the services to the search: what it must learn after a write."""

from __future__ import annotations

from collections.abc import Sequence


def index(fiche_ids: Sequence[int]) -> None:
    """Tell the search that these fiches of the office in scope changed, within the caller's transaction."""
    from buron.offer import search

    if fiche_ids:
        search.index(fiche_ids)
