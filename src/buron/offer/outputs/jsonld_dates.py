"""Opening hours and dates of events in the words of schema.org, which has no repetition from year to year."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator, Sequence
from typing import Any, cast

from buron.offer.body import Body, Opening, OpeningPeriod, Slot
from buron.offer.opening import opening_hours_schema, parse_day
from buron.offer.outputs.moments import Moment, Rhythm, coming, moments_of, rhythms
from buron.offer.outputs.shown import Sender, Shown

MOST_SPECIFICATIONS = 200
MOST_SUB_EVENTS = 60
ZONE = "Europe/Paris"
_DAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
_SHORT_DAYS = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")
Node = dict[str, Any]


# Opening hours


def opening_specifications(body: Body, day: dt.date) -> list[Node]:
    """The hours of this year and the next, those that are over left out.

    A season that began last year and still runs is given too. Hours that are not known are left out, so that
    nobody reads "open all day".
    """
    opening = body.get("opening")
    if not opening or opening.get("temporarily_closed"):
        return []
    specifications: dict[str, Node] = {}
    for year in (day.year - 1, day.year, day.year + 1):
        for node in _of_year(opening, year):
            if _lasts(node, day, year):
                specifications.setdefault(repr(sorted(node.items(), key=str)), node)
    return list(specifications.values())[:MOST_SPECIFICATIONS]


def _of_year(opening: Opening, year: int) -> Iterator[Node]:
    periods = opening.get("periods", [])
    silent = [period for period in periods if not period.get("slots") and not period.get("closed")]
    spoken = [period for period in periods if period not in silent]
    # "All year" without periods says nothing of the hours: it must not be written as "all day".
    yield from opening_hours_schema(cast(Opening, {**opening, "periods": spoken, "all_year": False}), year)
    for node in opening_hours_schema({"periods": silent}, year):
        days_only = {key: value for key, value in node.items() if key not in ("opens", "closes")}
        if len(days_only) > 1:
            yield days_only


def _lasts(node: Node, day: dt.date, year: int) -> bool:
    """Whether it is not over; last year's are kept only when they run into this one."""
    end = node.get("validThrough")
    return end >= day.isoformat() if end else year == day.year


# Events


def event_dates(fiche: Shown, sender: Sender) -> Node:
    """Start and end over all the sessions to come; each session is a sub-event, each weekly rhythm a schedule."""
    moments = coming(moments_of(fiche.body.get("sessions", ())), sender.day)
    if not moments:
        return {"eventSchedule": list(_schedules_of_opening(fiche.body, sender.day))}
    if len(moments) == 1:
        return _span(moments[0])
    weekly, single = rhythms(moments)
    last = max(moments, key=lambda moment: (moment.end, moment.closes or dt.time.min))
    return {
        "startDate": _span(moments[0])["startDate"],
        "endDate": _span(last)["endDate"],
        "eventSchedule": [_schedule(rhythm) for rhythm in weekly],
        "subEvent": [_sub_event(moment, fiche, sender) for moment in single[:MOST_SUB_EVENTS]],
    }


def _span(moment: Moment) -> Node:
    begins, finishes = moment.begins, moment.finishes
    return {
        "startDate": begins.isoformat() if begins else moment.start.isoformat(),
        "endDate": finishes.isoformat() if finishes else moment.end.isoformat(),
    }


def _sub_event(moment: Moment, fiche: Shown, sender: Sender) -> Node:
    node: Node = {"@type": "Event", "name": fiche.name(sender.language), **_span(moment)}
    if moment.note:
        node["description"] = moment.note
    return node


def _schedule(rhythm: Rhythm) -> Node:
    first, last = rhythm.first, rhythm.last
    node = {
        "@type": "Schedule",
        "startDate": first.start.isoformat(),
        "endDate": last.end.isoformat(),
        "repeatFrequency": "P1W",
        "repeatCount": rhythm.weeks,
        "byDay": f"https://schema.org/{_DAYS[first.start.weekday()]}",
        "startTime": first.opens.isoformat() if first.opens else None,
        "endTime": first.closes.isoformat() if first.closes else None,
        "scheduleTimezone": ZONE,
    }
    return {key: value for key, value in node.items() if value is not None}


def _schedules_of_opening(body: Body, day: dt.date) -> Iterator[Node]:
    """A market of every Thursday has no sessions: its open periods with weekdays are schedules."""
    for period in body.get("opening", {}).get("periods", ()):
        by_day = [*_weekdays(period.get("weekdays", ())), *_nth(period)]
        if period.get("closed") or not by_day:
            continue
        start, end = _bounds(period, day)
        if end and end < day.isoformat():
            continue
        slots: Sequence[Slot] = period.get("slots") or ({},)
        for slot in slots:
            node = {
                "@type": "Schedule",
                "startDate": start,
                "endDate": end,
                "repeatFrequency": "P1M" if "nth" in period else "P1W",
                "byDay": by_day,
                "startTime": slot.get("opens"),
                "endTime": slot.get("closes"),
                "scheduleTimezone": ZONE,
            }
            yield {key: value for key, value in node.items() if value}


def _weekdays(weekdays: Iterable[int]) -> list[str]:
    return [f"https://schema.org/{_DAYS[weekday - 1]}" for weekday in weekdays]


def _nth(period: OpeningPeriod) -> list[str]:
    """The nth weekdays as iCalendar writes them, which schema.org accepts: ``2SU``, ``-1SA``."""
    pairs: Sequence[Sequence[int]] = period.get("nth", ())
    return [f"{number}{_SHORT_DAYS[weekday - 1]}" for number, weekday in pairs]


def _bounds(period: OpeningPeriod, day: dt.date) -> tuple[str, str]:
    start, end = period.get("start", ""), period.get("end", "")
    if not period.get("yearly"):
        return start, end
    first, last = start[5:] or "01-01", end[5:] or "12-31"
    year = day.year if first > last or f"{day.year}-{last}" >= day.isoformat() else day.year + 1
    return _real_day(year, first), _real_day(year + (first > last), last)


def _real_day(year: int, month_day: str) -> str:
    """29 February of an ordinary year is 28 February."""
    iso = f"{year}-{month_day}"
    return iso if parse_day(iso) else f"{year}-02-28"
