"""From the words typed to the fiches that hold them, the nearest in meaning first."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from buron.offer.search.columns import Columns, Ints
from buron.offer.search.engines import Clause, Level, engine
from buron.offer.search.text import STOP_WORDS, fold, stems, words
from buron.offer.search.vocabulary import vocabulary_of

MOST_WORDS = 8
LONGEST_WORD = 40
STARTS_WITH, IN_NAME, IN_FACTS, IN_TEXTS = 0, 1, 2, 3
"""Tiers: the name begins with the words typed; the name holds them; the card does; only the texts do."""


class Found(NamedTuple):
    """Places in the columns, in ascending order, each with its tier. ``corrected`` is the text that was searched in
    the place of the one typed.
    """

    rows: Ints
    tiers: npt.NDArray[np.int8]
    corrected: str = ""


def find(columns: Columns, text: str, *, exact: bool = False) -> Found:
    """The fiches of an office that hold the words of a text, all of them when nothing is typed.

    The last word may be unfinished. When nothing is found, the other words may be too; then a word that no fiche holds
    is replaced by one that is a letter away, unless ``exact``.
    """
    if not text.strip():
        return Found(np.arange(len(columns)), np.full(len(columns), STARTS_WITH, dtype=np.int8))
    typed = kept_words(text)
    if not typed:
        return Found(np.empty(0, dtype=np.int64), np.empty(0, dtype=np.int8))
    found = _matching(columns, typed, clauses_of(typed))
    if len(found.rows) or exact:
        return found
    if len(typed) > 1:
        found = _matching(columns, typed, [_beginning(word) for word in typed])
    return found if len(found.rows) else _corrected(columns, typed)


def kept_words(text: str) -> list[str]:
    """The words that are looked for: those that find nothing by themselves are left out when others remain."""
    typed = [word[:LONGEST_WORD] for word in words(text)[:MOST_WORDS]]
    kept = [word for word in typed if word not in STOP_WORDS and (len(word) > 1 or word.isdigit())]
    return kept or typed[-1:]


def clauses_of(typed: Sequence[str]) -> list[Clause]:
    """Whole words, whatever their number, but the last, which may be the beginning of one."""
    return [*(Clause(_stem(word)) for word in typed[:-1]), _beginning(typed[-1])]


def _beginning(word: str) -> Clause:
    stem = _stem(word)
    return Clause(stem if stem != word and len(word) > 3 else "", word)


def _stem(word: str) -> str:
    return stems(word).strip() or word


def _levels(clauses: Sequence[Clause]) -> tuple[Level, ...]:
    """One or two letters are looked for in names only, or half of the texts would answer."""
    shortest = min((len(clause.prefix) for clause in clauses if clause.prefix), default=LONGEST_WORD)
    return ("name",) if shortest < 3 and len(clauses) == 1 else ("full_text", "facts", "name")


def _matching(columns: Columns, typed: Sequence[str], clauses: Sequence[Clause]) -> Found:
    tiers = np.full(len(columns), IN_TEXTS + 1, dtype=np.int8)
    of_level = {"full_text": IN_TEXTS, "facts": IN_FACTS, "name": IN_NAME}
    for level in _levels(clauses):
        rows = columns.rows_of(engine().match(level, clauses))
        tiers[rows] = of_level[level]
        if level == "name":
            tiers[_starting(columns, rows, typed)] = STARTS_WITH
    found = np.flatnonzero(tiers <= IN_TEXTS)
    return Found(found, tiers[found])


def _starting(columns: Columns, rows: Ints, typed: Sequence[str]) -> Ints:
    """Those whose name begins with the words typed, in their order."""
    beginning = fold(" ".join(typed)).encode()
    return rows[np.char.startswith(columns.name_key[rows], beginning)]


def _corrected(columns: Columns, typed: Sequence[str]) -> Found:
    """The same search with each word that finds nothing replaced by its nearest neighbour, if it has one."""
    vocabulary = vocabulary_of(columns)
    read = [_repaired(columns, vocabulary.nearest(word), word) for word in typed]
    if read == list(typed):
        return Found(np.empty(0, dtype=np.int64), np.empty(0, dtype=np.int8))
    found = _matching(columns, read, [_beginning(word) for word in read])
    shown = [word if word in typed or word in vocabulary.counts else f"{word}…" for word in read]
    return found._replace(corrected=" ".join(shown) if len(found.rows) else "")


def _repaired(columns: Columns, nearest: str, word: str) -> str:
    """The word itself when some fiche of the office holds it."""
    if not nearest or len(columns.rows_of(engine().match("full_text", [_beginning(word)]))):
        return word
    return nearest
