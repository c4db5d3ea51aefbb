"""The openings of the desks: the year of a desk, its seasons, days apart, gaps, the table, the reasons."""

from __future__ import annotations

import calendar
import datetime as dt
from dataclasses import dataclass
from typing import Any

from django import forms
from django.contrib import messages
from django.http import QueryDict
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_POST

from buron.kernel.actors import Actor
from buron.kernel.formats import MONTHS, WEEKDAYS
from buron.kernel.gestures import refusals_beside
from buron.kernel.screens import OfficeRequest, door_to, posted, screen
from buron.territory import queries, services
from buron.territory.calendars import zone_of_department
from buron.territory.errors import TerritoryError
from buron.territory.forms_openings import ApartForm, GapForm, ReasonForm, SeasonForm
from buron.territory.hours import opening_hours_osm
from buron.territory.models import Desk, OpeningReason, OpeningSeason
from buron.territory.queries.opening_table import DeskYear, year_table
from buron.territory.queries.openings import (
    DeskDay,
    OpeningBook,
    ReasonLabels,
    openings_published,
    reasons_on,
)
from buron.territory.rules.slots import Slots, afternoon, morning, slots_text
from buron.territory.views.calendar import _year as read_year


@dataclass(frozen=True, slots=True)
class DrawnDay:
    """A day of the year screen: how it is drawn, and what it says."""

    day: dt.date
    classes: str
    words: str
    is_today: bool


@dataclass(frozen=True, slots=True)
class DrawnMonth:
    """A month with its weeks (None outside of the month) and its cell of the table."""

    name: str
    weeks: list[list[DrawnDay | None]]
    cell: Any


@screen("territory.view")
def openings(request: OfficeRequest) -> HttpResponseBase:
    """The first desk's year, or what to do first."""
    desk = _desks().first()
    if desk is None:
        return render(
            request, "territory/openings_none.html", {"can_manage": request.actor.can("territory.manage")}
        )
    return _to_desk(request, desk, request.GET.get("annee", ""))


def _desks() -> Any:
    return queries.desks().exclude(kind=Desk.Kind.VIRTUAL)


def _to_desk(request: OfficeRequest, desk: Desk, year: object = "") -> HttpResponseBase:
    response = redirect("territory_opening_year", office=request.office.slug, slug=desk.slug)
    number = read_year(str(year))
    if number:
        response["Location"] += f"?annee={number}"
    return response


@screen("territory.view")
@require_GET
def opening_year(request: OfficeRequest, slug: str) -> HttpResponseBase:
    """Twelve months of a desk, planned and actual, and what may be done with days."""
    desk = get_object_or_404(Desk, slug=slug)
    return _year_page(
        request, desk, read_year(request.GET.get("annee", "").strip()) or timezone.localdate().year
    )


def _year_page(
    request: OfficeRequest,
    desk: Desk,
    year: int,
    apart: forms.Form | None = None,
    gap: forms.Form | None = None,
    chosen: frozenset[str] = frozenset(),
) -> HttpResponseBase:
    book = OpeningBook(dt.date(year, 1, 1), dt.date(year, 12, 31), [desk])
    table = year_table(year, [desk])
    column = table.columns[0] if table.columns else None
    refused = apart is not None or gap is not None
    context = {
        "desk": desk,
        "desks": _desks(),
        "year": year,
        "months": _months(book, desk, column),
        "weekdays": [(name[0].upper(), name) for name in WEEKDAYS],
        "column": column,
        "sundays": table.holiday_days,
        "seasons": OpeningSeason.objects.filter(desk=desk, year=year),
        "is_planned": book.is_planned(desk, year),
        "unsure": any(one.plan and not one.plan.is_sure for one in book.days(desk)),
        "apart": apart or ApartForm(prefix="prevu"),
        "gap": gap or GapForm(prefix="reel", reasons=_reasons(request)),
        "apart_refused": apart is not None,
        "gap_refused": gap is not None,
        "chosen": chosen,
        "can_plan": request.actor.can("territory.plan"),
        "can_record": request.actor.can("territory.record_opening"),
        "osm": opening_hours_osm(openings_published(desk, timezone.localdate())),
        "count_url": door_to(request, "reception_opening_count"),
        "years": [year - 1, year + 1],
    }
    return render(request, "territory/opening_year.html", context, status=422 if refused else 200)


