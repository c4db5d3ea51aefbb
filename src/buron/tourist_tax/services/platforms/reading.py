"""A platform's file as lines of the single declaration, and what of it cannot be read."""

from __future__ import annotations

import datetime as dt
import hashlib
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any

from django.utils.translation import gettext as _

from buron.kernel.folding import fold
from buron.lodging.rules import tidy_registration
from buron.offer.sources.readers import MIB, BytesReader, Limits, PayloadError
from buron.offer.sources.tabular import table_rows
from buron.territory import reference
from buron.tourist_tax.errors import TaxError
from buron.tourist_tax.models import PlatformFile, PlatformLine
from buron.tourist_tax.rules import platform_fields as cells

MOST_ROWS = 50_000
MOST_BYTES = 20 * MIB
LIMITS = Limits(whole_bytes=MOST_BYTES, file_bytes=MOST_BYTES * 10, total_bytes=MOST_BYTES * 10)
TOLD_EACH = 1_000
Told = Callable[[int], None]
"""Hears how many lines were read."""
ONE_DAY = dt.timedelta(days=1)


@dataclass(slots=True)
class Table:
    """The rows of a file, by column title, with their number in the file."""

    titles: list[str]
    rows: list[tuple[int, dict[str, Any]]]

    def samples(self, title: str) -> list[str]:
        """Three values of a column, to recognise it by."""
        seen = dict.fromkeys(str(row.get(title) or "").strip()[:40] for _number, row in self.rows[:200])
        return [text for text in seen if text][:3]


@dataclass(slots=True)
class Reading:
    """What a file gives: unsaved lines, and the lines that are refused with their reason."""

    lines: list[PlatformLine] = field(default_factory=list)
    refused: list[tuple[int, str]] = field(default_factory=list)
    problems: list[str] = field(default_factory=list)

    @property
    def collected(self) -> int:
        return sum(one.collected or 0 for one in self.lines)

    @property
    def undetailed(self) -> int:
        return sum(not one.detailed for one in self.lines)


def open_table(payload: bytes, name: str) -> Table:
    """Read a file whole, within limits. Raises :class:`TaxError` in words that say what to do."""
    if len(payload) > MOST_BYTES:
        raise TaxError(_("Le fichier dépasse 20 Mo : demandez-le par semestre ou par commune."), "file")
    rows: list[tuple[int, dict[str, Any]]] = []
    try:
        for number, row in table_rows(BytesReader(payload, name, LIMITS)):
            rows.append((number, row))
            if len(rows) > MOST_ROWS:
                raise TaxError(_("Le fichier a plus de 50 000 lignes : coupez-le."), "file")
    except PayloadError as error:
        raise TaxError(str(error), "file") from error
    if not rows:
        raise TaxError(_("Ce fichier n’a pas de ligne après ses titres de colonnes."), "file")
    return Table(list(dict.fromkeys(title for _number, row in rows for title in row)), rows)


def proposed(table: Table, learnt: Mapping[str, str]) -> dict[str, str]:
    """A first mapping, to be checked by a person."""
    return cells.propose(table.titles, [fold(title) for title in table.titles], learnt)


def read_file(file: PlatformFile, table: Table | None = None, progress: Told | None = None) -> Reading:
    """The lines of a file through its mapping; nothing is written."""
    table = table or open_table(bytes(file.payload or b""), file.name)
    found, seen = Reading(), Counter[str]()
    titles = file.mapping
    if not {"collected", "nights", "departure"} & set(titles):
        found.problems.append(_("Dites au moins où est la taxe perçue, les nuits ou la fin du séjour."))
        return found
    for rank, (number, row) in enumerate(table.rows):
        if progress is not None and rank % TOLD_EACH == 0:
            progress(rank)
        try:
            line = _line(file, number, {key: row.get(title) for key, title in titles.items()})
        except cells.CellError as error:
            found.refused.append((number, str(error)))
            continue
        digest = _digest(line)
        seen[digest] += 1
        # Two equal lines of one file are two stays; the same file again gives the same two keys.
        line.key = hashlib.sha256(f"{digest}{seen[digest]}".encode()).hexdigest()
        found.lines.append(line)
    return found


