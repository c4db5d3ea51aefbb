"""Eight desks recording at once through HTTP: p99 of the answers, nothing lost, nothing doubled."""

from __future__ import annotations

import json
import random
import sys
import threading
import time
import uuid

from bench.common import Measure, data_folder, percentile
from bench.office import Client, Server, prepare, query, served

DESKS = 8
WELCOMES = 60
PARTIES = ("couple", "family", "solo", "friends", None)
ORIGINS = ("FR-15", "FR-63", "FR-75", "BE", "NL", None)
PAUSE = 0.15
"""Seconds between two welcomes of a desk: already a hundred times faster than people."""


def main() -> int:
    with data_folder() as data:
        prepare(data)
        with served(data) as server:
            times, statuses, sent = storm(server)
        rows = query(data, "SELECT client_id FROM reception_act")
    stored = [uuid.UUID(str(row[0])) for row in rows]
    measures = [
        Measure(
            "accueils, huit bureaux ensemble, p99", percentile(times, 99) * 1000, "ms", 100, _detail(times)
        ),
        Measure("accueils répondus et perdus", len(set(sent) - set(stored)), "", 0),
        Measure("accueils comptés deux fois", len(stored) - len(set(stored)), "", 0),
        Measure("réponses en erreur", sum(status != 200 for status in statuses), "", 0),
    ]
    print(json.dumps([measure.as_dict() for measure in measures], ensure_ascii=False))
    return int(not all(measure.held for measure in measures))


def _detail(times: list[float]) -> str:
    return f"{len(times)} accueils, p50 {percentile(times, 50) * 1000:.1f} ms, max {max(times) * 1000:.0f} ms"


def storm(server: Server) -> tuple[list[float], list[int], list[uuid.UUID]]:
    """Every desk, signed in since the morning, records its welcomes, each sent twice as a nervous finger would."""
    clients = [Client(server.port) for _ in range(DESKS)]
    for client in clients:
        client.sign_in()
    times: list[float] = []
    statuses: list[int] = []
    sent: list[uuid.UUID] = []
    lock = threading.Lock()

    def desk(number: int, client: Client) -> None:
        chance = random.Random(number)
        for _ in range(WELCOMES):
            client_id = uuid.UUID(int=chance.getrandbits(128), version=4)
            answers = {"party": chance.choice(PARTIES), "origin": chance.choice(ORIGINS)}
            for _twice in range(2):
                started = time.perf_counter()
                status = client.record(
                    number, client_id, **{key: value for key, value in answers.items() if value}
                )
                elapsed = time.perf_counter() - started
                with lock:
                    times.append(elapsed)
                    statuses.append(status)
                    if status == 200:
                        sent.append(client_id)
            time.sleep(PAUSE * chance.uniform(0.5, 1.5))

    threads = [threading.Thread(target=desk, args=pair) for pair in enumerate(clients, start=1)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return times, statuses, sent


if __name__ == "__main__":
    sys.exit(main())
