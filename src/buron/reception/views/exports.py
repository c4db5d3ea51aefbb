"""Acts, readings and movements of documents as files."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
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
from buron.reception import exports

CHUNK = 1000
MOST_ROWS = 100_000


@screen("reception.export")
@require_GET
def acts_file(request: OfficeRequest, form: str) -> HttpResponseBase:
    """The acts of the list, with its filters."""
    return _file(request, exports.acts(request.GET.dict()), "actes-d-accueil", form)


@screen("reception.export")
@require_GET
def counters_file(request: OfficeRequest, form: str) -> HttpResponseBase:
    """The readings of the counters."""
    return _file(request, exports.readings(request.GET.dict()), "compteurs", form)


@screen("reception.documents")
@require_GET
def movements_file(request: OfficeRequest, form: str) -> HttpResponseBase:
    """The movements of the list, with its filters."""
    return _file(request, exports.movements(request.GET.dict()), "mouvements-de-documents", form)


def _file(request: OfficeRequest, rows: Rows, name: str, form: str) -> HttpResponseBase:
    if form not in ("csv", "xlsx"):
        raise Http404("no such format")
    filename = f"{name}-{request.office.slug}-{timezone.localdate():%Y-%m-%d}.{form}"
    if form == "csv":
        return attachment(csv_lines(rows.columns, _all(request, rows)), filename)
    content = xlsx_bytes(rows.columns, _all(request, rows), title=name, source=request.office.name)
    return attachment(content, filename)


def _all(request: OfficeRequest, rows: Rows) -> Iterator[Sequence[Any]]:
    """Every row by slices; the scope is opened again because a streamed answer outlives the view."""
    width = len(rows.columns)
    for start in range(0, min(rows.total, MOST_ROWS), CHUNK):
        with office_scope(request.office):
            page = rows.page(start, CHUNK)
        for row in page:
            yield list(row[:width])
