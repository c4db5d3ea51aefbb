"""Words for the codes of the reference, in the language of the page."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

EPCI_KINDS = {
    "CC": _("communauté de communes"),
    "CA": _("communauté d’agglomération"),
    "CU": _("communauté urbaine"),
    "METRO": _("métropole"),
    "MET69": _("métropole de Lyon"),
    "EPT": _("établissement public territorial"),
}
