"""How one knows that the kiosks work, and what is forgotten of what they sent."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from buron.kernel.contributions import Health, HealthCheck, Retention
from buron.publishing.models import Kiosk
from buron.publishing.queries import silent_kiosks
from buron.publishing.services.use import purge_batches

BATCH_MONTHS = 15
"""Longer than :data:`buron.publishing.rules.OLDEST_USE`: a batch that is forgotten could not be counted again."""

DAYS_OF_MONTH = 31


def purge(office: Any) -> int:
    """Forget old batch numbers; the interactions, which name nobody, are kept to compare the years."""
    return purge_batches(timezone.now() - dt.timedelta(days=BATCH_MONTHS * DAYS_OF_MONTH))


RETENTION = (
    Retention(
        "publishing.batches",
        gettext_lazy("Bornes : numéros d’envoi"),
        BATCH_MONTHS,
        gettext_lazy(
            "Ils évitent de compter deux fois un envoi répété ; passé ce délai, une borne ne peut plus le répéter. "
            "Les gestes comptés ne désignent personne et sont gardés."
        ),
        purge,
    ),
)


def check_kiosks() -> Health:
    """No linked kiosk has been silent beyond the delay that the office chose, and none says that it cannot work."""
    silent = [kiosk.name for kiosk in silent_kiosks(timezone.now())]
    if silent:
        return Health(
            "warning",
            _("Sans nouvelles de ces bornes : %s.") % ", ".join(silent),
            _("Vérifiez le courant et le réseau sur place ; sans réseau, apportez le contenu par clé USB."),
        )
    failing = list(Kiosk.objects.filter(retired_on=None).exclude(fault="").values_list("name", flat=True))
    if failing:
        return Health(
            "warning",
            _("Ces bornes signalent une panne : %s.") % ", ".join(failing),
            _("Ouvrez la page de la borne pour lire ce qu’elle dit."),
        )
    return Health("ok", _("Les bornes donnent de leurs nouvelles."))


HEALTH_CHECKS = (HealthCheck("publishing.kiosks", gettext_lazy("Bornes"), check_kiosks, per_office=True),)
