"""The certificate of a ranking visit: report of control, grid filled in, proposal; drawn from what was frozen."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from buron.kernel import formats
from buron.kernel.documents.blocks import (
    Block,
    Column,
    Document,
    Heading,
    Note,
    Paragraph,
    Prose,
    Row,
    Table,
)
from buron.kernel.documents.typst import pdf_bytes
from buron.lodging.models import CriterionAnswer, RankingDecision, RankingRequest
from buron.lodging.ranking import current_grid
from buron.lodging.ranking_texts import stars_text

STATUS = {"X": "X", "C": "X ONC", "O": "O", "-": "NA"}
MOST_MISSING = 60
CHOSEN = {
    "yes": gettext_lazy("oui"),
    "no": gettext_lazy("non"),
    "most": gettext_lazy("5 points"),
    "obtained": gettext_lazy("les points obtenus"),
    "exact": gettext_lazy("sans arrondi"),
    "up": gettext_lazy("arrondi à l’entier supérieur"),
}
"""The answers to the open points of the rule, as the paper says them."""


def certificate_pdf(decision: RankingDecision) -> bytes:
    """The paper as an accessible PDF; the same decision always gives the same bytes."""
    at = dt.datetime.combine(decision.decided_on, dt.time(12), dt.UTC)
    return pdf_bytes(certificate_document(decision), timestamp=at)


def certificate_document(decision: RankingDecision) -> Document:
    """The paper as blocks."""
    request = decision.request
    office = request.office
    return Document(
        title=_("Certificat de visite n° %s") % decision.number,
        subtitle=_("Classement d’un meublé de tourisme : %s") % request.lodging.name,
        organisation=office.name,
        date_text=formats.date_text(decision.decided_on),
        blocks=[
            *_proposal(decision),
            *_report(decision),
            *_grid(decision.record),
        ],
        meta=_meta(decision),
        footer=" · ".join(filter(None, [office.name, office.phone, office.email])),
        toc=False,
    )


def _meta(decision: RankingDecision) -> dict[str, str]:
    lodging, record = decision.request.lodging, decision.record
    held = record.get("held_on")
    place = " ".join(filter(None, [lodging.postcode, lodging.commune_name]))
    return {
        _("Meublé"): ", ".join(filter(None, [lodging.name, *lodging.address.splitlines(), place])),
        _("Numéro de déclaration"): lodging.registration_number
        or lodging.declaration_number
        or _("non renseigné"),
        _("Demandeur"): str(decision.request.party),
        _("Visite"): formats.date_text(dt.date.fromisoformat(held)) if held else _("non renseignée"),
        _("Visite faite par"): record.get("visitor", ""),
    }


def _proposal(decision: RankingDecision) -> Iterator[Block]:
    """The proposal of decision, and what the host may do."""
    yield Heading(1, _("Proposition de décision"))
    values = {"stars": stars_text(decision.stars), "persons": decision.capacity}
    if decision.favourable:
        yield Paragraph(
            _("**Avis favorable** au classement en **%(stars)s**, pour %(persons)s personnes.") % values
        )
        yield Note(
            "info",
            _(
                "Le loueur a quinze jours, à compter de la réception de ce certificat, pour refuser cette proposition. "
                "Sans refus, le classement est acquis pour cinq ans (code du tourisme, articles D324-3 et suivants)."
            ),
        )
    else:
        yield Paragraph(_("**Avis défavorable** au classement en **%(stars)s**.") % values)
        reached = decision.record.get("reachable")
        if reached:
            yield Paragraph(_("La visite atteint %s.") % stars_text(reached))
    if decision.words:
        yield Prose(decision.words)
    yield Paragraph(_("Décidé le %(day)s par %(who)s.") % {
        "day": formats.date_text(decision.decided_on), "who": decision.decided_by
    })  # fmt: skip


def _report(decision: RankingDecision) -> Iterator[Block]:
    """The report of control: the lodging, the sums, what is missing."""
    record = decision.record
    yield Heading(1, _("Rapport de contrôle"))
    yield Table([Column(_("Le logement")), Column("")], list(_facts(decision.request, record)))
    yield Heading(2, _("Le calcul"))
    for line in record.get("derivation", ()):
        yield Paragraph(line)
    missing: list[Row] = [[number, title, points] for number, title, points in record.get("missing", ())]
    if missing:
        yield Table(
            [
                Column(_("Critère"), "integer"),
                Column(_("Obligatoire et non rempli")),
                Column(_("Points"), "integer"),
            ],
            missing[:MOST_MISSING],
            _("Ce qui manque"),
        )
    if record.get("comment"):
        yield Heading(2, _("Observations"))
        yield Prose(record["comment"])
    if record.get("photos"):
        numbers = ", ".join(str(number) for number in sorted(set(record["photos"])))
        yield Paragraph(
            _(
                "Photos prises à la visite : %(count)s (critères %(numbers)s). Elles forment une annexe, que l’office "
                "garde cinq ans après la visite, un an si elle ne donne pas de classement."
            )
            % {"count": len(record["photos"]), "numbers": numbers}
        )
    rules = " ".join(
        _("%(note)s Retenu : %(answer)s.") % {"note": note, "answer": CHOSEN[value]}
        for _key, value, note in record.get("parameters", ())
    )
    yield Note("method", f"{record.get('grid', '')}. {rules}")


def _facts(request: RankingRequest, record: dict[str, Any]) -> Iterator[Row]:
    facts = record.get("facts", {})
    yield [_("Personnes accueillies"), _said(facts.get("persons"))]
    yield [_("Étage"), _("rez-de-chaussée") if facts.get("floor") == 0 else _said(facts.get("floor"))]
    yield [_("Altitude (m)"), _said(facts.get("altitude"))]
    yield [_("Surface habitable (m²)"), _said(facts.get("surface"))]
    yield [_("Type de logement"), request.get_dwelling_display() or _("non renseigné")]
    yield [_("Étoiles demandées"), str(request.requested_stars)]


def _said(value: Any) -> str:
    return _("non renseigné") if value is None else str(value)


def _grid(record: dict[str, Any]) -> Iterator[Block]:
    """The grid filled in, section by section."""
    answers = {number: (value, points, comment) for number, value, points, comment in record["answers"]}
    statuses = record["statuses"]
    names = dict(CriterionAnswer.Value.choices)
    columns = [
        Column("n°", "integer"), Column(_("Critère")), Column(_("Statut")), Column(_("Réponse")),
        Column(_("Points"), "integer"),
    ]  # fmt: skip
    yield Heading(1, _("Grille renseignée"))
    yield Paragraph(
        _("Statut : X obligatoire, X ONC obligatoire non compensable, O à la carte, NA non applicable.")
    )
    for section in current_grid().sections:
        yield Heading(2, f"{section.key} {section.title}")
        rows: list[Row] = []
        for one in section.criteria:
            value, points, comment = answers.get(one.number, ("", None, ""))
            title = f"{one.title} — {comment}" if comment else one.title
            said = str(names[value]) if value else _("non vu")
            status = STATUS[statuses[str(one.number)]]
            rows.append([one.number, title, status, said, points])
        yield Table(columns, rows)
