"""The year's statement: receipts as printed, shares to pay over, revenue and its use, spending per night."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import Http404
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from buron.kernel.gestures import refusals_beside
from buron.kernel.screens import OfficeRequest, screen
from buron.tourist_tax import platform_forms as asked
from buron.tourist_tax.models import CollectionPeriod, RevenueUse, SpendingPerNight
from buron.tourist_tax.queries.receipts import receipts_of, shares_to_pay, statement_of
from buron.tourist_tax.services import yearly as services

READ, WRITE = "tourist_tax.view", "tourist_tax.declare"


@screen(READ)
def statement(request: OfficeRequest) -> HttpResponseBase:
    """A tax year on one page."""
    return _page(request, _year(request.GET.get("annee", "")), asked.UseForm(), asked.SpendingForm())


def _year(text: str) -> int:
    """The year asked for; nonsense gives the current one."""
    if len(text) == 4 and text.isdecimal() and 1990 <= int(text) <= 2100:
        return int(text)
    return timezone.localdate().year


def _page(
    request: OfficeRequest, year: int, use: asked.UseForm, spending_form: asked.SpendingForm
) -> HttpResponseBase:
    firsts = CollectionPeriod.objects.dates("first", "year", order="DESC")
    handed = shares_to_pay(year)
    context: dict[str, Any] = {
        "year": year,
        "years": sorted({year, *(first.year for first in firsts)}, reverse=True),
        "receipts": receipts_of(year),
        "handed": handed,
        "statement": statement_of(year),
        "spendings": SpendingPerNight.objects.all()[:20],
        "use": use,
        "spending_form": spending_form,
        "may_write": request.actor.can(WRITE),
        "today": timezone.localdate(),
    }
    wrong = use.errors or spending_form.errors
    return render(request, "tourist_tax/yearly.html", context, status=422 if wrong else 200)


@screen(WRITE)
@require_POST
def add_use(request: OfficeRequest, year: int) -> HttpResponseBase:
    """Write a use of the revenue."""
    if year != _year(str(year)):
        raise Http404
    form = asked.UseForm(request.POST)
    if form.is_valid():
        with refusals_beside(form):
            services.add_use(actor=request.actor, year=year, **form.cleaned_data)
            messages.success(request, _("Emploi ajouté."))
            return _back(request, year)
    return _page(request, _year(str(year)), form, asked.SpendingForm())


@screen(WRITE)
@require_POST
def remove_use(request: OfficeRequest, pk: int) -> HttpResponseBase:
    """Strike a use out."""
    use = get_object_or_404(RevenueUse, pk=pk)
    services.remove_use(actor=request.actor, use=use)
    messages.success(request, _("Emploi retiré."))
    return _back(request, use.year)


@screen(WRITE)
@require_POST
def spending(request: OfficeRequest) -> HttpResponseBase:
    """Choose what a visitor spends for a night."""
    form = asked.SpendingForm(request.POST)
    year = timezone.localdate().year
    if form.is_valid():
        with refusals_beside(form):
            services.set_spending(actor=request.actor, **form.cleaned_data)
            messages.success(request, _("Dépense par nuitée enregistrée."))
            return _back(request, year)
    return _page(request, year, asked.UseForm(), form)


def _back(request: OfficeRequest, year: int) -> HttpResponseBase:
    answer = redirect("tourist_tax_statement", office=request.office.slug)
    answer["Location"] += f"?annee={year}"
    return answer
