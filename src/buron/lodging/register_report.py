"""The register's part of the yearly report."""

from __future__ import annotations

from collections.abc import Sequence

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from buron.kernel import formats
from buron.kernel.charts.table import Cell, Column, Row, Table
from buron.kernel.contributions import ReportContext, ReportSection, indicators
from buron.kernel.documents.blocks import Block, KeyFigure, KeyFigures, Paragraph
from buron.kernel.figures import Value
from buron.kernel.report_sources import sources_of
from buron.lodging.register_figures import FIGURES

LODGINGS, PERSONS, RANKED = "lodging.lodgings", "lodging.persons", "lodging.ranked_share"
MOST_COMMUNES = 40


def register(context: ReportContext) -> Sequence[Block]:
    """How many lodgings and beds, by nature and by commune."""
    blocks: list[Block] = [KeyFigures([_key(context, key) for key in (LODGINGS, PERSONS, RANKED)])]
    for split, title, first in (
        ("nature", _("Hébergements et lits par nature"), _("Nature")),
        ("commune", _("Hébergements et lits par commune"), _("Commune")),
    ):
        blocks.append(_table(context, split, title, first))
    if context.figure(LODGINGS).value is None:
        return [*blocks[:1], Paragraph(_("Le registre des hébergements n’était pas encore tenu."))]
    return [*blocks, sources_of(LODGINGS, PERSONS, RANKED)]


def _table(context: ReportContext, split: str, title: str, first: str) -> Table:
    counted, beds = context.figure(LODGINGS, split=split), context.figure(PERSONS, split=split)
    persons: dict[str, Value] = {one.code: one.value for one in beds.slices}
    rows: list[Row] = [
        [one.label, Cell(one.value, context.link(LODGINGS, filters={split: one.code})), persons.get(one.code)]
        for one in counted.slices[:MOST_COMMUNES]
    ]
    columns = [Column(first), Column(_("Hébergements"), "integer"), Column(_("Lits"), "integer")]
    return Table(columns, rows, title, total_row=[_("Total"), counted.value, beds.value])


def _key(context: ReportContext, key: str) -> KeyFigure:
    indicator, figure = indicators.get(key), context.figure(key)
    value = (
        formats.percent(figure.value)
        if indicator.unit == "%"
        else formats.number(figure.value, indicator.decimals)
    )
    return KeyFigure(str(indicator.title), value, provisional=figure.provisional, href=context.link(key))


REPORT_SECTIONS = (
    ReportSection(
        "lodging.register",
        gettext_lazy("L’hébergement"),
        gettext_lazy("Le parc d’hébergements"),
        410,
        FIGURES,
        register,
        prompt=gettext_lazy(
            "Ouvertures et fermetures de l’année, communes où l’offre manque, montée en gamme."
        ),
    ),
)
