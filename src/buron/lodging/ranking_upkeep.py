"""How long the photos of ranking visits are kept."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.core.files.storage import default_storage
from django.db import transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy

from buron.kernel.contributions import Retention
from buron.lodging.models import VisitPhoto

MONTHS, MONTHS_IN_VAIN = 60, 12


def forget_photos(office: Any) -> int:
    """Photos of visits held over five years ago; over a year ago when they led to no ranking."""
    today = timezone.localdate()
    old = Q(visit__held_on__lt=today - dt.timedelta(days=MONTHS * 30 + 26))
    ended = timezone.now() - dt.timedelta(days=MONTHS_IN_VAIN * 30 + 5)
    in_vain = Q(visit__decision=None) | Q(visit__decision__favourable=False)
    in_vain |= Q(visit__decision__refused_on__isnull=False)
    gone = VisitPhoto.objects.filter(old | Q(in_vain, visit__appointment__lt=ended))
    names = [str(name) for name in gone.values_list("file", flat=True)]
    count = VisitPhoto.objects.filter(pk__in=list(gone.values_list("pk", flat=True))).delete()[0]
    transaction.on_commit(lambda: _remove(names))
    return count


def _remove(names: list[str]) -> None:
    for name in names:
        default_storage.delete(name)


RETENTION = (
    Retention(
        "lodging.visit_photos",
        gettext_lazy("Photos des visites de classement"),
        MONTHS,
        gettext_lazy(
            "Elles montrent l’intérieur d’un logement. Elles sont gardées cinq ans après la visite, la durée du "
            "classement qu’elles prouvent ; un an seulement quand la visite n’a pas donné de classement. Le "
            "certificat et la grille remplie restent."
        ),
        forget_photos,
    ),
)
