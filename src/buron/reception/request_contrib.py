"""What requests give to the house."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from buron.directory.holdings import register
from buron.kernel.contributions import Deed, MenuEntry, Permission, Place
from buron.reception import badges
from buron.reception.figures import requests as figures
from buron.reception.request_holding import HOLDING
from buron.reception.request_jobs import SCHEDULES
from buron.reception.request_report import REPORT_SECTIONS
from buron.reception.request_upkeep import HEALTH_CHECKS, RETENTION

__all__ = [
    "DASHBOARDS",
    "DEEDS",
    "HEALTH_CHECKS",
    "INDICATORS",
    "MENU",
    "PERMISSIONS",
    "PLACES",
    "REPORT_SECTIONS",
    "RETENTION",
    "SCHEDULES",
]

register(HOLDING)

ANSWERERS = frozenset({"direction", "accueil", "etourisme", "qualite", "regie", "administration"})
KEEPERS = frozenset({"direction", "etourisme", "qualite", "administration"})

PERMISSIONS = (
    Permission("reception.requests", _("Recevoir les demandes et y répondre"), ANSWERERS),
    Permission(
        "reception.requests_setup", _("Régler les boîtes relevées et les modèles de réponse"), KEEPERS
    ),
)

MENU = (
    MenuEntry(
        "reception.requests",
        _("Demandes"),
        "reception_requests",
        "inbox",
        "reception.requests",
        _("Accueil"),
        10,
        badge=badges.REQUESTS,
    ),
)

PLACES = (
    Place(
        "reception.answertemplate", _("Réponse toute prête"), "reception_template", "reception.requests_setup"
    ),
    Place("reception.brochure", _("E-brochure")),
    Place("reception.enquiry", _("Demande"), "reception_request", "reception.requests"),
    Place("reception.mailbox", _("Boîte relevée"), "reception_mailbox", "reception.requests_setup"),
)

INDICATORS = figures.INDICATORS
DASHBOARDS = figures.DASHBOARDS

DEEDS = (
    Deed("reception.answer_template.retired", _("Modèle de réponse retiré")),
    Deed("reception.answer_template.saved", _("Modèle de réponse enregistré")),
    Deed("reception.brochure.added", _("E-brochure ajoutée")),
    Deed("reception.brochure.retired", _("E-brochure retirée")),
    Deed("reception.mailbox.saved", _("Boîte relevée réglée")),
    Deed("reception.mailbox.stopped", _("Boîte relevée arrêtée")),
    Deed("reception.request.answered", _("Réponse écrite à une demande")),
    Deed("reception.request.assigned", _("Demande confiée")),
    Deed("reception.request.closed", _("Demande classée")),
    Deed("reception.request.put_back", _("Courrier remis parmi ceux à imprimer")),
    Deed("reception.request.received", _("Demande reçue")),
    Deed("reception.request.reopened", _("Demande rouverte")),
    Deed("reception.request.retried", _("Réponse renvoyée")),
    Deed("reception.request.not_reached", _("Réponse non parvenue : demande à traiter de nouveau")),
    Deed("reception.request.returned", _("Courrier revenu (NPAI)")),
    Deed("reception.request.told", _("Réponse partie")),
    Deed("reception.request.went_on", _("Suite d’une demande reçue")),
    Deed("reception.request.withdrawn", _("Réponse reprise avant son départ")),
    Deed("reception.requests.set_up", _("Délai et réglages des demandes")),
)
