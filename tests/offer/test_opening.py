"""Openings: each rule on days that a person can check on a calendar, then properties."""

from __future__ import annotations

import datetime as dt
from typing import Any

import holidays
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from buron.offer.body import Body, Opening, OpeningPeriod, SessionDict
from buron.offer.body_check import body_problems
from buron.offer.opening import (
    FEASTS,
    feast_date,
    hours_text,
    is_open_on,
    is_public_holiday,
    merge_sessions,
    next_opening,
    open_days,
    opening_hours_osm,
    opening_hours_schema,
    opening_sentences,
    period_days,
    period_sentence,
    public_holidays,
    session_sentences,
)
from buron.territory.hours.calendar import merge_periods, merge_slots

MORNING = {"opens": "10:00", "closes": "12:30"}
AFTERNOON = {"opens": "14:00", "closes": "18:00"}


def day(text: str) -> dt.date:
    return dt.date.fromisoformat(text)


def place(*periods: Any, insee: str = "15014", **opening: Any) -> Body:
    if periods:
        opening["periods"] = list(periods)
    body: Any = {"kind": "heritage", "name": {"fr": "Musée"}, "address": {"insee": insee}, "opening": opening}
    assert body_problems(body) == []
    return body


def answer(body: Body, text: str) -> tuple[str, str]:
    found = is_open_on(body, day(text))
    return found.state, found.reason


SEASON: Any = {"start": "2026-04-01", "end": "2026-10-14"}


# Which rule decides


def test_nothing_said_is_unknown():
    assert is_open_on({"kind": "shop", "name": {"fr": "A"}}, day("2026-05-05")).state == "unknown"
    assert answer(place(text={"fr": "Tous les jours"}), "2026-05-05") == ("unknown", "no_data")


def test_all_year_without_hours():
    assert answer(place(all_year=True), "2026-12-25") == ("open", "all_year")


def test_temporarily_closed_wins():
    assert (
        answer(place(SEASON, temporarily_closed=True, open_dates=["2026-05-05"]), "2026-05-05")[0] == "closed"
    )


def test_cancelled_wins():
    body: Body = {
        "kind": "event",
        "name": {"fr": "Bal"},
        "cancelled": True,
        "sessions": [{"start": "2026-07-14"}],
    }
    assert is_open_on(body, day("2026-07-14")).reason == "cancelled"
    assert next_opening(body, day("2026-07-01")) is None
    assert open_days(body, day("2026-07-01"), day("2026-07-31")) == []


def test_season_and_hours():
    body = place({**SEASON, "slots": [AFTERNOON, MORNING]})
    assert is_open_on(body, day("2026-04-01")).slots == (MORNING, AFTERNOON), "in order"
    assert is_open_on(body, day("2026-10-14")).is_open
    assert answer(body, "2026-10-15") == ("closed", "out_of_season")
    assert answer(body, "2026-03-31") == ("closed", "out_of_season")


def test_last_year_says_nothing_of_this_year():
    body = place({"start": "2018-04-01", "end": "2018-10-14"})
    assert answer(body, "2018-11-30") == ("closed", "out_of_season")
    assert answer(body, "2026-07-01") == ("unknown", "out_of_date")
    assert answer(body, "2017-06-01") == ("unknown", "out_of_date")
    assert answer(place(SEASON, all_year=True), "2030-01-01") == ("open", "all_year")


def test_yearly_periods_last_for_ever():
    body = place({**SEASON, "yearly": True})
    assert is_open_on(body, day("2040-07-01")).is_open
    assert answer(body, "2040-12-01") == ("closed", "out_of_season")


def test_yearly_winter_goes_over_new_year():
    body = place({"start": "2025-12-15", "end": "2026-03-31", "yearly": True})
    assert [is_open_on(body, day(text)).is_open for text in ("2030-12-20", "2030-01-01", "2030-04-01")] == [
        True,
        True,
        False,
    ]
    whole = place({"start": "2025-01-01", "end": "2026-12-31", "yearly": True})
    assert is_open_on(whole, day("2030-06-01")).is_open


