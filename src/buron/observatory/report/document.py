"""A built report as one document: cover, chapters, sections with their prose, and the annex of definitions."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from decimal import Decimal
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from buron.kernel import formats
from buron.kernel.charts import Cell, Column, ShareChart, Table
from buron.kernel.charts.table import value_of
from buron.kernel.documents.blocks import (
    Block,
    Cards,
    ChartBlock,
    Columns,
    Document,
    Heading,
    KeyFigures,
    Note,
    PageBreak,
    Paragraph,
    Prose,
    Sources,
)
from buron.kernel.figures import Figure, Value
from buron.kernel.formats import rounded
from buron.observatory.figures import Asked
from buron.observatory.report.freeze import about_figure
from buron.observatory.report.model import BuiltReport, BuiltSection, Meaning
from buron.observatory.rules import unit_kind

SECTION_LEVEL = 2
INNER_LEVEL = 3
ANNEX = "annexe"


def document_of(report: BuiltReport, *, base: str = "", accent: str = "") -> Document:
    """The whole report.

    ``base`` (scheme and host) makes its links work away from the screen; without it they are dropped.
    """
    blocks = unfinished(report)
    for rank, (chapter, sections) in enumerate(replace(report, sections=told(report)).chapters()):
        if rank:
            blocks.append(PageBreak())
        blocks.append(Heading(1, chapter))
        for section in sections:
            blocks.append(Heading(SECTION_LEVEL, section.title, anchor=anchor_of(section.key)))
            blocks.extend(section_blocks(section, report, annexed=True))
    blocks.extend(annex(report))
    return Document(
        title=report.title,
        blocks=[rebased(block, base) for block in blocks],
        organisation=report.office,
        date_text=state_text(report),
        footer=f"{report.office} · {report.title}",
        toc=True,
        numbered=True,
        meta=cover_lines(report),
        accent=accent,
    )


def unfinished(report: BuiltReport) -> list[Block]:
    """Said once, before everything: the year is not over. A section then says only what is its own."""
    if not report.running:
        return []
    day = formats.date_text(report.counted_on)
    return [
        Note(
            "provisional",
            _("L’année n’est pas finie : tous les chiffres, comptés le %s, sont provisoires.") % day,
        )
    ]


def told(report: BuiltReport) -> list[BuiltSection]:
    """The sections worth a page: those where something was counted or written. The annex names the others."""
    return [
        one
        for one in report.sections
        if one.prose.strip() or not one.asked or any(_answers(report.figures[asked]) for asked in one.asked)
    ]


def _answers(figure: Figure) -> bool:
    """Whether a row at least answers the question that the figure asks."""
    return figure.n > figure.not_asked


def anchor_of(key: str) -> str:
    """The anchor of a section, the same on screen and in documents."""
    return f"partie-{key.replace('.', '-').replace('_', '-')}"


def state_text(report: BuiltReport) -> str:
    """« Figé le 12 février 2026 » or « Chiffres comptés le 12 février 2026 »."""
    if report.stamp:
        day = timezone.localtime(report.stamp.frozen_at).date()
        return _("Figé le %s") % formats.date_text(day)
    return _("Chiffres comptés le %s") % formats.date_text(report.counted_on)


def cover_lines(report: BuiltReport) -> dict[str, str]:
    """What the cover says besides the title."""
    lines = {_("Période"): report.period}
    if report.stamp:
        lines[_("Version")] = str(report.stamp.number)
    lines[_("État des chiffres")] = _("provisoires") if report.provisional else _("définitifs")
    return lines


def section_blocks(
    section: BuiltSection, report: BuiltReport, *, with_prose: bool = True, annexed: bool = False
) -> list[Block]:
    """What stands under the title of a section: key figures first, then the prose, then the rest of the figures.

    ``annexed``: the annex follows and defines every indicator, so that the section only says where its figures come
    from, and leads there.
    """
    inner = [_known(block) for block in _lowered(section.blocks)]
    if annexed and section.asked:
        inner = [_undefined(block) for block in inner if not isinstance(block, Sources)]
        return [
            *_led(section, inner, with_prose),
            *_closing(replace(section, blocks=inner), report, annexed=True),
        ]
    return [*_led(section, inner, with_prose), *_closing(section, report)]


def _undefined(block: Block) -> Block:
    """Key figures without their definitions, which the annex gives."""
    if isinstance(block, KeyFigures):
        return KeyFigures([replace(one, definition="") for one in block.figures])
    return block


def _known(block: Block) -> Block:
    """A table without the columns of numbers where nothing is known: a sentence under it says it once.

    Likewise a sentence in the place of bars that nobody answered.
    """
    if isinstance(block, ChartBlock) and isinstance(block.chart, ShareChart) and not block.chart.items:
        return Paragraph(_("%s : non renseigné sur la période.") % block.chart.title.rstrip(" ?\u00a0\u202f"))
    if not isinstance(block, Table):
        return block
    lines = [*block.rows, *([block.total_row] if block.total_row is not None else [])]
    empty = [
        rank
        for rank, column in enumerate(block.columns)
        if column.kind != "text" and all(value_of(line[rank]) is None for line in lines)
    ]
    numbers = sum(column.kind != "text" for column in block.columns)
    if not empty or not block.rows or len(empty) == numbers:
        return block

    def kept(line: Sequence[Any]) -> list[Any]:
        return [cell for rank, cell in enumerate(line) if rank not in empty]

    unknown = _("Non renseigné : %s.") % ", ".join(block.columns[rank].title for rank in empty)
    return replace(
        block,
        columns=kept(block.columns),
        rows=[kept(line) for line in block.rows],
        total_row=None if block.total_row is None else kept(block.total_row),
        source_note=f"{block.source_note}. {unknown}" if block.source_note else unknown,
    )


def _led(section: BuiltSection, inner: list[Block], with_prose: bool) -> list[Block]:
    """The prose put after the key figures."""
    lead = 0
    while lead < len(inner) and isinstance(inner[lead], KeyFigures):
        lead += 1
    prose: list[Block] = [Prose(section.prose)] if with_prose and section.prose.strip() else []
    return [*inner[:lead], *prose, *inner[lead:]]


def _closing(section: BuiltSection, report: BuiltReport, *, annexed: bool = False) -> Iterator[Block]:
    """Breaks in series, and what the room did not say by itself: that figures are provisional, where they come from."""
    for sentence in section.breaks:
        yield Note("warning", sentence)
    figures = [report.figures[one] for one in section.asked if one in report.figures]
    told = any(isinstance(block, Note) and block.kind == "provisional" for block in section.blocks)
    if not report.running and not told and any(figure.provisional for figure in figures):
        yield Note(
            "provisional",
            _(
                "Des chiffres de cette partie sont provisoires : ils ont été comptés le %s et peuvent encore changer."
            )
            % formats.date_text(report.counted_on),
        )
    sources = dict.fromkeys(report.meanings[one.indicator].source for one in section.asked)
    if sources and not any(isinstance(block, Sources) for block in section.blocks):
        told_once = [_("[Définitions et calculs : annexe A](#%s)") % ANNEX] if annexed else []
        yield Sources([*(source for source in sources if source), *told_once])


def _lowered(blocks: Sequence[Block]) -> list[Block]:
    """The blocks of a room, their headings put under the section's own title."""
    levels = [block.level for block in blocks if isinstance(block, Heading)]
    shift = max(0, INNER_LEVEL - min(levels, default=INNER_LEVEL))
    return [
        replace(block, level=block.level + shift) if isinstance(block, Heading) else block for block in blocks
    ]


