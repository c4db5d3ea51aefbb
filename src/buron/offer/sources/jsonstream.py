"""Cut a JSON document into its records without holding it whole, and without parsing what is already known.

A feed of a nation is one array of hundreds of thousands of objects. Parsing it whole takes its size many
times over in memory; an incremental parser in Python is slow. Instead the boundary between two records is
guessed from the bytes that separated the first two (``},{"type":"``), and the guess is proved: either the
slice is a payload that is already stored (same digest), or it parses. A proper prefix of a JSON object is
never a JSON object, so a slice that parses is exactly one record. Where the guess fails, an exact scan of
the brackets takes over.

Most records are not even guessed one by one: everything up to the last likely boundary of the buffer is read
as one array whose elements are left unparsed, in C. An array that stopped inside a record would not be one.
"""

from __future__ import annotations

import codecs
import hashlib
import io
import re
from collections.abc import Collection, Iterator
from typing import Any, NamedTuple

import msgspec
import orjson

from buron.offer.sources.base import Known, digest_of
from buron.offer.sources.readers import MIB, ByteStream, PayloadError

CHUNK = 8 * MIB
AHEAD = MIB
"""Bytes kept ahead of the current record; a boundary is guessed within them."""
HEAD = 64 * 1024
"""The array of records must begin within these bytes of an envelope."""
MAX_DEPTH = 1000
"""Deeper nesting is refused (the parser itself stops at 1,024)."""
_TOKEN = re.compile(rb'"[^"\\]*+(?:\\.[^"\\]*+)*+"|[{}\[\]"]', re.DOTALL)
_KEY_OR_BRACKET = re.compile(rb'("[^"\\]*+(?:\\.[^"\\]*+)*+")\s*+(:)?|[{}\[\]"]', re.DOTALL)
_SPACES = re.compile(rb"[\s,]*")
_SCALAR = re.compile(rb'[^\s,\[\]{}"]+')
_BETWEEN = re.compile(rb'\}\s*,?\s*\{\s*"[^"\\]{1,60}"\s*:(?:\s*["{\[])?')
_SLICES = msgspec.json.Decoder(list[msgspec.Raw])
SMALLEST_BLOCK = 64 * 1024
PATIENCE = 2000
"""Records read one by one after a block that could not be cut."""

NOT_AN_OBJECT = "ce n’est pas une fiche (objet JSON attendu)"

Path = tuple[str, ...]


class Raw(NamedTuple):
    """One record cut out of a document. Known records have a ``source_id``, are not parsed, and may come without
    their bytes; those that cannot be read have an ``error`` (in French) and keep the start of theirs.
    """

    payload: bytes
    digest: bytes
    parsed: Any
    source_id: str | None = None
    error: str = ""
    head: dict[str, Any] | None = None
    """A few keys of a record that was not parsed, where the stream was asked for them only."""


def id_in(payload: bytes, key: bytes) -> str:
    """The identifier that broken JSON still shows under a key, to refuse the record by it."""
    match = re.search(rb'"' + re.escape(key) + rb'"\s*:\s*"?([\w./:-]{1,120})', payload)
    return match.group(1).decode("ascii", "ignore") if match else ""


def parse(payload: bytes) -> tuple[bytes, Any]:
    """Parse JSON bytes; bytes that are not UTF-8 are read as cp1252 and given back in UTF-8."""
    try:
        return payload, orjson.loads(payload)
    except orjson.JSONDecodeError:
        try:
            payload.decode("utf-8")
        except UnicodeDecodeError:
            payload = payload.decode("cp1252", "replace").encode()
            return payload, orjson.loads(payload)
        raise