def test_weekdays():
    body = place({**SEASON, "weekdays": [1, 2, 3, 4, 5]})
    assert answer(body, "2026-05-16") == ("closed", "weekday"), "a Saturday"
    assert is_open_on(body, day("2026-05-15")).is_open


def test_nth_weekdays():
    body = place({**SEASON, "nth": [[1, 7], [-1, 6], [5, 5]]})
    opened = [found.isoformat() for found, _ in open_days(body, day("2026-05-01"), day("2026-05-31"))]
    assert opened == ["2026-05-03", "2026-05-29", "2026-05-30"], "1st Sunday, 5th Friday, last Saturday"


def test_closed_periods_win():
    body = place(SEASON, {"start": "2026-06-01", "end": "2026-06-07", "closed": True})
    assert answer(body, "2026-06-03") == ("closed", "closed_period")
    assert is_open_on(body, day("2026-06-08")).is_open
    mondays = place(SEASON, {**SEASON, "closed": True, "weekdays": [1]})
    assert answer(mondays, "2026-06-01") == ("closed", "closed_period")


def test_exceptions():
    body = place(
        {**SEASON, "slots": [MORNING]},
        closed_dates=["2026-05-05"],
        open_dates=["2026-12-24", "2026-05-05"],
        closed_holidays=["labour_day", "unknown_feast"],
        open_holidays=["christmas"],
    )
    assert answer(body, "2026-05-05") == ("closed", "exceptional_closure")
    assert answer(body, "2026-05-01") == ("closed", "exceptional_closure")
    assert is_open_on(body, day("2026-12-24")) == ("open", (), "exceptional_opening")
    assert is_open_on(body, day("2026-12-25")).is_open


# Public holidays


def test_holiday_rules_of_periods():
    never = place({**SEASON, "weekdays": [2], "holidays": False})
    assert answer(never, "2026-07-14") == ("closed", "weekday"), "a Tuesday and a holiday"
    assert is_open_on(never, day("2026-07-21")).is_open
    also = place({**SEASON, "weekdays": [6, 7], "holidays": True})
    assert is_open_on(also, day("2026-07-14")).is_open
    only = place(
        {**SEASON, "weekdays": [1, 2, 3, 4, 5], "slots": [MORNING]},
        {**SEASON, "weekdays": [], "holidays": True},
    )
    assert is_open_on(only, day("2026-07-14")).slots == (), "the rule of holidays replaces that of Tuesdays"
    assert is_open_on(only, day("2026-07-15")).slots == (MORNING,)
    shut = place(SEASON, {**SEASON, "closed": True, "weekdays": [], "holidays": True})
    assert [is_open_on(shut, day(text)).is_open for text in ("2026-07-14", "2026-07-15")] == [False, True]


def test_closed_on_every_holiday_and_in_alsace_on_two_more():
    assert answer(place(SEASON, closed_holidays=["public"]), "2026-05-14") == (
        "closed",
        "exceptional_closure",
    )
    auvergne, alsace = (
        place(SEASON, closed_holidays=["public"]),
        place(SEASON, closed_holidays=["public"], insee="67482"),
    )
    assert is_open_on(auvergne, day("2026-04-03")).is_open, "Good Friday"
    assert not is_open_on(alsace, day("2026-04-03")).is_open
    assert is_public_holiday(day("2026-12-26"), "68066")
    assert not is_public_holiday(day("2026-12-26"))


@pytest.mark.parametrize("year", range(2008, 2060, 3))
def test_feasts_agree_with_the_public_calendar(year):
    calendar = {date.isoformat() for date in holidays.country_holidays("FR", years=year)}
    assert public_holidays(year) == calendar
    keys = "new_year easter_monday labour_day victory_1945 ascension whit_monday bastille_day assumption all_saints"
    named = {feast_date(key, year) for key in [*keys.split(), "armistice_1918", "christmas"]}
    assert named == calendar


