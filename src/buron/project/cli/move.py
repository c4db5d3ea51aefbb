"""``deplacer``: from the SQLite file of the data folder to an empty PostgreSQL database, verified row by row.

The rows travel in the format of the backups. The other database is written by a process of its own, since Django
is set up for one of them; photos and imports stay where they are, in the data folder.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import os
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

from buron.project.cli import prepare

Facts = dict[str, list[Any]]
REFUSED = 2


def move(options: argparse.Namespace) -> int:
    """Copy everything, compare, and say what to do next; the SQLite file is left as it is."""
    problem = prepare.open_installation() or _wrong_ends(options.vers)
    if problem:
        prepare.say(problem)
        return REFUSED
    from django.conf import settings

    with tempfile.TemporaryDirectory(prefix="move-", dir=settings.DATA) as work:
        folder = Path(work)
        here = written(folder / "from")
        there = _poured(folder, options.vers)
    if there is None:
        return REFUSED
    wrong = [name for name in here if here[name] != there.get(name)]
    if wrong:
        prepare.say(f"La copie n’est pas fidèle : {', '.join(wrong)}. Gardez la base SQLite et signalez-le.")
        return 1
    _told(options, sum(count for count, _total, _digest in here.values()), len(here))
    return 0


def _told(options: argparse.Namespace, rows: int, tables: int) -> None:
    from buron.kernel.formats import number

    if options.json:
        sys.stdout.write(json.dumps({"rows": rows, "tables": tables, "verified": True}) + "\n")
        return
    sys.stdout.write(
        f"Copie vérifiée : {number(rows)} lignes de {tables} tables, mêmes nombres, mêmes sommes, mêmes empreintes.\n"
        "Donnez maintenant cette adresse à DATABASE_URL et redémarrez Buron. Gardez buron.sqlite3 quelque temps : "
        "ce qui y serait encore écrit ne suivrait pas.\n"
    )


def _wrong_ends(target: str) -> str:
    """Why a copy cannot go from here to there, in French."""
    from django.conf import settings
    from django.core.exceptions import ImproperlyConfigured
    from django.db import connection

    from buron.project import database

    if connection.vendor != "sqlite":
        return "La base actuelle est déjà PostgreSQL : retirez DATABASE_URL pour partir de la base SQLite."
    try:
        wanted = database.from_url(target, Path(settings.DATA))
    except ImproperlyConfigured as error:
        return str(error).replace("DATABASE_URL", "L’adresse de --vers")
    if "postgresql" not in wanted["ENGINE"]:
        return "L’adresse de --vers doit commencer par postgresql://"
    return ""


def written(folder: Path) -> Facts:
    """Write every table of the database in use, and what is known of each: rows, sum of the integers, digest."""
    from buron.kernel.backup import rows

    folder.mkdir()
    (folder / rows.FOLDER).mkdir()
    facts: Facts = {}
    for name, path, _lines in rows.dump(folder):
        facts[Path(name).stem.partition("-")[2]] = _facts(path)
        path.rename(folder / name)
    return facts


def _facts(path: Path) -> list[Any]:
    count, total, digest = 0, 0, hashlib.sha256()
    with path.open(encoding="utf-8") as lines:
        for line in lines:
            row = _canonical(json.loads(line))
            count += 1
            total += sum(value for value in row["fields"].values() if type(value) is int)
            digest.update(json.dumps(row, sort_keys=True).encode())
    return [count, total, digest.hexdigest()]


def _canonical(value: Any) -> Any:
    """The same value written by two engines: PostgreSQL orders the keys of JSON, and may write 10 for 10.0."""
    if isinstance(value, dict):
        return {key: _canonical(one) for key, one in value.items()}
    if isinstance(value, list):
        return [_canonical(one) for one in value]
    return int(value) if isinstance(value, float) and value.is_integer() else value


def _poured(folder: Path, target: str) -> Facts | None:
    """Have another process fill the target and read it again; what it refuses has been said."""
    done = subprocess.run(
        [sys.executable, "-m", "buron.project.cli.move", str(folder)],
        env={**os.environ, "DATABASE_URL": target},
        stdout=subprocess.PIPE,
        check=False,
    )
    if done.returncode != 0:
        return None
    facts: Facts = json.loads((folder / "facts.json").read_text())
    return facts


def receive(folder: Path) -> int:
    """In the process of the target: refuse what is not empty, fill it, and read it again."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "buron.project.settings")
    prepare.start_django()
    from django.core.exceptions import ValidationError
    from django.core.management import call_command
    from django.db import DatabaseError

    from buron.kernel.backup import rows

    try:
        problem = _not_empty()
        if problem:
            prepare.say(problem)
            return REFUSED
        rows.load(folder / "from")
        (folder / "facts.json").write_text(json.dumps(written(folder / "to")))
        call_command("buron_reindex", verbosity=0)
    except (DatabaseError, ValidationError) as error:
        prepare.say(f"La base d’arrivée a refusé la copie, rien n’y est gardé : {error}")
        return REFUSED
    return 0


def _not_empty() -> str:
    """What already lives in the target, in French."""
    from django.apps import apps
    from django.db import connection

    from buron.kernel.backup import rows
    from buron.kernel.models import User

    ours = {model._meta.db_table for model in apps.get_models(include_auto_created=True)}
    found = set(connection.introspection.table_names()) - {"django_migrations"}
    others = sorted(name for name in found - ours if not name.startswith("offer_"))
    if others:
        return f"La base d’arrivée sert déjà à autre chose ({', '.join(others[:3])}…) : prenez-en une vide."
    if rows.has_rows() or (User._meta.db_table in found and User.objects.exists()):
        return "La base d’arrivée contient déjà un office : prenez-en une vide."
    return ""


if __name__ == "__main__":
    raise SystemExit(receive(Path(sys.argv[1])))