def _line(file: PlatformFile, number: int, row: Mapping[str, Any]) -> PlatformLine:
    title = {one.key: one.title for one in cells.FIELDS}
    arrival, departure, collected_on, month = (
        cells.day(row.get(key), title[key]) for key in ("arrival", "departure", "collected_on", "month")
    )
    if arrival and departure and departure <= arrival:
        raise cells.CellError(_("La fin du séjour doit venir après son début."))
    persons, taxed, minors = (
        cells.count(row.get(key), title[key], 10_000) for key in ("persons", "taxed", "minors")
    )
    if persons is not None and max(taxed or 0, minors or 0) > persons:
        raise cells.CellError(_("Plus de personnes taxées ou mineures que de personnes hébergées."))
    line = PlatformLine(
        file=file,
        platform_id=file.platform_id,
        office_id=file.office_id,
        position=number,
        arrival=arrival,
        departure=departure,
        collected_on=collected_on,
        persons=persons,
        taxed=taxed,
        minors=minors,
        collected=cells.amount(row.get("collected"), title["collected"]),
        month=_month(file, arrival, departure, collected_on, month),
        **_texts(row),
    )
    stay = _stay_nights(file, line, cells.count(row.get("nights"), title["nights"], 200_000))
    price = cells.amount(row.get("price"), title["price"])
    if price is not None and price < 0:
        raise cells.CellError(_("Le prix de la nuitée est négatif."))
    line.price = price * stay if price is not None and stay else None
    if line.collected is None and line.nights is None:
        raise cells.CellError(_("Ni taxe perçue ni nuits : rien à reprendre de cette ligne."))
    return line


def _month(file: PlatformFile, *days: dt.date | None) -> dt.date:
    """The month of the last night; without a stay, that of the collection or of the file."""
    arrival, departure, collected_on, month = days
    known = (departure - ONE_DAY if departure else None) or arrival or month or collected_on
    known = known or file.default_month
    if known is None:
        raise cells.CellError(_("Aucune date : choisissez le mois pour tout le fichier."))
    return known.replace(day=1)


def _stay_nights(file: PlatformFile, line: PlatformLine, told: int | None) -> int | None:
    """The nights of the stay; sets the person-nights of the line on the way."""
    if line.arrival and line.departure:
        stay = (line.departure - line.arrival).days
        if stay > 366:
            raise cells.CellError(_("Un séjour de plus d’un an : vérifiez les dates."))
        line.nights = stay * line.persons if line.persons else None
        if line.nights is None and told is not None and file.nights_mean == PlatformFile.Nights.PERSON:
            line.nights = told
        return stay
    if told is None:
        return None
    if file.nights_mean == PlatformFile.Nights.PERSON:
        line.nights = told
        return told // line.persons if line.persons else None
    line.nights = told * line.persons if line.persons else None
    if line.arrival and told:
        line.departure = line.arrival + told * ONE_DAY
    return told


def _texts(row: Mapping[str, Any]) -> dict[str, Any]:
    texts = {key: cells.words([row.get(key)]) for key in _TEXT}
    number = tidy_registration(texts["registration_number"])[:20]
    commune = _commune(texts["commune"], texts["postcode"])
    named = texts["listing"] or fold(cells.words([texts["name"], texts["address"]]))
    detailed = bool(named or number)
    return {
        "listing": (named or number)[:120],
        "reference": texts["reference"][:80],
        "name": texts["name"][:160],
        "address": texts["address"][:300],
        "insee": commune,
        "registration_number": number,
        "siren_commune": _siren(texts["siren_commune"]),
        "siren_council": _siren(texts["siren_council"]),
        "category": texts["category"][:80],
        "detailed": detailed,
    }


_TEXT = (
    *("listing", "reference", "name", "address", "commune", "postcode", "registration_number"),
    *("siren_commune", "siren_council", "category"),
)


def _siren(text: str) -> str:
    digits = "".join(text.split())
    return digits if digits.isdigit() and len(digits) == 9 else ""


@lru_cache(maxsize=4_096)  # a file says the same few places on thousands of lines
def _commune(text: str, postcode: str) -> str:
    """INSEE code, from a code, from a name with its postcode, or from a postcode of one commune; else unknown."""
    if text and (known := reference.commune(text.upper())):
        return known.insee
    if text and (named := reference.commune_by_name(text, postcode or None)):
        return named.insee
    there = reference.communes_of_postcode(postcode or text) if (postcode or text).isdigit() else []
    return there[0].insee if len(there) == 1 else ""


def _digest(line: PlatformLine) -> str:
    """What makes a line the same as another, whatever the file and the order of its columns."""
    return "|".join(str(getattr(line, name)) for name in _IDENTITY)


_IDENTITY = (
    *("listing", "reference", "name", "address", "insee", "registration_number", "arrival", "departure"),
    *("collected_on", "persons", "taxed", "minors", "nights", "price", "collected", "month"),
)


def refusals(found: Reading) -> Iterator[dict[str, Any]]:
    """As they are kept: the first hundred."""
    for number, reason in found.refused[:100]:
        yield {"line": number, "reason": reason}
