"""A process that normalises records for an import: ``python -m buron.offer.imports.worker``.

It speaks frames of a length and that many bytes on its standard input and output, and ends with its input, so
that it never outlives an import that was killed.
"""

from __future__ import annotations

import gc
import marshal
import pickle
import struct
import sys
from typing import Any, BinaryIO

from buron.offer.imports.normalise import Normaliser

LENGTH = struct.Struct(">Q")


def write_frame(stream: BinaryIO, data: bytes) -> None:
    stream.write(LENGTH.pack(len(data)))
    stream.write(data)
    stream.flush()


def read_frame(stream: BinaryIO) -> bytes | None:
    """The next frame; ``None`` at the end of the stream."""
    head = stream.read(LENGTH.size)
    if len(head) < LENGTH.size:
        return None
    (size,) = LENGTH.unpack(head)
    data = stream.read(size)
    return data if len(data) == size else None


def pack(normaliser: Normaliser, records: list[Any]) -> bytes:
    """Normalise a batch; the answer is plain tuples, which marshal writes fastest."""
    rows, remarks = normaliser.batch(records)
    return marshal.dumps(([tuple(row) for row in rows], remarks))


def main() -> None:
    source, answer = sys.stdin.buffer, sys.stdout.buffer
    start = read_frame(source)
    if start is None:
        return
    # Written by the parent process only, through a pipe that nobody else holds.
    connector, settings, references = pickle.loads(start)  # noqa: S301
    normaliser = Normaliser(connector, settings, references)
    # Bodies hold no cycle: what the counter frees is all there is to free.
    gc.disable()
    while (frame := read_frame(source)) is not None:
        write_frame(answer, pack(normaliser, marshal.loads(frame)))  # noqa: S302


if __name__ == "__main__":
    main()
