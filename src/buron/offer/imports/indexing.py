"""Telling the search what an import changed, in transactions short enough for others to write between them."""

from __future__ import annotations

from collections.abc import Sequence

from django.db import transaction

from buron.offer.imports.apply import Applied
from buron.offer.imports.stage import Stage
from buron.offer.models import SourceRecord
from buron.offer.services import _index

CHUNK = 2_000
CHUNK_NEW = 25_000
AT_ONCE = 2_000
"""Up to so many fiches, the search learns in the transaction of the import itself."""


def index_applied(stage: Stage, applied: Applied, office_id: int) -> None:
    """Index what an applied run made and changed."""
    words = stage.words()
    for start in range(0, len(applied.created), CHUNK_NEW):
        ids = applied.created[start : start + CHUNK_NEW]
        with transaction.atomic():
            _index.index_new(office_id, ((pk, *row) for pk, row in zip(ids, words, strict=False)))
    index_some(applied.changed)


def index_some(fiche_ids: Sequence[int]) -> None:
    for start in range(0, len(fiche_ids), CHUNK):
        with transaction.atomic():
            _index.index(fiche_ids[start : start + CHUNK])


def index_source(source_id: int) -> None:
    """Index every fiche of a source: after a crash, which ones were told is not known."""
    fiches = SourceRecord.objects.filter(source=source_id).order_by("fiche_id")
    index_some(list(fiches.values_list("fiche_id", flat=True).distinct()))
