"""The table: rows of typed values under titled columns, the twin of every chart and a block of documents.

It lives beside charts because a chart must be able to give its numbers without knowing how documents are
written.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Literal

ColumnKind = Literal["text", "integer", "decimal", "percent", "evolution", "amount", "date", "datetime"]
Align = Literal["left", "right", "center"]
Value = str | int | float | Decimal | dt.date | dt.datetime | bool | None


@dataclass(frozen=True, slots=True)
class Column:
    """A column and how its values are read.

    ``percent`` and ``evolution`` are in hundredths (``3.2`` is 3,2 %), an evolution always bears its sign;
    ``amount`` is integer cents. ``decimals`` is the number of decimals shown; the exact value goes to
    spreadsheets. ``key`` names the column to machines.
    """

    title: str
    kind: ColumnKind = "text"
    align: Align | None = None
    decimals: int | None = None
    key: str = ""

    @property
    def side(self) -> Align:
        """Where the values stand: numbers on the right, so that their digits line up, the rest on the
        left.
        """
        if self.align:
            return self.align
        return "left" if self.kind in ("text", "date", "datetime") else "right"


@dataclass(frozen=True, slots=True)
class Cell:
    """A value that opens on something: the rows it was counted from, a person's page."""

    value: Value
    href: str = ""


Row = Sequence[Value | Cell]


@dataclass(frozen=True, slots=True)
class Table:
    """Rows under columns. ``None`` in a cell is "non renseigné", never zero; ``total_row`` closes the
    table in bold.
    """

    columns: Sequence[Column]
    rows: Sequence[Row]
    caption: str = ""
    source_note: str = ""
    total_row: Row | None = None

    def __post_init__(self) -> None:
        width = len(self.columns)
        if not width:
            raise ValueError(f"table {self.caption!r} has no column")
        for row in (*self.rows, *([self.total_row] if self.total_row is not None else [])):
            if len(row) != width:
                raise ValueError(f"table {self.caption!r}: a row of {len(row)} cells under {width} columns")


def value_of(cell: Value | Cell) -> Value:
    """The value of a cell, linked or not."""
    return cell.value if isinstance(cell, Cell) else cell


def href_of(cell: Value | Cell) -> str:
    """The address that a cell opens, empty when it opens nothing."""
    return cell.href if isinstance(cell, Cell) else ""
