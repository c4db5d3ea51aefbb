"""A Buron in processes of its own, that a journey can stop, start again, or copy."""

from __future__ import annotations

import os
import shutil
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
INHERITED_NOT = ("DATABASE_URL", "BURON_SECRET_KEY", "BURON_DEMO", "BURON_DEBUG", "BURON_SMTP_URL")


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


class Server:
    """``buron`` with the given arguments, on a data folder and a port of its own."""

    def __init__(self, data: Path, *arguments: str) -> None:
        self.data = data
        self.port = free_port()
        self.url = f"http://127.0.0.1:{self.port}"
        self._arguments = arguments
        self._process: subprocess.Popen[bytes] | None = None

    def start(self, *, patience: float = 300) -> Server:
        """Start and wait until it answers; the second start of the same data is a matter of seconds."""
        environment = {key: value for key, value in os.environ.items() if key not in INHERITED_NOT}
        environment |= {
            "BURON_DATA": str(self.data),
            "PYTHONPATH": f"{ROOT / 'src'}{os.pathsep}{ROOT}",
            "DJANGO_SETTINGS_MODULE": "buron.project.settings",
        }
        command = [sys.executable, "-m", "buron", *self._arguments, "--port", str(self.port)]
        with (self.data / "server.log").open("ab") as log:
            self._process = subprocess.Popen(
                command, cwd=ROOT, env=environment, stdout=log, stderr=log, start_new_session=True
            )
        end = time.monotonic() + patience
        while not self.answers():
            if self._process.poll() is not None or time.monotonic() > end:
                raise RuntimeError(f"the server does not start:\n{self.log()}")
            time.sleep(0.1)
        return self

    def answers(self) -> bool:
        try:
            with urllib.request.urlopen(f"{self.url}/sante", timeout=5):
                return True
        except (urllib.error.URLError, OSError):
            return False

    def stop(self) -> None:
        """End the server, its workers and its jobs."""
        if self._process is None:
            return
        self._process.terminate()
        try:
            self._process.wait(timeout=15)
        except subprocess.TimeoutExpired:
            os.killpg(self._process.pid, signal.SIGKILL)
            self._process.wait(timeout=15)
        self._process = None

    def log(self) -> str:
        """The end of what it said."""
        path = self.data / "server.log"
        return path.read_text(errors="replace")[-6000:] if path.exists() else ""

    def copied_to(self, data: Path, *arguments: str) -> Server:
        """Another server on a copy of the data, for journeys that leave nothing in its place.

        The database is copied through SQLite itself, so that nothing of what was just written is missing.
        """
        import sqlite3

        shutil.copytree(self.data, data, ignore=shutil.ignore_patterns("*.sqlite3*", "server.log"))
        with (
            sqlite3.connect(self.data / "buron.sqlite3") as here,
            sqlite3.connect(data / "buron.sqlite3") as there,
        ):
            here.backup(there)
        here.close()
        there.close()
        return Server(data, *(arguments or self._arguments))
