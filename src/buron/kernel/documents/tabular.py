"""Rows as CSV and XLSX, for exports: exact values, French conventions, and no cell that a spreadsheet would compute.

Any column with a ``title`` and a ``kind`` will do: those of tables and those of figures.
"""

from __future__ import annotations

import csv
import datetime as dt
import io
import re
from collections.abc import Iterable, Iterator, Sequence
from decimal import Decimal
from typing import Any, Protocol

import xlsxwriter
from xlsxwriter.format import Format
from xlsxwriter.workbook import Workbook
from xlsxwriter.worksheet import Worksheet

from buron.kernel.charts.table import value_of
from buron.kernel.documents.cells import is_unknown
from buron.kernel.documents.words import words
from buron.kernel.typography import printable

BOM = "\ufeff"
LARGEST_EXACT = 10**15
LONGEST_TEXT = 32_767
MOST_ROWS = 1_048_576
_STARTS = ("=", "+", "-", "@", "\t", "\r", "\n", "\uff1d", "\uff0b", "\uff0d", "\uff20")
_HARMLESS = re.compile(r"[+-][\d\s.,\u00a0\u202f]*\Z")
# What Excel refuses in the name of a sheet, and what it counts twice.
_SHEET = re.compile(r"[\[\]:*?/\\\x00-\x1f]|[^\u0000-\uffff]")

NUMBER_FORMATS = {
    "integer": "#,##0",
    "percent": '0.0" %"',
    "evolution": '+0.0" %";-0.0" %";0.0" %"',
    "amount": '#,##0.00" €"',
    "date": "dd/mm/yyyy",
    "datetime": "dd/mm/yyyy hh:mm",
}


class ColumnLike(Protocol):
    """What an export needs to know of a column."""

    @property
    def title(self) -> str: ...

    @property
    def kind(self) -> str: ...


def neutralised(text: str) -> str:
    """The text with an apostrophe before what a spreadsheet would take for a formula (``=``, ``+``, ``-``, ``@``…).

    A plain signed number or a telephone number stays as it is: a spreadsheet reads it as a number, which harms no one.
    """
    start = text.lstrip(" \u00a0\u202f")
    if start.startswith(_STARTS) and not _HARMLESS.match(start):
        return f"'{text}"
    return text


def csv_bytes(columns: Sequence[ColumnLike], rows: Iterable[Sequence[Any]]) -> bytes:
    """A CSV that French spreadsheets open as it is: UTF-8 with its mark, ``;``, decimal comma, amounts in euros.

    What is not known is an empty cell, a date is ISO 8601, percentages are in hundredths without their sign.
    """
    return "".join(csv_lines(columns, rows)).encode("utf-8")


def csv_lines(columns: Sequence[ColumnLike], rows: Iterable[Sequence[Any]]) -> Iterator[str]:
    """The same CSV line by line, for exports too long to hold."""
    buffer = io.StringIO()
    writer = csv.writer(buffer, delimiter=";", lineterminator="\r\n")
    buffer.write(BOM)
    writer.writerow([neutralised(printable(str(column.title))) for column in columns])
    for row in rows:
        yield _emptied(buffer)
        writer.writerow(
            [csv_text(value_of(cell), column.kind) for cell, column in zip(row, columns, strict=True)]
        )
    yield _emptied(buffer)


def _emptied(buffer: io.StringIO) -> str:
    text = buffer.getvalue()
    buffer.seek(0)
    buffer.truncate()
    return text


def csv_text(value: Any, kind: str) -> str:
    """One value of a CSV."""
    if is_unknown(value):
        return ""
    if isinstance(value, bool):
        return "oui" if value else "non"
    if isinstance(value, dt.datetime):
        return value.isoformat(sep=" ", timespec="seconds")
    if isinstance(value, dt.date):
        return value.isoformat()
    if isinstance(value, (int, float, Decimal)):
        number = Decimal(str(value)) / 100 if kind == "amount" else Decimal(str(value))
        return f"{number:.2f}".replace(".", ",") if kind == "amount" else f"{number:f}".replace(".", ",")
    return neutralised(printable(str(value)))


def xlsx_bytes(
    columns: Sequence[ColumnLike],
    rows: Iterable[Sequence[Any]],
    *,
    title: str = "Export",
    notes: Sequence[str] = (),
    source: str = "",
) -> bytes:
    """Rows as one sheet, with its title, notes and source above a header that stays in sight."""
    buffer = io.BytesIO()
    with open_workbook(buffer) as book:
        Sheets(book).add(title, columns, rows, notes=notes, source=source)
    return buffer.getvalue()


def open_workbook(buffer: io.BytesIO, created: dt.datetime | None = None) -> Workbook:
    """A workbook where text is only ever text: no formula, no link, no number is guessed from it."""
    options = {
        "in_memory": True,
        "strings_to_formulas": False,
        "strings_to_urls": False,
        "strings_to_numbers": False,
    }
    book = xlsxwriter.Workbook(buffer, options)
    if created:
        book.set_properties({"created": created.astimezone(dt.UTC).replace(tzinfo=None)})
    return book


