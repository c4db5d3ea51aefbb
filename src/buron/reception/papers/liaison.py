"""A week of the liaison book on paper."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from itertools import groupby

from django.utils.translation import gettext as _

from buron.kernel.documents.blocks import Block, Column, Document, Heading, Note, Paragraph, Row, Table
from buron.kernel.documents.typst import pdf_bytes
from buron.kernel.formats import date_text
from buron.kernel.models import Office
from buron.reception.models import LiaisonNote
from buron.reception.queries.liaison import NoteLine

MOST_PRINTED = 300


def week_pdf(office: Office, start: dt.date, end: dt.date, lines: Sequence[NoteLine], left: int) -> bytes:
    """The week's entries by day, oldest first, as a PDF. ``left``: how many more there are than are printed."""
    return pdf_bytes(week_document(office, start, end, lines, left))


def week_document(
    office: Office, start: dt.date, end: dt.date, lines: Sequence[NoteLine], left: int
) -> Document:
    """The week as blocks."""
    blocks: list[Block] = []
    for day, entries in groupby(lines, key=lambda line: line.note.day):
        blocks.append(Heading(1, date_text(day, weekday=True).capitalize()))
        columns = [Column(_("Entrée")), Column(_("Quoi")), Column(_("Ce qui a été fait")), Column(_("État"))]
        blocks.append(Table(columns, [_row(line) for line in entries]))
    if not blocks:
        blocks.append(Paragraph(_("Rien n’a été écrit cette semaine.")))
    if left:
        blocks.append(Note("warning", _("%s entrées de plus ne sont pas imprimées.") % left))
    return Document(
        title=_("Cahier de liaison"),
        subtitle=_("Du %(start)s au %(end)s") % {"start": date_text(start), "end": date_text(end)},
        organisation=office.name,
        blocks=blocks,
        toc=False,
        footer=_("Document interne"),
    )


def _row(line: NoteLine) -> Row:
    note = line.note
    head = " · ".join(filter(None, [line.kind, str(note.desk or ""), str(note.author or "")]))
    what = " ".join(
        filter(
            None,
            [
                note.text,
                _("Lieu : %s.") % note.place if note.place else "",
                _("Suite à donner : %s.") % note.follow_up if note.follow_up else "",
            ],
        )
    )
    return [head, what, done_text(note), str(note.get_state_display())]


def done_text(note: LiaisonNote) -> str:
    """What was done, and by whom."""
    return " ; ".join(
        f"{step.text} ({step.author})" if step.author else step.text for step in note.steps.all()
    )
