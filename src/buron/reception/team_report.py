"""The report's sections on partner-run desks and on unmet requests, and the dashboard that goes with them."""

from __future__ import annotations

from collections.abc import Sequence

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from buron.kernel import formats
from buron.kernel.charts.model import Share, ShareChart
from buron.kernel.charts.table import Cell, Column, Row, Table
from buron.kernel.contributions import Dashboard, Panel, ReportContext, ReportSection, indicators
from buron.kernel.documents.blocks import Block, ChartBlock, KeyFigure, KeyFigures, Note, Paragraph
from buron.kernel.figures import Figure, evolution
from buron.kernel.report_sources import sources_of
from buron.reception.report import remarks

CHAPTER = gettext_lazy("L’accueil")
VIEW = "reception.view"
PARTNER_ACTS = "reception.partner_acts"
PARTNER_SHARE = "reception.partner_share"
UNMET = "reception.unmet"
INCIDENTS = "reception.incidents"
MOST_COMMUNES = 20
MOST_THEMES = 10


def partners(context: ReportContext) -> Sequence[Block]:
    """What partner-run desks counted, and what it weighs."""
    now = context.figure(PARTNER_ACTS, split="desk")
    before = context.figure(PARTNER_ACTS, period=context.period.previous_year(), split="desk")
    if not (now.n or before.n):
        text = _("Aucun point partenaire n’a compté de visiteur sur la période.")
        return [Paragraph(text), sources_of(PARTNER_ACTS)]
    part = context.figure(PARTNER_SHARE)
    figures = [
        KeyFigure(
            _("Accueils des points partenaires"), formats.number(now.value), href=context.link(PARTNER_ACTS)
        ),
        KeyFigure(
            _("Part des accueils"),
            formats.percent(part.value),
            href=context.link(PARTNER_SHARE, filters={"run_by": "partner"}),
        ),
    ]
    return [
        KeyFigures(figures),
        _table(context, PARTNER_ACTS, "desk", _("Point"), now, before),
        *remarks(now),
        sources_of(PARTNER_ACTS, PARTNER_SHARE),
    ]


def unmet(context: ReportContext) -> Sequence[Block]:
    """What the territory lacks, by theme and by commune."""
    themes = context.figure(UNMET, split="theme")
    places = context.figure(UNMET, split="insee")
    before = context.figure(UNMET, period=context.period.previous_year(), split="insee")
    if not themes.n:
        text = _("Aucune demande sans réponse n’a été notée sur la période.")
        return [Paragraph(text), *remarks(themes), sources_of(UNMET)]
    shown, rest = themes.slices[:MOST_THEMES], themes.slices[MOST_THEMES:]
    items = [Share(one.label, one.value, context.link(UNMET, filters={"theme": one.code})) for one in shown]
    if rest:
        items.append(Share(_("Autres"), sum(one.n for one in rest)))
    chart = ShareChart(title=_("Ce qui a manqué"), unit=str(indicators.get(UNMET).unit), items=items)
    blocks: list[Block] = [ChartBlock(chart, source_note=_("n = %s") % formats.number(themes.n))]
    if places.slices:
        blocks.append(_table(context, UNMET, "insee", _("Commune"), places, before))
    if places.not_asked:
        text = _("Demandes sans commune précisée : %s.") % formats.number(places.not_asked)
        blocks.append(Note("method", text))
    return [*blocks, *remarks(themes), sources_of(UNMET)]


def _table(context: ReportContext, key: str, split: str, title: str, now: Figure, before: Figure) -> Table:
    """This year beside the year before, the largest first."""
    earlier = {one.code: one.value for one in before.slices}
    largest = sorted(now.slices, key=lambda one: -one.n)[:MOST_COMMUNES]
    rows: list[Row] = [
        [
            one.label,
            Cell(one.value, context.link(key, filters={split: one.code})),
            earlier.get(one.code),
            evolution(one.value, earlier.get(one.code)),
        ]
        for one in largest
    ]
    columns = [
        Column(title),
        Column(context.period.label, "integer"),
        Column(context.period.previous_year().label, "integer"),
        Column(_("Évolution"), "evolution"),
    ]
    return Table(columns, rows, str(indicators.get(key).title))


REPORT_SECTIONS = (
    ReportSection(
        "reception.partners",
        CHAPTER,
        gettext_lazy("Points d’information partenaires"),
        135,
        VIEW,
        partners,
        gettext_lazy("Qui tient ces points, ce qui a changé, ce que l’office leur apporte."),
    ),
    ReportSection(
        "reception.unmet",
        CHAPTER,
        gettext_lazy("Demandes sans réponse"),
        165,
        VIEW,
        unmet,
        gettext_lazy("Ce que les visiteurs cherchent en vain, ce que les communes ont répondu."),
    ),
)

DASHBOARDS = (
    Dashboard(
        "reception.team",
        gettext_lazy("Points partenaires, manques et incidents"),
        VIEW,
        (
            Panel(PARTNER_ACTS, "key"),
            Panel(PARTNER_SHARE, "key"),
            Panel(UNMET, "key"),
            Panel(INCIDENTS, "key"),
            Panel(UNMET, "months", title=gettext_lazy("Demandes sans réponse au fil du temps"), wide=True),
            Panel(UNMET, "shares", split="theme", title=gettext_lazy("Ce qui a manqué")),
            Panel(UNMET, "table", split="insee", title=gettext_lazy("Par commune"), limit=12),
            Panel(PARTNER_ACTS, "table", split="desk", title=gettext_lazy("Par point partenaire")),
            Panel(INCIDENTS, "table", split="desk", title=gettext_lazy("Incidents par bureau")),
        ),
        order=12,
    ),
)
