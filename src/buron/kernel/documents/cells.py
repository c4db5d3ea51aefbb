"""Cells as text, the same in every writer that shows them."""

from __future__ import annotations

import datetime as dt
import math
from collections.abc import Iterator
from decimal import Decimal

from buron.kernel import formats
from buron.kernel.charts.table import Column, Table, Value, value_of
from buron.kernel.charts.values import LARGEST, value_text
from buron.kernel.documents.words import words
from buron.kernel.typography import printable, refine

LINE = 96
"""Letters that a line of a table holds across an A4 page."""


def is_unknown(value: Value) -> bool:
    """``None``, and what a computation could not give."""
    if isinstance(value, Decimal):
        return not value.is_finite()
    return value is None or (isinstance(value, float) and not math.isfinite(value))


def cell_text(value: Value, column: Column, language: str = "fr") -> str:
    """A value as it is printed under its column; what is not known is told in short."""
    if is_unknown(value):
        return words(language).unknown_short
    if isinstance(value, bool):
        return words(language).yes if value else words(language).no
    if isinstance(value, dt.datetime):
        return formats.datetime_text(value)
    if isinstance(value, dt.date):
        return formats.date_text(value)
    if isinstance(value, (int, float, Decimal)):
        return number_text(value, column)
    return refine(printable(str(value)), language)


def number_text(value: int | float | Decimal, column: Column) -> str:
    """A number as its column says: hundredths, cents, decimals or as it is."""
    if abs(float(value)) >= LARGEST:
        return value_text(value)
    match column.kind:
        case "percent" | "evolution":
            decimals = 1 if column.decimals is None else column.decimals
            return formats.percent(value, decimals, signed=column.kind == "evolution")
        case "amount":
            return formats.amount(int(value))
        case "integer":
            return formats.number(value, 0)
        case _:
            return formats.number(value, column.decimals)


def values_of(table: Table) -> Iterator[Value]:
    """Every value of a table, its total included."""
    for row in table.rows:
        yield from map(value_of, row)
    if table.total_row is not None:
        yield from map(value_of, table.total_row)


def notes_of(table: Table, language: str = "fr") -> list[str]:
    """What stands under a table: its source note, and what the short form of "not known" means when it is
    used.
    """
    notes = [refine(printable(table.source_note), language)] if table.source_note else []
    if any(is_unknown(value) for value in values_of(table)):
        label = words(language)
        notes.append(refine(f"{label.unknown_short} : {label.unknown}", language))
    return notes


def width_shares(table: Table, language: str = "fr") -> list[float]:
    """Share of the width that each column needs, by its longest word or number and, less and less, its longest text.

    Where the needs are more than a line holds, the longest texts fold: words and numbers stay whole.
    """
    pairs = [_needs(table, rank, column, language) for rank, column in enumerate(table.columns)]
    least, wished = sum(pair[0] for pair in pairs), sum(pair[1] for pair in pairs)
    spread = min(1.0, (LINE - least) / (wished - least)) if least < LINE and wished > least else 1.0
    needs = [whole + (wish - whole) * spread for whole, wish in pairs]
    return [need / sum(needs) for need in needs]


def _needs(table: Table, rank: int, column: Column, language: str) -> tuple[float, float]:
    """The letters that keep a column's words whole, and those that would fold nothing short."""
    texts = [cell_text(value_of(row[rank]), column, language) for row in table.rows]
    longest = max(map(len, texts), default=0)
    title = max(map(len, column.title.split()), default=0)
    if column.side == "right":
        need = max(longest, title) + 3
        return need, need
    word = max((len(part) for text in texts for part in text.split()), default=0)
    beyond: float = max(0, longest - 20) ** 0.75
    whole = min(30, max(title, word)) + 3
    return whole, max(whole, max(12, title, min(longest, 20) + beyond) + 2)
