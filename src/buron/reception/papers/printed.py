"""Printed documents on paper: the sheet to count on, the sheet of a round."""

from __future__ import annotations

from collections.abc import Sequence

from django.utils.translation import gettext as _

from buron.kernel.documents.blocks import Block, Column, Document, Heading, Paragraph, Row, Table
from buron.kernel.documents.typst import pdf_bytes
from buron.kernel.formats import date_text
from buron.kernel.models import Office
from buron.reception.models import PrintCount, PrintLoad, PrintPlace, PrintRound, PrintStop
from buron.reception.queries.printed.counts import Shelved

TO_FILL = "…………"


def count_pdf(
    office: Office, count: PrintCount, shelves: Sequence[tuple[PrintPlace, Sequence[Shelved]]]
) -> bytes:
    """The sheet of a stock-taking: one table for each place, without the stock, so that one really counts."""
    blocks: list[Block] = []
    columns = [
        Column(_("Document")),
        Column(_("Par carton"), "integer"),
        Column(_("Cartons")),
        Column(_("Exemplaires")),
    ]
    for place, shelf in shelves:
        blocks.append(Heading(1, place.name))
        if place.note:
            blocks.append(Paragraph(place.note))
        rows: list[Row] = [[str(one.edition), one.edition.per_box, TO_FILL, TO_FILL] for one in shelf]
        blocks.append(Table(columns, rows) if rows else Paragraph(_("Aucun document n’est attendu ici.")))
    blocks.append(Paragraph(_("Compté par : …………………………    Le : ……………………")))
    return pdf_bytes(
        Document(
            title=count.name,
            subtitle=_("Documents imprimés : feuille de comptage"),
            organisation=office.name,
            date_text=date_text(count.opened_on),
            blocks=blocks,
            toc=False,
            footer=_("Document interne"),
        )
    )


def round_pdf(
    office: Office, tour: PrintRound, loads: Sequence[PrintLoad], stops: Sequence[PrintStop]
) -> bytes:
    """The sheet of a round: what is taken, then the stops in their order with a column for each document."""
    taken: list[Row] = [[str(load.edition), load.taken] for load in loads]
    columns = [Column("n°"), Column(_("Arrêt")), *(Column(load.edition.title.name) for load in loads[:6])]
    rows: list[Row] = [
        [str(stop.position), " · ".join(filter(None, [stop.name, stop.where])), *([TO_FILL] * len(loads[:6]))]
        for stop in stops
    ]
    blocks: list[Block] = [Paragraph(tour.note)] if tour.note else []
    blocks += [Heading(1, _("À prendre à : %s") % tour.place)]
    blocks += [
        Table([Column(_("Document")), Column(_("Exemplaires"), "integer")], taken)
        if taken
        else Paragraph(_("Aucun document n’est choisi."))
    ]
    blocks += [Heading(1, _("Arrêts"))]
    blocks += [Table(columns, rows) if rows else Paragraph(_("Aucun arrêt n’est prévu."))]
    return pdf_bytes(
        Document(
            title=tour.name,
            subtitle=" · ".join(filter(None, [_("Tournée de distribution"), tour.agent])),
            organisation=office.name,
            date_text=date_text(tour.day),
            blocks=blocks,
            toc=False,
            footer=_("Document interne"),
        )
    )
