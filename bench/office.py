"""A real office served for real on loopback, for measures and for tests that kill it."""

from __future__ import annotations

import http.client
import json
import os
import re
import signal
import socket
import subprocess
import sys
import time
import uuid
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from http.cookies import SimpleCookie
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

from bench.common import ROOT

EMAIL = "accueil@bench.example"
PASSWORD = "une phrase assez longue"
SLUG = "office-de-mesure"

PREPARE = f"""
import django; django.setup()
from buron.kernel.actors import Actor
from buron.kernel.models import User
from buron.kernel.services import add_member, create_office
from buron.kernel.tenancy import office_scope
from buron.reception.services import setup_lists
from buron.territory.services import create_desk
office = create_office(slug={SLUG!r}, name="Office de mesure")
actor = Actor.system("mesure", office)
with office_scope(office):
    user = User.objects.create_user({EMAIL!r}, {PASSWORD!r}, name="Mesure")
    add_member(actor=actor, user=user, roles=["accueil", "direction", "etourisme"])
    setup_lists(actor=actor)
    for name in ("Bourg", "Lac", "Gare", "Col", "Source", "Halle", "Pont", "Tour"):
        create_desk(actor=actor, name=name, insee="15162")
"""


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def environment(data: Path) -> dict[str, str]:
    return {
        **{key: value for key, value in os.environ.items() if key not in ("BURON_SECRET_KEY", "BURON_DEMO")},
        "BURON_DATA": str(data),
        "BURON_CHECKOUT": str(ROOT),
        "PYTHONPATH": f"{ROOT / 'src'}{os.pathsep}{ROOT}",
        "DJANGO_SETTINGS_MODULE": "buron.project.settings",
    }


def prepare(data: Path) -> None:
    """Make the tables, the office, its desks and one account."""
    run = {"cwd": ROOT, "env": environment(data), "check": True, "stdout": subprocess.DEVNULL}
    subprocess.run([sys.executable, "-m", "buron", "office", "liste"], **run)  # type: ignore[call-overload]
    subprocess.run([sys.executable, "-c", PREPARE], **run)  # type: ignore[call-overload]


class Server:
    """``buron serve`` in a process group of its own, so that it can be killed whole."""

    def __init__(self, data: Path) -> None:
        self.data = data
        self.port = free_port()
        self.process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        self.process = subprocess.Popen(
            [sys.executable, "-m", "buron", "serve", "--port", str(self.port)],
            cwd=ROOT,
            env=environment(self.data),
            stdout=subprocess.DEVNULL,
            start_new_session=True,
        )
        end = time.monotonic() + 60
        while time.monotonic() < end:
            try:
                with closing(Client(self.port)) as client:
                    if client.get("/sante")[0] == 200:
                        return
            except OSError:
                time.sleep(0.05)
        raise TimeoutError("the server does not answer")

    def stop(self, how: signal.Signals = signal.SIGTERM) -> None:
        if self.process is None:
            return
        with suppress(ProcessLookupError):
            os.killpg(self.process.pid, how)
        self.process.wait(timeout=30)
        self.process = None


@contextmanager
def served(data: Path) -> Iterator[Server]:
    server = Server(data)
    server.start()
    try:
        yield server
    finally:
        server.stop(signal.SIGKILL)


class Client:
    """A small HTTP client that keeps its connection and its cookies."""

    def __init__(self, port: int, timeout: float = 30) -> None:
        self.connection = http.client.HTTPConnection("127.0.0.1", port, timeout=timeout)
        self.cookies: SimpleCookie = SimpleCookie()

    def close(self) -> None:
        self.connection.close()

    def request(
        self,
        method: str,
        path: str,
        body: bytes | None = None,
        kind: str = "",
        headers: dict[str, str] | None = None,
    ) -> tuple[int, bytes]:
        sent = {
            "Cookie": "; ".join(f"{key}={item.value}" for key, item in self.cookies.items()),
            **(headers or {}),
        }
        if kind:
            sent["Content-Type"] = kind
        if "csrftoken" in self.cookies:
            sent["X-CSRFToken"] = self.cookies["csrftoken"].value
        self.connection.request(method, path, body, sent)
        answer = self.connection.getresponse()
        content = answer.read()
        for header in answer.headers.get_all("Set-Cookie") or []:
            self.cookies.load(header)
        self.headers = answer.headers
        return answer.status, content

    def get(self, path: str, **headers: str) -> tuple[int, bytes]:
        return self.request("GET", path, headers=headers)

    def sign_in(self) -> None:
        self.get("/comptes/login/")
        form = urlencode({"login": EMAIL, "password": PASSWORD}).encode()
        status, content = self.request("POST", "/comptes/login/", form, "application/x-www-form-urlencoded")
        if status != 302:
            raise RuntimeError(f"signing in answered {status}: {re.sub(rb'<[^>]+>', b' ', content)[:400]!r}")

    def choose_desk(self, desk: int) -> None:
        form = urlencode({"desk": desk, "channel": "counter"}).encode()
        self.request("POST", f"/{SLUG}/accueil/poste/", form, "application/x-www-form-urlencoded")

    def record(self, desk: int, client_id: uuid.UUID, **answers: Any) -> int:
        """One welcome; gives the status of the answer."""
        body = {"client_id": str(client_id), "desk": desk, "channel": "counter", "answers": answers}
        return self.request(
            "POST", f"/{SLUG}/accueil/enregistrer/", json.dumps(body).encode(), "application/json"
        )[0]


def query(data: Path, sql: str) -> list[tuple[Any, ...]]:
    """Read the office's database beside the server (SQLite only)."""
    from buron.project import sqlite

    sqlite.install()
    import sqlite3

    connection = sqlite3.connect(data / "buron.sqlite3", timeout=20)
    try:
        return list(connection.execute(sql))
    finally:
        connection.close()
