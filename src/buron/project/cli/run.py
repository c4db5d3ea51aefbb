"""``demo``, ``serve`` and ``worker``: opening the office."""

from __future__ import annotations

import argparse
import getpass
import os
import signal
import socket
import subprocess
import sys
import threading
from pathlib import Path

from buron.project.cli import prepare
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
    build.ensure(reset=options.reset, say=prepare.say, migrate=prepare.bring_up_to_date)
    prepare.collect_static()
    if options.prepare_only:
        return 0
    port = options.port if _is_free("127.0.0.1", options.port) else _free_port()
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
    problem = prepare.open_installation()
    if problem:
        prepare.say(problem)
        return 2
    prepare.warn_of_old_sqlite()
    from buron.kernel.models import Office

    if not Office.objects.exists() and not _first_start(options):
        return 2
    prepare.collect_static()
    if not _is_free(options.host, options.port):
        prepare.say(ADDRESS_IN_USE.format(port=options.port))
        return 2
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


def _is_free(host: str, port: int) -> bool:
    with socket.socket(socket.AF_INET6 if ":" in host else socket.AF_INET) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError:
            return False
    return True


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _first_start(options: argparse.Namespace) -> bool:
    """Make the office and its first account from options, else by asking; nothing is made by halves."""
    try:
        asked = _answers(options)
    except (OSError, UnicodeDecodeError):
        prepare.say(f"Le fichier du mot de passe {options.password_file} ne peut pas être lu.")
        return False
    if asked is None:
        prepare.say(
            "Premier démarrage : indiquez l’office et le premier compte.\n"
            "  buron serve --office « Office de tourisme du Haut Pays » --email vous@exemple.fr --password-file FICHIER"
        )
        return False
    from buron.project.cli.first import FirstStartError, create

    try:
        create(**asked)
    except FirstStartError as error:
        prepare.say(str(error))
        return False
    return True


def _answers(options: argparse.Namespace) -> dict[str, str] | None:
    given = {
        "office": options.office or "",
        "slug": options.slug or "",
        "epci": options.epci or "",
        "email": options.email or "",
        "name": options.name or "",
        "password": Path(options.password_file).read_text().strip() if options.password_file else "",
    }
    if given["office"] and given["email"] and given["password"]:
        return given
    if not sys.stdin.isatty():
        return None
    questions = {
        "office": "Nom de l’office : ",
        "epci": "SIREN de l’intercommunalité (vide : plus tard) : ",
        "email": "Votre adresse électronique : ",
        "name": "Votre nom : ",
    }
    for key, question in questions.items():
        given[key] = given[key] or input(question).strip()
    given["password"] = given["password"] or getpass.getpass("Mot de passe (10 caractères au moins) : ")
    return given
