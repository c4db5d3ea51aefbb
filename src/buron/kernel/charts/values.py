"""Numbers of charts: what can be drawn, how it is written, and where an axis puts its marks."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from decimal import Decimal, InvalidOperation

from buron.kernel import formats
from buron.kernel.charts.ink import text_width
from buron.kernel.charts.model import Number, ValueKind

# Beyond this, a figure of an office is a mistake of typing: it is drawn, clipped, and written as a power of
# ten.
LARGEST = 1e15
SMALLEST = 1e-9
NOT_KNOWN = "n. r."


def plottable(value: Number | None) -> float | None:
    """The value as a coordinate; what is not a finite number is not known."""
    if value is None:
        return None
    if type(value) is int and -LARGEST < value < LARGEST:
        return float(value)
    try:
        number = float(value)
    except (OverflowError, ValueError, InvalidOperation):
        return None
    if not math.isfinite(number):
        return None
    if abs(number) < SMALLEST:
        return 0.0
    return max(-LARGEST, min(LARGEST, number))


def known(values: Iterable[Number | None]) -> list[float]:
    """The values that can be drawn."""
    return [number for value in values if (number := plottable(value)) is not None]


def value_text(value: Number | None, kind: ValueKind = "number", decimals: int = 0) -> str:
    """A value as French text, without its unit unless the kind has one (``%``, ``€``)."""
    number = plottable(value)
    if value is None or number is None:
        return formats.UNKNOWN
    if abs(number) >= LARGEST:
        return f"{number:.1e}".replace("e+", "×10^").replace(".", ",").replace("-", formats.MINUS)
    if kind == "percent":
        return formats.percent(value, decimals)
    if kind == "amount":
        euros = Decimal(str(value)) / 100
        return f"{formats.number(euros, decimals)}{formats.NO_BREAK_SPACE}€"
    return formats.number(value, decimals)


def widest_text(values: Iterable[Number | None], kind: ValueKind, decimals: int, size: float) -> float:
    """Width in pixels that the values need as labels, those that are not known being told in short."""
    texts = (NOT_KNOWN if plottable(value) is None else value_text(value, kind, decimals) for value in values)
    return max((text_width(text, size) for text in texts), default=0.0)


def tick_text(value: float, kind: ValueKind, step: float) -> str:
    """A mark of an axis, with the decimals that its step needs and millions in short."""
    scale = 0.01 if kind == "amount" else 1.0
    shown, shown_step = value * scale, abs(step * scale)
    suffix = {"percent": f"{formats.NO_BREAK_SPACE}%", "amount": f"{formats.NO_BREAK_SPACE}€", "number": ""}[
        kind
    ]
    if abs(shown) >= 1e12:
        return f"{shown:.0e}".replace("e+", "×10^") + suffix
    if shown_step >= 1e5:
        shown, shown_step = shown / 1e6, shown_step / 1e6
        suffix = f"{formats.NO_BREAK_SPACE}M{suffix.strip(formats.NO_BREAK_SPACE)}"
    decimals = max(0, -math.floor(math.log10(shown_step) + 1e-9)) if shown_step else 0
    return formats.number(round(shown, decimals), decimals) + suffix


def ticks(low: float, high: float, wanted: int = 4) -> list[float]:
    """Round marks that cover ``low`` to ``high`` (1, 2, 2.5 or 5 times a power of ten apart)."""
    span = high - low
    if span <= 0:
        return [low]
    rough = span / max(1, wanted)
    magnitude = 10.0 ** math.floor(math.log10(rough))
    step = magnitude * next(nice for nice in (1, 2, 2.5, 5, 10) if rough <= nice * magnitude * 1.0000001)
    first = math.floor(low / step + 1e-9)
    last = math.ceil(high / step - 1e-9)
    return [index * step for index in range(first, last + 1)]


def extent(values: Sequence[float], *, from_zero: bool = True) -> tuple[float, float]:
    """The range that an axis must cover; flat and empty data still give a range to draw on."""
    if not values:
        return 0.0, 1.0
    low, high = min(values), max(values)
    if from_zero:
        low, high = min(low, 0.0), max(high, 0.0)
    if low == high:
        spread = abs(low) / 2 or 0.5
        return (low - spread, high + spread) if not from_zero else (low, high + 1.0)
    return low, high
