"""French spacing and apostrophes, and text without what no document can carry.

Only spaces that are there become no-break ones: nothing is inserted, so that codes, addresses and foreign
words stay whole.
"""

from __future__ import annotations

import re

from buron.kernel.formats import NARROW_SPACE, NO_BREAK_SPACE

_FORBIDDEN = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff]")
_BEFORE_HIGH = re.compile(r"[ \u00a0](?=[;!?])")
_BEFORE_COLON = re.compile(r" (?=[:»%€])")
_AFTER_QUOTE = re.compile(r"(?<=«) ")
_CANDIDATE = re.compile(r"[ \u00a0][;!?:%»€]|« |'|\d \d")
_APOSTROPHE = re.compile(r"(?<=[^\W\d_])'(?=[^\W\d_])")
_GROUPED = re.compile(r"(?<![\d,.])\d{1,3}(?: \d{3})+(?!\d)")


def printable(text: str) -> str:
    """The text without control characters and halves of characters, which XML and PDF refuse."""
    return _FORBIDDEN.sub("", text)


def french(text: str) -> str:
    """``l'accueil : 1 200 « actes » !`` with its no-break spaces and its curly apostrophe."""
    if not _CANDIDATE.search(text):
        return text
    text = _BEFORE_HIGH.sub(NARROW_SPACE, text)
    text = _BEFORE_COLON.sub(NO_BREAK_SPACE, text)
    text = _AFTER_QUOTE.sub(NO_BREAK_SPACE, text)
    text = _GROUPED.sub(lambda found: found[0].replace(" ", NARROW_SPACE), text)
    return _APOSTROPHE.sub("’", text)


def refine(text: str, language: str) -> str:
    """The text as its language is printed; only French has rules here."""
    return french(text) if language == "fr" else text
