"""What the publishing room gives to the house."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from buron.kernel.contributions import MenuEntry, Permission
from buron.publishing.deeds import DEEDS
from buron.publishing.figures.indicators import DASHBOARDS, INDICATORS
from buron.publishing.report import REPORT_SECTIONS
from buron.publishing.upkeep import HEALTH_CHECKS, RETENTION

__all__ = [
    "DASHBOARDS",
    "DEEDS",
    "HEALTH_CHECKS",
    "INDICATORS",
    "MENU",
    "PERMISSIONS",
    "REPORT_SECTIONS",
    "RETENTION",
]

KEEPERS = frozenset({"direction", "etourisme", "administration"})
READERS = KEEPERS | {"accueil", "qualite", "elu"}

PERMISSIONS = (
    Permission("publishing.view", _("Voir les bornes et leurs chiffres"), READERS),
    Permission("publishing.kiosks", _("Installer, régler et révoquer les bornes"), KEEPERS),
    Permission(
        "publishing.device", _("Parler au nom d’une borne (appareils)"), frozenset({"administration"})
    ),
)

MENU = (
    MenuEntry(
        "publishing.kiosks",
        _("Bornes"),
        "publishing_kiosks",
        "monitor",
        "publishing.view",
        _("Diffusion"),
        45,
    ),
)
