"""The count of days toward a ranking: one day when a desk is open, or when the office goes out while all are closed.

The union is of the desks that the office keeps itself. What the law asks for is dated data
(:mod:`buron.territory.law`); each day says why it counts.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from django.utils import timezone
from django.utils.translation import gettext as _

from buron.reception.models import OutingDay
from buron.territory.law import Threshold, opening_law
from buron.territory.models import Desk
from buron.territory.queries.openings import STAFFED, DeskDay, OpeningBook
from buron.territory.rules.slots import overlap, slots_text

Source = Literal["desk", "outing", ""]


@dataclass(frozen=True, slots=True)
class CountedDay:
    """A day with what was open. ``is_known`` is False when nobody planned that year nor went out."""

    day: dt.date
    desks: tuple[DeskDay, ...]
    outings: tuple[OutingDay, ...]
    is_past: bool
    is_known: bool

    @property
    def source(self) -> Source:
        """What makes the day count; empty when nothing does."""
        if self.desks:
            return "desk"
        return "outing" if self.outings else ""

    @property
    def counts(self) -> bool:
        return self.source != ""

    @property
    def sentences(self) -> list[str]:
        """Why the day counts, and why an outing adds nothing to it."""
        told = [
            _("%(desk)s, %(hours)s") % {"desk": one.desk.name, "hours": slots_text(one.shown or ())}
            for one in self.desks
        ]
        return told + [self._outing(one) for one in self.outings]

    def _outing(self, one: OutingDay) -> str:
        name = one.outing.name
        if not self.desks:
            return _("sortie « %s », aucun bureau ouvert") % name
        span = ((60 * one.opens.hour + one.opens.minute, 60 * one.closes.hour + one.closes.minute),)
        met = next((desk for desk in self.desks if overlap(span, desk.shown or ())), None)
        if met is None:
            return _("sortie « %s » : le jour compte déjà par un bureau") % name
        return _("sortie « %(name)s » : non comptée, elle chevauche l’ouverture de %(desk)s") % {
            "name": name,
            "desk": met.desk.name,
        }


@dataclass(frozen=True, slots=True)
class Progress:
    """A category and where the office stands."""

    threshold: Threshold
    done: int
    to_come: int

    @property
    def missing(self) -> int:
        """Days that even the plan does not bring."""
        return max(0, self.threshold.days - self.done - self.to_come)

    @property
    def is_reached(self) -> bool:
        return self.done >= self.threshold.days

    @property
    def percent(self) -> int:
        return min(100, 100 * self.done // self.threshold.days)


@dataclass(frozen=True, slots=True)
class OpeningCount:
    """The count of a year."""

    year: int
    days: tuple[CountedDay, ...]

    @property
    def done(self) -> int:
        return sum(one.counts and one.is_past for one in self.days)

    @property
    def to_come(self) -> int:
        return sum(one.counts and not one.is_past for one in self.days)

    @property
    def by_outing(self) -> int:
        """Days that count by an outing alone."""
        return sum(one.source == "outing" and one.is_past for one in self.days)

    @property
    def is_known(self) -> bool:
        return any(one.is_known for one in self.days)

    @property
    def progress(self) -> list[Progress]:
        return [Progress(one, self.done, self.to_come) for one in opening_law(self.year).thresholds]


def opening_count(year: int) -> OpeningCount:
    """The count of a year, day by day."""
    return OpeningCount(year, tuple(counted_days(dt.date(year, 1, 1), dt.date(year, 12, 31))))


def counted_days(start: dt.date, end: dt.date) -> list[CountedDay]:
    """Every day of a stretch, in order; a constant number of queries."""
    today = timezone.localdate()
    book = OpeningBook(start, end, Desk.objects.filter(kind__in=STAFFED))
    outings = _outings(start, end)
    found = []
    for number in range((end - start).days + 1):
        day = start + dt.timedelta(days=number)
        all_desks = [book.day(desk, day) for desk in book.desks]
        out = outings.get(day, ())
        is_known = bool(out) or any(one.shown is not None for one in all_desks)
        open_desks = tuple(one for one in all_desks if one.shown)
        found.append(CountedDay(day, open_desks, tuple(out), day <= today, is_known))
    return found


def _outings(start: dt.date, end: dt.date) -> dict[dt.date, Sequence[OutingDay]]:
    days: dict[dt.date, list[OutingDay]] = {}
    rows = OutingDay.objects.filter(day__gte=start, day__lte=end, outing__cancelled_at=None)
    for row in rows.select_related("outing"):
        days.setdefault(row.day, []).append(row)
    return dict(days)