class JsonStream:
    """The records of one document: a JSON array, an envelope around one, JSON lines, or a single object.

    ``head`` names the keys that the caller looks at: the records of a block then come with those only, unparsed.
    ``paths`` are the places where an envelope may hold its array, as keys from the root
    (``("d", "results")``). After the iteration ``envelope`` is the document around the array (empty for a
    bare array), so that the number of records that it announces can be compared with those that came.
    """

    def __init__(
        self,
        stream: ByteStream,
        *,
        where: str,
        paths: Collection[Path] = (),
        known: Known | None = None,
        object_bytes: int = 32 * MIB,
        head: type[msgspec.Struct] | None = None,
    ) -> None:
        self._stream = _as_utf8(stream)
        self._paths = set(paths)
        self._known: Known = known or {}
        self._object_bytes = object_bytes
        self._data = b""
        self._pos = 0
        self._eof = False
        self._head = msgspec.json.Decoder(head) if head is not None else None
        self._separator = b""
        self._one_by_one = 0
        self.where = where
        self.count = 0
        self.envelope: dict[str, Any] = {}

    def __iter__(self) -> Iterator[Raw]:
        self._fill()
        if self._data.startswith(codecs.BOM_UTF8):
            self._pos = 3
        first = self._skip()
        if first == b"":
            raise PayloadError(f"{self.where} est vide.")
        if first == b"[":
            self._pos += 1
            yield from self._elements(b"]")
        elif first == b"{":
            yield from self._document()
        else:
            raise PayloadError(f"{self.where} n’est pas un fichier JSON.")

    def _document(self) -> Iterator[Raw]:
        start = self._locate() if self._may_be_envelope() else None
        if start is not None:
            head = self._data[self._pos : start]
            self._pos = start + 1
            yield from self._elements(b"]")
            self._read_envelope(head)
        elif self._eof and (single := self._single()) is not None:
            self.count += 1
            yield single
        else:
            yield from self._elements(b"")

    def _may_be_envelope(self) -> bool:
        return any(b'"' + path[-1].encode() + b'"' in self._data for path in self._paths)

    def _single(self) -> Raw | None:
        """The whole document as one record, ``None`` when it is several (JSON lines)."""
        payload = self._data[self._pos :].rstrip()
        digest = digest_of(payload)
        if digest in self._known:
            return Raw(payload, digest, None, self._known[digest])
        try:
            payload, parsed = parse(payload)
        except orjson.JSONDecodeError:
            return None
        return Raw(payload, digest, parsed)

    def _read_envelope(self, head: bytes) -> None:
        while not self._eof and len(self._data) < 4 * CHUNK:
            self._fill()
        tail = self._data[self._pos :].rstrip()
        try:
            self.envelope = parse(head + b"[]" + tail)[1]
        except orjson.JSONDecodeError:
            raise PayloadError(f"{self.where} est incomplet : sa fin manque.") from None

    # The buffer

    def _fill(self) -> None:
        """Read on, dropping what is behind the current position."""
        chunk = self._stream.read(CHUNK)
        self._eof = len(chunk) < CHUNK
        self._data = self._data[self._pos :] + chunk
        self._pos = 0

    def _skip(self) -> bytes:
        """Pass spaces and commas; the next byte, or nothing at the end of the document."""
        while True:
            match = _SPACES.match(self._data, self._pos)
            self._pos = match.end() if match else self._pos
            if self._pos < len(self._data):
                return self._data[self._pos : self._pos + 1]
            if self._eof:
                return b""
            self._fill()

    # Cutting

    def _elements(self, closing: bytes) -> Iterator[Raw]:
        while True:
            if len(self._data) - self._pos < AHEAD and not self._eof:
                self._fill()
            byte = self._skip()
            if byte == closing:
                self._pos += len(closing)
                return
            if byte == b"":
                raise self._truncated()
            if byte == b"{" and self._separator:
                yield from self._block()
                byte = self._skip()
                if byte != b"{":
                    continue
            raw = self._object() if byte == b"{" else self._other(byte)
            self.count += 1
            yield raw

    def _block(self) -> Iterator[Raw]:
        """The records that lie whole in the buffer, cut at once; none where that cannot be done."""
        if self._one_by_one:
            self._one_by_one -= 1
            return
        end = len(self._data)
        for _ in range(3):
            end = self._data.rfind(self._separator, self._pos, end)
            if end - self._pos < SMALLEST_BLOCK:
                return
            try:
                slices = _SLICES.decode(b"[%b]" % self._data[self._pos : end + 1])
            except (msgspec.DecodeError, RecursionError):
                continue
            self._pos = end + 1
            for piece in slices:
                self.count += 1
                yield self._whole(piece)
            return
        self._one_by_one = PATIENCE

    def _whole(self, piece: msgspec.Raw) -> Raw:
        """One element of a block."""
        digest = hashlib.blake2b(piece, digest_size=16).digest()
        source_id = self._known.get(digest)
        if source_id is not None:
            return Raw(b"", digest, None, source_id)
        payload = bytes(piece)
        if payload[:1] != b"{":
            return Raw(payload[:2000], digest, None, None, NOT_AN_OBJECT)
        if self._head is not None:
            try:
                payload.decode()
                return Raw(payload, digest, None, head=msgspec.structs.asdict(self._head.decode(payload)))
            except (msgspec.DecodeError, UnicodeDecodeError):
                pass  # The full parser says what is wrong, or reads another encoding.
        try:
            payload, parsed = parse(payload)
        except orjson.JSONDecodeError as error:
            return Raw(payload[:2000], digest, None, None, f"JSON mal formé ({error})")
        return Raw(payload, digest, parsed)

    def _object(self) -> Raw:
        if self._separator:
            guessed = self._guess()
            if guessed is not None:
                return guessed
        end, depth = self._scan()
        payload = self._data[self._pos : end]
        self._learn(end)
        self._pos = end
        digest = digest_of(payload)
        if digest in self._known:
            return Raw(payload, digest, None, self._known[digest])
        if depth > MAX_DEPTH:
            return Raw(payload[:2000], digest, None, None, "imbrication trop profonde")
        try:
            payload, parsed = parse(payload)
        except orjson.JSONDecodeError as error:
            return Raw(payload[:2000], digest, None, None, f"JSON mal formé ({error})")
        return Raw(payload, digest, parsed)

    def _guess(self) -> Raw | None:
        """The record that ends at one of the next three likely boundaries, ``None`` if none proves right."""
        start = after = self._pos
        limit = start + AHEAD
        for _ in range(3):
            end = self._data.find(self._separator, after, limit)
            if end < 0:
                return None
            after = end + 1
            payload = self._data[start:after]
            digest = digest_of(payload)
            source_id = self._known.get(digest)
            if source_id is not None:
                self._pos = after
                return Raw(payload, digest, None, source_id)
            try:
                payload, parsed = parse(payload)
            except orjson.JSONDecodeError:
                continue
            self._pos = after
            return Raw(payload, digest, parsed)
        return None

    def _learn(self, end: int) -> None:
        """Remember the bytes between this record and the next, up to the first key of the next."""
        match = _BETWEEN.match(self._data, end - 1)
        self._separator = match.group() if match else b""

    def _scan(self) -> tuple[int, int]:
        """End of the value at the current position, and its depth, by counting brackets."""
        depth = deepest = done = 0
        while True:
            match = _TOKEN.search(self._data, self._pos + done)
            if match is None or match.group() == b'"':
                if self._eof:
                    raise self._truncated()
                self._check_size()
                self._fill()
                continue
            token = match.group()
            done = match.end() - self._pos
            if token in b"{[":
                depth += 1
                deepest = max(deepest, depth)
            elif token in b"}]":
                depth -= 1
                if depth <= 0:
                    return match.end(), deepest

    def _check_size(self) -> None:
        if len(self._data) - self._pos > self._object_bytes:
            raise PayloadError(
                f"{self.where} : la fiche n° {self.count + 1} dépasse {self._object_bytes // MIB} Mo."
            )

    def _other(self, byte: bytes) -> Raw:
        """An element that is not an object: it is passed over, and refused by the connector."""
        if byte in b'["':
            end = self._scan()[0] if byte == b"[" else self._string_end()
        else:
            match = _SCALAR.match(self._data, self._pos)
            end = match.end() if match else self._pos + 1
        payload = self._data[self._pos : end][:2000]
        self._pos = end
        return Raw(payload, digest_of(payload), None, None, NOT_AN_OBJECT)

    def _string_end(self) -> int:
        while True:
            match = _TOKEN.match(self._data, self._pos)
            if match is not None and match.group() != b'"':
                return match.end()
            if self._eof:
                raise self._truncated()
            self._check_size()
            self._fill()

    def _truncated(self) -> PayloadError:
        whole = "une fiche entière" if self.count == 1 else f"{self.count} fiches entières"
        return PayloadError(f"{self.where} est incomplet : il s’arrête après {whole}.")

    def _locate(self) -> int | None:
        """Offset of the ``[`` of the first array found at one of the paths."""
        stack: list[str | None] = []
        key: str | None = None
        for match in _KEY_OR_BRACKET.finditer(self._data, self._pos, self._pos + HEAD):
            token = match.group()
            if match.group(2):
                key = match.group(1)[1:-1].decode("utf-8", "replace")
            elif token == b"{":
                stack.append(key)
                key = None
            elif token == b"[":
                path = (*(part for part in stack[1:] if part is not None), key)
                if path in self._paths and None not in stack[1:]:
                    return match.start()
                stack.append(None)
                key = None
            elif token in (b"}", b"]") and stack:
                stack.pop()
        return None


