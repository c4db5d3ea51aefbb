"""What the observatory gives to the house: rights, menu, and the check of its frozen reports."""

from django.utils.translation import gettext_lazy as _

from buron.kernel.contributions import HealthCheck, MenuEntry, Permission
from buron.observatory import deeds
from buron.observatory.health import frozen_copies

EVERYONE = frozenset(
    {"direction", "accueil", "etourisme", "qualite", "regie", "taxe", "elu", "administration"}
)

PERMISSIONS = (
    Permission("observatory.view", _("Lire les chiffres et le rapport"), EVERYONE),
    Permission("observatory.export", _("Exporter les lignes des chiffres"), EVERYONE - {"elu"}),
    Permission(
        "observatory.report_edit",
        _("Écrire le rapport et tenir les tableaux de bord"),
        frozenset({"direction", "administration", "qualite"}),
    ),
    Permission("observatory.freeze", _("Figer et rouvrir le rapport"), frozenset({"direction"})),
)

CHIFFRES = _("Chiffres")

MENU = (
    MenuEntry(
        "observatory.dashboards",
        _("Tableaux de bord"),
        "observatory_dashboards",
        "gauge",
        "observatory.view",
        CHIFFRES,
        70,
        first_for=frozenset({"direction", "elu"}),
    ),
    MenuEntry(
        "observatory.indicators",
        _("Indicateurs"),
        "observatory_indicators",
        "chart-column",
        "observatory.view",
        CHIFFRES,
        71,
    ),
    MenuEntry(
        "observatory.report",
        _("Rapport d’activité"),
        "observatory_reports",
        "file-text",
        "observatory.view",
        CHIFFRES,
        72,
    ),
)

HEALTH_CHECKS = (HealthCheck("observatory.frozen", _("Rapports figés"), frozen_copies, per_office=True),)

DEEDS = deeds.DEEDS
