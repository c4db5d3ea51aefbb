"""Making the data folder ready: rows up to date, static files in place, SQLite said when it is old."""

from __future__ import annotations

import hashlib
import logging
import shutil
import sys
import tempfile
from pathlib import Path

import django

from buron.kernel.disk import reason


def start_django() -> None:
    """Load the rooms; a data folder that cannot be used is said in one sentence."""
    from django.core.exceptions import ImproperlyConfigured

    try:
        django.setup()
    except ImproperlyConfigured as error:
        sys.stderr.write(f"buron : {error}\n")
        raise SystemExit(2) from error


def open_installation() -> str:
    """Start Django on a database that is up to date; returns a French message when it cannot be."""
    start_django()
    from django.db import DatabaseError

    problem = folder_problem()
    if problem:
        return problem
    from buron.kernel.middleware import SILENT, saying
    from buron.kernel.tables import bring_up_to_date

    try:
        bring_up_to_date()
    except DatabaseError as error:
        said = saying(error) or SILENT
        return said if said != SILENT else f"{SILENT.rstrip('.')} : {error}"
    except OSError as error:
        return f"Le dossier de données n’est pas utilisable : {reason(error)}."
    return ""


def folder_problem() -> str:
    """Why nothing can be written in the data folder, in French; empty when something can."""
    from django.conf import settings

    folder = Path(settings.DATA)
    try:
        folder.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryFile(dir=folder) as probe:
            probe.write(b"\0" * 4096)
            probe.flush()
    except OSError as error:
        return f"Le dossier de données {folder} n’est pas utilisable : {reason(error)}."
    return ""


def say(text: str) -> None:
    sys.stderr.write(text + "\n")
    sys.stderr.flush()


def collect_static() -> None:
    """Compress and name static files by their content, once per version of them."""
    from django.conf import settings

    root = Path(settings.STATIC_ROOT)
    mark = root / ".made-from"
    wanted = _static_digest()
    if mark.exists() and mark.read_text() == wanted:
        return
    from django.core.management import call_command

    logging.getLogger("whitenoise").setLevel(logging.ERROR)
    fresh = root.with_name("static.new")
    shutil.rmtree(fresh, ignore_errors=True)
    with _static_root(fresh):
        call_command("collectstatic", interactive=False, verbosity=0)
    (fresh / ".made-from").write_text(wanted)
    shutil.rmtree(root, ignore_errors=True)
    fresh.rename(root)


def _static_root(folder: Path):  # type: ignore[no-untyped-def]
    from django.test.utils import override_settings

    return override_settings(STATIC_ROOT=folder)


def _static_digest() -> str:
    from django.contrib.staticfiles.finders import get_finders

    digest = hashlib.sha256()
    for finder in get_finders():
        for path, storage in finder.list([]):
            stat = Path(storage.path(path)).stat()
            digest.update(f"{path}:{stat.st_size}:{stat.st_mtime_ns}\n".encode())
    return digest.hexdigest()


def warn_of_old_sqlite() -> None:
    """Say at start-up that the SQLite in use is one that can corrupt a WAL file, and what is done about
    it.
    """
    from django.db import connection

    from buron.project import sqlite

    if connection.vendor == "sqlite" and not sqlite.is_safe(sqlite.version()):
        number = ".".join(map(str, sqlite.version()))
        say(
            f"Attention : SQLite {number} a un défaut qui peut abîmer une base (corrigé en 3.51.3). Buron travaille en "
            "mode prudent, plus lent. Installez le paquet Python pysqlite3, ou utilisez PostgreSQL (DATABASE_URL)."
        )
