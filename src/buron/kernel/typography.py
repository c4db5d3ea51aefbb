"""French spacing and apostrophes, for text that people typed without them.

Only spaces that are there become no-break ones: nothing is inserted, so that codes, addresses and foreign
words stay whole.
"""

from __future__ import annotations

import re

from buron.kernel.formats import NARROW_SPACE, NO_BREAK_SPACE

_BEFORE_HIGH = re.compile(r"[ \u00a0](?=[;!?])")
_BEFORE_COLON = re.compile(r" (?=[:»%€])")
_AFTER_QUOTE = re.compile(r"(?<=«) ")
_APOSTROPHE = re.compile(r"(?<=[^\W\d_])'(?=[^\W\d_])")
_THOUSANDS = re.compile(r"(?<=\d) (?=\d{3}(?!\d))")


def french(text: str) -> str:
    """``l'accueil : 1 200 « actes » !`` with its no-break spaces and its curly apostrophe."""
    text = _BEFORE_HIGH.sub(NARROW_SPACE, text)
    text = _BEFORE_COLON.sub(NO_BREAK_SPACE, text)
    text = _AFTER_QUOTE.sub(NO_BREAK_SPACE, text)
    text = _THOUSANDS.sub(NARROW_SPACE, text)
    return _APOSTROPHE.sub("’", text)


def refine(text: str, language: str) -> str:
    """The text as its language is printed; only French has rules here."""
    return french(text) if language == "fr" else text
