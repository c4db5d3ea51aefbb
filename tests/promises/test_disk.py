"""A disk that is full, a data folder that cannot be written: a clear message, and no damage."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import uuid
from contextlib import closing
from pathlib import Path

import pytest
from bench.office import ROOT, SLUG, Client, Server, environment, free_port, prepare, query

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(
        "postgres" in os.environ.get("DATABASE_URL", ""), reason="about the data folder's SQLite file"
    ),
]


@pytest.fixture
def small_disk(tmp_path):
    """A disk of 64 MB of its own, where this user may mount one."""
    folder = tmp_path / "disque"
    folder.mkdir()
    mounted = subprocess.run(
        ["mount", "-t", "tmpfs", "-o", "size=64m", "tmpfs", folder], capture_output=True, check=False
    )
    if mounted.returncode:
        pytest.skip("mounting a small disk takes root")
    yield folder
    subprocess.run(["umount", "-l", folder], check=True)


def record(client: Client) -> tuple[int, dict]:
    body = {"client_id": str(uuid.uuid4()), "desk": 1, "channel": "counter", "answers": {"party": "couple"}}
    status, content = client.request(
        "POST", f"/{SLUG}/accueil/enregistrer/", json.dumps(body).encode(), "application/json"
    )
    return status, json.loads(content)


def fill(folder: Path) -> Path:
    """Take every last byte of the disk."""
    ballast = folder / "lest"
    with ballast.open("wb", buffering=0) as file:
        for size in (1 << 20, 1 << 12, 1):
            try:
                while True:
                    file.write(b"\0" * size)
            except OSError:
                continue
    return ballast


def test_a_full_disk_is_said_and_loses_nothing(small_disk):
    prepare(small_disk)
    server = Server(small_disk)
    server.start()
    try:
        with closing(Client(server.port)) as client:
            client.sign_in()
            assert record(client)[0] == 200
            ballast = fill(small_disk)
            refused = [record(client) for _ in range(40)]
            full = [message["message"] for status, message in refused if status == 503]
            assert full and all("disque du serveur est plein" in message for message in full)
            kept = sum(status == 200 for status, _ in refused)
            ballast.unlink()
            assert record(client)[0] == 200
    finally:
        server.stop(signal.SIGKILL)
    assert query(small_disk, "SELECT count(*) FROM reception_act") == [(kept + 2,)]
    assert query(small_disk, "PRAGMA integrity_check") == [("ok",)]


def test_a_folder_that_cannot_be_written_is_said_at_start(tmp_path):
    """Root may write anywhere, so the folder is one that no one can make: below a plain file."""
    (tmp_path / "fichier").write_text("ceci n’est pas un dossier")
    for command in (["check"], ["serve", "--port", str(free_port())], ["backup", str(tmp_path / "b")]):
        told = subprocess.run(
            [sys.executable, "-m", "buron", *command],
            cwd=ROOT,
            env=environment(tmp_path / "fichier" / "donnees"),
            capture_output=True,
            text=True,
            check=False,
            timeout=60,
        )
        assert told.returncode == 2
        assert "dossier de données" in told.stderr and "Traceback" not in told.stderr


def test_a_read_only_disk_is_said(small_disk):
    prepare(small_disk)
    subprocess.run(["mount", "-o", "remount,ro", small_disk], check=True)
    told = subprocess.run(
        [sys.executable, "-m", "buron", "check"],
        cwd=ROOT,
        env=environment(small_disk),
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )
    assert told.returncode != 0 and "Traceback" not in told.stderr
    assert "lecture seule" in told.stdout + told.stderr
