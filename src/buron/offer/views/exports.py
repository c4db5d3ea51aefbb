"""What the screen of the offer shows, as a file."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import Any

from django.http import Http404
from django.http.response import HttpResponseBase
from django.utils import timezone
from django.views.decorators.http import require_GET

from buron.kernel.documents.tabular import csv_lines, xlsx_bytes
from buron.kernel.downloads import attachment
from buron.kernel.figures import Rows
from buron.kernel.screens import OfficeRequest, screen
from buron.kernel.tenancy import office_scope
from buron.offer.asked import asked
from buron.offer.exports import fiche_rows, ids_of
from buron.offer.outputs import Sender, calendar_bytes, feature, feature_collection
from buron.offer.queries.shown import each_shown
from buron.offer.search.query import SearchQuery

FORMS = ("csv", "xlsx", "geojson", "ics")
CHUNK = 500


@screen("offer.view")
@require_GET
def offer_export(request: OfficeRequest, form: str) -> HttpResponseBase:
    """The fiches found, whatever the page: CSV, XLSX, GeoJSON, or the dates as iCalendar."""
    if form not in FORMS:
        raise Http404(form)
    query = replace(asked(request.GET), page=1)
    content = _written(request, query, form)
    return attachment(content, f"offre-{request.office.slug}-{timezone.localdate():%Y-%m-%d}.{form}")


def _written(
    request: OfficeRequest, query: SearchQuery, form: str
) -> bytes | Iterator[str] | Iterator[bytes]:
    if form in ("csv", "xlsx"):
        rows = fiche_rows(query, request.office, request.build_absolute_uri)
        if form == "csv":
            return csv_lines(rows.columns, _each(request, rows))
        return xlsx_bytes(rows.columns, _each(request, rows), title="Offre", source=request.office.name)
    sender = Sender(request.office.slug, request.office.name, "fr", timezone.localdate())
    if form == "ics" and query.between is None:
        query = replace(query, between=(sender.day, dt.date.max))
    fiches = each_shown(request.office, ids_of(query), sender, request.build_absolute_uri)
    if form == "ics":
        return calendar_bytes(fiches, sender)
    return feature_collection(feature(fiche, sender) for fiche in fiches)


def _each(request: OfficeRequest, rows: Rows) -> Iterator[Sequence[Any]]:
    """Every row by slices; the scope is opened again because a streamed answer outlives the view."""
    for start in range(0, rows.total, CHUNK):
        with office_scope(request.office):
            page = rows.page(start, CHUNK)
        yield from page
