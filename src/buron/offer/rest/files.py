"""A search as a file: GeoJSON, iCalendar, CSV, XLSX. Streamed where the format allows it, and bounded."""

import datetime as dt
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

from django.http import HttpResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase
from ninja import Query
from ninja.decorators import decorate_view

from buron.kernel.documents.tabular import csv_lines, xlsx_bytes
from buron.kernel.rest import ERRORS, ApiRequest, rest
from buron.kernel.rest_lists import READS, conditional
from buron.offer.outputs import COLUMNS, Sender, Shown, calendar_bytes, feature, feature_collection, row_of
from buron.offer.queries import SearchQuery, search
from buron.offer.queries.shown import each_shown, every_id
from buron.offer.rest.base import router, sender_of
from buron.offer.rest.parameters import Filters, query_of

GEOJSON = "application/geo+json"
ICAL = "text/calendar; charset=utf-8"
CSV = "text/csv; charset=utf-8"
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def _described(kind: str) -> dict[str, Any]:
    """The content of the answer, for the published description."""
    media = kind.partition(";")[0]
    schema: dict[str, Any] = {"type": "object"} if media == GEOJSON else {"type": "string"}
    return {"responses": {200: {"description": "OK", "content": {media: {"schema": schema}}}}}


@router.get(
    "/fiches.geojson",
    response={200: None, **ERRORS},
    url_name="fiches_geojson",
    openapi_extra=_described(GEOJSON),
)
@rest("offer.view")
def fiches_geojson(request: ApiRequest, asked: Query[Filters]) -> HttpResponseBase:
    """Les fiches trouvées en GeoJSON, une entité par fiche, 20 000 au plus."""
    query, sender = query_of(asked), sender_of(request, asked.lang)
    matched, fiches = search(replace(query, page_size=1)).total, _all(request, query, sender)
    features = (feature(fiche, sender) for fiche in fiches)
    return StreamingHttpResponse(feature_collection(features, matched=matched), content_type=GEOJSON)


@router.get(
    "/fiches.ics", response={200: None, **READS}, url_name="fiches_ics", openapi_extra=_described(ICAL)
)
@decorate_view(conditional)
@rest("offer.view")
def fiches_ics(request: ApiRequest, asked: Query[Filters]) -> HttpResponseBase:
    """Les dates des fiches trouvées en iCalendar, un événement par date."""
    query, sender = query_of(asked), sender_of(request, asked.lang)
    if query.between is None:
        # What is not dated has nothing to say here.
        query = replace(query, between=(sender.day - dt.timedelta(days=31), dt.date.max))
    content = calendar_bytes(_all(request, query, sender), sender, source=request.build_absolute_uri())
    return HttpResponse(content, content_type=ICAL)


@router.get(
    "/fiches.csv", response={200: None, **ERRORS}, url_name="fiches_csv", openapi_extra=_described(CSV)
)
@rest("offer.view")
def fiches_csv(request: ApiRequest, asked: Query[Filters]) -> HttpResponseBase:
    """Les fiches trouvées en CSV (UTF-8, point-virgule), une ligne par fiche, 20 000 au plus."""
    response = StreamingHttpResponse(csv_lines(COLUMNS, _rows(request, asked)), content_type=CSV)
    response["Content-Disposition"] = f'attachment; filename="{_filename(request)}.csv"'
    return response


@router.get(
    "/fiches.xlsx", response={200: None, **ERRORS}, url_name="fiches_xlsx", openapi_extra=_described(XLSX)
)
@rest("offer.view")
def fiches_xlsx(request: ApiRequest, asked: Query[Filters]) -> HttpResponseBase:
    """Les fiches trouvées dans un classeur XLSX, une ligne par fiche, 20 000 au plus."""
    content = xlsx_bytes(COLUMNS, _rows(request, asked), title="Offre", source=request.office.name)
    response = HttpResponse(content, content_type=XLSX)
    response["Content-Disposition"] = f'attachment; filename="{_filename(request)}.xlsx"'
    return response


def _rows(request: ApiRequest, asked: Filters) -> Iterator[tuple[Any, ...]]:
    sender = sender_of(request, asked.lang)
    return (row_of(fiche, sender) for fiche in _all(request, query_of(asked), sender))


def _all(request: ApiRequest, query: SearchQuery, sender: Sender) -> Iterator[Shown]:
    """Every answer: the identifiers now, the fiches by lots as they are sent."""
    return each_shown(request.office, every_id(query), sender, request.build_absolute_uri)


def _filename(request: ApiRequest) -> str:
    return f"offre-{request.office.slug}"
