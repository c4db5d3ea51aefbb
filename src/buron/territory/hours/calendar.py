"""Days of a period and runs of days: arithmetic shared by connectors and by the evaluation."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator, Sequence
from typing import cast

from buron.territory.hours.types import OpeningPeriod, SessionDict, Slot

ONE_DAY = dt.timedelta(days=1)
LONGEST = 3660
"""Days beyond which a period is not expanded (ten years)."""


def parse_day(value: object) -> dt.date | None:
    """The date written at the start of an ISO text, ``None`` when there is none."""
    if not isinstance(value, str):
        return None
    try:
        return dt.date.fromisoformat(value[:10])
    except ValueError:
        return None


def on_weekday(period: OpeningPeriod, day: dt.date) -> bool:
    """Whether the days of the week (or nth weekdays of the month) of a period include that day."""
    weekdays = period.get("weekdays")
    nth = period.get("nth")
    if weekdays is None and nth is None:
        return True
    weekday = day.isoweekday()
    if weekdays is not None and weekday in weekdays:
        return True
    return nth is not None and _is_nth(nth, weekday, day)


def _is_nth(nth: Sequence[Sequence[int]], weekday: int, day: dt.date) -> bool:
    rank = (day.day - 1) // 7 + 1
    is_last = (day + dt.timedelta(days=7)).month != day.month
    return any(wanted == weekday and (number == rank or (number == -1 and is_last)) for number, wanted in nth)


def days_between(first: dt.date, last: dt.date) -> Iterator[dt.date]:
    """Every day from ``first`` to ``last``, both included."""
    for ordinal in range(first.toordinal(), last.toordinal() + 1):
        yield dt.date.fromordinal(ordinal)


def period_days(period: OpeningPeriod) -> list[dt.date]:
    """The dates of a period that is not yearly; empty when it has no end or is too long to be listed."""
    first, last = parse_day(period.get("start")), parse_day(period.get("end"))
    if first is None or last is None or period.get("yearly") or (last - first).days > LONGEST:
        return []
    return [day for day in days_between(first, last) if on_weekday(period, day)]


def merge_slots(slots: Iterable[Slot]) -> list[Slot]:
    """Sort the slots of a day and join those that overlap; one that ends after midnight stays alone."""
    merged: list[Slot] = []
    for slot in sorted(slots, key=lambda item: (item.get("opens", ""), item.get("closes", ""))):
        last = merged[-1] if merged else None
        if last is not None and _follows_on(last, slot):
            last["closes"] = max(last["closes"], slot["closes"])
        elif slot not in merged:
            merged.append(slot.copy())
    return merged


def _follows_on(last: Slot, slot: Slot) -> bool:
    if "closes" not in last or "closes" not in slot or "opens" not in last:
        return False
    return (
        last["opens"] < last["closes"] and slot["opens"] < slot["closes"] and slot["opens"] < last["closes"]
    )


def merge_sessions(sessions: Iterable[SessionDict]) -> list[SessionDict]:
    """Sort sessions and join those that touch, so that 537 one-day periods read as the few runs they are.

    Runs are joined only when they have the same hours and the same note; every day is kept,
    duplicates count once. A session without a readable start is left out, one whose end comes first
    is turned round.
    """
    groups: dict[tuple[str, str, str], list[tuple[int, int]]] = {}
    for session in sessions:
        span = _span(session)
        if span is not None:
            key = (session.get("opens", ""), session.get("closes", ""), session.get("note", ""))
            groups.setdefault(key, []).append(span)
    merged = [_session(run, key) for key, spans in groups.items() for run in _joined(spans)]
    merged.sort(key=lambda item: (item["start"], item.get("opens", ""), item["end"]))
    return merged


def merge_periods(periods: Sequence[OpeningPeriod]) -> list[OpeningPeriod]:
    """Join the plain dated periods that touch and say the same thing; keep the others, without duplicates.

    Sources list one-day periods by the hundred where they mean a season.
    """
    others: dict[str, OpeningPeriod] = {}
    groups: dict[str, tuple[OpeningPeriod, list[tuple[int, int]]]] = {}
    for period in periods:
        span = None
        if "end" in period and not ("weekdays" in period or "nth" in period or period.get("yearly")):
            span = _span({"start": period.get("start", ""), "end": period["end"]})
        if span is None:
            others.setdefault(repr(period), period)
            continue
        rest = repr([(key, value) for key, value in period.items() if key not in ("start", "end")])
        groups.setdefault(rest, (period, []))[1].append(span)
    merged = list(others.values())
    for period, spans in groups.values():
        for first, last in _joined(spans):
            run = period.copy()
            run["start"] = dt.date.fromordinal(first).isoformat()
            run["end"] = dt.date.fromordinal(last).isoformat()
            merged.append(run)
    return merged


def _span(session: SessionDict) -> tuple[int, int] | None:
    start = parse_day(session.get("start"))
    if start is None:
        return None
    end = parse_day(session.get("end")) or start
    first, last = start.toordinal(), end.toordinal()
    return (first, last) if first <= last else (last, first)


def _joined(spans: list[tuple[int, int]]) -> list[tuple[int, int]]:
    spans.sort()
    runs: list[tuple[int, int]] = []
    for first, last in spans:
        if runs and first <= runs[-1][1] + 1:
            if last > runs[-1][1]:
                runs[-1] = (runs[-1][0], last)
        else:
            runs.append((first, last))
    return runs


def _session(run: tuple[int, int], key: tuple[str, str, str]) -> SessionDict:
    session: dict[str, str] = {
        "start": dt.date.fromordinal(run[0]).isoformat(),
        "end": dt.date.fromordinal(run[1]).isoformat(),
    }
    session |= {name: text for name, text in zip(("opens", "closes", "note"), key, strict=True) if text}
    return cast(SessionDict, session)
