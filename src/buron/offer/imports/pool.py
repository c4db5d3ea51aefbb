"""Normalising in this process, or in several when there is enough to read."""

from __future__ import annotations

import marshal
import os
import pickle
import queue
import subprocess
import sys
from collections import deque
from collections.abc import Iterator, Mapping
from concurrent.futures import Future, ThreadPoolExecutor
from pathlib import Path
from typing import Any, BinaryIO, Protocol, cast

import buron
from buron.offer.imports.normalise import Bad, Batch, Good, Normaliser, Received
from buron.offer.imports.worker import read_frame, write_frame
from buron.offer.sources.base import Connector

BATCH = 500
MOST_WORKERS = 4
WORTH_BYTES = 12 * (1 << 20)
"""Below this size of payload, starting processes costs more than they save."""


class WorkerLost(Exception):
    """A process that helped was ended from outside (lack of memory, most often)."""


class Bench(Protocol):
    """Somewhere to normalise batches; the answers come back in their order."""

    def give(self, records: list[Received]) -> Iterator[Batch]:
        """Add a batch; yields the answers that are ready."""
        ...

    def rest(self) -> Iterator[Batch]:
        """The answers still to come."""
        ...

    def close(self) -> None: ...


def bench_for(
    payload_bytes: int | None,
    connector: Connector,
    settings: Mapping[str, Any],
    references: Mapping[str, Mapping[str, Any]],
) -> Bench:
    """One process for a small payload, as many as the machine has processors for a big one."""
    count = min(MOST_WORKERS, len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else 2)
    if payload_bytes is not None and payload_bytes < WORTH_BYTES:
        return Alone(Normaliser(connector, settings, references))
    return Crew(count, pickle.dumps((connector, dict(settings), dict(references))))


class Alone:
    """Normalises in this process."""

    def __init__(self, normaliser: Normaliser) -> None:
        self._normaliser = normaliser

    def give(self, records: list[Received]) -> Iterator[Batch]:
        yield self._normaliser.batch(records)

    def rest(self) -> Iterator[Batch]:
        return iter(())

    def close(self) -> None:
        """Nothing is held."""


class Crew:
    """Normalises in other processes; a thread for each waits for its answers."""

    def __init__(self, count: int, start: bytes) -> None:
        self._workers: queue.SimpleQueue[subprocess.Popen[bytes]] = queue.SimpleQueue()
        self._all = [_start(start) for _ in range(count)]
        for worker in self._all:
            self._workers.put(worker)
        self._threads = ThreadPoolExecutor(count, thread_name_prefix="normalise")
        self._asked: deque[Future[Batch]] = deque()
        self._ahead = count + 3

    def give(self, records: list[Received]) -> Iterator[Batch]:
        self._asked.append(self._threads.submit(self._ask, records))
        while self._asked and (len(self._asked) > self._ahead or self._asked[0].done()):
            yield self._asked.popleft().result()

    def rest(self) -> Iterator[Batch]:
        while self._asked:
            yield self._asked.popleft().result()

    def _ask(self, records: list[Received]) -> Batch:
        worker = self._workers.get()
        try:
            write_frame(cast("BinaryIO", worker.stdin), marshal.dumps(records))
            answer = read_frame(cast("BinaryIO", worker.stdout))
        except OSError as error:
            raise WorkerLost("Un processus de lecture s’est arrêté.") from error
        finally:
            self._workers.put(worker)
        if answer is None:
            raise WorkerLost("Un processus de lecture s’est arrêté.")
        rows, remarks = marshal.loads(answer)  # noqa: S302 (written by our own process)
        return Batch([Good(*row) if len(row) == 6 else Bad(*row) for row in rows], remarks)

    def close(self) -> None:
        for worker in self._all:
            worker.kill()
        self._threads.shutdown(cancel_futures=True)
        for worker in self._all:
            worker.communicate()


def _start(start: bytes) -> subprocess.Popen[bytes]:
    root = str(Path(buron.__file__).resolve().parent.parent)
    paths = os.pathsep.join(filter(None, (root, os.environ.get("PYTHONPATH"))))
    worker = subprocess.Popen(
        [sys.executable, "-m", "buron.offer.imports.worker"],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        env={**os.environ, "PYTHONPATH": paths},
    )
    write_frame(cast("BinaryIO", worker.stdin), start)
    return worker
