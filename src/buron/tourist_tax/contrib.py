"""What the tourist tax gives to the house."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from buron.directory.holdings import register
from buron.kernel.contributions import MenuEntry, Permission
from buron.tourist_tax import contrib_platforms, deeds, host_holding
from buron.tourist_tax.collection_contrib import (
    COLLECTION_MENU,
    COLLECTION_PLACES,
    COLLECTION_RETENTION,
    COLLECTION_SCHEDULES,
)
from buron.tourist_tax.decision_contrib import DECISION_HEALTH, DECISION_MENU, DECISION_SCHEDULES
from buron.tourist_tax.host_contrib import HOST_MENU, HOST_PERMISSIONS, HOST_SCHEDULES, HOST_SETTINGS
from buron.tourist_tax.host_upkeep import HOST_RETENTION

register(host_holding.HOLDING)

READERS = frozenset({"direction", "taxe", "regie", "elu"})
GROUP = _("Taxe de séjour")

AGENTS = frozenset({"taxe", "direction"})

PERMISSIONS = (
    *HOST_PERMISSIONS,
    Permission(
        "tourist_tax.view",
        _("Lire la règle de la taxe de séjour et la calculer"),
        READERS | {"administration"},
    ),
    Permission("tourist_tax.accounts", _("Lire les déclarations et les comptes"), AGENTS | {"regie"}),
    Permission("tourist_tax.decide", _("Enregistrer les délibérations et les périodes"), AGENTS),
    Permission("tourist_tax.declare", _("Déclarer les nuitées d’un hébergement"), AGENTS),
    Permission("tourist_tax.collect", _("Encaisser, relancer et rembourser"), frozenset({"taxe", "regie"})),
)

MENU = (
    *COLLECTION_MENU,
    *contrib_platforms.MENU,
    *HOST_MENU,
    *DECISION_MENU,
    MenuEntry(
        key="tourist_tax.calculator",
        title=_("Calculer la taxe"),
        url_name="tourist_tax_calculator",
        icon="euro",
        permission="tourist_tax.view",
        group=GROUP,
        order=600,
    ),
    MenuEntry(
        key="tourist_tax.law",
        title=_("La règle en vigueur"),
        url_name="tourist_tax_law",
        icon="landmark",
        permission="tourist_tax.view",
        group=GROUP,
        order=690,
    ),
)

DEEDS = deeds.DEEDS
SETTINGS = HOST_SETTINGS
SCHEDULES = (*COLLECTION_SCHEDULES, *HOST_SCHEDULES, *DECISION_SCHEDULES)
HEALTH_CHECKS = DECISION_HEALTH
PLACES = (*contrib_platforms.PLACES, *COLLECTION_PLACES)
RETENTION = (*COLLECTION_RETENTION, *HOST_RETENTION)
INDICATORS = contrib_platforms.INDICATORS
DASHBOARDS = contrib_platforms.DASHBOARDS
REPORT_SECTIONS = contrib_platforms.REPORT_SECTIONS
EXPORTS = contrib_platforms.EXPORTS
