"""Keeping the state of the offer, so that next year's figures have something to be compared with."""

from __future__ import annotations

import datetime as dt

from django.db import transaction
from django.utils import timezone

from buron.kernel import journal
from buron.kernel.actors import Actor
from buron.offer.figures.kept import pack
from buron.offer.models import Fiche, StockDay
from buron.offer.services.sources import IMPORT


@transaction.atomic
def keep_stock(*, actor: Actor, day: dt.date | None = None) -> StockDay | None:
    """Keep what is published now as the state of ``day``; the last day that is kept of a month stands for it.

    ``day`` is today; who brings in the offer of an earlier day (a copy that is restored, the demonstration) names that
    day. Returns ``None``, and writes nothing, for an office that has no fiche yet, or when a later day of the month is
    kept already. The journal tells the first time of each month.
    """
    actor.require(IMPORT)
    day = day or timezone.localdate()
    if day > timezone.localdate():
        raise ValueError("the state of a day that has not come cannot be kept")
    month = day.replace(day=1)
    if not Fiche.objects.exists() or StockDay.objects.filter(month=month, day__gt=day).exists():
        return None
    fiches, rows = pack()
    kept, created = StockDay.objects.update_or_create(
        office_id=actor.office_id, month=month, defaults={"day": day, "fiches": fiches, "rows": rows}
    )
    if created:
        journal.record(
            actor=actor,
            action="offer.stock.kept",
            target=kept,
            after={"day": day.isoformat(), "fiches": fiches},
        )
    return kept
