"""Reads of the observatory: what somebody may see of the registries, and what people added to figures."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from django.db.models import QuerySet

from buron.kernel import periods
from buron.kernel.actors import Actor
from buron.kernel.contributions import (
    Dashboard,
    Indicator,
    ReportSection,
    dashboards,
    indicators,
    report_sections,
)
from buron.kernel.folding import fold
from buron.observatory.models import (
    DashboardSetting,
    ExternalFigure,
    FrozenReport,
    Report,
    ReportProse,
    SeriesBreak,
)
from buron.observatory.rules import next_due


def visible_indicators(actor: Actor, words: str = "") -> list[Indicator]:
    """The indicators that the actor may read, those of the reference list first; ``words`` must all be found
    in the title, the definition, the source or the number.
    """
    wanted = fold(words).split()
    found = [one for one in indicators if actor.can(one.permission) and _matches(one, wanted)]
    return sorted(found, key=lambda one: (one.number is None, one.number or 0, str(one.title)))


def readable(actor: Actor, key: str) -> Indicator | None:
    """An indicator by its key, when there is one that the actor may read."""
    found = indicators.find(key)
    return found if found is not None and actor.can(found.permission) else None


def _matches(indicator: Indicator, wanted: Sequence[str]) -> bool:
    if not wanted:
        return True
    number = f"n°{indicator.number} {indicator.number}" if indicator.number is not None else ""
    text = fold(" ".join(map(str, (indicator.title, indicator.definition, indicator.source, number))))
    return all(word in text for word in wanted)


def visible_dashboards(actor: Actor) -> list[Dashboard]:
    """The dashboards that the actor may read, in their order."""
    return sorted((one for one in dashboards if actor.can(one.permission)), key=lambda one: one.order)


def visible_sections(actor: Actor) -> list[ReportSection]:
    """The sections of the report that the actor may read, in their order."""
    return [one for one in ordered_sections() if actor.can(one.permission)]


def ordered_sections() -> list[ReportSection]:
    """All sections, chapter by chapter; a chapter stands where its first section does."""
    by_order = sorted(report_sections, key=lambda one: (one.order, one.key))
    chapters: dict[str, int] = {}
    for section in by_order:
        chapters.setdefault(str(section.chapter), len(chapters))
    return sorted(by_order, key=lambda one: chapters[str(one.chapter)])


# -- The report --------------------------------------------------------------------------------------------


def find_report(year: int) -> Report | None:
    """The report of a year, when somebody has begun to write it."""
    return Report.objects.filter(year=year).first()


def prose_of(report: Report | None) -> dict[str, ReportProse]:
    """The texts of a report by section."""
    if report is None:
        return {}
    return {prose.section: prose for prose in ReportProse.objects.filter(report=report)}


def earlier_prose(year: int, sections: Iterable[str]) -> dict[str, ReportProse]:
    """For each section, the newest text written in a report before ``year``: the one to adapt."""
    rows = (
        ReportProse.objects.filter(report__year__lt=year, section__in=list(sections))
        .exclude(text="")
        .select_related("report")
        .order_by("report__year")
    )
    return {prose.section: prose for prose in rows}


def frozen_versions(report: Report) -> QuerySet[FrozenReport]:
    """The frozen copies of a report, newest first, without their content."""
    return FrozenReport.objects.filter(report=report).defer("content")


def frozen_version(year: int, number: int | None = None) -> FrozenReport | None:
    """One frozen copy of a year's report, the last one when no number is given."""
    copies = FrozenReport.objects.filter(report__year=year).select_related("report")
    return (copies.filter(number=number) if number is not None else copies).first()


# -- What people add to figures ----------------------------------------------------------------------------


def breaks_by_indicator() -> dict[str, list[SeriesBreak]]:
    """Every break in series of the office, by indicator, in order of dates."""
    found: dict[str, list[SeriesBreak]] = {}
    for one in SeriesBreak.objects.all():
        found.setdefault(one.indicator, []).append(one)
    return found


def breaks_between(
    breaks: Mapping[str, Sequence[SeriesBreak]], indicator: str, first: dt.date, last: dt.date
) -> list[SeriesBreak]:
    """The breaks that a series from ``first`` to ``last`` crosses: a break on its first day leaves it whole."""
    return [one for one in breaks.get(indicator, ()) if first < one.day <= last]


def external_figures(*, indicator: str | None = None) -> list[ExternalFigure]:
    """The figures typed from outside, newest period first."""
    rows = ExternalFigure.objects.all()
    return list(rows.filter(indicator=indicator) if indicator else rows)


def typed_about(year: int, actor: Actor) -> list[ExternalFigure]:
    """The figures typed about a year and the one before, among those that the actor may read."""
    return [
        one
        for one in external_figures()
        if readable(actor, one.indicator) and periods.parse(one.period).end.year in (year - 1, year)
    ]


@dataclass(frozen=True, slots=True)
class Care:
    """Who looks after a dashboard and until when; nobody yet when ``setting`` is missing."""

    dashboard: Dashboard
    setting: DashboardSetting | None
    due: dt.date | None

    @property
    def owner(self) -> str:
        owner = self.setting.owner if self.setting else None
        return str(owner) if owner else ""


def care_of(shown: Iterable[Dashboard], today: dt.date) -> list[Care]:
    """Owner and due date of each dashboard."""
    settings = {one.dashboard: one for one in DashboardSetting.objects.select_related("owner")}
    return [_care(dashboard, settings.get(dashboard.key), today) for dashboard in shown]


def _care(dashboard: Dashboard, setting: DashboardSetting | None, today: dt.date) -> Care:
    if setting is None:
        return Care(dashboard, None, None)
    due = next_due(setting.frequency, setting.due_day, setting.due_month, today)
    return Care(dashboard, setting, due)
