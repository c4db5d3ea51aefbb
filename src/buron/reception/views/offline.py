"""The desk without network: its offer, its service worker, what it recorded meanwhile."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import JsonResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from buron.kernel.kept_pages import worker_answer
from buron.kernel.screens import OfficeRequest, screen
from buron.offer.bundle import entries_answer, manifest_answer, thumbs_answer
from buron.reception.models import SetAside
from buron.reception.queries.aside import lines_of
from buron.reception.rules.facts import FactsError
from buron.reception.rules.tally import TallyError
from buron.reception.services import count_aside, drop_aside, replace_with_aside, replay
from buron.reception.services.replay import Outcome, Waited
from buron.reception.shell import addresses
from buron.reception.views.waited import sending_of, waited_of

PAGE = 30
SETTLE = {"compter": count_aside, "remplacer": replace_with_aside, "ecarter": drop_aside}


@screen("reception.record")
@require_GET
def offline_manifest(request: OfficeRequest) -> HttpResponseBase:
    """The manifest of the offer, for the team."""
    return manifest_answer(request, audience="staff")


@screen("reception.record")
@require_GET
def offline_entries(request: OfficeRequest) -> HttpResponseBase:
    """Entries of the offer, for the team."""
    return entries_answer(request, audience="staff")


@screen("reception.record")
@require_GET
def offline_thumbs(request: OfficeRequest) -> HttpResponseBase:
    """Small pictures of the offer."""
    return thumbs_answer(request)


@screen("reception.record")
@require_GET
def offline_worker(request: OfficeRequest) -> HttpResponseBase:
    """The service worker of the desk and of the tally sheet."""
    slug = request.office.slug
    known = addresses(slug)
    return worker_answer(
        family=f"buron-desk:{slug}:",
        pages=[known["desk"], known["tally"]],
        who=f"buron-who:{slug}",
        closed=reverse("reception_offline_page", kwargs={"office": slug, "which": "ferme"}),
        away=reverse("reception_offline_page", kwargs={"office": slug, "which": "absent"}),
    )


@screen("reception.record")
@require_GET
def offline_page(request: OfficeRequest, which: str) -> HttpResponseBase:
    """What is shown without network in the place of a page that needs it, or of a desk whose time is over."""
    return render(request, "reception/offline/page.html", {"lapsed": which == "ferme", "menu": []})


@screen("reception.record")
@require_POST
def offline_replay(request: OfficeRequest) -> HttpResponseBase:
    """Record the entries of an outbox; the answer says what became of each, in the same order."""
    try:
        sent, told = sending_of(request)
    except FactsError as error:
        return JsonResponse({"field": error.field, "message": str(error)}, status=422)
    now = timezone.now()
    read = [waited_of(one, sent, now) for one in told]
    done = iter(replay(actor=request.actor, entries=[one for one in read if isinstance(one, Waited)]))
    outcomes = [next(done) if isinstance(one, Waited) else one for one in read]
    return JsonResponse({"entries": [_told(one) for one in outcomes], "server": now.timestamp() * 1000})


def _told(one: Outcome) -> dict[str, Any]:
    told = {"client_id": str(one.client_id), "status": one.status, "message": one.message, "field": one.field}
    return {key: value for key, value in told.items() if value}


@screen("reception.view")
@require_GET
def asides(request: OfficeRequest) -> HttpResponseBase:
    """What waits for somebody's decision, then what was decided."""
    page = Paginator(SetAside.objects.all(), PAGE).get_page(request.GET.get("page"))
    context = {
        "page": page,
        "lines": lines_of(page.object_list),
        "can_settle": request.actor.can("reception.correct"),
    }
    return render(request, "reception/offline/asides.html", context)


@screen("reception.correct")
@require_POST
def aside_settle(request: OfficeRequest, pk: int) -> HttpResponseBase:
    """Count it, put it in the place of the other, or leave it out."""
    aside = get_object_or_404(SetAside, pk=pk)
    settle = SETTLE.get(request.POST.get("decision", ""))
    if settle is None:
        messages.error(request, _("Choisissez ce qu’il faut faire de cet acte."))
        return redirect("reception_asides", office=request.office.slug)
    try:
        settle(actor=request.actor, aside=aside)
    except (FactsError, TallyError) as error:
        messages.error(request, str(error))
    else:
        messages.success(request, _("C’est décidé, et noté dans l’historique."))
    return redirect("reception_asides", office=request.office.slug)
