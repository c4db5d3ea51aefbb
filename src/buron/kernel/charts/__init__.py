"""Charts of the house: pure functions from values to accessible SVG, with a summary and a table twin.

``render_svg`` draws, ``summary`` tells, ``table_twin`` gives the numbers. No colour alone carries a
meaning, no value that is not known is drawn as zero, and the drawing holds under a strict CSP (no style
attribute, no script).
"""

from __future__ import annotations

import hashlib
import re

from buron.kernel.charts import calendar, columns, lines, rows
from buron.kernel.charts.frame import EMPTY_TEXT, empty, written
from buron.kernel.charts.ink import HOUSE, Hue, Palette
from buron.kernel.charts.model import (
    BarChart,
    Chart,
    DotChart,
    HeatCalendar,
    LineChart,
    Series,
    Share,
    ShareChart,
    Sparkline,
    StackedBarChart,
)
from buron.kernel.charts.summary import summary
from buron.kernel.charts.svg import Canvas, Mode
from buron.kernel.charts.table import Cell, Column, Row, Table
from buron.kernel.charts.twin import table_twin
from buron.kernel.charts.values import known

__all__ = [
    "EMPTY_TEXT",
    "HOUSE",
    "BarChart",
    "Cell",
    "Chart",
    "Column",
    "DotChart",
    "HeatCalendar",
    "Hue",
    "LineChart",
    "Palette",
    "Row",
    "Series",
    "Share",
    "ShareChart",
    "Sparkline",
    "StackedBarChart",
    "Table",
    "render_svg",
    "summary",
    "table_twin",
]

KINDS: dict[type, str] = {
    BarChart: "bar",
    StackedBarChart: "stacked",
    LineChart: "line",
    ShareChart: "share",
    DotChart: "dot",
    HeatCalendar: "calendar",
    Sparkline: "spark",
}
MOST_COLUMN_NAMES = 60
NARROWEST = 240
DEFAULT_WIDTH = 720
_IDENTIFIER = re.compile(r"[A-Za-z][\w-]*\Z", re.ASCII)


def render_svg(
    chart: Chart,
    *,
    width: int = DEFAULT_WIDTH,
    palette: Palette = HOUSE,
    mode: Mode = "screen",
    title_shown: bool = False,
    uid: str = "",
) -> str:
    """Draw a chart as a whole SVG element, ``width`` pixels wide and as high as it needs.

    Under 480 pixels labels stand above their marks. ``title_shown`` writes the title in the drawing, for a
    drawing that stands alone. ``uid`` prefixes the identifiers; by default it is made from the chart, so
    the same chart twice in a page needs two. A sparkline is 120 pixels wide unless asked otherwise. Raises
    ``ValueError`` for an ``uid`` that is no identifier.
    """
    if uid and not _IDENTIFIER.match(uid):
        raise ValueError(f"{uid!r} cannot be an identifier")
    canvas = Canvas(width=_width(chart, width), uid=uid or _uid(chart), mode=mode, palette=palette)
    height = _draw(canvas, chart, title_shown)
    return canvas.finish(
        height=height, title=chart.title, description=summary(chart), kind=KINDS[type(chart)]
    )


def _width(chart: Chart, asked: int) -> int:
    if isinstance(chart, Sparkline):
        return 120 if asked == DEFAULT_WIDTH else max(60, asked)
    return max(NARROWEST, asked)


def _uid(chart: Chart) -> str:
    return "c" + hashlib.blake2s(repr(chart).encode("utf-8", "replace"), digest_size=5).hexdigest()


def _draw(canvas: Canvas, chart: Chart, shown: bool) -> float:
    if isinstance(chart, Sparkline):
        return lines.draw_sparkline(canvas, chart) if known(chart.values) else 28.0
    if not has_data(chart):
        return empty(canvas, chart, shown=shown)
    if isinstance(chart, ShareChart):
        return rows.draw_shares(canvas, chart, shown=shown)
    if isinstance(chart, HeatCalendar):
        return calendar.draw_calendar(canvas, chart, shown=shown)
    if isinstance(chart, LineChart):
        return lines.draw_lines(canvas, chart, shown=shown)
    if isinstance(chart, DotChart):
        return rows.draw_dots(canvas, chart, shown=shown)
    flat = is_horizontal(chart, canvas.width)
    if isinstance(chart, BarChart):
        return (rows.draw_bars if flat else columns.draw_columns)(canvas, chart, shown=shown)
    return (rows.draw_stacked_rows if flat else columns.draw_stacked_columns)(canvas, chart, shown=shown)


def has_data(chart: Chart) -> bool:
    """True when at least one value can be drawn."""
    if isinstance(chart, ShareChart):
        return bool(known(item.value for item in chart.items))
    if isinstance(chart, HeatCalendar):
        return bool(known(value for day, value in chart.values.items() if day.year == chart.year))
    if isinstance(chart, Sparkline):
        return bool(known(chart.values))
    return any(known(series.values) for series in chart.series)


def is_horizontal(chart: BarChart | StackedBarChart, width: float) -> bool:
    """Bars lie flat when asked for, or when their names would not fit under them."""
    if chart.orientation != "auto":
        return chart.orientation == "horizontal"
    if len(chart.categories) > MOST_COLUMN_NAMES:
        return False
    return written(chart.categories, (width - 40) / len(chart.categories)) is None
