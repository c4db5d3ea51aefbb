"""Vertical bars, side by side or stacked."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from buron.kernel.charts.frame import (
    PROVISIONAL,
    Key,
    Plot,
    axis_marks,
    category_labels,
    gap,
    heading,
    hues_of,
    legend,
    ranks_of,
    vertical_axis,
)
from buron.kernel.charts.ink import AXIS, PAPER, SMALL, Hue, text_width
from buron.kernel.charts.model import BarChart, CategoryChart, Number, Series, StackedBarChart
from buron.kernel.charts.svg import Canvas, Fill
from buron.kernel.charts.values import extent, known, plottable, value_text, widest_text


@dataclass(frozen=True, slots=True)
class Bands:
    """Where each category stands: equal bands, bars in their middle."""

    left: float
    band: float
    bar: float
    per_band: int

    def centre(self, index: int) -> float:
        return self.left + (index + 0.5) * self.band

    def bar_left(self, index: int, rank: int) -> float:
        return self.centre(index) - self.bar * self.per_band / 2 + rank * self.bar


@dataclass(frozen=True, slots=True)
class Style:
    """How a bar is painted, and whether it bears its value."""

    fill: Fill
    outline: str
    labelled: bool


def all_values(chart: CategoryChart, count: int | None = None) -> Iterator[Number | None]:
    """The values of every series, of the first ``count`` categories if asked."""
    return (value for series in chart.series for value in series.values[:count])


def provisional_remark(series: Sequence[Series]) -> str:
    """Tells what hatching means, when there is some."""
    return PROVISIONAL if any(one.provisional_from is not None for one in series) else ""


def fills_of(canvas: Canvas, series: Sequence[Series], hues: Sequence[Hue]) -> list[Fill]:
    """A plain or patterned fill for each series, so that two never differ by colour alone."""
    return [canvas.hatch(hue, rank) for hue, rank in zip(hues, ranks_of(series), strict=True)]


def keys_of(canvas: Canvas, series: Sequence[Series]) -> list[Key]:
    """The legend of bars."""
    hues = hues_of(canvas, series)
    fills = fills_of(canvas, series, hues)
    return [Key(one.name, fill, hue) for one, fill, hue in zip(series, fills, hues, strict=True)]


def shown_value(chart: BarChart | StackedBarChart, value: Number | None) -> str:
    return value_text(value, chart.kind, chart.decimals)


def draw_columns(canvas: Canvas, chart: BarChart, *, shown: bool) -> float:
    """Bars side by side; each one bears its value when there is room, otherwise an axis stands on the
    left.
    """
    top = heading(canvas, chart, shown=shown, aside=provisional_remark(chart.series))
    top = legend(canvas, keys_of(canvas, chart.series), top)
    low, high = extent(known(all_values(chart)))
    plot, bands, labelled = _layout(canvas, chart, top, low, high)
    hues = hues_of(canvas, chart.series)
    fills = fills_of(canvas, chart.series, hues)
    for rank, series in enumerate(chart.series):
        for index in range(len(series.values)):
            provisional = series.is_provisional(index)
            fill = canvas.provisional(hues[rank]) if provisional else fills[rank]
            style = Style(fill, hues[rank].mark if provisional else "", labelled)
            _bar(canvas, chart, plot, (bands.bar_left(index, rank), bands.bar), series, index, style)
    canvas.line((plot.left, plot.y(0)), (plot.right, plot.y(0)), stroke=AXIS)
    below = plot.bottom + (16 if labelled and low < 0 else 0)
    return below + category_labels(canvas, chart.categories, below, bands.band, bands.centre)


def _layout(canvas: Canvas, chart: BarChart, top: float, low: float, high: float) -> tuple[Plot, Bands, bool]:
    """Room for the marks: without an axis when every bar can bear its value."""
    groups, per_band = len(chart.categories), len(chart.series)
    widest = widest_text(all_values(chart), chart.kind, chart.decimals, SMALL)
    band = canvas.width / groups
    bar = min(56.0, band * (0.7 if per_band == 1 else 0.8) / per_band)
    room = band if per_band == 1 else bar
    labelled = widest + 4 <= room
    above = top + 20
    if labelled:
        return Plot(0, canvas.width, above, above + 190, low, high), Bands(0, band, bar, per_band), True
    marks, width = axis_marks(low, high, chart.kind)
    left = width + 10
    plot = Plot(left, canvas.width, above - 8, above + 190, marks[0], marks[-1])
    vertical_axis(canvas, plot, marks, chart.kind)
    band = plot.width / groups
    bar = min(56.0, band * (0.7 if per_band == 1 else 0.8) / per_band)
    return plot, Bands(left, band, bar, per_band), False


def _bar(
    canvas: Canvas,
    chart: BarChart,
    plot: Plot,
    place: tuple[float, float],
    series: Series,
    index: int,
    style: Style,
) -> None:
    """One bar with its hover text, its value if asked for, or the mark of a value that is not known."""
    x, width = place
    value = series.values[index]
    text = shown_value(chart, value)
    title = f"{mark_name(chart.categories[index], series.name)} : {text}"
    number, zero = plottable(value), plot.y(0)
    if number is None:
        gap(canvas, x + width / 2, zero - 5, width + 2, title)
        return
    y = plot.y(number)
    inset = 0.5 if width > 6 else 0
    top, height = (min(y, zero), abs(y - zero)) if number else (zero - 1, 1)
    canvas.rect(x + inset, top, width - 2 * inset, height, style.fill, title=title, stroke=style.outline)
    if style.labelled:
        canvas.text(x + width / 2, y - 5 if number >= 0 else y + 14, text, size=SMALL, anchor="middle")


def mark_name(category: str, series: str) -> str:
    """How a mark is called when it is pointed at."""
    return f"{category} – {series}" if series else category


def draw_stacked_columns(canvas: Canvas, chart: StackedBarChart, *, shown: bool) -> float:
    """Parts on top of each other, in the order of the legend from bottom to top, with the total above."""
    top = heading(canvas, chart, shown=shown, aside="en % du total" if chart.normalised else "")
    top = legend(canvas, keys_of(canvas, chart.series), top)
    stacks = [stack_of(chart, index) for index in range(len(chart.categories))]
    ends = [end for stack in stacks for _, start, stop in stack for end in (start, stop)]
    marks, width = axis_marks(*extent(ends), "percent" if chart.normalised else chart.kind)
    left = width + 10
    plot = Plot(left, canvas.width, top + 18, top + 210, marks[0], marks[-1])
    vertical_axis(canvas, plot, marks, "percent" if chart.normalised else chart.kind)
    band = plot.width / len(chart.categories)
    bands = Bands(left, band, min(64.0, band * 0.72), 1)
    hues = hues_of(canvas, chart.series)
    fills = fills_of(canvas, chart.series, hues)
    for index, stack in enumerate(stacks):
        x = bands.bar_left(index, 0)
        for rank, start, stop in stack:
            y = plot.y(max(start, stop))
            title = part_title(chart, rank, index, stop - start)
            canvas.rect(
                x, y, bands.bar, abs(plot.y(start) - plot.y(stop)), fills[rank], title=title, stroke=PAPER
            )
        _total(canvas, chart, plot, bands, index, stack)
    return plot.bottom + category_labels(canvas, chart.categories, plot.bottom, band, bands.centre)


def _total(
    canvas: Canvas,
    chart: StackedBarChart,
    plot: Plot,
    bands: Bands,
    index: int,
    stack: Sequence[tuple[int, float, float]],
) -> None:
    """The sum of a bar above it; nothing when parts are percentages, and a mark when nothing is known."""
    x = bands.centre(index)
    if not stack:
        gap(canvas, x, plot.y(0) - 5, bands.bar, f"{chart.categories[index]} : non renseigné")
        return
    text = shown_value(chart, total_of(chart, index))
    if not chart.normalised and text_width(text, SMALL) <= bands.band:
        peak = max(stop for _, _, stop in stack)
        canvas.text(x, plot.y(max(peak, 0)) - 5, text, size=SMALL, anchor="middle", bold=True)


def stack_of(chart: StackedBarChart, index: int) -> list[tuple[int, float, float]]:
    """The parts of a bar as (rank of series, start, end); negative parts go down from zero, unknown ones
    are left out.
    """
    parts = [(rank, plottable(series.values[index])) for rank, series in enumerate(chart.series)]
    scale = 1.0
    if chart.normalised:
        whole = sum(abs(value) for _, value in parts if value is not None)
        scale = 100 / whole if whole else 0.0
    up = down = 0.0
    stack = []
    for rank, value in parts:
        if value is None:
            continue
        start = up if value >= 0 else down
        stop = start + value * scale
        stack.append((rank, start, stop))
        up, down = (stop, down) if value >= 0 else (up, stop)
    return stack


def total_of(chart: StackedBarChart, index: int) -> Number | None:
    """The exact sum of the known parts of a bar, not known when none is."""
    parts: list[Number] = [
        value
        for series in chart.series
        if (value := series.values[index]) is not None and plottable(value) is not None
    ]
    if not parts:
        return None
    if any(isinstance(part, float) for part in parts):
        return float(sum(float(part) for part in parts))
    return sum(part for part in parts if not isinstance(part, float))


def part_title(chart: StackedBarChart, rank: int, index: int, drawn: float) -> str:
    """What a part is and its value, when it is pointed at."""
    name = mark_name(chart.categories[index], chart.series[rank].name)
    return f"{name} : {part_text(chart, rank, index, drawn)}"


def part_text(chart: StackedBarChart, rank: int, index: int, drawn: float) -> str:
    """The value of a part, with its share when bars are normalised."""
    text = shown_value(chart, chart.series[rank].values[index])
    return f"{text} ({value_text(drawn, 'percent', 1)})" if chart.normalised else text
