"""Read a whole payload through a connector, as an import does."""

from __future__ import annotations

import io
import zipfile
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import orjson

from buron.offer.body import Body
from buron.offer.body_check import body_problems
from buron.offer.sources.base import (
    Connector,
    Deletion,
    FeedInfo,
    Item,
    Known,
    ReferenceData,
    Refusal,
    Refused,
    SourceSelection,
    Unchanged,
)
from buron.offer.sources.readers import BytesReader, PayloadReader, bytes_reader, open_reader

SAMPLES = Path(__file__).resolve().parents[4] / "shared" / "samples"
"""Real payloads, for tests that load them outside a fixture; they skip where the folder is absent."""


@dataclass
class Outcome:
    """What came out of a payload, sorted by nature."""

    bodies: dict[str, Body] = field(default_factory=dict)
    digests: dict[bytes, str] = field(default_factory=dict)
    refusals: list[Refusal] = field(default_factory=list)
    deletions: list[Deletion] = field(default_factory=list)
    selections: list[SourceSelection] = field(default_factory=list)
    references: list[str] = field(default_factory=list)
    unchanged: list[str] = field(default_factory=list)
    linked: list[str] = field(default_factory=list)
    remarks: list[str] = field(default_factory=list)
    info: FeedInfo | None = None


def read_all(
    connector: Connector,
    source: PayloadReader | Path,
    settings: dict[str, Any] | None = None,
    known: Known | None = None,
) -> Outcome:
    """Read and normalise everything; each body is checked against its shape and against JSON."""
    reader = open_reader(source) if isinstance(source, Path) else source
    ready = connector.prepare(reader, settings or {})
    context = connector.context(ready)
    outcome = Outcome()
    for event in connector.read(reader, settings=ready, known=known):
        assert outcome.info is None, "FeedInfo is the last event"
        match event:
            case ReferenceData():
                context.absorb(event)
                outcome.references.append(event.kind)
            case Item():
                _take(connector, context, event, outcome)
            case Unchanged():
                outcome.unchanged.append(event.source_id)
            case Refusal():
                outcome.refusals.append(event)
            case Deletion():
                outcome.deletions.append(event)
            case SourceSelection():
                outcome.selections.append(event)
            case FeedInfo():
                outcome.info = event
    return outcome


def _take(connector: Connector, context: Any, item: Item, outcome: Outcome) -> None:
    assert orjson.loads(item.payload) == item.parsed
    outcome.digests[item.digest] = item.source_id
    try:
        body = connector.normalise(item.parsed, context=context)
    except Refused as refused:
        outcome.refusals.append(Refusal(item.source_id, str(refused)))
        return
    assert body_problems(body) == []
    assert orjson.loads(orjson.dumps(body)) == body
    outcome.bodies[item.source_id] = body
    outcome.remarks += context.take_remarks()
    if item.linked:
        outcome.linked.append(item.source_id)


def json_reader(document: Any, name: str = "donnees.json") -> BytesReader:
    """A payload of one JSON document."""
    return BytesReader(orjson.dumps(document), name)


def zip_reader(files: dict[str, Any]) -> PayloadReader:
    """An archive; values that are not bytes are written as JSON."""
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files.items():
            archive.writestr(name, content if isinstance(content, bytes) else orjson.dumps(content))
    return bytes_reader(stream.getvalue(), "archive.zip")
