"""Folding of place names, so that two spellings of one place give one key.

French communes are written "Vic-sur-Cère", "VIC SUR CERE", "Vic s/ Cère" or "St Étienne" depending on who
types. Every search and every join by name in this room goes through :func:`place_key`, so that the rule
exists once.
"""

from __future__ import annotations

import re
import unicodedata

ABBREVIATIONS = {"st": "saint", "ste": "sainte", "sts": "saints", "stes": "saintes"}

_LIGATURES = {"œ": "oe", "æ": "ae", "ß": "ss", "ø": "o", "ł": "l", "đ": "d", "_": " "}
# A combining mark is kept here, and then lost in the passage to ASCII: "e + ´" must not be cut into "e" and
# nothing.
_SEPARATORS = re.compile(r"[^\w\n\u0300-\u036f]+")
_OVER = re.compile(r"\b(s{1,2})/\s*", re.IGNORECASE)
_CEDEX = re.compile(r"\bcedex\b.*")
_ARTICLES = frozenset({"le", "la", "les", "l", "los"})


def fold_lines(text: str) -> str:
    """:func:`fold` on many lines at once, much faster than one by one; line ends stay in place."""
    # Decomposed first: some capitals of mathematics only then become letters that have a lower case.
    spelt = unicodedata.normalize("NFKD", text).lower()
    for letter, letters in _LIGATURES.items():
        spelt = spelt.replace(letter, letters)
    return _SEPARATORS.sub(" ", spelt).encode("ascii", "ignore").decode("ascii")


def fold(text: str) -> str:
    """Lower case, without accents, ligatures or punctuation: "L'Œuvre-Évêque" gives "l oeuvre eveque"."""
    return " ".join(fold_lines(text).split())


def place_key(text: str) -> str:
    """Key of a place name: :func:`fold`, with "St" as "Saint", "s/" as "sur", and without "Cedex 9"."""
    spelt = _OVER.sub(lambda found: "sous " if len(found[1]) == 2 else "sur ", text)
    words = _CEDEX.sub("", fold(spelt)).split()
    return " ".join(ABBREVIATIONS.get(word, word) for word in words)


def without_article(key: str) -> str:
    """The key without its leading article: "la rochelle" gives "rochelle"; an article alone is kept."""
    article, _, rest = key.partition(" ")
    return rest if rest and article in _ARTICLES else key
