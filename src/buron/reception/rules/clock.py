"""When something really happened, told by a machine whose clock may be wrong.

A desk without network keeps, with each welcome, what its clock said; when it meets the server again, it says what its
clock says now. The difference of the two is right whatever the clock shows, unless the clock was set in between. To see
that, the desk also keeps an *anchor*: the hour of the server, and of its own clock, at their last meeting before.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

STEADY = 300.0
"""Seconds by which a clock may drift between two meetings and still be believed."""
OLDEST = dt.timedelta(days=400)
"""Beyond a year and a month, it is the clock and not the visitor that is old."""

IMPOSSIBLE = (
    "L’horloge de ce poste a été changée pendant que l’accueil attendait : on ne peut pas savoir quel jour il a eu "
    "lieu. Dites le jour."
)


class ImpossibleClock(ValueError):
    """Nothing that the desk says gives a moment that can be; the message is French."""

    def __init__(self) -> None:
        super().__init__(IMPOSSIBLE)


@dataclass(frozen=True, slots=True)
class Told:
    """What the desk says, in seconds: ``at`` and ``sent`` on its own clock; ``elapsed`` by a counter that no one can
    set, when the same page was open all along; ``anchor`` as (server, own clock).
    """

    at: float
    sent: float
    elapsed: float | None = None
    anchor: tuple[float, float] | None = None

    @property
    def age(self) -> float:
        return self.sent - self.at


def happened(told: Told, now: dt.datetime) -> dt.datetime:
    """The moment on the server's clock; :class:`ImpossibleClock` rather than a guess."""
    here = now.timestamp()
    ages = _ages(told, here)
    possible = [age for age in ages if _can_be(told, age, here)]
    if not possible or _disagree(possible, here):
        raise ImpossibleClock
    return now - dt.timedelta(seconds=max(0.0, possible[0]))


def _ages(told: Told, here: float) -> list[float]:
    """How long ago it may have been, the most trusted first."""
    if told.anchor is None:
        return [told.age] if told.elapsed is None or told.age >= told.elapsed - STEADY else [told.elapsed]
    server, own = told.anchor
    if abs((here - told.sent) - (server - own)) <= STEADY:
        return [told.age]
    if told.elapsed is not None:
        return [told.elapsed]
    return [told.age, here - (server + told.at - own)]


def _can_be(told: Told, age: float, here: float) -> bool:
    """Neither in the future, nor before the last meeting, nor older than a machine waits."""
    if age < -STEADY or age > OLDEST.total_seconds():
        return False
    return told.anchor is None or here - age >= told.anchor[0] - STEADY


def _disagree(ages: list[float], here: float) -> bool:
    """Two moments that can both be, on two days."""
    days = {dt.datetime.fromtimestamp(here - age, dt.UTC).date() for age in ages}
    return len(days) > 1
