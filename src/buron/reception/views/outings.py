"""Outings: their list with results, one to plan, one to hold on a phone; the count toward a ranking."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import Q
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from buron.kernel.formats import MONTHS
from buron.kernel.gestures import refusals_beside, refused
from buron.kernel.screens import OfficeRequest, posted, screen
from buron.kernel.whole import whole
from buron.reception.forms.outings import NewOutingForm, OutingDayForm, OutingForm
from buron.reception.models import Outing, OutingDay
from buron.reception.queries.opening_count import opening_count
from buron.reception.queries.outings import outings, results
from buron.reception.rules.facts import FactsError
from buron.reception.services.outings import (
    Hours,
    cancel_outing,
    plan_outing,
    remove_outing_day,
    report_outing,
    set_outing_day,
    update_outing,
)
from buron.reception.views.desk import PLACE
from buron.territory import queries
from buron.territory.law import opening_law
from buron.territory.year import FIRST_YEAR, LAST_YEAR

PAGE = 30


@screen("reception.view")
@require_GET
def outings_list(request: OfficeRequest) -> HttpResponseBase:
    """What is held today, what comes, and what each past outing gave."""
    today = timezone.localdate()
    page = Paginator(outings(), PAGE).get_page(request.GET.get("page"))
    now = Outing.objects.filter(days__day=today, cancelled_at=None).select_related("desk")
    context = {
        "page": page,
        "lines": results(list(page)),
        "today_lines": results(list(now)),
        "today": today,
        "can_record": request.actor.can("reception.record"),
    }
    return render(request, "reception/outings.html", context)


def _territory(request: OfficeRequest) -> dict[str, Any]:
    communes = queries.office_communes(request.office)
    return {
        "near": [found for row in communes if (found := row.commune)],
        "department": queries.office_department(request.office),
    }


@screen("reception.record")
def outing_new(request: OfficeRequest) -> HttpResponseBase:
    """Plan an outing."""
    places = _territory(request)
    initial = {"start": timezone.localdate(), "opens": dt.time(9), "closes": dt.time(12)}
    form = NewOutingForm(posted(request), initial=initial, **places)
    if request.method == "POST" and form.is_valid():
        with refusals_beside(form):
            outing = plan_outing(actor=request.actor, days=form.hours(), **form.description())
            messages.success(request, _("La sortie « %s » est prévue.") % outing.name)
            return redirect("reception_outing", office=request.office.slug, pk=outing.pk)
    return _form_page(request, form, None, places)


@screen("reception.record")
def outing_edit(request: OfficeRequest, pk: int) -> HttpResponseBase:
    """Change what describes an outing."""
    outing = get_object_or_404(Outing, pk=pk)
    places = _territory(request)
    form = OutingForm(posted(request), initial=OutingForm.initial_of(outing), **places)
    if request.method == "POST" and form.is_valid():
        with refusals_beside(form):
            update_outing(actor=request.actor, outing=outing, **form.description())
            messages.success(request, _("La sortie est enregistrée."))
            return redirect("reception_outing", office=request.office.slug, pk=pk)
    return _form_page(request, form, outing, places)


def _form_page(
    request: OfficeRequest, form: OutingForm, outing: Outing | None, places: dict[str, Any]
) -> HttpResponseBase:
    context = {
        "form": form,
        "outing": outing,
        "suggestions": [commune.label for commune in places["near"]],
    }
    return render(request, "reception/outing_form.html", context, status=422 if form.errors else 200)


@screen("reception.view")
@require_GET
def outing_page(request: OfficeRequest, pk: int) -> HttpResponseBase:
    """An outing: one tap to welcome, its days, its result."""
    return _page(request, get_object_or_404(Outing.objects.select_related("desk"), pk=pk))


def _page(request: OfficeRequest, outing: Outing, form: OutingDayForm | None = None) -> HttpResponseBase:
    result = results([outing])[0]
    today = timezone.localdate()
    context = {
        "outing": outing,
        "result": result,
        "days": [
            (day, OutingDayForm(initial=OutingDayForm.initial_of(day), auto_id=f"j{day.pk}_%s"))
            for day in result.days
        ],
        "new_day": form or OutingDayForm(initial=_next_day(result.days), auto_id="neuf_%s"),
        "agents": [str(one.user) for one in outing.agents.select_related("user")],
        "today": today,
        "can_record": request.actor.can("reception.record"),
    }
    return render(request, "reception/outing.html", context, status=422 if form else 200)


def _next_day(days: tuple[OutingDay, ...]) -> dict[str, Any]:
    if not days:
        return {}
    last = days[-1]
    return {"day": last.day + dt.timedelta(days=1), "opens": last.opens, "closes": last.closes}


@screen("reception.record")
@require_POST
def outing_day(request: OfficeRequest, pk: int) -> HttpResponseBase:
    """Set a day of an outing: its hours, the visitors counted by hand."""
    outing = get_object_or_404(Outing.objects.select_related("desk"), pk=pk)
    form = OutingDayForm(request.POST, auto_id="neuf_%s")
    if not form.is_valid():
        return _page(request, outing, form)
    said = form.cleaned_data
    try:
        hours = Hours(said["day"], said["opens"], said["closes"])
        set_outing_day(actor=request.actor, outing=outing, hours=hours, visitors=said["visitors"])
    except FactsError as error:
        refused(form, error)
        return _page(request, outing, form)
    messages.success(request, _("Le jour est enregistré."))
    return redirect("reception_outing", office=request.office.slug, pk=pk)


@screen("reception.record")
@require_POST
def outing_day_remove(request: OfficeRequest, pk: int) -> HttpResponseBase:
    """Take a day out of an outing."""
    day = get_object_or_404(OutingDay.objects.select_related("outing"), pk=pk)
    outing = day.outing_id
    try:
        remove_outing_day(actor=request.actor, day=day)
    except FactsError as error:
        messages.error(request, str(error))
    return redirect("reception_outing", office=request.office.slug, pk=outing)


@screen("reception.record")
@require_POST
def outing_tell(request: OfficeRequest, pk: int) -> HttpResponseBase:
    """Write what is to be remembered, or give the outing up."""
    outing = get_object_or_404(Outing, pk=pk)
    try:
        if request.POST.get("action") == "cancel":
            cancel_outing(actor=request.actor, outing=outing, reason=request.POST.get("reason", ""))
            messages.success(request, _("La sortie est annulée : elle ne compte plus."))
        else:
            report_outing(actor=request.actor, outing=outing, report=request.POST.get("report", ""))
            messages.success(request, _("Le bilan est enregistré."))
    except FactsError as error:
        messages.error(request, str(error))
    return redirect("reception_outing", office=request.office.slug, pk=pk)


@screen("reception.record")
@require_POST
def outing_start(request: OfficeRequest, pk: int) -> HttpResponseBase:
    """Open the desk screen for this outing: what is recorded there carries it."""
    outing = get_object_or_404(Outing, Q(cancelled_at=None), pk=pk)
    kept = request.session.get(PLACE, {})
    place = {"desk": outing.desk_id, "channel": outing.channel, "outing": outing.pk}
    request.session[PLACE] = {**kept, str(request.office.pk): place}
    return redirect("reception_desk", office=request.office.slug)


# -- The count ---------------------------------------------------------------------------------------------


@screen("reception.view")
@require_GET
def count(request: OfficeRequest) -> HttpResponseBase:
    """Days of opening toward 180 and 240, each with its reason."""
    year = _year(request.GET.get("annee", ""))
    counted = opening_count(year)
    months = [
        (MONTHS[number - 1], [one for one in counted.days if one.day.month == number])
        for number in range(1, 13)
    ]
    context = {
        "count": counted,
        "law": opening_law(year),
        "months": [(name, days, sum(one.counts and one.is_past for one in days)) for name, days in months],
        "year": year,
        "years": [year - 1, year + 1],
        "today": timezone.localdate(),
    }
    return render(request, "reception/opening_count.html", context)


def _year(text: str) -> int:
    number = whole(text.strip(), 4) or 0
    return number if FIRST_YEAR <= number <= LAST_YEAR else timezone.localdate().year
