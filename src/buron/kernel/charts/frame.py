"""What charts share around their marks: heading, unit, legend, axes, and the empty drawing."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from buron.kernel.charts.ink import AXIS, BODY, GRID, MUTED, PAPER, SMALL, TINY, Hue, cut, text_width, wrap
from buron.kernel.charts.model import Chart, Series, ValueKind
from buron.kernel.charts.svg import Canvas, Fill
from buron.kernel.charts.values import NOT_KNOWN, tick_text, ticks
from buron.kernel.formats import MONTHS, WEEKDAYS

EMPTY_TEXT = "Aucune donnée sur la période"
PROVISIONAL = "hachuré : provisoire"


@dataclass(frozen=True, slots=True)
class Key:
    """A line of a legend: what a colour or a shape stands for."""

    name: str
    fill: Fill
    hue: Hue
    shape: int | None = None
    dash: str = ""


@dataclass(frozen=True, slots=True)
class Plot:
    """The rectangle of the marks, and the passage from a value to its height."""

    left: float
    right: float
    top: float
    bottom: float
    low: float
    high: float

    @property
    def width(self) -> float:
        return self.right - self.left

    def y(self, value: float) -> float:
        """Height of a value, from the top of the drawing."""
        return self.bottom - (value - self.low) / (self.high - self.low) * (self.bottom - self.top)


def heading(canvas: Canvas, chart: Chart, *, shown: bool, aside: str = "") -> float:
    """The title when asked for, then the unit and a remark; gives the height that they take."""
    y = 0.0
    if shown:
        for line in wrap(chart.title, canvas.width, 16):
            y += 20
            canvas.text(0, y - 4, line, size=16, bold=True, full=chart.title)
    remark = " · ".join(part for part in (chart.unit[:1].upper() + chart.unit[1:], aside) if part)
    if remark:
        y += 18
        canvas.text(0, y - 5, cut(remark, canvas.width, SMALL), size=SMALL, fill=MUTED, full=remark)
    return y + (4 if y else 0)


def legend(canvas: Canvas, keys: Sequence[Key], y: float) -> float:
    """Names of the series with their colour, on as many lines as needed; gives the next free height."""
    if len(keys) < 2:
        return y
    x, line = 0.0, y
    for key in keys:
        name = cut(key.name, canvas.width - 24)
        step = 18 + text_width(name) + 18
        if x and x + step - 18 > canvas.width:
            x, line = 0.0, line + 20
        _swatch(canvas, key, x, line + 9)
        canvas.text(x + 18, line + 13.5, name, full=key.name)
        x += step
    return line + 26


def _swatch(canvas: Canvas, key: Key, x: float, y: float) -> None:
    if key.shape is None:
        canvas.rect(x, y - 6, 12, 12, key.fill)
        return
    canvas.path(f"M{x:.1f} {y:.1f}h13", stroke=key.hue.mark, dash=key.dash)
    canvas.marker(x + 6.5, y, key.shape, key.hue, size=3.5)


def hues_of(canvas: Canvas, series: Sequence[Series]) -> list[Hue]:
    """A colour for each series, counted without the references, which are grey."""
    hues, rank = [], 0
    for one in series:
        hues.append(canvas.palette.reference if one.reference else canvas.palette.hue(rank))
        rank += not one.reference
    return hues


def ranks_of(series: Sequence[Series]) -> list[int]:
    """The rank of each series among its like: references apart from the others."""
    counts = {True: 0, False: 0}
    ranks = []
    for one in series:
        ranks.append(counts[one.reference])
        counts[one.reference] += 1
    return ranks


def vertical_axis(canvas: Canvas, plot: Plot, marks: Sequence[float], kind: ValueKind) -> None:
    """Light lines across, their values on the left, and a firmer line at zero."""
    step = marks[1] - marks[0] if len(marks) > 1 else 1.0
    for mark in marks:
        y = plot.y(mark)
        canvas.line((plot.left, y), (plot.right, y), stroke=AXIS if mark == 0 else GRID)
        canvas.text(plot.left - 8, y + 4, tick_text(mark, kind, step), size=SMALL, anchor="end", fill=MUTED)


def axis_marks(low: float, high: float, kind: ValueKind) -> tuple[list[float], float]:
    """The marks of an axis and the width of their widest text."""
    marks = ticks(low, high)
    step = marks[1] - marks[0] if len(marks) > 1 else 1.0
    return marks, max(text_width(tick_text(mark, kind, step), SMALL) for mark in marks)


MONTHS_SHORT = (
    "janv.", "févr.", "mars", "avr.", "mai", "juin", "juil.", "août", "sept.", "oct.", "nov.", "déc.",
)  # fmt: skip
WEEKDAYS_SHORT = ("lun.", "mar.", "mer.", "jeu.", "ven.", "sam.", "dim.")
SHORT_FORMS = dict(zip((*MONTHS, *WEEKDAYS), (*MONTHS_SHORT, *WEEKDAYS_SHORT), strict=True))


def written(categories: Sequence[str], band: float) -> Sequence[str] | None:
    """Categories as they can be written under their bands: whole, or months and weekdays in short, or
    ``None``.
    """
    if labels_fit(categories, band):
        return categories
    if any(category.lower() not in SHORT_FORMS for category in categories):
        return None
    short = [SHORT_FORMS[category.lower()] for category in categories]
    return short if labels_fit(short, band) else [category[:1].upper() for category in categories]


def labels_fit(categories: Sequence[str], band: float, *, lines: int = 2) -> bool:
    """True when every category can be written whole under its band."""
    for category in categories:
        if text_width(category, SMALL) <= band - 4:
            continue
        wrapped = wrap(category, band - 4, SMALL, lines=lines)
        if any(part.endswith("…") for part in wrapped):
            return False
    return True


def category_labels(
    canvas: Canvas, categories: Sequence[str], y: float, band: float, centre: Callable[[int], float]
) -> float:
    """Write categories under the plot: whole if they fit, otherwise one in several; gives the height used."""
    shown = written(categories, band)
    if shown is not None:
        height = 0
        for index, (category, text) in enumerate(zip(categories, shown, strict=True)):
            lines = wrap(text, band - 4, SMALL)
            height = max(height, len(lines))
            for rank, part in enumerate(lines):
                canvas.text(
                    centre(index), y + 15 + rank * 14, part, size=SMALL, anchor="middle", full=category
                )
        return 8 + 14.0 * height
    widest = min(90.0, max(text_width(category, SMALL) for category in categories))
    stride = max(1, -int(-(widest + 10) // band))
    for index in range(0, len(categories), stride):
        text = cut(categories[index], stride * band - 6, SMALL)
        half = text_width(text, SMALL) / 2
        x = min(max(centre(index), half), canvas.width - half)
        canvas.text(x, y + 15, text, size=SMALL, anchor="middle", full=categories[index])
    return 22


def empty(canvas: Canvas, chart: Chart, *, shown: bool) -> float:
    """A quiet frame that says that there is nothing; gives its height."""
    top = heading(canvas, chart, shown=shown)
    canvas.rect(0.5, top + 0.5, canvas.width - 1, 71, PAPER, stroke=GRID)
    canvas.text(canvas.width / 2, top + 41, EMPTY_TEXT, size=BODY, anchor="middle", fill=MUTED)
    return top + 72


def gap(canvas: Canvas, x: float, y: float, room: float, title: str) -> None:
    """The place of a value that is not known, told in two letters where there is room."""
    if room >= text_width(NOT_KNOWN, TINY):
        canvas.text(x, y, NOT_KNOWN, size=TINY, anchor="middle", fill=MUTED, full=title)
