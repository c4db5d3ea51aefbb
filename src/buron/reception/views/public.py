"""The carnet's public page: what a visitor sees on his phone. It sets no cookie and keeps nothing of him."""

from __future__ import annotations

import datetime as dt

from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.utils import timezone, translation
from django.views.decorators.http import require_safe

from buron.kernel.downloads import pdf_response
from buron.kernel.screens import public_screen
from buron.kernel.tenancy import office_scope
from buron.kernel.texts import LANGUAGE_NAMES
from buron.reception.documents import carnet_pdf, event_calendar
from buron.reception.models import Carnet
from buron.reception.queries.carnets import cards_of, carnet_by_token, day_text, language_of, map_of
from buron.territory.queries.desks_shown import ShownDesk, desks_path, shown_desks

LANGUAGE = "langue"


def _carnet(token: str) -> Carnet:
    carnet = carnet_by_token(token)
    if carnet is None:
        raise Http404("no such carnet")
    return carnet


@public_screen("held by a visitor: the address cannot be guessed, and names nobody")
@require_safe
def carnet(request: HttpRequest, token: str) -> HttpResponseBase:
    """The carnet in the visitor's language, or, once it is over, whom to ask."""
    found = _carnet(token)
    today = timezone.localdate()
    language = language_of(request.GET.get(LANGUAGE, ""), found)
    with translation.override(language):
        if found.is_over(today):
            return _private(_over(request, found, language))
        return _private(_shown(request, found, language, today))


def _shown(request: HttpRequest, found: Carnet, language: str, today: dt.date) -> HttpResponse:
    lines = cards_of(found, language, today)
    context = {
        **_common(found, language),
        "lines": lines,
        "geojson": map_of(found, lines),
        "until": day_text(found.expires_on),
        "today": day_text(today),
        "desks": _desks(found, today),
        "desks_url": desks_path(found.office.slug, language),
        "route": _route_kind(request.headers.get("User-Agent", "")),
    }
    return render(request, "reception/public/carnet.html", context)


def _desks(found: Carnet, today: dt.date) -> list[ShownDesk]:
    """The office's desks whose hours are known, with what they do today."""
    with office_scope(found.office):
        return [one for one in shown_desks(today) if one.osm]


def _over(request: HttpRequest, found: Carnet, language: str) -> HttpResponse:
    return render(request, "reception/public/over.html", _common(found, language), status=410)


def _common(found: Carnet, language: str) -> dict[str, object]:
    return {
        "carnet": found,
        "office": found.office,
        "desk": found.desk,
        "language": language,
        "languages": LANGUAGE_NAMES.items(),
        "csrf_token": "",  # reading the real one would set a cookie
    }


def _route_kind(agent: str) -> str:
    """Which addresses open the visitor's own navigation: his telephone's, else a page of OpenStreetMap."""
    if "Android" in agent:
        return "geo"
    return "apple" if any(name in agent for name in ("iPhone", "iPad", "Macintosh")) else "osm"


def _private(response: HttpResponse) -> HttpResponse:
    response["X-Robots-Tag"] = "noindex, nofollow"
    response["Cache-Control"] = "private, no-cache"
    return response


@public_screen("the same carnet, to print")
@require_safe
def carnet_file(request: HttpRequest, token: str) -> HttpResponseBase:
    """The carnet as a PDF; nothing once it is over."""
    found = _carnet(token)
    today = timezone.localdate()
    if found.is_over(today):
        raise Http404("this carnet is over")
    language = language_of(request.GET.get(LANGUAGE, ""), found)
    link = request.build_absolute_uri(request.path.removesuffix("carnet.pdf"))
    content = carnet_pdf(found, cards_of(found, language, today), language, link)
    response = pdf_response(content, "carnet.pdf")
    response["X-Robots-Tag"] = "noindex"
    return response


@public_screen("a date of the same carnet, for the visitor's calendar")
@require_safe
def event_file(request: HttpRequest, token: str, pk: int) -> HttpResponseBase:
    """The coming dates of an event, as iCalendar."""
    found = _carnet(token)
    today = timezone.localdate()
    language = language_of(request.GET.get(LANGUAGE, ""), found)
    content = None if found.is_over(today) else event_calendar(found, pk, language, today)
    if content is None:
        raise Http404("no such dates")
    response = HttpResponse(content, content_type="text/calendar; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="agenda-{pk}.ics"'
    return _private(response)
