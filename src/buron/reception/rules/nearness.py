"""Words that may say the same thing: proposed to the person who groups unmet requests, never decided for her."""

from __future__ import annotations

from collections.abc import Mapping

from buron.kernel.folding import fold

STEM = 5
"""Letters of a word that are compared: "baignade" and "baigner" begin alike."""

NEAR = 0.5
"""Share of the words of the shorter request that the other one has too."""

_EMPTY = (
    "a au aux avec chez ce dans de des du en et est il la le les leur mais ne ni ou par pas plus pour qui que sa sans "
    "se ses son sur tout un une vers y"
)
EMPTY = frozenset(_EMPTY.split())
"""Words that say nothing of what was asked."""


def stems(words: str) -> frozenset[str]:
    """The beginnings of the words that mean something."""
    kept = [word for word in fold(words).split() if len(word) > 1 and word not in EMPTY]
    return frozenset(word[:STEM] for word in kept)


def are_near(first: frozenset[str], second: frozenset[str]) -> bool:
    """Whether at least half of the shorter one's words are in the other one."""
    shorter = min(len(first), len(second))
    return bool(shorter) and len(first & second) >= NEAR * shorter


def clusters(words: Mapping[int, str]) -> list[list[int]]:
    """The keys whose words are near one another, two or more together, in the order in which they were given.

    Each request joins the first cluster that holds a near one: cost is at worst the square of their number, which the
    caller bounds.
    """
    made: list[tuple[list[int], list[frozenset[str]]]] = []
    for key, text in words.items():
        own = stems(text)
        for keys, known in made:
            if any(are_near(own, other) for other in known):
                keys.append(key)
                known.append(own)
                break
        else:
            made.append(([key], [own]))
    return [keys for keys, _known in made if len(keys) > 1]
