"""The days of a year as a calendar of shades."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from buron.kernel import formats
from buron.kernel.charts.frame import SHORT_FORMS, heading
from buron.kernel.charts.ink import AXIS, MUTED, PAPER, SMALL, TINY, text_width
from buron.kernel.charts.model import HeatCalendar
from buron.kernel.charts.svg import Canvas
from buron.kernel.charts.values import known, plottable, ticks, value_text

DAY_INITIALS = "LMMJVSD"


@dataclass(frozen=True, slots=True)
class Grid:
    """A run of weeks as columns, from Monday at the top to Sunday."""

    left: float
    top: float
    cell: float
    first_monday: dt.date

    def corner(self, day: dt.date) -> tuple[float, float]:
        week = (day - self.first_monday).days // 7
        return self.left + week * self.cell, self.top + day.weekday() * self.cell


def thresholds(values: Sequence[float], shades: int, decimals: int) -> list[float]:
    """Lower bounds of the shades: round values, the first one being the lowest value known."""
    low, high = min(values), max(values)
    if low == high:
        return [low]
    marks = [mark for mark in ticks(low, high, shades) if low < mark < high and round(mark, decimals) == mark]
    return [low, *marks[: shades - 1]]


def shade_of(value: float, bounds: Sequence[float]) -> int:
    """Index of the last bound that the value reaches."""
    return max((index for index, bound in enumerate(bounds) if value >= bound), default=0)


def draw_calendar(canvas: Canvas, chart: HeatCalendar, *, shown: bool) -> float:
    """The year in one block, or in two halves on a phone, with the scale under it."""
    top = heading(canvas, chart, shown=shown)
    days = {day: value for day, value in chart.values.items() if day.year == chart.year}
    bounds = thresholds(known(days.values()), len(canvas.palette.scale), chart.decimals)
    starts = (1, 7) if canvas.narrow else (1,)
    for month in starts:
        first = dt.date(chart.year, month, 1)
        last = dt.date(
            chart.year, month + 12 // len(starts) - 1, 30 if len(starts) == 2 and month == 1 else 31
        )
        top = _block(canvas, chart, top, first, last, bounds) + 10
    return _scale(canvas, chart, top, bounds)


def _block(
    canvas: Canvas, chart: HeatCalendar, top: float, first: dt.date, last: dt.date, bounds: Sequence[float]
) -> float:
    monday = first - dt.timedelta(days=first.weekday())
    weeks = (last - monday).days // 7 + 1
    cell = min(26.0, (canvas.width - 16) / weeks)
    grid = Grid(16, top + 18, cell, monday)
    for weekday in (0, 2, 4, 6) if cell < TINY + 2 else range(7):
        canvas.text(0, grid.top + (weekday + 0.5) * cell + 4, DAY_INITIALS[weekday], size=TINY, fill=MUTED)
    day = first
    while day <= last:
        if day.day == 1:
            name = formats.MONTHS[day.month - 1]
            text = name if cell * 4 > 58 else SHORT_FORMS[name]
            canvas.text(grid.corner(day)[0], top + 12, text, size=TINY, fill=MUTED)
        _day(canvas, chart, grid, day, bounds)
        day += dt.timedelta(days=1)
    return grid.top + 7 * cell


def _day(canvas: Canvas, chart: HeatCalendar, grid: Grid, day: dt.date, bounds: Sequence[float]) -> None:
    """A day's square: shaded, or a small dot when the day is not known."""
    x, y = grid.corner(day)
    value = chart.values.get(day)
    number = plottable(value)
    side = grid.cell - 1.5
    if number is None:
        canvas.rect(x + side / 2 - 1, y + side / 2 - 1, 2, 2, AXIS)
        return
    title = ""
    if canvas.mode == "screen":
        title = f"{formats.date_text(day, weekday=True)} : {value_text(value, chart.kind, chart.decimals)}"
    canvas.rect(x, y, side, side, shade(canvas, shade_of(number, bounds), len(bounds)), title=title)


def shade(canvas: Canvas, index: int, count: int) -> str:
    """The colour of a shade, from the lightest to the darkest whatever their number."""
    scale = canvas.palette.scale
    return scale[round(index * (len(scale) - 1) / (count - 1))] if count > 1 else scale[-1]


def _scale(canvas: Canvas, chart: HeatCalendar, top: float, bounds: Sequence[float]) -> float:
    """What each shade stands for, and what a dot does."""
    x = 16.0
    texts = [_bound_text(chart, bounds, index) for index in range(len(bounds))]
    for index, text in enumerate(texts):
        step = 18 + text_width(text, SMALL) + 14
        if x + step > canvas.width:
            x, top = 16.0, top + 18
        canvas.rect(x, top + 1, 12, 12, shade(canvas, index, len(bounds)))
        canvas.text(x + 17, top + 11.5, text, size=SMALL, fill=MUTED)
        x += step
    text = "non renseigné"
    if x + 17 + text_width(text, SMALL) > canvas.width:
        x, top = 16.0, top + 18
    canvas.rect(x, top + 1, 12, 12, PAPER)
    canvas.rect(x + 5, top + 6, 2, 2, AXIS)
    canvas.text(x + 17, top + 11.5, text, size=SMALL, fill=MUTED)
    return top + 18


def _bound_text(chart: HeatCalendar, bounds: Sequence[float], index: int) -> str:
    low = value_text(bounds[index], chart.kind, chart.decimals)
    if index == len(bounds) - 1:
        return f"{low} et plus" if len(bounds) > 1 else low
    whole = chart.kind == "number" and chart.decimals == 0
    last = value_text(bounds[index + 1] - (1 if whole else 0), chart.kind, chart.decimals)
    return low if last == low else f"{low} à {last}"
