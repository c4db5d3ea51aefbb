"""The counters at the doors: put into service, given a key, taken away; and what they send by themselves."""

from __future__ import annotations

import datetime as dt
import secrets
from collections.abc import Sequence
from dataclasses import dataclass, field

from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction
from django.utils import timezone

from buron.kernel import journal
from buron.kernel.actors import Actor
from buron.reception.models import CounterDevice, CounterReading
from buron.reception.queries.doors import digest_of
from buron.reception.rules.facts import FactsError
from buron.reception.services.counters import check_reading, overlapping
from buron.territory.models import Desk

KEY_BYTES = 24
"""192 bits: nobody finds a key by trying."""

KEY_PREFIX = "cpt_"
GRANTED = frozenset({"reception.record"})
MOST_READINGS = 1_000
"""Readings in one sending: more than forty days hour by hour."""

OLDEST = dt.timedelta(days=400)
SHUT = "Cette clé n’est plus valable : demandez-en une autre à l’office de tourisme."


@dataclass(frozen=True, slots=True)
class Reading:
    """What a device says of an hour of a day, or of a whole day (``hour`` None). ``both_ways``: entries and exits."""

    day: dt.date
    hour: int | None
    raw: int
    both_ways: bool


@dataclass(slots=True)
class Received:
    """What became of a sending: ``refused`` pairs the rank of a reading with the reason, in French."""

    new: int = 0
    changed: int = 0
    same: int = 0
    refused: list[tuple[int, str]] = field(default_factory=list)


def install_device(
    *, actor: Actor, desk: Desk, name: str, both_ways: bool, installed_on: dt.date
) -> CounterDevice:
    """Say that a counter stands at a desk's door since a day. :class:`FactsError` when one is there already."""
    actor.require("reception.devices")
    if desk.office_id != actor.office_id:
        raise PermissionDenied("Ce bureau est celui d’un autre office.")
    name = " ".join(name.split())[:80]
    if not name:
        raise FactsError("name", "Donnez un nom à l’appareil, par exemple « Compteur de la porte ».")
    if not dt.date(1990, 1, 1) <= installed_on <= timezone.localdate():
        raise FactsError("installed_on", "Donnez le jour de sa mise en service, aujourd’hui au plus tard.")
    try:
        with transaction.atomic():
            device = CounterDevice.objects.create(
                office_id=actor.office_id,
                desk=desk,
                name=name,
                both_ways=both_ways,
                installed_on=installed_on,
            )
            journal.record(
                actor=actor,
                action="reception.device.installed",
                target=device,
                after={"desk": desk.pk, "name": name, "installed_on": installed_on.isoformat()},
            )
    except IntegrityError as error:
        message = "Ce bureau a déjà un compteur : retirez-le d’abord, ses relevés restent."
        raise FactsError("desk", message) from error
    return device


def make_device_key(*, actor: Actor, device: CounterDevice) -> str:
    """Give a device a key, and shut the one that it had. The key is told once: only its digest is kept."""
    actor.require("reception.devices")
    key = KEY_PREFIX + secrets.token_urlsafe(KEY_BYTES)
    with transaction.atomic():
        held = CounterDevice.objects.select_for_update().get(pk=device.pk)
        if held.removed_on is not None:
            raise FactsError("device", "Ce compteur est retiré : il ne peut plus rien envoyer.")
        held.digest, held.last_push_at = digest_of(key), None
        held.save(update_fields=["digest", "last_push_at"])
        journal.record(actor=actor, action="reception.device.key_made", target=held)
    return key


def revoke_device_key(*, actor: Actor, device: CounterDevice) -> CounterDevice:
    """Shut a key at once; what it sent stays. Twice is once."""
    actor.require("reception.devices")
    with transaction.atomic():
        held = CounterDevice.objects.select_for_update().get(pk=device.pk)
        if held.digest is not None:
            held.digest = None
            held.save(update_fields=["digest"])
            journal.record(actor=actor, action="reception.device.key_revoked", target=held)
    return held


