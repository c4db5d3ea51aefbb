"""When a welcome happened, from a machine whose clock may be anything."""

from __future__ import annotations

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from buron.reception.rules.clock import ImpossibleClock, Told, happened

NOW = dt.datetime(2026, 7, 14, 10, 0, tzinfo=dt.UTC)
HERE = NOW.timestamp()
HOUR, DAY = 3600.0, 86400.0


def ago(told: Told) -> float:
    return (NOW - happened(told, NOW)).total_seconds()


@given(st.floats(-20 * 365 * DAY, 20 * 365 * DAY), st.floats(0, 30 * DAY))
def test_a_clock_that_is_wrong_all_along_does_not_matter(offset, age):
    """The battery of the machine is flat: it believes that it is 2006. What it measures is right."""
    sent = HERE + offset
    anchor = (HERE - age - HOUR, sent - age - HOUR)
    assert ago(Told(sent - age, sent, None, anchor)) == pytest.approx(age, abs=0.01)
    assert ago(Told(sent - age, sent)) == pytest.approx(age, abs=0.01)


def test_a_clock_set_while_the_page_was_open_is_seen_by_the_counter():
    anchor = (HERE - 2 * HOUR, HERE - 2 * HOUR - 900 * DAY)
    told = Told(at=HERE - HOUR - 900 * DAY, sent=HERE, elapsed=HOUR, anchor=anchor)
    assert ago(told) == pytest.approx(HOUR)


def test_a_clock_set_right_between_the_welcome_and_the_sending():
    """It was ten days slow at the last meeting and at the welcome, then the network set it right."""
    slow = 10 * DAY
    anchor = (HERE - 5 * HOUR, HERE - 5 * HOUR - slow)
    told = Told(at=HERE - 2 * HOUR - slow, sent=HERE, anchor=anchor)
    assert ago(told) == pytest.approx(2 * HOUR)


def test_a_clock_set_right_before_the_welcome():
    anchor = (HERE - 5 * HOUR, HERE - 5 * HOUR - 10 * DAY)
    told = Told(at=HERE - 2 * HOUR, sent=HERE, anchor=anchor)
    assert ago(told) == pytest.approx(2 * HOUR)


def test_two_days_that_can_both_be_are_not_chosen_between():
    anchor = (HERE - 20 * DAY, HERE - 20 * DAY - 5 * DAY)
    with pytest.raises(ImpossibleClock, match="Dites le jour"):
        happened(Told(at=HERE - 8 * DAY, sent=HERE, anchor=anchor), NOW)


@pytest.mark.parametrize(
    "told",
    [
        Told(at=HERE + HOUR, sent=HERE),
        Told(at=HERE - 500 * DAY, sent=HERE),
        Told(at=HERE - 3 * DAY, sent=HERE, anchor=(HERE - DAY, HERE - DAY)),
        Told(at=0, sent=HERE, anchor=(HERE - DAY, HERE - DAY)),
    ],
    ids=["in the future", "older than a year", "before the last meeting", "1970"],
)
def test_what_cannot_be_is_said(told):
    with pytest.raises(ImpossibleClock):
        happened(told, NOW)


def test_a_clock_that_drifts_by_minutes_is_believed():
    told = Told(at=HERE - HOUR, sent=HERE, anchor=(HERE - DAY, HERE - DAY + 240))
    assert ago(told) == pytest.approx(HOUR)
    assert ago(Told(at=HERE + 60, sent=HERE)) == 0
