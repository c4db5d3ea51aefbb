"""The visit on a tablet: a page that opens without network, and the addresses that it talks to."""

from __future__ import annotations

import json
import uuid
from typing import Any

from django.core.files.storage import default_storage
from django.http import FileResponse, Http404, JsonResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from buron.kernel.kept_pages import keepable, worker_answer
from buron.kernel.screens import OfficeRequest, screen
from buron.lodging.errors import LodgingError
from buron.lodging.models import Visit, VisitPhoto
from buron.lodging.queries.rankings import carried_visits
from buron.lodging.ranking_tablet import (
    CIRCUMSTANCES,
    DAYS,
    MOST_VISITS,
    facts_of,
    one_told,
    taps_of,
    told,
    words,
)
from buron.lodging.services.ranking_answers import add_visit_photo, record_answers
from buron.offer.pictures import BadPicture

RANK = "lodging.rank"
MOST_BYTES = 1_000_000
PATIENCE_MS = 1500
"""Before the kept page answers for a slow server."""


def _addresses(slug: str) -> dict[str, str]:
    names = {
        "page": "lodging_tablet",
        "worker": "lodging_tablet_worker",
        "visits": "lodging_tablet_visits",
        "board": "lodging_rankings",
    }
    return {key: reverse(name, kwargs={"office": slug}) for key, name in names.items()}


@screen(RANK)
@require_GET
def tablet(request: OfficeRequest) -> HttpResponseBase:
    """The page; its script keeps what it needs for the days without network."""
    slug = request.office.slug
    knowledge: dict[str, Any] = {
        "office": slug,
        "user": request.actor.id,
        "at": timezone.now().isoformat(),
        "days": DAYS,
        "addresses": _addresses(slug),
    }
    context = {"knowledge": knowledge, "words": words(), "circumstances": CIRCUMSTANCES, "menu": []}
    return keepable(render(request, "lodging/tablet.html", context))


@screen(RANK)
@require_GET
def tablet_worker(request: OfficeRequest) -> HttpResponseBase:
    """The service worker of the tablet."""
    slug = request.office.slug
    return worker_answer(
        family=f"buron-visit:{slug}:",
        pages=[_addresses(slug)["page"]],
        patience_ms=PATIENCE_MS,
        who=f"buron-who:{slug}",
        closed=reverse("lodging_tablet_closed", kwargs={"office": slug}),
    )


@screen(RANK)
@require_GET
def tablet_closed(request: OfficeRequest) -> HttpResponseBase:
    """What stands in the tablet's place without network, once nobody signed in for too long."""
    return render(request, "lodging/tablet_closed.html", {"days": DAYS, "menu": []})


@screen(RANK)
@require_GET
def tablet_visits(request: OfficeRequest) -> HttpResponseBase:
    """The grid, and the visits that are planned or under way."""
    visits = carried_visits().select_related("request__office").prefetch_related("answers")[:MOST_VISITS]
    return JsonResponse(told(request.office, list(visits)))


@screen(RANK)
@require_POST
def tablet_send(request: OfficeRequest, pk: int) -> HttpResponseBase:
    """Keep what a tablet sends of a visit; the answer is the visit as it now stands."""
    visit = _visit(pk)
    try:
        if len(request.body) > MOST_BYTES:
            raise LodgingError(_("L’envoi est trop grand."))
        sent = json.loads(request.body)
        if not isinstance(sent, dict):
            raise LodgingError(_("L’envoi ne peut pas être lu."))
        record_answers(
            actor=request.actor,
            visit=visit,
            taps=taps_of(sent.get("answers", [])),
            facts=facts_of(sent.get("facts")),
        )
    except (ValueError, RecursionError) as error:
        said = str(error) if isinstance(error, LodgingError) else _("L’envoi ne peut pas être lu.")
        return JsonResponse({"message": said, "visit": one_told(_visit(pk))}, status=422)
    return JsonResponse({"visit": one_told(_visit(pk))})


@screen(RANK)
@require_POST
def tablet_photo(request: OfficeRequest, pk: int) -> HttpResponseBase:
    """Keep a picture of a criterion."""
    visit = _visit(pk)
    upload, number = request.FILES.get("photo"), request.POST.get("number", "")
    try:
        client_id = uuid.UUID(request.POST.get("client_id", ""))
        if upload is None or not (number.isascii() and number.isdigit() and len(number) < 4):
            raise ValueError
    except ValueError:
        return JsonResponse({"message": _("La photo ne peut pas être lue.")}, status=422)
    try:
        photo = add_visit_photo(
            actor=request.actor, visit=visit, number=int(number), client_id=client_id, upload=upload,
            size=upload.size or 0,
        )  # fmt: skip
    except (BadPicture, LodgingError) as error:
        return JsonResponse({"message": str(error)}, status=422)
    return JsonResponse({"id": photo.pk, "client_id": str(client_id)})


@screen(RANK)
@require_GET
def visit_photo(request: OfficeRequest, pk: int) -> HttpResponseBase:
    """A picture of a visit: for those who rank only."""
    photo = get_object_or_404(VisitPhoto, pk=pk)
    if not default_storage.exists(str(photo.file.name)):
        raise Http404("the file is gone")
    response = FileResponse(default_storage.open(str(photo.file.name)), content_type="image/jpeg")
    response["Cache-Control"] = "private, max-age=86400"
    return response


def _visit(pk: int) -> Visit:
    found = Visit.objects.select_related("request__lodging", "request__office", "visitor")
    return get_object_or_404(found, pk=pk)
