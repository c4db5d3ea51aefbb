"""In what quality the office knows a party."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

if TYPE_CHECKING:
    from buron.kernel.contributions import Text

VISITOR = "visitor"
HOST = "host"
PARTNER = "partner"

ROLES: dict[str, Text] = {
    VISITOR: _("Visiteur"),
    HOST: _("Hébergeur"),
    PARTNER: _("Prestataire"),
    "organiser": _("Organisateur"),
    "association": _("Association"),
    "institution": _("Institution"),
    "press": _("Presse"),
    "supplier": _("Fournisseur"),
}


def role_title(code: str) -> str:
    """The French name of a code; the code itself when no room named it."""
    return str(ROLES.get(code, code))