def test_every_feast_has_a_date_but_the_general_one():
    assert {key for key in FEASTS if feast_date(key, 2026) is None} == {"public"}
    assert feast_date("federal_fast_monday", 2026) == "2026-09-21"
    assert feast_date("whit_sunday", 2026) == "2026-05-24"
    assert feast_date("corpus_christi", 2026) == "2026-06-04"


# Dated things


def event(*sessions: SessionDict, **opening: Any) -> Body:
    body: Any = {"kind": "event", "name": {"fr": "Fête"}, "sessions": list(sessions), "opening": opening}
    assert body_problems(body) == []
    return body


def test_sessions_decide():
    body = event({"start": "2026-07-14", "end": "2026-07-15", "opens": "20:00", "closes": "02:00"})
    assert is_open_on(body, day("2026-07-15")) == (
        "open",
        ({"opens": "20:00", "closes": "02:00"},),
        "session",
    )
    assert answer(body, "2026-07-16") == ("closed", "session")


def test_periods_refine_sessions_without_hours():
    body = event(
        {"start": "2026-07-01", "end": "2026-08-31"},
        periods=[{"start": "2026-07-01", "end": "2026-08-31", "weekdays": [6, 7], "slots": [AFTERNOON]}],
    )
    assert is_open_on(body, day("2026-07-04")).slots == (AFTERNOON,)
    assert answer(body, "2026-07-06") == ("closed", "weekday")


def test_yearly_periods_add_days_to_sessions():
    body = event(
        {"start": "2026-05-01"}, periods=[{"start": "2017-11-04", "end": "2017-11-04", "yearly": True}]
    )
    assert is_open_on(body, day("2026-05-01")).is_open
    assert is_open_on(body, day("2031-11-04")).is_open


def test_next_opening():
    body = event(
        {"start": "2026-09-01", "end": "2026-09-02"}, {"start": "2026-07-14"}, closed_dates=["2026-07-14"]
    )
    found = next_opening(body, day("2026-07-01"))
    assert found is not None and found[0] == day("2026-09-01")
    assert next_opening(body, day("2026-09-02")) is not None
    assert next_opening(body, day("2026-09-03")) is None
    assert next_opening(body, day("2026-01-01"), horizon=10) is None
    shop = place({**SEASON, "yearly": True, "weekdays": [3]})
    after = next_opening(shop, day("2026-10-15"))
    assert after is not None and after[0] == day("2027-04-07")


# Runs of days


def test_merge_sessions():
    found = merge_sessions(
        [
            {"start": "2026-07-03", "end": "2026-07-03"},
            {"start": "2026-07-01", "end": "2026-07-02"},
            {"start": "2026-07-02", "end": "2026-07-02"},
            {"start": "2026-07-04", "opens": "10:00"},
            {"start": "2026-07-06", "end": "2026-07-05"},
            {"start": "never"},
            {},
        ]
    )
    assert found == [
        {"start": "2026-07-01", "end": "2026-07-03"},
        {"start": "2026-07-04", "end": "2026-07-04", "opens": "10:00"},
        {"start": "2026-07-05", "end": "2026-07-06"},
    ]


SPANS = st.builds(
    lambda first, length, hour: {
        "start": first.isoformat(),
        "end": (first + dt.timedelta(days=length)).isoformat(),
        **({"opens": hour} if hour else {}),
    },
    st.dates(dt.date(2026, 1, 1), dt.date(2026, 3, 31)),
    st.integers(0, 10),
    st.sampled_from(["", "10:00", "20:30"]),
)


def days_of(sessions: list[SessionDict]) -> set[tuple[str, str]]:
    found: set[tuple[str, str]] = set()
    for one in sessions:
        first, last = day(one["start"]), day(one["end"])
        found |= {
            ((first + dt.timedelta(days=number)).isoformat(), one.get("opens", ""))
            for number in range((last - first).days + 1)
        }
    return found


