"""The desks: opened, described, closed, opened again."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from buron.kernel.formats import date_text
from buron.kernel.gestures import refusals_beside
from buron.kernel.screens import OfficeRequest, screen
from buron.territory import queries, services
from buron.territory.errors import TerritoryError
from buron.territory.forms import ClosingForm, DeskForm
from buron.territory.models import Desk, OfficeCommune
from buron.territory.views.territory import point_map


def _form(request: OfficeRequest, communes: list[OfficeCommune], initial: dict[str, Any]) -> DeskForm:
    return DeskForm(
        request.POST or None,
        initial=initial,
        near=[found for row in communes if (found := row.commune)],
        department=queries.office_department(request.office),
    )


def _page(
    request: OfficeRequest, form: DeskForm, communes: list[OfficeCommune], desk: Desk | None
) -> HttpResponseBase:
    today = timezone.localdate()
    context = {
        "form": form,
        "desk": desk,
        "is_active": desk is not None and desk.is_active_on(today),
        "closing": ClosingForm(initial={"last_day": today}, prefix="closing"),
        "suggestions": [found.label for row in communes if (found := row.commune)],
        "geojson": point_map(communes, desk.name if desk else _("Le bureau"), desk),
    }
    return render(request, "territory/desk.html", context, status=422 if form.errors else 200)


def _back(request: OfficeRequest) -> HttpResponseBase:
    response = redirect("territory", office=request.office.slug)
    response["Location"] += "#bureaux"
    return response


@screen("territory.manage")
def desk_new(request: OfficeRequest) -> HttpResponseBase:
    """Open a desk."""
    communes = queries.office_communes(request.office)
    form = _form(request, communes, {"kind": Desk.Kind.PERMANENT})
    if request.method == "POST" and form.is_valid():
        with refusals_beside(form, latitude="point", longitude="point"):
            desk = services.create_desk(actor=request.actor, **form.description())
            messages.success(request, _("Le bureau « %(name)s » est ouvert.") % {"name": desk.name})
            return _back(request)
    return _page(request, form, communes, None)


@screen("territory.manage")
def desk_edit(request: OfficeRequest, slug: str) -> HttpResponseBase:
    """Change what describes a desk."""
    desk = get_object_or_404(Desk, slug=slug)
    communes = queries.office_communes(request.office)
    form = _form(request, communes, DeskForm.initial_of(desk))
    if request.method == "POST" and form.is_valid():
        with refusals_beside(form, latitude="point", longitude="point"):
            desk = services.update_desk(actor=request.actor, desk=desk, changes=form.description())
            messages.success(request, _("Le bureau « %(name)s » est enregistré.") % {"name": desk.name})
            return _back(request)
    return _page(request, form, communes, desk)


@screen("territory.manage")
@require_POST
def desk_close(request: OfficeRequest, slug: str) -> HttpResponseBase:
    """Close a desk after a day."""
    desk = get_object_or_404(Desk, slug=slug)
    form = ClosingForm(request.POST, prefix="closing")
    if not form.is_valid():
        messages.error(request, str(form.errors["last_day"][0]))
        return redirect("territory_desk", office=request.office.slug, slug=slug)
    try:
        services.close_desk(actor=request.actor, desk=desk, last_day=form.cleaned_data["last_day"])
    except TerritoryError as error:
        messages.error(request, str(error))
        return redirect("territory_desk", office=request.office.slug, slug=slug)
    messages.success(
        request,
        _("Dernier jour de « %(name)s » : %(day)s. Ses actes restent dans les chiffres.")
        % {"name": desk.name, "day": date_text(form.cleaned_data["last_day"])},
    )
    return _back(request)


@screen("territory.manage")
@require_POST
def desk_reopen(request: OfficeRequest, slug: str) -> HttpResponseBase:
    """Put a desk back in service."""
    desk = get_object_or_404(Desk, slug=slug)
    services.reopen_desk(actor=request.actor, desk=desk)
    messages.success(request, _("Le bureau « %(name)s » est remis en service.") % {"name": desk.name})
    return _back(request)
