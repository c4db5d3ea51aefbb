"""Forms and arithmetic of the register."""

from __future__ import annotations

import datetime as dt

import pytest

from buron.lodging.rules import (
    five_years_after,
    openings_fault,
    overlap,
    registration_fault,
    tidy_registration,
)


def test_a_registration_number_is_tidied_before_it_is_judged():
    assert tidy_registration(" 15 258.000123-b7 ") == "15258000123B7"


@pytest.mark.parametrize("number", ["15258000123B7", "2A004000123B7"])
def test_a_number_of_the_right_form_and_commune_is_accepted(number):
    assert registration_fault(number, number[:5]) == ""


@pytest.mark.parametrize("number", ["", "15258000123", "152580001234B7", "15258000123-7", "ABCDE000123B7"])
def test_another_form_is_refused(number):
    assert "13 caractères" in registration_fault(number, "15258")


def test_the_number_of_another_commune_is_refused():
    assert "autre commune" in registration_fault("63001000123B7", "15258")


def test_spans_that_share_a_single_day_overlap():
    day = dt.date(2026, 5, 1)
    assert overlap((None, day), (day, None))
    assert not overlap((None, day), (day + dt.timedelta(days=1), None))


def test_a_ranking_lasts_five_years_less_a_day():
    assert five_years_after(dt.date(2026, 4, 15)) == dt.date(2031, 4, 14)
    assert five_years_after(dt.date(2024, 2, 29)) == dt.date(2029, 2, 28)


@pytest.mark.parametrize(
    "openings",
    ["x", [["05-01"]], [["13-01", "09-30"]], [["05-01", 9]], [["1", "2"]], [["01-01", "01-02"]] * 13],
)
def test_openings_that_cannot_be_read_are_refused(openings):
    assert openings_fault(openings)