@given(st.lists(SPANS, max_size=40), st.randoms())
def test_merging_loses_no_day_and_depends_on_no_order(sessions, random):
    merged = merge_sessions(sessions)
    assert days_of(merged) == days_of(sessions)
    shuffled = list(sessions)
    random.shuffle(shuffled)
    assert merge_sessions(shuffled) == merged
    assert merge_sessions(merged) == merged
    assert len(merged) <= max(1, len(sessions))


def test_merge_periods_and_slots():
    days: list[OpeningPeriod] = [
        {"start": f"2026-07-{n:02d}", "end": f"2026-07-{n:02d}"} for n in (3, 1, 2, 5)
    ]
    weekly: OpeningPeriod = {"start": "2026-07-01", "end": "2026-07-31", "weekdays": [1]}
    assert merge_periods([weekly, *days, weekly]) == [
        weekly,
        {"start": "2026-07-01", "end": "2026-07-03"},
        {"start": "2026-07-05", "end": "2026-07-05"},
    ]
    assert merge_slots(
        [
            {"opens": "08:00", "closes": "21:00"},
            {"opens": "08:00", "closes": "20:00"},
            {"opens": "22:00", "closes": "02:00"},
            {"opens": "23:00"},
        ]
    ) == [{"opens": "08:00", "closes": "21:00"}, {"opens": "22:00", "closes": "02:00"}, {"opens": "23:00"}]


# Words


@pytest.mark.parametrize(
    ("period", "sentence"),
    [
        (
            {**SEASON, "yearly": True, "weekdays": [1, 2, 3, 4, 5], "slots": [MORNING]},
            "Du 1er avril au 14 octobre, du lundi au vendredi, 10 h – 12 h 30",
        ),
        ({**SEASON, "weekdays": [6, 7]}, "Du 1er avril au 14 octobre 2026, le samedi et le dimanche"),
        (
            {**SEASON, "slots": [MORNING, AFTERNOON]},
            "Du 1er avril au 14 octobre 2026, 10 h – 12 h 30 et 14 h – 18 h",
        ),
        (
            {"start": "2026-08-06", "end": "2026-08-06", "slots": [{"opens": "20:30"}]},
            "Le 6 août 2026, à partir de 20 h 30",
        ),
        ({"start": "2026-01-01", "end": "2026-12-31", "yearly": True}, "Toute l’année"),
        ({"nth": [[1, 7], [-1, 4]]}, "Le premier dimanche du mois et le dernier jeudi du mois"),
        (
            {**SEASON, "weekdays": [6], "holidays": True},
            "Du 1er avril au 14 octobre 2026, le samedi et les jours fériés",
        ),
        ({**SEASON, "holidays": False}, "Du 1er avril au 14 octobre 2026, sauf les jours fériés"),
        ({**SEASON, "closed": True, "weekdays": [1]}, "Fermé du 1er avril au 14 octobre 2026, le lundi"),
        ({"start": "2026-04-01"}, "À partir du 1er avril 2026"),
        ({"end": "2026-04-01"}, "Jusqu’au 1er avril 2026"),
        ({"weekdays": [1, 2, 3, 4, 5, 6, 7]}, "Tous les jours"),
        ({"weekdays": [1, 2, 4, 5, 6]}, "Tous les jours sauf le mercredi et le dimanche"),
        (
            {"weekdays": [1, 2, 3, 5, 6, 7], "holidays": True},
            "Tous les jours sauf le jeudi, jours fériés compris",
        ),
        (
            {"name": {"fr": "Visites"}, "weekdays": [3], "note": {"fr": "sur appel."}},
            "Visites : le mercredi (sur appel)",
        ),
        ({"start": "2020-11-04", "end": "2020-11-04", "yearly": True}, "Le 4 novembre de chaque année"),
    ],
)
def test_period_sentences(period, sentence):
    assert period_sentence(period).replace("\u00a0", " ") == sentence


