"""Texts in several languages, stored as JSON ``{"fr": "…", "en": "…"}``.

French is the reference; a missing language falls back rather than leaving a hole on a public page, and a
translation
made by a machine is known as such (the path is listed apart, see ``Body.machine``).
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

PUBLIC_LANGUAGES: tuple[str, ...] = ("fr", "en", "de", "nl", "es")
LANGUAGE_NAMES: dict[str, str] = {
    "fr": "Français",
    "en": "English",
    "de": "Deutsch",
    "nl": "Nederlands",
    "es": "Español",
}
FALLBACK: tuple[str, ...] = ("fr", "en")

Texts = Mapping[str, str]


class Picked(NamedTuple):
    """A text and the language that it is really in, so that a page can mark it with ``lang``."""

    text: str
    language: str


def pick(texts: Texts | None, language: str) -> Picked:
    """The text in the asked language, else French, else English, else any other; empty when there is none."""
    if texts:
        for code in (language, *FALLBACK, *texts):
            text = texts.get(code)
            if text:
                return Picked(text, code)
    return Picked("", language)


def text_in(texts: Texts | None, language: str = "fr") -> str:
    """Only the text of :func:`pick`."""
    return pick(texts, language).text
