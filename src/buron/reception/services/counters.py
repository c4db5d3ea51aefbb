"""Readings of the people counters."""

from __future__ import annotations

import datetime as dt

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from buron.kernel import journal
from buron.kernel.actors import Actor
from buron.reception.models import CounterReading
from buron.reception.rules.facts import FactsError
from buron.territory.models import Desk

MOST_PASSAGES = 1_000_000


def record_counter(
    *,
    actor: Actor,
    desk: Desk,
    day: dt.date,
    raw: int,
    both_ways: bool,
    hour: int | None = None,
    until: dt.date | None = None,
) -> CounterReading:
    """Write what a counter read for an hour, a day or (``until``) a longer span; writing it again corrects it.

    A day is read either whole or hour by hour: both would be counted twice, so the second way is refused
    (:class:`FactsError`).
    """
    actor.require("reception.record")
    check_reading(day, raw, hour, until)
    if desk.office_id != actor.office_id:
        raise PermissionDenied("Ce bureau est celui d’un autre office.")
    last = until or day
    with transaction.atomic():
        Desk.objects.select_for_update().get(
            pk=desk.pk
        )  # so that a device cannot send the same hours meanwhile
        rows = CounterReading.objects.select_for_update().filter(desk=desk)
        existing = rows.filter(day=day, hour=hour).first()
        if overlapping(desk.pk, day, last, hour):
            raise FactsError(
                "day",
                "Ce bureau a déjà un relevé d’une autre précision pour ces jours : il serait compté deux fois.",
            )
        before = {"raw": existing.raw, "both_ways": existing.both_ways} if existing else {}
        reading = existing or CounterReading(office_id=actor.office_id, desk=desk, day=day, hour=hour)
        reading.until, reading.raw, reading.both_ways = last, raw, both_ways
        reading.source, reading.batch = CounterReading.Source.MANUAL, None
        reading.save()
        journal.record(
            actor=actor,
            action="reception.counter.recorded",
            target=reading,
            before=before,
            after={"raw": raw, "both_ways": both_ways},
        )
    return reading


def check_reading(day: dt.date, raw: int, hour: int | None, until: dt.date | None) -> None:
    """Raise :class:`FactsError` when a reading cannot be true."""
    if day > timezone.localdate():
        raise FactsError("day", "Ce jour n’est pas encore venu.")
    if until is not None and until < day:
        raise FactsError("until", "La période se termine avant de commencer.")
    if not 0 <= raw <= MOST_PASSAGES:
        raise FactsError("raw", f"Un relevé va de 0 à {MOST_PASSAGES} passages.")
    if hour is not None and not 0 <= hour <= 23:
        raise FactsError("hour", "L’heure va de 0 à 23.")
    if hour is not None and until is not None and until != day:
        raise FactsError("hour", "Un relevé à l’heure ne porte que sur un jour.")


def overlapping(desk_id: int, day: dt.date, until: dt.date, hour: int | None) -> bool:
    """Whether other readings of the desk count the same moments: another span, or whole days against hours."""
    others = CounterReading.objects.filter(desk_id=desk_id, day__lte=until, until__gte=day)
    if hour is None:
        return others.exclude(day=day, until=until, hour=None).exists()
    return others.filter(Q(hour=None)).exists()


def remove_counter(*, actor: Actor, reading: CounterReading) -> None:
    """Remove a reading that was typed at the wrong place."""
    actor.require("reception.correct")
    with transaction.atomic():
        journal.record(
            actor=actor,
            action="reception.counter.removed",
            target=reading,
            before={"desk": reading.desk_id, "day": reading.day.isoformat(), "raw": reading.raw},
        )
        reading.delete()
