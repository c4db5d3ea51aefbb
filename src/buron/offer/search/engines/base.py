"""What an engine must do; :mod:`tests.offer.test_search_engines` is its contract."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Literal, NamedTuple, Protocol

import numpy as np
import numpy.typing as npt
from django.db.backends.utils import CursorWrapper

Level = Literal["name", "facts", "full_text"]
LEVELS: tuple[Level, ...] = ("name", "facts", "full_text")

Ids = npt.NDArray[np.int64]
TextRow = tuple[int, str, str, str]
"""Identifier of a fiche, then its folded words on the three levels."""


class Clause(NamedTuple):
    """A word that a fiche must hold: exactly (``word``), or beginning with ``prefix``; either may be empty.

    Both are folded (``a-z0-9`` only): an engine may quote them as they are.
    """

    word: str
    prefix: str = ""


class Engine(Protocol):
    """Keeps words by fiche. Identifiers are those of all offices: the caller keeps those of its own."""

    name: str

    def prepare(self) -> None:
        """Create the tables if they are not there."""
        ...

    def clear(self) -> None:
        """Forget everything."""
        ...

    def write(self, cursor: CursorWrapper, rows: Iterable[TextRow]) -> None:
        """Add fiches that are not there yet."""
        ...

    def settle(self, cursor: CursorWrapper) -> None:
        """Put what many writes left in order, so that searches are fast at once."""
        ...

    def remove(self, cursor: CursorWrapper, fiche_ids: Sequence[int]) -> None:
        """Forget fiches; unknown ones are ignored."""
        ...

    def match(self, level: Level, clauses: Sequence[Clause]) -> Ids:
        """Identifiers of the fiches that satisfy all the clauses, each once, in no particular order."""
        ...

    def version(self) -> str:
        """Name and version of the database, for the measurements."""
        ...
