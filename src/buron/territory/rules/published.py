"""From days to published hours: the fewest periods that say exactly the same days.

Other systems have no notion of "the most precise season decides": what they are given is read off the days
themselves, run by run of a same season. A day that does not follow the week of its run stands alone.
"""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from itertools import groupby
from typing import NamedTuple

from buron.territory.hours import Opening, OpeningPeriod
from buron.territory.rules.slots import Slots, as_slots

ONE_DAY = dt.timedelta(days=1)


class ShownDay(NamedTuple):
    """The hours of a day, and which season gave them (None: none)."""

    day: dt.date
    slots: Slots
    season: object = None


def opening_of(days: Sequence[ShownDay]) -> Opening:
    """The days, in order and without a gap, as periods, single days and closed dates."""
    periods: list[OpeningPeriod] = []
    closed: list[str] = []
    for run in _runs(days):
        week = _usual(run)
        strays = [one for one in run if one.slots != week[one.day.isoweekday()]]
        changed = [one for one in strays if one.slots]
        closed += [one.day.isoformat() for one in strays if not one.slots]
        for start, end in _between(run[0].day, run[-1].day, [one.day for one in changed]):
            periods += _weekly(start, end, week)
        periods += [_single(one.day, one.slots) for one in changed]
    opening: Opening = {"periods": sorted(periods, key=lambda one: (one["start"], one.get("weekdays", [])))}
    if closed:
        opening["closed_dates"] = sorted(closed)
    return opening


def _runs(days: Sequence[ShownDay]) -> Iterator[list[ShownDay]]:
    for _season, run in groupby(days, key=lambda one: one.season):
        yield list(run)


def _usual(run: Sequence[ShownDay]) -> dict[int, Slots]:
    """The week of a run: for each weekday, the hours that it has most often."""
    met: dict[int, Counter[Slots]] = {}
    for one in run:
        met.setdefault(one.day.isoweekday(), Counter())[one.slots] += 1
    return {weekday: counted.most_common(1)[0][0] for weekday, counted in met.items()}


def _between(first: dt.date, last: dt.date, without: Sequence[dt.date]) -> list[tuple[dt.date, dt.date]]:
    """A stretch cut at the days that have other hours."""
    parts, start = [], first
    for day in without:
        if start < day:
            parts.append((start, day - ONE_DAY))
        start = day + ONE_DAY
    if start <= last:
        parts.append((start, last))
    return parts


def _weekly(start: dt.date, end: dt.date, week: Mapping[int, Slots]) -> list[OpeningPeriod]:
    """One period for the weekdays that have the same hours; a closed week gives none."""
    by_hours: dict[Slots, list[int]] = {}
    present = {(start + number * ONE_DAY).isoweekday() for number in range(min(7, (end - start).days + 1))}
    for weekday, slots in sorted(week.items()):
        if slots and weekday in present:
            by_hours.setdefault(slots, []).append(weekday)
    return [
        {"start": start.isoformat(), "end": end.isoformat(), "weekdays": weekdays, "slots": as_slots(slots)}
        for slots, weekdays in by_hours.items()
    ]


def _single(day: dt.date, slots: Slots) -> OpeningPeriod:
    return {"start": day.isoformat(), "end": day.isoformat(), "slots": as_slots(slots)}
