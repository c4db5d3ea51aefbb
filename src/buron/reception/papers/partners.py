"""What hangs and lies at a partner-run desk: the poster with its code, the tally sheet of half a day."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from django.utils.translation import gettext as _

from buron.kernel.documents.blocks import Block, Column, Document, Heading, Note, Paragraph, QrCode, Table
from buron.kernel.documents.typst import pdf_bytes
from buron.reception.models import ListItem
from buron.reception.queries.origins import Origin
from buron.territory.models import Desk

STICKS = "· " * 32
"""Room for some thirty sticks: a column as wide as the paper leaves."""


def poster_pdf(desk: Desk, link: str) -> bytes:
    """The sheet that stands beside the counter: the code, and the three gestures."""
    return pdf_bytes(poster_document(desk, link), style="report")


def poster_document(desk: Desk, link: str) -> Document:
    """The poster as blocks. The code holds the link; whoever photographs it may count visitors, and nothing else."""
    office = desk.office
    blocks: list[Block] = [
        Heading(1, _("Un visiteur vous demande un renseignement ?")),
        Paragraph(_("**1.** Scannez ce code avec un téléphone ou une tablette. Gardez la page ouverte.")),
        QrCode(link, _("La page de votre point d’information : %s") % desk.name),
        Paragraph(_("**2.** Trois pressions : qui est là, d’où ils viennent, ce qu’ils cherchent.")),
        Paragraph(_("**3.** C’est compté. Une erreur ? « Annuler », pendant une minute.")),
        Note(
            "info",
            _(
                "Vous ne savez pas ? « Passer ». Sans réseau, la page garde vos visiteurs et les envoie plus tard. "
                "Aucun nom, aucune adresse : rien ne dit qui est le visiteur."
            ),
        ),
        Paragraph(
            _("Une question ? %s") % " · ".join(filter(None, [office.name, office.phone, office.email]))
        ),
    ]
    return Document(
        title=desk.name,
        subtitle=_("Point d’information touristique"),
        organisation=office.name,
        blocks=blocks,
        toc=False,
        footer=_("Affiche à garder derrière le comptoir : le code sert à compter les visiteurs."),
    )


def sheet_pdf(desk: Desk, lists: Mapping[str, Sequence[ListItem]], origins: Sequence[Origin]) -> bytes:
    """The tally sheet of half a day, with the categories of the page and of its entry screen."""
    return pdf_bytes(sheet_document(desk, lists, origins), style="carnet")


def sheet_document(
    desk: Desk, lists: Mapping[str, Sequence[ListItem]], origins: Sequence[Origin]
) -> Document:
    """The sheet as blocks: one stick by visitor in each table."""
    office = desk.office
    tables = (
        (_("Qui est là ?"), [item.label for item in lists["party"]]),
        (_("D’où viennent-ils ?"), [*(origin.label for origin in origins), _("Ailleurs : écrire où")]),
        (_("Que cherchent-ils ?"), [item.label for item in lists["theme"]]),
    )
    blocks: list[Block] = [
        Paragraph(
            _(
                "Date : ............................................     □ matin     □ après-midi     "
                "Nombre de visiteurs ou de groupes : ................"
            )
        ),
        Paragraph(
            _("Un bâton par visiteur ou par groupe, dans chaque tableau. Ce que l’on ne sait pas reste vide.")
        ),
    ]
    for title, labels in tables:
        columns = [Column(title), Column(_("Bâtons")), Column(_("Total"))]
        blocks.append(Table(columns, [[label, STICKS, "......."] for label in labels]))
    return Document(
        title=_("Feuille de comptage : %s") % desk.name,
        subtitle=_("Point d’information touristique"),
        organisation=office.name,
        blocks=blocks,
        toc=False,
        footer=_("À rendre à l’office de tourisme : %s")
        % " · ".join(filter(None, [office.name, office.phone, office.email])),
    )
