"""The office's own colour, when it can be read under white text."""

from __future__ import annotations

import re

ACCENT = "#15506b"
LEAST_CONTRAST = 4.5
_COLOUR = re.compile(r"#[0-9a-fA-F]{6}")


def accent_of(asked: str) -> str:
    """The colour asked for (``#rrggbb``) if white text holds 4.5:1 on it, the house's own otherwise."""
    if not _COLOUR.fullmatch(asked):
        return ACCENT
    return asked.lower() if 1.05 / (_luminance(asked) + 0.05) >= LEAST_CONTRAST else ACCENT


def _luminance(colour: str) -> float:
    """Relative luminance, as WCAG 2 defines it."""
    red, green, blue = (_linear(int(colour[at : at + 2], 16) / 255) for at in (1, 3, 5))
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def _linear(channel: float) -> float:
    linear: float = channel / 12.92 if channel <= 0.04045 else ((channel + 0.055) / 1.055) ** 2.4
    return linear
