"""Read an Apidae payload: an answer of the API, arrays or single records, an export archive or its folder."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

import msgspec

from buron.offer.sources.apidae.record import source_id_of
from buron.offer.sources.apidae.thesaurus import french, texts
from buron.offer.sources.base import (
    UNPARSED,
    Deletion,
    Event,
    FeedInfo,
    Item,
    Known,
    ReferenceData,
    Refusal,
    SourceSelection,
    Unchanged,
)
from buron.offer.sources.jsonstream import JsonStream, Raw, id_in
from buron.offer.sources.readers import PayloadError, PayloadReader
from buron.offer.sources.values import dicts, text

ENVELOPE = (("objetsTouristiques",),)
_GONE = {
    "HIDDEN": "masquée dans Apidae",
    "DELETED": "supprimée dans Apidae",
    "TRASH": "mise à la corbeille dans Apidae",
}
_PARTS = (
    ("elements", "elements_reference"),
    ("communes", "communes"),
    ("criteria", "criteres_internes"),
    ("territories", "territoires"),
    ("linked", "objets_lies_modifies"),
    ("deleted", "objets_supprimes"),
    ("selections", "selections"),
    ("objects", "objets_modifies"),
)


def layout(reader: PayloadReader) -> dict[str, list[str]]:
    """The JSON files of a payload by the part that they play; any other JSON file holds records."""
    parts: dict[str, list[str]] = {}
    names = reader.names()
    for name in names:
        low = name.lower()
        if not (low.endswith((".json", ".gz")) or len(names) == 1):
            continue
        part = next((part for part, word in _PARTS if word in low), "objects")
        parts.setdefault(part, []).append(name)
    return parts


class _Head(msgspec.Struct):
    """All that reading looks at in a record."""

    id: Any = None
    state: Any = None


class Reading:
    """One reading of a payload; keeps the counts that its last event reports."""

    def __init__(self, reader: PayloadReader, settings: Mapping[str, Any], known: Known | None) -> None:
        self._reader = reader
        self._settings = settings
        self._known = known
        self._parts = layout(reader)
        self._found = 0
        self._announced: int | None = None
        self._deletions = False
        self._sent: set[str] = set()
        """Identifiers of the archive's records, when it brings selections to compare them with."""
        self._selected: set[str] = set()

    def events(self) -> Iterator[Event]:
        """References, communes, objects, selections, deletions, then what the payload said of itself."""
        if not self._parts:
            raise PayloadError(f"{self._reader.label} ne contient aucun fichier JSON d’Apidae.")
        yield from self._references()
        for name in self._parts.get("objects", ()):
            yield from self._objects(name, linked=False)
        for name in self._parts.get("linked", ()):
            yield from self._objects(name, linked=True)
        for name in self._parts.get("selections", ()):
            yield from self._selections(name)
        for name in self._parts.get("deleted", ()):
            yield from self._deleted(name)
        yield self._info()

    def _references(self) -> Iterator[Event]:
        for kind, row_of in (("elements", texts), ("criteria", _criterion), ("communes", _commune)):
            for name in self._parts.get(kind, ()):
                rows: dict[str, Any] = {}
                for raw in self._stream(name, known=None):
                    identifier = source_id_of(raw.parsed)
                    row = row_of(raw.parsed) if identifier else None
                    if row:
                        rows[identifier] = row
                if rows:
                    yield ReferenceData(kind, rows)

    def _stream(self, name: str, known: Known | None, head: type[msgspec.Struct] | None = None) -> JsonStream:
        limits = self._reader.limits
        return JsonStream(
            self._reader.open(name),
            where=f"Le fichier « {name} »",
            paths=ENVELOPE,
            known=known,
            object_bytes=limits.object_bytes,
            head=head,
        )

    def _objects(self, name: str, *, linked: bool) -> Iterator[Event]:
        stream = self._stream(name, self._known, _Head)
        for raw in stream:
            if raw.source_id is not None:
                self._count(raw.source_id)
                yield Unchanged(raw.source_id, raw.digest)
            elif raw.parsed.__class__ is dict and _is_empty_answer(raw.parsed):
                self._announced = self._announced or 0
            else:
                yield self._object(raw, f"{name}, n° {stream.count}", linked)
        announced = stream.envelope.get("numFound")
        if announced.__class__ is int:
            self._announced = max(self._announced or 0, announced)

    def _count(self, source_id: str) -> None:
        self._found += 1
        if "selections" in self._parts:
            self._sent.add(source_id)

    def _object(self, raw: Raw, where: str, linked: bool) -> Event:
        seen = raw.parsed if raw.head is None else raw.head
        source_id = source_id_of(seen)
        if raw.error or not source_id:
            reason = raw.error or "la fiche n’a pas d’identifiant"
            return Refusal(id_in(raw.payload, b"id") if raw.error else "", reason, where)
        state = seen.get("state")
        if state.__class__ is str and state in _GONE:
            return Deletion(source_id, _GONE[state])
        if state == "NEW":
            return Refusal(source_id, "la fiche n’est pas encore publiée dans Apidae", where)
        self._count(source_id)
        parsed = raw.parsed if raw.head is None else UNPARSED
        return Item(source_id, raw.payload, raw.digest, parsed, linked)

    def _selections(self, name: str) -> Iterator[Event]:
        for raw in self._stream(name, known=None):
            source_id = source_id_of(raw.parsed)
            if source_id:
                members = [source_id_of(row) for row in dicts(raw.parsed.get("objetsTouristiques"))]
                label = french(raw.parsed.get("libelle")) or text(raw.parsed.get("nom")) or source_id
                kept = [member for member in members if member]
                self._selected.update(kept)
                yield SourceSelection(source_id, label, kept)

    def _deleted(self, name: str) -> Iterator[Event]:
        for raw in self._stream(name, known=None):
            source_id = source_id_of(raw.parsed) or _bare_id(raw.payload)
            if source_id:
                self._deletions = True
                yield Deletion(source_id, "supprimée dans Apidae")

    def _info(self) -> FeedInfo:
        complete = self._settings.get("complete")
        if self._announced is not None:
            complete = self._found >= self._announced
        elif complete is None and "deleted" in self._parts:
            complete = self._is_whole()
        return FeedInfo(complete if complete.__class__ is bool else None, self._announced, self._found)

    def _is_whole(self) -> bool:
        """Whether an export archive holds the whole of its project.

        Nothing in an archive says whether it is full or differential: both have the same files, and a differential one
        may tell no deletion. But the selections, which are what a project exports, are whole in each: an archive that
        holds every record of its selections is full, one that misses some is differential. Without selections, or
        with deletions told one by one, absences prove nothing.
        """
        return not self._deletions and bool(self._selected) and self._selected <= self._sent


def _is_empty_answer(parsed: dict[str, Any]) -> bool:
    """An API answer without record: its array is then absent."""
    return "numFound" in parsed and "id" not in parsed


def _bare_id(payload: bytes) -> str:
    identifier = payload.strip(b'"')
    return identifier.decode() if identifier.isdigit() else ""


def _criterion(row: dict[str, Any]) -> dict[str, str]:
    label = text(row.get("libelle"))
    return {"fr": label} if label else {}


def _commune(row: dict[str, Any]) -> list[str]:
    """INSEE code, name, postcode."""
    return [text(row.get("code")), text(row.get("nom")), text(row.get("codePostal"))]


def sniff(reader: PayloadReader) -> int:
    """How much a payload looks like Apidae."""
    parts = layout(reader)
    if "objects" in parts and any("objets_modifies" in name.lower() for name in parts["objects"]):
        return 100
    for name in parts.get("objects", ())[:3]:
        with reader.open(name) as stream:
            head = stream.read(16 * 1024)
        if b'"objetsTouristiques"' in head or (b'"numFound"' in head and b'"selectionIds"' in head):
            return 95
        if b'"libelleFr"' in head and b'"nom"' in head:
            return 85
    return 0
