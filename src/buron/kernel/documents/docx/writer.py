"""Blocks written one after the other into a DOCX file."""

from __future__ import annotations

import datetime as dt
import io
import re
from collections.abc import Callable, Sequence
from typing import Any

from docx.document import Document as Docx
from docx.enum.table import WD_TABLE_ALIGNMENT
from docx.enum.text import WD_ALIGN_PARAGRAPH, WD_BREAK, WD_TAB_ALIGNMENT
from docx.shared import Cm, Mm
from docx.table import Table as DocxTable
from docx.table import _Cell as DocxCell
from docx.text.paragraph import Paragraph as DocxParagraph

from buron.kernel.charts import summary, table_twin
from buron.kernel.charts.table import Cell, Column, Table, Value, href_of, value_of
from buron.kernel.documents import inline
from buron.kernel.documents.blocks import (
    Block,
    Card,
    Cards,
    ChartBlock,
    Columns,
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
from buron.kernel.documents.cells import cell_text, notes_of, width_shares
from buron.kernel.documents.colour import accent_of
from buron.kernel.documents.docx import marks
from buron.kernel.documents.docx.styles import INK, new_file
from buron.kernel.documents.outline import headings
from buron.kernel.documents.pictures import prepared, qr_png
from buron.kernel.documents.words import words
from buron.kernel.typography import printable, refine

CHART_MM = TEXT_MM = 166
TALLEST_MM = 215
# Lines of a table, its header and total included, that stay on one page.
KEPT_WHOLE = 22
ARROWS = {1: "▲ ", 0: "= ", -1: "▼ "}
SIDES = {
    "left": WD_ALIGN_PARAGRAPH.LEFT,
    "right": WD_ALIGN_PARAGRAPH.RIGHT,
    "center": WD_ALIGN_PARAGRAPH.CENTER,
}


class Writer:
    """Writes one prepared document; ``charts`` are its drawings, in reading order."""

    def __init__(self, document: Document, base_url: str, charts: Sequence[bytes]) -> None:
        self.document = document
        self.language = document.language
        self.words = words(document.language)
        self.base_url = base_url.rstrip("/")
        self.charts = iter(charts)
        self.accent = accent_of(document.accent)
        self.anchors = {heading.anchor: rank for rank, heading in enumerate(headings(document), start=1)}
        self.file: Docx = new_file(document.language, self.accent)
        # Looked up once: python-docx goes through every style of the file for each paragraph otherwise.
        self.cell_style = self.file.styles["Cell"].style_id
        self.writers: dict[type, Callable[[Any], None]] = {
            Heading: self.heading,
            Paragraph: lambda block: self.runs(
                self.file.add_paragraph(), inline.parse(block.text, self.language)
            ),
            Prose: self.prose,
            Table: self.table,
            ChartBlock: self.chart,
            KeyFigures: self.key_figures,
            Note: self.note,
            Image: self.image,
            QrCode: self.qr_code,
            Cards: self.cards,
            PageBreak: lambda block: self.page_break(),
            Columns: self.columns,
            Sources: self.sources,
        }

    def whole(self, created: dt.datetime) -> Docx:
        """The finished file."""
        self.properties(created)
        self.running_lines()
        self.head()
        if self.document.toc and len(self.anchors) > 1:
            self.contents()
        self.blocks(self.document.blocks)
        return self.file

    def text(self, text: str) -> str:
        return refine(printable(text), self.language)

    def blocks(self, blocks: Sequence[Block]) -> None:
        for block in blocks:
            self.writers[type(block)](block)

    def add(self, text: str, style: str) -> DocxParagraph | None:
        """A paragraph of plain text in a style; nothing for no text."""
        return self.file.add_paragraph(self.text(text), style=style) if text else None

    def page_break(self) -> None:
        self.file.add_paragraph().add_run().add_break(WD_BREAK.PAGE)

    def href(self, address: str) -> str:
        """An address that can be opened from a file, or nothing."""
        address = inline.safe_href(address)
        if address.startswith("#"):
            rank = self.anchors.get(address[1:])
            return f"#_p{rank}" if rank else ""
        if address.startswith("/"):
            return f"{self.base_url}{address}" if self.base_url else ""
        return "" if address.startswith("?") else address

    def properties(self, created: dt.datetime) -> None:
        core = self.file.core_properties
        core.title, core.subject = (
            self.text(self.document.title)[:255],
            self.text(self.document.subtitle)[:255],
        )
        core.author = core.last_modified_by = self.text(self.document.organisation)[:255]
        core.language, core.comments = self.language, ""
        core.created = core.modified = created.astimezone(dt.UTC).replace(tzinfo=None)

    def running_lines(self) -> None:
        """Organisation and title above, footer and page below; the first page has no header."""
        section = self.file.sections[0]
        section.different_first_page_header_footer = True
        right = Cm(16.6)
        above = section.header.paragraphs[0]
        above.paragraph_format.tab_stops.add_tab_stop(right, WD_TAB_ALIGNMENT.RIGHT)
        above.add_run(f"{self.text(self.document.organisation)}\t{self.text(self.document.title)}")
        for footer in (section.footer, section.first_page_footer):
            below = footer.paragraphs[0]
            below.style = self.file.styles["Footer"]
            below.paragraph_format.tab_stops.add_tab_stop(right, WD_TAB_ALIGNMENT.RIGHT)
            below.add_run(f"{self.text(self.document.footer)}\t")
            before, between, after = re.split(r"\{page\}|\{total\}", self.words.page)
            below.add_run(before)
            marks.add_field(below, "PAGE")
            below.add_run(between)
            marks.add_field(below, "NUMPAGES")
            below.add_run(after)

    def head(self) -> None:
        document = self.document
        if document.logo:
            self.picture(document.logo, height=Mm(20))
        self.add(document.organisation, "Normal")
        self.add(document.title, "Title")
        self.add(document.subtitle, "Subtitle")
        self.add(document.date_text, "Normal")
        for label, text in document.meta.items():
            line = self.file.add_paragraph()
            line.add_run(self.text(f"{label} : ") if label else "").font.color.rgb = marks.colour("59636b")
            line.add_run(self.text(text)).bold = True

    def contents(self) -> None:
        """The table of contents: a field, already filled with the headings so that it reads before it is updated."""
        self.page_break()
        self.add(self.words.contents, "Contents heading")
        entries = [heading for heading in headings(self.document) if heading.level <= 3]
        for rank, entry in enumerate(entries):
            line = self.file.add_paragraph(style=f"toc {entry.level}")
            if rank == 0:
                marks.add_field(line, 'TOC \\o "1-3" \\h \\z \\u', shown="", dirty=True)
            marks.add_link(line, self.href(f"#{entry.anchor}"), self.numbered(entry))
            if rank == len(entries) - 1:
                marks.end_field(line)
        self.page_break()

    def numbered(self, heading: Heading) -> str:
        return f"{heading.number}  {self.text(heading.text)}" if heading.number else self.text(heading.text)

    def heading(self, block: Heading) -> None:
        title = self.file.add_heading(self.numbered(block), level=block.level)
        marks.bookmark(title, f"_p{self.anchors[block.anchor]}", self.anchors[block.anchor])

    def runs(self, paragraph: DocxParagraph, runs: inline.Runs) -> None:
        for run in runs:
            href = self.href(run.href)
            made = marks.add_link(paragraph, href, run.text) if href else paragraph.add_run(run.text)
            made.bold, made.italic = run.bold or None, run.italic or None
            if href:
                made.font.color.rgb, made.underline = marks.colour(self.accent), True

    def prose(self, block: Prose) -> None:
        for part in inline.prose(block.text, self.language):
            if isinstance(part, inline.Lines):
                self.runs(self.file.add_paragraph(), part.runs)
                continue
            number = marks.new_list(self.file) if part.ordered else 0
            for item in part.items:
                line = self.file.add_paragraph(style="List Number" if part.ordered else "List Bullet")
                if part.ordered:
                    marks.use_list(line, number)
                self.runs(line, item)

    def table(self, block: Table) -> None:
        self.add(block.caption, "Caption")
        lines = [[column.title for column in block.columns], *block.rows]
        if block.total_row is not None:
            lines.append(list(block.total_row))
        made = self.file.add_table(rows=len(lines), cols=len(block.columns))
        made.alignment, made.autofit = WD_TABLE_ALIGNMENT.LEFT, True
        widths = [round(TEXT_MM * share, 1) for share in width_shares(block, self.language)]
        for column, width in zip(made.columns, widths, strict=True):
            column.width = Mm(width)
        last = len(lines) - 1 if block.total_row is not None else -1
        for rank, (row, values) in enumerate(zip(made.rows, lines, strict=True)):
            marks.keep_whole(row)
            for inner, width in zip(row._tr.tc_lst, widths, strict=True):
                inner.width = Mm(width)
            self.row(made, row, values, block.columns, strong=rank in (0, last))
        if len(lines) <= KEPT_WHOLE:
            marks.keep_together(made.rows)
        marks.repeat_header(made.rows[0])
        for note in notes_of(block, self.language):
            self.file.add_paragraph(note, style="Source")
        if not notes_of(block, self.language):
            self.file.add_paragraph(style="Source")

    def row(
        self,
        table: DocxTable,
        row: Any,
        values: Sequence[Value | Cell],
        columns: Sequence[Column],
        *,
        strong: bool,
    ) -> None:
        """Cells of a row; those of the header and of the total are bold under a firmer line."""
        for inner, value, column in zip(row._tr.tc_lst, values, columns, strict=True):
            cell = DocxCell(inner, table)
            line = cell.paragraphs[0]
            line._p.style, line.alignment = self.cell_style, SIDES[column.side]
            href = self.href(href_of(value))
            text = cell_text(value_of(value), column, self.language)
            run = marks.add_link(line, href, text) if href else line.add_run(text)
            run.bold = strong or None
            size, tone = (8, self.accent.removeprefix("#")) if strong else (4, marks.HAIR)
            marks.borders(inner.get_or_add_tcPr(), bottom=(size, tone))

    def chart(self, block: ChartBlock) -> None:
        self.add(block.chart.title, "Caption")
        run = self.file.add_paragraph().add_run()
        drawn = run.add_picture(io.BytesIO(next(self.charts)), width=Mm(CHART_MM))
        if drawn.height > Mm(TALLEST_MM):
            drawn.width, drawn.height = Mm(TALLEST_MM) * drawn.width // drawn.height, Mm(TALLEST_MM)
        marks.describe(run, self.text(f"{block.chart.title}. {summary(block.chart)}"))
        self.add(" ".join(part for part in (block.caption, block.source_note) if part), "Source")
        if block.with_table:
            twin = table_twin(block.chart)
            self.table(Table(twin.columns, twin.rows, "", twin.source_note, twin.total_row))

    def key_figures(self, block: KeyFigures) -> None:
        """Figures in cells of a row, three or four in each."""
        across = 4 if len(block.figures) % 4 == 0 else 3
        for start in range(0, len(block.figures), across):
            figures = block.figures[start : start + across]
            made = self.file.add_table(rows=1, cols=across)
            for figure, inner in zip(figures, made.rows[0]._tr.tc_lst, strict=False):
                marks.borders(inner.get_or_add_tcPr(), top=(16, self.accent.removeprefix("#")))
                self.key_figure(DocxCell(inner, made), figure)
            self.file.add_paragraph(style="Source")

    def key_figure(self, cell: DocxCell, figure: KeyFigure) -> None:
        def add(text: str, style: str) -> DocxParagraph:
            paragraph: DocxParagraph = cell.add_paragraph(self.text(text), style=style)
            return paragraph

        cell.paragraphs[0].text = self.text(figure.label)
        cell.paragraphs[0].style = self.file.styles["Key label"]
        value = cell.add_paragraph(style="Key value")
        href = self.href(figure.href)
        if href:
            marks.add_link(value, href, self.text(figure.value_text))
        else:
            value.add_run(self.text(figure.value_text))
        if figure.evolution_text:
            sign = figure.evolution_sign
            arrow = "" if sign is None else ARROWS[(sign > 0) - (sign < 0)]
            add(arrow + figure.evolution_text, "Key detail")
        if figure.provisional:
            add(self.words.provisional, "Key detail").runs[0].italic = True
        if figure.definition:
            add(figure.definition, "Key detail")

    def note(self, block: Note) -> None:
        loud = block.kind in ("warning", "provisional")
        line = self.file.add_paragraph(style="Warning" if loud else "Note")
        line.add_run(self.words.note(block.kind)).bold = True
        line.add_run("\n")
        self.runs(line, inline.parse(block.text, self.language))

    def picture(self, image: Image, *, into: DocxParagraph | None = None, **size: Any) -> None:
        """The picture, or its text when it cannot be read."""
        paragraph = into or self.file.add_paragraph()
        ready = prepared(image)
        if ready is None:
            paragraph.add_run(self.text(f"[{image.alt} ({self.words.unreadable})]"))
            return
        run = paragraph.add_run()
        run.add_picture(io.BytesIO(ready.data), **size)
        marks.describe(run, self.text(image.alt))

    def image(self, block: Image) -> None:
        self.picture(block, width=Mm(130))
        credit = f"{self.words.picture} : {block.credit}" if block.credit else ""
        self.add(" – ".join(part for part in (block.caption, credit) if part), "Source")

    def qr(self, paragraph: DocxParagraph, data: str, label: str, size: float) -> None:
        """A QR code; nothing when the text is too long for one."""
        try:
            drawing = qr_png(data)
        except ValueError:
            return
        run = paragraph.add_run()
        run.add_picture(io.BytesIO(drawing), width=Mm(size))
        marks.describe(run, self.text(f"{self.words.scan} : {label}"))

    def qr_code(self, block: QrCode) -> None:
        self.qr(self.file.add_paragraph(), block.data, block.caption or block.data, 30)
        self.add(block.caption, "Source")

    def cards(self, block: Cards) -> None:
        for rank, card in enumerate(block.cards, start=1):
            made = self.file.add_table(rows=1, cols=3)
            marks.keep_whole(made.rows[0])
            made.autofit = False
            cells = [DocxCell(inner, made) for inner in made.rows[0]._tr.tc_lst]
            for cell, width in zip(cells, (38, 104, 24), strict=True):
                cell.width = Mm(width)
                marks.borders(cell._tc.get_or_add_tcPr(), bottom=(4, marks.HAIR))
            if card.picture:
                self.picture(card.picture, into=cells[0].paragraphs[0], width=Mm(34))
            self.card(cells[1], rank, card)
            if card.qr:
                self.qr(cells[2].paragraphs[0], card.qr, card.name, 22)
        self.file.add_paragraph(style="Source")

    def card(self, cell: DocxCell, rank: int, card: Card) -> None:
        name = cell.paragraphs[0]
        name.style = self.file.styles["Heading 3"]
        name.add_run(self.text(f"{rank}. {card.name}"))
        place = " · ".join(part for part in (card.kind, card.commune, card.distance_text) if part)
        for text, bold in ((place, False), (card.opening_text, True), (card.text, False)):
            if text:
                cell.add_paragraph(self.text(text), style="Cell").runs[0].bold = bold or None
        for detail in card.details:
            cell.add_paragraph(self.text(detail), style="Cell")
        for contact in card.contacts:
            line = cell.add_paragraph(self.text(f"{contact.label} "), style="Cell")
            href = self.href(contact.href)
            if href:
                marks.add_link(line, href, self.text(contact.text)).font.color.rgb = marks.colour(INK)
            else:
                line.add_run(self.text(contact.text))

    def columns(self, block: Columns) -> None:
        for column in block.columns:
            self.blocks(column)

    def sources(self, block: Sources) -> None:
        line = self.file.add_paragraph(self.text(f"{self.words.sources} :"), style="Source")
        line.runs[0].bold = True
        for rank, item in enumerate(block.items):
            if block.short:
                line.add_run(" · " if rank else " ")
            else:
                line = self.file.add_paragraph(style="Source")
            self.runs(line, inline.parse(item, self.language))