class Sheets:
    """Writes tables into a workbook, one sheet each."""

    def __init__(self, book: Workbook, language: str = "fr") -> None:
        self.book = book
        self.words = words(language)
        self.names: set[str] = set()
        self.formats: dict[tuple[str, int | None, bool, bool], Format] = {}
        self.title = book.add_format({"bold": True, "font_size": 14})
        self.remark = book.add_format({"font_color": "#59636b", "italic": True})
        self.head = book.add_format({"bold": True, "bottom": 2, "text_wrap": True, "valign": "bottom"})
        self.unknown = book.add_format({"font_color": "#59636b", "align": "right"})

    def name(self, title: str) -> str:
        """A sheet name: 31 characters at most, without those that Excel refuses, unique whatever the case."""
        base = _SHEET.sub(" ", printable(title)).strip(" '")[:31].strip(" '") or "Feuille"
        if base.lower() == "history":
            base = "History 1"
        name, rank = base, 1
        while name.lower() in self.names:
            rank += 1
            name = f"{base[: 31 - len(str(rank)) - 1].rstrip()} {rank}"
        self.names.add(name.lower())
        return name

    def format(
        self, kind: str, decimals: int | None, *, quoted: bool = False, strong: bool = False
    ) -> Format:
        """The format of a kind of value, made once."""
        key = (kind, decimals, quoted, strong)
        if key not in self.formats:
            options: dict[str, Any] = {"bold": strong, "quote_prefix": quoted, "valign": "top"}
            if strong:
                options["top"] = 1
            pattern = number_format(kind, decimals)
            if pattern:
                options["num_format"] = pattern
            self.formats[key] = self.book.add_format(options)
        return self.formats[key]

    def add(
        self,
        title: str,
        columns: Sequence[ColumnLike],
        rows: Iterable[Sequence[Any]],
        *,
        notes: Sequence[str] = (),
        source: str = "",
        total: Sequence[Any] | None = None,
    ) -> str:
        """One sheet: title, notes and source, then the header, the rows and the total; gives the name of the sheet."""
        name = self.name(title)
        sheet = self.book.add_worksheet(name)
        self.write_text(sheet, 0, 0, title, self.title)
        remarks = [*notes, *([f"{self.words.source} : {source}"] if source else [])]
        for rank, remark in enumerate(remarks, start=1):
            self.write_text(sheet, rank, 0, remark, self.remark)
        head = len(remarks) + 2
        widths = [min(40, len(column.title) + 2) for column in columns]
        for rank, column in enumerate(columns):
            self.write_text(sheet, head, rank, column.title, self.head)
        line = head
        for line, row in enumerate(rows, start=head + 1):
            if line >= MOST_ROWS - 1:
                raise ValueError("more rows than a sheet can hold")
            self.write_row(sheet, line, row, columns, widths)
        if total is not None:
            self.write_row(sheet, line + 1, total, columns, widths, strong=True)
        for rank, width in enumerate(widths):
            sheet.set_column(rank, rank, width)
        sheet.freeze_panes(head + 1, 0)
        sheet.repeat_rows(head)
        sheet.set_landscape()
        sheet.set_paper(9)
        sheet.fit_to_pages(1, 0)
        return name

    def write_row(
        self,
        sheet: Worksheet,
        line: int,
        row: Sequence[Any],
        columns: Sequence[ColumnLike],
        widths: list[int],
        *,
        strong: bool = False,
    ) -> None:
        for rank, (cell, column) in enumerate(zip(row, columns, strict=True)):
            shown = self.write(sheet, line, rank, cell, column, strong=strong)
            widths[rank] = min(60, max(widths[rank], shown + 2))

    def write(
        self, sheet: Worksheet, line: int, rank: int, cell: Any, column: ColumnLike, *, strong: bool = False
    ) -> int:
        """One cell as what it is (number, date, text); gives about how many characters it shows."""
        value, decimals = value_of(cell), getattr(column, "decimals", None)
        made = self.format(column.kind, decimals, strong=strong)
        if is_unknown(value):
            sheet.write_string(line, rank, self.words.unknown_short, self.unknown)
        elif isinstance(value, bool):
            sheet.write_string(line, rank, self.words.yes if value else self.words.no, made)
        elif isinstance(value, dt.datetime):
            sheet.write_datetime(
                line, rank, value.replace(tzinfo=None), self.format("datetime", None, strong=strong)
            )
            return 16
        elif isinstance(value, dt.date):
            sheet.write_datetime(line, rank, value, self.format("date", None, strong=strong))
            return 10
        elif isinstance(value, (int, float, Decimal)) and abs(float(value)) < LARGEST_EXACT:
            number = Decimal(str(value)) / 100 if column.kind == "amount" else value
            sheet.write_number(line, rank, float(number), made)
            return len(f"{number:,.0f}") + 4
        else:
            text = str(value)
            self.write_text(
                sheet,
                line,
                rank,
                text,
                self.format("text", None, quoted=text != neutralised(text), strong=strong),
            )
            return len(text)
        return 5

    def write_text(self, sheet: Worksheet, line: int, rank: int, text: str, made: Format) -> None:
        units = printable(str(text)).encode("utf-16-le")[: 2 * LONGEST_TEXT]
        sheet.write_string(line, rank, units.decode("utf-16-le", "ignore"), made)


def number_format(kind: str, decimals: int | None) -> str:
    """The number format of a kind of value, with the decimals asked for; empty for text."""
    if kind == "decimal":
        return "#,##0." + "0" * decimals if decimals else "General" if decimals is None else "#,##0"
    pattern = NUMBER_FORMATS.get(kind, "")
    if decimals is not None and kind in ("percent", "evolution"):
        return pattern.replace("0.0", "0." + "0" * decimals if decimals else "0")
    return pattern
