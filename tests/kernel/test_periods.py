import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from buron.kernel import periods
from buron.kernel.periods import PeriodError

days = st.dates(dt.date(1950, 1, 1), dt.date(2150, 12, 31))


@given(days)
def test_codes_are_read_back(day):
    for period in (
        periods.day(day),
        periods.week(day),
        periods.month(day.year, day.month),
        periods.quadrimestre(day.year, (day.month - 1) // 4 + 1),
        periods.year(day.year),
        periods.custom(day, day + dt.timedelta(days=9)),
    ):
        assert periods.parse(period.code) == period
        assert day in period


@given(days)
def test_previous_year_keeps_the_shape(day):
    month = periods.month(day.year, day.month).previous_year()
    assert (month.start.day, month.start.month, month.start.year) == (1, day.month, day.year - 1)
    assert (month.end + dt.timedelta(days=1)).day == 1
    assert periods.week(day).previous_year().start.weekday() == 0


def test_leap_day_falls_back():
    assert periods.day(dt.date(2024, 2, 29)).previous_year().start == dt.date(2023, 2, 28)
    assert periods.month(2023, 2).previous_year(-1).end == dt.date(2024, 2, 29)


def test_to_date_cuts_both_years_at_the_same_day():
    running = periods.year(2024).to_date(dt.date(2024, 8, 15))
    assert running.previous_year().end == dt.date(2023, 8, 15)
    assert running.previous_year().label == "2023, au 15\u00a0août"


def test_months_of_a_period_are_cut_to_it():
    months = periods.custom(dt.date(2024, 1, 15), dt.date(2024, 3, 2)).months()
    assert [(m.start.day, m.end.day) for m in months] == [(15, 31), (1, 29), (1, 2)]


@pytest.mark.parametrize(
    "code", ["", "x", "2024-13", "2024-Q4", "99999", "2024-02-30", "2024-01-02_2024-01-01", "2024-W60"]
)
def test_nonsense_is_refused_in_french(code):
    with pytest.raises(PeriodError, match=r"période|année|trimestres"):
        periods.parse(code)
