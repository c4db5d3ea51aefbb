"""Horizontal charts: bars, stacked bars, shares and dots, one row for each category."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from buron.kernel import formats
from buron.kernel.charts.columns import (
    Style,
    all_values,
    fills_of,
    keys_of,
    mark_name,
    part_title,
    provisional_remark,
    shown_value,
    stack_of,
    total_of,
)
from buron.kernel.charts.frame import Key, heading, hues_of, legend
from buron.kernel.charts.ink import AXIS, BODY, GRID, INK, MUTED, PAPER, SMALL, Hue, cut, text_width, wrap
from buron.kernel.charts.model import BarChart, DotChart, Series, Share, ShareChart, StackedBarChart
from buron.kernel.charts.svg import Canvas, Fill
from buron.kernel.charts.values import NOT_KNOWN, extent, known, plottable, value_text, widest_text

MOST_ROWS = 40
MOST_SHARES = 20
TRACK = "#f1efea"


@dataclass(frozen=True, slots=True)
class Rows:
    """Where rows stand, and the passage from a value to its abscissa."""

    top: float
    height: float
    left: float
    right: float
    low: float
    high: float

    def x(self, value: float) -> float:
        return self.left + (value - self.low) / (self.high - self.low) * (self.right - self.left)

    def y(self, index: int) -> float:
        """Middle of the marks of a row."""
        return self.top + (index + 0.5) * self.height


def lay_rows(
    canvas: Canvas,
    labels: Sequence[str],
    *,
    top: float,
    bar: float,
    after: float,
    span: tuple[float, float],
    before: float = 0,
) -> Rows:
    """Share the width between labels, marks and the texts before and after them; labels stand above on a
    phone.
    """
    low, high = span
    after, before = min(after, canvas.width * 0.3), min(before, canvas.width * 0.3)
    if canvas.narrow:
        return Rows(top, bar + 26, before, canvas.width - after, low, high)
    widest = max(text_width(label) for label in labels)
    left = min(widest, canvas.width * 0.34) + 12
    return Rows(top, bar + 10, left + before, canvas.width - after, low, high)


def write_label(
    canvas: Canvas, rows: Rows, index: int, label: str, *, before: float, muted: bool = False
) -> None:
    """The name of a row, on two lines at most, left of its marks or above them."""
    fill = MUTED if muted else INK
    y = rows.y(index)
    if canvas.narrow:
        canvas.text(0, rows.top + index * rows.height + 14, cut(label, canvas.width), fill=fill, full=label)
        return
    room = rows.left - before - 10
    lines = wrap(label, room, lines=2 if rows.height >= 30 else 1)
    for rank, line in enumerate(lines):
        canvas.text(
            room, y + 4.5 + (rank - (len(lines) - 1) / 2) * 14, line, anchor="end", fill=fill, full=label
        )


def mark_middle(canvas: Canvas, rows: Rows, index: int) -> float:
    """Middle of the marks of a row: lower on a phone, where the label is above."""
    return rows.y(index) + (9 if canvas.narrow else 0)


def bounded(count: int, most: int) -> tuple[int, str]:
    """How many rows are drawn, and the sentence that tells of the others."""
    if count <= most:
        return count, ""
    return most, f"et {formats.number(count - most)} autres catégories, voir le tableau"


def remainder(canvas: Canvas, text: str, y: float) -> float:
    if not text:
        return y
    canvas.text(0, y + 14, cut(text, canvas.width, SMALL), size=SMALL, fill=MUTED)
    return y + 22


def draw_bars(canvas: Canvas, chart: BarChart, *, shown: bool) -> float:
    """Horizontal bars, each one followed by its value."""
    top = heading(canvas, chart, shown=shown, aside=provisional_remark(chart.series))
    top = legend(canvas, keys_of(canvas, chart.series), top)
    count, rest = bounded(len(chart.categories), MOST_ROWS)
    after = widest_text(all_values(chart, count), chart.kind, chart.decimals, SMALL) + 10
    thin = 14.0 if len(chart.series) > 1 else 18.0
    low, high = extent(known(all_values(chart, count)))
    before = after if low < 0 else 0.0
    rows = lay_rows(
        canvas,
        chart.categories[:count],
        top=top,
        bar=thin * len(chart.series),
        after=after,
        span=(low, high),
        before=before,
    )
    hues = hues_of(canvas, chart.series)
    fills = fills_of(canvas, chart.series, hues)
    for index in range(count):
        write_label(canvas, rows, index, chart.categories[index], before=before)
        for rank, series in enumerate(chart.series):
            y = mark_middle(canvas, rows, index) + (rank - len(chart.series) / 2) * thin
            provisional = series.is_provisional(index)
            fill = canvas.provisional(hues[rank]) if provisional else fills[rank]
            style = Style(fill, hues[rank].mark if provisional else "", labelled=True)
            _row_bar(canvas, chart, rows, (y, thin - 1), series, index, style)
    bottom = top + count * rows.height
    canvas.line((rows.x(0), top), (rows.x(0), bottom), stroke=AXIS)
    return remainder(canvas, rest, bottom) + 2


def _row_bar(
    canvas: Canvas,
    chart: BarChart,
    rows: Rows,
    place: tuple[float, float],
    series: Series,
    index: int,
    style: Style,
) -> None:
    """A bar from zero to its value; its text stands beyond its end."""
    y, height = place
    text = shown_value(chart, series.values[index])
    title = f"{mark_name(chart.categories[index], series.name)} : {text}"
    number, zero = plottable(series.values[index]), rows.x(0)
    base = y + height / 2 + 4
    if number is None:
        canvas.text(zero + 6, base, NOT_KNOWN, size=SMALL, fill=MUTED, full=title)
        return
    x = rows.x(number)
    canvas.rect(min(x, zero), y, abs(x - zero), height, style.fill, title=title, stroke=style.outline)
    if number < 0:
        canvas.text(x - 5, base, text, size=SMALL, anchor="end")
    else:
        canvas.text(x + 5, base, text, size=SMALL)


def draw_stacked_rows(canvas: Canvas, chart: StackedBarChart, *, shown: bool) -> float:
    """Stacked bars laid flat; parts bear their value where it fits."""
    top = heading(canvas, chart, shown=shown, aside="en % du total" if chart.normalised else "")
    top = legend(canvas, keys_of(canvas, chart.series), top)
    count, rest = bounded(len(chart.categories), MOST_ROWS)
    stacks = [stack_of(chart, index) for index in range(count)]
    ends = [end for stack in stacks for _, start, stop in stack for end in (start, stop)]
    totals = [
        "" if chart.normalised else shown_value(chart, total_of(chart, index)) for index in range(count)
    ]
    after = max(text_width(total, SMALL, bold=True) for total in totals) + 10
    before = after if min(ends, default=0.0) < 0 else 0.0
    rows = lay_rows(
        canvas, chart.categories[:count], top=top, bar=20, after=after, span=extent(ends), before=before
    )
    fills = fills_of(canvas, chart.series, hues_of(canvas, chart.series))
    for index, stack in enumerate(stacks):
        write_label(canvas, rows, index, chart.categories[index], before=before)
        y = mark_middle(canvas, rows, index) - 10
        for rank, start, stop in stack:
            title = part_title(chart, rank, index, stop - start)
            x = rows.x(min(start, stop))
            canvas.rect(x, y, rows.x(max(start, stop)) - x, 20, fills[rank], title=title, stroke=PAPER)
        _inner_texts(canvas, chart, rows, index, stack, y)
        end = max((stop for _, _, stop in stack), default=0.0)
        text = totals[index] if stack else NOT_KNOWN
        canvas.text(
            rows.x(max(end, 0)) + 5,
            y + 14.5,
            text,
            size=SMALL,
            bold=bool(stack),
            fill=MUTED if not stack else INK,
        )
    return remainder(canvas, rest, top + count * rows.height) + 2


def _inner_texts(
    canvas: Canvas,
    chart: StackedBarChart,
    rows: Rows,
    index: int,
    stack: Sequence[tuple[int, float, float]],
    y: float,
) -> None:
    """Values inside the parts that are wide enough, on a plate of paper so that they hold against any
    pattern.
    """
    for rank, start, stop in stack:
        text = (
            value_text(stop - start, "percent", 0)
            if chart.normalised
            else shown_value(chart, chart.series[rank].values[index])
        )
        width = text_width(text, SMALL)
        room = abs(rows.x(stop) - rows.x(start))
        if room >= width + 14:
            middle = (rows.x(start) + rows.x(stop)) / 2
            canvas.rect(middle - width / 2 - 3, y + 3, width + 6, 14, PAPER)
            canvas.text(middle, y + 14, text, size=SMALL, anchor="middle")


@dataclass(frozen=True, slots=True)
class Part:
    """A share ready to draw: its label, the share in hundredths, and the value as text."""

    label: str
    share: float | None
    value: str
    muted: bool = False


def parts_of(chart: ShareChart, most: int) -> list[Part]:
    """Shares over the known values; beyond ``most``, the last ones are summed as "Autres"."""
    whole = sum(known(item.value for item in chart.items))
    items = list(chart.items)
    if len(items) > most:
        kept, rest = items[: most - 1], items[most - 1 :]
        items = [
            *kept,
            Share(f"Autres ({formats.number(len(rest))})", sum(known(item.value for item in rest))),
        ]
    return [_part(chart, item, whole) for item in items]


def _part(chart: ShareChart, item: Share, whole: float) -> Part:
    number = plottable(item.value)
    if number is None:
        return Part(item.label, None, "", muted=True)
    share = number / whole * 100 if whole else None
    return Part(item.label, share, value_text(item.value, chart.kind, chart.decimals))


def draw_shares(canvas: Canvas, chart: ShareChart, *, shown: bool) -> float:
    """One bar for each part on a common track, its percentage and its value after it."""
    top = heading(canvas, chart, shown=shown)
    parts = parts_of(chart, MOST_SHARES)
    percents = [NOT_KNOWN if part.share is None else value_text(part.share, "percent", 1) for part in parts]
    share_width = max(text_width(text, BODY, bold=True) for text in percents)
    value_width = max(text_width(part.value, SMALL) for part in parts)
    after = share_width + value_width + 26
    high = max(1.0, *(part.share or 0.0 for part in parts))
    low = min(0.0, *(part.share or 0.0 for part in parts))
    rows = lay_rows(canvas, [part.label for part in parts], top=top, bar=18, after=after, span=(low, high))
    hue = canvas.palette.hue(0)
    for index, part in enumerate(parts):
        write_label(canvas, rows, index, part.label, before=0, muted=part.muted)
        y = mark_middle(canvas, rows, index)
        canvas.rect(rows.left, y - 8, rows.right - rows.left, 16, TRACK)
        if part.share is not None:
            start, end = sorted((rows.x(0), rows.x(part.share)))
            canvas.rect(
                start,
                y - 8,
                end - start,
                16,
                hue.mark,
                title=f"{part.label} : {percents[index]} ({part.value})",
            )
        canvas.text(
            rows.right + 10 + share_width, y + 4.5, percents[index], anchor="end", bold=part.share is not None
        )
        if part.share is not None:
            canvas.text(canvas.width, y + 4.5, part.value, size=SMALL, anchor="end", fill=MUTED)
    return remainder(canvas, not_asked_text(chart), top + len(parts) * rows.height) + 2


def not_asked_text(chart: ShareChart) -> str:
    """How many answers the shares rest on, and how many are missing."""
    if not chart.not_asked:
        return ""
    return f"Non demandé : {formats.number(chart.not_asked)} (hors des parts)"


def draw_dots(canvas: Canvas, chart: DotChart, *, shown: bool) -> float:
    """Dots on light lines; two series are joined, so that the passage is what is seen.

    Every dot bears its value, so the lines may start away from zero.
    """
    top = heading(
        canvas, chart, shown=shown, aside=provisional_remark(chart.series).replace("hachuré", "évidé")
    )
    hues = hues_of(canvas, chart.series)
    keys = [
        Key(one.name, Fill(hue.mark), hue, shape=rank)
        for rank, (one, hue) in enumerate(zip(chart.series, hues, strict=True))
    ]
    top = legend(canvas, keys, top)
    count, rest = bounded(len(chart.categories), MOST_ROWS)
    after = widest_text(all_values(chart, count), chart.kind, chart.decimals, SMALL) + 12
    before = after if len(chart.series) > 1 else 0.0
    values = known(all_values(chart, count)) or [0.0]
    span = extent(values, from_zero=min(values) <= 0.4 * max(values))
    rows = lay_rows(canvas, chart.categories[:count], top=top, bar=16, after=after, span=span, before=before)
    for index in range(count):
        write_label(canvas, rows, index, chart.categories[index], before=before)
        _dot_row(canvas, chart, rows, index, hues)
    return remainder(canvas, rest, top + count * rows.height) + 2


def _dot_row(canvas: Canvas, chart: DotChart, rows: Rows, index: int, hues: Sequence[Hue]) -> None:
    y = mark_middle(canvas, rows, index)
    canvas.line((rows.left, y), (rows.right, y), stroke=GRID)
    points = [
        (rows.x(number), rank)
        for rank, series in enumerate(chart.series)
        if (number := plottable(series.values[index])) is not None
    ]
    if not points:
        canvas.text(rows.left + 4, y + 4, NOT_KNOWN, size=SMALL, fill=MUTED)
        return
    canvas.line((min(points)[0], y), (max(points)[0], y), stroke=AXIS, width=2)
    texts = [value_text(series.values[index], chart.kind, chart.decimals) for series in chart.series]
    for x, rank in points:
        series = chart.series[rank]
        name = mark_name(chart.categories[index], series.name)
        canvas.marker(
            x,
            y,
            rank,
            hues[rank],
            size=5,
            hollow=series.is_provisional(index),
            title=f"{name} : {texts[rank]}",
        )
    canvas.text(max(points)[0] + 10, y + 4, texts[max(points)[1]], size=SMALL)
    if len(points) > 1:
        canvas.text(min(points)[0] - 10, y + 4, texts[min(points)[1]], size=SMALL, anchor="end")
