"""Stock-taking: the sheet to print, the entry place by place, the closing."""

from __future__ import annotations

from django.contrib import messages
from django.db import transaction
from django.http import Http404
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from buron.kernel.downloads import pdf_response
from buron.kernel.gestures import refusals_beside
from buron.kernel.paging import page_of
from buron.kernel.screens import OfficeRequest, posted, screen
from buron.reception.forms.printed import CountForm
from buron.reception.models import PrintCount, PrintPlace
from buron.reception.papers.printed import count_pdf
from buron.reception.queries.printed.counts import Shelved, shelf_of
from buron.reception.rules.facts import FactsError
from buron.reception.services import printed as services
from buron.reception.views.printed.common import KEEP, VIEW, copies_of


@screen(VIEW)
def counts(request: OfficeRequest) -> HttpResponseBase:
    """The stock-takings, and the form to begin one."""
    initial = {
        "name": _("Inventaire %s") % timezone.localdate().year,
        "places": list(PrintPlace.objects.filter(retired_on=None)),
    }
    form = CountForm(posted(request), initial=initial)
    if form.is_valid():
        with refusals_beside(form):
            count = services.open_count(actor=request.actor, **form.cleaned_data)
            return redirect("reception_print_count", office=request.office.slug, pk=count.pk)
    context = {
        "form": form,
        "page": page_of(request, PrintCount.objects.all()),
        "can_keep": request.actor.can(KEEP),
    }
    return render(request, "reception/printed/counts.html", context, status=422 if form.errors else 200)


@screen(VIEW)
def count_page(request: OfficeRequest, pk: int) -> HttpResponseBase:
    """One stock-taking: what was counted at a place, and the differences of all."""
    count = get_object_or_404(PrintCount, pk=pk)
    places = list(count.places.all())
    if not places:
        raise Http404("a stock-taking of no place")
    place = next((one for one in places if str(one.pk) == request.GET.get("lieu")), places[0])
    shelf = shelf_of(count, place)
    problem = ""
    if request.method == "POST":
        try:
            noted = _note(request, count, place, shelf)
            messages.success(request, _("%s lignes enregistrées.") % noted)
            address = reverse("reception_print_count", kwargs={"office": request.office.slug, "pk": pk})
            return redirect(f"{address}?lieu={place.pk}")
        except FactsError as error:
            problem = str(error)
    lines = list(count.lines.select_related("place", "edition__title"))
    context = {
        "count": count,
        "places": places,
        "place": place,
        "shelf": shelf,
        "problem": problem,
        "noted": len(lines),
        "gaps": [line for line in lines if line.difference],
        "can_keep": request.actor.can(KEEP) and count.closed_at is None,
    }
    return render(request, "reception/printed/count.html", context, status=422 if problem else 200)


@transaction.atomic
def _note(request: OfficeRequest, count: PrintCount, place: PrintPlace, shelf: list[Shelved]) -> int:
    """Write the lines that were typed or changed; a field left empty is a document that was not counted."""
    counted = copies_of(request.POST, "compte-")
    noted = 0
    for one in shelf:
        copies = counted.get(one.edition.pk)
        reason = request.POST.get(f"raison-{one.edition.pk}", "")
        if copies is None or (copies, reason.strip()) == (one.counted, one.reason):
            continue
        services.note_count(
            actor=request.actor,
            count=count,
            place=place,
            edition=one.edition,
            counted=copies,
            reason=reason,
        )
        noted += 1
    return noted


@screen(KEEP)
@require_POST
def count_close(request: OfficeRequest, pk: int) -> HttpResponseBase:
    """Close a stock-taking: its differences become corrections."""
    try:
        services.close_count(actor=request.actor, count=get_object_or_404(PrintCount, pk=pk))
        messages.success(request, _("L’inventaire est clos : le stock est celui qui a été compté."))
    except FactsError as error:
        messages.error(request, str(error))
    return redirect("reception_print_count", office=request.office.slug, pk=pk)


@screen(VIEW)
@require_GET
def count_sheet(request: OfficeRequest, pk: int) -> HttpResponseBase:
    """The sheet to count on."""
    count = get_object_or_404(PrintCount, pk=pk)
    shelves = [(place, shelf_of(count, place)) for place in count.places.all()[:30]]
    return pdf_response(count_pdf(request.office, count, shelves), f"inventaire-{pk}.pdf")
