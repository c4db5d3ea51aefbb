"""What the offer gives to the house."""

from django.utils.translation import gettext_lazy as _

from buron.kernel.contributions import Export, FirstStep, MenuEntry, Permission, Schedule
from buron.offer import deeds, exports
from buron.offer.figures.indicators import DASHBOARDS, INDICATORS
from buron.offer.figures.report import REPORT_SECTIONS
from buron.offer.health import HEALTH_CHECKS
from buron.offer.ideas_upkeep import RETENTION
from buron.offer.models import Fiche

__all__ = [
    "DASHBOARDS",
    "DEEDS",
    "EXPORTS",
    "FIRST_STEPS",
    "HEALTH_CHECKS",
    "INDICATORS",
    "MENU",
    "PERMISSIONS",
    "REPORT_SECTIONS",
    "RETENTION",
    "SCHEDULES",
]

KEEPERS = frozenset({"etourisme", "direction", "administration"})
READERS = KEEPERS | {"accueil", "qualite", "regie", "taxe", "elu"}

PERMISSIONS = (
    Permission("offer.view", _("Consulter l’offre"), READERS),
    Permission("offer.edit", _("Modifier les fiches"), KEEPERS),
    Permission("offer.import", _("Importer l’offre"), KEEPERS),
    Permission("offer.merge", _("Réunir les doublons"), KEEPERS),
    Permission("offer.select", _("Composer des sélections"), KEEPERS | {"accueil"}),
)

GROUP = _("Offre")

MENU = (
    MenuEntry(
        "offer.search",
        _("Offre"),
        "offer_search",
        "map-pin",
        "offer.view",
        GROUP,
        30,
        answers_search=True,
        first_for=frozenset({"etourisme"}),
    ),
    MenuEntry("offer.selections", _("Sélections"), "offer_selections", "bookmark", "offer.view", GROUP, 31),
    MenuEntry("offer.ideas", _("Idées"), "offer_ideas", "cloud-sun", "offer.view", GROUP, 33),
    MenuEntry(
        "offer.freshness", _("Fraîcheur"), "offer_freshness", "calendar-check", "offer.view", GROUP, 32
    ),
    MenuEntry("offer.sources", _("Sources"), "offer_sources", "database", "offer.import", GROUP, 35),
    MenuEntry("offer.doubts", _("Doublons"), "offer_doubts", "copy", "offer.merge", GROUP, 36),
)

FIRST_STEPS = (
    FirstStep(
        "offer.fiches",
        _("Faire entrer l’offre"),
        _("Depuis votre système régional ou un tableur ; tout se voit avant d’être appliqué."),
        "offer_sources",
        "offer.import",
        lambda office: Fiche.objects.filter(office=office).exists(),
        40,
    ),
)

EXPORTS = (Export("offer.fiches", _("Fiches de l’offre"), "offer.view", exports.fiches, "offre"),)

SCHEDULES = (
    Schedule("offer.refresh", "offer.refresh_sources", at="04:10"),
    Schedule("offer.recover", "offer.recover_imports", every_minutes=10),
    Schedule("offer.stock", "offer.keep_stocks", at="23:40"),
    Schedule("offer.photos", "offer.sweep_photos", at="03:40"),
    Schedule("offer.tracks", "offer.read_tracks", at="05:10"),
)

DEEDS = deeds.DEEDS

PLACES = deeds.PLACES
