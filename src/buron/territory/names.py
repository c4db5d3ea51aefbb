"""Folding of place names, so that two spellings of one place give one key.

French communes are written "Vic-sur-Cère", "VIC SUR CERE", "Vic s/ Cère" or "St Étienne" depending on who
types. Every search and every join by name in this room goes through :func:`place_key`, so that the rule
exists once.
"""

from __future__ import annotations

import re

from buron.kernel.folding import fold

ABBREVIATIONS = {"st": "saint", "ste": "sainte", "sts": "saints", "stes": "saintes"}

_OVER = re.compile(r"\b(s{1,2})/\s*", re.IGNORECASE)
_CEDEX = re.compile(r"\bcedex\b.*")
_ARTICLES = frozenset({"le", "la", "les", "l", "los"})


def place_key(text: str) -> str:
    """Key of a place name: :func:`fold`, with "St" as "Saint", "s/" as "sur", and without "Cedex 9"."""
    spelt = _OVER.sub(lambda found: "sous " if len(found[1]) == 2 else "sur ", text)
    words = _CEDEX.sub("", fold(spelt)).split()
    return " ".join(ABBREVIATIONS.get(word, word) for word in words)


def without_article(key: str) -> str:
    """The key without its leading article: "la rochelle" gives "rochelle"; an article alone is kept."""
    article, _, rest = key.partition(" ")
    return rest if rest and article in _ARTICLES else key
