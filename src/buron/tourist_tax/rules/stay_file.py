"""A host's register of stays as a table (CSV, or rows of a workbook): tolerant of titles, strict on what it says."""

from __future__ import annotations

import csv
import datetime as dt
import io
import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from decimal import Decimal, InvalidOperation
from itertools import islice

from buron.kernel.folding import fold

MOST_BYTES = 2 * 1024 * 1024
MOST_ROWS = 2_000
MOST_LINES = 10_000
"""Lines that are looked at, the empty ones included."""
MOST_COLUMNS = 60
MOST_PERSONS = 1_000
LONGEST = 366

TITLES: dict[str, tuple[str, ...]] = {
    "arrival": ("arrivee", "date d arrivee", "debut", "du", "arrival", "check in", "checkin", "start date"),
    "departure": ("depart", "date de depart", "fin", "au", "departure", "check out", "checkout", "end date"),
    "persons": (
        "personnes",
        "nombre de personnes",
        "nb personnes",
        "voyageurs",
        "occupants",
        "guests",
        "persons",
    ),
    "minors": ("mineurs", "dont mineurs", "enfants", "moins de 18 ans", "exoneres", "children", "minors"),
    "price": ("prix", "prix ht", "prix hors taxes", "loyer", "montant", "price"),
    "platform": ("plateforme", "taxe percue par", "platform"),
    "reference": ("reference", "reservation", "numero", "code", "booking", "confirmation code"),
}
_FORMULA = ("=", "+", "@", "\t", "\r")


class StayFileError(ValueError):
    """The file cannot be read at all; the message is French."""


@dataclass(frozen=True, slots=True)
class ReadStay:
    """A line of the file."""

    line: int
    arrival: dt.date
    departure: dt.date
    persons: int | None
    minors: int
    price: int | None
    platform: str
    reference: str


@dataclass(frozen=True, slots=True)
class LineFault:
    """What a line of the file has wrong, in French."""

    line: int
    message: str


@dataclass(slots=True)
class ReadFile:
    """What a file holds; it is taken whole or not at all."""

    stays: list[ReadStay] = field(default_factory=list)
    faults: list[LineFault] = field(default_factory=list)


def text_rows(data: bytes) -> list[list[str]]:
    """The rows of a CSV, whatever its encoding and separator."""
    text = _text(data).replace("\0", "")
    try:
        return list(csv.reader(io.StringIO(text, newline=""), delimiter=_delimiter(text)))
    except csv.Error as error:
        raise StayFileError("Ce fichier n’est pas un tableau lisible.") from error


def read_stays(table: Iterable[Sequence[object]]) -> ReadFile:
    """Read a table of stays. Raises :class:`StayFileError`; what is wrong with a line is a fault of that line."""
    rows = [[_cell_text(cell) for cell in row[:MOST_COLUMNS]] for row in islice(table, MOST_LINES)]
    place, columns = _columns(rows)
    found = ReadFile()
    for number, row in enumerate(rows[place + 1 :], start=place + 2):
        if not any(cell.strip() for cell in row):
            continue
        if len(found.stays) + len(found.faults) >= MOST_ROWS:
            raise StayFileError(f"Ce fichier a plus de {MOST_ROWS} séjours : coupez-le par année.")
        try:
            found.stays.append(_stay(number, row, columns))
        except StayFileError as error:
            found.faults.append(LineFault(number, str(error)))
    return found


def _cell_text(cell: object) -> str:
    """A cell of a workbook as it would be typed: its dates in ISO, its whole numbers without decimals."""
    if isinstance(cell, float) and cell.is_integer() and abs(cell) < 1e15:
        return str(int(cell))
    if isinstance(cell, dt.date):
        return cell.isoformat()
    return "" if cell is None else str(cell)


def _text(data: bytes) -> str:
    if data[:2] in (b"\xff\xfe", b"\xfe\xff"):
        return data.decode("utf-16", "replace")
    for encoding in ("utf-8-sig", "cp1252"):
        try:
            return data.decode(encoding)
        except UnicodeDecodeError:
            continue
    return data.decode("latin-1")


