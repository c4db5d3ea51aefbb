"""In what quality the office knows a party. Rooms above add their own codes with :func:`name_role`."""

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


def name_role(code: str, title: Text) -> None:
    """Give a French name to a room's own code."""
    ROLES[code] = title


def role_title(code: str) -> str:
    """The French name of a code; the code itself when no room named it."""
    return str(ROLES.get(code, code))
