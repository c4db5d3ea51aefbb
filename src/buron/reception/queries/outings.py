"""Outings with their result, and the one to which an act belongs."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, Max, Min, Q, QuerySet, Sum

from buron.reception.models import Act, Outing, OutingDay

OUTSIDE = ("outreach", "fair")
"""The channels of what is welcomed out of the desks."""


@dataclass(frozen=True, slots=True)
class OutingResult:
    """What an outing gave. ``people`` adds those who were counted; ``uncounted`` acts do not say how many came."""

    outing: Outing
    days: tuple[OutingDay, ...]
    acts: int
    people: int | None
    uncounted: int

    @property
    def first(self) -> dt.date | None:
        return self.days[0].day if self.days else None

    @property
    def last(self) -> dt.date | None:
        return self.days[-1].day if self.days else None

    @property
    def hours(self) -> float:
        return sum(day.minutes for day in self.days) / 60

    @property
    def visitors(self) -> int | None:
        """Visitors counted by hand; None when nobody counted any day."""
        known = [day.visitors for day in self.days if day.visitors is not None]
        return sum(known) if known else None


def outings() -> QuerySet[Outing]:
    """Every outing, the latest first."""
    return Outing.objects.select_related("desk").annotate(latest=Max("days__day")).order_by("-latest", "-pk")


def held_between(start: dt.date, end: dt.date) -> list[Outing]:
    """The outings that have a day in a period and were not cancelled, by their first day."""
    found = Outing.objects.filter(days__day__gte=start, days__day__lte=end, cancelled_at=None)
    return list(found.annotate(first_day=Min("days__day")).order_by("first_day", "pk"))


def results(found: Sequence[Outing]) -> list[OutingResult]:
    """The result of each outing, in their order; two queries."""
    ids = [outing.pk for outing in found]
    days: dict[int, list[OutingDay]] = {}
    for day in OutingDay.objects.filter(outing_id__in=ids):
        days.setdefault(day.outing_id, []).append(day)
    counted: dict[int, dict[str, Any]] = {
        row["outing_id"]: dict(row)
        for row in Act.objects.filter(outing_id__in=ids, cancelled_at=None)
        .order_by()
        .values("outing_id")
        .annotate(n=Count("pk"), came=Sum("people"), blank=Count("pk", filter=Q(people=None)))
    }
    nothing: dict[str, Any] = {"n": 0, "came": None, "blank": 0}
    return [
        OutingResult(outing, tuple(days.get(outing.pk, ())), row["n"], row["came"], row["blank"])
        for outing in found
        for row in [counted.get(outing.pk, nothing)]
    ]


def outing_on(desk_id: int, day: dt.date, channel: str) -> Outing | None:
    """The outing to which a welcome out of the walls belongs, when only one of that desk is held that day.

    So what is entered afterwards, or by a screen that did not know of it, joins its outing too.
    """
    if channel not in OUTSIDE:
        return None
    kinds = Q(kind=Outing.Kind.FAIR) if channel == "fair" else ~Q(kind=Outing.Kind.FAIR)
    found = Outing.objects.filter(kinds, desk_id=desk_id, days__day=day, cancelled_at=None)[:2]
    return found[0] if len(found) == 1 else None
