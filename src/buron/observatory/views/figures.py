"""Figures: the list of indicators, one figure, its rows on screen and as a file."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render

from buron.kernel.actors import Actor
from buron.kernel.contributions import Indicator
from buron.kernel.paging import page_of
from buron.kernel.screens import OfficeRequest, screen
from buron.observatory import queries
from buron.observatory.addresses import FigureRequest, Links, read_figure
from buron.observatory.figurescreen import FigureScreen, described
from buron.observatory.rowsfile import FORMS, rows_file
from buron.observatory.rowspages import RowsPages
from buron.observatory.views.common import links_of, picker_of, readable_indicator, today


@screen("observatory.view")
def indicator_list(request: OfficeRequest) -> HttpResponseBase:
    """Every indicator that the person may read, found by words."""
    words = request.GET.get("q", "")[:100]
    links = links_of(request)
    found = queries.visible_indicators(request.actor, words)
    lines = [{"indicator": one, "url": links.figure(one.key)} for one in found]
    return render(request, "observatory/indicators.html", {"words": words, "lines": lines})


@screen("observatory.view")
def figure(request: OfficeRequest, key: str) -> HttpResponseBase:
    """One figure over a period: value, evolution, definition, along time, by slice."""
    indicator = readable_indicator(request.actor, key)
    asked = read_figure(indicator, request.GET.dict(), today())
    links = links_of(request)
    if "du" in request.GET and not asked.problems:
        return redirect(links.figure(key, asked.period, split=asked.split, filters=asked.filters))
    shown = FigureScreen.safely(asked, links, today())
    context = {
        "indicator": indicator,
        "shown": shown,
        "picker": picker_of(shown.asked.period, today()),
        "may_edit": request.actor.can("observatory.report_edit"),
    }
    return render(request, "observatory/figure.html", context)


@screen("observatory.view")
def rows(request: OfficeRequest, key: str) -> HttpResponseBase:
    """The rows that a figure was counted from, fifty by fifty."""
    indicator = readable_indicator(request.actor, key)
    asked = read_figure(indicator, request.GET.dict(), today())
    pages = RowsPages.safely(asked)
    page = page_of(request, pages)
    context = _rows_context(indicator, pages.asked, links_of(request), request.actor)
    return render(
        request,
        "observatory/rows.html",
        {**context, "page": page, "table": pages.table(list(page))},
    )


def _rows_context(indicator: Indicator, asked: FigureRequest, links: Links, actor: Actor) -> dict[str, Any]:
    place: dict[str, Any] = {"period": asked.period, "filters": asked.filters}
    return {
        "indicator": indicator,
        "asked": asked,
        "filters_told": described(asked),
        "figure_url": links.figure(indicator.key, **place),
        "files": [(form, links.export(indicator.key, form, **place)) for form in ("xlsx", "csv")],
        "may_export": actor.can("observatory.export"),
    }


@screen("observatory.export")
def rows_download(request: OfficeRequest, key: str, form: str) -> HttpResponseBase:
    """The same rows, all of them, as CSV or XLSX; the workbook has a sheet with the definition."""
    indicator = readable_indicator(request.actor, key)
    if form not in FORMS:
        raise Http404("no such format")
    asked = read_figure(indicator, request.GET.dict(), today())
    output = rows_file(RowsPages.safely(asked), form, office=request.office.name, on=today())
    return HttpResponse(
        output.content,
        content_type=output.content_type,
        headers={"Content-Disposition": f'attachment; filename="{output.filename}"'},
    )
