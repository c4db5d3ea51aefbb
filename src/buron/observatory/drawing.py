"""Figures as charts and as tables, for screens; the same values as the report's, with links to their rows."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from django.utils.translation import gettext as _

from buron.kernel.charts import BarChart, Cell, Chart, Column, HeatCalendar, Series, Share, ShareChart, Table
from buron.kernel.charts.table import ColumnKind, Row
from buron.kernel.charts.table import Value as CellValue
from buron.kernel.contributions import Indicator
from buron.kernel.figures import Figure, Slice, Value, share
from buron.kernel.periods import Period
from buron.observatory.rules import evolution_of
from buron.observatory.series import Point
from buron.observatory.wording import kind_of, unit_name

LinkTo = Callable[[Period | None, Mapping[str, str]], str]
HUNDRED = Decimal(100)
SHORT_MONTHS = (
    "janv.", "févr.", "mars", "avr.", "mai", "juin", "juil.", "août", "sept.", "oct.", "nov.", "déc.",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Pair:
    """A figure and the same one a year before, with the names under which they are drawn."""

    now: Figure
    before: Figure | None
    now_name: str
    before_name: str


def value_column(indicator: Indicator, title: str) -> Column:
    """The column in which values of an indicator stand."""
    kind = kind_of(indicator)
    if kind == "number":
        column: ColumnKind = "decimal" if indicator.decimals else "integer"
        return Column(title, column, decimals=indicator.decimals or None)
    return Column(title, kind, decimals=indicator.decimals if kind == "percent" else None)


def change_column(indicator: Indicator) -> Column:
    """The column of evolutions: in hundredths, or in points between percentages."""
    if kind_of(indicator) == "percent":
        return Column(_("Écart (points)"), "decimal", decimals=1)
    return Column(_("Évolution"), "evolution")


def change(indicator: Indicator, now: Value, before: Value) -> Decimal | None:
    """How a value moved, in the unit of :func:`change_column`."""
    return evolution_of(now, before, unit=kind_of(indicator), better="none").change


# -- Along time --------------------------------------------------------------------------------------------


def time_chart(
    indicator: Indicator,
    title: str,
    now: Sequence[Point],
    before: Sequence[Point],
    names: tuple[str, str],
    *,
    today: dt.date,
    link: LinkTo,
    breaks: Sequence[dt.date] = (),
) -> Chart:
    """Bars of each month or day, the year before in grey behind. A step where the series breaks bears a star."""
    categories = [_step_name(point.period, breaks) for point in now]
    running = next((i for i, point in enumerate(now) if not point.period.is_over(today)), None)
    series = [Series(names[0], [point.value for point in now], provisional_from=running)]
    if any(point.value is not None for point in before):
        aligned = [point.value for point in before][: len(now)]
        aligned += [None] * (len(now) - len(aligned))
        series.insert(0, Series(names[1], aligned, reference=True))
    return BarChart(
        title=title,
        unit=unit_name(indicator),
        kind=kind_of(indicator),
        decimals=indicator.decimals,
        categories=categories,
        series=series,
        orientation="vertical",
        links=[link(point.period, {}) for point in now],
        category_title=_("Mois") if now and now[0].period.kind == "month" else _("Jour"),
    )


def _step_name(period: Period, breaks: Sequence[dt.date]) -> str:
    start = period.start
    name = SHORT_MONTHS[start.month - 1] if period.kind == "month" else f"{start.day}/{start.month}"
    return f"{name} *" if any(day in period for day in breaks) else name


def time_table(
    indicator: Indicator,
    caption: str,
    now: Sequence[Point],
    before: Sequence[Point],
    names: tuple[str, str],
    *,
    link: LinkTo,
) -> Table:
    """The twin of :func:`time_chart`, each number opening on its rows, with the evolution of each step."""
    by_rank = [point.value for point in before] + [None] * len(now)
    rows: list[Row] = [
        [
            point.period.label,
            Cell(point.value, link(point.period, {})) if point.n else point.value,
            by_rank[rank],
            change(indicator, point.value, by_rank[rank]),
        ]
        for rank, point in enumerate(now)
    ]
    columns = [
        Column(_("Période")),
        value_column(indicator, names[0]),
        value_column(indicator, names[1]),
        change_column(indicator),
    ]
    return Table(columns, rows, caption)


def heat_chart(indicator: Indicator, title: str, days: Sequence[Point], year: int) -> Chart:
    """The days of a year, darker where the figure is higher."""
    return HeatCalendar(
        title=title,
        unit=unit_name(indicator),
        kind=kind_of(indicator),
        decimals=indicator.decimals,
        year=year,
        values={point.period.start: point.value for point in days if point.value is not None},
    )


# -- By slice ----------------------------------------------------------------------------------------------


def ranked(slices: Sequence[Slice], limit: int | None) -> list[Slice]:
    """The slices that are shown: all in their room's order, or the ``limit`` largest."""
    if limit is None or len(slices) <= limit:
        return list(slices)
    return sorted(slices, key=lambda one: -(one.value or 0))[:limit]


