"""Documents as HTML: a semantic fragment for a page of the house, or a whole page that stands alone.

Classes only, no style attribute and no script, so that it holds under a strict CSP; ``static/kernel/css/documents.css``
dresses it.
"""

from __future__ import annotations

import base64
import re
from collections.abc import Callable, Sequence
from functools import lru_cache
from html import escape as _escape
from importlib.resources import files
from typing import Any

from buron.kernel.charts import render_svg, table_twin
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
from buron.kernel.documents.cells import cell_text, is_unknown, notes_of
from buron.kernel.documents.outline import headings, prepare
from buron.kernel.documents.pictures import prepared, qr_svg
from buron.kernel.documents.words import words
from buron.kernel.typography import printable, refine

WIDE, NARROW = 720, 340
ARROWS = {1: "▲", 0: "=", -1: "▼"}
WAYS = {1: "up", 0: "same", -1: "down"}


def html_fragment(document: Document, *, id_prefix: str = "", title_level: int = 1) -> str:
    """The document as one ``<article>``, its title as ``<h1>`` (or ``title_level``) and its parts below.

    ``id_prefix`` keeps identifiers apart when a page holds several documents.
    """
    return _Html(prepare(document), id_prefix, title_level).article()


def html_page(document: Document) -> str:
    """The document as a whole page that needs no network: styles and fonts are inside."""
    title = _escape(refine(printable(document.title), document.language))
    return (
        f'<!doctype html>\n<html lang="{_escape(document.language)}"><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        f"<title>{title}</title><style>{_stylesheet()}</style></head>"
        f'<body class="doc-page"><main>{html_fragment(document)}</main></body></html>\n'
    )


@lru_cache(maxsize=1)
def _stylesheet() -> str:
    """Fonts and styles of documents in one text, the fonts of Latin letters carried along."""
    static = files("buron.kernel").joinpath("static", "kernel")
    fonts = static.joinpath("css", "fonts.css").read_text("utf-8")

    def carried(found: re.Match[str]) -> str:
        data = base64.b64encode(static.joinpath("fonts", found[1]).read_bytes()).decode()
        return f'url("data:font/woff2;base64,{data}")'

    fonts = re.sub(r"@font-face \{[^}]*latin-ext[^}]*\}", "", fonts)
    fonts = re.sub(r'url\("\.\./fonts/([^"]+)"\)', carried, fonts)
    return fonts + static.joinpath("css", "documents.css").read_text("utf-8")


