"""Public pages of the offer: fiches and selections, in five languages. They set no cookie and are cached."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

import orjson
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils import timezone, translation
from django.utils.cache import patch_cache_control
from django.views.decorators.http import conditional_page, require_safe

from buron.kernel.documents.tabular import csv_lines
from buron.kernel.models import Office
from buron.kernel.ratelimit import limited
from buron.kernel.screens import public_screen
from buron.kernel.tenancy import office_scope
from buron.kernel.texts import PUBLIC_LANGUAGES
from buron.kernel.whole import whole
from buron.offer.models import Fiche, Selection
from buron.offer.outputs import (
    PUBLIC_COLUMNS,
    Sender,
    calendar_bytes,
    feature,
    feature_collection,
    plain,
    row_of,
)
from buron.offer.queries import cards, selection_ids
from buron.offer.queries.shown import page_path, page_slug, public_path, shown
from buron.offer.queries.tracks import tracks_of
from buron.offer.tracks import write_gpx
from buron.offer.views.public_page import fiche_context, fiche_map, head, slug_of, tile

PAGE_SIZE = 48
SECONDS_KEPT = 300
CALENDAR, GEOJSON, CSV = "text/calendar; charset=utf-8", "application/geo+json", "text/csv; charset=utf-8"
GPX = "application/gpx+xml"
REASON = "published by the office for everyone; shows only published fiches and public selections"
PublicView = Callable[..., HttpResponseBase]


def published(view: PublicView) -> Any:
    """A public view of an office: found by its slug, limited, in scope, in a language, cached."""

    @public_screen(REASON)
    @require_safe
    @limited("offer-public", limit=1_200, per_seconds=60, methods=("GET", "HEAD"))
    @conditional_page
    @wraps(view)
    def opened(request: HttpRequest, site: str, language: str = "fr", **kwargs: Any) -> HttpResponseBase:
        office = Office.objects.filter(slug=site).first()
        if office is None:
            raise Http404(site)
        sender = Sender(office.slug, office.name, language, timezone.localdate())
        with office_scope(office), translation.override(language):
            response = view(request, office, sender, **kwargs)
        if response.status_code == 200:
            patch_cache_control(response, public=True, max_age=SECONDS_KEPT)
        response.headers.setdefault("Content-Language", language)
        return response

    return opened


@published
def home(request: HttpRequest, office: Office, sender: Sender) -> HttpResponse:
    """The public selections of the office."""
    selections = [
        {
            "selection": one,
            "url": public_path("offer_public_selection", office.slug, sender.language, selection=one.slug),
        }
        for one in Selection.objects.filter(is_public=True)
    ]
    context = head(request, office, sender.language, "offer_public_home") | {"selections": selections}
    return render(request, "offer/public/home.html", context)


@published
def fiche(request: HttpRequest, office: Office, sender: Sender, fiche: str) -> HttpResponseBase:
    """The page of a published fiche; a merged one leads to the one that stands for it."""
    found = _fiche(fiche)
    if page_slug(found) != fiche:
        return redirect(page_path(found, office.slug, sender.language), permanent=True)
    context = fiche_context(request, office, found, sender)
    return render(request, "offer/public/fiche.html", context)


@published
def dates(request: HttpRequest, office: Office, sender: Sender, fiche: str) -> HttpResponse:
    """The dates of a fiche, for the visitor's own calendar."""
    found, sender = _fiche(fiche), _told(request, sender)
    if not found.body.get("sessions"):
        raise Http404("not dated")
    content = calendar_bytes(shown([found.pk], sender, request.build_absolute_uri), sender, name=found.name)
    return _file(content, CALENDAR, page_slug(found), "ics")


@published
def track(request: HttpRequest, office: Office, sender: Sender, fiche: str) -> HttpResponse:
    """The track of a walk, for the visitor's own telephone or watch."""
    found = _fiche(fiche)
    lines = tracks_of([found.pk]).get(found.pk)
    if not lines:
        raise Http404("no track")
    page = request.build_absolute_uri(page_path(found, office.slug))
    return _file(write_gpx(found.name, lines, page), GPX, page_slug(found), "gpx")


