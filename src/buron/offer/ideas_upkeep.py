"""How long the turns of ideas are counted."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from buron.kernel.contributions import Retention
from buron.offer.services.ideas import forget_turns

TURN_MONTHS = 2
DAYS_OF_MONTH = 31


def purge_turns(office: Any) -> int:
    """Forget the turns that no longer decide anything."""
    return forget_turns(timezone.localdate() - dt.timedelta(days=TURN_MONTHS * DAYS_OF_MONTH))


RETENTION = (
    Retention(
        "offer.ideas",
        _("Idées : combien de fois chaque fiche a été montrée"),
        TURN_MONTHS,
        _("L’équité entre fiches se compte sur trente jours ; au-delà, ces comptes ne servent plus."),
        purge_turns,
    ),
)