def test_opening_sentences():
    opening: Opening = {
        "periods": [SEASON, {**SEASON, "closed": True, "weekdays": [1]}],
        "open_dates": ["2026-12-24"],
        "closed_holidays": ["new_year", "labour_day", "sainte_barbe"],
    }
    assert [sentence.replace("\u00a0", " ") for sentence in opening_sentences(opening)] == [
        "Du 1er avril au 14 octobre 2026",
        "Ouvert exceptionnellement le 24 décembre 2026",
        "Fermé du 1er avril au 14 octobre 2026, le lundi",
        "Fermé le jour de l’An, le 1er mai et sainte barbe",
    ]
    note = {"note": {"fr": "Sur réservation."}}
    assert opening_sentences({"periods": [{"weekdays": [1], **note}, {"weekdays": [4], **note}]}) == [
        *("Le lundi", "Le jeudi", "Sur réservation"),
    ]
    assert opening_sentences({"temporarily_closed": True}) == ["Fermé temporairement"]
    assert opening_sentences({"all_year": True}) == ["Ouvert toute l’année"]
    assert opening_sentences({}) == []
    assert hours_text([]) == ""


def test_session_sentences():
    found = session_sentences(
        [
            {"start": "2017-11-11", "end": "2017-11-13", "note": "sur inscription"},
            {"start": "2026-07-14", "end": "2026-07-14", "opens": "09:00", "closes": "12:00"},
        ]
    )
    assert [sentence.replace("\u00a0", " ") for sentence in found] == [
        "Du 11 au 13 novembre 2017 (sur inscription)",
        "Le 14 juillet 2026, 9 h – 12 h",
    ]


# OpenStreetMap and schema.org


@pytest.mark.parametrize(
    ("opening", "tag"),
    [
        (
            {"periods": [{**SEASON, "weekdays": [1, 2, 3, 5], "slots": [MORNING]}]},
            "2026 Apr 01-Oct 14 Mo-We,Fr 10:00-12:30",
        ),
        ({"periods": [{**SEASON, "yearly": True, "slots": [{"opens": "10:00"}]}]}, "Apr 01-Oct 14 10:00+"),
        ({"periods": [{"nth": [[1, 7], [-1, 6]]}]}, "Su[1],Sa[-1] open"),
        ({"periods": [{"weekdays": [6], "holidays": True, "slots": [MORNING]}]}, "Sa,PH 10:00-12:30"),
        ({"periods": [{"weekdays": [6], "holidays": False}]}, "Sa open; PH off"),
        (
            {"periods": [{"weekdays": [1, 2], "slots": [MORNING]}, {"weekdays": [2], "slots": [AFTERNOON]}]},
            "Mo,Tu 10:00-12:30, Tu 14:00-18:00",
        ),
        (
            {"periods": [{"weekdays": [1], "slots": [MORNING]}, {"weekdays": [2], "slots": [AFTERNOON]}]},
            "Mo 10:00-12:30; Tu 14:00-18:00",
        ),
        ({"periods": [{"start": "2026-12-20", "end": "2027-01-05"}]}, "2026 Dec 20-2027 Jan 05 open"),
        (
            {
                "all_year": True,
                "closed_dates": ["2026-05-01"],
                "closed_holidays": ["easter_monday", "christmas", "public"],
            },
            "Jan-Dec open; 2026 May 01 off; easter +1 day off; Dec 25 off; PH off",
        ),
        ({"periods": [{"closed": True, "weekdays": [1]}]}, "Mo off"),
        ({"temporarily_closed": True}, "off"),
        ({}, ""),
    ],
)
def test_osm(opening, tag):
    assert opening_hours_osm(opening) == tag


