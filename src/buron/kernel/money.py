"""Money as integer cents, and rates as decimals read from text.

A float never enters an amount: ``cents("18 561,00")`` is ``1856100``. Rounding is always asked for by name,
because the
law names it (half up, to the cent) and a silent default would hide a choice.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from decimal import ROUND_HALF_UP, Decimal, InvalidOperation

Cents = int

_SPACES = re.compile(r"[\s\u00a0\u202f]")


class AmountError(ValueError):
    """The text is not an amount of money."""


def cents(text: str | int | Decimal) -> Cents:
    """Read an amount in euros into integer cents.

    Accepts French and English decimal marks, spaces between thousands and a euro sign. An amount with more
    than two
    decimals is refused (:class:`AmountError`), never rounded silently.
    """
    value = rate(text) if isinstance(text, str) else Decimal(text)
    scaled = value * 100
    if scaled != scaled.to_integral_value():
        raise AmountError(f"{text!r} has more than two decimals")
    return int(scaled)


def rate(text: str) -> Decimal:
    """Read a decimal number written in French or English form; :class:`AmountError` when it is not one."""
    cleaned = _SPACES.sub("", text).removesuffix("€").removesuffix("%").replace(",", ".")
    try:
        value = Decimal(cleaned)
    except InvalidOperation as error:
        raise AmountError(f"{text!r} is not a number") from error
    if not value.is_finite():
        raise AmountError(f"{text!r} is not a finite number")
    return value


def round_half_up(value: Decimal) -> Cents:
    """Round a number of cents half up (away from zero), the usual rule of public accounts."""
    return int(value.quantize(Decimal(1), rounding=ROUND_HALF_UP))


def share_out(total: Cents, weights: Sequence[int]) -> list[Cents]:
    """Split an amount in proportion to weights, losing no cent.

    The cents left by rounding down go one by one to the largest remainders, the first at equal remainders, so
    that the
    parts always sum to the total.
    """
    whole = sum(weights)
    if not weights or whole <= 0 or min(weights) < 0:
        raise AmountError("weights must be positive and not all zero")
    sign = -1 if total < 0 else 1
    exact = [divmod(abs(total) * weight, whole) for weight in weights]
    parts = [quotient for quotient, _ in exact]
    order = sorted(range(len(weights)), key=lambda i: -exact[i][1])
    for index in order[: abs(total) - sum(parts)]:
        parts[index] += 1
    return [sign * part for part in parts]
