"""What the desk screen shows: the day's count, the fiches often shown, the recent acts."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from decimal import Decimal

from django.db.models import Count, Q, Sum

from buron.reception.models import Act, ActFiche, CounterReading
from buron.reception.rules.facts import visitors

OFTEN = 8


@dataclass(frozen=True, slots=True)
class DayCount:
    """What was done today at a desk. ``visitors`` is None when no counter was read."""

    desk: int
    mine: int
    visitors: int | Decimal | None

    def as_json(self) -> dict[str, object]:
        came = None if self.visitors is None else round(self.visitors)
        return {"desk": self.desk, "mine": self.mine, "visitors": came}


def day_count(desk_id: int, user_id: int | None, day: dt.date) -> DayCount:
    """Two queries: the acts of the desk, and its counter."""
    acts = Act.objects.filter(desk_id=desk_id, day=day, until=day, cancelled_at=None).aggregate(
        desk=Count("pk"), mine=Count("pk", filter=Q(author_id=user_id))
    )
    read = CounterReading.objects.filter(desk_id=desk_id, day=day, until=day).aggregate(
        n=Count("pk"), both=Sum("raw", filter=Q(both_ways=True)), one=Sum("raw", filter=Q(both_ways=False))
    )
    came = visitors((read["both"] or 0) + 2 * (read["one"] or 0)) if read["n"] else None
    return DayCount(acts["desk"], acts["mine"] if user_id else 0, came)


def often_shown(desk_id: int, day: dt.date, limit: int = OFTEN) -> list[int]:
    """The fiches that the desk showed most for a month; today's are left out, so that the list does not jump."""
    since = day - dt.timedelta(days=31)
    shown = (
        ActFiche.objects.filter(
            act__desk_id=desk_id, act__day__gte=since, act__day__lt=day, act__cancelled_at=None
        )
        .values("fiche_id")
        .annotate(count=Count("pk"))
        .order_by("-count", "fiche_id")
    )
    return list(shown.values_list("fiche_id", flat=True)[:limit])