def _reasons(request: OfficeRequest) -> list[OpeningReason]:
    today = timezone.localdate()
    found = reasons_on(today)
    if not found:
        services.setup_reasons(actor=Actor.system("territory.openings", request.office))
        found = reasons_on(today)
    return found


def _months(book: OpeningBook, desk: Desk, column: DeskYear | None) -> list[DrawnMonth]:
    words, year = ReasonLabels(), book.start.year
    return [
        DrawnMonth(
            MONTHS[number - 1],
            [
                [_drawn(book, book.day(desk, day), words) if day.month == number else None for day in week]
                for week in calendar.Calendar().monthdatescalendar(year, number)
            ],
            column.cells[number - 1] if column else None,
        )
        for number in range(1, 13)
    ]


def _drawn(book: OpeningBook, one: DeskDay, words: ReasonLabels) -> DrawnDay:
    states = {
        "oday": True,
        "oday--open": bool(one.shown),
        "oday--short": bool(one.shown) and one.gap in ("shorter", "longer"),
        "oday--missed": one.gap == "closed",
        "oday--extra": one.gap == "extra",
        "oday--unknown": one.shown is None,
        "oday--ahead": not one.is_past,
        "oday--holiday": one.context.is_holiday,
        "oday--apart": bool(one.plan and one.plan.apart),
        "oday--unsure": bool(one.plan and not one.plan.is_sure),
    }
    classes = " ".join(name for name, holds in states.items() if holds)
    return DrawnDay(one.day, classes, _day_words(book, one, words), one.day == book.today)


def _day_words(book: OpeningBook, one: DeskDay, words: ReasonLabels) -> str:
    parts = [f"{WEEKDAYS[one.day.weekday()]} {one.day:%d/%m}"]
    if one.context.is_holiday:
        parts.append(book.holiday(one.day))
    parts.append(_("rien de prévu") if one.shown is None else slots_text(one.shown))
    if one.gap:
        planned = slots_text(one.planned or ())
        parts.append(_("prévu : %(planned)s, %(why)s") % {"planned": planned, "why": _why(one, words)})
    elif one.plan and one.plan.apart and one.plan.apart.label:
        parts.append(one.plan.apart.label)
    return ", ".join(parts)


def _why(one: DeskDay, words: ReasonLabels) -> str:
    label = words.get(one.reason, one.day)
    return f"{label}, {one.words}" if one.words else label


# -- Days --------------------------------------------------------------------------------------------------


def _prefixed(request: OfficeRequest, prefix: str) -> QueryDict:
    """The form's data with the ticked days under its own name."""
    data = request.POST.copy()
    data.setlist(f"{prefix}-days", request.POST.getlist("day"))
    return data


def _sent_year(request: OfficeRequest) -> int:
    return read_year(request.POST.get("annee", "")) or timezone.localdate().year


@screen("territory.plan")
@require_POST
def opening_plan(request: OfficeRequest, slug: str) -> HttpResponseBase:
    """Set the ticked days apart from their season, or give them back to it."""
    desk = get_object_or_404(Desk, slug=slug)
    form = ApartForm(_prefixed(request, "prevu"), prefix="prevu")
    if not form.is_valid():
        return _refused(request, desk, apart=form)
    days = form.cleaned_data["days"]
    try:
        if request.POST.get("action") == "back":
            services.unplan_days(actor=request.actor, desk=desk, days=days)
        else:
            said = form.cleaned_data
            services.plan_days(
                actor=request.actor, desk=desk, days=days, slots=said["slots"], label=said["label"]
            )
    except TerritoryError as error:
        form.add_error(None, str(error))
        return _refused(request, desk, apart=form)
    messages.success(request, _told(days, _("prévu au calendrier"), _("prévus au calendrier")))
    return _to_desk(request, desk, days[0].year)


