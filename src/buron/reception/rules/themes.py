"""What a visitor was interested in, deduced from what was shown.

The deduction is a proposal: the adviser sees it while she works and corrects it with one tap.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Set

OF_KIND: dict[str, str] = {
    "hotel": "lodging",
    "camping": "lodging",
    "rental": "lodging",
    "group_lodging": "lodging",
    "restaurant": "food",
    "tasting": "food",
    "shop": "local",
    "activity": "sports",
    "facility": "leisure",
    "trail": "hiking",
    "heritage": "sights",
    "nature": "sights",
    "event": "events",
    "ski_area": "snow",
    "package": "leisure",
    "structure": "local",
    "territory": "sights",
    "transport": "transport",
}

# A sub-kind is a readable French label that differs from source to source: words decide, in this order, and only
# for the kinds that they may refine (a hotel with a swimming pool stays a lodging).
_REFINED = frozenset({"activity", "facility", "nature", "trail", "package", "event", "heritage"})
_OF_WORDS: tuple[tuple[str, str], ...] = (
    (r"\b(?:baignades?|piscines?|plages?|aquatiques?|nautiques?|plan d.eau|lacs?)\b", "swimming"),
    (r"\b(?:ski|skis|raquettes?|luges?|neige|nordiques?)\b", "snow"),
    (r"\b(?:vtt|cyclo\w*|velos?|trail|via ferrata|escalade|canyon\w*|parapente|equestres?)\b", "sports"),
    (r"\b(?:randonnees?|rando|balades?|pedestres?|marche a pied)\b", "hiking"),
    (r"\b(?:visites?|musees?|chateaux?|patrimoine|interpretation)\b", "sights"),
    (r"\b(?:degustations?|terroir|fermes?|gastronomi\w*|culinaires?)\b", "food"),
    (r"\b(?:ludiques?|parcs?|jeux|jeu|cinemas?|bien.etre|spa|bowling)\b", "leisure"),
)
_PATTERNS = tuple((re.compile(pattern), theme) for pattern, theme in _OF_WORDS)
_ACCENTS = str.maketrans("àâäçéèêëîïôöùûüÿ", "aaaceeeeiioouuuy")


def theme_of(kind: str, subkind: str = "") -> str | None:
    """The theme that a fiche of this kind speaks of; None for a kind that is not known."""
    words = subkind.lower().translate(_ACCENTS)
    if words and kind in _REFINED:
        for pattern, theme in _PATTERNS:
            if pattern.search(words):
                return theme
    return OF_KIND.get(kind)


def deduce(shown: Iterable[tuple[str, str]], allowed: Set[str]) -> tuple[str, ...]:
    """The themes of the fiches shown, as (kind, sub-kind), in order and once each.

    ``allowed`` are the codes that the office uses on that day: a theme that it has retired is not deduced.
    """
    found = dict.fromkeys(theme_of(kind, subkind) for kind, subkind in shown)
    return tuple(theme for theme in found if theme is not None and theme in allowed)


def as_told() -> dict[str, object]:
    """The same rules as plain values, for the screen that deduces without the server. The words are patterns that
    Python and JavaScript read alike.
    """
    return {
        "kinds": dict(OF_KIND),
        "refined": sorted(_REFINED),
        "words": [[pattern, theme] for pattern, theme in _OF_WORDS],
    }