# -- The annex ---------------------------------------------------------------------------------------------


def annex(report: BuiltReport) -> list[Block]:
    """Every indicator that the report used with its definition, then every figure with its period, n and state."""
    if not report.figures:
        return []
    blocks: list[Block] = [PageBreak(), Heading(1, _("Définitions et sources"), anchor=ANNEX, number="A")]
    blocks.append(definitions_table(report))
    blocks.append(Heading(2, _("Chiffres utilisés"), number="A.1"))
    blocks.append(
        Paragraph(
            _(
                "n est le nombre de lignes dont le chiffre est compté. Un chiffre sans valeur est « non renseigné »."
            )
        )
    )
    blocks.append(figures_table(report))
    printed = {one.key for one in told(report)}
    if bare := [one.title for one in report.sections if one.key not in printed]:
        blocks.append(
            Paragraph(
                _("Parties où rien n’a été compté, et qui ne sont pas imprimées : %s.") % ", ".join(bare)
            )
        )
    return blocks


def definitions_table(report: BuiltReport) -> Table:
    """One line for each indicator that the report used, those of the reference list first."""
    columns = [Column(_("Indicateur et unité")), Column(_("Définition, calcul et source"))]
    meanings = sorted(report.meanings.values(), key=lambda one: (one.number or 999, one.title))
    return Table(columns, [_defined(one) for one in meanings])


