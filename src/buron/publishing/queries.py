"""Reads of the fleet."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from django.utils import timezone

from buron.kernel import periods
from buron.kernel.tenancy import across_offices
from buron.publishing.figures.days import Day, days
from buron.publishing.models import Kiosk
from buron.publishing.rules import Means, hours_of
from buron.publishing.services.kiosks import token_digest

RECENT_DAYS = 30
Alive = Literal["unlinked", "revoked", "never", "online", "recent", "silent", "retired"]
ONLINE_WITHIN = dt.timedelta(minutes=20)
"""Two missed heartbeats and a half."""


def kiosk_by_token(token: str) -> Kiosk | None:
    """The kiosk of a key, revoked or not, with its office: opened before any office is in scope."""
    with across_offices("a kiosk holds a key and knows no office"):
        found = Kiosk.objects.select_related("office", "desk").filter(token_digest=token_digest(token))
        return found.first()


def is_silent(kiosk: Kiosk, now: dt.datetime) -> bool:
    """Whether a linked kiosk in service has said nothing for longer than its office accepts."""
    if not kiosk.is_linked or kiosk.retired_on is not None or kiosk.alert_hours is None:
        return False
    last = kiosk.last_seen_at or kiosk.token_made_at
    return last is not None and now - last > dt.timedelta(hours=kiosk.alert_hours)


def silent_kiosks(now: dt.datetime) -> list[Kiosk]:
    """The kiosks that somebody should go and see."""
    return [kiosk for kiosk in Kiosk.objects.filter(retired_on=None) if is_silent(kiosk, now)]


def alive(kiosk: Kiosk, now: dt.datetime) -> Alive:
    """What is known of a kiosk at this moment."""
    if kiosk.retired_on is not None:
        return "retired"
    if kiosk.token_digest is None:
        return "unlinked"
    if kiosk.revoked_at is not None:
        return "revoked"
    if is_silent(kiosk, now):
        return "silent"
    if kiosk.last_seen_at is None:
        return "never"
    return "online" if now - kiosk.last_seen_at <= ONLINE_WITHIN else "recent"


@dataclass(frozen=True, slots=True)
class FleetLine:
    """A kiosk with its last thirty days."""

    kiosk: Kiosk
    alive: Alive
    means: Means
    planned_hours: int
    on_hours: int
    off_days: int
    idle_days: int

    @property
    def activity(self) -> int | None:
        """Active days in hundredths of the days of service, as it is printed."""
        return None if self.means.activity is None else round(self.means.activity)

    @property
    def availability(self) -> int | None:
        return round(self.on_hours * 100 / self.planned_hours) if self.planned_hours else None


def fleet(kiosks: Sequence[Kiosk]) -> list[FleetLine]:
    """Kiosks with what they did lately: the same number of queries for one or for many."""
    now, today = timezone.now(), timezone.localdate()
    found: dict[int, list[Day]] = {kiosk.pk: [] for kiosk in kiosks}
    recent = periods.custom(today - dt.timedelta(days=RECENT_DAYS - 1), today)
    for day in days(recent, kiosks):
        found[day.kiosk].append(day)
    return [_line(kiosk, alive(kiosk, now), found[kiosk.pk]) for kiosk in kiosks]


def _line(kiosk: Kiosk, state: Alive, found: Sequence[Day]) -> FleetLine:
    return FleetLine(
        kiosk,
        state,
        means_of(found),
        sum(hours_of(day.planned) for day in found),
        sum(hours_of(day.planned & day.on) for day in found),
        sum(1 for day in found if day.state == "off"),
        sum(1 for day in found if day.state == "idle"),
    )


def means_of(found: Sequence[Day]) -> Means:
    """The table of use of some days of kiosks; a day outside of the planned hours is not one of service."""
    return Means(
        sum(1 for day in found if day.state != "unplanned"),
        sum(1 for day in found if day.interactions),
        sum(day.interactions for day in found),
        sum(day.sessions for day in found),
    )
