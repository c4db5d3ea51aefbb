"""Building a year's report: every section of the registry that is printed, with its prose and its breaks in series."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.core.exceptions import PermissionDenied
from django.utils.translation import gettext as _

from buron.kernel.contributions import ReportSection, indicators
from buron.kernel.formats import date_text
from buron.kernel.models import Office
from buron.observatory import queries
from buron.observatory.addresses import Links
from buron.observatory.figures import Asked, FigureBook
from buron.observatory.models import ReportProse, SeriesBreak
from buron.observatory.report.context import ReportBook, report_period
from buron.observatory.report.model import BuiltReport, BuiltSection, label_key, meanings_of


@dataclass(frozen=True, slots=True)
class Written:
    """What people added for a year: the title, the prose, the sections left out, the breaks in series."""

    title: str
    left_out: frozenset[str]
    prose: Mapping[str, ReportProse]
    breaks: Mapping[str, Sequence[SeriesBreak]]


def written_for(year: int) -> Written:
    """What people wrote for a year's report so far."""
    report = queries.find_report(year)
    return Written(
        title=report.title if report and report.title else default_title(year),
        left_out=frozenset(report.left_out if report else ()),
        prose=queries.prose_of(report),
        breaks=queries.breaks_by_indicator(),
    )


def default_title(year: int) -> str:
    return _("Rapport d’activité %s") % year


def assemble(
    *,
    office: Office,
    year: int,
    permissions: frozenset[str],
    today: dt.date,
    links: Links,
    sections: Sequence[ReportSection] | None = None,
    book: FigureBook | None = None,
) -> BuiltReport:
    """Build the live report for somebody who holds ``permissions``, in the office's scope.

    ``sections`` limits it to some of the registry's, in the same order.
    """
    written = written_for(year)
    period = report_period(year, today)
    counting = book or FigureBook(today)
    context = ReportBook(
        office,
        period,
        book=counting,
        links=links,
        may_read=permissions.__contains__,
    )
    wanted = queries.ordered_sections() if sections is None else sections
    with context.recorded() as figures:
        built = [
            made
            for section in wanted
            if section.key not in written.left_out and section.permission in permissions
            if (made := build_section(section, context, written)) is not None
        ]
    return BuiltReport(
        year=year,
        title=written.title,
        office=office.name,
        period=period.label,
        counted_on=today,
        sections=built,
        figures=dict(figures),
        meanings=meanings_of(list(figures)),
        labels=_labels(list(figures), counting),
    )


def _labels(asked: Sequence[Asked], book: FigureBook) -> dict[str, str]:
    """The wording of the codes that figures are filtered by: a reader of the annex knows no code."""
    found: dict[str, str] = {}
    for one in asked:
        for dimension, code in one.filters:
            key = label_key(one.indicator, dimension, code)
            if key not in found:
                figure = book.figure(indicators.get(one.indicator), one.as_period, split=dimension)
                found |= {
                    label_key(one.indicator, dimension, part.code): part.label for part in figure.slices
                }
                found.setdefault(key, code)
    return found


def build_section(section: ReportSection, context: ReportBook, written: Written) -> BuiltSection | None:
    """One section; ``None`` when it stands on an indicator that the reader may not see."""
    try:
        with context.recorded() as asked:
            blocks = list(section.build(context))
    except PermissionDenied:
        return None
    prose = written.prose.get(section.key)
    return BuiltSection(
        key=section.key,
        chapter=str(section.chapter),
        title=str(section.title),
        permission=section.permission,
        blocks=blocks,
        prompt=str(section.prompt),
        prose=prose.text if prose else "",
        asked=tuple(asked),
        breaks=tuple(_breaks(list(asked), written.breaks)),
    )


def _breaks(asked: Sequence[Asked], breaks: Mapping[str, Sequence[SeriesBreak]]) -> list[str]:
    """The breaks that the section's series cross, from the first day that it shows to the last."""
    spans: dict[str, tuple[dt.date, dt.date]] = {}
    for one in asked:
        period = one.as_period
        first, last = spans.get(one.indicator, (period.start, period.end))
        spans[one.indicator] = (min(first, period.start), max(last, period.end))
    return [
        break_text(rupture)
        for key, (first, last) in spans.items()
        for rupture in queries.breaks_between(breaks, key, first, last)
    ]


def break_text(rupture: SeriesBreak) -> str:
    """« Actes d’accueil : rupture de série au 1er avril 2024. … »"""
    indicator = indicators.find(rupture.indicator)
    return _("%(title)s : rupture de série au %(day)s. %(note)s") % {
        "title": indicator.title if indicator else rupture.indicator,
        "day": date_text(rupture.day),
        "note": rupture.note,
    }
