"""What is no longer kept of the hosts' pages."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from buron.kernel.contributions import Retention
from buron.tourist_tax.models import GuestStay

STAY_MONTHS = 60


def forget_stays(office: Any) -> int:
    """Remove the lines of the registers of stays that are older than a control reaches; declarations stay."""
    limit = timezone.localdate() - dt.timedelta(days=STAY_MONTHS * 366 // 12)
    return GuestStay.objects.filter(departure__lt=limit).delete()[0]


HOST_RETENTION = (
    Retention(
        key="tourist_tax.guest_stays",
        title=_("Registres des séjours tenus par les hébergeurs"),
        months=STAY_MONTHS,
        reason=_(
            "Passé le temps des contrôles, le registre ne sert plus ; les déclarations envoyées restent."
        ),
        apply=forget_stays,
    ),
)
