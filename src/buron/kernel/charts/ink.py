"""Colours, sizes of text and their measure.

The colours stay apart for every common form of colour blindness (smallest CIE76 distance 22) and hold 3:1
on white for marks, 4.5:1 for text. Widths are those of Source Sans 3, in hundredths of the size, so that
labels are placed and cut without a browser.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from buron.kernel.typography import printable

FONT = "'Source Sans 3', 'Segoe UI', Helvetica, Arial, sans-serif"
INK = "#1d2327"
MUTED = "#59636b"
GRID = "#e3e1dc"
AXIS = "#8d949a"
PAPER = "#ffffff"

BODY = 13
SMALL = 12
TINY = 11


@dataclass(frozen=True, slots=True)
class Hue:
    """A colour for marks, and its darker form for text."""

    mark: str
    text: str


@dataclass(frozen=True, slots=True)
class Palette:
    """The colours of a chart: series in order, what they are compared with, and a scale from little to
    much.
    """

    hues: tuple[Hue, ...]
    reference: Hue
    scale: tuple[str, ...]

    def hue(self, index: int) -> Hue:
        return self.hues[index % len(self.hues)]


HOUSE = Palette(
    hues=(
        Hue("#15506b", "#15506b"),
        Hue("#c9661d", "#a04d10"),
        Hue("#2d998c", "#1d6f65"),
        Hue("#8a56ae", "#77469a"),
        Hue("#3b291a", "#3b291a"),
        Hue("#7f4f21", "#7f4f21"),
    ),
    reference=Hue("#8a8f98", "#5d636b"),
    scale=("#dcebf1", "#a9cbd9", "#6fa6bd", "#377d9b", "#15506b"),
)

_WIDTHS = {
    12: "\u202f",
    20: " \xa0",
    25: "|',.:;ij’îï·IlÎ",
    30: "!f()[]{}-",
    35: "t/\\r",
    43: "*?sz\"«»",
    46: "xcçvyJY–",
    50: "FL#$+0123456789<=>^_aegk~€àâäéèêë−×XV",
    54: "ESÉÈÊATZ`houôöùûüÀÂbn",
    57: "dpqCPRÇKB",
    63: "&DGU",
    66: "HNOQÔ",
    73: "wM",
    82: "W—%mœ@Œ",
    95: "…",
}  # fmt: skip
_WIDTH_OF = {char: width for width, chars in _WIDTHS.items() for char in chars}
_UNKNOWN_WIDTH = 60
_BOLD = 1.045
_SPACES = re.compile("[\t\r\n\u2028\u2029]+")


def clean(text: str) -> str:
    """The text without the characters that XML refuses, on one line."""
    return _SPACES.sub(" ", printable(text))


def text_width(text: str, size: float = BODY, *, bold: bool = False) -> float:
    """Width of a text in pixels, at most a few hundredths off for Latin letters."""
    width = sum(_WIDTH_OF.get(char, _UNKNOWN_WIDTH) for char in text) * size / 100
    return width * _BOLD if bold else width


def cut(text: str, width: float, size: float = BODY) -> str:
    """The text if it fits into ``width``, or its beginning and an ellipsis."""
    text = clean(text)
    if text_width(text, size) <= width:
        return text
    room = width - text_width("…", size)
    end = 0
    for char in text:
        room -= _WIDTH_OF.get(char, _UNKNOWN_WIDTH) * size / 100
        if room < 0:
            break
        end += 1
    return text[: max(1, end)].rstrip(" ,;:-’'(") + "…"


def wrap(text: str, width: float, size: float = BODY, *, lines: int = 2) -> list[str]:
    """The text on at most ``lines`` lines, broken between words; the last one is cut when it is too long."""
    words = clean(text).split(" ")
    wrapped: list[str] = []
    line = ""
    for index, word in enumerate(words):
        candidate = f"{line} {word}".strip()
        if not line or text_width(candidate, size) <= width:
            line = candidate
        elif len(wrapped) == lines - 1:
            line = " ".join([line, *words[index:]])
            break
        else:
            wrapped.append(line)
            line = word
    return [cut(part, width, size) for part in (*wrapped, line)]
