"""The flat tax: bands, nights opened and collected, surtaxes, rounding."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from buron.tourist_tax.law import current_law
from buron.tourist_tax.rules import (
    WHOLE_YEAR,
    Band,
    CalculationError,
    Policy,
    Season,
    Surtax,
    abatement_for,
    explain_flat,
    flat_charge,
    nights_open,
)

BANDS = (
    Band(1, 60, Decimal(20)),
    Band(61, 105, Decimal(40)),
    Band(106, None, Decimal(50)),
)
SURTAXES = (Surtax("d", "department", "D", Decimal(10)), Surtax("r", "region", "R", Decimal(34)))
DAY = dt.date.fromisoformat


@pytest.mark.parametrize(
    ("nights", "percent"), [(0, 0), (1, 20), (60, 20), (61, 40), (105, 40), (106, 50), (366, 50)]
)
def test_the_band_reached_holds_for_the_whole_capacity(nights, percent):
    assert abatement_for(nights, BANDS) == percent


@pytest.mark.parametrize(
    ("openings", "seasons", "nights"),
    [
        ([("2026-01-01", "2026-12-31")], [WHOLE_YEAR], 365),
        ([("2024-01-01", "2024-12-31")], [WHOLE_YEAR], 366),
        ([("2026-01-01", "2026-12-31")], [Season((5, 1), (9, 30))], 153),
        ([("2026-01-01", "2026-12-31")], [Season((5, 15), (9, 15))], 124),
        ([("2025-12-20", "2026-01-05")], [WHOLE_YEAR], 5),
        ([("2026-05-01", "2026-05-10"), ("2026-05-05", "2026-05-12")], [WHOLE_YEAR], 12),
        ([("2026-12-01", "2026-12-31")], [Season((12, 15), (3, 15))], 17),
        ([], [WHOLE_YEAR], 0),
    ],
)
def test_nights_both_opened_and_collected(openings, seasons, nights):
    spans = [(DAY(first), DAY(last)) for first, last in openings]
    year = spans[-1][1].year if spans else 2026
    assert nights_open(year, spans, seasons) == nights


@settings(deadline=None)
@given(
    capacity=st.integers(0, 500),
    nights=st.integers(0, 366),
    tariff=st.integers(0, 490),
    abatement=st.integers(0, 100),
    policy=st.sampled_from(Policy),
)
def test_parts_sum_and_abatement_never_adds(capacity, nights, tariff, abatement, policy):
    found = flat_charge(
        capacity=capacity,
        nights=nights,
        tariff=tariff,
        abatement=Decimal(abatement),
        surtaxes=SURTAXES,
        policy=policy,
    )
    full = flat_charge(capacity=capacity, nights=nights, tariff=tariff, surtaxes=SURTAXES, policy=policy)
    assert found.shares.total == found.due.base + sum(found.due.extras) <= full.shares.total
    exact = Decimal(capacity * nights * tariff * (100 - abatement)) / 100
    assert abs(found.due.base - exact) <= Decimal("0.5")


def test_it_explains_itself_and_says_what_is_out_of_bounds():
    found = flat_charge(
        capacity=6, nights=124, tariff=90, abatement=Decimal(5), surtaxes=SURTAXES, category="meuble_1"
    )
    lines = "\n".join(str(step) for step in explain_flat(found, current_law(), DAY("2026-07-01")))
    assert "Capacité : 6 unités." in lines
    assert "5,7 unités × 0,90\u00a0€ × 124 nuits" in lines
    assert "au-dessus du plafond de 0,80\u00a0€ (2026)" in lines
    assert "l’abattement de 5 % n’est pas dans les limites (de 10 à 80\u00a0%)" in lines


def test_impossible_counts_are_refused():
    with pytest.raises(CalculationError):
        flat_charge(capacity=-1, nights=1, tariff=1)
    with pytest.raises(CalculationError):
        flat_charge(capacity=1, nights=1, tariff=1, abatement=Decimal(101))
