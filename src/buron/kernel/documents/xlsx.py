"""Documents as XLSX: a first sheet that says what the others hold, then one sheet for each table and each chart."""

from __future__ import annotations

import datetime as dt
import io
from collections.abc import Iterator

from buron.kernel.charts import summary, table_twin
from buron.kernel.documents.blocks import ChartBlock, Column, Document, Heading, KeyFigures, Table
from buron.kernel.documents.inline import plain
from buron.kernel.documents.outline import prepare, walk
from buron.kernel.documents.tabular import Sheets, open_workbook
from buron.kernel.documents.words import words
from buron.kernel.typography import printable, refine

KEY_COLUMNS = (
    Column("Partie"),
    Column("Indicateur"),
    Column("Valeur"),
    Column("Évolution"),
    Column("Définition"),
    Column("Provisoire"),
)


def xlsx_bytes(document: Document, *, timestamp: dt.datetime | None = None) -> bytes:
    """The tables, the numbers behind the charts and the key figures of a document, as numbers that can be computed.

    ``timestamp`` is written as the date of creation, which makes the same document give the same bytes.
    """
    ready = prepare(document)
    buffer = io.BytesIO()
    with open_workbook(buffer, timestamp) as book:
        sheets = Sheets(book, document.language)
        first = book.add_worksheet(sheets.name(words(document.language).contents))
        entries = [
            (
                part,
                sheets.add(
                    table.caption, table.columns, table.rows, notes=notes, source="", total=table.total_row
                ),
            )
            for part, table, notes in tables_of(ready)
        ]
        sheets.write_text(first, 0, 0, document.title, sheets.title)
        head = [document.organisation, document.date_text, *(f"{k} : {v}" for k, v in document.meta.items())]
        remarks = [refine(printable(text), document.language) for text in head if text]
        for line, text in enumerate(remarks, start=1):
            sheets.write_text(first, line, 0, text, sheets.remark)
        for line, (part, name) in enumerate(entries, start=len(remarks) + 2):
            sheets.write_text(first, line, 0, part, sheets.format("text", None))
            first.write_url(line, 1, f"internal:'{name.replace(chr(39), chr(39) * 2)}'!A1", string=name)
        first.set_column(0, 1, 44)
    return buffer.getvalue()


def tables_of(document: Document) -> Iterator[tuple[str, Table, list[str]]]:
    """Every table with the part of the document it stands in and its notes; those that have no caption take the part's
    name.
    """
    part = document.title
    keys = _key_figures(document)
    if keys.rows:
        yield part, keys, []
    for block in walk(document.blocks):
        if isinstance(block, Heading):
            part = _part(block)
        elif isinstance(block, Table):
            yield part, _named(block, part), _notes(block.source_note)
        elif isinstance(block, ChartBlock):
            twin = table_twin(block.chart)
            notes = _notes(summary(block.chart), block.caption, block.source_note, twin.source_note)
            yield part, _named(twin, part), notes


def _part(heading: Heading) -> str:
    return f"{heading.number} {heading.text}".strip()


def _named(table: Table, part: str) -> Table:
    if table.caption:
        return table
    return Table(table.columns, table.rows, part, table.source_note, table.total_row)


def _notes(*texts: str) -> list[str]:
    return [plain(text) for text in texts if text]


def _key_figures(document: Document) -> Table:
    """The key figures of every part under one another. They come written: they stay text."""
    label = words(document.language)
    part = document.title
    rows: list[list[str]] = []
    for block in walk(document.blocks):
        if isinstance(block, Heading):
            part = _part(block)
        elif isinstance(block, KeyFigures):
            rows += [
                [
                    part,
                    one.label,
                    one.value_text,
                    one.evolution_text,
                    one.definition,
                    label.yes if one.provisional else label.no,
                ]
                for one in block.figures
            ]
    return Table(KEY_COLUMNS, rows, "Chiffres clés")
