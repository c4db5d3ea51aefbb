"""Whole numbers that addresses and forms give as text, identifiers first: nonsense is None, never an error."""

from __future__ import annotations

from collections.abc import Iterable

MOST_DIGITS = 18
"""More of them would leave the 64 bits of a database's integer."""


def whole(text: str | None, digits: int = MOST_DIGITS) -> int | None:
    """The number that a text writes in plain digits, with at most so many of them."""
    if not text or len(text) > digits or not (text.isascii() and text.isdigit()):
        return None
    return int(text)


def wholes(texts: Iterable[str]) -> list[int]:
    """The numbers of a list; what is none is left out."""
    return [number for text in texts if (number := whole(text)) is not None]
