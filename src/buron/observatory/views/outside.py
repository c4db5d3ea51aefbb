"""Checks of a report: what was typed from outside against the rows, breaks in series, changes since it was frozen."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from buron.kernel.screens import OfficeRequest, screen
from buron.observatory import queries
from buron.observatory.checks import check_all, code_of
from buron.observatory.figures import FigureBook
from buron.observatory.forms import ExternalFigureForm, SeriesBreakForm
from buron.observatory.models import ExternalFigure, SeriesBreak
from buron.observatory.report import freeze as freezing
from buron.observatory.services import (
    RefusedError,
    note_series_break,
    record_external_figure,
    remove_external_figure,
    remove_series_break,
)
from buron.observatory.views.common import links_of, readable_indicator, today
from buron.observatory.views.report import checked_year


@screen("observatory.view")
def report_checks(request: OfficeRequest, year: int) -> HttpResponseBase:
    """Everything that does not agree in a year's figures, and what changed since the last frozen copy."""
    checked_year(year)
    book, links = FigureBook(today()), links_of(request)
    typed = queries.typed_about(year, request.actor)
    copy = queries.frozen_version(year)
    changed = []
    if copy is not None:
        frozen = freezing.read_back(copy).for_reader(request.actor.permissions)
        changed = freezing.differences(frozen, book, links)
    may_edit = request.actor.can("observatory.report_edit")
    shown = queries.visible_indicators(request.actor)
    form = ExternalFigureForm(request.POST or None, shown=shown, initial={"period": str(year)})
    if request.method == "POST":
        if not may_edit:
            request.actor.require("observatory.report_edit")
        if form.is_valid() and _recorded(request, form, book):
            return redirect(links.screen("observatory_checks", year=year))
    context = {
        "year": year,
        "checks": check_all(typed, book, links),
        "copy": copy,
        "changed": changed,
        "form": form,
        "may_edit": may_edit,
    }
    return render(request, "observatory/checks.html", context)


def _recorded(request: OfficeRequest, form: ExternalFigureForm, book: FigureBook) -> bool:
    typed = form.cleaned_data
    try:
        code = code_of(typed["indicator"], typed["period"], typed["split"], typed["code"], book)
        record_external_figure(actor=request.actor, **{**typed, "code": code})
    except RefusedError as error:
        form.add_error(None, str(error))
        return False
    messages.success(request, _("Chiffre enregistré."))
    return True


@screen("observatory.report_edit")
@require_POST
def external_remove(request: OfficeRequest, year: int, pk: int) -> HttpResponseBase:
    """Take away a figure typed by mistake."""
    try:
        remove_external_figure(actor=request.actor, pk=pk)
    except ExternalFigure.DoesNotExist as error:
        raise Http404("no such figure") from error
    messages.success(request, _("Chiffre retiré."))
    return redirect(links_of(request).screen("observatory_checks", year=checked_year(year)))


@screen("observatory.report_edit")
def break_note(request: OfficeRequest, key: str) -> HttpResponseBase:
    """Say from which day an indicator no longer counts the same thing."""
    indicator = readable_indicator(request.actor, key)
    form = SeriesBreakForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            note_series_break(actor=request.actor, indicator=key, **form.cleaned_data)
        except RefusedError as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, _("Rupture de série notée."))
            return redirect(links_of(request).figure(key))
    context = {
        "indicator": indicator,
        "form": form,
        "breaks": queries.breaks_by_indicator().get(key, []),
        "figure_url": links_of(request).figure(key),
    }
    return render(request, "observatory/break.html", context)


@screen("observatory.report_edit")
@require_POST
def break_remove(request: OfficeRequest, key: str, pk: int) -> HttpResponseBase:
    """Take away a note of break."""
    try:
        remove_series_break(actor=request.actor, pk=pk)
    except SeriesBreak.DoesNotExist as error:
        raise Http404("no such break") from error
    messages.success(request, _("Rupture de série retirée."))
    return redirect(links_of(request).screen("observatory_break", key=key))
