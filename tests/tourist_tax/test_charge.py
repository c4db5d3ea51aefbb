"""Properties of the arithmetic: sums, caps, monotony, and the three ways to round."""

from __future__ import annotations

from decimal import ROUND_HALF_UP, Decimal, localcontext
from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from buron.tourist_tax.law import current_law
from buron.tourist_tax.rules import (
    CalculationError,
    Fixed,
    Policy,
    Proportional,
    Surtax,
    Terms,
    charge,
    explain_charge,
    half_up,
)

PERCENTS = st.integers(0, 3_000_000).map(lambda ppm: Decimal(ppm) / 10_000)
SURTAXES = st.lists(
    st.builds(
        Surtax, st.sampled_from("abc"), st.sampled_from(["department", "region"]), st.just("T"), PERCENTS
    ),
    max_size=3,
).map(tuple)
FIXED = st.builds(Terms, st.integers(0, 2000).map(Fixed), SURTAXES)
RATES = st.integers(1, 50_000).map(lambda ppm: Decimal(ppm) / 10_000)
RATED = st.builds(Terms, st.builds(Proportional, RATES, st.integers(0, 600)), SURTAXES)
PRICES = st.fractions(0, 500_00, max_denominator=997)
COUNTS = st.integers(0, 40)
PARTY = st.tuples(st.integers(0, 12), st.integers(0, 12)).map(lambda pair: (pair[0] + pair[1], pair[1]))
POLICIES = st.sampled_from(Policy)


@settings(deadline=None)
@given(terms=st.one_of(FIXED, RATED), nights=COUNTS, party=PARTY, price=PRICES, policy=POLICIES)
def test_parts_sum_to_the_total(terms, nights, party, price, policy):
    found = charge(terms, nights=nights, persons=party[0], exempt=party[1], night_price=price, policy=policy)
    shares = found.shares
    assert shares.total == shares.base + shares.department + shares.region == found.due.total
    assert min(found.due.base, *found.due.extras, 0) == 0
    if policy is not Policy.STAY and found.per_night is not None:
        assert found.due == found.per_night.times(found.taxed_nights)


@settings(deadline=None)
@given(terms=RATED, nights=COUNTS, party=PARTY, price=PRICES, policy=POLICIES)
def test_never_above_the_cap(terms, nights, party, price, policy):
    cap = terms.basis.cap
    found = charge(terms, nights=nights, persons=party[0], exempt=party[1], night_price=price, policy=policy)
    assert found.due.base <= cap * found.taxed_nights
    if found.per_night is not None:
        assert found.per_night.base <= cap
        assert found.capped is (found.unit > cap)
        if found.capped:
            assert found.per_night.base == cap


@settings(deadline=None)
@given(terms=st.one_of(FIXED, RATED), nights=COUNTS, more=COUNTS, party=PARTY, price=PRICES, policy=POLICIES)
def test_more_nights_never_cost_less(terms, nights, more, party, price, policy):
    few = charge(terms, nights=nights, persons=party[0], exempt=party[1], night_price=price, policy=policy)
    many = charge(
        terms, nights=nights + more, persons=party[0], exempt=party[1], night_price=price, policy=policy
    )
    assert few.due.total <= many.due.total
    if policy is not Policy.STAY:
        rest = charge(terms, nights=more, persons=party[0], exempt=party[1], night_price=price, policy=policy)
        assert few.shares + rest.shares == many.shares


@settings(deadline=None)
@given(terms=FIXED, nights=COUNTS, party=PARTY, policy=POLICIES)
def test_one_more_taxed_person_never_costs_less(terms, nights, party, policy):
    one = charge(terms, nights=nights, persons=party[0], exempt=party[1], policy=policy)
    two = charge(terms, nights=nights, persons=party[0] + 1, exempt=party[1], policy=policy)
    assert one.due.total <= two.due.total


@settings(deadline=None)
@given(terms=st.one_of(FIXED, RATED), nights=COUNTS, party=PARTY, price=PRICES, policy=POLICIES)
def test_one_more_exemption_never_costs_more(terms, nights, party, price, policy):
    persons = party[0] + 1
    less = charge(
        terms, nights=nights, persons=persons, exempt=party[1] + 1, night_price=price, policy=policy
    )
    full = charge(terms, nights=nights, persons=persons, exempt=party[1], night_price=price, policy=policy)
    assert less.due.total <= full.due.total
    assert less.per_night == full.per_night


