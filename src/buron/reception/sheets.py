"""Tables that offices keep by hand (CSV, XLSX, ODS), read into lines of text.

Tolerant of what spreadsheets really write (separator, encoding, empty lines, a cover sheet, a title above the columns),
strict on size: a file that would fill the memory is refused with a sentence.
"""

from __future__ import annotations

import codecs
import csv
import datetime as dt
import io
import re
import zipfile
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from python_calamine import CalamineError, CalamineWorkbook

MOST_BYTES = 10 * 1024 * 1024
MOST_UNZIPPED = 150 * 1024 * 1024
MOST_LINES = 60_000
MOST_COLUMNS = 100
MOST_CHARACTERS = 500

_SEPARATORS = ";\t,|"
_BEFORE_TITLES = 20
"""Lines that may stand above the titles of columns: the name of the office, the year, a note."""
_NOT_TEXT = re.compile(r"[\x00-\x08\x0e-\x19\x1c-\x1f]")
_NOT_A_TABLE = "Ce fichier n’est ni un tableau CSV ni un classeur XLSX ou ODS."


class SheetError(ValueError):
    """The file cannot be read as a table; the message is French."""


@dataclass(frozen=True, slots=True)
class Sheet:
    """Column titles, and lines with their number in the file (titles are usually line 1).

    A workbook is read by its fullest sheet; ``others`` names the ones that hold something too and were not read.
    """

    titles: tuple[str, ...]
    lines: tuple[tuple[int, tuple[str, ...]], ...]
    others: tuple[str, ...] = ()

    def column(self, index: int) -> list[str]:
        """The cells of a column."""
        return [cells[index] for _number, cells in self.lines]


def read(payload: bytes, name: str) -> Sheet:
    """Read a file by its content, whatever its name says; :class:`SheetError` with a sentence to show."""
    if not payload:
        raise SheetError("Le fichier est vide.")
    if len(payload) > MOST_BYTES:
        raise SheetError("Le fichier dépasse 10 Mo : coupez-le, par exemple par année.")
    if payload[:4] not in (b"PK\x03\x04", b"\xd0\xcf\x11\xe0"):
        return _sheet(_text(payload), name)
    rows, others = _workbook(payload)
    return replace(_sheet(rows, name), others=others)


def _sheet(rows: Iterable[Sequence[str]], name: str) -> Sheet:
    numbered = [(number, tuple(cells)) for number, cells in enumerate(rows, 1) if any(cells)]
    if len(numbered) < 2:
        raise SheetError(f"« {name[:60]} » n’a pas au moins une ligne de titres et une ligne de données.")
    if len(numbered) > MOST_LINES:
        raise SheetError(f"Le fichier dépasse {MOST_LINES} lignes : coupez-le, par exemple par année.")
    head = _head([cells for _number, cells in numbered[: _BEFORE_TITLES * 2]])
    titles = _titles(numbered[head][1])
    width = len(titles)
    lines = [(number, (cells + ("",) * width)[:width]) for number, cells in numbered[head + 1 :]]
    return Sheet(titles, tuple(lines))


def _head(rows: Sequence[Sequence[str]]) -> int:
    """The rank of the titles: a line that fills a column or two above a wide table is a title of the table itself."""
    filled = [sum(map(bool, cells)) for cells in rows]
    least = max(2, max(filled) // 3)
    return next((rank for rank, count in enumerate(filled[:-1][:_BEFORE_TITLES]) if count >= least), 0)


def _titles(cells: Sequence[str]) -> tuple[str, ...]:
    while cells and not cells[-1]:
        cells = cells[:-1]
    if len(cells) > MOST_COLUMNS:
        raise SheetError(f"Le fichier a plus de {MOST_COLUMNS} colonnes.")
    return tuple(cell or f"Colonne {rank}" for rank, cell in enumerate(cells, 1))


def _text(payload: bytes) -> list[list[str]]:
    text = _decoded(payload)
    if _NOT_TEXT.search(text):
        raise SheetError(_NOT_A_TABLE)
    first = next((line for line in text.splitlines() if line.strip()), "")
    separator = max(_SEPARATORS, key=lambda mark: (first.count(mark), -_SEPARATORS.index(mark)))
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=separator)
    try:
        return [[_cell(cell) for cell in row] for row in reader]
    except csv.Error as error:
        raise SheetError(f"Le fichier CSV est abîmé vers la ligne {reader.line_num}.") from error


def _decoded(payload: bytes) -> str:
    """The text; "Texte Unicode" of Excel says that it is UTF-16 by its first two bytes."""
    marked = payload.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE))
    for encoding in ("utf-16",) if marked else ("utf-8-sig", "cp1252", "latin-1"):
        try:
            return payload.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise SheetError(_NOT_A_TABLE)


def _workbook(payload: bytes) -> tuple[list[list[str]], tuple[str, ...]]:
    _refuse_bomb(payload)
    try:
        book = CalamineWorkbook.from_filelike(io.BytesIO(payload))
        sheets = [book.get_sheet_by_name(name) for name in book.sheet_names]
        fullest = max(sheets, key=lambda sheet: sheet.height * sheet.width)
        rows = fullest.to_python(skip_empty_area=False)
    except (CalamineError, OSError, ValueError) as error:
        raise SheetError("Le classeur est abîmé ou protégé par un mot de passe.") from error
    others = tuple(sheet.name for sheet in sheets if sheet is not fullest and sheet.height > 1)
    return [[_cell(cell) for cell in row] for row in rows], others


def _refuse_bomb(payload: bytes) -> None:
    if payload[:2] != b"PK":
        return
    try:
        with zipfile.ZipFile(io.BytesIO(payload)) as archive:
            unzipped = sum(entry.file_size for entry in archive.infolist())
    except zipfile.BadZipFile as error:
        raise SheetError("Le classeur est abîmé.") from error
    if unzipped > MOST_UNZIPPED:
        raise SheetError("Le classeur est trop grand une fois ouvert : coupez-le, par exemple par année.")


def _cell(value: object) -> str:
    if value is None:
        return ""
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    if isinstance(value, dt.datetime):
        return value.date().isoformat() if value.time() == dt.time() else value.isoformat(" ", "minutes")
    text = value.isoformat() if isinstance(value, dt.date | dt.time) else str(value)
    return " ".join(text.split())[:MOST_CHARACTERS]
