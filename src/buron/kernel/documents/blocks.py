"""The one block model of documents: what is said, without how it looks.

Text in blocks is plain except in :class:`Paragraph` (``**bold**``, ``*italic*``, ``[label](address)``) and
:class:`Prose` (the same, with paragraphs and lists). Everything else that looks like markup stays text in
every writer.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal, TypeAlias

from buron.kernel.charts.model import Chart
from buron.kernel.charts.table import Align, Cell, Column, ColumnKind, Row, Table, Value

__all__ = [
    "Align",
    "Block",
    "Card",
    "Cards",
    "Cell",
    "ChartBlock",
    "Column",
    "ColumnKind",
    "Columns",
    "Contact",
    "Document",
    "Heading",
    "Image",
    "KeyFigure",
    "KeyFigures",
    "Note",
    "PageBreak",
    "Paragraph",
    "Prose",
    "QrCode",
    "Row",
    "Sources",
    "Table",
    "Value",
]

ONE_PARAGRAPH = 260
"""Letters of sources that are written one after the other rather than as a list."""

NoteKind = Literal["info", "method", "provisional", "warning"]


@dataclass(frozen=True, slots=True)
class Heading:
    """A title inside the document, from level 1. ``anchor`` and ``number`` are made by the writers when
    empty.
    """

    level: int
    text: str
    anchor: str = ""
    number: str = ""


@dataclass(frozen=True, slots=True)
class Paragraph:
    """A sentence or two written by the program, with inline markup."""

    text: str


@dataclass(frozen=True, slots=True)
class Prose:
    """Text written by people: paragraphs apart by an empty line, ``-`` or ``1.`` lists, inline markup."""

    text: str


@dataclass(frozen=True, slots=True)
class ChartBlock:
    """A chart under its title; ``with_table`` shows its numbers as well (they always are one click away in
    HTML).
    """

    chart: Chart
    caption: str = ""
    with_table: bool = False
    source_note: str = ""


@dataclass(frozen=True, slots=True)
class KeyFigure:
    """A figure to be seen first. ``value_text`` is already written; ``href`` opens the rows behind it.

    ``evolution_sign`` is the way the figure went (1, 0, −1) or ``None`` when there is nothing to compare
    with.
    """

    label: str
    value_text: str
    evolution_text: str = ""
    evolution_sign: int | None = None
    definition: str = ""
    provisional: bool = False
    href: str = ""


@dataclass(frozen=True, slots=True)
class KeyFigures:
    """Key figures side by side."""

    figures: Sequence[KeyFigure]


@dataclass(frozen=True, slots=True)
class Note:
    """A remark set apart: how figures were made, what is provisional, what to beware of."""

    kind: NoteKind
    text: str


@dataclass(frozen=True, slots=True)
class Image:
    """A picture with the text that replaces it; ``url`` lets HTML fetch it rather than carry it.

    A picture that cannot be read does not stop a document: its text takes its place.
    """

    source: bytes | Path
    alt: str
    credit: str = ""
    caption: str = ""
    url: str = ""


@dataclass(frozen=True, slots=True)
class QrCode:
    """An address to scan, with what it leads to."""

    data: str
    caption: str = ""


@dataclass(frozen=True, slots=True)
class Contact:
    """A way to reach someone: ``Téléphone``, ``04 …``, ``tel:+33…``."""

    label: str
    text: str
    href: str = ""


@dataclass(frozen=True, slots=True)
class Card:
    """A place, an event or a walk as it is handed to a visitor."""

    name: str
    kind: str = ""
    commune: str = ""
    distance_text: str = ""
    opening_text: str = ""
    text: str = ""
    details: Sequence[str] = ()
    contacts: Sequence[Contact] = ()
    picture: Image | None = None
    qr: str = ""
    href: str = ""


@dataclass(frozen=True, slots=True)
class Cards:
    """Cards in order, numbered from one so that a map can refer to them."""

    cards: Sequence[Card]


@dataclass(frozen=True, slots=True)
class PageBreak:
    """What follows starts on a new page, where there are pages."""


@dataclass(frozen=True, slots=True)
class Columns:
    """Blocks side by side where there is room; one under the other elsewhere. Headings do not belong here."""

    columns: Sequence[Sequence[Block]]


@dataclass(frozen=True, slots=True)
class Sources:
    """Where the figures of the part come from."""

    items: Sequence[str]

    @property
    def short(self) -> bool:
        """Whether they hold in a line or two of paper: a list would then take the room of a table."""
        return sum(map(len, self.items)) <= ONE_PARAGRAPH


Block: TypeAlias = (
    Heading
    | Paragraph
    | Prose
    | Table
    | ChartBlock
    | KeyFigures
    | Note
    | Image
    | QrCode
    | Cards
    | PageBreak
    | Columns
    | Sources
)


@dataclass(frozen=True, slots=True)
class Document:
    """A whole document.

    ``date_text`` and ``meta`` (label → text, such as the period) stand on the cover; ``footer`` stands at the
    foot of every page. ``numbered`` numbers headings. ``accent`` is the office's own colour (``#rrggbb``,
    dark enough for white text), ``logo`` its mark.
    """

    title: str
    blocks: Sequence[Block]
    subtitle: str = ""
    organisation: str = ""
    date_text: str = ""
    language: str = "fr"
    footer: str = ""
    toc: bool = True
    numbered: bool = False
    meta: Mapping[str, str] = field(default_factory=dict)
    accent: str = ""
    logo: Image | None = None
