"""Lines along ordered categories, named at their end, and the line the size of a word."""

from __future__ import annotations

from collections.abc import Sequence

from buron.kernel.charts.columns import all_values, mark_name
from buron.kernel.charts.frame import (
    Key,
    Plot,
    axis_marks,
    category_labels,
    heading,
    hues_of,
    legend,
    ranks_of,
    vertical_axis,
)
from buron.kernel.charts.ink import SMALL, Hue, cut, text_width
from buron.kernel.charts.model import LineChart, Number, Series, Sparkline, Values
from buron.kernel.charts.svg import Canvas, Fill, Point, num
from buron.kernel.charts.values import extent, known, plottable, value_text

DASHES = ("", "8 4", "9 3 2 3", "14 4", "5 3", "3 3")
DOTTED = "0.1 4.5"
NAMED_AT_END = 6
MARKED_POINTS = 31


def runs_of(values: Values) -> list[list[tuple[int, float]]]:
    """Stretches of known values; a value that is not known breaks the line."""
    runs: list[list[tuple[int, float]]] = [[]]
    for index, value in enumerate(values):
        number = plottable(value)
        if number is None:
            runs.append([])
        else:
            runs[-1].append((index, number))
    return [run for run in runs if run]


def draw_lines(canvas: Canvas, chart: LineChart, *, shown: bool) -> float:
    """Lines with their names at the end, or in a legend when there are too many or no room."""
    dashed = any(series.provisional_from is not None for series in chart.series)
    top = heading(canvas, chart, shown=shown, aside="en pointillé : provisoire" if dashed else "")
    hues = hues_of(canvas, chart.series)
    direct = 1 < len(chart.series) <= NAMED_AT_END and not canvas.narrow
    if not direct:
        keys = [
            Key(one.name, Fill(hue.mark), hue, shape=shape, dash=dash_of(rank))
            for shape, (one, hue, rank) in enumerate(
                zip(chart.series, hues, ranks_of(chart.series), strict=True)
            )
        ]
        top = legend(canvas, keys, top)
    values = known(all_values(chart))
    marks, width = axis_marks(*extent(values, from_zero=chart.from_zero), chart.kind)
    names = max(text_width(series.name, bold=True) for series in chart.series) + 16 if direct else 14.0
    plot = Plot(
        width + 10, canvas.width - min(names, canvas.width * 0.28), top + 8, top + 206, marks[0], marks[-1]
    )
    vertical_axis(canvas, plot, marks, chart.kind)
    if chart.area and len(chart.series) == 1:
        _area(canvas, plot, chart.series[0], hues[0])
    for shape, rank in enumerate(ranks_of(chart.series)):
        _line(canvas, chart, plot, shape, dash_of(rank), hues[shape])
    if direct:
        _end_names(canvas, chart, plot, hues)
    elif len(chart.series) == 1:
        _peak(canvas, chart, plot, hues[0])
    count = len(chart.categories)
    return plot.bottom + category_labels(
        canvas,
        chart.categories,
        plot.bottom,
        plot.width / max(1, count - 1),
        lambda index: x_of(plot, index, count),
    )


def x_of(plot: Plot, index: int, count: int) -> float:
    """Abscissa of a category; a single one stands in the middle."""
    return plot.left + plot.width * (index / (count - 1) if count > 1 else 0.5)


def _points(plot: Plot, run: Sequence[tuple[int, float]], count: int) -> list[Point]:
    return [(x_of(plot, index, count), plot.y(value)) for index, value in run]


def _d(points: Sequence[Point]) -> str:
    return "M" + "L".join(f"{num(x)} {num(y)}" for x, y in points)


def dash_of(rank: int) -> str:
    """The dashes of a line; the first of its like is plain."""
    return DASHES[rank % len(DASHES)]


def _line(canvas: Canvas, chart: LineChart, plot: Plot, shape: int, dash: str, hue: Hue) -> None:
    """The stretches of a series, its provisional part dashed, and its points when they are few."""
    series = chart.series[shape]
    count = len(series.values)
    for run in runs_of(series.values):
        limit = len(series.values) if series.provisional_from is None else series.provisional_from
        firm = [point for point in run if point[0] < limit]
        later = [point for point in run if point[0] >= limit - 1]
        if len(firm) > 1:
            canvas.path(
                _d(_points(plot, firm, count)),
                stroke=hue.mark,
                dash=dash,
                width=1.6 if series.reference else 2.2,
            )
        if len(later) > 1 and series.provisional_from is not None:
            canvas.path(_d(_points(plot, later, count)), stroke=hue.mark, dash=DOTTED)
        for (index, _), (x, y) in zip(run, _points(plot, run, count), strict=True):
            if count <= MARKED_POINTS or len(run) == 1:
                canvas.marker(
                    x,
                    y,
                    shape,
                    hue,
                    size=2.8,
                    hollow=series.is_provisional(index),
                    title=_point_title(chart, series, index),
                )


