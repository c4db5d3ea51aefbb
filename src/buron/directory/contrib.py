"""What the directory gives to the house."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from buron.directory import deeds, exports, figures, upkeep
from buron.kernel.contributions import Export, MenuEntry, Permission, Place, Schedule

EDITORS = frozenset({"direction", "accueil", "etourisme", "qualite", "regie", "taxe", "administration"})
READERS = EDITORS
GROUP = _("Contacts")

PERMISSIONS = (
    Permission("directory.view", _("Voir le répertoire des contacts"), READERS),
    Permission("directory.edit", _("Tenir le répertoire des contacts"), EDITORS),
    Permission(
        "directory.erase", _("Effacer des contacts"), frozenset({"direction", "qualite", "administration"})
    ),
    Permission(
        "directory.export",
        _("Exporter les contacts"),
        frozenset({"direction", "etourisme", "administration"}),
    ),
)

MENU = (
    MenuEntry(
        "directory.parties", _("Répertoire"), "directory_parties", "users", "directory.view", GROUP, 40
    ),
)

PLACES = (Place("directory.party", _("Contact"), "directory_party", "directory.view"),)

INDICATORS = figures.INDICATORS
RETENTION = upkeep.RETENTION
HEALTH_CHECKS = upkeep.HEALTH_CHECKS

SCHEDULES = (Schedule("directory.ask_silent", "directory.ask_silent", at="07:40"),)

EXPORTS = (
    Export("directory.parties", _("Contacts"), "directory.export", exports.parties, "contacts"),
    Export(
        "directory.erasures",
        _("Registre des effacements"),
        "directory.view",
        exports.erasures,
        "effacements",
    ),
)

DEEDS = deeds.DEEDS
