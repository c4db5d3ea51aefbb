"""Sessions of something dated as moments of Europe/Paris, and the weekly rhythm that many of them keep."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from typing import NamedTuple
from zoneinfo import ZoneInfo

from buron.offer.body import SessionDict
from buron.offer.opening import parse_day

PARIS = ZoneInfo("Europe/Paris")
FEWEST_WEEKS = 3
"""Weeks in a row that make a rhythm rather than separate dates."""


class Moment(NamedTuple):
    """A session: days both included, with the hours of each day when they are known."""

    start: dt.date
    end: dt.date
    opens: dt.time | None = None
    closes: dt.time | None = None
    note: str = ""

    @property
    def begins(self) -> dt.datetime | None:
        """The first instant; ``None`` when the hour is not known."""
        return None if self.opens is None else dt.datetime.combine(self.start, self.opens, PARIS)

    @property
    def finishes(self) -> dt.datetime | None:
        """The last instant, on the next day when it closes after midnight."""
        if self.opens is None or self.closes is None:
            return None
        late = dt.timedelta(days=1 if self.closes <= self.opens else 0)
        return dt.datetime.combine(self.end + late, self.closes, PARIS)


class Rhythm(NamedTuple):
    """The same weekday every week, from the first to the last."""

    first: Moment
    last: Moment
    weeks: int


def moments_of(sessions: Iterable[SessionDict]) -> list[Moment]:
    """The sessions in order; one whose first day cannot be read is left out."""
    found = []
    for session in sessions:
        start = parse_day(session.get("start"))
        if start is not None:
            end = parse_day(session.get("end")) or start
            hours = (_hour(session.get("opens")), _hour(session.get("closes")))
            found.append(Moment(start, max(start, end), *hours, session.get("note", "")))
    return sorted(found, key=_order)


def coming(moments: Sequence[Moment], day: dt.date) -> list[Moment]:
    """Those that are not over on a day; all of them when all are over."""
    return [moment for moment in moments if moment.end >= day] or list(moments)


def rhythms(moments: Sequence[Moment]) -> tuple[list[Rhythm], list[Moment]]:
    """The weekly rhythms, and the moments that follow none."""
    groups: dict[tuple[object, ...], list[Moment]] = {}
    for moment in moments:
        if moment.start == moment.end:
            key = (moment.start.weekday(), moment.opens, moment.closes, moment.note)
            groups.setdefault(key, []).append(moment)
    weekly = [run for group in groups.values() for run in _weekly_runs(group) if len(run) >= FEWEST_WEEKS]
    taken = {moment for run in weekly for moment in run}
    found = sorted((Rhythm(run[0], run[-1], len(run)) for run in weekly), key=lambda one: _order(one.first))
    return found, [moment for moment in moments if moment not in taken]


def _weekly_runs(moments: Sequence[Moment]) -> list[list[Moment]]:
    runs: list[list[Moment]] = []
    for moment in moments:
        if runs and moment.start - runs[-1][-1].start == dt.timedelta(days=7):
            runs[-1].append(moment)
        else:
            runs.append([moment])
    return runs


def _order(moment: Moment) -> tuple[dt.date, dt.time, dt.date]:
    return moment.start, moment.opens or dt.time.min, moment.end


def _hour(value: object) -> dt.time | None:
    try:
        return dt.time.fromisoformat(value) if isinstance(value, str) else None
    except ValueError:
        return None
