"""The tourist tax in the yearly report: nights, receipts as offices print them, economic impact."""

from __future__ import annotations

from collections.abc import Sequence

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from buron.kernel import formats
from buron.kernel.charts.table import Cell, Column, Row, Table
from buron.kernel.contributions import ReportContext, ReportSection, indicators
from buron.kernel.documents.blocks import Block, KeyFigure, KeyFigures, Note
from buron.kernel.figures import Figure, evolution
from buron.kernel.report_sources import sources_of
from buron.tourist_tax.queries.receipts import in_order

CHAPTER = gettext_lazy("La taxe de séjour")
NIGHTS, TAXED = "tourist_tax.nights", "tourist_tax.nights_taxed"
DUE, RECEIVED = "tourist_tax.due", "tourist_tax.received"
IMPACT = "tourist_tax.impact"


def nights(context: ReportContext) -> Sequence[Block]:
    """Nights of the year and of the year before, by nature and by month."""
    before = context.period.previous_year()
    blocks: list[Block] = [
        KeyFigures(
            [
                _key(context, key)
                for key in (NIGHTS, TAXED, "tourist_tax.occupancy", "tourist_tax.stay_length")
            ]
        )
    ]
    for split, title in (("nature", _("Nuitées par nature")), ("month", _("Nuitées par mois"))):
        now, then = context.figure(NIGHTS, split=split), context.figure(NIGHTS, split=split, period=before)
        shift = {one.code: one.value for one in then.slices}
        rows: list[Row] = [
            [
                one.label,
                Cell(one.value, context.link(NIGHTS, filters={split: one.code})),
                shift.get(_a_year_before(one.code, split)),
                evolution(one.value, shift.get(_a_year_before(one.code, split))),
            ]
            for one in now.slices
        ]
        columns = [
            Column(title),
            Column(context.period.label, "integer"),
            Column(before.label, "integer"),
            Column(_("Évolution"), "evolution"),
        ]
        blocks.append(Table(columns, rows, title))
    return [*blocks, *_notes(context.figure(NIGHTS)), sources_of(NIGHTS, TAXED)]


def _a_year_before(code: str, split: str) -> str:
    return f"{int(code[:4]) - 1}{code[4:]}" if split == "month" else code


def receipts(context: ReportContext) -> Sequence[Block]:
    """The two tables « Bilan encaissements »: by commune and by type, digital operators apart."""
    due, received = context.figure(DUE), context.figure(RECEIVED)
    blocks: list[Block] = [
        _table(context, "place", _("Bilan des encaissements par communes"), _("Communes")),
        _table(context, "sort", _("Bilan des encaissements par types d’hébergements"), _("Hébergements")),
    ]
    left = int(due.value or 0) - int(received.value or 0)
    if received.provisional or left > 0:
        blocks.append(Note("provisional", _provisional(context, received, left)))
    return [*blocks, sources_of(RECEIVED)]


def _table(context: ReportContext, split: str, title: str, name: str) -> Table:
    figure = context.figure(RECEIVED, split=split)
    rows: list[Row] = [
        [one.label, Cell(one.value, context.link(RECEIVED, filters={split: one.code}))]
        for one in in_order(figure.slices, by_name=split == "place")
    ]
    total: Row = [_("Total"), Cell(figure.value, context.link(RECEIVED))]
    return Table([Column(name), Column(_("Sommes encaissées"), "amount")], rows, title, total_row=total)


def _provisional(context: ReportContext, received: Figure, left: int) -> str:
    taxed = context.figure(TAXED)
    text = _("Ces chiffres sont provisoires : la totalité de la taxe n’est pas encore encaissée.")
    if taxed.value is None or received.value is None:
        return text
    return f"{text} " + _(
        "%(nights)s nuitées taxées déclarées, %(total)s encaissés, %(left)s restent dus."
    ) % {
        "nights": formats.number(taxed.value),
        "total": formats.amount(int(received.value)),
        "left": formats.amount(max(left, 0)),
    }


def impact(context: ReportContext) -> Sequence[Block]:
    """Nights by what a visitor spends, with the formula and its bounds."""
    figure = context.figure(IMPACT)
    return [KeyFigures([_key(context, IMPACT)]), *_notes(figure), sources_of(IMPACT)]


def _key(context: ReportContext, key: str) -> KeyFigure:
    indicator, figure = indicators.get(key), context.figure(key)
    unit = str(indicator.unit)
    text = formats.number(figure.value, indicator.decimals) if figure.value is not None else ""
    if unit == "€" and figure.value is not None:
        text = formats.amount(int(figure.value))
    elif unit == "%" and figure.value is not None:
        text = formats.percent(figure.value)
    return KeyFigure(
        str(indicator.title),
        text or _("non renseigné"),
        definition=str(indicator.definition),
        provisional=figure.provisional,
        href=context.link(key),
    )


def _notes(figure: Figure) -> list[Block]:
    return [Note("warning", figure.note)] if figure.note else []


REPORT_SECTIONS = (
    ReportSection(
        key="tourist_tax.nights",
        chapter=CHAPTER,
        title=gettext_lazy("Les nuitées"),
        order=600,
        permission="tourist_tax.view",
        build=nights,
        prompt=gettext_lazy("Ce qui explique l’année : météo, ouvertures et fermetures, plateformes."),
    ),
    ReportSection(
        key="tourist_tax.receipts",
        chapter=CHAPTER,
        title=gettext_lazy("Les encaissements"),
        order=610,
        permission="tourist_tax.view",
        build=receipts,
        prompt=gettext_lazy("La collecte : relances, plateformes, nouveaux hébergements."),
    ),
    ReportSection(
        key="tourist_tax.impact",
        chapter=CHAPTER,
        title=gettext_lazy("Les retombées économiques"),
        order=620,
        permission="tourist_tax.view",
        build=impact,
        prompt=gettext_lazy("D’où vient la dépense par nuitée, et ce qu’elle ne compte pas."),
    ),
)
