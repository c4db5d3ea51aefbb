"""Arithmetic of the kiosks, as pure functions: hours in service, sessions, means over active days.

Hours of a day are a mask of 24 bits, bit *h* for the hour that begins at *h* o'clock, local time. A *session* is a
series of interactions in which none comes ``gap`` seconds or more after the one before: an approximation of the
number of visitors, as the reports of tourist offices define it.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Literal

from buron.kernel.errors import Refusal

HOURS = 24
WHOLE_DAY = (1 << HOURS) - 1
DEFAULT_GAP = 60
"""Seconds without an interaction after which somebody else is thought to have come."""

SHORTEST_GAP, LONGEST_GAP = 10, 3600
SHORTEST_IDLE, LONGEST_IDLE = 20, 900
OLDEST_USE = dt.timedelta(days=400)
"""Beyond this, what a kiosk replays is refused: its clock cannot be believed."""

WeekHours = Mapping[str, Sequence[int]]
"""ISO weekday (``"1"`` Monday … ``"7"``) to the hours ``[from, to[`` of that day; an absent day is not planned."""

DayState = Literal["used", "idle", "off", "unplanned"]


class KioskError(Refusal):
    """What was asked of a kiosk cannot be."""


def hours_mask(span: Sequence[int] | None) -> int:
    """The mask of ``[from, to[``; past midnight is not a span of a day."""
    if not span:
        return 0
    first, last = span
    return sum(1 << hour for hour in range(first, last))


def planned_mask(week: WeekHours, day: dt.date) -> int:
    """The hours planned on a day."""
    return hours_mask(week.get(str(day.isoweekday())))


def check_week(week: WeekHours) -> dict[str, list[int]]:
    """The planned hours as they are kept; :class:`KioskError` when they cannot be."""
    kept: dict[str, list[int]] = {}
    for key, span in week.items():
        if key not in {"1", "2", "3", "4", "5", "6", "7"}:
            raise KioskError("Ce jour de la semaine n’existe pas.", "hours")
        if not span:
            continue
        first, last = span
        if not 0 <= first < last <= HOURS:
            raise KioskError("Une plage va d’une heure à une heure plus tardive, entre 0 h et 24 h.", "hours")
        kept[key] = [first, last]
    return kept


def hours_of(mask: int) -> int:
    """How many hours a mask holds."""
    return (mask & WHOLE_DAY).bit_count()


def spans_of(mask: int) -> list[tuple[int, int]]:
    """The mask as runs ``[from, to[``, to be read by people."""
    spans: list[tuple[int, int]] = []
    for hour in range(HOURS):
        if not mask >> hour & 1:
            continue
        if spans and spans[-1][1] == hour:
            spans[-1] = (spans[-1][0], hour + 1)
        else:
            spans.append((hour, hour + 1))
    return spans


def day_state(expected: bool, on: int, interactions: int) -> DayState:
    """A kiosk that is off is not one that nobody uses. ``expected``: it should have been on by then.

    Interactions prove that it was on, whatever its heartbeat says.
    """
    if interactions:
        return "used"
    if on:
        return "idle"
    return "off" if expected else "unplanned"


def gaps(times: Iterable[dt.datetime], before: dt.datetime | None = None) -> list[int | None]:
    """Seconds from each moment to the one before, in order of time; None for the very first."""
    found: list[int | None] = []
    for moment in times:
        found.append(None if before is None else int((moment - before).total_seconds()))
        before = moment
    return found


@dataclass(frozen=True, slots=True)
class Means:
    """The table that offices print of a kiosk over a period; a mean is None when no day was active."""

    days: int
    active_days: int
    interactions: int
    sessions: int

    @property
    def activity(self) -> Decimal | None:
        """Active days in hundredths of the days of the period."""
        return Decimal(self.active_days) * 100 / self.days if self.days else None

    @property
    def interactions_per_day(self) -> Decimal | None:
        return Decimal(self.interactions) / self.active_days if self.active_days else None

    @property
    def sessions_per_day(self) -> Decimal | None:
        return Decimal(self.sessions) / self.active_days if self.active_days else None

    @property
    def interactions_per_session(self) -> Decimal | None:
        return Decimal(self.interactions) / self.sessions if self.sessions else None
