"""Folding of words, so that two spellings of one thing give one key. No Django here.

Two rooms fold otherwise: the search of the offer, on bytes and without plurals; the files of banks, which keep signs.
"""

from __future__ import annotations

import re
import unicodedata
from functools import cache

_LIGATURES = {"œ": "oe", "æ": "ae", "ß": "ss", "ø": "o", "ł": "l", "đ": "d", "_": " "}


@cache
def _separators(keep: str) -> re.Pattern[str]:
    # A combining mark is kept here, and then lost in the passage to ASCII: "e + ´" must not be cut into "e" and
    # nothing.
    return re.compile(rf"[^\w\n{re.escape(keep)}\u0300-\u036f]+")


def fold_lines(text: str, keep: str = "") -> str:
    """:func:`fold` on many lines at once, much faster than one by one; line ends stay in place."""
    # Decomposed first: some capitals of mathematics only then become letters that have a lower case.
    spelt = unicodedata.normalize("NFKD", text).lower()
    for letter, letters in _LIGATURES.items():
        spelt = spelt.replace(letter, letters)
    return _separators(keep).sub(" ", spelt).encode("ascii", "ignore").decode("ascii")


def fold(text: str, keep: str = "") -> str:
    """Lower case, without accents, ligatures or punctuation: "L'Œuvre-Évêque" gives "l oeuvre eveque".

    ``keep`` are the signs that stay, those of an e-mail address for instance.
    """
    return " ".join(fold_lines(text, keep).split())
