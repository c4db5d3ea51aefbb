"""The words of an office's names, kinds, communes and labels, to read through a typing error of one letter."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from functools import lru_cache

from rapidfuzz import process
from rapidfuzz.distance import OSA

from buron.offer.kinds import BY_KEY
from buron.offer.models import Fiche
from buron.offer.search.columns import Columns
from buron.offer.search.text import words
from buron.territory import reference

SHORTEST = 4
"""Below four letters, one letter away is another word."""


class Vocabulary:
    """Words with the number of names that hold them."""

    def __init__(self, texts: Iterable[str]) -> None:
        counts: Counter[str] = Counter()
        for text in texts:
            counts.update(set(words(text)))
        self.counts = {word: count for word, count in counts.items() if len(word) >= SHORTEST}
        self._by_length: dict[int, list[str]] = {}
        self._cut: dict[int, list[str]] = {}

    def nearest(self, typed: str) -> str:
        """The commonest word one letter away (added, lost, changed, or two swapped) from the word typed, or whose
        beginning is; empty when there is none. Words with the same first letter are preferred.
        """
        if len(typed) < SHORTEST:
            return ""
        return self._best(typed, self._of_length(typed)) or self._best(typed, self._beginnings(typed))

    def _best(self, typed: str, candidates: list[str]) -> str:
        near = process.extract(
            typed, candidates, scorer=OSA.distance, score_cutoff=1, limit=None, processor=None
        )
        found = [word for word, _distance, _place in near]
        return max(found, key=lambda word: (word[0] == typed[0], self._weight(word), word), default="")

    def _weight(self, word: str) -> int:
        return self.counts.get(word, 0)

    def _of_length(self, typed: str) -> list[str]:
        if not self._by_length:
            for word in self.counts:
                self._by_length.setdefault(len(word), []).append(word)
        return [
            word
            for length in range(len(typed) - 1, len(typed) + 2)
            for word in self._by_length.get(length, [])
        ]

    def _beginnings(self, typed: str) -> list[str]:
        """Beginnings of the longer words, as long as the word typed give or take a letter."""
        length = len(typed)
        if length not in self._cut:
            longer = [word for word in self.counts if len(word) > length + 1]
            cuts = {word[:size] for word in longer for size in (length - 1, length, length + 1)}
            self._cut[length] = sorted(cuts)
        return self._cut[length]


def vocabulary_of(columns: Columns) -> Vocabulary:
    """The vocabulary of an office; read again when its offer has changed."""
    return _vocabulary(columns.office_id, columns.epoch, columns.version)


@lru_cache(maxsize=4)
def _vocabulary(office_id: int, epoch: int, version: int) -> Vocabulary:
    fiches = Fiche.objects.filter(office_id=office_id)
    names = fiches.values_list("name", "subkind", "insee")
    return Vocabulary(_texts(names.iterator(chunk_size=5_000)))


def _texts(rows: Iterable[tuple[str, str, str]]) -> Iterable[str]:
    communes: set[str] = set()
    for name, subkind, insee in rows:
        communes.add(insee)
        yield f"{name} {subkind}"
    for insee in communes:
        commune = reference.commune(insee) if insee else None
        if commune:
            yield commune.name
    for kind in BY_KEY.values():
        yield f"{kind.name['fr']} {kind.plural['fr']} {kind.words}"
