"""Documents as PDF, by Typst: no system package, no system font, no network, and PDF/UA-1 checked at each writing.

The template (``template/document.typ``) reads the document as JSON through ``sys.inputs``, so that markup in data stays
text.
"""

from __future__ import annotations

import datetime as dt
import json
import math
import re
import tempfile
import textwrap
from collections.abc import Callable, Sequence
from functools import lru_cache
from importlib.resources import as_file, files
from pathlib import Path
from typing import Any, Literal

import typst

from buron.kernel.charts import render_svg, summary, table_twin
from buron.kernel.charts.table import Cell, Column, Row, Table, Value, href_of, value_of
from buron.kernel.documents import inline
from buron.kernel.documents.blocks import (
    Block,
    Card,
    Cards,
    ChartBlock,
    Columns,
    Contact,
    Document,
    Heading,
    Image,
    KeyFigure,
    KeyFigures,
    Note,
    PageBreak,
    Paragraph,
    Prose,
    QrCode,
    Sources,
)
from buron.kernel.documents.cells import cell_text, notes_of, values_of
from buron.kernel.documents.colour import accent_of
from buron.kernel.documents.coverage import printed
from buron.kernel.documents.outline import headings, prepare
from buron.kernel.documents.pictures import prepared, qr_svg
from buron.kernel.documents.words import words
from buron.kernel.typography import printable, refine

Style = Literal["report", "carnet", "letter"]
Json = dict[str, Any]

CHART_WIDTH = 620
# Beyond these, a block that is kept whole might not fit on a page: it may then run over two.
LONG_ROWS, LONG_TEXT = 20, 1400
LONGEST_CELL = 240
TALLEST = 1.25


class DocumentError(RuntimeError):
    """Typst refused the document; the message is its own."""


def pdf_bytes(
    document: Document,
    *,
    style: Style = "report",
    timestamp: dt.datetime | int | None = None,
    base_url: str = "",
) -> bytes:
    """The document as an accessible PDF (PDF/UA-1), A4.

    ``report`` opens on a cover and a table of contents (or a plain head when ``toc`` is false), ``carnet`` is made for
    cards handed to visitors, ``letter`` for one page of correspondence. The same document, style and ``timestamp``
    (seconds, or an aware date) give the same bytes. ``base_url`` completes the addresses that begin with ``/``; without
    it they are not links on paper. Raises :class:`DocumentError`.
    """
    payload = _Payload(prepare(document), style, base_url)
    data = json.dumps(payload.whole(), ensure_ascii=False)
    with tempfile.TemporaryDirectory(prefix="buron-pdf-") as folder:
        for name, content in payload.pictures.items():
            Path(folder, name).write_bytes(content)
        main = Path(folder, "document.typ")
        main.write_bytes(_template())
        return _compile(main, {"document": printed(data)}, timestamp)


def _compile(main: Path, inputs: dict[str, str], timestamp: dt.datetime | int | None) -> bytes:
    try:
        return typst.compile(
            main,
            root=main.parent,
            font_paths=_fonts(),
            ignore_system_fonts=True,
            sys_inputs=inputs,
            pdf_standards="ua-1",
            timestamp=timestamp,
        )
    except typst.TypstError as error:
        raise DocumentError(str(error.message)) from error


def chart_pngs(drawings: Sequence[str], *, width_mm: float = 160, ppi: float = 200) -> list[bytes]:
    """SVG drawings as PNG pictures, one for each, drawn with the shipped fonts."""
    if not drawings:
        return []
    source = (
        b"#set page(width: eval(sys.inputs.width), height: auto, margin: 0pt)\n"
        b'#for svg in json(bytes(sys.inputs.drawings)) { page(image(bytes(svg), format: "svg", width: 100%)) }\n'
    )
    pages: Any = typst.compile(
        source,
        font_paths=_fonts(),
        ignore_system_fonts=True,
        format="png",
        ppi=ppi,
        sys_inputs={"drawings": printed(json.dumps(list(drawings))), "width": f"{width_mm}mm"},
    )
    return [pages] if isinstance(pages, bytes) else list(pages)


@lru_cache(maxsize=1)
def _fonts() -> typst.Fonts:
    """The shipped fonts, read once for the life of the process."""
    with as_file(files("buron.kernel").joinpath("static", "kernel", "fonts")) as folder:
        return typst.Fonts(include_system_fonts=False, include_embedded_fonts=False, font_paths=[str(folder)])


@lru_cache(maxsize=1)
def _template() -> bytes:
    return files("buron.kernel.documents").joinpath("template", "document.typ").read_bytes()