def test_schema():
    opening: Opening = {
        "periods": [
            {**SEASON, "yearly": True, "weekdays": [1], "holidays": True, "slots": [MORNING]},
            {"start": "2026-12-15", "end": "2026-03-31", "yearly": True, "closed": True},
            {"start": "2026-05-01", "end": "2026-05-31", "nth": [[1, 7]]},
        ],
        "closed_holidays": ["labour_day"],
    }
    assert opening_hours_schema(opening, 2030) == [
        {
            "@type": "OpeningHoursSpecification",
            "validFrom": "2030-04-01",
            "validThrough": "2030-10-14",
            "dayOfWeek": ["https://schema.org/Monday", "https://schema.org/PublicHolidays"],
            "opens": "10:00",
            "closes": "12:30",
        },
        {
            "@type": "OpeningHoursSpecification",
            "validFrom": "2030-12-15",
            "validThrough": "2031-03-31",
            "opens": "00:00",
            "closes": "00:00",
        },
        {
            "@type": "OpeningHoursSpecification",
            "validFrom": "2026-05-03",
            "validThrough": "2026-05-03",
            "opens": "00:00",
            "closes": "23:59",
        },
        {
            "@type": "OpeningHoursSpecification",
            "validFrom": "2030-05-01",
            "validThrough": "2030-05-01",
            "opens": "00:00",
            "closes": "00:00",
        },
    ]


# Properties

SLOTS = st.lists(st.sampled_from([MORNING, AFTERNOON, {"opens": "20:00"}]), max_size=3)
DATES = st.dates(dt.date(2025, 1, 1), dt.date(2027, 12, 31)).map(dt.date.isoformat)


@st.composite
def periods(draw: Any) -> dict[str, Any]:
    period: dict[str, Any] = {}
    first, last = sorted([draw(DATES), draw(DATES)])
    if draw(st.booleans()):
        period |= {"start": first, "end": last}
    for key, strategy in {
        "weekdays": st.lists(st.integers(1, 7), unique=True, max_size=7),
        "nth": st.lists(st.tuples(st.sampled_from([1, 2, 5, -1]), st.integers(1, 7)).map(list), max_size=3),
        "holidays": st.booleans(),
        "closed": st.just(True),
        "yearly": st.just(True),
        "slots": SLOTS,
    }.items():
        if draw(st.integers(0, 3)) == 0:
            period[key] = draw(strategy)
    return period


OPENINGS = st.fixed_dictionaries(
    {},
    optional={
        "periods": st.lists(periods(), max_size=4),
        "open_dates": st.lists(DATES, max_size=2),
        "closed_dates": st.lists(DATES, max_size=2),
        "closed_holidays": st.lists(st.sampled_from([*FEASTS, "autre"]), max_size=2),
        "open_holidays": st.lists(st.sampled_from([*FEASTS]), max_size=2),
        "all_year": st.booleans(),
    },
)


@settings(max_examples=2 * settings.default.max_examples, deadline=None)
@given(OPENINGS, st.lists(SPANS, max_size=3), DATES)
def test_any_opening_can_be_evaluated_and_worded(opening, sessions, date):
    body: Any = {"kind": "event", "name": {"fr": "A"}, "opening": opening}
    if sessions:
        body["sessions"] = sessions
    assert body_problems(body) == []
    found = is_open_on(body, day(date))
    assert found.state in ("open", "closed", "unknown")
    assert found.is_open or not found.slots
    assert list(found.slots) == sorted(found.slots, key=lambda slot: (slot["opens"], slot.get("closes", "")))
    assert all(isinstance(sentence, str) and sentence for sentence in opening_sentences(opening))
    assert isinstance(opening_hours_osm(opening), str)
    opening_hours_schema(opening, day(date).year)
    coming = next_opening(body, day(date), horizon=60)
    listed = open_days(body, day(date), day(date) + dt.timedelta(days=60))
    assert (coming[0] if coming else None) == (listed[0][0] if listed else None)


@given(periods())
def test_listed_days_are_those_on_which_the_period_opens(period):
    if period.get("closed") or period.get("yearly") or "start" not in period or "holidays" in period:
        return
    body: Any = {"kind": "shop", "name": {"fr": "A"}, "opening": {"periods": [period]}}
    listed = set(period_days(period))
    first = day(period["start"])
    for number in range(40):
        date = first + dt.timedelta(days=number)
        if date.isoformat() <= period["end"]:
            assert is_open_on(body, date).is_open == (date in listed)