def _as_utf8(stream: ByteStream) -> ByteStream:
    """The stream itself, or a UTF-8 copy of a UTF-16 one."""
    start = stream.read(2)
    rest = _Chained(start, stream)
    if start in (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE):
        return _Recoded(rest)
    return rest


class _Chained(io.RawIOBase):
    """Bytes already read, then the rest of their stream."""

    def __init__(self, start: bytes, stream: ByteStream) -> None:
        self._start = start
        self._rest = stream

    def read(self, size: int = -1, /) -> bytes:
        start, self._start = self._start, b""
        return start + self._rest.read(size - len(start) if size > 0 else size)


class _Recoded(io.RawIOBase):
    """A UTF-16 stream read as UTF-8."""

    def __init__(self, stream: ByteStream) -> None:
        self._source = stream
        self._decoder = codecs.getincrementaldecoder("utf-16")("replace")
        self._left = b""

    def read(self, size: int = -1, /) -> bytes:
        while size < 0 or len(self._left) < size:
            chunk = self._source.read(CHUNK)
            self._left += self._decoder.decode(chunk, final=not chunk).encode("utf-8", "replace")
            if not chunk:
                break
        cut = len(self._left) if size < 0 else size
        data, self._left = self._left[:cut], self._left[cut:]
        return data
