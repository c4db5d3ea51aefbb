"""What the register itself gives to the house; the star ranking gives its own."""

from __future__ import annotations

from collections.abc import Sequence

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from buron.directory.holdings import Holding, Line, register
from buron.directory.models import Party
from buron.kernel.contributions import Export, MenuEntry, Permission, Place
from buron.lodging import exports, register_figures, register_jobs, register_report, register_upkeep
from buron.lodging.models import Hosting, Invitation
from buron.lodging.queries.finding import held_on

READERS = frozenset({"direction", "taxe", "accueil", "etourisme", "qualite", "regie"})
KEEPERS = frozenset({"direction", "taxe", "etourisme"})
GROUP = _("Hébergements")

PERMISSIONS = (
    Permission("lodging.view", _("Consulter le registre des hébergements"), READERS),
    Permission("lodging.edit", _("Tenir le registre des hébergements"), KEEPERS),
    Permission("lodging.figures", _("Lire les chiffres des hébergements"), READERS | {"elu"}),
)

MENU = (
    MenuEntry("lodging.register", _("Registre"), "lodging_register", "bed-double", "lodging.view", GROUP, 38),
    MenuEntry("lodging.sources", _("Sources"), "lodging_board", "link", "lodging.edit", GROUP, 39),
)

PLACES = (
    Place("lodging.lodging", _("Hébergement"), "lodging_lodging", "lodging.view"),
    Place("lodging.invitation", _("Invitation à déclarer")),
    Place("lodging.sighting", _("Signalement d’hébergement"), "lodging_choices", "lodging.view"),
    Place("lodging.registerfile", _("Fichier d’hébergements"), "lodging_file", "lodging.edit"),
)

EXPORTS = (
    Export(
        "lodging.register", _("Registre des hébergements"), "lodging.view", exports.register, "hebergements"
    ),
)

INDICATORS = register_figures.INDICATORS
DASHBOARDS = register_figures.DASHBOARDS
REPORT_SECTIONS = register_report.REPORT_SECTIONS
RETENTION = register_upkeep.RETENTION
HEALTH_CHECKS = register_upkeep.HEALTH_CHECKS
SCHEDULES = register_jobs.SCHEDULES


def lines_of(party: Party) -> Sequence[Line]:
    """The lodgings of a contact, for its page in the directory."""
    found = Hosting.objects.filter(party=party, lodging__merged_into__isnull=True)
    return [
        Line(
            text=f"{one.lodging.name} ({one.get_quality_display().lower()})",
            url=reverse("lodging_lodging", kwargs={"office": one.lodging.office.slug, "pk": one.lodging_id}),
            day=one.since,
            state="" if one.until is None else _now("terminé"),
        )
        for one in found.select_related("lodging__office").order_by("-since", "-pk")[:20]
    ]


def keeps(party: Party) -> str:
    """A host who declares may not be erased: the tax is due in its name."""
    today = timezone.localdate()
    if Hosting.objects.filter(held_on(today), party=party, declares=True).exists():
        return _now(
            "Ce contact déclare la taxe de séjour d’un hébergement : mettez d’abord fin à sa période."
        )
    return ""


def forget(party: Party) -> int:
    """Part a contact from the lodgings that it did not declare for. Past periods of a declarer stay under its number,
    for the accounts of those years. Invitations to declare lose whom they were sent to.
    """
    parted, _models = Hosting.objects.filter(party=party, declares=False).delete()
    sent = Invitation.objects.filter(party=party)
    return parted + sent.update(party=None, address="", email="")


register(Holding("lodging.hostings", _("Hébergements"), "lodging.view", lines_of, keeps, forget))
