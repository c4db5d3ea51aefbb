"""Letters as PDF: any number in one file, each address behind the window of a DL envelope."""

from __future__ import annotations

import json
import tempfile
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files
from pathlib import Path
from typing import Any

from buron.directory.models import Party
from buron.directory.rules import envelope_lines
from buron.kernel.documents.coverage import printed
from buron.kernel.documents.typst import _compile
from buron.kernel.models import Office
from buron.kernel.typography import printable, refine
from buron.territory import reference

Json = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Letter:
    """One letter: whom it is for, what it is about, its blocks (:func:`text`, :func:`table`, :func:`box`…)."""

    address: Sequence[str]
    date: str
    subject: str
    blocks: Sequence[Json]
    footer: str = ""


def text(*paragraphs: str) -> list[Json]:
    """Paragraphs; a line break inside one is kept."""
    return [{"type": "text", "lines": said(one).split("\n")} for one in paragraphs if one.strip()]


def title(words: str) -> Json:
    """A title inside the letter."""
    return {"type": "title", "text": said(words)}


def box(*lines: str, strong: int = 1) -> Json:
    """What must be seen first; the first ``strong`` lines are bold."""
    return {
        "type": "box",
        "lines": [{"text": said(line), "strong": rank < strong} for rank, line in enumerate(lines)],
    }


def signature(*lines: str) -> Json:
    """Who signs, with room to do so."""
    return {"type": "sign", "lines": [said(line) for line in lines]}


def band(words: str, span: int) -> Json:
    """A row that names those below it."""
    return {"text": said(words), "span": span}


def table(
    columns: Sequence[str],
    rows: Iterable[Sequence[str] | Json],
    *,
    right: Sequence[int] = (),
    widths: Sequence[int] | None = None,
    total: Sequence[str] = (),
) -> Json:
    """Rows under titles. ``right`` names the columns of numbers; ``widths`` are millimetres, 0 takes what is left."""
    return {
        "type": "table",
        "columns": [said(column) for column in columns],
        "right": list(right),
        "widths": list(widths or [0] * len(columns)),
        "rows": [[row] if isinstance(row, dict) else [said(cell) for cell in row] for row in rows],
        "total": [said(cell) for cell in total],
    }


def said(words: str) -> str:
    """What can be printed, with French spacing."""
    return refine(printable(words), "fr")


def envelope_of(party: Party) -> list[str]:
    """The address of a contact as written on its letter."""
    person = " ".join(part for part in (party.civility, party.first_name, party.last_name) if part)
    country = reference.country(party.country)
    abroad = country.names["fr"] if country is not None and party.country != "FR" else ""
    return envelope_lines(
        [party.organisation_name, person], party.address, party.postcode, party.city, abroad
    )


def letters_pdf(office: Office, letters: Sequence[Letter], name: str) -> bytes:
    """All the letters as one file, each beginning on its own page (PDF/UA-1). At least one letter."""
    sender = [*office.address.splitlines(), office.phone, office.email, office.website]
    head = {"office": said(office.name), "sender": [said(line) for line in sender if line]}
    data = {
        "title": said(name),
        "office": head["office"],
        "letters": [{**head, **_payload(letter, office)} for letter in letters],
    }
    with tempfile.TemporaryDirectory(prefix="buron-letters-") as folder:
        main = Path(folder, "letters.typ")
        main.write_bytes(_template())
        return _compile(main, {"letters": printed(json.dumps(data, ensure_ascii=False))}, None)


def _payload(letter: Letter, office: Office) -> Json:
    return {
        "address": [said(line) for line in letter.address],
        "date": said(letter.date),
        "subject": said(letter.subject) or "…",
        "blocks": list(letter.blocks),
        "footer": said(letter.footer or " · ".join(part for part in (office.name, office.phone) if part)),
    }


@lru_cache(maxsize=1)
def _template() -> bytes:
    return files("buron.directory.papers").joinpath("letters.typ").read_bytes()
