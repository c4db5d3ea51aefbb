"""``demo``, ``serve`` and ``worker``: opening the office."""

from __future__ import annotations

import argparse
import errno
import os
import signal
import socket
import subprocess
import sys
import threading
from pathlib import Path

from buron.project.cli import offices, prepare
from buron.project.cli.checkout import checkout

ADDRESS_IN_USE = "Le port {port} est déjà pris ; choisissez-en un autre par --port."


def demo(options: argparse.Namespace) -> int:
    """A whole invented office, made once, then opened."""
    root = checkout()
    base = root / ".buron" if root else Path.home() / ".local" / "share" / "buron"
    os.environ.setdefault("BURON_DATA", str(base / "demo"))
    os.environ["BURON_DEMO"] = "1"
    prepare.start_django()
    from buron.demo import build

    prepare.warn_of_old_sqlite()
    made = build.ensure(reset=options.reset, say=prepare.say)
    prepare.collect_static()
    if options.prepare_only:
        return 0
    if made:
        # The server forks, and threads do not survive a fork: those that printed papers would be waited for in vain.
        os.execv(sys.executable, [sys.executable, "-m", "buron", "demo", "--port", str(options.port)])
    port = _free_port() if _port_problem("127.0.0.1", options.port) else options.port
    _print_accounts(port)
    return _serve("127.0.0.1", port, workers=2)


def _print_accounts(port: int) -> None:
    from buron.demo.hosts import link_to_show
    from buron.demo.people import ACCOUNTS, PASSWORD

    lines = [f"  {account.email:<34} {account.title}" for account in ACCOUNTS]
    host = link_to_show()
    if host is not None:
        lines.append(
            f"\nUn hébergeur ({host[0]}), sans compte : http://127.0.0.1:{port}/hebergeur/#{host[1]}"
        )
    sys.stdout.write(
        f"\nBuron, office de démonstration : http://127.0.0.1:{port}/\n"
        f"Mot de passe de tous les comptes : {PASSWORD}\n" + "\n".join(lines) + "\n\nCtrl+C pour fermer.\n"
    )
    sys.stdout.flush()


def serve(options: argparse.Namespace) -> int:
    """One's own office: the first start asks for the office and its first account."""
    problem = _port_problem(options.host, options.port) or prepare.open_installation()
    if problem:
        prepare.say(problem)
        return 2
    prepare.warn_of_old_sqlite()
    if not offices.first_start(options):
        return 2
    prepare.collect_static()
    sys.stdout.write(f"Buron est ouvert : http://{options.host}:{options.port}/\n")
    sys.stdout.flush()
    _warn_of_local_links()
    return _serve(options.host, options.port, workers=max(1, options.workers))


def _warn_of_local_links() -> None:
    """A visitor's telephone cannot open an address of this very machine."""
    from django.conf import settings

    from buron.project.environment import LOOPBACK

    if set(settings.ALLOWED_HOSTS) <= set(LOOPBACK):
        prepare.say(
            "Attention : Buron ne répond qu’à cet ordinateur. Liens et codes QR donnés aux visiteurs porteraient "
            "127.0.0.1, que leur téléphone ne peut pas ouvrir. Donnez à BURON_HOSTS le nom du serveur, par exemple "
            "BURON_HOSTS=buron.votre-office.fr, et ouvrez Buron par ce nom."
        )


def worker(options: argparse.Namespace) -> int:
    """Do jobs until told to stop, or until the server that started this process is gone."""
    prepare.start_django()
    from buron.kernel.jobs.worker import run_worker

    stop = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: stop.set())
    parent = os.getppid()
    run_worker(lambda: stop.is_set() or os.getppid() != parent)
    return 0


def _serve(host: str, port: int, *, workers: int) -> int:
    from granian import Granian
    from granian.constants import Interfaces

    jobs = subprocess.Popen([sys.executable, "-m", "buron", "worker"])
    try:
        Granian(
            "buron.project.wsgi:application",
            address=host,
            port=port,
            interface=Interfaces.WSGI,
            workers=workers,
            blocking_threads=4,
            backlog=1024,
            respawn_failed_workers=True,
            log_level="warning",  # type: ignore[arg-type]
            websockets=False,
        ).serve()
    finally:
        jobs.terminate()
        try:
            jobs.wait(timeout=10)
        except subprocess.TimeoutExpired:
            jobs.kill()
    return 0


def _port_problem(host: str, port: int) -> str:
    """Why nothing can be served there, in French; empty when something can."""
    with socket.socket(socket.AF_INET6 if ":" in host else socket.AF_INET) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError as error:
            if error.errno == errno.EADDRINUSE:
                return ADDRESS_IN_USE.format(port=port)
            if isinstance(error, PermissionError):
                return (
                    f"Le port {port} est réservé au système ; choisissez-en un à partir de 1024 par --port."
                )
            return f"« {host} » n’est pas une adresse de cette machine ; indiquez-en une autre par --host."
    return ""


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
