"""What the reception gives to the house."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from buron.kernel.contributions import Export, FirstStep, MenuEntry, Permission
from buron.reception import (
    badges,
    dashboard,
    deeds,
    exports,
    house,
    jobs,
    printed_upkeep,
    report,
    report_outside,
    report_printed,
    request_contrib,
    team_report,
    team_upkeep,
    upkeep,
)
from buron.reception.figures import doors, indicators, outings, printed, team
from buron.reception.models import Act

COUNTER = frozenset({"direction", "accueil", "etourisme", "qualite", "regie", "administration"})
KEEPERS = frozenset({"direction", "qualite", "administration"})
GROUP = _("Accueil")

PERMISSIONS = (
    Permission("reception.record", _("Recevoir les visiteurs et enregistrer les accueils"), COUNTER),
    Permission("reception.view", _("Voir les actes d’accueil et leurs chiffres"), COUNTER | {"elu"}),
    Permission("reception.documents", _("Tenir les documents imprimés et leurs tournées"), COUNTER),
    Permission("reception.liaison", _("Lire et écrire le cahier de liaison"), COUNTER | frozenset({"taxe"})),
    Permission(
        "reception.partners", _("Donner et couper les liens des points partenaires"), KEEPERS | {"etourisme"}
    ),
    Permission(
        "reception.unmet", _("Regrouper les demandes sans réponse et les écrire aux communes"), KEEPERS
    ),
    *request_contrib.PERMISSIONS,
    Permission("reception.correct", _("Corriger et annuler les actes d’accueil"), KEEPERS),
    Permission(
        "reception.lists", _("Tenir les listes de l’accueil"), frozenset({"direction", "administration"})
    ),
    Permission("reception.devices", _("Mettre les compteurs en service et donner leurs clés"), KEEPERS),
    Permission("reception.import", _("Reprendre les actes et les compteurs passés"), KEEPERS),
    Permission("reception.export", _("Exporter les actes et les compteurs"), KEEPERS | {"etourisme"}),
)

MENU = (
    MenuEntry(
        "reception.desk",
        _("Accueil"),
        "reception_desk",
        "concierge-bell",
        "reception.record",
        GROUP,
        10,
        first_for=frozenset({"accueil"}),
    ),
    *request_contrib.MENU,
    MenuEntry("reception.acts", _("Actes d’accueil"), "reception_acts", "list", "reception.view", GROUP, 11),
    MenuEntry(
        "reception.carnets", _("Carnets"), "reception_carnets", "book-open", "reception.view", GROUP, 12
    ),
    MenuEntry("reception.outings", _("Sorties"), "reception_outings", "tent", "reception.view", GROUP, 16),
    MenuEntry(
        "reception.counters", _("Compteurs"), "reception_counters", "gauge", "reception.view", GROUP, 13
    ),
    MenuEntry(
        "reception.printed",
        _("Documents imprimés"),
        "reception_printed",
        "archive",
        "reception.view",
        GROUP,
        14,
    ),
    MenuEntry(
        "reception.imports", _("Années passées"), "reception_imports", "upload", "reception.import", GROUP, 14
    ),
    MenuEntry(
        "reception.liaison",
        _("Cahier de liaison"),
        "reception_liaison",
        "notebook-pen",
        "reception.liaison",
        GROUP,
        15,
        badge=badges.LIAISON,
    ),
    MenuEntry(
        "reception.unmet",
        _("Demandes sans réponse"),
        "reception_unmet",
        "circle-x",
        "reception.view",
        GROUP,
        16,
    ),
    MenuEntry(
        "reception.partners",
        _("Points partenaires"),
        "reception_partners",
        "handshake",
        "reception.partners",
        GROUP,
        17,
    ),
    MenuEntry(
        "reception.lists",
        _("Listes de l’accueil"),
        "reception_lists",
        "clipboard-list",
        "reception.lists",
        _("Administration"),
        900,
    ),
)

EXPORTS = (
    Export(
        "reception.acts",
        _("Actes d’accueil"),
        "reception.export",
        exports.acts,
        "actes-d-accueil",
        by_period=True,
    ),
    Export(
        "reception.counters", _("Relevés des compteurs"), "reception.export", exports.readings, "compteurs"
    ),
    Export(
        "reception.print_movements",
        _("Mouvements des documents imprimés"),
        "reception.documents",
        exports.movements,
        "mouvements-de-documents",
        by_period=True,
    ),
)

DEEDS = (*deeds.DEEDS, *request_contrib.DEEDS)

PLACES = (*house.PLACES, *request_contrib.PLACES)

SETTINGS = house.SETTINGS
INDICATORS = (
    *indicators.INDICATORS,
    *doors.INDICATORS,
    *outings.INDICATORS,
    *team.INDICATORS,
    *printed.INDICATORS,
    *request_contrib.INDICATORS,
)
DASHBOARDS = (
    *dashboard.DASHBOARDS,
    *report_outside.DASHBOARDS,
    *team_report.DASHBOARDS,
    *printed_upkeep.DASHBOARDS,
    *request_contrib.DASHBOARDS,
)
REPORT_SECTIONS = (
    *report.REPORT_SECTIONS,
    *report_outside.REPORT_SECTIONS,
    *team_report.REPORT_SECTIONS,
    *report_printed.REPORT_SECTIONS,
    *request_contrib.REPORT_SECTIONS,
)
FIRST_STEPS = (
    FirstStep(
        "reception.first",
        _("Recevoir un premier visiteur"),
        _("Chercher, mettre au carnet, répondre, terminer. L’acte d’essai se retire dans la minute."),
        "reception_desk",
        "reception.record",
        lambda office: Act.objects.filter(office=office).exists(),
        60,
    ),
)
RETENTION = (*upkeep.RETENTION, *team_upkeep.RETENTION, *request_contrib.RETENTION)
HEALTH_CHECKS = (
    *upkeep.HEALTH_CHECKS,
    *team_upkeep.HEALTH_CHECKS,
    *printed_upkeep.HEALTH_CHECKS,
    *request_contrib.HEALTH_CHECKS,
)
SCHEDULES = (*jobs.SCHEDULES, *request_contrib.SCHEDULES)
