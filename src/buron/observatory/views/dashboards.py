"""Dashboards: the list with who looks after each, one dashboard over a period, its care."""

from __future__ import annotations

from dataclasses import dataclass
from urllib.parse import urlencode

from django.contrib import messages
from django.http import Http404
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from buron.kernel import periods
from buron.kernel.contributions import Dashboard, indicators
from buron.kernel.models import Membership
from buron.kernel.periods import Period
from buron.kernel.screens import OfficeRequest, screen
from buron.observatory import queries
from buron.observatory.addresses import LONGEST_CODE, Links
from buron.observatory.figures import FigureBook
from buron.observatory.forms import CareForm
from buron.observatory.panels import Frame, frame_of, headlines_of, panels_of, tab_periods
from buron.observatory.services import RefusedError, assign_dashboard
from buron.observatory.views.common import asked_period, links_of, picker_of, today

FILTER = "desk"


@screen("observatory.view")
def dashboard_list(request: OfficeRequest) -> HttpResponseBase:
    """The dashboards that the person may read: the first figures of the year, who looks after each, by when."""
    now = today()
    links = links_of(request)
    frame = frame_of(FigureBook(now), periods.year(now.year), links, {})
    lines = [
        {
            "care": one,
            "url": links.dashboard(one.dashboard.key),
            "headlines": headlines_of(one.dashboard, frame, request.actor),
        }
        for one in queries.care_of(queries.visible_dashboards(request.actor), now)
    ]
    return render(
        request, "observatory/dashboards.html", {"lines": lines, "today": now, "compared": frame.compared}
    )


@dataclass(frozen=True, slots=True)
class Tab:
    label: str
    url: str
    current: bool


@screen("observatory.view")
def dashboard(request: OfficeRequest, key: str) -> HttpResponseBase:
    """A dashboard over a period, beside the year before at the same date, for all desks or one."""
    shown = readable_dashboard(request, key)
    now = today()
    period, problems = asked_period(request, now)
    links = links_of(request)
    if "du" in request.GET and not problems:
        return redirect(links.dashboard(key, period, filters=_filters(request)))
    frame = frame_of(FigureBook(now), period, links, _filters(request))
    try:
        panels = panels_of(shown, frame, request.actor)
    except (ValueError, OverflowError):
        problems.append(_("Ce bureau n’est pas connu : voici tous les bureaux."))
        frame = frame_of(frame.book, period, links, {})
        panels = panels_of(shown, frame, request.actor)
    context = {
        "dashboard": shown,
        "tiles": [panel for panel in panels if panel.tile],
        "panels": [panel for panel in panels if not panel.tile],
        "problems": problems,
        "picker": picker_of(period, now),
        "tabs": _tabs(key, period, frame),
        "desks": _desks(shown, frame),
        "desk": frame.filters.get(FILTER, ""),
        "compared": frame.compared,
        "kept_query": f"&{urlencode(frame.filters)}" if frame.filters else "",
        "kept": list(frame.filters.items()),
        "period_code": period.code,
        "care": queries.care_of([shown], now)[0],
        "may_edit": request.actor.can("observatory.report_edit"),
    }
    return render(request, "observatory/dashboard.html", context)


def readable_dashboard(request: OfficeRequest, key: str) -> Dashboard:
    """A dashboard by its key; 404 when there is none, or when the person may not read it."""
    found = next((one for one in queries.visible_dashboards(request.actor) if one.key == key), None)
    if found is None:
        raise Http404("no such dashboard for this person")
    return found


def _filters(request: OfficeRequest) -> dict[str, str]:
    code = request.GET.get(FILTER, "")
    return {FILTER: code} if code and code.isprintable() and len(code) <= LONGEST_CODE else {}


def _tabs(key: str, period: Period, frame: Frame) -> list[Tab]:
    links: Links = frame.links
    return [
        Tab(label, links.dashboard(key, one, filters=frame.filters), one.kind == period.kind)
        for label, one in tab_periods(frame.today)
    ]


def _desks(shown: Dashboard, frame: Frame) -> list[tuple[str, str]]:
    """The desks of the first panel that knows them, over both years, so that a desk does not vanish on a quiet day."""
    for panel in shown.panels:
        indicator = indicators.get(panel.indicator)
        if FILTER in {one.key for one in indicator.dimensions}:
            year = frame.compared.whole.end.year
            labels: dict[str, str] = {}
            for period in (periods.year(year - 1), periods.year(year)):
                figure = frame.book.figure(indicator, period, split=FILTER)
                labels |= {part.code: part.label for part in figure.slices}
            return sorted(labels.items(), key=lambda one: one[1])
    return []


@screen("observatory.report_edit")
def dashboard_care(request: OfficeRequest, key: str) -> HttpResponseBase:
    """Who looks after a dashboard, and by when it must be read again."""
    shown = readable_dashboard(request, key)
    setting = queries.care_of([shown], today())[0].setting
    members = Membership.objects.filter(office=request.office, is_active=True).select_related("user")
    form = CareForm(request.POST or None, members=members, setting=setting)
    if request.method == "POST" and form.is_valid():
        try:
            assign_dashboard(actor=request.actor, dashboard=key, **form.values())
        except RefusedError as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, _("Suivi enregistré."))
            return redirect(links_of(request).dashboard(key))
    return render(request, "observatory/care.html", {"dashboard": shown, "form": form})
