"""The brands that the office shares with others."""

from __future__ import annotations

from django.contrib import messages
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from buron.kernel.ratelimit import limited
from buron.kernel.screens import OfficeRequest, screen
from buron.territory import queries, services
from buron.territory.errors import TerritoryError
from buron.territory.forms import BrandForm, JoiningForm
from buron.territory.models import Brand


def _mine(request: OfficeRequest, slug: str) -> Brand:
    return get_object_or_404(queries.office_brands(request.office), slug=slug)


def _back(request: OfficeRequest) -> HttpResponseBase:
    response = redirect("territory", office=request.office.slug)
    response["Location"] += "#marques"
    return response


@screen("territory.manage")
def brand_new(request: OfficeRequest) -> HttpResponseBase:
    """Make a brand."""
    form = BrandForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            brand = services.create_brand(actor=request.actor, name=form.cleaned_data["name"])
        except TerritoryError as error:
            form.add_error("name", str(error))
        else:
            messages.success(request, _("La marque « %(name)s » est créée.") % {"name": brand.name})
            return _back(request)
    return render(request, "territory/brand_new.html", {"form": form}, status=422 if form.errors else 200)


@screen("territory.manage")
@limited("territory-brand-code", limit=20, per_seconds=600, methods=("POST",))
def brand_join(request: OfficeRequest) -> HttpResponseBase:
    """Enter a brand with its code."""
    form = JoiningForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            brand = services.join_brand(actor=request.actor, code=form.cleaned_data["code"])
        except TerritoryError as error:
            form.add_error("code", str(error))
        else:
            messages.success(request, _("Votre office est dans « %(name)s ».") % {"name": brand.name})
            return _back(request)
    return render(request, "territory/brand_join.html", {"form": form}, status=422 if form.errors else 200)


@screen("territory.manage")
@require_POST
def brand_leave(request: OfficeRequest, slug: str) -> HttpResponseBase:
    """Leave a brand."""
    brand = _mine(request, slug)
    services.leave_brand(actor=request.actor, brand=brand)
    messages.success(request, _("Votre office a quitté « %(name)s ».") % {"name": brand.name})
    return _back(request)


@screen("territory.manage")
@require_POST
def brand_code(request: OfficeRequest, slug: str) -> HttpResponseBase:
    """Replace the invitation code."""
    brand = services.renew_brand_code(actor=request.actor, brand=_mine(request, slug))
    messages.success(request, _("Le code de « %(name)s » est remplacé.") % {"name": brand.name})
    return _back(request)
