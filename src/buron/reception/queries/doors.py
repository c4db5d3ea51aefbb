"""What the counters at the doors read, day by day, and what is missing. Nothing is ever estimated.

A day is expected while a counter is in service (before any was declared: from the desk's first reading on) and the
desk was open, or nobody said whether it was. A day of closing without a reading is no gap.
"""

from __future__ import annotations

import datetime as dt
import hashlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby

from django.db.models import Case, F, Max, Min, Sum, When
from django.utils import timezone

from buron.kernel.tenancy import across_offices
from buron.reception.models import CounterDevice, CounterReading
from buron.territory.models import Desk
from buron.territory.queries.openings import DeskDay, OpeningBook
from buron.territory.rules.slots import Slots

ONE_DAY = dt.timedelta(days=1)
LONGEST_KEY = 80
HALVES = Sum(Case(When(both_ways=True, then=F("raw")), default=F("raw") * 2))


def digest_of(key: str) -> str:
    """What is kept of a key; it has so much chance in it that a plain digest says nothing of it."""
    return hashlib.sha256(key.encode()).hexdigest()


def device_by_key(key: str) -> CounterDevice | None:
    """The counter of a key. Read before its office is known, hence across offices; the key decides."""
    if not key or len(key) > LONGEST_KEY or not key.isascii():
        return None
    with across_offices("a counter is found by its key before its office is known"):
        return CounterDevice.objects.select_related("desk__office").filter(digest=digest_of(key)).first()


@dataclass(frozen=True, slots=True)
class DoorDay:
    """A day at a door. ``halves`` (half-visitors) is None when nobody read; ``span`` when a longer reading covers it.

    ``hours`` are those that were read one by one, none when the day was read whole.
    """

    opening: DeskDay
    halves: int | None
    hours: frozenset[int]
    span: CounterReading | None
    in_service: bool

    @property
    def day(self) -> dt.date:
        return self.opening.day

    @property
    def desk(self) -> Desk:
        return self.opening.desk

    @property
    def is_read(self) -> bool:
        return self.halves is not None or self.span is not None

    @property
    def is_expected(self) -> bool:
        """Whether a reading should be there: what was read is expected too, so that no share exceeds the whole."""
        return self.is_read or (self.in_service and (self.opening.shown is None or bool(self.opening.shown)))

    @property
    def is_gap(self) -> bool:
        return self.is_expected and not self.is_read

    @property
    def missing_hours(self) -> list[int]:
        """Hours of opening that a counter read hour by hour did not say; empty for a day read whole."""
        if not self.hours:
            return []
        return sorted(hours_of(self.opening.shown or ()) - self.hours)


def hours_of(slots: Slots) -> frozenset[int]:
    """The hours of the clock in which a day has a minute of opening."""
    return frozenset(hour for opens, closes in slots for hour in range(opens // 60, (closes - 1) // 60 + 1))


class DoorBook:
    """The doors that have a counter over a stretch of days, today left out: a constant number of queries."""

    def __init__(self, start: dt.date, end: dt.date, desks: Sequence[Desk] | None = None) -> None:
        self.start, self.end = start, min(end, timezone.localdate() - ONE_DAY)
        self._devices: dict[int, list[CounterDevice]] = {}
        for device in CounterDevice.objects.all():
            self._devices.setdefault(device.desk_id, []).append(device)
        ends = (
            CounterReading.objects.order_by()
            .values_list("desk")
            .annotate(first=Min("day"), last=Max("until"))
        )
        self._ends: dict[int, tuple[dt.date, dt.date]] = {desk: (first, last) for desk, first, last in ends}
        self._read: dict[tuple[int, dt.date], tuple[int, frozenset[int]]] = {}
        self._spans: dict[int, list[CounterReading]] = {}
        self._load()
        counted = {*self._devices, *self._ends}
        known = Desk.objects.filter(pk__in=counted) if desks is None else desks
        self._book = OpeningBook(self.start, max(self.start, self.end), known)

    def _load(self) -> None:
        found = CounterReading.objects.filter(day__lte=self.end, until__gte=self.start)
        rows = (
            found.filter(until=F("day")).order_by().values_list("desk", "day", "hour").annotate(read=HALVES)
        )
        for desk, day, hour, halves in rows:
            before, hours = self._read.get((desk, day), (0, frozenset()))
            met = hours if hour is None else hours | {hour}
            self._read[desk, day] = (before + halves, met)
        for row in found.filter(until__gt=F("day")).order_by("day"):
            self._spans.setdefault(row.desk_id, []).append(row)

    @property
    def desks(self) -> list[Desk]:
        return self._book.desks

    def days(self, desk: Desk) -> Iterator[DoorDay]:
        """Every day of the stretch at a door."""
        for number in range((self.end - self.start).days + 1):
            yield self.day(desk, self.start + number * ONE_DAY)

    def day(self, desk: Desk, day: dt.date) -> DoorDay:
        """A day at a door."""
        halves, hours = self._read.get((desk.pk, day), (None, frozenset[int]()))
        spans = self._spans.get(desk.pk, ())
        span = next((one for one in spans if one.day <= day <= one.until), None)
        return DoorDay(self._book.day(desk, day), halves, hours, span, self._serves(desk.pk, day))

    def _serves(self, desk_id: int, day: dt.date) -> bool:
        devices = self._devices.get(desk_id)
        if devices is None:
            return desk_id in self._ends and self._ends[desk_id][0] <= day
        return any(
            one.installed_on <= day and (one.removed_on is None or day <= one.removed_on) for one in devices
        )

    def device(self, desk: Desk) -> CounterDevice | None:
        """The counter in service at a door, whatever the days of the book."""
        return next((one for one in self._devices.get(desk.pk, ()) if one.removed_on is None), None)

    def last_read(self, desk: Desk) -> dt.date | None:
        """The last day that was ever read at a door."""
        return self._ends[desk.pk][1] if desk.pk in self._ends else None

    def expected(self) -> list[DoorDay]:
        """The days on which a reading is or should be there, by desk then day."""
        return [one for desk in self.desks for one in self.days(desk) if one.is_expected]


def gaps(days: Sequence[DoorDay]) -> list[tuple[dt.date, dt.date]]:
    """Stretches without any reading, in order; days of closing between two of them belong to the stretch."""
    told = [one for one in days if one.is_expected]
    runs = [list(run) for missing, run in groupby(told, key=lambda one: one.is_gap) if missing]
    return [(run[0].day, run[-1].day) for run in runs]


@dataclass(frozen=True, slots=True)
class DoorLine:
    """A desk that has, or may have, a counter: its device, its last reading, and whether it went silent."""

    desk: Desk
    device: CounterDevice | None
    last: dt.date | None
    missing: int
    expected: int


RECENT = 30


def door_lines(desks: Sequence[Desk]) -> list[DoorLine]:
    """The desks with their counter and the last thirty days; a constant number of queries."""
    today = timezone.localdate()
    book = DoorBook(today - RECENT * ONE_DAY, today, desks)
    lines = []
    for desk in book.desks:
        expected = [one for one in book.days(desk) if one.is_expected]
        missing = sum(one.is_gap for one in expected)
        lines.append(DoorLine(desk, book.device(desk), book.last_read(desk), missing, len(expected)))
    return lines