def _point_title(chart: LineChart, series: Series, index: int) -> str:
    name = mark_name(chart.categories[index], series.name)
    return f"{name} : {value_text(series.values[index], chart.kind, chart.decimals)}"


def _area(canvas: Canvas, plot: Plot, series: Series, hue: Hue) -> None:
    """A light ground under the only line, down to zero or to the lowest mark."""
    base = num(plot.y(max(plot.low, min(0.0, plot.high))))
    for run in runs_of(series.values):
        points = _points(plot, run, len(series.values))
        if len(points) > 1:
            d = f"{_d(points)}L{num(points[-1][0])} {base}L{num(points[0][0])} {base}Z"
            canvas.path(d, stroke="", fill=canvas.palette.scale[0])


def _end_names(canvas: Canvas, chart: LineChart, plot: Plot, hues: Sequence[Hue]) -> None:
    """Names beside the last points, pushed apart when lines end together."""
    ends = []
    for rank, series in enumerate(chart.series):
        runs = runs_of(series.values)
        if runs:
            ends.append((plot.y(runs[-1][-1][1]), rank))
    for y, rank in spread(ends, 15, plot.top, plot.bottom):
        series = chart.series[rank]
        name = cut(series.name, canvas.width - plot.right - 12)
        canvas.text(
            plot.right + 10, y + 4, name, bold=not series.reference, fill=hues[rank].text, full=series.name
        )


def spread(
    ends: Sequence[tuple[float, int]], apart: float, top: float, bottom: float
) -> list[tuple[float, int]]:
    """Heights at least ``apart`` pixels from each other, as near as possible to those asked for."""
    placed: list[tuple[float, int]] = []
    for y, rank in sorted(ends):
        lowest = placed[-1][0] + apart if placed else top
        placed.append((max(y, lowest), rank))
    limit = bottom
    for index in range(len(placed) - 1, -1, -1):
        y, rank = placed[index]
        placed[index] = (min(y, limit), rank)
        limit = placed[index][0] - apart
    return placed


def _peak(canvas: Canvas, chart: LineChart, plot: Plot, hue: Hue) -> None:
    """The highest value of the only line, written above it."""
    values = chart.series[0].values
    points = [point for run in runs_of(values) for point in run]
    index, number = max(points, key=lambda point: point[1])
    text = value_text(values[index], chart.kind, chart.decimals)
    half = text_width(text, SMALL, bold=True) / 2
    x = min(max(x_of(plot, index, len(values)), half), canvas.width - half)
    canvas.marker(x_of(plot, index, len(values)), plot.y(number), 0, hue, size=3.6)
    canvas.text(x, plot.y(number) - 8, text, size=SMALL, anchor="middle", bold=True, fill=hue.text)


def draw_sparkline(canvas: Canvas, chart: Sparkline) -> float:
    """A line without axes; its last known value bears a dot."""
    height = 28.0
    low, high = extent(known(chart.values), from_zero=False)
    plot = Plot(4, canvas.width - 5, 4, height - 4, low, high)
    hue = canvas.palette.hue(0)
    count = len(chart.values)
    runs = runs_of(chart.values)
    for run in runs:
        if len(run) > 1:
            canvas.path(_d(_points(plot, run, count)), stroke=hue.mark, width=1.6)
        else:
            canvas.marker(*_points(plot, run, count)[0], 0, hue, size=1.2)
    last = runs[-1][-1]
    x, y = _points(plot, [last], count)[0]
    canvas.marker(x, y, 0, hue, size=2.6, title=_last_text(chart, chart.values[last[0]], last[0]))
    return height


def _last_text(chart: Sparkline, value: Number | None, index: int) -> str:
    text = value_text(value, chart.kind, chart.decimals)
    return f"{chart.categories[index]} : {text}" if chart.categories else text
