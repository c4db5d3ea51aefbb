"""Numbers that come from addresses and forms."""

from __future__ import annotations

import pytest

from buron.kernel.whole import whole, wholes


@pytest.mark.parametrize("text", [None, "", " 7", "-7", "7.0", "٧", "²", "x", "9" * 19])
def test_nonsense_is_no_number(text):
    assert whole(text) is None


def test_plain_digits_are_read():
    assert (whole("007"), whole("9" * 18), whole("2026", 4), whole("20260", 4)) == (7, 10**18 - 1, 2026, None)
    assert wholes(["3", "x", "12"]) == [3, 12]
