"""The fiches of a search as rows to download."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from django.http import QueryDict
from django.utils import timezone

from buron.kernel.figures import Rows
from buron.kernel.models import Office
from buron.kernel.tenancy import current_office_id
from buron.offer.asked import asked
from buron.offer.outputs import COLUMNS, Sender, row_of
from buron.offer.queries import selection_by_id, selection_ids
from buron.offer.queries.shown import Absolute, every_id, shown
from buron.offer.search.query import SearchQuery


def fiches(parameters: Mapping[str, str]) -> Rows:
    """The fiches that the screen of the offer shows with the same parameters, one line each."""
    data = QueryDict(mutable=True)
    data.update(dict(parameters))
    return fiche_rows(asked(data), Office.objects.get(pk=current_office_id()), str)


def fiche_rows(query: SearchQuery, office: Office, absolute: Absolute) -> Rows:
    """The answers to a question, read by lots; in French, as the headers are."""
    sender = Sender(office.slug, office.name, "fr", timezone.localdate())
    ids = ids_of(query)

    def page(offset: int, limit: int) -> Sequence[Sequence[object]]:
        return [row_of(fiche, sender) for fiche in shown(ids[offset : offset + limit], sender, absolute)]

    return Rows(COLUMNS, len(ids), page)


def ids_of(query: SearchQuery) -> list[int]:
    """All the answers; a selection that nothing else narrows keeps its own order."""
    if query.selection is not None and replace(query, selection=None) == SearchQuery():
        selection = selection_by_id(query.selection)
        return selection_ids(selection) if selection else []
    return every_id(query)
