"""The receipt of a declaration: what was declared, what it comes to and how, for the host's file."""

from __future__ import annotations

from django.utils.formats import date_format
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from buron.directory.models import Party
from buron.kernel.documents.blocks import Block, Document, Heading, Note, Paragraph, Table
from buron.kernel.documents.blocks import Column as TableColumn
from buron.kernel.documents.typst import pdf_bytes
from buron.kernel.formats import amount, number
from buron.tourist_tax.host_derivation import told_steps
from buron.tourist_tax.host_words import WORDS, moment_words
from buron.tourist_tax.models import Declaration


def receipt_pdf(declaration: Declaration, party: Party) -> bytes:
    """The receipt as PDF, in the language of the page or of the mail that gives it."""
    return pdf_bytes(receipt_document(declaration, party), style="report")


def receipt_document(declaration: Declaration, party: Party) -> Document:
    """The receipt as blocks. It names the host and the lodging, never a guest."""
    lodging = declaration.lodging
    place = ", ".join(
        part for part in (lodging.address.replace("\n", ", "), lodging.postcode, lodging.commune_name) if part
    )
    what = [
        [_("Hébergeur"), str(party)],
        [_("Hébergement"), f"{lodging.name} (nº {lodging.number})"],
        [_("Adresse"), place or _("non renseignée")],
        [_("Manière de déclarer"), str(WORDS.get(declaration.kind, declaration.get_kind_display()))],
        [_("Nuitées taxées"), number(declaration.nights_taxed)],
        [_("Nuitées exonérées"), number(declaration.nights_exempt)],
        [_("Part de la collectivité"), amount(declaration.base)],
        [_("Part du département"), amount(declaration.department)],
        [_("Part régionale"), amount(declaration.region)],
        [_("Taxe de séjour à reverser"), amount(declaration.amount)],
    ]
    blocks: list[Block] = [
        Paragraph(
            _("Déclaration envoyée le %(at)s par %(who)s, version %(version)s.")
            % {
                "at": moment_words(declaration.sent_at) if declaration.sent_at else "…",
                "who": declaration.sent_by or "…",
                "version": declaration.version,
            }
        ),
        Table([TableColumn(_("Ce qui est déclaré")), TableColumn(_("Valeur"))], what),
    ]
    if declaration.replaced_by_id:
        blocks.append(Note("warning", _("Cette déclaration a été remplacée par une correction.")))
    if declaration.derivation:
        blocks.append(Heading(2, _("Le calcul, ligne par ligne")))
        blocks.append(
            Table(
                [TableColumn(_("Calcul")), TableColumn(_("Texte"))],
                [[step.text, step.article] for step in told_steps(declaration.derivation[:300])],
            )
        )
    return Document(
        title=_("Récépissé de déclaration : %(month)s") % {"month": date_format(declaration.month, "F Y")},
        language=(get_language() or "fr")[:2],
        subtitle=_("Taxe de séjour"),
        organisation=declaration.office.name,
        blocks=blocks,
        toc=False,
        footer=_("Aucune identité de client n’est demandée ni conservée."),
    )