@screen("territory.record_opening")
@require_POST
def opening_gap(request: OfficeRequest, slug: str) -> HttpResponseBase:
    """Note what really happened on the ticked days, or that they went as planned."""
    desk = get_object_or_404(Desk, slug=slug)
    form = GapForm(_prefixed(request, "reel"), prefix="reel", reasons=_reasons(request))
    as_planned = request.POST.get("action") == "as-planned"
    if not form.is_valid() and not (as_planned and "days" in form.cleaned_data):
        return _refused(request, desk, gap=form)
    said, days = form.cleaned_data, form.cleaned_data["days"]
    try:
        if as_planned:
            services.remove_actual(actor=request.actor, desk=desk, days=days)
        else:
            services.record_actual(
                actor=request.actor,
                desk=desk,
                hours=_hours(desk, days, said["how"], said["slots"]),
                reason=said["reason"],
                words=said["words"],
            )
    except TerritoryError as error:
        form.add_error(None, str(error))
        return _refused(request, desk, gap=form)
    messages.success(request, _told(days, _("noté"), _("notés")))
    return _to_desk(request, desk, days[0].year)


def _hours(desk: Desk, days: list[dt.date], how: str, slots: Slots) -> dict[dt.date, Slots]:
    """What each day opened: a half of what was planned, other hours, or nothing."""
    if how in ("closed", "hours"):
        return dict.fromkeys(days, slots if how == "hours" else ())
    book = OpeningBook(min(days), max(days), [desk])
    kept = afternoon if how == "morning" else morning
    return {day: kept(book.day(desk, day).planned or ()) for day in days}


def _told(days: list[dt.date], one: str, several: str) -> str:
    return ngettext("%(n)s jour %(one)s.", "%(n)s jours %(several)s.", len(days)) % {
        "n": len(days),
        "one": one,
        "several": several,
    }


def _refused(request: OfficeRequest, desk: Desk, **bound: forms.Form) -> HttpResponseBase:
    chosen = frozenset(request.POST.getlist("day"))
    return _year_page(request, desk, _sent_year(request), chosen=chosen, **bound)


# -- Seasons -----------------------------------------------------------------------------------------------


@screen("territory.plan")
def season_new(request: OfficeRequest, slug: str) -> HttpResponseBase:
    """Plan a stretch of the year."""
    desk = get_object_or_404(Desk, slug=slug)
    year = read_year(request.GET.get("annee", "")) or timezone.localdate().year
    zone = zone_of_department(queries.office_department(request.office) or "")
    initial = {
        "start": dt.date(year, 1, 1),
        "end": dt.date(year, 12, 31),
        "holidays": OpeningSeason.Holidays.CLOSED,
        "school": OpeningSeason.School.ALWAYS,
        "zones": [zone] if zone else [],
    }
    return _season_page(request, desk, None, SeasonForm(posted(request), initial=initial))


@screen("territory.plan")
def season_edit(request: OfficeRequest, pk: int) -> HttpResponseBase:
    """Change a stretch of the year."""
    season = get_object_or_404(OpeningSeason.objects.select_related("desk"), pk=pk)
    form = SeasonForm(posted(request), initial=SeasonForm.initial_of(season))
    return _season_page(request, season.desk, season, form)


