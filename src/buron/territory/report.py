"""The chapter of the yearly report on the opening of the desks."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from buron.kernel import formats
from buron.kernel.contributions import Dashboard, Panel, ReportContext, ReportSection
from buron.kernel.documents.blocks import Block, Column, KeyFigure, KeyFigures, Note, Row, Sources, Table
from buron.territory.queries.opening_table import MonthCell, YearTable, year_table

OPEN, PLANNED, GAPS, HOURS = (
    "territory.open_days",
    "territory.planned_days",
    "territory.opening_gaps",
    "territory.open_hours",
)


def openings(context: ReportContext) -> Sequence[Block]:
    """Days open by month and desk, beside what was planned."""
    days = context.figure(OPEN, split="desk")
    table = year_table(context.period.start.year)
    blocks: list[Block] = [KeyFigures(_key_figures(context))]
    if table.columns:
        totals = {one.code: one.value for one in days.slices}
        blocks.append(_table(table, totals))
    else:
        blocks.append(Note("method", _("Le calendrier de cette année n’a pas été saisi.")))
    blocks.append(
        Note(
            "method",
            _("Un jour sans écart noté s’est passé comme prévu ; une demi-journée compte pour un jour."),
        )
    )
    return [*blocks, Sources([_("Calendrier des bureaux et écarts notés par l’office")])]


def _key_figures(context: ReportContext) -> list[KeyFigure]:
    found = []
    for key, label in (
        (OPEN, _("Jours d’ouverture, tous bureaux")),
        (HOURS, _("Heures d’ouverture")),
        (GAPS, _("Écarts au calendrier")),
    ):
        figure = context.figure(key)
        found.append(
            KeyFigure(
                label,
                formats.number(figure.value, 0),
                provisional=figure.provisional,
                href=context.link(key),
            )
        )
    return found


def _table(table: YearTable, totals: Mapping[str, object]) -> Table:
    columns = [Column(_("Mois")), *(Column(one.desk.name) for one in table.columns)]
    rows: list[Row] = [[name, *(_cell(cell) for cell in cells)] for name, cells in table.rows]
    total: Row = [_("Total"), *(_total(totals.get(str(one.desk.pk)), one.actual) for one in table.columns)]
    return Table(columns, rows, _("Jours d’ouverture par mois et par bureau"), total_row=total)


def _cell(cell: MonthCell) -> int | str:
    """A number where nothing has to be said beside it: a spreadsheet then adds the months up."""
    return cell.text or "—" if cell.differs or cell.actual is None else cell.actual


def _total(figure: object, summed: int | None) -> int | None:
    return summed if figure is None else int(str(figure))


REPORT_SECTIONS = (
    ReportSection(
        "territory.openings",
        gettext_lazy("L’accueil"),
        gettext_lazy("Ouverture des bureaux"),
        105,
        "territory.view",
        openings,
        gettext_lazy(
            "Pourquoi un bureau a moins, ou plus, ouvert que prévu ; ce qui a été fait pour les visiteurs."
        ),
    ),
)

DASHBOARDS = (
    Dashboard(
        "territory.openings",
        gettext_lazy("Ouverture"),
        "territory.view",
        (
            Panel(OPEN, "key"),
            Panel(PLANNED, "key"),
            Panel(GAPS, "key"),
            Panel(HOURS, "key"),
            Panel(OPEN, "months", title=gettext_lazy("Jours ouverts au fil du temps"), wide=True),
            Panel(OPEN, "table", split="desk", title=gettext_lazy("Jours ouverts par bureau")),
            Panel(GAPS, "table", split="reason", title=gettext_lazy("Motifs des écarts")),
            Panel(OPEN, "shares", split="daykind", title=gettext_lazy("Dimanches et jours fériés")),
            Panel(GAPS, "table", split="desk", title=gettext_lazy("Écarts par bureau")),
        ),
        order=11,
    ),
)
