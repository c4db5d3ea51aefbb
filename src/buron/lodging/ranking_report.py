"""The star ranking of furnished lodgings in the yearly report."""

from __future__ import annotations

from collections.abc import Sequence

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from buron.kernel import formats
from buron.kernel.charts.table import Column, Row, Table
from buron.kernel.contributions import ReportContext, ReportSection, indicators
from buron.kernel.documents.blocks import Block, KeyFigure, KeyFigures, Paragraph
from buron.kernel.report_sources import sources_of

REQUESTS, VISITS, DELAY = "lodging.ranking_requests", "lodging.ranking_visits", "lodging.ranking_delay"


def rankings(context: ReportContext) -> Sequence[Block]:
    """How many visits, for how many stars, how long it took."""
    blocks: list[Block] = [KeyFigures([_key(context, key) for key in (REQUESTS, VISITS, DELAY)])]
    visits = context.figure(VISITS, split="stars")
    if visits.slices:
        rows: list[Row] = [[one.label, one.n] for one in sorted(visits.slices, key=lambda one: one.code)]
        columns = [Column(_("Étoiles")), Column(_("Visites"), "integer")]
        blocks.append(Table(columns, rows, _("Visites par étoiles"), total_row=[_("Total"), visits.n]))
    else:
        blocks.append(Paragraph(_("Aucune visite de classement cette année.")))
    return [*blocks, sources_of(REQUESTS, VISITS, DELAY)]


def _key(context: ReportContext, key: str) -> KeyFigure:
    indicator, figure = indicators.get(key), context.figure(key)
    value = formats.number(figure.value, indicator.decimals)
    return KeyFigure(str(indicator.title), value, provisional=figure.provisional, href=context.link(key))


REPORT_SECTIONS = (
    ReportSection(
        "lodging.rankings",
        gettext_lazy("L’hébergement"),
        gettext_lazy("Classement des meublés"),
        460,
        "lodging.figures",
        rankings,
        gettext_lazy(
            "Ce que le classement apporte aux loueurs et à la taxe, ce qui a changé dans l’agrément."
        ),
    ),
)
