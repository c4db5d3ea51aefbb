"""Dated fiches as an iCalendar feed (RFC 5545): one event per session, no rule of repetition, as all dates are known.

A session of one day with its hours is an event at these hours; a run of several days is one of whole days, its daily
hours said in the description: a block that lasts day and night would be wrong.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from typing import Any

from icalendar import Calendar, Component, Event, vCalAddress, vDuration, vGeo, vText

from buron.kernel.texts import text_in
from buron.offer.body import Body, Slot
from buron.offer.kinds import kind_label
from buron.offer.outputs.moments import Moment, moments_of
from buron.offer.outputs.shown import Sender, Shown
from buron.offer.queries.wording import prices_text, slots_text

PRODUCT = "-//Buron//Buron 1.0//FR"
REFRESH = dt.timedelta(hours=6)
KEPT_PAST = dt.timedelta(days=31)
"""Sessions that ended longer ago are left out."""
MOST_EVENTS = 5_000
# From the time zone database; the rules in force since 1996.
ZONE = """BEGIN:VTIMEZONE
TZID:Europe/Paris
BEGIN:DAYLIGHT
DTSTART:19700329T020000
TZNAME:CEST
TZOFFSETFROM:+0100
TZOFFSETTO:+0200
RRULE:FREQ=YEARLY;BYMONTH=3;BYDAY=-1SU
END:DAYLIGHT
BEGIN:STANDARD
DTSTART:19701025T030000
TZNAME:CET
TZOFFSETFROM:+0200
TZOFFSETTO:+0100
RRULE:FREQ=YEARLY;BYMONTH=10;BYDAY=-1SU
END:STANDARD
END:VTIMEZONE
"""


def calendar_bytes(fiches: Iterable[Shown], sender: Sender, *, name: str = "", source: str = "") -> bytes:
    """The sessions of the fiches that are not long past, in order, as a file. Fiches without sessions give nothing."""
    calendar = Calendar()
    calendar.add("prodid", PRODUCT)
    calendar.add("version", "2.0")
    calendar.add("calscale", "GREGORIAN")
    calendar.add("method", "PUBLISH")
    calendar.add("x-wr-calname", name or sender.name)
    calendar.add("x-wr-timezone", "Europe/Paris")
    calendar.add("name", name or sender.name)
    calendar.add("refresh-interval", vDuration(REFRESH), parameters={"VALUE": "DURATION"})
    if source:
        calendar.add("source", source, parameters={"VALUE": "URI"})
    calendar.add_component(Component.from_ical(ZONE))
    dated = [(moment, fiche) for fiche in fiches for moment in _kept(fiche, sender.day)]
    dated.sort(key=lambda pair: (pair[0].start, pair[0].opens or dt.time.min, pair[1].id))
    for moment, fiche in dated[:MOST_EVENTS]:
        calendar.add_component(_event(fiche, moment, sender))
    return bytes(calendar.to_ical())


def _kept(fiche: Shown, day: dt.date) -> list[Moment]:
    return [one for one in moments_of(fiche.body.get("sessions", ())) if one.end >= day - KEPT_PAST]


def _event(fiche: Shown, moment: Moment, sender: Sender) -> Event:
    body, language = fiche.body, sender.language
    event = Event()
    event.add("uid", uid_of(fiche, moment, sender))
    event.add("dtstamp", fiche.updated_at.astimezone(dt.UTC))
    event.add("last-modified", fiche.updated_at.astimezone(dt.UTC))
    for key, value in _span(moment).items():
        event.add(key, value)
    event.add("summary", fiche.name(language), parameters={"LANGUAGE": language})
    for key, value in _texts(fiche, moment, sender).items():
        if value:
            event.add(key, value)
    if body.get("position"):
        event.add("geo", vGeo((body["position"]["lat"], body["position"]["lon"])))
    event.add("status", "CANCELLED" if body.get("cancelled") else "CONFIRMED")
    event.add("transp", "TRANSPARENT")
    event.add("organizer", _organiser(sender))
    return event


def uid_of(fiche: Shown, moment: Moment, sender: Sender) -> str:
    """The same for the same session of the same fiche, whatever the language and the address of the server."""
    opens = f"T{moment.opens:%H%M}" if moment.opens else ""
    closes = f"T{moment.closes:%H%M}" if moment.closes else ""
    return f"fiche-{fiche.id}-{moment.start:%Y%m%d}{opens}-{moment.end:%Y%m%d}{closes}@{sender.slug}.buron"


def _span(moment: Moment) -> dict[str, dt.date | dt.datetime]:
    begins, finishes = moment.begins, moment.finishes
    if begins is None or moment.start != moment.end:
        # The end of whole days is the morning after.
        return {"dtstart": moment.start, "dtend": moment.end + dt.timedelta(days=1)}
    return {"dtstart": begins, "dtend": finishes} if finishes else {"dtstart": begins}


def _texts(fiche: Shown, moment: Moment, sender: Sender) -> dict[str, Any]:
    return {
        "description": _description(fiche.body, moment, sender.language),
        "location": _location(fiche),
        "categories": [fiche.body.get("subkind") or kind_label(fiche.kind, sender.language)],
        "url": fiche.url,
    }


def _description(body: Body, moment: Moment, language: str) -> str:
    parts = [
        moment.note,
        _daily_hours(moment, language),
        text_in(body.get("short"), language) or text_in(body.get("description"), language),
        text_in(body.get("practical"), language),
        prices_text(body.get("prices"), language),
    ]
    return "\n\n".join(part for part in parts if part)


def _daily_hours(moment: Moment, language: str) -> str:
    if moment.start == moment.end or moment.opens is None:
        return ""
    slot: Slot = {"opens": f"{moment.opens:%H:%M}"}
    if moment.closes:
        slot["closes"] = f"{moment.closes:%H:%M}"
    return slots_text([slot], language)


def _location(fiche: Shown) -> str:
    address = fiche.body.get("address", {})
    town = " ".join(part for part in (address.get("postcode"), address.get("city") or fiche.commune) if part)
    return ", ".join(part for part in (*address.get("lines", ()), town) if part)


def _organiser(sender: Sender) -> vCalAddress:
    """Who publishes; a calendar address that nobody can be invited by."""
    organiser = vCalAddress("invalid:nomail")
    organiser.params["CN"] = vText(sender.name)
    return organiser
