"""What the ground floor gives: the administration of the office."""

from django.utils.translation import gettext_lazy as _

from buron.kernel import deeds, first_steps, health
from buron.kernel.contributions import HealthCheck, MenuEntry, Permission, Schedule

ADMINISTRATION = frozenset({"administration"})
EVERYONE = frozenset(
    {"direction", "accueil", "etourisme", "qualite", "regie", "taxe", "elu", "administration"}
)

PERMISSIONS = (
    Permission("kernel.home", _("Ouvrir l’accueil de Buron"), EVERYONE),
    Permission("kernel.members", _("Gérer les comptes et les rôles"), ADMINISTRATION),
    Permission("kernel.team", _("Voir l’équipe et les rôles"), ADMINISTRATION | {"direction"}),
    Permission(
        "kernel.second_factor",
        _("Remettre à zéro la double authentification d’une collègue"),
        ADMINISTRATION | {"direction"},
    ),
    Permission("kernel.office", _("Régler l’office"), ADMINISTRATION | {"direction"}),
    Permission("kernel.tokens", _("Gérer les clés de partage des données"), ADMINISTRATION),
    Permission("kernel.jobs", _("Voir et relancer les tâches de fond"), ADMINISTRATION | {"direction"}),
    Permission("kernel.retention", _("Voir les durées de conservation"), ADMINISTRATION | {"direction"}),
    Permission("kernel.exports", _("Ouvrir la liste des exports"), EVERYONE),
    Permission("kernel.journal", _("Lire le journal"), ADMINISTRATION | {"direction"}),
)

MENU: tuple[MenuEntry, ...] = (
    MenuEntry(
        "kernel.tokens",
        _("Clés de partage"),
        "kernel_tokens",
        "key-round",
        "kernel.tokens",
        _("Administration"),
        930,
    ),
    MenuEntry(
        "kernel.members",
        _("Équipe et rôles"),
        "kernel_members",
        "users",
        "kernel.team",
        _("Administration"),
        900,
        first_for=ADMINISTRATION,
    ),
    MenuEntry(
        "kernel.office", _("Office"), "kernel_office", "settings", "kernel.office", _("Administration"), 910
    ),
    MenuEntry(
        "kernel.journal",
        _("Journal"),
        "kernel_journal",
        "history",
        "kernel.journal",
        _("Administration"),
        920,
    ),
)

MENU += (
    MenuEntry(
        "kernel.settings",
        _("Réglages"),
        "kernel_settings",
        "sliders-horizontal",
        "kernel.office",
        _("Administration"),
        912,
    ),
    MenuEntry(
        "kernel.exports",
        _("Exports"),
        "kernel_exports",
        "download",
        "kernel.exports",
        _("Administration"),
        925,
    ),
    MenuEntry(
        "kernel.retention",
        _("Conservation"),
        "kernel_retention",
        "clock",
        "kernel.retention",
        _("Administration"),
        940,
    ),
    MenuEntry(
        "kernel.jobs",
        _("Tâches de fond"),
        "kernel_jobs",
        "refresh-cw",
        "kernel.jobs",
        _("Administration"),
        950,
    ),
)

HEALTH_CHECKS = (
    HealthCheck("kernel.data", _("Dossier de données"), health.data_folder),
    HealthCheck("kernel.engine", _("Base de données"), health.engine),
    HealthCheck("kernel.migrations", _("Tables"), health.migrations),
    HealthCheck("kernel.jobs", _("Tâches de fond"), health.jobs),
    HealthCheck("kernel.mail", _("Messagerie"), health.mail),
)

FIRST_STEPS = first_steps.FIRST_STEPS

SETTINGS = first_steps.SETTINGS

SCHEDULES = (Schedule("kernel.nightly", "kernel.tidy", at="03:20"),)

DEEDS = deeds.DEEDS

PLACES = deeds.PLACES
