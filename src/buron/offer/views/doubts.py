"""Screens of the duplicates: the doubts, one doubt side by side, what was answered."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from buron.kernel.jobs import enqueue
from buron.kernel.paging import page_of
from buron.kernel.screens import OfficeRequest, screen
from buron.kernel.whole import whole
from buron.offer import services
from buron.offer.fields import path_name, value_text
from buron.offer.models import Doubt, Fiche
from buron.offer.queries.sources import open_doubts, settled_doubts

SHORT_SEARCH = 5_000
"""Up to so many fiches, duplicates are looked for at once."""


@screen("offer.merge")
def doubts(request: OfficeRequest) -> HttpResponse:
    """The doubts that wait, or those that were settled."""
    settled = request.GET.get("voir") == "tranches"
    rows = settled_doubts() if settled else open_doubts()
    context = {"settled": settled, "page": page_of(request, rows, size=30), "waiting": open_doubts().count()}
    return render(request, "offer/imports/doubts.html", context)


@screen("offer.merge")
def doubt_page(request: OfficeRequest, pk: int) -> HttpResponse:
    """Two fiches side by side."""
    doubt = _doubt(pk)
    lines = [
        {
            "field": line.field,
            "label": path_name(line.field),
            "differs": line.differs,
            "sides": [
                (fiche, value_text(line.field, side.value), side.origin)
                for fiche, side in zip((doubt.first, doubt.second), (line.first, line.second), strict=True)
            ],
        }
        for line in services.side_by_side(doubt)
    ]
    context = {
        "doubt": doubt,
        "fiches": (doubt.first, doubt.second),
        "differing": [line for line in lines if line["differs"]],
        "others": [line for line in lines if not line["differs"]],
        "waiting": open_doubts().count(),
        "crumbs": [
            {"title": _("Doublons"), "url": reverse("offer_doubts", kwargs={"office": request.office.slug})},
            {"title": doubt.first.name, "url": ""},
        ],
    }
    return render(request, "offer/imports/doubt.html", context)


def _doubt(pk: int) -> Doubt:
    return get_object_or_404(Doubt.objects.select_related("first", "second"), pk=pk)


@require_POST
@screen("offer.merge")
def doubt_same(request: OfficeRequest, pk: int) -> HttpResponseBase:
    """One thing: make one fiche of the two."""
    doubt = _doubt(pk)
    fields = [key for key in request.POST if key.startswith("champ-")]
    choices = {key.removeprefix("champ-"): whole(request.POST.get(key)) or 0 for key in fields}
    number = whole(request.POST.get("garder")) or 0
    return _settle(
        request,
        doubt,
        lambda: services.settle_same(actor=request.actor, doubt=doubt, keep=number, choices=choices),
        _("Les deux fiches n’en font plus qu’une."),
    )


@require_POST
@screen("offer.merge")
def doubt_different(request: OfficeRequest, pk: int) -> HttpResponseBase:
    """Two things: it is not asked again."""
    doubt = _doubt(pk)
    return _settle(
        request,
        doubt,
        lambda: services.settle_different(actor=request.actor, doubt=doubt),
        _("Ces deux fiches resteront distinctes."),
    )


def _settle(request: OfficeRequest, doubt: Doubt, work: Any, said: str) -> HttpResponseBase:
    try:
        work()
    except services.ImportProblem as error:
        messages.error(request, str(error))
        return redirect("offer_doubt", office=request.office.slug, pk=doubt.pk)
    undo = reverse("offer_doubt_reopen", kwargs={"office": request.office.slug, "pk": doubt.pk})
    messages.success(request, said, extra_tags=f"undo:{undo}")
    following = open_doubts().first()
    if following is None:
        return redirect("offer_doubts", office=request.office.slug)
    return redirect("offer_doubt", office=request.office.slug, pk=following.pk)


@require_POST
@screen("offer.merge")
def doubt_reopen(request: OfficeRequest, pk: int) -> HttpResponseBase:
    """Go back on an answer."""
    doubt = _doubt(pk)
    try:
        services.reopen_doubt(actor=request.actor, doubt=doubt)
    except services.ImportProblem as error:
        messages.error(request, str(error))
        return redirect("offer_doubts", office=request.office.slug)
    messages.info(request, _("La réponse est annulée."))
    return redirect("offer_doubt", office=request.office.slug, pk=pk)


@require_POST
@screen("offer.merge")
def doubts_find(request: OfficeRequest) -> HttpResponseBase:
    """Look for duplicates in the whole offer."""
    if Fiche.objects.count() > SHORT_SEARCH:
        enqueue(request.actor, "offer.find_doubts", key=f"offer.find_doubts:{request.office.pk}")
        messages.info(request, _("La recherche est lancée : les doutes paraîtront ici."))
    else:
        found = services.find_doubts(actor=request.actor)
        text = ngettext("%(number)d doute nouveau.", "%(number)d doutes nouveaux.", found)
        messages.success(request, text % {"number": found} if found else _("Aucun nouveau doublon possible."))
    return redirect("offer_doubts", office=request.office.slug)
