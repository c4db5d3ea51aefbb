"""How one knows that the offer works."""

from __future__ import annotations

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from buron.kernel.contributions import Health, HealthCheck
from buron.offer.models import Fiche, SearchRow


def search_index() -> Health:
    """Every fiche of the office can be found."""
    fiches, indexed = Fiche.objects.count(), SearchRow.objects.count()
    if fiches == indexed:
        return Health("ok", _("%(number)d fiches, toutes dans l’index de la recherche.") % {"number": fiches})
    return Health(
        "warning",
        ngettext(
            "%(missing)d fiche sur %(number)d ne se trouve pas par la recherche.",
            "%(missing)d fiches sur %(number)d ne se trouvent pas par la recherche.",
            abs(fiches - indexed),
        )
        % {"missing": abs(fiches - indexed), "number": fiches},
        _("Lancez « ./buron manage buron_reindex »."),
    )


HEALTH_CHECKS = (
    HealthCheck("offer.search", gettext_lazy("Index de la recherche"), search_index, per_office=True),
)