def _defined(meaning: Meaning) -> list[Any]:
    number = _("n°\u00a0%s") % meaning.number if meaning.number else ""
    name = f"{meaning.title} ({', '.join(part for part in (number, meaning.unit) if part)})"
    text = [meaning.definition]
    if meaning.formula:
        text.append(_("Calcul : %s.") % meaning.formula.rstrip("."))
    text.append(_("Source : %s.") % meaning.source.rstrip("."))
    return [name, " ".join(text)]


def figures_table(report: BuiltReport) -> Table:
    """One line for each figure of the report."""
    columns = [
        Column(_("Indicateur")),
        Column(_("Période")),
        Column(_("Découpage")),
        Column(_("Valeur"), "decimal"),
        Column(_("Unité")),
        Column("n", "integer"),
        Column(_("État")),
    ]
    rows = [_figure_row(report, asked, one) for asked, one in report.figures.items()]
    rows.sort(key=lambda row: (str(row[0]), str(row[1]), str(row[2])))
    return Table(columns, rows)


def _figure_row(report: BuiltReport, asked: Asked, figure: Figure) -> list[Any]:
    meaning = report.meanings[asked.indicator]
    return [
        meaning.title,
        about_figure(asked, report),
        meaning.dimensions.get(asked.split, asked.split) if asked.split else "—",
        _exact(meaning, figure.value),
        meaning.unit,
        figure.n,
        _("provisoire") if figure.provisional else _("définitif"),
    ]


def _exact(meaning: Meaning, value: Value) -> Value:
    """The value as a number that a spreadsheet computes with, in its unit: euros rather than cents."""
    if value is None:
        return None
    if unit_kind(meaning.unit) == "amount":
        return Decimal(int(value)) / 100
    return rounded(value, meaning.decimals)


# -- Links -------------------------------------------------------------------------------------------------


def rebased(block: Block, base: str) -> Block:
    """The block with its links to this program made absolute, or dropped when ``base`` is empty."""
    if isinstance(block, Columns):
        return replace(block, columns=[[rebased(one, base) for one in column] for column in block.columns])
    if isinstance(block, KeyFigures):
        return KeyFigures([replace(one, href=_address(one.href, base)) for one in block.figures])
    if isinstance(block, ChartBlock):
        return replace(block, chart=_chart(block.chart, base))
    if isinstance(block, Table):
        total = None if block.total_row is None else [_cell(cell, base) for cell in block.total_row]
        return replace(
            block, rows=[[_cell(cell, base) for cell in row] for row in block.rows], total_row=total
        )
    if isinstance(block, Cards):
        return Cards([replace(card, href=_address(card.href, base)) for card in block.cards])
    return block


def _address(href: str, base: str) -> str:
    if not href.startswith("/"):
        return href
    return f"{base.rstrip('/')}{href}" if base else ""


def _cell(cell: Any, base: str) -> Any:
    return replace(cell, href=_address(cell.href, base)) if isinstance(cell, Cell) else cell


def _chart(chart: Any, base: str) -> Any:
    if getattr(chart, "links", None):
        links = [_address(link, base) for link in chart.links]
        return replace(chart, links=links if base else ())
    if getattr(chart, "items", None) and not callable(chart.items):
        return replace(chart, items=[replace(one, link=_address(one.link, base)) for one in chart.items])
    return chart
