"""Is it open on that day? Evaluation of the opening and of the sessions of a body.

The order of the rules, first that applies:

1. cancelled, or temporarily closed: closed;
2. an exceptional closure (date or feast): closed; an exceptional opening: open;
3. something dated (it has sessions) is open on the days of its sessions; its periods only refine hours
   and days inside them, and yearly periods add days;
4. a period that says "closed" wins over those that say "open"; on a public holiday the periods that name
   public holidays win over the weekday ones;
5. inside the season of a period but on none of its days: closed. Outside: closed too, unless the last
   published period is more than six months away, when nothing is known (last year's dates say nothing
   about this year);
6. nothing said: unknown, or open if it says "all year".
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Sequence
from typing import Literal, NamedTuple

from buron.offer.body import Body, Opening, OpeningPeriod, SessionDict, Slot
from buron.territory.hours.calendar import ONE_DAY, days_between, on_weekday, parse_day
from buron.territory.hours.feasts import falls_on, is_public_holiday

State = Literal["open", "closed", "unknown"]
SILENCE_AFTER = 180
"""Days beyond the published periods after which an absence of period says nothing any more."""


class Openness(NamedTuple):
    """The answer for one day.

    ``slots`` is empty when the hours are not known; ``reason`` says which rule decided.
    """

    state: State
    slots: tuple[Slot, ...] = ()
    reason: str = ""

    @property
    def is_open(self) -> bool:
        """True only when it is known to be open."""
        return self.state == "open"


CANCELLED = Openness("closed", (), "cancelled")
TEMPORARILY_CLOSED = Openness("closed", (), "temporarily_closed")
EXCEPTIONAL_CLOSURE = Openness("closed", (), "exceptional_closure")
CLOSED_PERIOD = Openness("closed", (), "closed_period")
CLOSED_THAT_DAY = Openness("closed", (), "weekday")
OUT_OF_SEASON = Openness("closed", (), "out_of_season")
NOT_ON_THAT_DAY = Openness("closed", (), "session")
OPEN_ALL_YEAR = Openness("open", (), "all_year")
UNKNOWN = Openness("unknown", (), "no_data")
OUT_OF_DATE = Openness("unknown", (), "out_of_date")


class _When:
    """One day in the shapes that the rules compare, with the public holiday looked up only if a rule asks."""

    __slots__ = ("_holiday", "day", "insee", "iso", "month_day")

    def __init__(self, day: dt.date, body: Body) -> None:
        self.day = day
        self.iso = day.isoformat()
        self.month_day = self.iso[5:]
        self.insee = body["address"].get("insee", "") if "address" in body else ""
        self._holiday: bool | None = None

    @property
    def is_holiday(self) -> bool:
        if self._holiday is None:
            self._holiday = is_public_holiday(self.day, self.insee)
        return self._holiday


def is_open_on(body: Body, day: dt.date) -> Openness:
    """Whether the thing is open on a day, with its hours; ``unknown`` when the body does not say.

    Public holidays are those of the commune of ``body["address"]["insee"]`` (Alsace-Moselle has two more).
    """
    if body.get("cancelled"):
        return CANCELLED
    opening = body.get("opening")
    sessions = body.get("sessions")
    if not opening and not sessions:
        return UNKNOWN
    if opening and opening.get("temporarily_closed"):
        return TEMPORARILY_CLOSED
    when = _When(day, body)
    if opening:
        exception = _exception(opening, when)
        if exception is not None:
            return exception
    if sessions:
        return _dated(sessions, opening.get("periods", ()) if opening else (), when)
    return _undated(opening, when) if opening else UNKNOWN


def _exception(opening: Opening, when: _When) -> Openness | None:
    if "closed_dates" in opening and when.iso in opening["closed_dates"]:
        return EXCEPTIONAL_CLOSURE
    if "closed_holidays" in opening and falls_on(opening["closed_holidays"], when.day, when.insee):
        return EXCEPTIONAL_CLOSURE
    opened = "open_dates" in opening and when.iso in opening["open_dates"]
    if not opened and "open_holidays" in opening:
        opened = falls_on(opening["open_holidays"], when.day, when.insee)
    if not opened:
        return None
    usual = _by_periods(opening.get("periods", ()), when)
    return Openness("open", usual.slots if usual else (), "exceptional_opening")


def _dated(sessions: Sequence[SessionDict], periods: Sequence[OpeningPeriod], when: _When) -> Openness:
    iso = when.iso
    hits = [item for item in sessions if item["start"] <= iso <= item.get("end", item["start"])]
    if not hits:
        yearly = [period for period in periods if period.get("yearly")]
        verdict = _by_periods(yearly, when) if yearly else None
        return verdict if verdict is not None and verdict.is_open else NOT_ON_THAT_DAY
    slots = [_session_slot(item) for item in hits if "opens" in item]
    if not slots and periods:
        verdict = _by_periods(periods, when)
        if verdict is not None:
            return verdict
    return Openness("open", _ordered(slots), "session")


def _session_slot(session: SessionDict) -> Slot:
    slot: Slot = {"opens": session["opens"]}
    if "closes" in session:
        slot["closes"] = session["closes"]
    return slot


def _undated(opening: Opening, when: _When) -> Openness:
    periods = opening.get("periods")
    if periods:
        verdict = _by_periods(periods, when)
        if verdict is not None:
            return verdict
    if opening.get("all_year"):
        return OPEN_ALL_YEAR
    return _outside(opening, when)


def _by_periods(periods: Sequence[OpeningPeriod], when: _When) -> Openness | None:
    """What the periods say; ``None`` when the day is in the season of none of them."""
    covered = False
    usual: list[OpeningPeriod] = []
    festive: list[OpeningPeriod] = []
    for period in periods:
        if not _in_season(period, when):
            continue
        on_holiday = "holidays" in period and when.is_holiday
        if period.get("closed"):
            if _closes(period, when.day, on_holiday):
                return CLOSED_PERIOD
            continue
        covered = True
        if on_holiday:
            if period["holidays"]:
                festive.append(period)
        elif on_weekday(period, when.day):
            usual.append(period)
    chosen = festive or usual
    if chosen:
        return Openness("open", _ordered([s for p in chosen for s in p.get("slots", ())]), "period")
    return CLOSED_THAT_DAY if covered else None


def _closes(period: OpeningPeriod, day: dt.date, on_holiday: bool) -> bool:
    if period.get("slots"):
        return False
    if on_holiday:
        return period["holidays"]
    return on_weekday(period, day)


def _in_season(period: OpeningPeriod, when: _When) -> bool:
    start, end = period.get("start", ""), period.get("end", "")
    if not period.get("yearly"):
        return start <= when.iso and (not end or when.iso <= end)
    first, last = start[5:] or "01-01", end[5:] or "12-31"
    if start and end and start[:4] < end[:4] and first <= last:
        return True
    if first <= last:
        return first <= when.month_day <= last
    return when.month_day >= first or when.month_day <= last


def _outside(opening: Opening, when: _When) -> Openness:
    periods = [period for period in opening.get("periods", ()) if not period.get("closed")]
    if any(period.get("yearly") for period in periods):
        return OUT_OF_SEASON
    starts = [period["start"] for period in periods if "start" in period]
    ends = [period["end"] for period in periods if "end" in period]
    starts += opening.get("open_dates", [])
    ends += opening.get("open_dates", [])
    first, last = parse_day(min(starts, default=None)), parse_day(max(ends, default=None))
    if first is None and last is None:
        return UNKNOWN
    if last is not None and when.day > last:
        return OUT_OF_SEASON if (when.day - last).days <= SILENCE_AFTER else OUT_OF_DATE
    if first is not None and when.day < first and (first - when.day).days > SILENCE_AFTER:
        return OUT_OF_DATE
    return OUT_OF_SEASON


def _ordered(slots: list[Slot]) -> tuple[Slot, ...]:
    if len(slots) < 2:
        return tuple(slots)
    by_hours = {(slot.get("opens", ""), slot.get("closes", "")): slot for slot in slots}
    return tuple(by_hours[hours] for hours in sorted(by_hours))


def _candidates(body: Body, first: dt.date, last: dt.date) -> Iterator[dt.date]:
    """The days worth asking about: those of the sessions when they alone decide, else every day."""
    sessions = body.get("sessions")
    opening = body.get("opening") or {}
    yearly = any(period.get("yearly") for period in opening.get("periods", ()))
    if not sessions or yearly or "open_dates" in opening or "open_holidays" in opening:
        yield from days_between(first, last)
        return
    after = first
    for session in sorted(sessions, key=lambda item: item["start"]):
        start, end = parse_day(session["start"]), parse_day(session.get("end", session["start"]))
        if start is None or end is None:
            continue
        for day in days_between(max(start, after), min(end, last)):
            yield day
            after = day + ONE_DAY


def next_opening(body: Body, day: dt.date, horizon: int = 366) -> tuple[dt.date, Openness] | None:
    """The first day on or after ``day``, within ``horizon`` days, on which it is known to be open."""
    if body.get("cancelled"):
        return None
    for candidate in _candidates(body, day, day + dt.timedelta(days=horizon)):
        answer = is_open_on(body, candidate)
        if answer.is_open:
            return candidate, answer
    return None


def open_days(body: Body, first: dt.date, last: dt.date) -> list[tuple[dt.date, Openness]]:
    """Every day of a span on which it is known to be open, with its hours (agendas, programmes, iCal)."""
    if body.get("cancelled"):
        return []
    answers = ((day, is_open_on(body, day)) for day in _candidates(body, first, last))
    return [(day, answer) for day, answer in answers if answer.is_open]
