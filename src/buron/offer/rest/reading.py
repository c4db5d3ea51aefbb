"""What a program reads: fiches, selections, kinds, communes."""

from collections.abc import Sequence
from dataclasses import asdict, replace
from typing import Annotated, Any

from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.http import http_date
from ninja import Path, Query
from ninja.decorators import decorate_view

from buron.kernel.rest import ApiRequest, rest
from buron.kernel.rest_lists import LARGEST_ID, READS, conditional, page_frame
from buron.offer.kinds import BY_KEY
from buron.offer.models import Fiche, Selection
from buron.offer.outputs import json_ld
from buron.offer.queries import Hit, SearchQuery, SearchResult, search, selection_ids
from buron.offer.queries.media import fiches_by_id, photos_of
from buron.offer.queries.shown import page_path, public_path, shown_of
from buron.offer.rest.base import router, sender_of
from buron.offer.rest.describe import described, fiche_url
from buron.offer.rest.parameters import Asked, Paging, query_of, selection_named
from buron.offer.rest.schemas import CommuneOut, FicheFull, FichePage, KindOut, Language, SelectionOut, Slug
from buron.territory.queries import office_communes

FicheId = Annotated[int, Path(ge=1, le=LARGEST_ID)]
SelectionSlug = Annotated[Slug, Path()]
Node = dict[str, Any]
_FACETS = ("kinds", "communes", "labels", "states", "freshness")


@router.get("/fiches", response={200: FichePage, **READS}, exclude_unset=True, url_name="fiches")
@decorate_view(conditional)
@rest("offer.view")
def list_fiches(request: ApiRequest, response: HttpResponse, asked: Query[Asked]) -> Node:
    """Chercher des fiches, comme à l’écran de l’offre ; publiées si aucun état n’est demandé."""
    result = search(query_of(asked))
    found = _page(request, response, result, asked)
    found["items"] = _lines(request, result.hits, "body" in asked.include, asked.lang)
    if "facets" in asked.include:
        found["facets"] = {
            name: [
                {"code": value.code, "label": value.label, "count": value.count}
                for value in getattr(result.facets, name)
            ]
            for name in _FACETS
        }
    return found


@router.get("/fiches/{fiche_id}", response={200: FicheFull, **READS}, url_name="fiche")
@decorate_view(conditional)
@rest("offer.view")
def read_fiche(request: ApiRequest, response: HttpResponse, fiche_id: FicheId) -> Node:
    """Une fiche entière : son contenu dans toutes les langues, ses sources, ce que l’office a modifié."""
    return answer(request, response, fiche_of(fiche_id))


@router.get(
    "/fiches/{fiche_id}/schema.org", response={200: dict[str, Any], **READS}, url_name="fiche_json_ld"
)
@decorate_view(conditional)
@rest("offer.view")
def read_json_ld(
    request: ApiRequest, response: HttpResponse, fiche_id: FicheId, lang: Language = "fr"
) -> Node:
    """La même fiche en JSON-LD schema.org, à poser dans une page."""
    fiche, sender = fiche_of(fiche_id), sender_of(request, lang)
    photos = photos_of([fiche.pk], sender.day).get(fiche.pk, ())
    return json_ld(shown_of(fiche, photos, sender, request.build_absolute_uri), sender)


@router.get("/selections", response={200: list[SelectionOut], **READS}, url_name="selections")
@decorate_view(conditional)
@rest("offer.view")
def list_selections(request: ApiRequest) -> list[Node]:
    """Les sélections de l’office, par ordre alphabétique."""
    return [_selection(request, one) for one in Selection.objects.all()]