def share_chart(
    indicator: Indicator,
    title: str,
    figure: Figure,
    split: str,
    *,
    link: LinkTo,
    limit: int | None = None,
    category_title: str = "",
) -> Chart:
    """Parts of a figure. Where one row may be in several parts (themes), each part is drawn against all rows."""
    shown = ranked([one for one in figure.slices if one.n], limit)
    links = [link(None, {split: one.code}) for one in shown]
    if _is_partition(figure):
        items = [Share(one.label, one.value, href) for one, href in zip(shown, links, strict=True)]
        rest = _rest(figure, shown)
        items += [Share(_("Autres"), rest)] if rest else []
        return ShareChart(
            title=title,
            unit=unit_name(indicator),
            kind=kind_of(indicator),
            decimals=indicator.decimals,
            items=items,
            not_asked=figure.not_asked or None,
            category_title=category_title,
        )
    return BarChart(
        title=title,
        unit=_("% des lignes renseignées"),
        kind="percent",
        decimals=1,
        categories=[one.label for one in shown],
        series=[Series(_("Part"), [slice_share(figure, one) for one in shown])],
        orientation="horizontal",
        links=links,
        category_title=category_title,
    )


def slice_share(figure: Figure, part: Slice) -> Decimal | None:
    """The share that the room gives, else the part's rows over those that answered."""
    return part.share if part.share is not None else share(part.n, figure.n - figure.not_asked)


def _is_partition(figure: Figure) -> bool:
    """Whether each row is in one part at most: shares then make 100 %."""
    shares = [slice_share(figure, one) for one in figure.slices]
    whole = sum((one for one in shares if one is not None), Decimal(0))
    return whole <= HUNDRED + Decimal("0.01") and all((one.value or 0) >= 0 for one in figure.slices)


def _rest(figure: Figure, shown: Sequence[Slice]) -> Value:
    kept = {one.code for one in shown}
    return sum(one.value or 0 for one in figure.slices if one.code not in kept)


def met_before(pair: Pair) -> set[str]:
    """The codes that had rows a year before."""
    return {one.code for one in pair.before.slices if one.n} if pair.before else set()


def bars_chart(
    indicator: Indicator,
    title: str,
    pair: Pair,
    split: str,
    *,
    link: LinkTo,
    limit: int | None = None,
    category_title: str = "",
) -> Chart:
    """Each slice beside its value a year before."""
    shown = ranked([one for one in pair.now.slices if one.n or one.code in met_before(pair)], limit)
    series = [Series(pair.now_name, [one.value for one in shown])]
    if pair.before is not None and pair.before.n:
        earlier = {one.code: one.value for one in pair.before.slices}
        series.insert(0, Series(pair.before_name, [earlier.get(one.code) for one in shown], reference=True))
    return BarChart(
        title=title,
        unit=unit_name(indicator),
        kind=kind_of(indicator),
        decimals=indicator.decimals,
        categories=[one.label for one in shown],
        series=series,
        orientation="horizontal",
        links=[link(None, {split: one.code}) for one in shown],
        category_title=category_title,
    )


def slice_table(
    indicator: Indicator,
    caption: str,
    pair: Pair,
    split: str,
    category_title: str,
    *,
    link: LinkTo,
    limit: int | None = None,
    keep: Callable[[str], str] | None = None,
) -> Table:
    """Each slice with its value, the year before, its evolution and its share; each number opens on its rows.

    With ``keep``, the name of a slice opens the same figure for that slice alone.
    """
    earlier = {one.code: one.value for one in pair.before.slices} if pair.before else {}
    rows: list[Row] = []
    for one in ranked(pair.now.slices, limit):
        before = earlier.get(one.code)
        rows.append(
            [
                Cell(one.label, keep(one.code)) if keep else one.label,
                Cell(one.value, link(None, {split: one.code})),
                before,
                change(indicator, one.value, before),
                slice_share(pair.now, one),
            ]
        )
    columns = [
        Column(category_title),
        value_column(indicator, pair.now_name),
        value_column(indicator, pair.before_name),
        change_column(indicator),
        Column(_("Part"), "percent"),
    ]
    return Table(columns, rows, caption, total_row=_total(indicator, pair, link))


def _total(indicator: Indicator, pair: Pair, link: LinkTo) -> list[CellValue | Cell] | None:
    if not pair.now.slices:
        return None
    before = pair.before.value if pair.before else None
    opened = Cell(pair.now.value, link(None, {}))
    return [_("Ensemble"), opened, before, change(indicator, pair.now.value, before), None]
