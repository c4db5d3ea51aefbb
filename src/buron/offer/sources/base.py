"""What every connector gives and takes: events of a reading, errors, context, and the connector itself.

A connector turns a payload (a file, a folder, an archive, bytes that were fetched) into events, in the order
in which they must be applied: reference data first, then records, then selections and deletions, and last a
:class:`FeedInfo` that says whether the payload holds all that it announced. Nothing here touches a database,
a clock or the network.
"""

from __future__ import annotations

import hashlib
from abc import ABC, abstractmethod
from collections.abc import Iterator, Mapping
from typing import Any, ClassVar, NamedTuple

import orjson

from buron.offer.body import Body
from buron.offer.sources.readers import PayloadError, PayloadReader

__all__ = [
    "Connector",
    "Context",
    "Deletion",
    "Event",
    "FeedInfo",
    "Item",
    "Known",
    "PayloadError",
    "ReferenceData",
    "Refusal",
    "Refused",
    "SourceSelection",
    "Unchanged",
    "digest_of",
]

LONGEST_ID = 120

Known = Mapping[bytes, str]
"""Digest of each payload already stored for a source, to its source id: what is in it costs a hash only."""


class Refused(Exception):
    """One record cannot become a body; the message says why, in French, for the person who reads it."""


UNPARSED: Any = object()


class Item:
    """One record as received. ``payload`` is its raw JSON in UTF-8, ``digest`` what unchanged records are
    recognised by; ``linked`` records came with the feed only because others point to them. A record that was cut
    out without being parsed is parsed when ``parsed`` is first asked for.
    """

    __slots__ = ("_parsed", "digest", "linked", "payload", "source_id")

    def __init__(
        self, source_id: str, payload: bytes, digest: bytes, parsed: Any = UNPARSED, linked: bool = False
    ) -> None:
        self.source_id = source_id
        self.payload = payload
        self.digest = digest
        self.linked = linked
        self._parsed = parsed

    @property
    def parsed(self) -> Any:
        if self._parsed is UNPARSED:
            self._parsed = orjson.loads(self.payload)
        return self._parsed


class Unchanged(NamedTuple):
    """A record whose payload is exactly one that is already stored; it was not even parsed."""

    source_id: str
    digest: bytes


class Refusal(NamedTuple):
    """A record that cannot be read. ``source_id`` may be empty; ``where`` names its file and rank."""

    source_id: str
    reason: str
    where: str = ""


class Deletion(NamedTuple):
    """The source says that a record is gone or no longer published."""

    source_id: str
    reason: str


class ReferenceData(NamedTuple):
    """Rows that records point to by id (communes, thesaurus): text keys, plain JSON rows."""

    kind: str
    rows: dict[str, Any]


class SourceSelection(NamedTuple):
    """A selection made in the source: its members are source ids."""

    source_id: str
    name: str
    members: list[str]


class FeedInfo(NamedTuple):
    """Last event of a reading.

    ``complete`` is True when the payload claims to hold everything (an absence then means something), False
    when it is a part (differential export, one page of several, truncated), None when nothing says so.
    ``announced`` is the number of records that the payload itself says it should hold.
    """

    complete: bool | None
    announced: int | None
    found: int


Event = Item | Unchanged | Refusal | Deletion | ReferenceData | SourceSelection | FeedInfo


class Context:
    """What a connector needs beside the record: the settings of the source and its reference data.

    ``references`` is plain JSON, so that it can be stored and given back at the next run. ``remarks`` gathers
    what was survived while normalising (minimum above maximum, date turned round): the caller takes them with
    :meth:`take_remarks` after each record. Bodies share their terms with the context: read them, store them,
    do not change them in place.
    """

    __slots__ = ("cache", "references", "remarks", "settings")

    def __init__(
        self,
        settings: Mapping[str, Any] | None = None,
        references: Mapping[str, Mapping[str, Any]] | None = None,
    ) -> None:
        self.settings: dict[str, Any] = dict(settings or {})
        self.references: dict[str, dict[str, Any]] = {
            kind: dict(rows) for kind, rows in (references or {}).items()
        }
        self.remarks: list[str] = []
        self.cache: dict[Any, Any] = {}

    def absorb(self, reference: ReferenceData) -> None:
        """Add reference rows read from a payload; later rows replace earlier ones of the same id."""
        self.references.setdefault(reference.kind, {}).update(reference.rows)
        self.cache.clear()

    def remark(self, text: str) -> None:
        """Note something that was survived, in French."""
        self.remarks.append(text)

    def take_remarks(self) -> list[str]:
        """The remarks since the last call."""
        remarks = self.remarks
        if remarks:
            self.remarks = []
        return remarks


class Connector(ABC):
    """One kind of source. The class attributes are what a screen needs to present it."""

    key: ClassVar[str]
    label: ClassVar[str]
    description: ClassVar[str]
    accepts: ClassVar[str]
    """What can be dropped or pointed at, in French."""
    needs_mapping: ClassVar[bool] = False
    """Whether field names differ from one provider to the next, so that a mapping screen is needed."""

    fixed: ClassVar[frozenset[str]] = frozenset()
    """What its records say in fields of the same name everywhere, so that nobody has to choose them."""

    @abstractmethod
    def detect(self, reader: PayloadReader) -> int:
        """How sure it is, from 0 to 100, that this payload is for this connector; looks at its start only."""

    @abstractmethod
    def read(
        self, reader: PayloadReader, *, settings: Mapping[str, Any], known: Known | None = None
    ) -> Iterator[Event]:
        """Stream the events of a payload.

        Raises :class:`PayloadError` (French message) when the payload as a whole cannot be read to its end;
        what was yielded before is valid, but nothing may be concluded from absences.
        """

    @abstractmethod
    def normalise(self, parsed: Any, *, context: Context) -> Body:
        """Translate one record. Pure and tolerant: raises :class:`Refused` and nothing else."""

    def prepare(self, reader: PayloadReader, settings: Mapping[str, Any]) -> dict[str, Any]:
        """Complete settings from a payload: sources that need a mapping propose one where none is stored.

        What it gives is to be used for both :meth:`read` and :meth:`context`, and may be stored.
        """
        return dict(settings)

    def context(
        self,
        settings: Mapping[str, Any] | None = None,
        references: Mapping[str, Mapping[str, Any]] | None = None,
    ) -> Context:
        """A context for :meth:`normalise`, from stored settings and reference data."""
        return Context(settings, references)


def digest_of(payload: bytes) -> bytes:
    """16 bytes that stand for a payload (BLAKE2b)."""
    return hashlib.blake2b(payload, digest_size=16).digest()


def short_id(source_id: str) -> str:
    """A source id that fits its column: beyond 120 characters, its start and a digest of the whole."""
    if len(source_id) <= LONGEST_ID:
        return source_id
    return f"{source_id[:80]}~{hashlib.blake2b(source_id.encode(), digest_size=12).hexdigest()}"