class _Payload:
    """Turns blocks into what the template reads; pictures are collected as files beside it."""

    def __init__(self, document: Document, style: Style, base_url: str) -> None:
        self.document = document
        self.style = style
        self.base_url = base_url.rstrip("/")
        self.language = document.language
        self.words = words(document.language)
        self.anchors = {heading.anchor for heading in headings(document)}
        self.pictures: dict[str, bytes] = {}
        self.rank = 0
        self.writers: dict[type, Callable[[Any, int], list[Json]]] = {
            Heading: self.heading,
            Paragraph: lambda block, width: [{"type": "paragraph", "runs": self.runs(block.text)}],
            Prose: self.prose,
            Table: lambda block, width: [self.table(block)],
            ChartBlock: self.chart,
            KeyFigures: lambda block, width: [
                {"type": "keys", "figures": list(map(self.key_figure, block.figures))}
            ],
            Note: self.note,
            Image: lambda block, width: [{"type": "image", **self.picture(block)}],
            QrCode: self.qr_code,
            Cards: self.cards,
            PageBreak: lambda block, width: [{"type": "break"}],
            Columns: self.columns,
            Sources: self.sources,
        }

    def whole(self) -> Json:
        document = self.document
        return {
            "style": self.style,
            "title": self.never_empty(document.title, document.organisation, "Document"),
            "subtitle": self.text(document.subtitle),
            "organisation": self.text(document.organisation),
            "date": self.text(document.date_text),
            "language": code
            if re.fullmatch("[a-z]{2,3}", code := self.language.split("-")[0].lower())
            else "fr",
            "footer": self.text(document.footer),
            "toc": document.toc and len(self.anchors) > 1,
            "accent": accent_of(document.accent),
            "meta": [
                {"label": self.text(label), "text": self.text(text)} for label, text in document.meta.items()
            ],
            "logo": self.picture(document.logo) if document.logo else None,
            "words": {
                "contents": self.words.contents,
                "page": self.words.page,
                "subject": self.text(f"{self.words.subject} :"),
            },
            "blocks": self.blocks(document.blocks, CHART_WIDTH),
        }

    def text(self, text: str) -> str:
        """Plain text with the spacing of the language."""
        return refine(printable(text), self.language)

    def never_empty(self, *texts: str) -> str:
        """The first text of which something can be printed: a title may not be empty."""
        return next((text for text in map(self.text, texts) if printed(text).strip()), "…")

    def blocks(self, blocks: Sequence[Block], width: int) -> list[Json]:
        return [part for block in blocks for part in self.writers[type(block)](block, width)]

    def href(self, address: str) -> str:
        """An address that a PDF can open: of the web, of a part of the document, or of the site when it is known."""
        address = inline.safe_href(address)
        if address.startswith("#"):
            return address if address[1:] in self.anchors else ""
        if address.startswith("/"):
            return f"{self.base_url}{address}" if self.base_url else ""
        return "" if address.startswith("?") else address

    def runs(self, text: str) -> list[Json]:
        return self.run_list(inline.parse(text, self.language))

    def run_list(self, runs: inline.Runs) -> list[Json]:
        return [{"t": run.text, "b": run.bold, "i": run.italic, "h": self.href(run.href)} for run in runs]

    def heading(self, block: Heading, width: int) -> list[Json]:
        return [
            {
                "type": "heading",
                "level": block.level,
                "text": self.never_empty(block.text),
                "anchor": block.anchor,
                "number": block.number,
            }
        ]

    def prose(self, block: Prose, width: int) -> list[Json]:
        parts: list[Json] = []
        for part in inline.prose(block.text, self.language):
            if isinstance(part, inline.Lines):
                parts.append({"type": "paragraph", "runs": self.run_list(part.runs)})
            else:
                parts.append(
                    {"type": "list", "ordered": part.ordered, "items": list(map(self.run_list, part.items))}
                )
        return parts

    def table(self, block: Table, *, caption: bool = True) -> Json:
        widths = column_widths(block, self.language)
        length = sum(len(str(value)) for value in values_of(block))
        return {
            "type": "table",
            "caption": self.text(block.caption) if caption else "",
            "columns": [
                {"title": title, "side": column.side, "width": width}
                for column, width, title in zip(block.columns, widths, self.heads(block), strict=True)
            ],
            "rows": [self.row(row, block.columns) for row in block.rows],
            "total": self.row(block.total_row, block.columns) if block.total_row is not None else [],
            "notes": notes_of(block, self.language),
            "long": len(block.rows) > LONG_ROWS or length > LONG_TEXT,
        }

    def heads(self, block: Table) -> list[str]:
        """The titles of columns; those of numbers are folded, or they would take the room of the words beside them."""
        least = 16 if len(block.columns) < 6 else 11
        heads = []
        for rank, column in enumerate(block.columns):
            title = self.text(column.title)
            if column.kind != "text":
                width = max(least, longest_cell(block, rank, self.language))
                title = "\n".join(textwrap.wrap(title, width, break_long_words=False, break_on_hyphens=False))
            heads.append(title)
        return heads

    def row(self, row: Row, columns: Sequence[Column]) -> list[str | Json]:
        return [self.cell(cell, column) for cell, column in zip(row, columns, strict=True)]

    def cell(self, cell: Value | Cell, column: Column) -> str | Json:
        text = cell_text(value_of(cell), column, self.language)
        href = self.href(href_of(cell))
        return {"v": text, "h": href} if href else text

    def chart(self, block: ChartBlock, width: int) -> list[Json]:
        self.rank += 1
        drawing = render_svg(block.chart, width=width, mode="print", uid=f"g{self.rank}")
        return [
            {
                "type": "chart",
                "title": self.text(block.chart.title),
                "svg": drawing,
                "tall": svg_ratio(drawing) > TALLEST * CHART_WIDTH / width,
                "alt": self.text(f"{block.chart.title}. {summary(block.chart)}"),
                "caption": self.text(block.caption),
                "source": self.text(block.source_note),
                "table": self.table(table_twin(block.chart), caption=False) if block.with_table else None,
            }
        ]

    def key_figure(self, figure: KeyFigure) -> Json:
        return {
            "label": self.text(figure.label),
            "value": self.text(figure.value_text),
            "evolution": self.text(figure.evolution_text),
            "sign": figure.evolution_sign,
            "definition": self.text(figure.definition),
            "provisional": self.words.provisional if figure.provisional else "",
            "href": self.href(figure.href),
        }

    def note(self, block: Note, width: int) -> list[Json]:
        title, long = self.words.note(block.kind), len(block.text) > LONG_TEXT
        return [
            {"type": "note", "kind": block.kind, "title": title, "runs": self.runs(block.text), "long": long}
        ]

    def picture(self, image: Image) -> Json:
        """Where the picture lies, or no path when it cannot be read."""
        ready = prepared(image)
        name = ""
        if ready is not None:
            name = f"p{len(self.pictures) + 1}.{ready.format}"
            self.pictures[name] = ready.data
        alt = image.alt if ready else f"{image.alt} ({self.words.unreadable})"
        return {
            "path": name,
            "ratio": ready.width / ready.height if ready else 2,
            "alt": self.text(alt) or self.words.picture,
            "caption": self.text(image.caption),
            "credit": self.text(f"{self.words.picture} : {image.credit}") if image.credit else "",
        }

    def qr(self, data: str) -> str:
        """The drawing of a QR code, nothing when the text is too long for one."""
        try:
            return qr_svg(data)
        except ValueError:
            return ""

    def qr_code(self, block: QrCode, width: int) -> list[Json]:
        alt = self.text(f"{self.words.scan} : {block.caption or block.data}")
        caption = self.text(block.caption)
        return [
            {"type": "qr", "svg": self.qr(block.data), "alt": alt, "caption": caption, "data": block.data}
        ]

    def cards(self, block: Cards, width: int) -> list[Json]:
        return [
            {
                "type": "cards",
                "cards": [self.card(rank, card) for rank, card in enumerate(block.cards, start=1)],
            }
        ]

    def card(self, rank: int, card: Card) -> Json:
        place = " · ".join(part for part in (card.kind, card.commune, card.distance_text) if part)
        return {
            "rank": rank,
            "name": self.text(card.name),
            "h": self.href(card.href),
            "place": self.text(place),
            "opening": self.text(card.opening_text),
            "text": self.text(card.text),
            "details": [self.text(detail) for detail in card.details],
            "contacts": [self.contact(contact) for contact in card.contacts],
            "picture": self.picture(card.picture) if card.picture else None,
            "qr": self.qr(card.qr) if card.qr else "",
            "qr_alt": self.text(f"{self.words.scan} : {card.name}"),
            "long": len(card.text) + sum(map(len, card.details)) > LONG_TEXT,
        }

    def contact(self, contact: Contact) -> Json:
        return {
            "label": self.text(contact.label),
            "text": self.text(contact.text),
            "h": self.href(contact.href),
        }

    def columns(self, block: Columns, width: int) -> list[Json]:
        each = max(240, width // max(1, len(block.columns)) - 24)
        return [{"type": "columns", "columns": [self.blocks(column, each) for column in block.columns]}]

    def sources(self, block: Sources, width: int) -> list[Json]:
        return [
            {
                "type": "sources",
                "title": self.text(f"{self.words.sources} :") if block.short else self.words.sources,
                "items": [self.runs(item) for item in block.items],
                "short": block.short,
            }
        ]


def svg_ratio(drawing: str) -> float:
    """Height of a drawing over its width."""
    found = re.search(r'viewBox="0 0 ([\d.]+) ([\d.]+)"', drawing)
    return float(found[2]) / float(found[1]) if found else 0.0


def column_widths(table: Table, language: str = "fr") -> list[int]:
    """Shares of the width for columns of text, by the root of their longest cell; numbers take what they need (0)."""
    widths = []
    for rank, column in enumerate(table.columns):
        if column.kind != "text":
            widths.append(0)
            continue
        longest = longest_cell(table, rank, language)
        widths.append(round(10 * math.sqrt(min(LONGEST_CELL, max(6, longest, len(column.title) // 2)))))
    return widths if any(widths) else [1, *widths[1:]]


def longest_cell(table: Table, rank: int, language: str) -> int:
    """The letters of the longest cell of a column, its title left aside."""
    column = table.columns[rank]
    return max((len(cell_text(value_of(row[rank]), column, language)) for row in table.rows), default=0)
