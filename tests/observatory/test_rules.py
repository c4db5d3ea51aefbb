import datetime as dt
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from buron.kernel import periods
from buron.kernel.formats import number, percent, rounded
from buron.observatory.rules import (
    PrintedError,
    agrees,
    comparison,
    evolution_of,
    next_due,
    parse_parts,
    parse_printed,
    shares_agree,
    sum_agrees,
    unit_kind,
)

DAYS = st.dates(dt.date(1990, 1, 1), dt.date(2100, 12, 31))
KINDS = st.sampled_from(
    [
        periods.day,
        periods.week,
        lambda d: periods.month(d.year, d.month),
        lambda d: periods.year(d.year),
        lambda d: periods.quadrimestre(d.year, (d.month - 1) // 4 + 1),
    ]
)


@given(DAYS, DAYS, KINDS)
def test_both_sides_of_a_comparison_are_as_long(day, today, kind):
    compared = comparison(kind(day), today)
    assert compared.now.start == compared.whole.start
    # A leap day is the only one that may be missing on one side.
    assert abs(compared.now.days - compared.before.days) <= 1
    assert compared.running == (compared.whole.start <= today < compared.whole.end)
    if compared.running:
        assert compared.now.end == today
    if compared.whole.kind == "week":
        assert compared.before.start.weekday() == 0
        assert compared.now.days == compared.before.days


def test_a_running_year_is_cut_at_the_same_date():
    compared = comparison(periods.year(2024), dt.date(2024, 8, 15))
    assert compared.now.label == "2024, au 15\u00a0août"
    assert compared.before == periods.year(2023).to_date(dt.date(2023, 8, 15))


@pytest.mark.parametrize(
    ("now", "before", "unit", "better", "change", "tone"),
    [
        (5752, 6510, "number", "up", "-11.6", "bad"),
        (5752, 6510, "number", "down", "-11.6", "good"),
        (5752, 6510, "number", "none", "-11.6", "neutral"),
        (Decimal("30.5"), Decimal("28.5"), "percent", "up", "2.0", "good"),
        (7, 7, "number", "up", "0.0", "neutral"),
        (7, 0, "number", "up", None, "neutral"),
        (None, 7, "number", "up", None, "neutral"),
        (7, None, "percent", "up", None, "neutral"),
    ],
)
def test_evolution_has_a_sense(now, before, unit, better, change, tone):
    found = evolution_of(now, before, unit=unit, better=better)
    assert (found.change if change is None else str(rounded(found.change, 1))) == change
    assert found.tone == tone
    assert found.points == (unit == "percent")


def test_units_are_read():
    assert [unit_kind(u) for u in ("%", " € ", "actes", "", "v/h", "% des actes")] == [
        "percent", "amount", "number", "number", "number", "percent",
    ]  # fmt: skip


@given(st.decimals(-(10**9), 10**9, places=3, allow_nan=False), st.integers(0, 3))
def test_what_the_house_prints_is_read_back(value, decimals):
    for text in (number(value, decimals), percent(value, decimals, signed=True)):
        printed = parse_printed(text)
        assert printed.decimals == decimals
        assert printed.value == rounded(value, decimals)
        assert agrees(printed, value)


@given(st.text(max_size=40))
def test_any_text_is_read_or_refused(text):
    try:
        printed = parse_printed(text)
    except PrintedError as error:
        assert "n’est pas un chiffre" in str(error)
    else:
        assert printed.value.is_finite()


def test_printed_evolution_of_the_seed_is_wrong_by_a_tenth():
    exact = evolution_of(23_691, 24_487, unit="number", better="none").change
    assert not agrees(parse_printed("- 3,2 %"), exact)
    assert agrees(parse_printed("−3,3 %"), exact)
    assert agrees(parse_printed("- 11,6 %"), evolution_of(5752, 6510, unit="number", better="none").change)


def test_sums_that_were_typed_by_hand():
    assert not sum_agrees(parse_printed("22"), parse_parts("1 + 6 + 16"))
    assert sum_agrees(parse_printed("397"), parse_parts("173,5 + 199,5 + 24"))
    assert parse_parts("  ") == []
    shares = [parse_printed(f"{share} %") for share in (46, 6, 4, 10, 3, 4, 27)]
    assert shares_agree(shares)
    assert not shares_agree([parse_printed("61 %"), parse_printed("42 %")])


@given(
    st.sampled_from(["week", "month", "quarter", "quadrimestre", "year"]),
    st.integers(1, 31),
    st.integers(1, 12),
    DAYS,
)
def test_due_dates_are_never_past_and_never_far(frequency, day, month, today):
    due = next_due(frequency, day, month, today)
    longest = {"week": 6, "month": 31, "quarter": 95, "quadrimestre": 125, "year": 366}[frequency]
    assert 0 <= (due - today).days <= longest
    if frequency == "week":
        assert due.isoweekday() == min(day, 7)


def test_due_day_is_cut_to_the_month():
    assert next_due("month", 31, 1, dt.date(2024, 2, 3)) == dt.date(2024, 2, 29)
    assert next_due("year", 15, 10, dt.date(2024, 10, 16)) == dt.date(2025, 10, 15)
