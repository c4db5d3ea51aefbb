"""Public holidays, school holidays by zone and working days: known dates, and what must hold for any date."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from buron.territory import calendars, reference
from buron.territory.calendars import ZONES

days = st.dates(date(1995, 1, 1), date(2035, 12, 31))
known_days = st.dates(date(1991, 1, 1), date(2028, 8, 31))
departments = st.sampled_from([None, "15", "57", "67", "972", "2A"])


def write_calendar(folder, first, last, name="Vacances d'hiver", zones="A"):
    """A table of the published form, with holidays on the last three days of the stretch."""
    lines = ["date,vacances_zone_a,vacances_zone_b,vacances_zone_c,nom_vacances"]
    for number in range((last - first).days + 1):
        day = first + timedelta(days=number)
        is_off = day > last - timedelta(days=3)
        flags = ",".join(str(is_off and zone in zones) for zone in "ABC")
        lines.append(f"{day},{flags},{name if is_off else ''}")
    (folder / calendars.OVERRIDE_NAME).write_text("\n".join(lines) + "\n", encoding="utf-8")


def test_public_holidays_of_the_country():
    assert calendars.public_holidays(2024) == {
        date(2024, 1, 1): "Jour de l’an",
        date(2024, 4, 1): "Lundi de Pâques",
        date(2024, 5, 1): "Fête du Travail",
        date(2024, 5, 8): "Fête de la Victoire",
        date(2024, 5, 9): "Ascension",
        date(2024, 5, 20): "Lundi de Pentecôte",
        date(2024, 7, 14): "Fête nationale",
        date(2024, 8, 15): "Assomption",
        date(2024, 11, 1): "Toussaint",
        date(2024, 11, 11): "Armistice",
        date(2024, 12, 25): "Noël",
    }


def test_two_holidays_on_one_day_are_both_named():
    assert calendars.public_holidays(2008)[date(2008, 5, 1)] == "Ascension et Fête du Travail"


@pytest.mark.parametrize("department", ["57", "67", "68"])
def test_alsace_and_moselle_have_two_more(department):
    own = set(calendars.public_holidays(2024, department)) - set(calendars.public_holidays(2024))
    assert own == {date(2024, 3, 29), date(2024, 12, 26)}


@pytest.mark.parametrize(
    ("department", "day"),
    [
        ("971", date(2024, 5, 27)),
        ("972", date(2024, 5, 22)),
        ("973", date(2024, 6, 10)),
        ("974", date(2024, 12, 20)),
        ("976", date(2024, 4, 27)),
        ("977", date(2024, 10, 9)),
        ("978", date(2024, 5, 28)),
    ],
)
def test_the_abolition_of_slavery_has_its_day_in_each_overseas_department(department, day):
    assert calendars.public_holidays(2024, department)[day] == "Abolition de l’esclavage"
    assert calendars.public_holidays(2024).get(day) is None


def test_every_metropolitan_department_has_a_zone_but_corsica():
    without = {one.code for one in reference.departments() if calendars.zone_of_department(one.code) is None}
    assert without == {one.code for one in reference.departments() if one.zone != "metro"} | {"2A", "2B"}


@pytest.mark.parametrize(
    ("department", "zone"),
    [("15", "A"), ("12", "C"), ("59", "B"), ("75", "C"), ("67", "B"), ("69", "A"), ("06", "B")],
)
def test_zone_of_a_department(department, zone):
    assert calendars.zone_of_department(department) == zone
    assert calendars.zone_of_department(department, date(2016, 1, 1)) == zone
    assert calendars.zone_of_department(department, date(2015, 12, 31)) is None


def test_facts_of_a_winter_day():
    facts = calendars.day_facts(date(2024, 2, 20), "15")
    assert (facts.weekday, facts.zone, facts.public_holiday) == (1, "A", None)
    assert facts.school_holidays == {"A": "Vacances d’hiver", "B": None, "C": None} | {
        "C": "Vacances d’hiver"
    }
    assert facts.is_working_day


@pytest.mark.parametrize(
    ("zone", "first", "last"),
    [
        ("A", date(2024, 2, 17), date(2024, 3, 3)),
        ("B", date(2024, 2, 24), date(2024, 3, 10)),
        ("C", date(2024, 2, 10), date(2024, 2, 25)),
    ],
)
def test_winter_breaks_of_2024(zone, first, last):
    (found,) = calendars.school_breaks(date(2024, 2, 1), date(2024, 3, 31), zone)
    assert (found.name, found.first_day, found.last_day) == ("Vacances d’hiver", first, last)


def test_every_school_year_shipped_has_its_five_breaks_in_each_zone():
    last_year = calendars.school_holidays_known_until().year
    for year in range(1991, last_year):
        for zone in ZONES:
            found = calendars.school_breaks(date(year, 9, 15), date(year + 1, 8, 25), zone)
            assert {one.name for one in found} >= {
                "Vacances de la Toussaint",
                "Vacances de Noël",
                "Vacances d’hiver",
                "Vacances de printemps",
                "Vacances d’été",
            }, (year, zone)


def test_after_the_last_published_break_nothing_is_known():
    until = calendars.school_holidays_known_until()
    assert until >= date(2028, 8, 31)
    assert calendars.day_facts(until).school_holidays is not None
    assert calendars.day_facts(until + timedelta(days=1)).school_holidays is None
    assert calendars.day_facts(date(1990, 1, 1)).school_holidays is None
    assert calendars.school_breaks(until + timedelta(days=1), until + timedelta(days=400), "A") == []


def test_a_newer_table_in_the_data_folder_extends_what_is_known(settings):
    until = calendars.school_holidays_known_until()
    write_calendar(settings.DATA, until + timedelta(days=1), until + timedelta(days=100))
    assert calendars.school_holidays_known_until() == until + timedelta(days=100)
    assert calendars.day_facts(until + timedelta(days=50)).school_holidays == dict.fromkeys(ZONES)
    assert calendars.day_facts(until + timedelta(days=100)).school_holidays == {
        "A": "Vacances d’hiver",
        "B": None,
        "C": None,
    }
    assert calendars.day_facts(date(2024, 2, 20)).school_holidays["A"] == "Vacances d’hiver"
    assert calendars.override_problem() is None


def test_a_newer_table_prevails_over_the_one_shipped(settings):
    write_calendar(settings.DATA, date(2024, 2, 1), date(2024, 2, 20), "Vacances d'essai", "BC")
    assert calendars.day_facts(date(2024, 2, 20)).school_holidays == {
        "A": None,
        "B": "Vacances d’essai",
        "C": "Vacances d’essai",
    }
    assert calendars.day_facts(date(2024, 2, 21)).school_holidays["A"] == "Vacances d’hiver"
    assert calendars.day_facts(date(2024, 1, 2)).school_holidays["A"] == "Vacances de Noël"


def test_a_hole_between_the_two_tables_stays_unknown(settings):
    until = calendars.school_holidays_known_until()
    write_calendar(settings.DATA, until + timedelta(days=60), until + timedelta(days=90))
    assert calendars.day_facts(until + timedelta(days=30)).school_holidays is None
    assert calendars.day_facts(until + timedelta(days=70)).school_holidays is not None


def test_a_replaced_table_is_read_again(settings):
    write_calendar(settings.DATA, date(2024, 2, 1), date(2024, 2, 20), "Une")
    assert calendars.day_facts(date(2024, 2, 20)).school_holidays["A"] == "Une"
    write_calendar(settings.DATA, date(2024, 2, 1), date(2024, 2, 20), "Autre")
    assert calendars.day_facts(date(2024, 2, 20)).school_holidays["A"] == "Autre"


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"", "aucun jour"),
        (b"date,vacances_zone_a,vacances_zone_b,vacances_zone_c,nom_vacances\n", "aucun jour"),
        (
            b"date,vacances_zone_a,vacances_zone_b,vacances_zone_c,nom_vacances\n20/02/2030,True,True,True,x\n",
            "ligne 2",
        ),
        (b"jour;zone\n2030-02-20;A\n", "ligne 2"),
        (b"date,vacances_zone_a,vacances_zone_b,vacances_zone_c,nom_vacances\n2030-02-20,True\n", "ligne 2"),
        ("date,vacances_zone_a\nété".encode("latin-1"), "ne peut pas être lu"),
        (b"\x00\x00", "aucun jour"),
    ],
)
def test_a_damaged_table_is_told_and_set_aside(settings, caplog, content, message):
    (settings.DATA / calendars.OVERRIDE_NAME).write_bytes(content)
    problem = calendars.override_problem()
    assert problem is not None
    assert message in problem
    assert calendars.day_facts(date(2024, 2, 20)).school_holidays["A"] == "Vacances d’hiver"


@given(days, departments)
def test_a_day_is_either_worked_or_has_a_reason_not_to_be(day, department):
    facts = calendars.day_facts(day, department)
    assert facts.is_working_day != (facts.is_weekend or facts.public_holiday is not None)


@given(known_days, st.sampled_from(ZONES))
def test_breaks_and_days_agree(day, zone):
    name = calendars.day_facts(day).school_holidays[zone]
    around = calendars.school_breaks(day, day, zone)
    assert [one.name for one in around] == ([name] if name else [])
