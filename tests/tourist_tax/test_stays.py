"""Stays night by night, from cases in YAML and by properties."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from buron.tourist_tax.law import current_law
from buron.tourist_tax.rules import (
    Assessment,
    CalculationError,
    Fixed,
    Lodging,
    NotTaxed,
    Policy,
    Proportional,
    Ranking,
    Rates,
    Season,
    Stay,
    Surtax,
    Terms,
    assess_stay,
    birthday,
    explain_stay,
    timetable,
)
from tests.tourist_tax.reading import own_cases

CASES = own_cases("stays")
DAY = dt.date.fromisoformat


def season_of(found: list[str]) -> Season:
    first, last = ([int(part) for part in bound.split("-")] for bound in found)
    return Season((first[0], first[1]), (last[0], last[1]))


def rates_of(found: dict[str, Any]) -> Rates:
    until = found.get("until")
    return Rates(
        valid_from=DAY(found["from"]),
        valid_until=DAY(until) if until else None,
        tariffs={line: int(cents) for line, cents in found["tariffs"].items()},
        percent=Decimal(found["percent"]) if "percent" in found else None,
        seasons=tuple(season_of(one) for one in found.get("seasons", [["01-01", "12-31"]])),
        regimes=found.get("regimes"),
        department_tax={"yes": True}.get(found.get("department_tax", "")),
    )


def lodging_of(found: dict[str, Any]) -> Lodging:
    rankings = tuple(
        Ranking(one["category"], DAY(one["from"]), DAY(one["until"]) if "until" in one else None)
        for one in found.get("rankings", [])
    )
    return Lodging(found["nature"], found["department"], rankings)


def stay_of(found: dict[str, Any]) -> Stay:
    return Stay(
        DAY(found["arrival"]),
        DAY(found["departure"]),
        int(found["persons"]),
        exempt=int(found.get("exempt", 0)),
        births=tuple(DAY(day) for day in found.get("births", [])),
        price=Decimal(found["price"]) if "price" in found else None,
        night_prices=tuple(Decimal(price) for price in found.get("night_prices", [])),
    )


def assess(case: dict[str, Any]) -> Assessment:
    terms_on = timetable(
        lodging_of(case["lodging"]), tuple(rates_of(one) for one in case["rates"]), current_law()
    )
    return assess_stay(stay_of(case["stay"]), terms_on, majority=18)


@pytest.mark.parametrize("case", CASES, ids=[case["title"] for case in CASES])
def test_stays(case):
    found = assess(case)
    shares = found.shares
    assert [shares.base, shares.department, shares.region] == [int(one) for one in case["shares"]]
    assert sum(gap.nights for gap in found.gaps) == int(case["gaps"])
    steps = explain_stay(found, current_law())
    assert [step.kind for step in steps].count("total") == 1
    assert sum(step.kind == "title" for step in steps) == len(found.runs) + len(found.gaps)


def test_a_night_without_decision_is_not_a_night_without_tax():
    terms_on = timetable(
        Lodging("meubles", "15"),
        (Rates(DAY("2026-01-01"), None, {"palace": 400}, Decimal(5)),),
        current_law(),
    )
    with pytest.raises(CalculationError, match="31/12/2025"):
        assess_stay(Stay(DAY("2025-12-31"), DAY("2026-01-02"), 1, price=Decimal(10)), terms_on, majority=18)


@pytest.mark.parametrize(
    ("tariffs", "percent", "rankings", "message"),
    [
        ({"palace": 400}, None, (), "Aucun taux voté"),
        ({"palace": 400}, Decimal(5), (Ranking("meuble_3", DAY("2020-01-01")),), "Aucun tarif voté"),
    ],
)
def test_what_was_not_voted_is_said(tariffs, percent, rankings, message):
    rates = (Rates(DAY("2026-01-01"), None, tariffs, percent),)
    terms_on = timetable(Lodging("meubles", "15", rankings), rates, current_law())
    with pytest.raises(CalculationError, match=message):
        terms_on(DAY("2026-07-01"))


@pytest.mark.parametrize(
    "stay",
    [
        Stay(DAY("2026-07-02"), DAY("2026-07-01"), 1),
        Stay(DAY("2026-07-01"), DAY("2053-11-16"), 1),
        Stay(DAY("2026-07-01"), DAY("2026-07-03"), 1, exempt=1, births=(DAY("2020-01-01"),)),
        Stay(DAY("2026-07-01"), DAY("2026-07-03"), 1, night_prices=(Decimal(1),)),
        Stay(DAY("2026-07-01"), DAY("2026-07-03"), -1),
    ],
)
def test_impossible_stays_are_refused(stay):
    with pytest.raises(CalculationError):
        assess_stay(stay, lambda day: Terms(Fixed(100)), majority=18)


@pytest.mark.parametrize(
    ("born", "night", "minor"),
    [
        ("2008-07-02", "2026-07-01", True),
        ("2008-07-02", "2026-07-02", False),
        ("2008-02-29", "2026-02-28", True),
        ("2008-02-29", "2026-03-01", False),
        ("2004-02-29", "2022-03-01", False),
        ("2012-02-29", "2030-02-28", True),
    ],
)
def test_the_age_is_reached_on_the_birthday(born, night, minor):
    assert (DAY(night) < birthday(DAY(born), 18)) is minor


@settings(deadline=None)
@given(st.dates(dt.date(1950, 1, 1), dt.date(2050, 12, 31)), st.integers(0, 30))
def test_nobody_reaches_an_age_before_the_calendar_allows(born, age):
    reached = birthday(born, age)
    assert reached.year == born.year + age
    assert (reached.month, reached.day) == (born.month, born.day) or (born.month, born.day) == (2, 29)


def test_a_season_cannot_end_on_a_day_that_does_not_exist():
    with pytest.raises(ValueError, match="day"):
        Season((1, 1), (2, 31))


FIRST = dt.date(2023, 12, 20)
BASES = st.one_of(
    st.integers(0, 500).map(Fixed),
    st.builds(
        Proportional,
        st.integers(10, 50).map(lambda tenths: Decimal(tenths) / 10),
        st.one_of(st.none(), st.integers(0, 500)),
    ),
)
SURTAXES = st.sampled_from(
    [
        (),
        (Surtax("d", "department", "D", Decimal(10)),),
        (Surtax("d", "department", "D", Decimal(10)), Surtax("r", "region", "R", Decimal(34))),
        (Surtax("a", "region", "A", Decimal(15)), Surtax("b", "region", "B", Decimal(200))),
    ]
)
TERMS = st.builds(Terms, BASES, SURTAXES)


@settings(max_examples=2 * settings.default.max_examples, deadline=None)
@given(
    calendar=st.lists(
        st.one_of(TERMS, st.just(NotTaxed("hors période", "period.bounds"))), min_size=3, max_size=3
    ),
    nights=st.integers(0, 30),
    cut=st.integers(0, 30),
    persons=st.integers(0, 6),
    price=st.integers(0, 300),
)
def test_a_stay_is_the_sum_of_its_parts(calendar, nights, cut, persons, price):
    """Additive over nights: a stay cut anywhere owes what the whole owes, when the price of a night is the same."""
    cut = min(cut, nights)

    def terms_on(day: dt.date) -> Terms | NotTaxed:
        return calendar[(day - FIRST).days // 7 % 3]

    def owed(start: int, end: int) -> Assessment:
        day = dt.timedelta(days=1)
        stay = Stay(FIRST + start * day, FIRST + end * day, persons, price=Decimal(price) * (end - start))
        return assess_stay(stay, terms_on, majority=18)

    whole, first, second = owed(0, nights), owed(0, cut), owed(cut, nights)
    assert whole.shares == first.shares + second.shares
    assert sum(run.charge.nights for run in whole.runs) + sum(gap.nights for gap in whole.gaps) == nights


@settings(max_examples=60, deadline=None)
@given(terms=TERMS, prices=st.permutations([20, 35, 35, 80, 120]), persons=st.integers(1, 4))
def test_the_order_of_prices_does_not_matter(terms, prices, persons):
    def owed(order: list[int]) -> Assessment:
        stay = Stay(
            FIRST,
            FIRST + dt.timedelta(days=5),
            persons,
            night_prices=tuple(Decimal(price) for price in order),
        )
        return assess_stay(stay, lambda day: terms, majority=18)

    assert owed(prices).shares == owed([20, 35, 35, 80, 120]).shares


@settings(deadline=None)
@given(
    births=st.permutations([dt.date(2005, 12, 22), dt.date(2010, 5, 1), dt.date(1980, 1, 1)]),
    policy=st.sampled_from(Policy),
)
def test_the_order_of_persons_does_not_matter(births, policy):
    stay = Stay(FIRST, FIRST + dt.timedelta(days=5), 4, births=tuple(births))
    found = assess_stay(stay, lambda day: Terms(Fixed(125)), majority=18, policy=policy)
    assert found.shares.base == 125 * (2 * 2 + 3 * 3)