class _Html:
    """Writes one document; its methods are named after the blocks."""

    def __init__(self, document: Document, id_prefix: str, title_level: int) -> None:
        self.document = document
        self.language = document.language
        self.words = words(document.language)
        self.prefix = id_prefix
        self.title_level = title_level
        self.charts = 0
        self.writers: dict[type, Callable[[Any], str]] = {
            Heading: self.heading,
            Paragraph: lambda block: f"<p>{self.runs(inline.parse(block.text, self.language))}</p>",
            Prose: self.prose,
            Table: self.table,
            ChartBlock: self.chart,
            KeyFigures: self.key_figures,
            Note: self.note,
            Image: self.image,
            QrCode: self.qr_code,
            Cards: self.cards,
            PageBreak: lambda block: '<div class="doc-break"></div>',
            Columns: self.columns,
            Sources: self.sources,
        }

    def text(self, text: str) -> str:
        """Plain text, escaped, with the spacing of the language."""
        return _escape(refine(printable(text), self.language))

    def tag(self, name: str, kind: str, text: str) -> str:
        """An element around plain text, or nothing when there is no text."""
        return around(name, kind, self.text(text))

    def article(self) -> str:
        toc = self.toc() if self.document.toc else ""
        body = self.blocks(self.document.blocks)
        foot = self.tag("footer", "foot", self.document.footer)
        return (
            f'<article class="doc" lang="{_escape(self.language)}">{self.head()}{toc}{body}{foot}</article>'
        )

    def head(self) -> str:
        document, level = self.document, self.title_level
        meta = "".join(
            f"<div><dt>{self.text(label)}</dt><dd>{self.text(text)}</dd></div>"
            for label, text in document.meta.items()
        )
        logo = f'<div class="doc-logo">{self.picture(document.logo)}</div>' if document.logo else ""
        return (
            f'<header class="doc-head">{logo}{self.tag("p", "organisation", document.organisation)}'
            f'<h{level} class="doc-title">{self.text(document.title)}</h{level}>'
            f"{self.tag('p', 'subtitle', document.subtitle)}{self.tag('p', 'date', document.date_text)}"
            f"{around('dl', 'meta', meta)}</header>"
        )

    def toc(self) -> str:
        """The table of contents, nested as the headings are; nothing under two headings."""
        entries = [heading for heading in headings(self.document) if heading.level <= 3]
        if len(entries) < 2:
            return ""
        parts, depth = [], 0
        for entry in entries:
            if entry.level > depth:
                parts.append("<ol>" * (entry.level - depth))
            else:
                parts.append("</li>" + "</ol></li>" * (depth - entry.level))
            depth = entry.level
            parts.append(f'<li><a href="#{self.prefix}{entry.anchor}">{self.numbered(entry)}</a>')
        parts.append("</li></ol>" * depth)
        title = self.text(self.words.contents)
        return f'<nav class="doc-toc" aria-label="{title}"><p class="doc-toc-title">{title}</p>{"".join(parts)}</nav>'

    def numbered(self, heading: Heading) -> str:
        number = f'<span class="doc-number">{_escape(heading.number)}</span> ' if heading.number else ""
        return number + self.text(heading.text)

    def blocks(self, blocks: Sequence[Block]) -> str:
        return "".join(self.writers[type(block)](block) for block in blocks)

    def heading(self, block: Heading) -> str:
        level = min(6, block.level + self.title_level)
        return f'<h{level} id="{self.prefix}{block.anchor}">{self.numbered(block)}</h{level}>'

    def runs(self, runs: inline.Runs) -> str:
        return "".join(self.run(run) for run in runs)

    def run(self, run: inline.Run) -> str:
        text = _escape(run.text).replace("\n", "<br>")
        text = f"<em>{text}</em>" if run.italic else text
        text = f"<strong>{text}</strong>" if run.bold else text
        return f'<a href="{_escape(run.href)}">{text}</a>' if run.href else text

    def prose(self, block: Prose) -> str:
        parts = []
        for part in inline.prose(block.text, self.language):
            if isinstance(part, inline.Lines):
                parts.append(f"<p>{self.runs(part.runs)}</p>")
            else:
                name = "ol" if part.ordered else "ul"
                parts.append(
                    f"<{name}>{''.join(f'<li>{self.runs(item)}</li>' for item in part.items)}</{name}>"
                )
        return f'<div class="doc-prose">{"".join(parts)}</div>'

    def table(self, block: Table, *, captioned: bool = True) -> str:
        """A table that scrolls sideways by itself, so that the page never does."""
        label = self.text(block.caption or self.words.figures)
        caption = f"<caption>{self.text(block.caption)}</caption>" if block.caption and captioned else ""
        heads = "".join(
            f'<th scope="col" class="{column.side}">{self.text(column.title)}</th>'
            for column in block.columns
        )
        rows = "".join(self.row(row, block.columns) for row in block.rows)
        total = (
            f"<tfoot>{self.row(block.total_row, block.columns)}</tfoot>"
            if block.total_row is not None
            else ""
        )
        notes = "".join(
            f'<p class="doc-source">{_escape(note)}</p>' for note in notes_of(block, self.language)
        )
        return (
            f'<div class="doc-table"><div class="doc-scroll" role="group" aria-label="{label}" tabindex="0">'
            f"<table>{caption}"
            f"<thead><tr>{heads}</tr></thead><tbody>{rows}</tbody>{total}</table></div>{notes}</div>"
        )

    def row(self, row: Row, columns: Sequence[Column]) -> str:
        cells = []
        for rank, (cell, column) in enumerate(zip(row, columns, strict=True)):
            head = rank == 0 and column.kind in ("text", "date")
            name, scope = ("th", ' scope="row"') if head else ("td", "")
            cells.append(f'<{name}{scope} class="{column.side}">{self.cell(cell, column)}</{name}>')
        return f"<tr>{''.join(cells)}</tr>"

    def cell(self, cell: Value | Cell, column: Column) -> str:
        value, href = value_of(cell), inline.safe_href(href_of(cell))
        text = _escape(cell_text(value, column, self.language))
        if is_unknown(value):
            text = f'<abbr class="doc-unknown" title="{_escape(self.words.unknown)}">{text}</abbr>'
        return f'<a href="{_escape(href)}">{text}</a>' if href else text

    def chart(self, block: ChartBlock) -> str:
        """The chart drawn twice, for wide and narrow screens (the style sheet shows one), and its numbers."""
        self.charts += 1
        uid = re.sub(r"[^\w-]", "-", f"{self.prefix}g{self.charts}", flags=re.ASCII)
        uid = uid if uid[0].isalpha() else f"g{uid}"
        wide = render_svg(block.chart, width=WIDE, uid=uid)
        narrow = render_svg(block.chart, width=NARROW, uid=f"{uid}n")
        opened = " open" if block.with_table else ""
        return (
            f'<figure class="doc-chart"><figcaption>{self.text(block.chart.title)}</figcaption>'
            f'<div class="doc-wide">{wide}</div><div class="doc-narrow">{narrow}</div>'
            f"{self.tag('p', 'caption', block.caption)}{self.tag('p', 'source', block.source_note)}"
            f"<details{opened}><summary>{self.text(self.words.figures)}</summary>"
            f"{self.table(table_twin(block.chart), captioned=False)}</details></figure>"
        )

    def key_figures(self, block: KeyFigures) -> str:
        return f'<ul class="doc-keys">{"".join(map(self.key_figure, block.figures))}</ul>'

    def key_figure(self, figure: KeyFigure) -> str:
        value = self.text(figure.value_text)
        href = inline.safe_href(figure.href)
        value = f'<a href="{_escape(href)}">{value}</a>' if href else value
        sign = figure.evolution_sign
        arrow = "" if sign is None else f'<span aria-hidden="true">{ARROWS[_sign(sign)]}</span> '
        way = "none" if sign is None else WAYS[_sign(sign)]
        evolution = f'<p class="doc-key-evolution {way}">{arrow}{self.text(figure.evolution_text)}</p>'
        return (
            f'<li class="doc-key">{self.tag("p", "key-label", figure.label)}<p class="doc-key-value">{value}</p>'
            f"{evolution if figure.evolution_text else ''}"
            f"{self.tag('p', 'key-provisional', self.words.provisional if figure.provisional else '')}"
            f"{self.tag('p', 'key-definition', figure.definition)}</li>"
        )

    def note(self, block: Note) -> str:
        title = self.text(self.words.note(block.kind))
        body = self.runs(inline.parse(block.text, self.language))
        head = f'<aside class="doc-note doc-note-{block.kind}"><p class="doc-note-title">{title}</p>'
        return f"{head}<p>{body}</p></aside>"

    def picture(self, image: Image, *, largest: int = 1200) -> str:
        """The picture itself: fetched when it has an address, carried otherwise, told when it cannot be read."""
        address = inline.safe_href(image.url)
        if not address:
            ready = prepared(image, largest=largest)
            if ready is None:
                return f'<span class="doc-unreadable">{self.text(f"{image.alt} ({self.words.unreadable})")}</span>'
            address = f"data:image/{ready.format};base64,{base64.b64encode(ready.data).decode()}"
        return f'<img src="{_escape(address)}" alt="{self.text(image.alt)}" loading="lazy">'

    def image(self, block: Image) -> str:
        credit = f"{self.words.picture} : {block.credit}" if block.credit else ""
        caption = f"{self.tag('span', 'caption', block.caption)} {self.tag('span', 'credit', credit)}".strip()
        return f'<figure class="doc-image">{self.picture(block)}{around("figcaption", "legend", caption)}</figure>'

    def qr(self, data: str, label: str) -> str:
        """A QR code with its name; nothing when the text is too long for one."""
        try:
            drawing = qr_svg(data)
        except ValueError:
            return ""
        return drawing.replace(
            "<svg ", f'<svg class="doc-qr-code" role="img" aria-label="{self.text(label)}" ', 1
        )

    def qr_code(self, block: QrCode) -> str:
        caption = f"<figcaption>{self.text(block.caption)}</figcaption>" if block.caption else ""
        return f'<figure class="doc-qr">{self.qr(block.data, block.caption or self.words.scan)}{caption}</figure>'

    def cards(self, block: Cards) -> str:
        return f'<ol class="doc-cards">{"".join(map(self.card, block.cards))}</ol>'

    def card(self, card: Card) -> str:
        href = inline.safe_href(card.href)
        name = f'<a href="{_escape(href)}">{self.text(card.name)}</a>' if href else self.text(card.name)
        place = " · ".join(part for part in (card.kind, card.commune, card.distance_text) if part)
        details = "".join(f"<li>{self.text(detail)}</li>" for detail in card.details)
        contacts = "".join(map(self.contact, card.contacts))
        picture = (
            f'<div class="doc-card-picture">{self.picture(card.picture, largest=640)}</div>'
            if card.picture
            else ""
        )
        code = (
            f'<div class="doc-card-qr">{self.qr(card.qr, f"{self.words.scan} : {card.name}")}</div>'
            if card.qr
            else ""
        )
        return (
            f'<li class="doc-card">{picture}<div class="doc-card-body"><p class="doc-card-name">{name}</p>'
            f"{self.tag('p', 'card-place', place)}{self.tag('p', 'card-opening', card.opening_text)}"
            f"{self.tag('p', 'card-text', card.text)}"
            f"{around('ul', 'card-details', details)}{around('ul', 'card-contacts', contacts)}</div>{code}</li>"
        )

    def contact(self, contact: Contact) -> str:
        href = inline.safe_href(contact.href)
        text = f'<a href="{_escape(href)}">{self.text(contact.text)}</a>' if href else self.text(contact.text)
        label = f'<span class="doc-contact-label">{self.text(contact.label)}</span> ' if contact.label else ""
        return f"<li>{label}{text}</li>"

    def columns(self, block: Columns) -> str:
        return around(
            "div", "columns", "".join(f"<div>{self.blocks(column)}</div>" for column in block.columns)
        )

    def sources(self, block: Sources) -> str:
        items = "".join(f"<li>{self.runs(inline.parse(item, self.language))}</li>" for item in block.items)
        title = self.text(self.words.sources)
        return f'<aside class="doc-sources"><p class="doc-sources-title">{title}</p><ul>{items}</ul></aside>'


def around(name: str, kind: str, body: str) -> str:
    """An element around HTML, or nothing when there is none."""
    return f'<{name} class="doc-{kind}">{body}</{name}>' if body else ""


def _sign(value: int) -> int:
    return (value > 0) - (value < 0)
