"""What the star ranking gives to the house."""

from __future__ import annotations

from collections.abc import Sequence

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from buron.directory.holdings import Line
from buron.kernel.contributions import Deed, MenuEntry, Permission, Place
from buron.lodging import ranking_exports, ranking_figures, ranking_report
from buron.lodging.hooks import MOST_LINES, Aspect, aspects
from buron.lodging.models import Lodging
from buron.lodging.queries.rankings import board, board_lines
from buron.lodging.ranking_jobs import SCHEDULES
from buron.lodging.ranking_upkeep import RETENTION

__all__ = [
    "DASHBOARDS",
    "DEEDS",
    "EXPORTS",
    "INDICATORS",
    "MENU",
    "PERMISSIONS",
    "PLACES",
    "REPORT_SECTIONS",
    "RETENTION",
    "SCHEDULES",
]

VISITORS = frozenset({"direction", "accueil", "qualite", "taxe"})
KEEPERS = frozenset({"direction", "qualite"})

PERMISSIONS = (
    Permission("lodging.rank", _("Classer les meublés : demandes, visites, certificats"), VISITORS),
    Permission("lodging.rank_setup", _("Tenir les habilitations et la règle du classement"), KEEPERS),
)

MENU = (
    MenuEntry(
        "lodging.rankings",
        _("Classement des meublés"),
        "lodging_rankings",
        "star",
        "lodging.rank",
        _("Hébergements"),
        40,
    ),
)

PLACES = (
    Place("lodging.rankingrequest", _("Demande de classement"), "lodging_ranking", "lodging.rank"),
    Place("lodging.rankingmail", _("Courriel de classement"), "lodging_ranking_mail", "lodging.rank"),
    Place("lodging.accreditation", _("Habilitation")),
)

INDICATORS = ranking_figures.INDICATORS
DASHBOARDS = ranking_figures.DASHBOARDS
REPORT_SECTIONS = ranking_report.REPORT_SECTIONS
EXPORTS = ranking_exports.EXPORTS

DEEDS = (
    Deed("lodging.accreditation.ended", _("Habilitation terminée")),
    Deed("lodging.accreditation.granted", _("Habilitation enregistrée")),
    Deed("lodging.ranking.acquired", _("Classement acquis")),
    Deed("lodging.ranking.decided", _("Avis de classement rendu")),
    Deed("lodging.ranking.notified", _("Certificat de visite remis")),
    Deed("lodging.ranking.refused", _("Classement refusé par le loueur")),
    Deed("lodging.ranking.scoring_chosen", _("Règle du classement réglée")),
    Deed("lodging.ranking_mail.drafted", _("Courriel de classement préparé")),
    Deed("lodging.ranking_mail.dropped", _("Courriel de classement écarté")),
    Deed("lodging.ranking_mail.saved", _("Courriel de classement modifié")),
    Deed("lodging.ranking_mail.sent", _("Courriel de classement envoyé")),
    Deed("lodging.ranking_request.completed", _("Dossier de classement complet")),
    Deed("lodging.ranking_request.received", _("Demande de classement reçue")),
    Deed("lodging.ranking_request.updated", _("Demande de classement modifiée")),
    Deed("lodging.ranking_request.withdrawn", _("Demande de classement retirée")),
    Deed("lodging.visit.answered", _("Réponses d’une visite reçues")),
    Deed("lodging.visit.cancelled", _("Visite de classement annulée")),
    Deed("lodging.visit.finished", _("Visite de classement terminée")),
    Deed("lodging.visit.photographed", _("Photo de visite reçue")),
    Deed("lodging.visit.reopened", _("Visite de classement rouverte")),
    Deed("lodging.visit.scheduled", _("Visite de classement prévue")),
)


def visits_of(lodging: Lodging) -> Sequence[Line]:
    """The requests for a ranking of a lodging, newest first, with what is to happen next."""
    found = board_lines(list(board().filter(lodging=lodging)[:MOST_LINES]))
    return [
        Line(
            text=f"{one.request.get_stage_display()} · {one.request.requested_stars} ★",
            url=reverse("lodging_ranking", kwargs={"office": lodging.office.slug, "pk": one.request.pk}),
            day=one.request.received_on,
            state=one.clock.text,
            tone=one.clock.tone or "info",
        )
        for one in found
    ]


aspects.register(
    Aspect(
        "lodging.visits",
        _("Visites de classement"),
        "lodging.rank",
        visits_of,
        empty=_("Aucune demande de classement à l’office."),
        order=10,
    )
)