@published
def selection(request: HttpRequest, office: Office, sender: Sender, selection: str) -> HttpResponse:
    """A public selection as cards and on a map, page by page."""
    found = _selection(selection)
    page = Paginator(selection_ids(found, sender.day), PAGE_SIZE).get_page(request.GET.get("page"))
    shown_cards = cards(list(page.object_list), sender.language, sender.day, public=True)
    address = public_path("offer_public_selection", office.slug, selection=found.slug)
    context = {
        "selection": found,
        "page_obj": page,
        "tiles": [tile(card, sender) for card in shown_cards],
        "geojson": fiche_map(office, shown_cards, sender.language),
        "files": {form: f"{address}.{form}?lang={sender.language}" for form in _FORMS},
        "has_dates": any(card.sessions for card in shown_cards),
        **head(request, office, sender.language, "offer_public_selection", selection=found.slug),
    }
    return render(request, "offer/public/selection.html", context)


@published
def selection_file(
    request: HttpRequest, office: Office, sender: Sender, selection: str, form: str
) -> HttpResponse:
    """The same selection as data: JSON, GeoJSON, iCalendar, CSV; any site may read it."""
    write = _FORMS.get(form)
    if write is None:
        raise Http404(form)
    found = _selection(selection)
    response = write(request, found, _told(request, sender))
    response["Access-Control-Allow-Origin"] = "*"
    return response


def _told(request: HttpRequest, sender: Sender) -> Sender:
    """The sender in the language that the address asks for."""
    asked = request.GET.get("lang", "")
    return Sender(sender.slug, sender.name, asked, sender.day) if asked in PUBLIC_LANGUAGES else sender


def _fiche(slug: str) -> Fiche:
    """The published fiche whose number ends the slug."""
    found = Fiche.objects.filter(pk=whole(slug.rpartition("-")[2]) or 0).select_related("merged_into").first()
    if found is not None and found.merged_into is not None:
        found = found.merged_into
    if found is None or found.state != Fiche.State.PUBLISHED:
        raise Http404(slug)
    return found


def _selection(slug: str) -> Selection:
    found = Selection.objects.filter(slug=slug, is_public=True).first()
    if found is None:
        raise Http404(slug)
    return found


def _file(content: bytes | str, kind: str, name: str, form: str) -> HttpResponse:
    response = HttpResponse(content, content_type=kind)
    response["Content-Disposition"] = f'attachment; filename="{name}.{form}"'
    return response


def _json(request: HttpRequest, found: Selection, sender: Sender) -> HttpResponse:
    absolute = request.build_absolute_uri
    fiches = [
        plain(
            card,
            absolute(public_path("offer_public_fiche", sender.slug, sender.language, fiche=slug_of(card))),
            absolute(card.photo.url) if card.photo else "",
        )
        for card in cards(selection_ids(found, sender.day), sender.language, sender.day, public=True)
    ]
    told = {"office": sender.name, "selection": found.name, "note": found.note, "language": sender.language}
    content = orjson.dumps({**told, "count": len(fiches), "fiches": fiches})
    return HttpResponse(content, content_type="application/json")


def _geojson(request: HttpRequest, found: Selection, sender: Sender) -> HttpResponse:
    fiches = shown(selection_ids(found, sender.day), sender, request.build_absolute_uri)
    features = (feature(one, sender) for one in fiches)
    return HttpResponse(b"".join(feature_collection(features, title=found.name)), content_type=GEOJSON)


def _ics(request: HttpRequest, found: Selection, sender: Sender) -> HttpResponse:
    fiches = shown(selection_ids(found, sender.day), sender, request.build_absolute_uri)
    source = request.build_absolute_uri()
    return _file(calendar_bytes(fiches, sender, name=found.name, source=source), CALENDAR, found.slug, "ics")


def _csv(request: HttpRequest, found: Selection, sender: Sender) -> HttpResponse:
    fiches = shown(selection_ids(found, sender.day), sender, request.build_absolute_uri)
    rows = (row_of(one, sender, public=True) for one in fiches)
    return _file("".join(csv_lines(PUBLIC_COLUMNS, rows)), CSV, found.slug, "csv")


_FORMS: dict[str, Callable[[HttpRequest, Selection, Sender], HttpResponse]] = {
    "json": _json,
    "geojson": _geojson,
    "ics": _ics,
    "csv": _csv,
}
