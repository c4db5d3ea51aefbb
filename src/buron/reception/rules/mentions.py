"""Colleagues called by their names in a text: ``@Marie Costes``, ``@marie``."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from buron.kernel.folding import fold

MARK = "@"


def mentioned(text: str, names: Mapping[int, str]) -> list[int]:
    """The keys of those whose whole name, or first name when nobody else has it, follows an "@".

    Accents and capitals do not count; the longest name wins ("@Jean Martin" is not "@Jean").
    """
    forms = _forms(names)
    found: dict[int, None] = {}
    for piece in text.split(MARK)[1:]:
        words = fold(piece[:160]).split()
        for length in range(min(len(words), 8), 0, -1):
            keys = forms.get(" ".join(words[:length]))
            if keys:
                found.update(dict.fromkeys(keys))
                break
    return list(found)


def _forms(names: Mapping[int, str]) -> dict[str, list[int]]:
    """What may be written after the mark, with whom it calls."""
    forms: dict[str, list[int]] = {}
    first: dict[str, list[int]] = {}
    for key, name in names.items():
        folded = fold(name)
        if not folded:
            continue
        forms.setdefault(folded, []).append(key)
        first.setdefault(folded.split()[0], []).append(key)
    for word, keys in first.items():
        if len(keys) == 1:
            forms.setdefault(word, keys)
    return forms


def folded(parts: Iterable[str]) -> str:
    """The text that a search looks into: lower case, no accents, one space between words."""
    return fold(" ".join(part for part in parts if part))
