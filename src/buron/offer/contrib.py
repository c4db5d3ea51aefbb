"""What the offer gives to the house."""

from django.utils.translation import gettext_lazy as _

from buron.kernel.contributions import Permission, Schedule

KEEPERS = frozenset({"etourisme", "direction", "administration"})
READERS = KEEPERS | {"accueil", "qualite", "regie", "taxe", "elu"}

PERMISSIONS = (
    Permission("offer.view", _("Consulter l’offre"), READERS),
    Permission("offer.edit", _("Modifier les fiches"), KEEPERS),
    Permission("offer.import", _("Importer l’offre"), KEEPERS),
    Permission("offer.merge", _("Réunir les doublons"), KEEPERS),
)

SCHEDULES = (
    Schedule("offer.refresh", "offer.refresh_sources", at="04:10"),
    Schedule("offer.recover", "offer.recover_imports", every_minutes=30),
)
