"""The program killed in the middle of its work, again and again: what was answered is there, once and whole."""

from __future__ import annotations

import os
import random
import signal
import threading
import time
import uuid

import pytest
from bench.office import Client, Server, prepare, query

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(
        "postgres" in os.environ.get("DATABASE_URL", ""), reason="reads the SQLite file beside the server"
    ),
]

KILLS = int(os.environ.get("BURON_KILLS", "12"))


@pytest.fixture
def server(tmp_path):
    prepare(tmp_path)
    made = Server(tmp_path)
    yield made
    made.stop(signal.SIGKILL)


def test_answered_acts_survive_and_are_there_once(server):
    """Two desks record without pause while the whole process group is killed with signal 9."""
    answered: set[uuid.UUID] = set()
    tried: set[uuid.UUID] = set()
    chance = random.Random(7)
    for _ in range(KILLS):
        server.start()
        desks = [
            threading.Thread(target=_record_until_dead, args=(server, desk, tried, answered))
            for desk in (1, 2)
        ]
        for desk in desks:
            desk.start()
        time.sleep(chance.uniform(0.4, 1.2))
        server.stop(signal.SIGKILL)
        for desk in desks:
            desk.join()
    stored = [uuid.UUID(str(row[0])) for row in query(server.data, "SELECT client_id FROM reception_act")]
    assert len(answered) > KILLS, "the desks hardly recorded: the test proves nothing"
    assert answered <= set(stored) <= tried
    assert len(stored) == len(set(stored))
    orphans = query(
        server.data,
        "SELECT count(*) FROM reception_acttheme WHERE act_id NOT IN (SELECT id FROM reception_act)",
    )
    journal = query(
        server.data, "SELECT count(*) FROM kernel_journalentry WHERE action = 'reception.act.recorded'"
    )
    assert orphans == [(0,)] and journal == [(len(stored),)]
    assert query(server.data, "PRAGMA integrity_check") == [("ok",)]


def _record_until_dead(server: Server, desk: int, tried: set[uuid.UUID], answered: set[uuid.UUID]) -> None:
    client = Client(server.port, timeout=5)
    try:
        client.sign_in()
        while True:
            client_id = uuid.uuid4()
            tried.add(client_id)
            if client.record(desk, client_id, party="couple", origin="63") == 200:
                answered.add(client_id)
    except (OSError, RuntimeError, ValueError, IndexError):
        return
    except Exception as error:
        if type(error).__module__.startswith("http"):
            return
        raise
    finally:
        client.close()
