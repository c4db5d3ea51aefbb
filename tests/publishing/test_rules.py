"""Hours, sessions and means, as pure arithmetic."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from buron.publishing.rules import (
    WHOLE_DAY,
    KioskError,
    Means,
    check_week,
    day_state,
    gaps,
    hours_mask,
    hours_of,
    planned_mask,
    spans_of,
)


def test_hours_are_a_mask():
    assert hours_mask((8, 20)).bit_count() == 12
    assert hours_mask(None) == 0
    assert hours_mask((0, 24)) == WHOLE_DAY
    assert spans_of(hours_mask((8, 12)) | hours_mask((14, 18))) == [(8, 12), (14, 18)]


@given(st.integers(min_value=0, max_value=WHOLE_DAY))
def test_spans_hold_every_hour_once(mask):
    assert sum(1 << hour for first, last in spans_of(mask) for hour in range(first, last)) == mask
    assert hours_of(mask) == sum(last - first for first, last in spans_of(mask))


def test_a_day_that_is_not_in_the_plan_is_not_planned():
    assert hours_of(planned_mask({"1": [9, 18]}, dt.date(2024, 7, 1))) == 9
    assert planned_mask({"1": [9, 18]}, dt.date(2024, 7, 2)) == 0


@pytest.mark.parametrize("week", [{"8": [9, 18]}, {"1": [18, 9]}, {"1": [9, 25]}, {"1": [9, 9]}])
def test_hours_that_cannot_be_are_refused(week):
    with pytest.raises(KioskError):
        check_week(week)


def test_off_is_not_unused():
    assert day_state(True, 0, 0) == "off"
    assert day_state(True, 0xF, 0) == "idle"
    assert day_state(True, 0xF, 3) == "used"
    assert day_state(True, 0, 3) == "used"
    assert day_state(False, 0, 0) == "unplanned"


def test_pauses_are_told_in_seconds():
    start = dt.datetime(2024, 7, 1, 12, tzinfo=dt.UTC)
    times = [start + dt.timedelta(seconds=seconds) for seconds in (0, 20, 79, 139, 400)]
    assert gaps(times) == [None, 20, 59, 60, 261]


def test_the_means_of_the_printed_table():
    """A terminal over 30 days: 28 active, 1,165 interactions, 193 sessions."""
    means = Means(30, 28, 1165, 193)
    assert round(means.activity) == 93
    assert round(means.interactions_per_day, 1) == Decimal("41.6")
    assert round(means.sessions_per_day, 1) == Decimal("6.9")
    assert round(means.interactions_per_session, 1) == Decimal("6.0")


def test_no_active_day_has_no_mean():
    means = Means(30, 0, 0, 0)
    assert means.activity == 0
    assert means.interactions_per_day is means.sessions_per_day is means.interactions_per_session is None
