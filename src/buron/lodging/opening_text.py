"""Spans of opening as people type and read them: « du 1/5 au 30/9 », one on each line. Pure."""

from __future__ import annotations

import re
from collections.abc import Sequence

WHOLE_YEAR = ("01-01", "12-31")
MONTHS = (
    *("janvier", "février", "mars", "avril", "mai", "juin"),
    *("juillet", "août", "septembre", "octobre", "novembre", "décembre"),
)
_NUMBERS = re.compile(r"(\d{1,2})\s*[/.\-]\s*(\d{1,2})\D+?(\d{1,2})\s*[/.\-]\s*(\d{1,2})\D*\Z")
_WORDS = re.compile(r"(\d{1,2})(?:er)?\s+([a-zéûà]+)\D+?(\d{1,2})(?:er)?\s+([a-zéûà]+)\W*\Z")
_ALL = re.compile(r"toute l[’' ]ann[ée]e|a l[’' ]ann[ée]e|à l[’' ]ann[ée]e", re.IGNORECASE)


def read_spans(text: str) -> list[list[str]]:
    """The spans of a text, one on each line or parted by semicolons. Raises :class:`ValueError` with the bad line."""
    return [_span(line.strip()) for line in re.split(r"[\n;]", text) if line.strip()]


def write_spans(openings: Sequence[Sequence[str]]) -> str:
    """The spans as they are typed again."""
    return "\n".join(_words(span) for span in openings)


def _span(line: str) -> list[str]:
    if _ALL.search(line):
        return list(WHOLE_YEAR)
    if found := _NUMBERS.search(line):
        day, month, last_day, last_month = (int(part) for part in found.groups())
    elif found := _WORDS.search(line.lower()):
        day, last_day = int(found[1]), int(found[3])
        month, last_month = _month(found[2], line), _month(found[4], line)
    else:
        raise ValueError(line)
    return [f"{month:02d}-{day:02d}", f"{last_month:02d}-{last_day:02d}"]


def _month(word: str, line: str) -> int:
    if word not in MONTHS:
        raise ValueError(line)
    return MONTHS.index(word) + 1


def _words(span: Sequence[str]) -> str:
    if tuple(span) == WHOLE_YEAR:
        return "toute l’année"
    return f"du {_day(span[0])} au {_day(span[1])}"


def _day(text: str) -> str:
    month, day = (int(part) for part in text.split("-"))
    return f"{day}{'er' if day == 1 else ''} {MONTHS[month - 1]}"
