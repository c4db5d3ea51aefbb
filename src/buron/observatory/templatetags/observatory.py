"""Template tags of the observatory: charts with their table, tables whose numbers open."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Any

from django import template
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.safestring import SafeString, mark_safe

from buron.kernel import formats
from buron.kernel.charts import Chart, Column, Table, render_svg, summary
from buron.kernel.charts.table import href_of, value_of
from buron.kernel.documents.cells import cell_text, is_unknown
from buron.kernel.typography import french

register = template.Library()

SIZES = {True: (330, 620, 1000), False: (330, 520)}


@register.simple_tag
def drawing(chart: Chart, uid: str, wide: bool = True) -> SafeString:
    """A chart drawn for each width that its place may have: the stylesheet shows the one that fits, so that text keeps
    its size from a phone to a desk.
    """
    drawings = "".join(
        f'<div class="drawing__at drawing__at--{width}">{render_svg(chart, width=width, uid=f"{uid}-{width}")}</div>'
        for width in SIZES[wide]
    )
    kind = "wide" if wide else "half"
    return mark_safe(f'<div class="drawing drawing--{kind}">{drawings}</div>')  # noqa: S308 -- render_svg escapes


@register.filter
def told(chart: Chart) -> str:
    """The sentence that says what a chart shows."""
    return summary(chart)


@register.simple_tag
def data_table(table: Table, caption: bool = True, dense: bool = True) -> SafeString:
    """A table; numbers on the right, what is not known in words, and cells that open."""
    lines = [[_cell(column, cell) for column, cell in _zip(table, row)] for row in table.rows]
    total = [_cell(column, cell) for column, cell in _zip(table, table.total_row)] if table.total_row else []
    values = {
        "table": table,
        "lines": lines,
        "total": total,
        "shows_caption": caption and bool(table.caption),
        "dense": dense,
    }
    return render_to_string("observatory/parts/table.html", values)


def _zip(table: Table, row: Any) -> zip[tuple[Column, Any]]:
    return zip(table.columns, row, strict=True)


def _cell(column: Column, cell: Any) -> Mapping[str, Any]:
    value = value_of(cell)
    if isinstance(value, dt.datetime) and timezone.is_aware(value):
        value = timezone.localtime(value)
    return {
        "text": cell_text(value, column),
        "href": href_of(cell),
        "css": "num" if column.side == "right" else "fixed" if column.kind in ("date", "datetime") else "",
        "unknown": is_unknown(value),
    }


@register.filter
def typo(text: object) -> str:
    """A text of the registry with the spaces of French typography."""
    return french(str(text))


@register.filter
def fr_local(moment: dt.datetime) -> str:
    """A moment in local time: ``12 avril 2024 à 9 h 30``."""
    return formats.datetime_text(timezone.localtime(moment).replace(second=0, microsecond=0))


@register.filter
def fr_local_day(moment: dt.datetime) -> str:
    """The local day of a moment: ``12 avril 2024``."""
    return formats.date_text(timezone.localtime(moment).date())
