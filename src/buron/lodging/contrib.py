"""What the register of lodgings gives to the house."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from buron.kernel.contributions import Permission
from buron.lodging import deeds

READERS = frozenset({"direction", "taxe", "accueil", "etourisme", "qualite", "regie", "elu"})
KEEPERS = frozenset({"direction", "taxe", "etourisme"})

PERMISSIONS = (
    Permission("lodging.view", _("Consulter le registre des hébergements"), READERS),
    Permission("lodging.edit", _("Tenir le registre des hébergements"), KEEPERS),
)

DEEDS = deeds.DEEDS
