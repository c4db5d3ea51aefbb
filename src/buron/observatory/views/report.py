"""The report: its years, reading it live or frozen, its file, its settings, freezing and reopening it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from buron.kernel.documents.blocks import Document
from buron.kernel.documents.html import html_fragment
from buron.kernel.screens import OfficeRequest, screen
from buron.observatory import queries
from buron.observatory.checks import check_all
from buron.observatory.figures import FigureBook
from buron.observatory.forms import ReportSettingsForm
from buron.observatory.models import FrozenReport, Report, ReportProse
from buron.observatory.report import freeze as freezing
from buron.observatory.report.assemble import assemble, default_title
from buron.observatory.report.document import anchor_of, cover_lines, section_blocks, state_text
from buron.observatory.report.model import BuiltReport, BuiltSection
from buron.observatory.report.outputs import FORMATS, written
from buron.observatory.services import RefusedError, reopen_report, set_up_report
from buron.observatory.views.common import links_of, today

FIRST_YEAR, LAST_YEAR = 1990, 2199
WRITING = "ecrire"


def checked_year(year: int) -> int:
    """A year that a report may have; 404 otherwise."""
    if not FIRST_YEAR <= year <= LAST_YEAR:
        raise Http404("not a year of report")
    return year


@screen("observatory.view")
def report_list(request: OfficeRequest) -> HttpResponseBase:
    """The reports of the office, year by year, the two last years being always offered, and any other asked for."""
    wanted = request.GET.get("annee", "")
    if wanted.isdecimal() and FIRST_YEAR <= int(wanted[:6]) <= LAST_YEAR:
        return redirect("observatory_report", office=request.office.slug, year=int(wanted[:6]))
    found = {one.year: one for one in Report.objects.all()}
    now = today()
    years = sorted({*found, now.year, now.year - 1}, reverse=True)
    lines = [
        {
            "year": year,
            "report": found.get(year),
            "title": _title(found.get(year), year),
            "running": year == now.year,
        }
        for year in years
    ]
    return render(request, "observatory/reports.html", {"lines": lines})


def _title(report: Report | None, year: int) -> str:
    return str(report) if report else default_title(year)


@dataclass(frozen=True, slots=True)
class ShownSection:
    """A section on screen: its body as HTML, and what its writer needs."""

    section: BuiltSection
    anchor: str
    body: SafeString
    prose: ReportProse | None = None
    earlier: ReportProse | None = None


@screen("observatory.view")
def report(request: OfficeRequest, year: int) -> HttpResponseBase:
    """A year's report: frozen when it is, live otherwise; with ``vue=ecrire``, each section beside its text."""
    checked_year(year)
    kept = queries.find_report(year)
    if kept and kept.is_frozen:
        return _frozen(request, year, kept, None)
    book = FigureBook(today())
    built = _live(request, year, book)
    may_edit = request.actor.can("observatory.report_edit")
    writing = may_edit and request.GET.get("vue") == WRITING
    sections = _writing(built, kept) if writing else _reading(built)
    context = _context(request, built, kept, sections)
    return render(
        request,
        "observatory/report.html",
        {
            **context,
            "writing": writing,
            "may_edit": may_edit,
            "live": True,
            "disagreements": _disagreements(request, year, book) if may_edit else 0,
        },
    )


@screen("observatory.view")
def report_version(request: OfficeRequest, year: int, number: int) -> HttpResponseBase:
    """A frozen copy of the report, as it was."""
    kept = queries.find_report(checked_year(year))
    if kept is None:
        raise Http404("no report for this year")
    return _frozen(request, year, kept, number)


@screen("observatory.view")
def report_changes(request: OfficeRequest, year: int, number: int) -> HttpResponseBase:
    """Which figures of a frozen copy the rows give otherwise today: a part of its page, and a page by itself."""
    copy = frozen_copy(checked_year(year), number)
    frozen = freezing.read_back(copy).for_reader(request.actor.permissions)
    changed = freezing.differences(frozen, FigureBook(today()), links_of(request))
    part = "HX-Request" in request.headers
    template = "observatory/parts/changes.html" if part else "observatory/changes.html"
    return render(request, template, {"changed": changed, "copy": copy, "year": year})


def _live(request: OfficeRequest, year: int, book: FigureBook | None = None) -> BuiltReport:
    return assemble(
        office=request.office,
        year=year,
        permissions=request.actor.permissions,
        today=today(),
        links=links_of(request),
        book=book,
    )


def _disagreements(request: OfficeRequest, year: int, book: FigureBook) -> int:
    """How many figures typed from outside do not agree; those of the report are not counted again."""
    typed = queries.typed_about(year, request.actor)
    return sum(one.verdict == "differs" for one in check_all(typed, book, links_of(request)))


def _frozen(request: OfficeRequest, year: int, kept: Report, number: int | None) -> HttpResponseBase:
    copy = frozen_copy(year, number)
    built = freezing.read_back(copy).for_reader(request.actor.permissions)
    return render(
        request,
        "observatory/report.html",
        {**_context(request, built, kept, _reading(built)), "copy": copy, "live": False},
    )


