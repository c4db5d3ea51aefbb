"""The printed documents in the yearly report."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from buron.kernel import formats
from buron.kernel.charts.table import Cell, Column, Row, Table
from buron.kernel.contributions import ReportContext, ReportSection
from buron.kernel.documents.blocks import Block, Note
from buron.kernel.figures import evolution
from buron.kernel.report_sources import sources_of

if TYPE_CHECKING:
    from buron.kernel.figures import Value

HANDED = "reception.documents_handed"
STOCK = "reception.documents_stock"
PRINTED = "reception.documents_printed"
KEYS = (PRINTED, HANDED, STOCK)
MOST_TITLES = 40


def documents(context: ReportContext) -> Sequence[Block]:
    """Each title: copies printed, copies handed out or left, and what remains at the end of the year."""
    figures = {key: context.figure(key, split="print_title") for key in KEYS}
    titles = {part.code: part.label for figure in figures.values() for part in figure.slices}
    values = {key: {part.code: part.value for part in figure.slices} for key, figure in figures.items()}

    def cell(key: str, code: str) -> Cell:
        value: Value = values[key].get(code)
        link = context.link(key, filters={"print_title": code}) if value is not None else ""
        return Cell(value, link)

    ordered = sorted(titles, key=lambda code: titles[code])[:MOST_TITLES]
    rows: list[Row] = [[titles[code], *(cell(key, code) for key in KEYS)] for code in ordered]
    total: Row = [_("Ensemble"), *(figures[key].value for key in KEYS)]
    columns = [
        Column(_("Document")),
        Column(_("Tirage"), "integer"),
        Column(_("Remis et déposés"), "integer"),
        Column(_("En stock en fin de période"), "integer"),
    ]
    blocks: list[Block] = []
    if rows:
        blocks.append(Table(columns, rows, caption=_("Documents imprimés"), total_row=total))
    else:
        blocks.append(Note("info", _("Aucun mouvement de documents n’est renseigné.")))
    blocks += _remarks(context, figures[HANDED].value, [figure.note for figure in figures.values()])
    return [*blocks, sources_of(*KEYS)]


def _remarks(context: ReportContext, handed: Value, notes: Sequence[str]) -> list[Block]:
    before = context.figure(HANDED, period=context.period.previous_year(1)).value
    change = evolution(handed, before)
    blocks: list[Block] = [Note("warning", text) for text in dict.fromkeys(notes) if text]
    if change is not None:
        text = _("Documents remis et déposés : %s par rapport à l’année précédente.")
        blocks.append(Note("info", text % formats.percent(change, signed=True)))
    return blocks


REPORT_SECTIONS = (
    ReportSection(
        "reception.documents",
        gettext_lazy("L’accueil"),
        gettext_lazy("Documents imprimés"),
        195,
        "reception.view",
        documents,
        gettext_lazy("Les éditions de l’année, leur diffusion, ce qui a manqué ou est resté."),
    ),
)