def remove_device(*, actor: Actor, device: CounterDevice, removed_on: dt.date) -> CounterDevice:
    """Take a counter away: its key is shut, its readings stay, later days are no gap. Twice is once."""
    actor.require("reception.devices")
    with transaction.atomic():
        held = CounterDevice.objects.select_for_update().get(pk=device.pk)
        if held.removed_on is not None:
            return held
        if not held.installed_on <= removed_on <= timezone.localdate():
            raise FactsError("removed_on", "Le compteur est retiré entre sa mise en service et aujourd’hui.")
        held.removed_on, held.digest = removed_on, None
        held.save(update_fields=["removed_on", "digest"])
        journal.record(
            actor=actor,
            action="reception.device.removed",
            target=held,
            after={"removed_on": removed_on.isoformat()},
        )
    return held


def device_actor(device: CounterDevice) -> Actor:
    """The counter itself: it may write readings of its desk, and nothing else."""
    label = f"Compteur : {device.name}"[:160]
    return Actor.device(str(device.pk), label, device.desk.office, GRANTED)


def push_readings(*, actor: Actor, device: CounterDevice, readings: Sequence[Reading]) -> Received:
    """Write what a counter sends. Sent again the same changes nothing, with another number it corrects.

    A reading that somebody typed or took from a file is never written over. A reading that cannot be true is left
    out and told, the others are written. :class:`FactsError` when the key was shut meanwhile.
    """
    actor.require("reception.record")
    if len(readings) > MOST_READINGS:
        raise FactsError("readings", f"Un envoi compte au plus {MOST_READINGS} relevés.")
    received = Received()
    with transaction.atomic():
        held = CounterDevice.objects.select_for_update().filter(pk=device.pk, digest=device.digest).first()
        if held is None or held.digest is None:
            raise FactsError("key", SHUT)
        Desk.objects.select_for_update().get(pk=held.desk_id)
        for rank, reading in enumerate(readings):
            _take(held, rank, reading, received)
        held.last_push_at = timezone.now()
        held.save(update_fields=["last_push_at"])
        if received.new or received.changed:
            journal.record(
                actor=actor,
                action="reception.device.pushed",
                target=held,
                after={
                    "new": received.new,
                    "changed": received.changed,
                    "refused": len(received.refused),
                },
            )
    return received


def _take(device: CounterDevice, rank: int, reading: Reading, received: Received) -> None:
    try:
        check_reading(reading.day, reading.raw, reading.hour, None)
        _check_time(device, reading)
        kept = CounterReading.objects.filter(
            desk_id=device.desk_id, day=reading.day, hour=reading.hour, until=reading.day
        ).first()
        if kept is None:
            _add(device, reading)
            received.new += 1
        elif (kept.raw, kept.both_ways) == (reading.raw, reading.both_ways):
            received.same += 1
        else:
            _correct(kept, reading)
            received.changed += 1
    except FactsError as error:
        received.refused.append((rank, str(error)))


def _check_time(device: CounterDevice, reading: Reading) -> None:
    now = timezone.localtime()
    if reading.day == now.date() and reading.hour is not None and reading.hour > now.hour:
        raise FactsError("hour", "Cette heure n’est pas encore venue.")
    if reading.day < max(device.installed_on, now.date() - OLDEST):
        raise FactsError("day", "Ce jour est avant la mise en service du compteur, ou trop ancien.")


def _add(device: CounterDevice, reading: Reading) -> None:
    if overlapping(device.desk_id, reading.day, reading.day, reading.hour):
        raise FactsError(
            "day",
            "Ce bureau a déjà un relevé d’une autre précision pour ce jour : il serait compté deux fois.",
        )
    CounterReading.objects.create(
        office_id=device.office_id,
        desk_id=device.desk_id,
        day=reading.day,
        until=reading.day,
        hour=reading.hour,
        raw=reading.raw,
        both_ways=reading.both_ways,
        source=CounterReading.Source.PUSH,
    )


def _correct(kept: CounterReading, reading: Reading) -> None:
    if kept.source != CounterReading.Source.PUSH:
        raise FactsError(
            "raw", "L’office a déjà un relevé pour ce moment, qui dit autre chose : il est gardé."
        )
    kept.raw, kept.both_ways = reading.raw, reading.both_ways
    kept.save(update_fields=["raw", "both_ways", "recorded_at"])
