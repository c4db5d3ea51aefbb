"""Answers that are files."""

from __future__ import annotations

from collections.abc import Iterable

from django.http import HttpResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase

TYPES = {
    "csv": "text/csv; charset=utf-8",
    "geojson": "application/geo+json",
    "ics": "text/calendar; charset=utf-8",
    "pdf": "application/pdf",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "xml": "application/xml",
}
"""Types of the files that the house gives, by the end of their names."""


def pdf_response(content: bytes, name: str) -> HttpResponse:
    """A PDF that the browser opens, and that nobody keeps on the way."""
    response = HttpResponse(content, content_type=TYPES["pdf"])
    response["Content-Disposition"] = f'inline; filename="{name}"'
    response["Cache-Control"] = "private, no-store"
    return response


def attachment(content: bytes | Iterable[bytes] | Iterable[str], name: str) -> HttpResponseBase:
    """A file to download, streamed when it comes in pieces; the end of its name says its type."""
    answer = HttpResponse if isinstance(content, bytes) else StreamingHttpResponse
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    response: HttpResponseBase = answer(content, content_type=TYPES[name.rpartition(".")[2]], headers=headers)
    return response
