"""The text beside a section: written by itself while it is typed, with nothing lost when two people write."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import Http404, JsonResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from buron.kernel.contributions import ReportSection, report_sections
from buron.kernel.formats import time_text
from buron.kernel.screens import OfficeRequest, screen
from buron.kernel.whole import whole
from buron.observatory import queries
from buron.observatory.models import ProseRevision, ReportProse
from buron.observatory.report.document import anchor_of
from buron.observatory.services import ProseConflictError, RefusedError, write_prose
from buron.observatory.views.report import WRITING, checked_year

MOST_REVISIONS = 50


def readable_section(request: OfficeRequest, key: str) -> ReportSection:
    """A section by its key; 404 when there is none, or when the person may not read it."""
    found = report_sections.find(key)
    if found is None or not request.actor.can(found.permission):
        raise Http404("no such section for this person")
    return found


@screen("observatory.report_edit")
@require_POST
def prose_write(request: OfficeRequest, year: int, section: str) -> HttpResponseBase:
    """Keep the text of a section. The page's script asks for JSON; without script the form comes here and goes back."""
    found = readable_section(request, section)
    text, base = request.POST.get("text", ""), request.POST.get("version", "0")
    by_script = "application/json" in request.headers.get("Accept", "")
    try:
        prose = write_prose(
            actor=request.actor,
            year=checked_year(year),
            section=found.key,
            text=text,
            base_version=whole(base) or 0,
        )
    except ProseConflictError as conflict:
        return _conflict(request, year, found, conflict, by_script)
    except RefusedError as error:
        return _refused(request, year, found, text, str(error), by_script)
    if by_script:
        return JsonResponse({"version": prose.version, "told": _saved(prose)})
    messages.success(request, _("Texte enregistré."))
    return redirect(_back(request, year, found))


def _saved(prose: ReportProse) -> str:
    moment = timezone.localtime(prose.updated_at)
    return _("Enregistré à %s") % time_text(moment.time().replace(second=0, microsecond=0))


def _back(request: OfficeRequest, year: int, section: ReportSection) -> str:
    address = reverse("observatory_report", kwargs={"office": request.office.slug, "year": year})
    return f"{address}?vue={WRITING}#{anchor_of(section.key)}"


def _conflict(
    request: OfficeRequest, year: int, section: ReportSection, conflict: ProseConflictError, by_script: bool
) -> HttpResponseBase:
    theirs = conflict.theirs
    if by_script:
        answer = {
            "told": str(conflict),
            "theirs": theirs.text,
            "author": theirs.author,
            "version": theirs.version,
        }
        return JsonResponse(answer, status=409)
    context = _settle(request, year, section, conflict.mine, str(conflict))
    return render(request, "observatory/prose_conflict.html", {**context, "theirs": theirs}, status=409)


def _refused(
    request: OfficeRequest, year: int, section: ReportSection, mine: str, told: str, by_script: bool
) -> HttpResponseBase:
    """The text comes back with the reason: what was typed is never thrown away."""
    if by_script:
        return JsonResponse({"told": told}, status=422)
    context = _settle(request, year, section, mine, told)
    return render(request, "observatory/prose_conflict.html", {**context, "theirs": None}, status=422)


def _settle(
    request: OfficeRequest, year: int, section: ReportSection, mine: str, told: str
) -> dict[str, Any]:
    return {
        "year": year,
        "section": section,
        "mine": mine,
        "told": told,
        "back": _back(request, year, section),
    }


@screen("observatory.report_edit")
def prose_revisions(request: OfficeRequest, year: int, section: str) -> HttpResponseBase:
    """The text of a section as it was, each time that somebody wrote it."""
    found = readable_section(request, section)
    prose = queries.prose_of(queries.find_report(checked_year(year))).get(found.key)
    revisions = list(ProseRevision.objects.filter(prose=prose)[:MOST_REVISIONS]) if prose else []
    context = {
        "year": year,
        "section": found,
        "prose": prose,
        "revisions": revisions,
        "back": _back(request, year, found),
    }
    return render(request, "observatory/prose_revisions.html", context)
