"""What the forms of declaration at the mairie ask (CERFA 14004 and 13566), told from the register."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator

from django.utils.translation import gettext as _

from buron.directory.models import Party
from buron.kernel import formats
from buron.kernel.documents.blocks import Block, Column, Document, Heading, Note, Row, Table
from buron.kernel.documents.typst import pdf_bytes
from buron.lodging.beds import beds_text, places_in
from buron.lodging.models import Lodging
from buron.lodging.natures import Nature
from buron.lodging.opening_text import write_spans
from buron.lodging.queries import declarant_on
from buron.lodging.queries.finding import ranked_on
from buron.lodging.ranking_texts import stars_text

FORMS: dict[str, str] = {Nature.MEUBLES: "14004", Nature.CHAMBRES_HOTES: "13566"}
"""The form of each nature that is declared at the mairie (code du tourisme, articles L324-1-1 and L324-4)."""


def is_declared_at_mairie(lodging: Lodging) -> bool:
    """Whether a form exists for its nature."""
    return lodging.nature in FORMS


def declaration_pdf(lodging: Lodging, day: dt.date) -> bytes:
    """The facts of the form, rubric by rubric, for who declares that day; what is not known is left to fill in."""
    at = dt.datetime.combine(day, dt.time(12), dt.UTC)
    return pdf_bytes(declaration_document(lodging, day), timestamp=at)


def declaration_document(lodging: Lodging, day: dt.date) -> Document:
    """The paper as blocks."""
    form = FORMS[lodging.nature]
    title = (
        _("Déclaration en mairie d’un meublé de tourisme")
        if lodging.nature == Nature.MEUBLES
        else _("Déclaration en mairie d’une location de chambres d’hôtes")
    )
    commune = lodging.commune.name if lodging.commune else ""
    return Document(
        title=title,
        subtitle=_("%(name)s · rubriques du formulaire CERFA %(form)s")
        % {"name": lodging.name, "form": form},
        organisation=lodging.office.name,
        date_text=formats.date_text(day),
        blocks=list(_blocks(lodging, form, day)),
        meta={_("À remettre à"): _("mairie de %s") % commune},
        footer=_("Registre nº %s") % lodging.number,
        toc=False,
    )


def _blocks(lodging: Lodging, form: str, day: dt.date) -> Iterator[Block]:
    yield Note(
        "info",
        _(
            "Ce papier reprend ce que demande le formulaire CERFA %s ; il n’en est pas l’imprimé officiel. Reportez-le "
            "sur l’imprimé ou sur le téléservice de la mairie, qui rend un récépissé et, là où il existe, un numéro "
            "d’enregistrement."
        )
        % form,
    )
    yield Heading(2, _("Le déclarant"))
    yield _facts(_declarant(declarant_on(lodging, day)))
    yield Heading(2, _("Le logement"))
    yield _facts(_dwelling(lodging))
    if lodging.bedrooms:
        yield Heading(2, _("Les lits"))
        rooms: list[Row] = [[room["name"], beds_text(room)] for room in lodging.bedrooms]
        yield Table([Column(_("Pièce")), Column(_("Lits"))], rooms)
    yield Heading(2, _("La location"))
    yield _facts(_letting(lodging, day))
    yield Heading(2, _("Signature"))
    signed: list[Row] = [[_("Fait à"), ""], [_("Le"), ""], [_("Signature du déclarant"), ""]]
    yield Table([Column(""), Column("")], signed)


def _facts(rows: Iterator[tuple[str, object]]) -> Table:
    blank = _("à compléter")
    return Table([Column(""), Column("")], [[title, str(value) if value else blank] for title, value in rows])


def _declarant(party: Party | None) -> Iterator[tuple[str, object]]:
    lines = [] if party is None else [*party.address.splitlines(), f"{party.postcode} {party.city}".strip()]
    yield _("Nom ou raison sociale"), party
    yield _("Adresse"), ", ".join(line for line in lines if line)
    yield _("Téléphone"), party and (party.mobile or party.phone)
    yield _("Courriel"), party and party.email
    if party is not None and party.siret:
        yield _("SIRET"), party.siret


def _dwelling(lodging: Lodging) -> Iterator[tuple[str, object]]:
    commune = lodging.commune.name if lodging.commune else ""
    place = f"{lodging.postcode} {commune}".strip()
    yield (
        _("Adresse, étage, appartement"),
        ", ".join(line for line in (*lodging.address.splitlines(), place) if line),
    )
    if lodging.nature == Nature.MEUBLES:
        yield _("Résidence"), lodging.get_residence_display()
        yield _("Nombre de pièces"), lodging.units
    else:
        yield _("Nombre de chambres louées (5 au plus)"), lodging.units
    yield _("Nombre de lits"), lodging.beds
    yield _("Personnes accueillies en même temps"), lodging.capacity
    if lodging.bedrooms:
        yield _("Couchages d’après le détail des lits"), places_in(lodging.bedrooms)


def _letting(lodging: Lodging, day: dt.date) -> Iterator[tuple[str, object]]:
    yield _("Périodes de location prévues"), "; ".join(write_spans(lodging.openings).splitlines())
    if lodging.nature != Nature.MEUBLES:
        return
    held = lodging.rankings.filter(ranked_on(day)).first()
    ranked = _("non classé")
    if held is not None:
        ranked = _("%(stars)s depuis le %(day)s") % {
            "stars": stars_text(held.stars), "day": formats.date_text(held.valid_from)
        }  # fmt: skip
    yield _("Classement"), ranked
    yield _("Numéro d’enregistrement, s’il a déjà été donné"), lodging.registration_number
