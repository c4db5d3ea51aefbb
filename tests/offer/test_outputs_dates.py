"""Dates as moments, rhythms and calendars; places as GeoJSON."""

from __future__ import annotations

import datetime as dt
import json
from typing import Any
from zoneinfo import ZoneInfo

import icalendar
from hypothesis import given
from hypothesis import strategies as st

from buron.offer.outputs import Sender, Shown, calendar_bytes, feature, feature_collection
from buron.offer.outputs.moments import Moment, coming, moments_of, rhythms
from tests.offer.bodies import SESSIONS

DAY = dt.date(2026, 7, 15)
NOW = dt.datetime(2026, 7, 1, 8, 30, tzinfo=dt.UTC)
PARIS = ZoneInfo("Europe/Paris")
FRENCH = Sender("haut-pays", "Office du Haut Pays", "fr", DAY)


def shown(number: int = 12, **body: Any) -> Shown:
    return Shown(
        id=number,
        body={"kind": "event", "name": {"fr": "Bal", "en": "Ball"}, **body},
        state="published",
        updated_at=NOW,
        commune="Aurillac",
        url=f"https://buron.example/p/haut-pays/bal-{number}",
    )


def events(*fiches: Shown, sender: Sender = FRENCH) -> list[icalendar.Event]:
    return icalendar.Calendar.from_ical(calendar_bytes(fiches, sender)).walk("VEVENT")


# Moments


@given(st.lists(SESSIONS, max_size=8))
def test_rhythms_lose_no_date(sessions):
    moments = moments_of(sessions)
    weekly, single = rhythms(moments)
    days = [
        rhythm.first.start + dt.timedelta(weeks=week) for rhythm in weekly for week in range(rhythm.weeks)
    ]
    assert sorted([*days, *(one.start for one in single)]) == sorted(one.start for one in moments)
    assert all(
        rhythm.last.start == rhythm.first.start + dt.timedelta(weeks=rhythm.weeks - 1) for rhythm in weekly
    )


def test_moments_are_read_without_ever_failing():
    assert moments_of(
        [{"start": "demain"}, {"start": "2026-07-02", "opens": "25:00", "end": "2026-07-01"}]
    ) == [Moment(dt.date(2026, 7, 2), dt.date(2026, 7, 2))]
    past = moments_of([{"start": "2026-07-01"}, {"start": "2026-08-01"}])
    assert [one.start.month for one in coming(past, DAY)] == [8]
    assert coming(past, dt.date(2027, 1, 1)) == past


# Calendar


def test_an_evening_has_its_hours_in_paris():
    [event] = events(shown(sessions=[{"start": "2026-12-24", "opens": "21:00", "closes": "01:00"}]))
    assert event["DTSTART"].dt == dt.datetime(2026, 12, 24, 21, tzinfo=PARIS)
    assert event["DTEND"].dt == dt.datetime(2026, 12, 25, 1, tzinfo=PARIS)
    assert event["DTSTART"].params["TZID"] == "Europe/Paris"
    assert event["UID"] == "fiche-12-20261224T2100-20261224T0100@haut-pays.buron"
    assert event["STATUS"] == "CONFIRMED" and event["URL"].endswith("/bal-12")
    assert event["DTSTAMP"].dt == NOW


def test_several_days_are_whole_days_with_their_hours_in_words():
    [event] = events(
        shown(
            sessions=[{"start": "2026-08-01", "end": "2026-08-31", "opens": "10:00", "closes": "18:00"}],
            short={"fr": "Une exposition ; trois salles, deux étages."},
            prices={"free": True},
            address={"lines": ["Le Bourg"], "postcode": "15000", "city": "Aurillac"},
            position={"lat": 44.9, "lon": 2.4},
            cancelled=True,
        )
    )
    assert (event["DTSTART"].dt, event["DTEND"].dt) == (dt.date(2026, 8, 1), dt.date(2026, 9, 1))
    description = str(event["DESCRIPTION"])
    assert description.split("\n\n") == [
        "10\u00a0h\u00a0– 18\u00a0h",
        "Une exposition ; trois salles, deux étages.",
        "Gratuit",
    ]
    assert event["LOCATION"] == "Le Bourg, 15000 Aurillac"
    assert event["GEO"].to_ical() == "44.9;2.4"
    assert event["STATUS"] == "CANCELLED"


def test_one_event_per_session_in_order_without_what_is_long_past():
    fiches = [
        shown(1, sessions=[{"start": "2026-01-01"}, {"start": "2026-07-01"}, {"start": "2026-09-01"}]),
        shown(2, sessions=[{"start": "2026-08-01"}]),
        shown(3),
    ]
    assert [event["DTSTART"].dt.month for event in events(*fiches)] == [7, 8, 9]


def test_identifiers_do_not_depend_on_the_language():
    fiche = shown(sessions=[{"start": "2026-08-01"}])
    english = Sender("haut-pays", "Office", "en", DAY)
    [one], [other] = events(fiche), events(fiche, sender=english)
    assert one["UID"] == other["UID"]
    assert (one["SUMMARY"], other["SUMMARY"]) == ("Bal", "Ball")
    assert other["SUMMARY"].params["LANGUAGE"] == "en"


def test_the_feed_is_stable_and_holds_its_time_zone():
    fiche = shown(sessions=[{"start": "2026-08-01", "opens": "10:00"}])
    written = calendar_bytes([fiche], FRENCH, name="Agenda", source="https://buron.example/agenda.ics")
    assert written == calendar_bytes(
        [fiche], FRENCH, name="Agenda", source="https://buron.example/agenda.ics"
    )
    assert all(len(line) <= 75 for line in written.split(b"\r\n"))
    calendar = icalendar.Calendar.from_ical(written)
    assert calendar["X-WR-CALNAME"] == "Agenda" and calendar["METHOD"] == "PUBLISH"
    [zone] = calendar.walk("VTIMEZONE")
    summer, winter = dt.datetime(2026, 7, 1, 12), dt.datetime(2026, 12, 1, 12)
    made = zone.to_tz()
    assert made.utcoffset(summer) == PARIS.utcoffset(summer) and made.utcoffset(winter) == PARIS.utcoffset(
        winter
    )
    empty = icalendar.Calendar.from_ical(calendar_bytes([], FRENCH))
    assert empty.walk("VTIMEZONE") and not empty.walk("VEVENT")


# GeoJSON


def test_features():
    fiche = shown(position={"lat": 44.9123456789, "lon": 2.4, "altitude": 700}, short={"fr": "Danse."})
    told = feature(fiche, FRENCH)
    assert told["geometry"] == {"type": "Point", "coordinates": [2.4, 44.912346, 700]}
    assert told["id"] == 12 and told["properties"]["id"] == "12"
    assert told["properties"]["text"] == "Fête et manifestation · Aurillac"
    nowhere = feature(shown(13), FRENCH)
    assert nowhere["geometry"] is None and "short" not in nowhere["properties"]


@given(st.integers(0, 4), st.none() | st.integers(0, 99))
def test_a_collection_is_json_whatever_its_length(count, matched):
    features = [feature(shown(number), FRENCH) for number in range(count)]
    pieces = list(feature_collection(iter(features), matched=matched, title="Tout"))
    assert len(pieces) == count + 2
    told = json.loads(b"".join(pieces))
    assert told["type"] == "FeatureCollection" and told["features"] == features
    assert told.get("numberMatched") == matched
