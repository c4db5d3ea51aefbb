"""The shape in which opening days and hours are written, wherever they come from.

Plain JSON. An absent key means "not known", which differs from an empty list. Dates ``YYYY-MM-DD``, times
``HH:MM``, texts ``{language: text}``.
"""

from __future__ import annotations

from typing import TypedDict

Texts = dict[str, str]
"""Language code to plain text."""


class Slot(TypedDict, total=False):
    """One opening within a day; no times means open, hours not known."""

    opens: str  # HH:MM
    closes: str  # HH:MM; below ``opens`` when it ends after midnight


class OpeningPeriod(TypedDict, total=False):
    """Days on which the thing is open.

    ``yearly`` periods keep month and day only (the year is not significant).
    """

    start: str
    end: str
    yearly: bool
    # ISO 1 (Monday) … 7 (Sunday); absent = every day, or only those of ``nth``; [] = none
    weekdays: list[int]
    nth: list[list[int]]  # pairs [n, ISO weekday], n in 1…5 or -1 for the last of the month
    # True: applies on public holidays whatever the weekday; False: never on them; absent: no rule
    holidays: bool
    slots: list[Slot]
    closed: bool  # the period says "closed" (it wins over open periods)
    name: Texts
    note: Texts


class Opening(TypedDict, total=False):
    text: Texts  # as the editor wrote it; people trust it, it is always kept beside the structure
    all_year: bool
    temporarily_closed: bool
    periods: list[OpeningPeriod]
    open_dates: list[str]  # exceptional openings
    closed_dates: list[str]  # exceptional closures
    open_holidays: list[
        str
    ]  # feasts on which it opens exceptionally, keys of ``buron.territory.hours.feasts``
    closed_holidays: list[str]  # feasts on which it closes, same keys; ``public`` = every public holiday


class SessionDict(TypedDict, total=False):
    """One contiguous run of days of a dated thing (event, guided walk)."""

    start: str
    end: str
    opens: str
    closes: str
    note: str