@router.get(
    "/selections/{slug}/fiches",
    response={200: FichePage, **READS},
    exclude_unset=True,
    url_name="selection_fiches",
)
@decorate_view(conditional)
@rest("offer.view")
def list_selection_fiches(
    request: ApiRequest, response: HttpResponse, slug: SelectionSlug, paging: Query[Paging]
) -> Node:
    """Les fiches publiées d’une sélection, dans son ordre."""
    ids = selection_ids(selection_named(slug))
    first = (paging.page - 1) * paging.page_size
    wanted = ids[first : first + paging.page_size]
    query = SearchQuery(fiches=tuple(wanted), states=(), page_size=len(wanted), language=paging.lang)
    hits = {hit.id: hit for hit in search(query).hits} if wanted else {}
    ordered = tuple(hits[pk] for pk in wanted if pk in hits)
    pages = max(1, -(-len(ids) // paging.page_size))
    result = SearchResult(total=len(ids), hits=ordered, page=paging.page, pages=pages)
    found = _page(request, response, result, paging)
    found["items"] = _lines(request, ordered, "body" in paging.include, paging.lang)
    return found


@router.get("/kinds", response={200: list[KindOut], **READS}, url_name="kinds")
@decorate_view(conditional)
@rest("offer.view")
def list_kinds(request: ApiRequest) -> list[Node]:
    """Les types de fiches et leurs noms."""
    return [
        {"key": kind.key, "family": kind.family, "name": dict(kind.name), "plural": dict(kind.plural)}
        for kind in BY_KEY.values()
    ]


@router.get("/communes", response={200: list[CommuneOut], **READS}, url_name="communes")
@decorate_view(conditional)
@rest("offer.view")
def list_communes(request: ApiRequest) -> list[Node]:
    """Les communes du territoire de l’office, par ordre alphabétique."""
    return [
        {"insee": row.insee, "name": row.name, "latitude": row.latitude, "longitude": row.longitude}
        for row in office_communes(request.office)
    ]


def fiche_of(fiche_id: int) -> Fiche:
    """The fiche of the office of that number, or :class:`Http404`."""
    found = Fiche.objects.filter(pk=fiche_id).first()
    if found is None:
        raise Http404(str(fiche_id))
    return found


def answer(request: ApiRequest, response: HttpResponse, fiche: Fiche) -> Node:
    """The description of a fiche with its tag and its last change in the headers."""
    told, tag = described(request, fiche, request.office.slug)
    response["ETag"] = tag
    response["Last-Modified"] = http_date(fiche.updated_at.timestamp())
    return told


# Lists


def _page(request: HttpRequest, response: HttpResponse, result: SearchResult, asked: Asked | Paging) -> Node:
    """The frame of a page, with what was searched when the words typed are found nowhere."""
    frame = page_frame(
        request, response, total=result.total, page=asked.page, pages=result.pages, size=asked.page_size
    )
    return frame | {"corrected": result.corrected}


def _lines(request: ApiRequest, hits: Sequence[Hit], with_body: bool, language: str) -> list[Node]:
    fiches = fiches_by_id([hit.id for hit in hits])
    return [_line(request, hit, fiches[hit.id], with_body, language) for hit in hits if hit.id in fiches]


def _line(request: ApiRequest, hit: Hit, fiche: Fiche, with_body: bool, language: str) -> Node:
    absolute = request.build_absolute_uri
    public = fiche.state == Fiche.State.PUBLISHED
    line = asdict(replace(hit, state=fiche.state)) | {
        "url": fiche_url(request, hit.id),
        "page": absolute(page_path(fiche, request.office.slug, language)) if public else None,
        "photo": absolute(hit.photo) if hit.photo else None,
        "updated_at": fiche.updated_at,
    }
    return line | {"body": fiche.body} if with_body else line


def _selection(request: ApiRequest, selection: Selection) -> Node:
    absolute = request.build_absolute_uri
    path = public_path("offer_public_selection", request.office.slug, selection=selection.slug)
    return {
        **{
            name: getattr(selection, name) for name in ("slug", "name", "note", "order", "limit", "is_public")
        },
        "url": absolute(reverse("api-v1:selection_fiches", kwargs={"slug": selection.slug})),
        "page": absolute(path) if selection.is_public else None,
        "updated_at": selection.updated_at,
    }
