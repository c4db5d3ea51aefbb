"""The letter that tells a commune what visitors asked for in vain."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from buron.kernel import formats
from buron.kernel.documents.blocks import Block, Column, Document, Paragraph, Prose, Row, Table
from buron.kernel.documents.typst import pdf_bytes
from buron.kernel.models import Office
from buron.reception.models import UnmetLetter, UnmetRequest
from buron.reception.queries.unmet import told
from buron.territory.reference import commune_name

VOWELS = tuple("aeiouyhâàéèêëîïôöùûü")


def of_place(name: str) -> str:
    """« d’Apchon », « du Claux », « de La Chapelle » : a commune after "de"."""
    for article, contracted in (("Le ", "du "), ("Les ", "des ")):
        if name.startswith(article):
            return contracted + name.removeprefix(article)
    return f"d’{name}" if name.lower().startswith(VOWELS) else f"de {name}"


def subject(insee: str, month: dt.date) -> str:
    """What the mail and the letter are about."""
    return _("Demandes de visiteurs restées sans réponse : %(commune)s, %(month)s") % {
        "commune": commune_name(insee),
        "month": formats.month_text(month),
    }


def usual_body(office: Office, month: dt.date) -> str:
    """The words that are proposed: the office reads them over, and changes them as it likes."""
    return _(
        "Madame, Monsieur le Maire,\n\n"
        "En %(month)s, des visiteurs nous ont demandé, pour votre commune, ce que nous n’avons pas pu leur donner. "
        "Vous trouverez ci-dessous ces demandes, telles que nos bureaux les ont notées.\n\n"
        "Elles ne jugent personne : elles disent ce que l’on cherche chez vous. Si la réponse existe déjà, dites-la, "
        "nous la donnerons à nos visiteurs ; sinon, nous sommes à votre disposition pour en parler.\n\n"
        "Bien cordialement,\n\n%(office)s"
    ) % {"month": formats.month_text(month), "office": office.name}


def table_of(rows: Sequence[UnmetRequest]) -> Table:
    """What was asked, and how many times."""
    lines = told(rows)
    columns = [Column(_("Thème")), Column(_("Demande")), Column(_("Fois"), "integer")]
    total: Row = [_("Total"), "", sum(line.count for line in lines)]
    cells: list[Row] = [[line.theme, line.words, line.count] for line in lines]
    return Table(columns, cells, _("Demandes restées sans réponse"), total_row=total)


def letter_document(letter: UnmetLetter, rows: Sequence[UnmetRequest], today: dt.date) -> Document:
    """The letter as blocks: words that were read over, then the table."""
    office = letter.office
    address = [office.name, *office.address.splitlines()]
    blocks: list[Block] = [Prose(letter.body), table_of(rows)]
    count = len(rows)
    text = ngettext(
        "%(count)s demande notée par les bureaux d’information touristique. Aucune ne nomme un visiteur.",
        "%(count)s demandes notées par les bureaux d’information touristique. Aucune ne nomme un visiteur.",
        count,
    )
    blocks.append(Paragraph(text % {"count": count}))
    return Document(
        title=subject(letter.insee, letter.month),
        blocks=blocks,
        organisation="\n".join(address),
        date_text=_("Le %s") % formats.date_text(today),
        meta={"": _("Mairie %s") % of_place(commune_name(letter.insee))},
        footer=" · ".join(filter(None, [office.name, office.phone, office.email])),
        toc=False,
    )


def letter_pdf(letter: UnmetLetter, rows: Sequence[UnmetRequest], today: dt.date) -> bytes:
    """The letter as an accessible PDF."""
    return pdf_bytes(letter_document(letter, rows, today), style="letter")


def mail_text(letter: UnmetLetter, rows: Sequence[UnmetRequest]) -> str:
    """The mail: the same words, then the lines, for those who do not open attachments."""
    lines = [f"- {one.theme} : {one.words} ({one.count})" for one in told(rows)]
    return "\n".join([letter.body, "", _("Les demandes, avec le nombre de fois :"), *lines, ""])
