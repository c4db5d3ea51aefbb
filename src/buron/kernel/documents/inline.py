"""Inline markup and prose: a small safe subset that every writer understands.

``**bold**``, ``*italic*``, ``[label](address)``; a backslash keeps the next mark as it is. What is not closed stays
text. Only addresses that a reader may follow without harm become links.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from buron.kernel.typography import printable, refine

# Spans are bounded so that a text of stars costs no more than its length.
_TOKEN = re.compile(
    r"\\(?P<plain>[\\*\[\]()])"
    r"|\*\*\*(?=[^\s*])(?P<both>.{1,2000}?)(?<=[^\s*])\*\*\*(?!\*)"
    r"|\*\*(?=[^\s*])(?P<bold>.{1,2000}?)(?<=\S)\*\*(?!\*)"
    r"|\*(?=[^\s*])(?P<italic>.{1,2000}?)(?<=[^\s*])\*(?!\*)"
    r"|\[(?P<label>[^\[\]\n]{1,500})\]\((?P<href>[^()\s]{1,2000})\)",
    re.DOTALL,
)
_SAFE = re.compile(r"(?:https?://|mailto:|tel:|/(?!/)|#|\?)", re.IGNORECASE)
_BULLET = re.compile(r"\s{0,3}[-*•]\s+(?=\S)")
_NUMBER = re.compile(r"\s{0,3}\d{1,3}[.)]\s+(?=\S)")


@dataclass(frozen=True, slots=True)
class Run:
    """A stretch of text in one style; ``\\n`` in it is a line break."""

    text: str
    bold: bool = False
    italic: bool = False
    href: str = ""


Runs = tuple[Run, ...]


@dataclass(frozen=True, slots=True)
class Lines:
    """A paragraph of prose."""

    runs: Runs


@dataclass(frozen=True, slots=True)
class Listing:
    """A list of prose, with bullets or numbers."""

    items: tuple[Runs, ...]
    ordered: bool = False


def safe_href(address: str) -> str:
    """The address if a reader may follow it (web, mail, telephone, inside the site), else nothing."""
    address = printable(address).strip()
    return address if _SAFE.match(address) else ""


def parse(text: str, language: str = "fr") -> Runs:
    """Inline markup as runs, with the spacing of the language."""
    return tuple(
        replace(run, text=refine(run.text, language))
        for run in _merged(_runs(printable(text), Run("")))
        if run.text
    )


def _runs(text: str, style: Run) -> Iterator[Run]:
    start = 0
    for token in _TOKEN.finditer(text):
        yield replace(style, text=text[start : token.start()])
        start = token.end()
        if token["plain"]:
            yield replace(style, text=token["plain"])
        elif token["both"]:
            yield from _runs(token["both"], replace(style, bold=True, italic=True))
        elif token["bold"]:
            yield from _runs(token["bold"], replace(style, bold=True))
        elif token["italic"]:
            yield from _runs(token["italic"], replace(style, italic=True))
        else:
            yield from _runs(token["label"], replace(style, href=safe_href(token["href"]) or style.href))
    yield replace(style, text=text[start:])


def _merged(runs: Iterator[Run]) -> list[Run]:
    """Neighbours of one style become one run."""
    merged: list[Run] = []
    for run in runs:
        if merged and replace(merged[-1], text="") == replace(run, text=""):
            merged[-1] = replace(run, text=merged[-1].text + run.text)
        else:
            merged.append(run)
    return merged


def plain(text: str, language: str = "fr") -> str:
    """The text without its markup."""
    return "".join(run.text for run in parse(text, language))


def prose(text: str, language: str = "fr") -> list[Lines | Listing]:
    """Prose as paragraphs and lists. A single line end inside a paragraph is kept, as its writer saw it."""
    blocks: list[Lines | Listing] = []
    for chunk in re.split(r"\n[^\S\n]*\n", text.replace("\r\n", "\n").replace("\r", "\n")):
        for kind, lines in _grouped(chunk.split("\n")):
            if kind == "text":
                body = "\n".join(lines).strip()
                if body:
                    blocks.append(Lines(parse(body, language)))
            else:
                blocks.append(
                    Listing(tuple(parse(line, language) for line in lines), ordered=kind == "number")
                )
    return blocks


def _grouped(lines: Sequence[str]) -> list[tuple[str, list[str]]]:
    """Lines of one kind together; a line without a mark under an item, set back, goes on with the item."""
    groups: list[tuple[str, list[str]]] = []
    for line in lines:
        kind, body = _kind(line)
        if kind == "text" and groups and groups[-1][0] != "text" and line.startswith("  ") and body:
            groups[-1][1][-1] += f" {body}"
        elif groups and groups[-1][0] == kind:
            groups[-1][1].append(body)
        else:
            groups.append((kind, [body]))
    return groups


def _kind(line: str) -> tuple[str, str]:
    for kind, mark in (("bullet", _BULLET), ("number", _NUMBER)):
        found = mark.match(line)
        if found:
            return kind, line[found.end() :].strip()
    return "text", line.strip()
