"""The one door from the services to the search: what it must learn after a write."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from django.db import transaction

from buron.kernel.tenancy import current_office_id
from buron.offer.signals import fiches_changed


def index(fiche_ids: Sequence[int]) -> None:
    """Tell the search that these fiches of the office in scope changed, within the caller's transaction; after it, tell
    the rooms that follow them.
    """
    from buron.offer import search

    if fiche_ids:
        search.index(fiche_ids)
        told = {"office_id": current_office_id(), "fiche_ids": list(fiche_ids)}
        transaction.on_commit(lambda: fiches_changed.send_robust(sender=None, **told))


def index_new(office_id: int, rows: Iterable[Any]) -> None:
    """Tell the search of new fiches whose words are known: ``(identifier, three levels, score, labels, opening)``."""
    from buron.offer import search

    search.index_terms(office_id, rows, new=True)
