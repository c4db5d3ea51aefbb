from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from buron.kernel import formats, money


@given(st.integers(-(10**12), 10**12))
def test_amounts_survive_their_french_form(value):
    assert money.cents(formats.amount(value).replace(formats.MINUS, "-")) == value


@given(st.integers(-(10**9), 10**9), st.lists(st.integers(0, 10**6), min_size=1).filter(any))
def test_shares_always_sum_to_the_total(total, weights):
    parts = money.share_out(total, weights)
    assert sum(parts) == total
    assert all(part == 0 for part, weight in zip(parts, weights, strict=True) if weight == 0)


@pytest.mark.parametrize("text", ["", "abc", "1,234", "NaN", "Infinity", "1 2 3,4,5"])
def test_what_is_not_an_amount_is_refused(text):
    with pytest.raises(money.AmountError):
        money.cents(text)


def test_french_forms():
    assert formats.amount(1856100) == "18\u202f561,00\u00a0€"
    assert formats.percent(Decimal("-11.65")) == "−11,7\u00a0%"
    assert formats.number(None) == "non renseigné"
    assert formats.number(0.5, 0) == "1"
