"""The same numbers as rows: every chart can be read, copied and checked without being seen."""

from __future__ import annotations

from decimal import Decimal

from buron.kernel.charts.model import Chart, HeatCalendar, Number, ShareChart, Sparkline
from buron.kernel.charts.table import Cell, Column, ColumnKind, Row, Table, Value
from buron.kernel.charts.values import known, plottable

KINDS: dict[str, ColumnKind] = {"percent": "percent", "amount": "amount"}


def table_twin(chart: Chart) -> Table:
    """The chart's numbers as a table, exact and complete, with its title as caption."""
    if isinstance(chart, ShareChart):
        return _shares(chart)
    if isinstance(chart, HeatCalendar):
        return _days(chart)
    if isinstance(chart, Sparkline):
        names = chart.categories or [str(rank) for rank in range(1, len(chart.values) + 1)]
        rows: list[Row] = [[name, exact(value)] for name, value in zip(names, chart.values, strict=True)]
        return Table([Column("Rang"), value_column(chart, chart.unit or "Valeur")], rows, chart.title)
    head = Column(chart.category_title or "Catégorie")
    columns = [head, *(value_column(chart, series.name or chart.unit or "Valeur") for series in chart.series)]
    rows = [
        [_linked(category, chart.links, index), *(exact(series.values[index]) for series in chart.series)]
        for index, category in enumerate(chart.categories)
    ]
    return Table(columns, rows, chart.title)


def value_column(chart: Chart, title: str) -> Column:
    """A column of the chart's values, in the way that the chart writes them."""
    kind: ColumnKind = KINDS.get(chart.kind, "decimal" if chart.decimals else "integer")
    return Column(title, kind, decimals=chart.decimals if kind in ("decimal", "percent") else None)


def exact(value: Number | None) -> Value:
    """The value as given; what is not a finite number is not known."""
    return None if plottable(value) is None else value


def _linked(category: str, links: object, index: int) -> Value | Cell:
    return Cell(category, links[index]) if isinstance(links, (list, tuple)) and links else category


def _shares(chart: ShareChart) -> Table:
    whole = sum(known(item.value for item in chart.items))
    columns = [
        Column(chart.category_title or "Catégorie"),
        value_column(chart, chart.unit or "Nombre"),
        Column("Part", "percent", decimals=1),
    ]
    rows: list[Row] = [
        [
            Cell(item.label, item.link) if item.link else item.label,
            exact(item.value),
            _share(item.value, whole),
        ]
        for item in chart.items
    ]
    note = f"Non demandé : {chart.not_asked} (hors des parts)." if chart.not_asked else ""
    return Table(columns, rows, chart.title, note)


def _share(value: Number | None, whole: float) -> Decimal | None:
    number = plottable(value)
    if number is None or not whole:
        return None
    return Decimal(str(number)) * 100 / Decimal(str(whole))


def _days(chart: HeatCalendar) -> Table:
    days = sorted(day for day in chart.values if day.year == chart.year)
    rows: list[Row] = [[day, exact(chart.values[day])] for day in days]
    return Table([Column("Jour", "date"), value_column(chart, chart.unit or "Valeur")], rows, chart.title)