def frozen_copy(year: int, number: int | None) -> FrozenReport:
    """A frozen copy, the last one by default; 404 when there is none."""
    copy = queries.frozen_version(year, number)
    if copy is None:
        raise Http404("no such frozen copy")
    return copy


def _context(
    request: OfficeRequest, built: BuiltReport, kept: Report | None, sections: list[ShownSection]
) -> dict[str, Any]:
    chapters: dict[str, list[ShownSection]] = {}
    for one in sections:
        chapters.setdefault(one.section.chapter, []).append(one)
    return {
        "report": built,
        "kept": kept,
        "year": built.year,
        "chapters": list(chapters.items()),
        "state": state_text(built),
        "cover": cover_lines(built),
        "versions": list(queries.frozen_versions(kept)) if kept else [],
        "formats": [form for form in FORMATS if form != "html"],
        "may_freeze": request.actor.can("observatory.freeze"),
    }


def _reading(built: BuiltReport) -> list[ShownSection]:
    return [
        ShownSection(one, anchor_of(one.key), body_of(one, built, with_prose=True)) for one in built.sections
    ]


def _writing(built: BuiltReport, kept: Report | None) -> list[ShownSection]:
    prose = queries.prose_of(kept)
    earlier = queries.earlier_prose(built.year, [one.key for one in built.sections])
    return [
        ShownSection(
            one,
            anchor_of(one.key),
            body_of(one, built, with_prose=False),
            prose.get(one.key),
            earlier.get(one.key),
        )
        for one in built.sections
    ]


def body_of(section: BuiltSection, built: BuiltReport, *, with_prose: bool) -> SafeString:
    """The blocks of a section as HTML, under a title of level 3."""
    blocks = section_blocks(section, built, with_prose=with_prose)
    document = Document(title=section.title, blocks=blocks, toc=False)
    prefix = f"{anchor_of(section.key)}-"
    return mark_safe(html_fragment(document, id_prefix=prefix, title_level=3))  # noqa: S308 -- escaped by the writer


@screen("observatory.view")
def report_file(request: OfficeRequest, year: int, form: str) -> HttpResponseBase:
    """The report as a file: the frozen copy asked for by ``version``, the last one of a frozen report,
    or the live one.
    """
    if form not in FORMATS:
        raise Http404("no such format")
    number = request.GET.get("version", "")
    kept = queries.find_report(checked_year(year))
    base = f"{request.scheme}://{request.get_host()}"
    if number.isdecimal() or (kept and kept.is_frozen):
        copy = frozen_copy(year, int(number[:5]) if number.isdecimal() else None)
        built = freezing.read_back(copy).for_reader(request.actor.permissions)
    else:
        built = _live(request, year)
    output = written(built, form, base=base)
    disposition = "inline" if form in ("html", "pdf") else "attachment"
    return HttpResponse(
        output.content,
        content_type=output.content_type,
        headers={"Content-Disposition": f'{disposition}; filename="{output.filename}"'},
    )


@screen("observatory.report_edit")
def report_settings(request: OfficeRequest, year: int) -> HttpResponseBase:
    """The title of the report and the sections that it prints."""
    kept = queries.find_report(checked_year(year))
    form = ReportSettingsForm(
        request.POST or None,
        title=kept.title if kept else "",
        sections=queries.visible_sections(request.actor),
        left_out=kept.left_out if kept else (),
    )
    if request.method == "POST" and form.is_valid():
        try:
            set_up_report(
                actor=request.actor, year=year, title=form.cleaned_data["title"], left_out=form.left_out()
            )
        except RefusedError as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, _("Réglages du rapport enregistrés."))
            return redirect("observatory_report", office=request.office.slug, year=year)
    return render(request, "observatory/report_settings.html", {"form": form, "year": year})


@screen("observatory.freeze")
@require_POST
def report_freeze(request: OfficeRequest, year: int) -> HttpResponseBase:
    """Freeze the report as it is now."""
    try:
        copy = freezing.freeze(
            actor=request.actor,
            office=request.office,
            year=checked_year(year),
            today=today(),
            note=request.POST.get("note", ""),
        )
    except RefusedError as error:
        messages.error(request, str(error))
    else:
        messages.success(
            request, _("Rapport %(year)s figé : version %(number)s.") % {"year": year, "number": copy.number}
        )
    return redirect("observatory_report", office=request.office.slug, year=year)


@screen("observatory.freeze")
@require_POST
def report_reopen(request: OfficeRequest, year: int) -> HttpResponseBase:
    """Let a frozen report live again, to prepare its next version."""
    try:
        reopen_report(actor=request.actor, year=checked_year(year))
    except RefusedError as error:
        messages.error(request, str(error))
    else:
        messages.success(
            request, _("Le rapport %s est rouvert ; ses versions figées restent lisibles.") % year
        )
    return redirect("observatory_report", office=request.office.slug, year=year)
