"""What the territory gives to the house."""

from django.utils.translation import gettext_lazy as _

from buron.kernel.contributions import Export, FirstStep, HealthCheck, MenuEntry, Permission
from buron.territory import deeds, figures, health
from buron.territory.figures import INDICATORS
from buron.territory.models import Desk, OfficeCommune
from buron.territory.report import DASHBOARDS, REPORT_SECTIONS

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
]

MANAGERS = frozenset({"direction", "administration"})
EVERYONE = frozenset({"accueil", "etourisme", "qualite", "regie", "taxe", "elu"}) | MANAGERS

PERMISSIONS = (
    Permission("territory.view", _("Voir le territoire et le calendrier"), EVERYONE),
    Permission("territory.manage", _("Régler les communes, les bureaux et la marque"), MANAGERS),
    Permission("territory.learn", _("Situer les communes d’après les fiches"), MANAGERS | {"etourisme"}),
    Permission("territory.plan", _("Prévoir l’ouverture des bureaux"), MANAGERS | {"qualite"}),
    Permission(
        "territory.record_opening",
        _("Noter les écarts d’ouverture des bureaux"),
        MANAGERS | {"accueil", "qualite", "etourisme"},
    ),
)

MENU = (
    MenuEntry(
        key="territory.openings",
        title=_("Ouverture"),
        url_name="territory_openings",
        icon="calendar-check",
        permission="territory.view",
        group=_("Accueil"),
        order=15,
    ),
    MenuEntry(
        key="territory.territory",
        title=_("Territoire"),
        url_name="territory",
        icon="map",
        permission="territory.view",
        group=_("Administration"),
        order=890,
    ),
    MenuEntry(
        key="territory.calendar",
        title=_("Calendrier"),
        url_name="territory_calendar",
        icon="calendar",
        permission="territory.view",
        group=_("Administration"),
        order=895,
    ),
)

HEALTH_CHECKS = (
    HealthCheck("territory.communes", _("Communes du territoire"), health.communes_chosen, per_office=True),
    HealthCheck("territory.desks", _("Bureaux d’accueil"), health.desks_open, per_office=True),
    HealthCheck("territory.calendar", _("Calendrier scolaire"), health.school_calendar_ahead),
)

FIRST_STEPS = (
    FirstStep(
        "territory.communes",
        _("Choisir l’intercommunalité"),
        _(
            "Ses communes deviennent le territoire de l’office : l’offre, l’accueil et les chiffres s’y rangent."
        ),
        "territory_epci",
        "territory.manage",
        lambda office: OfficeCommune.objects.filter(office=office).exists(),
        10,
    ),
    FirstStep(
        "territory.desk",
        _("Ouvrir un premier bureau"),
        _("Chaque visiteur est reçu dans un bureau, permanent, saisonnier ou hors les murs."),
        "territory_desk_new",
        "territory.manage",
        lambda office: Desk.objects.filter(office=office).exists(),
        20,
    ),
)

EXPORTS = (
    Export(
        "territory.openings",
        _("Jours d’ouverture des bureaux, deux ans"),
        "territory.view",
        figures.export,
        "ouverture-des-bureaux",
    ),
)

DEEDS = deeds.DEEDS

PLACES = deeds.PLACES
