"""Dates as offices write them in their tables of past years: a moment, a day, a month, a year."""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import dataclass

from buron.kernel.periods import end_of_month

MONTHS: dict[str, int] = {
    name: number
    for number, names in enumerate(
        (
            ("janvier", "janv", "jan"),
            ("fevrier", "fevr", "fev"),
            ("mars", "mar"),
            ("avril", "avr"),
            ("mai",),
            ("juin",),
            ("juillet", "juil"),
            ("aout",),
            ("septembre", "sept", "sep"),
            ("octobre", "oct"),
            ("novembre", "nov"),
            ("decembre", "dec"),
        ),
        1,
    )
    for name in names
}
FIRST_YEAR, LAST_YEAR = 1980, 2199

_ACCENTS = str.maketrans("éèêûôîâà", "eeeuoiaa")
_TIME = r"(?: (?:a )?(?P<hour>\d{1,2})(?:[:h](?P<minute>\d{2})?(?::\d{2}(?:\.\d+)?)?)?)?"
_PATTERNS = tuple(
    re.compile(pattern)
    for pattern in (
        rf"(?P<year>\d{{4}})[-/.](?P<month>\d{{1,2}})[-/.](?P<day>\d{{1,2}}){_TIME}(?:z|[+-]\d\d:?\d\d)?",
        rf"(?P<day>\d{{1,2}})[-/.](?P<month>\d{{1,2}})[-/.](?P<year>\d{{4}}|\d{{2}}){_TIME}",
        rf"(?:[a-z]+\.? )?(?P<day>\d{{1,2}})(?:er)? (?P<name>[a-z]+)\.? (?P<year>\d{{4}}){_TIME}",
        r"(?P<year>\d{4})[-/.](?P<month>\d{1,2})",
        r"(?P<month>\d{1,2})[-/.](?P<year>\d{4})",
        r"(?P<name>[a-z]+)\.?[ -](?P<year>\d{4}|\d{2})",
        r"(?P<year>\d{4})",
    )
)


class SpanError(ValueError):
    """The text is not a date; the message is French."""


@dataclass(frozen=True, slots=True)
class Span:
    """From ``day`` to ``until``, both included; ``hour`` only when a time was written."""

    day: dt.date
    until: dt.date
    hour: int | None = None


def parse_span(text: str) -> Span:
    """Read ``14/07/2018``, ``2018-07-14 10:30``, ``07/2018``, ``juillet 2018`` or ``2018``.

    Day comes before month, as the French write. :class:`SpanError` on anything else.
    """
    cleaned = " ".join(text.strip().lower().translate(_ACCENTS).split())
    cleaned = re.sub(r"(?<=\d)t(?=\d)", " ", cleaned)
    for pattern in _PATTERNS:
        found = pattern.fullmatch(cleaned)
        if found:
            return _span(found.groupdict(), text)
    raise SpanError(f"« {text[:30]} » n’est pas une date (exemples : 14/07/2018, 07/2018, 2018).")


def _span(parts: dict[str, str | None], text: str) -> Span:
    year = _year(parts["year"] or "")
    month = MONTHS.get(parts.get("name") or "", 0) or int(parts.get("month") or 0)
    if "name" in parts and parts["name"] not in MONTHS:
        raise SpanError(f"« {text[:30]} » ne contient pas un nom de mois.")
    try:
        if not month and "month" not in parts:
            first, last = dt.date(year, 1, 1), dt.date(year, 12, 31)
        elif not parts.get("day"):
            first = dt.date(year, month, 1)
            last = end_of_month(first)
        else:
            first = last = dt.date(year, month, int(parts["day"] or 0))
    except ValueError as error:
        raise SpanError(f"« {text[:30]} » n’est pas une date du calendrier.") from error
    return Span(first, last, _hour(parts.get("hour"), text))


def _year(text: str) -> int:
    year = int(text) + (2000 if len(text) == 2 else 0)
    if not FIRST_YEAR <= year <= LAST_YEAR:
        raise SpanError(f"L’année {year} n’est pas vraisemblable.")
    return year


def _hour(text: str | None, whole: str) -> int | None:
    if text is None:
        return None
    if int(text) > 23:
        raise SpanError(f"« {whole[:30]} » n’est pas une heure du jour.")
    return int(text)