def _season_page(
    request: OfficeRequest, desk: Desk, season: OpeningSeason | None, form: SeasonForm
) -> HttpResponseBase:
    if request.method == "POST" and form.is_valid():
        with refusals_beside(form):
            saved = services.save_season(actor=request.actor, desk=desk, season=season, **form.plan())
            messages.success(request, _("La période « %s » est au calendrier.") % saved)
            return _to_desk(request, desk, saved.year)
    context = {"desk": desk, "season": season, "form": form}
    return render(request, "territory/season.html", context, status=422 if form.errors else 200)


@screen("territory.plan")
@require_POST
def season_remove(request: OfficeRequest, pk: int) -> HttpResponseBase:
    """Take a stretch out of the plan."""
    season = get_object_or_404(OpeningSeason.objects.select_related("desk"), pk=pk)
    desk, year = season.desk, season.year
    services.remove_season(actor=request.actor, season=season)
    messages.success(request, _("La période est retirée du calendrier."))
    return _to_desk(request, desk, year)


@screen("territory.plan")
@require_POST
def opening_copy(request: OfficeRequest, slug: str) -> HttpResponseBase:
    """Copy a year's seasons into the next, for this desk or all of them."""
    desk = get_object_or_404(Desk, slug=slug)
    year = _sent_year(request)
    desks = list(_desks()) if request.POST.get("all") else [desk]
    try:
        copied = services.copy_year(actor=request.actor, desks=desks, year=year, into=year + 1)
    except TerritoryError as error:
        messages.error(request, str(error))
        return _to_desk(request, desk, year)
    if copied:
        names = ", ".join(one.name for one in copied)
        messages.success(
            request, _("Calendrier %(year)s prêt : %(names)s.") % {"year": year + 1, "names": names}
        )
    else:
        messages.warning(
            request,
            _("Rien n’a été recopié : %s a déjà un calendrier, ou cette année n’en a pas.") % (year + 1),
        )
    return _to_desk(request, desk, year + 1)


# -- The table, the reasons --------------------------------------------------------------------------------


@screen("territory.view")
@require_GET
def opening_table(request: OfficeRequest) -> HttpResponseBase:
    """Months and desks: open days, what was planned, and why they differ."""
    year = read_year(request.GET.get("annee", "").strip()) or timezone.localdate().year
    context = {
        "table": year_table(year),
        "year": year,
        "years": [year - 1, year + 1],
        "count_url": door_to(request, "reception_opening_count"),
    }
    return render(request, "territory/opening_table.html", context)


@screen("territory.plan")
def opening_reasons(request: OfficeRequest) -> HttpResponseBase:
    """The reasons of gaps: add one, rename, retire."""
    _reasons(request)
    form = ReasonForm(posted(request))
    if request.method == "POST" and form.is_valid():
        try:
            services.add_reason(actor=request.actor, label=form.cleaned_data["label"])
        except TerritoryError as error:
            form.add_error("label", str(error))
        else:
            messages.success(request, _("Le motif est ajouté."))
            return redirect("territory_opening_reasons", office=request.office.slug)
    reasons = list(OpeningReason.objects.all())
    context = {
        "form": form,
        "reasons": [one for one in reasons if one.valid_until is None],
        "retired": [one for one in reasons if one.valid_until is not None],
    }
    return render(request, "territory/opening_reasons.html", context, status=422 if form.errors else 200)


@screen("territory.plan")
@require_POST
def reason_change(request: OfficeRequest, pk: int) -> HttpResponseBase:
    """Rename a reason from today on, or stop offering it."""
    reason = get_object_or_404(OpeningReason, pk=pk)
    try:
        if request.POST.get("action") == "retire":
            services.retire_reason(actor=request.actor, reason=reason)
            messages.success(
                request, _("Le motif n’est plus proposé ; les écarts qui le portent le gardent.")
            )
        else:
            services.rename_reason(actor=request.actor, reason=reason, label=request.POST.get("label", ""))
            messages.success(request, _("Le motif change de nom à partir d’aujourd’hui."))
    except TerritoryError as error:
        messages.error(request, str(error))
    return redirect("territory_opening_reasons", office=request.office.slug)
