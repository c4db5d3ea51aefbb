"""French typography of numbers, amounts and dates; the one place where a figure becomes text.

``None`` is "non renseigné" everywhere: a figure that is not known is never shown as zero.
"""

from __future__ import annotations

import datetime as dt
from decimal import ROUND_HALF_UP, Decimal

NARROW_SPACE = "\u202f"
NO_BREAK_SPACE = "\u00a0"
MINUS = "\u2212"
UNKNOWN = "non renseigné"

MONTHS = (
    "janvier", "février", "mars", "avril", "mai", "juin",
    "juillet", "août", "septembre", "octobre", "novembre", "décembre",
)  # fmt: skip
WEEKDAYS = ("lundi", "mardi", "mercredi", "jeudi", "vendredi", "samedi", "dimanche")

Number = int | float | Decimal


def rounded(value: Number, decimals: int) -> Decimal:
    """Round half up, the rule that a reader checks by hand (Python's own rounds half to even)."""
    return Decimal(str(value)).quantize(Decimal(1).scaleb(-decimals), rounding=ROUND_HALF_UP)


def number(value: Number | None, decimals: int | None = None, *, signed: bool = False) -> str:
    """``1234567.5`` → ``1 234 567,5``.

    Without ``decimals`` an integer shows none and another number its own.
    """
    if value is None:
        return UNKNOWN
    exact = Decimal(str(value)) if decimals is None else rounded(value, decimals)
    if decimals is None and exact == exact.to_integral_value():
        exact = exact.quantize(Decimal(1))
    text = f"{abs(exact):,f}".replace(",", NARROW_SPACE).replace(".", ",")
    if exact < 0:
        return MINUS + text
    return f"+{text}" if signed and exact > 0 else text


def percent(value: Number | None, decimals: int = 1, *, signed: bool = False) -> str:
    """A percentage already in hundredths: ``-11.6`` → ``−11,6 %``."""
    if value is None:
        return UNKNOWN
    return f"{number(value, decimals, signed=signed)}{NO_BREAK_SPACE}%"


def amount(cents: int | None) -> str:
    """Integer cents: ``1856100`` → ``18 561,00 €``."""
    if cents is None:
        return UNKNOWN
    return f"{number(Decimal(cents) / 100, 2)}{NO_BREAK_SPACE}€"


def date_text(day: dt.date | None, *, weekday: bool = False, year: bool = True) -> str:
    """``12 avril 2024``, the first of a month as ``1er``."""
    if day is None:
        return UNKNOWN
    ordinal = "1er" if day.day == 1 else str(day.day)
    text = f"{ordinal}{NO_BREAK_SPACE}{MONTHS[day.month - 1]}"
    if year:
        text = f"{text} {day.year}"
    return f"{WEEKDAYS[day.weekday()]} {text}" if weekday else text


def date_range_text(start: dt.date, end: dt.date) -> str:
    """The shortest exact wording of a span: ``du 1er au 14 juillet 2024``, ``le 3 mai 2024``."""
    if start == end:
        return f"le {date_text(start)}"
    if start.year != end.year:
        return f"du {date_text(start)} au {date_text(end)}"
    if start.month != end.month:
        return f"du {date_text(start, year=False)} au {date_text(end)}"
    first = "1er" if start.day == 1 else str(start.day)
    return f"du {first} au {date_text(end)}"


def month_text(month: dt.date) -> str:
    """``avril 2024``, of any day of it."""
    return f"{MONTHS[month.month - 1]} {month.year}"


def time_text(value: dt.time | None) -> str:
    """``9 h``, ``9 h 30``."""
    if value is None:
        return UNKNOWN
    hour = f"{value.hour}{NO_BREAK_SPACE}h"
    return hour if value.minute == 0 else f"{hour}{NO_BREAK_SPACE}{value.minute:02d}"


def datetime_text(value: dt.datetime | None) -> str:
    """``12 avril 2024 à 9 h 30``; the caller gives local time."""
    if value is None:
        return UNKNOWN
    return f"{date_text(value.date())} à {time_text(value.time())}"
