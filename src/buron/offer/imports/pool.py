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
from typing import Any, BinaryIO, cast

import buron
from buron.offer.imports.normalise import Bad, Batch, Good, Normaliser, Received
from buron.offer.imports.worker import read_frame, write_frame
from buron.offer.sources.base import Connector

BATCH = 500
MOST_WORKERS = 4
WORTH_RECORDS = 2_500
"""Below this number of records to normalise, starting processes costs more than they save."""


class WorkerLost(Exception):
    """A process that helped was ended from outside (lack of memory, most often)."""


class Growing:
    """Normalises in this process, and in as many as the machine has processors once there is enough to do."""

    def __init__(
        self,
        connector: Connector,
        settings: Mapping[str, Any],
        references: Mapping[str, Mapping[str, Any]],
    ) -> None:
        self._start = connector, dict(settings), dict(references)
        self._alone = Normaliser(connector, settings, references)
        self._crew: Crew | None = None
        self._given = 0

    def give(self, records: list[Received]) -> Iterator[Batch]:
        """Add a batch; yields the answers that are ready, in the order of the batches."""
        self._given += len(records)
        if self._given <= WORTH_RECORDS:
            yield self._alone.batch(records)
            return
        if self._crew is None:
            self._crew = Crew(_processors(), pickle.dumps(self._start))
        yield from self._crew.give(records)

    def rest(self) -> Iterator[Batch]:
        """The answers still to come."""
        if self._crew is not None:
            yield from self._crew.rest()

    def close(self) -> None:
        if self._crew is not None:
            self._crew.close()


def _processors() -> int:
    count = len(os.sched_getaffinity(0)) if sys.platform == "linux" else os.cpu_count() or 1
    return min(MOST_WORKERS, count)


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
        return Batch([Good(*row) if len(row) > 3 else Bad(*row) for row in rows], remarks)

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
