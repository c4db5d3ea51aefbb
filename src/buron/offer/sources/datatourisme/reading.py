"""Read a DATAtourisme payload: the flux (folder or zip with its index), loose objects, or pages of the API."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any

import orjson

from buron.offer.sources import values
from buron.offer.sources.base import Event, FeedInfo, Item, Known, Refusal, Unchanged, digest_of
from buron.offer.sources.datatourisme.nodes import identifier
from buron.offer.sources.jsonstream import JsonStream, parse
from buron.offer.sources.readers import PayloadError, PayloadReader

ENVELOPES = (("objects",), ("@graph",), ("results",))
_FILE_ID = re.compile(r"(?:^|/)(\w+)-([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})\.json$")
_NOT_RECORDS = ("index.json", "context.jsonld", "context.json")


class Reading:
    """One reading; keeps the counts that its last event reports."""

    def __init__(self, reader: PayloadReader, settings: Mapping[str, Any], known: Known | None) -> None:
        self._reader = reader
        self._settings = settings
        self._known: Known = known or {}
        self._found = 0
        self._announced: int | None = None
        self._index = next((n for n in reader.names() if n.rsplit("/", 1)[-1] == "index.json"), "")

    def events(self) -> Iterator[Event]:
        """The records, then what the payload said of itself."""
        names = self._reader.names()
        records = [n for n in names if _is_json(n) and n.rsplit("/", 1)[-1] not in _NOT_RECORDS]
        if self._index:
            yield from self._flux(set(names))
        elif len(records) == 1:
            yield from self._document(records[0])
        elif records:
            for name in records:
                yield from self._file(name)
        elif len(names) == 1:
            yield from self._document(names[0])
        else:
            raise PayloadError(f"{self._reader.label} ne contient aucun objet DATAtourisme.")
        yield self._info()

    def _flux(self, names: set[str]) -> Iterator[Event]:
        """The files that the index lists, and nothing else: it is the list of what exists."""
        root = self._index.rpartition("/")[0]
        prefix = f"{root}/objects/" if root else "objects/"
        stream = JsonStream(self._reader.open(self._index), where=f"L’index « {self._index} »")
        self._announced = 0
        for raw in stream:
            self._announced += 1
            entry = values.as_dict(raw.parsed)
            name = f"{prefix}{values.text(entry.get('file'))}"
            if name in names:
                yield from self._file(name)
            else:
                label = values.line(entry.get("label")) or "sans nom"
                yield Refusal(_id_of(name), f"« {label} » est dans l’index mais son fichier manque", name)

    def _file(self, name: str) -> Iterator[Event]:
        """A file that holds one record (or, for loose objects, several)."""
        try:
            payload = self._reader.read(name).removeprefix(b"\xef\xbb\xbf").strip()
        except PayloadError as error:
            yield Refusal(_id_of(name), str(error), name)
            return
        digest = digest_of(payload)
        if digest in self._known:
            self._found += 1
            yield Unchanged(self._known[digest], digest)
            return
        try:
            payload, parsed = parse(payload)
        except orjson.JSONDecodeError as error:
            yield Refusal(_id_of(name), f"JSON mal formé ({error})", name)
            return
        if parsed.__class__ is list or (parsed.__class__ is dict and "objects" in parsed):
            yield from self._document(name)
        else:
            yield self._item(payload, digest, parsed, name)

    def _item(self, payload: bytes, digest: bytes, parsed: Any, where: str) -> Event:
        source_id = identifier(parsed) if parsed.__class__ is dict else ""
        if not source_id:
            return Refusal("", "l’objet n’a pas d’identifiant (@id)", where)
        self._found += 1
        return Item(source_id, payload, digest, parsed)

    def _document(self, name: str) -> Iterator[Event]:
        stream = JsonStream(
            self._reader.open(name),
            where=f"Le fichier « {name} »",
            paths=ENVELOPES,
            known=self._known,
            object_bytes=self._reader.limits.object_bytes,
        )
        for raw in stream:
            where = f"{name}, n° {stream.count}"
            if raw.source_id is not None:
                self._found += 1
                yield Unchanged(raw.source_id, raw.digest)
            elif raw.error:
                yield Refusal("", raw.error, where)
            else:
                yield self._item(raw.payload, raw.digest, raw.parsed, where)
        meta = values.as_dict(stream.envelope.get("meta"))
        total = values.integer(meta.get("total"))
        if total is not None:
            self._announced = max(total, self._announced or 0)

    def _info(self) -> FeedInfo:
        if self._announced is not None:
            return FeedInfo(self._found >= self._announced, self._announced, self._found)
        complete = self._settings.get("complete")
        return FeedInfo(complete if complete.__class__ is bool else None, None, self._found)


def _id_of(name: str) -> str:
    """The id that the name of a file of the flux tells (``0/00/15-<uuid>.json``), empty for other names."""
    match = _FILE_ID.search(name)
    return f"{match.group(1)}/{match.group(2)}" if match else ""


def _is_json(name: str) -> bool:
    return name.lower().endswith((".json", ".jsonld", ".gz"))


def sniff(reader: PayloadReader) -> int:
    """How much a payload looks like DATAtourisme."""
    names = reader.names()
    bases = {name.rsplit("/", 1)[-1] for name in names[:2000]}
    if "index.json" in bases and any("objects/" in name for name in names):
        return 100
    for name in [n for n in names if _is_json(n)][:3]:
        with reader.open(name) as stream:
            head = stream.read(16 * 1024)
        if b"data.datatourisme" in head:
            return 95
        if b'"PointOfInterest"' in head or (b'"isLocatedAt"' in head and b'"hasDescription"' in head):
            return 85
    return 0
