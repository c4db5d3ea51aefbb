"""Search as you type in a few tens of thousands of names, in memory, without a database.

All keys stand in one text, a line each, the most important first. A search is then a handful of substring
searches, which CPython does at about a gigabyte a second, and it may stop at the first ``limit`` hits because
they are the best.
"""

from __future__ import annotations

from array import array
from bisect import bisect_right
from collections.abc import Iterable, Iterator

# Words that stand in thousands of names: of the words typed, another one is looked for first.
_FREQUENT = frozenset({"saint", "sainte", "sur", "sous", "les", "des", "aux", "communaute", "pays"})


class NameIndex:
    """Finds entry numbers by folded name: exact first, then names that begin so, then words in any order.

    ``entries`` are pairs (folded key, entry number), the most important first; an entry may have several.
    """

    __slots__ = ("_entry_of_line", "_line_starts", "_text")

    def __init__(self, entries: Iterable[tuple[str, int]]) -> None:
        lines: list[str] = []
        self._entry_of_line = array("I")
        self._line_starts = array("I")
        position = 0
        for key, entry in entries:
            lines.append(f" {key}")
            self._entry_of_line.append(entry)
            self._line_starts.append(position)
            position += len(key) + 2
        self._text = "\n" + "\n".join(lines) + "\n"

    def exact(self, key: str) -> list[int]:
        """Entries that have exactly this key, the most important first."""
        return list(dict.fromkeys(self._hits(f"\n {key}\n"))) if key else []

    def search(self, key: str, limit: int) -> list[int]:
        """At most ``limit`` entries for a folded text that may be unfinished. An empty text finds nothing."""
        if not key or limit < 1:
            return []
        found: dict[int, None] = {}
        for entry in self._hits_by_rank(key):
            found[entry] = None
            if len(found) == limit:
                break
        return list(found)

    def _hits_by_rank(self, key: str) -> Iterator[int]:
        begins = f"\n {key}"
        if self._text.find(begins) >= 0:
            yield from self._hits(begins + "\n")
            yield from self._hits(begins)
        yield from self._word_hits(key.split())

    def _hits(self, needle: str) -> Iterator[int]:
        """Entries of the lines that begin with the needle, which itself begins with a line end."""
        at = self._text.find(needle)
        while at >= 0:
            yield self._entry_of_line[bisect_right(self._line_starts, at) - 1]
            at = self._text.find(needle, at + 1)

    def _word_hits(self, words: list[str]) -> Iterator[int]:
        """Entries of the lines where each word begins some word: one is looked for, the others checked."""
        needles = [f" {word}" for word in words]
        rarest = " " + max(words, key=lambda word: (word not in _FREQUENT, len(word)))
        at = self._text.find(rarest)
        while at >= 0:
            end = self._text.find("\n", at)
            line = bisect_right(self._line_starts, at) - 1
            start = self._line_starts[line]
            if all(self._text.find(needle, start, end) >= 0 for needle in needles):
                yield self._entry_of_line[line]
            at = self._text.find(rarest, end)
