"""The year that the calendar page shows."""

from __future__ import annotations

from datetime import date

from hypothesis import given
from hypothesis import strategies as st

from buron.territory.year import FIRST_YEAR, year_of

years = st.integers(FIRST_YEAR, 2040)
departments = st.sampled_from([None, "15", "67", "974", "2A"])


@given(years, departments)
def test_every_day_of_the_year_stands_once_under_its_weekday(number, department):
    year = year_of(number, department)
    days = [
        (place, facts.day)
        for month in year.months
        for week in month.weeks
        for place, facts in enumerate(week)
        if facts
    ]
    assert [day for _place, day in days] == [
        date.fromordinal(ordinal)
        for ordinal in range(date(number, 1, 1).toordinal(), date(number, 12, 31).toordinal() + 1)
    ]
    assert all(place == day.weekday() for place, day in days)


@given(years, departments)
def test_holidays_of_the_list_are_those_of_the_months(number, department):
    year = year_of(number, department)
    marked = [
        facts
        for month in year.months
        for week in month.weeks
        for facts in week
        if facts and facts.public_holiday
    ]
    assert tuple(marked) == year.holidays


@given(years)
def test_every_break_stands_once_a_zone(number):
    year = year_of(number, None)
    found = [one for row in year.breaks for one in row.cells if one]
    assert len(found) == len({(one.zone, one.first_day) for one in found})
    assert all(one.name == row.name for row in year.breaks for one in row.cells if one)
    firsts = [min(one.first_day for one in row.cells if one) for row in year.breaks]
    assert firsts == sorted(firsts)


def test_2027_has_two_christmases_and_a_row_for_each_break():
    year = year_of(2027, "15")
    assert [row.name for row in year.breaks] == [
        "Vacances de Noël",
        "Vacances d’hiver",
        "Vacances de printemps",
        "Pont de l’Ascension",
        "Vacances d’été",
        "Vacances de la Toussaint",
        "Vacances de Noël",
    ]
    assert all(None not in row.cells for row in year.breaks)
    assert year.working_days == 254
    assert year.is_known


def test_the_unknown_part_of_a_year_is_said():
    year = year_of(2028, "15")
    assert not year.is_known
    assert [month.name for month in year.months if not month.is_known] == [
        "septembre",
        "octobre",
        "novembre",
        "décembre",
    ]
