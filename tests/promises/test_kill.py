"""The program killed in the middle of its work, again and again: what was answered is there, once and whole."""

from __future__ import annotations

import os
import random
import signal
import threading
import time
import uuid
from contextlib import closing
from http.client import HTTPException
from http.cookies import SimpleCookie

import pytest
from bench.office import Client, Server, prepare, query

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(
        "postgres" in os.environ.get("DATABASE_URL", ""), reason="reads the SQLite file beside the server"
    ),
]

KILLS = int(os.environ.get("BURON_KILLS", "50"))


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
    server.start()
    with closing(Client(server.port)) as person:
        person.sign_in()
        cookies = person.cookies
    server.stop(signal.SIGKILL)
    for _ in range(KILLS):
        server.start()
        arguments = (server.port, cookies, tried, answered)
        desks = [threading.Thread(target=_record_until_dead, args=(desk, *arguments)) for desk in (1, 2)]
        for desk in desks:
            desk.start()
        _wait_for(len(answered) + chance.randint(1, 12), answered)
        time.sleep(chance.uniform(0, 0.02))
        server.stop(signal.SIGKILL)
        for desk in desks:
            desk.join()
    stored = [uuid.UUID(str(row[0])) for row in query(server.data, "SELECT client_id FROM reception_act")]
    assert len(answered) >= KILLS, "the desks hardly recorded: the test proves nothing"
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


def _wait_for(count: int, answered: set[uuid.UUID]) -> None:
    end = time.monotonic() + 30
    while len(answered) < count and time.monotonic() < end:
        time.sleep(0.005)


def _record_until_dead(
    desk: int, port: int, cookies: SimpleCookie, tried: set[uuid.UUID], answered: set[uuid.UUID]
) -> None:
    client = Client(port, timeout=5)
    client.cookies = cookies
    try:
        while True:
            client_id = uuid.uuid4()
            tried.add(client_id)
            if client.record(desk, client_id, party="couple", origin="FR-63") == 200:
                answered.add(client_id)
    except (OSError, HTTPException):
        return
    finally:
        client.close()
