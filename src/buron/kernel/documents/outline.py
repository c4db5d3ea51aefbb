"""The plan of a document: headings whose levels skip none, with a unique anchor, and a number if asked for."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import replace

from buron.kernel.documents.blocks import Block, Columns, Document, Heading
from buron.kernel.typography import printable

DEEPEST = 4


def slug(text: str) -> str:
    """``Bureaux d'accueil`` → ``bureaux-d-accueil``."""
    ascii_text = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode()
    return re.sub(r"[^a-z0-9]+", "-", ascii_text.lower()).strip("-")[:60]


def prepare(document: Document) -> Document:
    """The same document with every heading completed.

    A level that would skip one is raised: assistive technology, and PDF/UA, take a skipped level for a missing part.
    A heading without a word is left out, for the same reason.
    """
    used: set[str] = set()
    counters: list[int] = []
    blocks: list[Block] = []
    for block in document.blocks:
        if isinstance(block, Heading):
            if not printable(block.text).strip():
                continue
            level = min(max(1, block.level), len(counters) + 1, DEEPEST)
            counters = [*counters[:level], *[0] * (level - len(counters))]
            counters[level - 1] += 1
            number = block.number or (".".join(map(str, counters)) if document.numbered else "")
            anchor = _unique(block.anchor or slug(block.text), used)
            block = replace(block, level=level, anchor=anchor, number=number)
        blocks.append(block)
    return replace(document, blocks=blocks)


def _unique(anchor: str, used: set[str]) -> str:
    base = re.sub(r"[^\w-]+", "-", anchor, flags=re.ASCII).strip("-") or "partie"
    candidate, rank = base, 1
    while candidate in used:
        rank += 1
        candidate = f"{base}-{rank}"
    used.add(candidate)
    return candidate


def headings(document: Document) -> list[Heading]:
    """The headings of a prepared document, in order."""
    return [block for block in document.blocks if isinstance(block, Heading)]


def walk(blocks: Sequence[Block]) -> Iterator[Block]:
    """Every block, those in columns included, in reading order."""
    for block in blocks:
        if isinstance(block, Columns):
            for column in block.columns:
                yield from walk(column)
        else:
            yield block