@settings(deadline=None)
@given(terms=RATED, nights=COUNTS, party=PARTY, price=PRICES, rise=PRICES, policy=POLICIES)
def test_a_dearer_stay_never_costs_less(terms, nights, party, price, rise, policy):
    cheap = charge(terms, nights=nights, persons=party[0], exempt=party[1], night_price=price, policy=policy)
    dear = charge(
        terms, nights=nights, persons=party[0], exempt=party[1], night_price=price + rise, policy=policy
    )
    assert cheap.due.total <= dear.due.total


@settings(deadline=None)
@given(terms=st.one_of(FIXED, RATED), nights=COUNTS, party=PARTY, price=PRICES)
def test_rounding_policies_stay_close(terms, nights, party, price):
    """Half a cent at most for each part and each person-night."""
    totals = [
        charge(
            terms, nights=nights, persons=party[0], exempt=party[1], night_price=price, policy=policy
        ).due.total
        for policy in Policy
    ]
    spread = sum((surtax.percent for surtax in terms.surtaxes), Decimal(0)) / 100
    bound = (2 + len(terms.surtaxes) + spread) / 2 * nights * (party[0] - party[1]) + 1
    assert max(totals) - min(totals) <= bound


@settings(deadline=None)
@given(terms=st.one_of(FIXED, RATED), nights=COUNTS, party=PARTY, price=PRICES, policy=POLICIES)
def test_every_amount_explains_itself(terms, nights, party, price, policy):
    found = charge(terms, nights=nights, persons=party[0], exempt=party[1], night_price=price, policy=policy)
    steps = explain_charge(found, current_law())
    assert steps[0].text.startswith("Taxe de séjour au réel")
    assert [step.kind for step in steps].count("total") == 1


@settings(deadline=None)
@given(
    rate=st.integers(10, 50),
    price=st.integers(0, 200_000),
    nights=st.integers(1, 30),
    party=st.integers(1, 12).flatmap(lambda all_in: st.tuples(st.just(all_in), st.integers(0, all_in))),
    cap=st.integers(50, 490),
    extras=st.sampled_from([(), (10,), (10, 15, 200), (34,), (10, 34)]),
)
def test_the_note_worked_by_hand(rate, price, nights, party, cap, extras):
    """The formula of the note, in decimal numbers: exempt persons divide the price, each part is rounded half up."""

    def euros(exact: Decimal) -> Decimal:
        return exact.quantize(Decimal("0.01"), ROUND_HALF_UP)

    with localcontext(prec=60):
        unit = Decimal(price) / nights / party[0] * rate / 1000
        base = euros(min(unit, Decimal(cap) / 100))
        parts = [euros(base * extra / 100) for extra in extras]
        paying = nights * (party[0] - party[1])
        expected = [int(part * 100) * paying for part in (base, *parts)]
    surtaxes = tuple(Surtax(str(extra), "region", "S", Decimal(extra)) for extra in extras)
    terms = Terms(Proportional(Decimal(rate) / 10, cap), surtaxes)
    night_price = Fraction(price * 100, nights)
    due = charge(terms, nights=nights, persons=party[0], exempt=party[1], night_price=night_price).due
    assert [due.base, *due.extras] == expected


@settings(deadline=None)
@given(st.integers(0, 10**9), st.integers(1, 10**6))
def test_the_half_goes_up(numerator, denominator):
    exact = Fraction(numerator, denominator)
    assert -Fraction(1, 2) < half_up(numerator, denominator) - exact <= Fraction(1, 2)


@pytest.mark.parametrize(
    "counts",
    [{"nights": -1, "persons": 1}, {"nights": 1, "persons": 1, "exempt": 2}, {"nights": 1, "persons": -1}],
)
def test_counts_that_cannot_be_are_refused(counts):
    with pytest.raises(CalculationError):
        charge(Terms(Fixed(100)), **counts)


def test_a_percentage_needs_a_price():
    with pytest.raises(CalculationError, match="prix"):
        charge(Terms(Proportional(Decimal(5), 400)), nights=1, persons=1)
    with pytest.raises(CalculationError, match="négatif"):
        charge(Terms(Proportional(Decimal(5), 400)), nights=1, persons=1, night_price=Fraction(-1))


@pytest.mark.parametrize("percent", ["-1", "101", "NaN", "1.00001"])
def test_absurd_percentages_are_refused(percent):
    with pytest.raises(CalculationError):
        Proportional(Decimal(percent), None)
