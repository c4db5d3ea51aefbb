"""Rounds: planned at the office, ticked on a phone, closed on the way back."""

from __future__ import annotations

from collections import Counter
from typing import Any

from django.contrib import messages
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from buron.kernel.downloads import pdf_response
from buron.kernel.gestures import refusals_beside
from buron.kernel.paging import page_of
from buron.kernel.screens import OfficeRequest, posted, screen
from buron.offer.models import Fiche
from buron.reception.forms.printed import LoadForm, RoundForm, StopForm
from buron.reception.models import PrintLoad, PrintMovement, PrintRound, PrintStop
from buron.reception.papers.printed import round_pdf
from buron.reception.rules.facts import FactsError
from buron.reception.services import printed as services
from buron.reception.views.printed.common import KEEP, VIEW, copies_of


@screen(VIEW)
def rounds(request: OfficeRequest) -> HttpResponseBase:
    """The rounds, and the form to plan one."""
    form = RoundForm(posted(request))
    if form.is_valid():
        with refusals_beside(form):
            tour = services.plan_round(actor=request.actor, **form.cleaned_data)
            return redirect("reception_print_round", office=request.office.slug, pk=tour.pk)
    found = PrintRound.objects.select_related("place").prefetch_related("stops")
    context = {"form": form, "page": page_of(request, found), "can_keep": request.actor.can(KEEP)}
    return render(request, "reception/printed/rounds.html", context, status=422 if form.errors else 200)


@screen(VIEW)
@require_GET
def round_page(request: OfficeRequest, pk: int) -> HttpResponseBase:
    """One round, as it is ticked."""
    return _page(request, get_object_or_404(PrintRound.objects.select_related("place"), pk=pk))


def _page(request: OfficeRequest, tour: PrintRound, *, status: int = 200, **context: Any) -> HttpResponseBase:
    loads = list(tour.loads.select_related("edition__title"))
    left = _left(tour)
    stops: list[dict[str, Any]] = [
        {"stop": stop, "fields": [(load, left.get((stop.pk, load.edition_id), 0)) for load in loads]}
        for stop in tour.stops.all()
    ]
    gone: Counter[int] = Counter()
    for (_stop, edition), copies in left.items():
        gone[edition] += copies
    context = {
        "load_form": LoadForm(),
        "stop_form": StopForm(),
        "problem": "",
        **context,
        "tour": tour,
        "stops": stops,
        "loads": [(load, gone[load.edition_id], load.taken - gone[load.edition_id]) for load in loads],
        "done": sum(one["stop"].outcome != PrintStop.Outcome.WAITING for one in stops),
        "outcomes": [one for one in PrintStop.Outcome.choices if one[0] != PrintStop.Outcome.WAITING],
        "can_keep": request.actor.can(KEEP) and tour.state == PrintRound.State.PLANNED,
    }
    return render(request, "reception/printed/round.html", context, status=status)


def _left(tour: PrintRound) -> Counter[tuple[int, int]]:
    """Copies left, by stop and edition."""
    found: Counter[tuple[int, int]] = Counter()
    rows = PrintMovement.objects.filter(stop__round=tour).order_by()
    for stop, edition, copies, undo in rows.values_list("stop_id", "edition_id", "quantity", "undo"):
        found[stop, edition] += -copies if undo else copies
    return found


def _back(request: OfficeRequest, tour: int, anchor: str = "") -> HttpResponseBase:
    address = reverse("reception_print_round", kwargs={"office": request.office.slug, "pk": tour})
    return redirect(f"{address}{anchor}")


@screen(KEEP)
@require_POST
def round_load(request: OfficeRequest, pk: int) -> HttpResponseBase:
    """Say how many copies of a document are taken."""
    tour = get_object_or_404(PrintRound.objects.select_related("place"), pk=pk)
    form = LoadForm(request.POST)
    if form.is_valid():
        with refusals_beside(form):
            taken = {form.cleaned_data["edition"].pk: form.cleaned_data["taken"]}
            services.load_round(actor=request.actor, tour=tour, taken=taken)
            return _back(request, pk)
    return _page(request, tour, status=422, load_form=form)


@screen(KEEP)
@require_POST
def stop_add(request: OfficeRequest, pk: int) -> HttpResponseBase:
    """Add a stop."""
    tour = get_object_or_404(PrintRound.objects.select_related("place"), pk=pk)
    form = StopForm(request.POST)
    if form.is_valid():
        number = form.cleaned_data["fiche"]
        fiche = Fiche.objects.filter(pk=number).first() if number else None
        if number and fiche is None:
            form.add_error("fiche", _("Aucune fiche de l’offre n’a ce numéro."))
        else:
            with refusals_beside(form):
                services.add_stop(
                    actor=request.actor,
                    tour=tour,
                    name=form.cleaned_data["name"],
                    where=form.cleaned_data["where"],
                    fiche=fiche,
                )
                return _back(request, pk, "#arrets")
    return _page(request, tour, status=422, stop_form=form)


@screen(KEEP)
@require_POST
def stop_serve(request: OfficeRequest, pk: int) -> HttpResponseBase:
    """Tick a stop; what was typed comes back when it is refused."""
    stop = get_object_or_404(PrintStop.objects.select_related("round__place"), pk=pk)
    try:
        services.serve_stop(
            actor=request.actor,
            stop=stop,
            outcome=request.POST.get("outcome", ""),
            left=copies_of(request.POST, "laisse-"),
            note=request.POST.get("note", ""),
        )
    except FactsError as error:
        return _page(request, stop.round, status=422, problem=str(error))
    return _back(request, stop.round_id, f"#arret-{stop.position + 1}")


@screen(KEEP)
@require_POST
def stop_move(request: OfficeRequest, pk: int) -> HttpResponseBase:
    """Put a stop before or after its neighbour."""
    stop = get_object_or_404(PrintStop.objects.select_related("round"), pk=pk)
    try:
        services.move_stop(actor=request.actor, stop=stop, up=request.POST.get("vers") == "haut")
    except FactsError as error:
        messages.error(request, str(error))
    return _back(request, stop.round_id, "#arrets")


@screen(KEEP)
@require_POST
def stop_remove(request: OfficeRequest, pk: int) -> HttpResponseBase:
    """Take a stop away."""
    stop = get_object_or_404(PrintStop.objects.select_related("round"), pk=pk)
    tour = stop.round_id
    try:
        services.remove_stop(actor=request.actor, stop=stop)
    except FactsError as error:
        messages.error(request, str(error))
    return _back(request, tour, "#arrets")


@screen(KEEP)
@require_POST
def round_close(request: OfficeRequest, pk: int) -> HttpResponseBase:
    """End a round, with what came back."""
    tour = get_object_or_404(PrintRound.objects.select_related("place"), pk=pk)
    try:
        services.close_round(
            actor=request.actor,
            tour=tour,
            returned=copies_of(request.POST, "rapporte-"),
            reason=request.POST.get("reason", ""),
        )
    except FactsError as error:
        return _page(request, tour, status=422, problem=str(error))
    messages.success(request, _("La tournée est terminée."))
    return _back(request, pk)


@screen(VIEW)
@require_GET
def round_sheet(request: OfficeRequest, pk: int) -> HttpResponseBase:
    """The sheet to take along."""
    tour = get_object_or_404(PrintRound.objects.select_related("place"), pk=pk)
    loads = list(PrintLoad.objects.filter(round=tour).select_related("edition__title"))
    return pdf_response(round_pdf(request.office, tour, loads, list(tour.stops.all())), f"tournee-{pk}.pdf")
