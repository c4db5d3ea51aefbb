"""Folding of words, the same when a fiche is indexed and when it is searched.

Lower case, no accents, "œ" as "oe", everything that is neither a letter nor a digit is a space, and the final "s" or
"x" of a word is dropped (the light French plural). It works on bytes, because 200,000 fiches go through it at once.
"""

from __future__ import annotations

import codecs
import unicodedata

_LIGATURES = {
    "œ": "oe",
    "Œ": "oe",
    "æ": "ae",
    "Æ": "ae",
    "ß": "ss",
    "ø": "o",
    "Ø": "o",
    "ł": "l",
    "Ł": "l",
    "đ": "d",
    "Đ": "d",
}
_PLACEHOLDERS = {b"\x01": b"oe", b"\x02": b"ae", b"\x03": b"ss"}

_STOP_WORDS = """
    a ai au aux avec c ce ces cet cett cette chez d dan dans de des du e elle en est et etre il ils j je l la
    le les leur leurs lui m ma mai mais me mes mon n ne no nos notre nou nous on ont ou pa par pas plu plus
    pour qu que qui s sa san sans se ses si so son sont sou sous sur t ta te tes ton tou tout toute tres tu un
    une vo vos votre vou vous y and for in of the to with
"""
LEVEL = "\x1f"
"""Passes through the folding, so that several texts are folded at once and parted afterwards."""
STOP_WORDS = frozenset(_STOP_WORDS.split())
"""Words that a description holds so often that they find nothing; stems included."""


def _byte_of(char: str) -> int:
    """The folded byte of one character; a placeholder when it folds into two letters."""
    if char == LEVEL:
        return ord(LEVEL)
    plain = _LIGATURES.get(char) or unicodedata.normalize("NFKD", char)[:1].lower()
    if len(plain) == 2:
        return next(code[0] for code, letters in _PLACEHOLDERS.items() if letters == plain.encode())
    return ord(plain) if plain.isascii() and plain.isalnum() else 32


def _table() -> bytes:
    chars = (bytes([code]).decode("cp1252", errors="replace") for code in range(256))
    return bytes(_byte_of(char) for char in chars)


def _beyond(error: UnicodeError) -> tuple[bytes, int]:
    """Characters that the 8-bit table lacks: decomposed, combining marks dropped, the rest a space."""
    if not isinstance(error, UnicodeEncodeError):
        raise error
    folded = bytearray()
    for char in error.object[error.start : error.end]:
        for part in _LIGATURES.get(char) or unicodedata.normalize("NFKD", char):
            if not unicodedata.combining(part):
                folded += part.encode("cp1252", errors="replace").replace(b"?", b" ")
    return bytes(folded), error.end


_TABLE = _table()
codecs.register_error("buron_fold", _beyond)


def fold(text: str) -> str:
    """``"L’Œuvre-Évêque"`` → ``"l oeuvre eveque"`` (runs of spaces are kept)."""
    return _fold(text).decode("ascii")


def stems(text: str) -> str:
    """Folded words without their plural: ``"Les cascades"`` → ``"le cascade "``."""
    folded = _fold(text) + b" "
    return folded.replace(b"s ", b" ").replace(b"x ", b" ").decode("ascii")


def _fold(text: str) -> bytes:
    plain = text.replace("’", "'").replace("œ", "oe")
    try:
        data = plain.encode("latin-1")
    except UnicodeEncodeError:
        data = plain.encode("cp1252", errors="buron_fold")
    data = data.translate(_TABLE)
    for placeholder, letters in _PLACEHOLDERS.items():
        data = data.replace(placeholder, letters)
    return data


def words(text: str) -> list[str]:
    """The folded words of a text, plurals kept."""
    return fold(text).split()
