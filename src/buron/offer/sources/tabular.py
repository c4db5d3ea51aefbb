"""Connector to spreadsheets (CSV, XLSX, ODS) and to lists of flat JSON records, by a mapping of their columns."""

from __future__ import annotations

import csv
import datetime as dt
import io
import itertools
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

import orjson

from buron.offer.body import Body
from buron.offer.sources import values
from buron.offer.sources.base import (
    Connector,
    Context,
    Event,
    FeedInfo,
    Item,
    Known,
    Refusal,
    Unchanged,
    digest_of,
    short_id,
)
from buron.offer.sources.jsonstream import JsonStream
from buron.offer.sources.mapping import (
    FieldProposal,
    build,
    discover_fields,
    mapping_by_names,
    propose_mapping,
)
from buron.offer.sources.readers import PayloadError, PayloadReader, decode_text
from buron.offer.sources.spreadsheets import SUFFIXES, workbook_rows

SAMPLE = 200
MOST_COLUMNS = 500
_TEXTS = (".csv", ".tsv", ".txt")
_JSON = (".json", ".geojson")
_ENVELOPES = (
    ("features",),
    ("results",),
    ("records",),
    ("data",),
    ("responseData",),
    ("elements",),
    ("items",),
)
_GEO_TYPES = ("Feature", "node", "way", "relation")
_DELIMITERS = ";\t,|"


class Tabular(Connector):
    """A table whose first row names the columns."""

    key = "csv"
    label = "Tableur"
    description = "Fichier CSV, Excel ou LibreOffice, dont les colonnes se choisissent à l’écran."
    accepts = "Fichier .csv, .xlsx ou .ods ; liste .json ou .geojson à plat"
    needs_mapping = True

    def detect(self, reader: PayloadReader) -> int:
        names = [name.lower() for name in reader.names()[:50]]
        if any(name.endswith((*SUFFIXES, ".csv", ".tsv")) for name in names):
            return 90
        if any(name.endswith(_JSON) for name in names):
            return 10
        with reader.open(reader.names()[0]) if len(names) == 1 else io.BytesIO() as stream:
            head = decode_text(stream.read(16 * 1024))
        lines = [line for line in head.splitlines()[:20] if line.strip()]
        counts = {line.count(_delimiter(head)) for line in lines}
        return 40 if len(lines) > 1 and len(counts) == 1 and counts != {0} else 0

    def read(
        self, reader: PayloadReader, *, settings: Mapping[str, Any], known: Known | None = None
    ) -> Iterator[Event]:
        mapping = values.as_dict(self.prepare(reader, settings)["mapping"])
        stored: Known = known or {}
        found, seen = 0, dict[str, int]()
        for number, row in _rows(reader, settings):
            payload = orjson.dumps(row, default=str)
            digest = digest_of(payload)
            source_id = stored.get(digest) or row_id(row, mapping)
            where = f"ligne {number}"
            if not source_id:
                yield Refusal("", "ni identifiant ni nom : la ligne est passée", where)
            elif source_id.startswith("@") and not _cell(row, mapping, "id"):
                yield Refusal(source_id, "la ligne n’a pas de nom", where)
            elif source_id in seen:
                yield Refusal(source_id, f"même identifiant que la ligne {seen[source_id]}", where)
            else:
                found += 1
                seen[source_id] = number
                yield (
                    Unchanged(source_id, digest)
                    if digest in stored
                    else Item(source_id, payload, digest, row)
                )
        complete = settings.get("complete")
        yield FeedInfo(complete if complete.__class__ is bool else None, None, found)

    def normalise(self, parsed: Any, *, context: Context) -> Body:
        row = values.as_dict(parsed)
        mapping = values.as_dict(context.settings.get("mapping")) or mapping_by_names(row, context)
        return build(row, context, mapping)

    def prepare(self, reader: PayloadReader, settings: Mapping[str, Any]) -> dict[str, Any]:
        ready = dict(settings)
        if not ready.get("mapping"):
            ready["mapping"] = self.propose_mapping(reader, settings)
        return ready

    def discover(
        self, reader: PayloadReader, settings: Mapping[str, Any] | None = None
    ) -> list[FieldProposal]:
        """What each column of the first two hundred rows seems to be."""
        rows = (row for _, row in _rows(reader, settings or {}))
        found = discover_fields(itertools.islice(rows, SAMPLE))
        if not found:
            raise PayloadError("Le tableau n’a aucune ligne sous ses en-têtes : il n’y a rien à reprendre.")
        return found

    def propose_mapping(
        self, reader: PayloadReader, settings: Mapping[str, Any] | None = None
    ) -> dict[str, str | list[str]]:
        """A first mapping, to be settled by a person."""
        return propose_mapping(self.discover(reader, settings))


def row_id(row: Mapping[str, Any], mapping: Mapping[str, Any]) -> str:
    """The identifier of a row: its own column, else a key made of the name and of the commune."""
    own = values.line(_cell(row, mapping, "id"), 400)
    if own:
        return short_id(own)
    # Apostrophes are dropped here, and cut words elsewhere: the identifiers of rows must never move.
    name = values.slug(values.line(_cell(row, mapping, "name.fr"), 300).replace("’", ""))
    place = values.insee(_cell(row, mapping, "address.insee")) or values.slug(
        values.line(_cell(row, mapping, "address.city"))
    )
    return short_id(f"{name}@{place}" if place else name)