def _delimiter(text: str) -> str:
    head = text.split("\n", 1)[0]
    return max(";\t,", key=head.count)


def _columns(rows: Sequence[Sequence[str]]) -> tuple[int, dict[str, int]]:
    """Where the titles stand, and the column of each field."""
    for place, row in enumerate(rows[:10]):
        titles = [fold(cell) for cell in row]
        columns = {
            name: next(index for index, title in enumerate(titles) if title in known)
            for name, known in TITLES.items()
            if any(title in known for title in titles)
        }
        if "arrival" in columns and "departure" in columns:
            return place, columns
    raise StayFileError(
        "Les colonnes « arrivée » et « départ » sont introuvables : la première ligne doit nommer les colonnes."
    )


def _stay(number: int, row: Sequence[str], columns: dict[str, int]) -> ReadStay:
    def cell(name: str) -> str:
        place = columns.get(name)
        return row[place].strip() if place is not None and place < len(row) else ""

    arrival, departure = _day(cell("arrival"), "arrivée"), _day(cell("departure"), "départ")
    if departure <= arrival:
        raise StayFileError("le départ doit venir après l’arrivée.")
    if (departure - arrival).days > LONGEST:
        raise StayFileError(f"un séjour de plus de {LONGEST} nuits : vérifiez les dates.")
    persons = _count(cell("persons"), "personnes")
    minors = _count(cell("minors"), "mineurs") or 0
    if persons is not None and minors > persons:
        raise StayFileError("plus de mineurs que de personnes.")
    return ReadStay(
        number, arrival, departure, persons, minors, _price(cell("price")),
        _neutral(cell("platform"))[:40], _neutral(cell("reference"))[:100],
    )  # fmt: skip


def _day(text: str, name: str) -> dt.date:
    shapes: tuple[tuple[str, Callable[..., dt.date]], ...] = (
        (r"(\d{4})-(\d{1,2})-(\d{1,2})(?:[T ].*)?", lambda y, m, d: dt.date(y, m, d)),
        (r"(\d{1,2})[/.-](\d{1,2})[/.-](\d{4})", lambda d, m, y: dt.date(y, m, d)),
        (r"(\d{1,2})[/.-](\d{1,2})[/.-](\d{2})", lambda d, m, y: dt.date(2000 + y, m, d)),
    )
    for shape, build in shapes:
        found = re.fullmatch(shape, text)
        if found:
            try:
                return build(*(int(part) for part in found.groups()))
            except ValueError:
                break
    raise StayFileError(f"la date d’{name} « {_neutral(text)[:30]} » n’existe pas." if name == "arrivée"
                        else f"la date de {name} « {_neutral(text)[:30]} » n’existe pas.")  # fmt: skip


def _count(text: str, name: str) -> int | None:
    if not text:
        return None
    if text.startswith(_FORMULA) or not re.fullmatch(r"-?\d{1,9}", text):
        raise StayFileError(f"« {_neutral(text)[:30]} » n’est pas un nombre de {name}.")
    value = int(text)
    if not 0 <= value <= MOST_PERSONS or (name == "personnes" and value == 0):
        raise StayFileError(f"{value} {name} : vérifiez ce nombre.")
    return value


def _price(text: str) -> int | None:
    """Cents of ``1 234,50 €``."""
    bare = re.sub(r"[\s€]|EUR", "", text)
    if not bare:
        return None
    try:
        value = Decimal(bare.replace(",", "."))
    except InvalidOperation:
        raise StayFileError(f"le prix « {_neutral(text)[:30]} » n’est pas un nombre.") from None
    if not value.is_finite() or not 0 <= value <= 1_000_000 or bare.startswith(("=", "+")):
        raise StayFileError(f"le prix « {_neutral(text)[:30]} » n’est pas possible.")
    return int((value * 100).to_integral_value(rounding="ROUND_HALF_UP"))


def _neutral(text: str) -> str:
    """A cell that a spreadsheet would not take for a formula when it is exported again."""
    return text.lstrip("=+@-\t\r ").strip()
