"""What the ground floor gives: the administration of the office."""

from django.utils.translation import gettext_lazy as _

from buron.kernel.contributions import Permission

ADMINISTRATION = frozenset({"administration"})
EVERYONE = frozenset(
    {"direction", "accueil", "etourisme", "qualite", "regie", "taxe", "elu", "administration"}
)

PERMISSIONS = (
    Permission("kernel.home", _("Ouvrir l’accueil de Buron"), EVERYONE),
    Permission("kernel.members", _("Gérer les comptes et les rôles"), ADMINISTRATION),
    Permission("kernel.office", _("Régler l’office"), ADMINISTRATION | {"direction"}),
    Permission("kernel.journal", _("Lire le journal"), ADMINISTRATION | {"direction"}),
)
