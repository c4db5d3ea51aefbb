"""The tally sheet ("bâtonnage"): sticks counted by hand over half a day, made into as many anonymous acts.

A sheet has one column per question, and nothing ties a stick of one column to a stick of another. Each column is
therefore dealt in an order of its own: counts by party, by origin or by theme are exact, crossing two of them means
nothing, and figures say so.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from math import gcd

MOST_ACTS = 500
"""More than one person can welcome in half a day."""


class TallyError(ValueError):
    """The sheet does not add up; the message is French, ``column`` names where."""

    def __init__(self, column: str, message: str) -> None:
        super().__init__(message)
        self.column = column


@dataclass(frozen=True, slots=True)
class Sheet:
    """What was counted: ``total`` welcomes, of which so many of each code in each column.

    A column may count fewer than the total (the question was not always put); a theme may concern every act.
    """

    total: int
    columns: Mapping[str, Mapping[str, int]]
    themes: Mapping[str, int]


@dataclass(frozen=True, slots=True)
class TalliedAct:
    answers: Mapping[str, str]
    themes: tuple[str, ...]


def check(sheet: Sheet, titles: Mapping[str, str]) -> None:
    """Raise :class:`TallyError` when a column counts more than the total, or a number is out of bounds."""
    if not 1 <= sheet.total <= MOST_ACTS:
        raise TallyError("total", f"Le nombre d’accueils d’une feuille va de 1 à {MOST_ACTS}.")
    for column, counts in sheet.columns.items():
        if any(count < 0 for count in counts.values()):
            raise TallyError(column, "Un nombre ne peut pas être négatif.")
        counted = sum(counts.values())
        if counted > sheet.total:
            raise TallyError(
                column,
                f"« {titles.get(column, column)} » compte {counted} accueils, plus que le total ({sheet.total}).",
            )
    for code, count in sheet.themes.items():
        if not 0 <= count <= sheet.total:
            raise TallyError(
                "themes", f"Le thème « {titles.get(code, code)} » dépasse le total ({sheet.total})."
            )


def deal(sheet: Sheet) -> list[TalliedAct]:
    """As many acts as the sheet counts, each column dealt in its own order."""
    columns = {
        name: _shuffled(_repeated(counts), sheet.total, rank)
        for rank, (name, counts) in enumerate(sheet.columns.items())
    }
    themes = _dealt_themes(sheet)
    return [
        TalliedAct(
            {name: code for name, dealt in columns.items() if (code := dealt[place]) is not None},
            tuple(themes[place]),
        )
        for place in range(sheet.total)
    ]


def _repeated(counts: Mapping[str, int]) -> list[str]:
    return [code for code, count in counts.items() for _ in range(count)]


def _shuffled(codes: list[str], total: int, rank: int) -> list[str | None]:
    """Lay the codes at steps coprime with the total, another step for each column; the rest is "not asked"."""
    step = _step(total, rank)
    dealt: list[str | None] = [None] * total
    for index, code in enumerate(codes):
        dealt[(index * step) % total] = code
    return dealt


def _step(total: int, rank: int) -> int:
    candidates = [step for step in range(1, max(2, total)) if gcd(step, total) == 1]
    return candidates[(rank * 7 + len(candidates) // 3) % len(candidates)]


def _dealt_themes(sheet: Sheet) -> list[list[str]]:
    """Give themes in turn, so that as few acts as possible are left without any."""
    themes: list[list[str]] = [[] for _ in range(sheet.total)]
    place = 0
    for code, count in sheet.themes.items():
        for _ in range(count):
            themes[place % sheet.total].append(code)
            place += 1
    return themes