def _cell(row: Mapping[str, Any], mapping: Mapping[str, Any], target: str) -> Any:
    fields = values.as_list(mapping.get(target))
    return next((row[field] for field in fields if field.__class__ is str and field in row), None)


def table_rows(reader: PayloadReader) -> Iterator[tuple[int, dict[str, Any]]]:
    """Row number and row by column name of any table (CSV of any encoding, XLSX, ODS); :class:`PayloadError`."""
    return _rows(reader, {})


def _rows(reader: PayloadReader, settings: Mapping[str, Any]) -> Iterator[tuple[int, dict[str, Any]]]:
    """Row number in the file, and row by column name; empty rows are passed over."""
    names = reader.names()
    chosen = [name for name in names if name.lower().endswith((*SUFFIXES, *_TEXTS, *_JSON))] or names
    if not chosen:
        raise PayloadError(f"{reader.label} ne contient aucun tableau.")
    name = chosen[0]
    if name.lower().endswith(SUFFIXES):
        return _table(workbook_rows(reader.read(name), name, reader.limits, settings.get("sheet")))
    if name.lower().endswith(_JSON):
        return _json_rows(reader, name)
    return _table(_csv_rows(reader, name))


def _table(rows: Iterable[list[Any]]) -> Iterator[tuple[int, dict[str, Any]]]:
    header: list[str] = []
    for number, cells in enumerate(rows, start=1):
        present = [cell for cell in cells if cell not in (None, "")]
        if not header:
            if len(present) > 1 or (present and len(cells) == 1):
                header = _header(cells)
        elif present:
            yield number, {name: _plain(cell) for name, cell in zip(header, cells, strict=False) if name}
    if not header:
        raise PayloadError("Le tableau est vide : aucune ligne d’en-têtes n’a été trouvée.")


def _header(cells: list[Any]) -> list[str]:
    names: list[str] = []
    for cell in cells[:MOST_COLUMNS]:
        name = values.line(cell)
        while name and name in names:
            name = f"{name} (bis)"
        names.append(name)
    return names


def _plain(cell: Any) -> Any:
    """A cell as plain JSON: dates and times in ISO, whole numbers without decimals."""
    if cell.__class__ is float:
        return int(cell) if cell.is_integer() and abs(cell) < 1e15 else cell
    if isinstance(cell, dt.datetime) and cell.time() == dt.time():
        return cell.date().isoformat()
    if isinstance(cell, (dt.date, dt.time)):
        return cell.isoformat()
    if isinstance(cell, dt.timedelta):
        minutes = int(cell.total_seconds() // 60)
        return f"{minutes // 60:02d}:{minutes % 60:02d}"
    return cell.strip() if cell.__class__ is str else cell


def _csv_rows(reader: PayloadReader, name: str) -> Iterator[list[Any]]:
    text = decode_text(reader.read(name)).replace("\0", "")
    try:
        yield from csv.reader(io.StringIO(text, newline=""), delimiter=_delimiter(text))
    except csv.Error as error:
        raise PayloadError(f"Le fichier « {name} » n’est pas un CSV lisible ({error}).") from error


def _delimiter(text: str) -> str:
    """The separator that the first lines have most, counted outside quotes."""
    lines = [line for line in text[:20_000].splitlines()[:10] if line.strip()]
    counts = {
        mark: min((_outside_quotes(line, mark) for line in lines[:3]), default=0) for mark in _DELIMITERS
    }
    totals = {mark: sum(_outside_quotes(line, mark) for line in lines) for mark in _DELIMITERS}
    return max(_DELIMITERS, key=lambda mark: (counts[mark] > 0, totals[mark]))


def _outside_quotes(line: str, mark: str) -> int:
    return sum(part.count(mark) for part in line.split('"')[::2])


def _json_rows(reader: PayloadReader, name: str) -> Iterator[tuple[int, dict[str, Any]]]:
    stream = JsonStream(reader.open(name), where=f"Le fichier « {name} »", paths=_ENVELOPES)
    for raw in stream:
        if raw.parsed.__class__ is dict:
            yield stream.count, _flat(raw.parsed)


def _flat(node: dict[str, Any], prefix: str = "", depth: int = 0) -> dict[str, Any]:
    """Nested objects as dotted columns, four levels deep; GeoJSON properties at the root, its point as columns."""
    row: dict[str, Any] = {}
    for key, value in node.items():
        if key == "type" and value in _GEO_TYPES:
            continue
        name = "" if key in ("properties", "fields", "tags") and not prefix else f"{prefix}{key}"
        if key == "geometry" and value.__class__ is dict:
            row.update(_point(value))
        elif value.__class__ is dict and depth < 4:
            row.update(_flat(value, f"{name}." if name else "", depth + 1))
        elif name:
            row[name] = value
    return row


def _point(geometry: dict[str, Any]) -> dict[str, Any]:
    """Longitude and latitude of a point, or of the first point of a line."""
    place = geometry.get("coordinates")
    while place.__class__ is list and place and place[0].__class__ is list:
        place = place[0]
    if place.__class__ is list and len(place) >= 2:
        return {"longitude": place[0], "latitude": place[1]}
    return {}
