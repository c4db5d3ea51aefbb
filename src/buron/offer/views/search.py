"""The offer: search as you type, facets, list and map."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

from django.core.paginator import Paginator
from django.http import HttpResponse, JsonResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from buron.kernel.screens import OfficeRequest, screen
from buron.kernel.whole import whole
from buron.offer.asked import address, asked, parameters
from buron.offer.kinds import kind_icon
from buron.offer.models import Selection
from buron.offer.queries import Hit, SearchQuery, SearchResult, search
from buron.offer.queries.facets import distance_text
from buron.offer.queries.types import FacetValue
from buron.offer.search.query import MAX_PAGE_SIZE
from buron.offer.views.rights import rights
from buron.territory import queries as territory
from buron.territory.models import Desk, OfficeCommune

SHOWN = {"type": 18, "commune": 8, "label": 8}
"""Values of a facet that are shown before "more"."""


@dataclass(frozen=True)
class FacetGroup:
    """A facet as the form shows it: its first values, and those that are folded."""

    name: str
    title: str
    first: Sequence[FacetValue]
    more: Sequence[FacetValue] = ()
    radio: bool = False


@screen("offer.view")
def search_screen(request: OfficeRequest) -> HttpResponse:
    """The screen, or only what changes when something is typed or ticked."""
    today = timezone.localdate()
    query = asked(request.GET, day=today)
    result = search(query)
    context = _context(request, query, result, today)
    if request.headers.get("HX-Request") and not request.headers.get("HX-History-Restore-Request"):
        response = render(request, "offer/parts/found.html", {**context, "partial": True})
        response["HX-Replace-Url"] = context["address"]
        return response
    return render(request, "offer/search.html", context)


@screen("offer.view")
def map_data(request: OfficeRequest) -> JsonResponse:
    """The places found, as GeoJSON for the map."""
    query = replace(asked(request.GET, day=timezone.localdate()), page=1, page_size=MAX_PAGE_SIZE)
    hits = search(query).hits
    return JsonResponse(
        {"type": "FeatureCollection", "features": [*features(request, hits), *ground(request)]}
    )


def features(request: OfficeRequest, hits: Sequence[Hit]) -> list[dict[str, Any]]:
    """Points of the map for those that have a position."""
    return [
        {
            "type": "Feature",
            "geometry": {"type": "Point", "coordinates": [hit.longitude, hit.latitude]},
            "properties": {
                "id": hit.id,
                "title": hit.name,
                "url": reverse("offer_fiche", kwargs={"office": request.office.slug, "pk": hit.id}),
                "text": " · ".join(part for part in (hit.subkind or hit.kind_label, hit.commune) if part),
            },
        }
        for hit in hits
        if hit.latitude is not None and hit.longitude is not None
    ]


def ground(request: OfficeRequest) -> list[dict[str, Any]]:
    """The communes, which are the ground of the map without network."""
    return [
        {
            "type": "Feature",
            "geometry": {"type": "Point", "coordinates": [commune.longitude, commune.latitude]},
            "properties": {"id": f"c{commune.insee}", "title": commune.name, "role": "commune"},
        }
        for commune in territory.office_communes(request.office)
        if commune.has_position
    ]


def _context(
    request: OfficeRequest, query: SearchQuery, result: SearchResult, today: dt.date
) -> dict[str, Any]:
    path = reverse("offer_search", kwargs={"office": request.office.slug})
    data = reverse("offer_map_data", kwargs={"office": request.office.slug})
    page = Paginator(range(result.total), query.page_size).get_page(query.page)
    view = "carte" if request.GET.get("vue") == "carte" else "liste"
    return {
        "query": query,
        "result": result,
        "page_obj": page,
        "lines": [hit_line(request, hit) for hit in result.hits],
        "groups": groups_of(result, query),
        "openness": result.facets.openness,
        "today": today,
        "view": view,
        "address": address(
            path, query, vue=view if view == "carte" else "", garder=request.GET.get("garder", "")
        ),
        "map_url": address(data, replace(query, page=1)),
        "exact_url": address(path, replace(query, exact=True, page=1)),
        "clear_url": address(path, SearchQuery(query.text), vue=view if view == "carte" else ""),
        "narrowed": narrowed(query),
        "places": _places(request, query),
        "selection": Selection.objects.filter(pk=query.selection).first() if query.selection else None,
        "selection_url": address(
            reverse("offer_selection_new", kwargs={"office": request.office.slug}), replace(query, page=1)
        ),
        "orders": _orders(query),
        "search_url": "",  # the page is the search box
        "kept_for": _kept_for(request),
        "hidden": hidden_parameters(query),
        **rights(request),
    }


def _kept_for(request: OfficeRequest) -> Selection | None:
    """The selection whose question is being changed."""
    number = whole(request.GET.get("garder"))
    return Selection.objects.filter(pk=number).first() if number else None


def hidden_parameters(query: SearchQuery) -> list[tuple[str, str]]:
    """The question as hidden fields of a form."""
    pairs: list[tuple[str, str]] = []
    for name, value in parameters(replace(query, page=1)).items():
        pairs += [(name, one) for one in (value if isinstance(value, list) else [value])]
    return pairs


def narrowed(query: SearchQuery) -> bool:
    """Whether something besides the words narrows the answers."""
    return bool(parameters(replace(query, text="", page=1, order="relevance", exact=False)))


def hit_line(request: OfficeRequest, hit: Hit) -> dict[str, Any]:
    """A line of the list: the hit with its words."""
    return {
        "hit": hit,
        "url": reverse("offer_fiche", kwargs={"office": request.office.slug, "pk": hit.id}),
        "icon": kind_icon(hit.kind),
        "kind": hit.subkind or hit.kind_label,
        "distance": distance_text(hit.distance_m) if hit.distance_m is not None else "",
    }


def groups_of(result: SearchResult, query: SearchQuery) -> list[FacetGroup]:
    """The facets in the order of the screen; those with nothing to choose are left out."""
    facets = result.facets
    groups = [
        _group("type", _("Type"), facets.kinds),
        _group("commune", _("Commune"), facets.communes),
        _group("label", _("Labels et classements"), facets.labels),
        _group(
            "fraicheur", _("Fraîcheur"), [value for value in facets.freshness if value.count or value.chosen]
        ),
        _group("etat", _("État"), facets.states if len(facets.states) > 1 else ()),
    ]
    if query.near:
        groups.insert(0, FacetGroup("rayon", _("Distance"), facets.rings, radio=True))
    return [group for group in groups if group.first]


def _group(name: str, title: str, values: Sequence[FacetValue]) -> FacetGroup:
    """Chosen values are always among those that are seen."""
    shown = SHOWN.get(name, len(values))
    first = [value for rank, value in enumerate(values) if rank < shown or value.chosen]
    return FacetGroup(name, title, first, [value for value in values if value not in first])


def _places(request: OfficeRequest, query: SearchQuery) -> list[dict[str, Any]]:
    """Places that distances may be counted from: the desks, then the communes, as far as their position is known."""
    chosen = f"{query.near.lat:.5f},{query.near.lon:.5f}" if query.near else ""
    rows: list[Desk | OfficeCommune] = [
        *territory.desks(active_on=query.day),
        *territory.office_communes(request.office),
    ]
    places = [
        {"value": f"{row.latitude:.5f},{row.longitude:.5f}", "title": str(row)}
        for row in rows
        if row.latitude is not None and row.longitude is not None
    ]
    if chosen and all(place["value"] != chosen for place in places):
        places.insert(0, {"value": chosen, "title": _("Ma position")})
    return [{**place, "chosen": place["value"] == chosen} for place in places]


def _orders(query: SearchQuery) -> list[tuple[str, str, bool]]:
    titles = {
        "relevance": _("Pertinence"),
        "name": _("Nom"),
        "distance": _("Distance") if query.near else "",
        "dates": _("Date prochaine"),
        "freshness": _("À vérifier d’abord"),
        "updated": _("Modifiées récemment"),
    }
    return [(key, title, key == query.order) for key, title in titles.items() if title]
