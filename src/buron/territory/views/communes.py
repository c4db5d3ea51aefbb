"""Choosing the communes, and placing them."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST
from django.views.decorators.vary import vary_on_headers

from buron.kernel.screens import OfficeRequest, screen
from buron.territory import queries, reference, services
from buron.territory.errors import TerritoryError
from buron.territory.forms import PositionForm
from buron.territory.labels import EPCI_KINDS
from buron.territory.models import OfficeCommune
from buron.territory.queries import EpciChange
from buron.territory.reading import write_point
from buron.territory.views.territory import point_map

FOUND_AT_ONCE = 12


def _typed(request: OfficeRequest) -> str:
    return request.GET.get("q", "").strip()[:80]


@screen("territory.manage")
@vary_on_headers("HX-Request")
def epci_choice(request: OfficeRequest) -> HttpResponseBase:
    """Search as you type for an intercommunality; with htmx, only the list comes back."""
    text = _typed(request)
    found = reference.find_epcis(text, limit=FOUND_AT_ONCE) if text else []
    context = {"q": text, "epcis": [(one, EPCI_KINDS.get(one.kind), one.department_names) for one in found]}
    part = "territory/parts/epcis.html" if request.headers.get("HX-Request") else "territory/epci_choice.html"
    return render(request, part, context)


@screen("territory.manage")
def epci_preview(request: OfficeRequest, siren: str) -> HttpResponseBase:
    """What choosing it changes; then the choice itself."""
    try:
        change = queries.epci_change(request.office, siren)
        if request.method == "POST":
            services.choose_epci(actor=request.actor, siren=siren)
    except TerritoryError as error:
        raise Http404(str(error)) from error
    if request.method == "POST":
        messages.success(request, _chosen_text(change))
        return redirect("territory", office=request.office.slug)
    context = {"change": change, "kind": EPCI_KINDS.get(change.epci.kind)}
    return render(request, "territory/epci_preview.html", context)


def _chosen_text(change: EpciChange) -> str:
    count = len(change.epci.members)
    return ngettext(
        "Le territoire compte maintenant %(count)d commune.",
        "Le territoire compte maintenant %(count)d communes.",
        count,
    ) % {"count": count}


@screen("territory.manage")
@vary_on_headers("HX-Request")
def commune_add(request: OfficeRequest) -> HttpResponseBase:
    """Search as you type for one commune, and add it."""
    if request.method == "POST":
        return _add(request, request.POST.get("insee", ""))
    text = _typed(request)
    department = queries.office_department(request.office)
    found = reference.find_communes(text, limit=FOUND_AT_ONCE) if text else []
    # Those of the office's département first: that is nearly always where the missing commune is.
    found.sort(key=lambda one: one.department != department)
    context = {
        "q": text,
        "communes": [(one, reference.department(one.department)) for one in found],
        "present": queries.office_commune_codes(request.office),
    }
    part = (
        "territory/parts/communes.html" if request.headers.get("HX-Request") else "territory/commune_add.html"
    )
    return render(request, part, context)


def _add(request: OfficeRequest, insee: str) -> HttpResponseBase:
    try:
        row = services.add_commune(actor=request.actor, insee=insee)
    except TerritoryError as error:
        messages.error(request, str(error))
        return redirect("territory_commune_add", office=request.office.slug)
    messages.success(request, _("%(name)s est dans le territoire.") % {"name": row.name})
    return redirect("territory", office=request.office.slug)


def _row(insee: str) -> OfficeCommune:
    return get_object_or_404(OfficeCommune, insee=insee)


@screen("territory.manage")
def commune(request: OfficeRequest, insee: str) -> HttpResponseBase:
    """Place one commune on the map."""
    row = _row(insee)
    form = PositionForm(request.POST or None, initial={"point": write_point(row.latitude, row.longitude)})
    if request.method == "POST" and form.is_valid():
        latitude, longitude = form.cleaned_data["point"]
        try:
            services.set_commune_position(
                actor=request.actor, insee=insee, latitude=latitude, longitude=longitude
            )
        except TerritoryError as error:
            form.add_error("point", str(error))
        else:
            messages.success(request, _("%(name)s est placée sur la carte.") % {"name": row.name})
            return redirect("territory", office=request.office.slug)
    context = {
        "row": row,
        "form": form,
        "geojson": point_map(queries.office_communes(request.office), row.name, row),
    }
    return render(request, "territory/commune.html", context, status=422 if form.errors else 200)


@screen("territory.manage")
@require_POST
def commune_remove(request: OfficeRequest, insee: str) -> HttpResponseBase:
    """Take a commune out of the territory."""
    row = _row(insee)
    services.remove_commune(actor=request.actor, insee=insee)
    messages.success(request, _("%(name)s n’est plus dans le territoire.") % {"name": row.name})
    return redirect("territory", office=request.office.slug)


@screen("territory.manage")
@require_POST
def commune_forget(request: OfficeRequest, insee: str) -> HttpResponseBase:
    """Take back a position set by hand."""
    row = _row(insee)
    services.forget_commune_position(actor=request.actor, insee=insee)
    messages.success(
        request,
        _("La position de %(name)s sera déduite des fiches au prochain import.") % {"name": row.name},
    )
    return redirect("territory", office=request.office.slug)
