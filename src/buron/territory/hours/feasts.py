"""Public holidays and the other feast days on which French places open or close.

Which days are public holidays comes from the ``holidays`` package; the keys below name single days, so
that a rule such as "closed on 1 May" is stored as ``labour_day`` and stays true every year.
"""

from __future__ import annotations

import datetime as dt
from functools import lru_cache

import holidays

PUBLIC = "public"
"""Key that stands for every public holiday."""

ALSACE_MOSELLE = ("57", "67", "68")
"""Departments with two more public holidays (Good Friday and 26 December)."""

_FIXED: dict[str, tuple[int, int]] = {
    "new_year": (1, 1),
    "berchtold": (1, 2),
    "epiphany": (1, 6),
    "saint_joseph": (3, 19),
    "labour_day": (5, 1),
    "victory_1945": (5, 8),
    "bastille_day": (7, 14),
    "swiss_national_day": (8, 1),
    "assumption": (8, 15),
    "all_saints": (11, 1),
    "armistice_1918": (11, 11),
    "immaculate_conception": (12, 8),
    "christmas_eve": (12, 24),
    "christmas": (12, 25),
    "st_stephen": (12, 26),
    "new_year_eve": (12, 31),
}
_FROM_EASTER: dict[str, int] = {
    "good_friday": -2,
    "easter_sunday": 0,
    "easter_monday": 1,
    "ascension": 39,
    "whit_sunday": 49,
    "whit_monday": 50,
    "corpus_christi": 60,
}
FEASTS: dict[str, str] = {
    PUBLIC: "les jours fériés",
    "new_year": "le jour de l’An",
    "berchtold": "le 2 janvier",
    "epiphany": "l’Épiphanie",
    "saint_joseph": "la Saint-Joseph",
    "good_friday": "le Vendredi saint",
    "easter_sunday": "le dimanche de Pâques",
    "easter_monday": "le lundi de Pâques",
    "labour_day": "le 1er mai",
    "victory_1945": "le 8 mai",
    "ascension": "l’Ascension",
    "whit_sunday": "le dimanche de Pentecôte",
    "whit_monday": "le lundi de Pentecôte",
    "corpus_christi": "la Fête-Dieu",
    "bastille_day": "le 14 juillet",
    "swiss_national_day": "le 1er août",
    "assumption": "le 15 août",
    "federal_fast_monday": "le lundi du Jeûne fédéral",
    "all_saints": "la Toussaint",
    "armistice_1918": "le 11 novembre",
    "immaculate_conception": "le 8 décembre",
    "christmas_eve": "le 24 décembre",
    "christmas": "le jour de Noël",
    "st_stephen": "le 26 décembre",
    "new_year_eve": "le 31 décembre",
}
"""Key of each known feast to its French wording.

A source may name others: they are kept, and cannot be dated.
"""


def easter(year: int) -> dt.date:
    """Easter Sunday of the Gregorian calendar (Meeus, Jones and Butcher's method)."""
    golden, century, in_century = year % 19, year // 100, year % 100
    leap_centuries, rest = divmod(century, 4)
    correction = (century - (century + 8) // 25 + 1) // 3
    epact = (19 * golden + century - leap_centuries - correction + 15) % 30
    quarters, years = divmod(in_century, 4)
    weekday = (32 + 2 * rest + 2 * quarters - epact - years) % 7
    month_shift = (golden + 11 * epact + 22 * weekday) // 451
    month, day = divmod(epact + weekday - 7 * month_shift + 114, 31)
    return dt.date(year, month, day + 1)


@lru_cache(maxsize=1024)
def feast_date(key: str, year: int) -> str | None:
    """ISO date of one feast in a year; ``None`` for ``public`` and for a feast that is not known."""
    if key in _FIXED:
        month, day = _FIXED[key]
        return dt.date(year, month, day).isoformat()
    if key in _FROM_EASTER:
        return (easter(year) + dt.timedelta(days=_FROM_EASTER[key])).isoformat()
    if key == "federal_fast_monday":
        first = dt.date(year, 9, 1)
        return (first + dt.timedelta(days=(7 - first.isoweekday()) + 15)).isoformat()
    return None


@lru_cache(maxsize=256)
def public_holidays(year: int, alsace_moselle: bool = False) -> frozenset[str]:
    """ISO dates of the public holidays of metropolitan France in a year."""
    subdivision = "57" if alsace_moselle else None
    days = holidays.country_holidays("FR", subdiv=subdivision, years=year)
    return frozenset(day.isoformat() for day in days)


def is_public_holiday(day: dt.date, insee: str = "") -> bool:
    """Whether a day is a public holiday in the commune of that INSEE code (empty: rest of France)."""
    return day.isoformat() in public_holidays(day.year, insee[:2] in ALSACE_MOSELLE)


def falls_on(keys: list[str], day: dt.date, insee: str = "") -> bool:
    """Whether one of the feasts named by ``keys`` is that day."""
    iso = day.isoformat()
    return any(
        is_public_holiday(day, insee) if key == PUBLIC else feast_date(key, day.year) == iso for key in keys
    )
