"""Connector to Tourinsoft syndications: v2 (OData, ``d.results``) and v3 (``value``), flat or typed.

Everything but a few fixed fields is named by each client: the settings hold a ``mapping`` (see
:mod:`buron.offer.sources.mapping`), proposed from a sample and settled on a screen.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Any

from buron.offer.body import Body
from buron.offer.sources import values, vocabulary
from buron.offer.sources.base import (
    Connector,
    Context,
    Event,
    FeedInfo,
    Item,
    Known,
    Refusal,
    Refused,
    Unchanged,
)
from buron.offer.sources.jsonstream import JsonStream, Raw, id_in
from buron.offer.sources.mapping import (
    FieldProposal,
    build,
    discover_fields,
    mapping_by_names,
    propose_mapping,
)
from buron.offer.sources.readers import PayloadError, PayloadReader

ENVELOPES = (("d", "results"), ("value",), ("d",))
BORDEREAUX: dict[str, str] = {
    "HOT": "hotel",
    "HPA": "camping",
    "HLO": "rental",
    "CDH": "rental",
    "CHE": "rental",
    "VIL": "group_lodging",
    "HCO": "group_lodging",
    "RES": "restaurant",
    "DEG": "tasting",
    "FMA": "event",
    "LOI": "facility",
    "ASC": "activity",
    "PCU": "heritage",
    "PNA": "nature",
    "ITI": "trail",
    "ORG": "structure",
    "COM": "shop",
}
"""First letters of an object id (its *bordereau*) to our kind."""

FIXED: dict[str, str] = {
    "name.fr": "SyndicObjectName",
    "updated": "Updated",
    "position.lat": "GmapLatitude",
    "position.lon": "GmapLongitude",
}
"""Fields that every syndication has: never proposed, but a stored mapping may point elsewhere."""

_TECHNICAL = frozenset(
    (
        *(
            "__metadata",
            "Structure",
            "Searchs",
            "Object",
            "SyndicObjectID",
            "SyndicObjectName",
            "SyndicObjectOrder",
        ),
        *("SyndicStructureId", "Published", "Updated", "GmapLatitude", "GmapLongitude", "ObjectTypeFix"),
        "ObjectTypeName",
    )
)
SAMPLE = 200


class Tourinsoft(Connector):
    """A syndication of Tourinsoft, as JSON (``$format=json`` in v2, ``?format=json`` in v3)."""

    key = "tourinsoft"
    label = "Tourinsoft"
    description = (
        "Flux de syndication v2 (OData) ou v3, au format JSON ; les champs se choisissent à l’écran."
    )
    accepts = "Fichier .json d’une syndication, ou dossier de pages"
    needs_mapping = True
    fixed = frozenset(FIXED)

    def detect(self, reader: PayloadReader) -> int:
        for name in _pages(reader)[:3]:
            with reader.open(name) as stream:
                head = stream.read(32 * 1024)
            if b'"SyndicObjectID"' in head:
                return 98
        return 0

    def read(
        self, reader: PayloadReader, *, settings: Mapping[str, Any], known: Known | None = None
    ) -> Iterator[Event]:
        pages = _pages(reader)
        if not pages:
            raise PayloadError(f"{reader.label} ne contient aucun fichier JSON de Tourinsoft.")
        found, announced = 0, None
        for name in pages:
            stream = _stream(reader, name, known)
            for raw in stream:
                event = _event(raw, f"{name}, n° {stream.count}")
                found += not isinstance(event, Refusal)
                yield event
            total = values.integer(values.as_dict(stream.envelope.get("d")).get("__count"))
            announced = total if announced is None else max(announced, total or 0)
        complete = found >= announced if announced is not None else None
        yield FeedInfo(complete, announced, found)

    def normalise(self, parsed: Any, *, context: Context) -> Body:
        row = flattened(parsed)
        source_id = values.line(row.get("SyndicObjectID"), 120)
        if not source_id:
            raise Refused("L’offre n’a pas d’identifiant (SyndicObjectID).")
        category = values.line(row.get("ObjectTypeName"), 120)
        kind = BORDEREAUX.get(source_id[:3].upper(), "") or vocabulary.guess_kind(category)
        chosen = values.as_dict(context.settings.get("mapping")) or mapping_by_names(row, context)
        body = build(row, context, {**FIXED, **chosen}, kind=kind)
        if category and "subkind" not in body:
            body["subkind"] = category
        return body

    def prepare(self, reader: PayloadReader, settings: Mapping[str, Any]) -> dict[str, Any]:
        ready = dict(settings)
        if not ready.get("mapping"):
            ready["mapping"] = self.propose_mapping(reader)
        return ready

    def discover(
        self, reader: PayloadReader, settings: Mapping[str, Any] | None = None
    ) -> list[FieldProposal]:
        """What each field of the first two hundred offers seems to be (fixed fields are left out).

        Nothing is proposed for what the fixed fields already say: a "title" beside the name may be another thing.
        """
        found = discover_fields(self._sample(reader), _TECHNICAL)
        return [replace(one, target="", confidence=0) if one.target in FIXED else one for one in found]

    def propose_mapping(self, reader: PayloadReader) -> dict[str, str | list[str]]:
        """A first mapping, to be settled by a person."""
        return propose_mapping(self.discover(reader))

    def _sample(self, reader: PayloadReader) -> Iterator[dict[str, Any]]:
        rows = (
            flattened(raw.parsed)
            for name in _pages(reader)
            for raw in _stream(reader, name, None)
            if raw.parsed.__class__ is dict
        )
        return itertools.islice(rows, SAMPLE)


def flattened(parsed: Any) -> dict[str, Any]:
    """The fields of an offer, those that some flows nest under ``Object`` included."""
    if parsed.__class__ is not dict:
        return {}
    nested = parsed.get("Object")
    return {**nested, **parsed} if nested.__class__ is dict else parsed


def _pages(reader: PayloadReader) -> list[str]:
    names = reader.names()
    return [name for name in names if name.lower().endswith((".json", ".gz"))] or names[:1]


def _stream(reader: PayloadReader, name: str, known: Known | None) -> JsonStream:
    return JsonStream(
        reader.open(name),
        where=f"Le fichier « {name} »",
        paths=ENVELOPES,
        known=known,
        object_bytes=reader.limits.object_bytes,
    )


def _event(raw: Raw, where: str) -> Event:
    if raw.source_id is not None:
        return Unchanged(raw.source_id, raw.digest)
    if raw.error:
        return Refusal(id_in(raw.payload, b"SyndicObjectID"), raw.error, where)
    source_id = values.line(flattened(raw.parsed).get("SyndicObjectID"), 120)
    if not source_id:
        return Refusal("", "l’offre n’a pas d’identifiant (SyndicObjectID)", where)
    return Item(source_id, raw.payload, raw.digest, raw.parsed)
