"""Départements and regions of France, overseas territories included."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache

from buron.kernel.folding import fold
from buron.territory.reference.tables import table_rows


@dataclass(frozen=True, slots=True)
class Department:
    """A département, or an overseas territory counted as one.

    ``zone`` is metro, drom or com; ``prefecture`` is an INSEE code, ``region`` the code of the region.
    """

    code: str
    name: str
    region: str
    zone: str
    prefecture: str

    @property
    def sort_key(self) -> str:
        """Key for lists in alphabetical order, accents and capitals aside."""
        return fold(self.name)


@dataclass(frozen=True, slots=True)
class Region:
    """A region by its INSEE code: Auvergne-Rhône-Alpes is 84. ``zone`` is metro, drom or com."""

    code: str
    name: str
    zone: str
    prefecture: str

    @property
    def sort_key(self) -> str:
        """Key for lists in alphabetical order, accents and capitals aside."""
        return fold(self.name)


@cache
def _departments() -> dict[str, Department]:
    return {row[0]: Department(*row) for row in table_rows("departments.tsv")}


@cache
def _regions() -> dict[str, Region]:
    return {row[0]: Region(*row) for row in table_rows("regions.tsv")}


@cache
def _department_names() -> dict[str, str]:
    return {found.sort_key: found.code for found in _departments().values()}


def department(code: str) -> Department | None:
    """The département of a code ("15", "2A", "974"; "1" is read as "01"); None when there is none."""
    return _departments().get(code.strip().upper().zfill(2))


def departments() -> list[Department]:
    """All of them, by code."""
    return list(_departments().values())


def department_by_name(text: str) -> Department | None:
    """The département meant by "Cantal", "15", "15 - Cantal" or "Cantal (15)"; None when there is none.

    A code and a name that disagree mean nothing.
    """
    words = fold(text).split()
    codes = [code for word in {*words[:1], *words[-1:]} if (code := _code(word))]
    name = " ".join(word for word in words if not _code(word))
    meant = {*codes, *([_department_names().get(name)] if name else [])}
    code = meant.pop() if len(meant) == 1 else None
    return _departments()[code] if code else None


def _code(word: str) -> str | None:
    found = department(word) if re.fullmatch(r"\d{1,3}|2[ab]", word) else None
    return found.code if found else None


def region(code: str) -> Region | None:
    """The region of an INSEE code; None when there is none."""
    return _regions().get(code.strip().zfill(2))


def regions() -> list[Region]:
    """All of them, in alphabetical order."""
    return sorted(_regions().values(), key=lambda found: found.sort_key)
