"""Rows of an XLSX or ODS workbook, after checking that it does not claim more cells than it is fair to hold.

The reader of workbooks lays a sheet out as a full rectangle: two cells at opposite corners of an otherwise
empty sheet would ask for seventeen thousand million. The rectangle is therefore measured in the XML first.
"""

from __future__ import annotations

import io
import re
from collections.abc import Iterator
from typing import Any

import python_calamine

from buron.offer.sources.readers import MIB, Limits, PayloadError, ZipReader

SUFFIXES = (".xlsx", ".xlsm", ".ods")
MOST_CELLS = 8_000_000
_CELL = re.compile(rb'<(?:\w+:)?c [^>]*?r="([A-Z]{1,4})(\d{1,9})"')
_ODS_ROW = re.compile(
    rb'<table:table-row[^>]*number-rows-repeated="(\d+)"[^>]*>((?:(?!</table:table-row>).)*)', re.DOTALL
)
_ODS_CELL = re.compile(rb'<table:table-cell(?=[^>]*office:value-type)[^>]*number-columns-repeated="(\d+)"')
_CHUNK = 4 * MIB


def workbook_rows(data: bytes, name: str, limits: Limits, sheet: object = None) -> Iterator[list[Any]]:
    """Rows of the sheet of that name, else of the first sheet that holds a table: two columns, and a row under them.

    A workbook often begins with a sheet of notes. Raises :class:`PayloadError`.
    """
    label = f"Le classeur « {name} »"
    with ZipReader(io.BytesIO(data), label, limits) as archive:
        _measure(archive, label)
    try:
        book = python_calamine.CalamineWorkbook.from_filelike(io.BytesIO(data))
        titles = [sheet] if isinstance(sheet, str) and sheet in book.sheet_names else book.sheet_names
        first: list[list[Any]] = []
        for title in titles:
            rows = book.get_sheet_by_name(title).to_python(skip_empty_area=False)
            first = first or rows
            if _is_table(rows):
                yield from rows
                return
        if first:
            yield from first
            return
    except (python_calamine.CalamineError, OSError, ValueError) as error:
        raise PayloadError(f"{label} est illisible ({error}).") from error
    raise PayloadError(f"{label} est vide.")


def _is_table(rows: list[list[Any]]) -> bool:
    wide = [row for row in rows[:50] if sum(cell not in (None, "") for cell in row) > 1]
    return len(wide) > 1


def _measure(archive: object, label: str) -> None:
    if not isinstance(archive, ZipReader):
        return
    for name in archive.names():
        if name.startswith("xl/worksheets/") and name.endswith(".xml"):
            rows, columns = _corner(archive, name)
        elif name == "content.xml":
            rows, columns = _repeated(archive.read(name))
        else:
            continue
        if rows * columns > MOST_CELLS:
            raise PayloadError(f"{label} s’étend sur {rows} lignes et {columns} colonnes : il est refusé.")


def _corner(archive: ZipReader, name: str) -> tuple[int, int]:
    """The last row and column that a sheet of an XLSX names."""
    last_row = last_column = 0
    left = b""
    with archive.open(name) as stream:
        while chunk := stream.read(_CHUNK):
            text = left + chunk
            for column, row in _CELL.findall(text):
                last_row = max(last_row, int(row))
                last_column = max(last_column, _column_number(column))
            left = text[-200:]
    return last_row, last_column


def _column_number(letters: bytes) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + letter - 64
    return number


def _repeated(content: bytes) -> tuple[int, int]:
    """The most rows and columns over which an ODS repeats a cell that has a value."""
    columns = max((int(count) for count in _ODS_CELL.findall(content)), default=1)
    rows = max(
        (int(count) for count, row in _ODS_ROW.findall(content) if b"office:value-type" in row), default=1
    )
    return rows, columns
