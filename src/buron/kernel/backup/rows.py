"""Rows in and out of a backup, on both engines."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

from django.apps import apps
from django.core import serializers
from django.core.management.color import no_style
from django.core.serializers.json import DjangoJSONEncoder
from django.db import DatabaseError, connection, models, transaction

from buron.kernel.backup.errors import BackupError
from buron.kernel.middleware import BROKEN, saying
from buron.kernel.tables import bring_up_to_date
from buron.kernel.tenancy import across_offices

FOLDER = "rows"
BATCH = 1000
WHY = "a backup holds every office"
SKIPPED = frozenset(
    {"kernel.cacheentry", "kernel.ratewindow", "sessions.session", "contenttypes.contenttype"}
)


class Exact(DjangoJSONEncoder):
    """Moments with their microseconds, which Django's encoder cuts."""

    def default(self, o: Any) -> Any:
        return o.isoformat() if isinstance(o, dt.datetime | dt.time) else super().default(o)


def tables() -> list[type[models.Model]]:
    """Every table with its own rows, referred ones before those that refer to them; those that hold nothing but links
    between two others come last.
    """
    wanted = [model for model in apps.get_models() if model._meta.label_lower not in SKIPPED]
    links = [field.remote_field.through for model in wanted for field in model._meta.local_many_to_many]
    return [
        *serializers.sort_dependencies([(None, wanted)]),
        *(link for link in links if link not in wanted and link),
    ]


def make_room(*, force: bool) -> None:
    """Refuse a database in which an office lives, unless ``force``; one that cannot even be read is then put aside."""
    try:
        if has_rows() and not force:
            raise BackupError(
                "Des données sont déjà en place. Videz le dossier de données, ou ajoutez --force."
            )
    except DatabaseError as error:
        if connection.vendor != "sqlite" or saying(error) != BROKEN:
            raise BackupError(saying(error) or f"La base de données ne répond pas : {error}") from error
        if not force:
            raise BackupError(
                "La base en place est abîmée. Ajoutez --force : elle sera mise de côté, puis remplacée."
            ) from error
        connection.close()
        broken = Path(connection.settings_dict["NAME"])
        for suffix in ("", "-wal", "-shm"):
            with suppress(FileNotFoundError):
                broken.with_name(broken.name + suffix).replace(
                    broken.with_name(f"{broken.name}.abimee{suffix}")
                )


def has_rows() -> bool:
    """Whether an office already lives in this database."""
    from buron.kernel.models import Office

    if Office._meta.db_table not in connection.introspection.table_names():
        return False
    return Office.objects.exists()


def copy_sqlite(target: Path) -> int:
    """Copy the live database by SQLite's online backup, check the copy, and count the rows of the rooms."""
    import sqlite3

    connection.ensure_connection()
    with sqlite3.connect(target) as copy:
        connection.connection.backup(copy, pages=-1)
        verdict = copy.execute("PRAGMA quick_check").fetchone()[0]
        if verdict != "ok":
            raise BackupError(f"La base de données est abîmée : {verdict}")
        count = sum(
            copy.execute(f'SELECT count(*) FROM "{model._meta.db_table}"').fetchone()[0]  # noqa: S608 - own table names
            for model in tables()
        )
    copy.close()
    return int(count)


def restore_sqlite(source: Path) -> None:
    """Write a saved SQLite database over the one in place; another engine is refused, with what to do."""
    import sqlite3

    if connection.vendor != "sqlite":
        raise BackupError(
            "Cette sauvegarde vient de SQLite : elle se remet en place sur SQLite, sans DATABASE_URL. "
            "Celle d’une base PostgreSQL se remet en place sur les deux."
        )
    connection.ensure_connection()
    with sqlite3.connect(source) as saved:
        saved.backup(connection.connection, pages=-1)
    saved.close()
    connection.close()
    bring_up_to_date()


def dump(folder: Path) -> Iterator[tuple[str, Path, int]]:
    """Write one file of JSON lines per table, all of the same instant; gives name, path and number of
    lines.
    """
    with across_offices(WHY), transaction.atomic():
        if connection.vendor == "postgresql":
            with connection.cursor() as cursor:
                cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ")
        for number, model in enumerate(tables()):
            name = f"{FOLDER}/{number:03d}-{model._meta.label_lower}.jsonl"
            path = folder / f"{number:03d}.jsonl"
            own, lines = [field.name for field in model._meta.concrete_fields], 0
            with path.open("w", encoding="utf-8") as file:
                for row in model._base_manager.order_by("pk").iterator(chunk_size=BATCH):
                    file.write(
                        json.dumps(serializers.serialize("python", [row], fields=own)[0], cls=Exact) + "\n"
                    )
                    lines += 1
            yield name, path, lines


def load(folder: Path) -> None:
    """Read the files of :func:`dump` into an empty, migrated database, in one transaction."""
    bring_up_to_date()
    with across_offices(WHY), transaction.atomic(), connection.constraint_checks_disabled():
        for model in reversed(tables()):
            model._base_manager.all()._raw_delete(connection.alias)
        for path in sorted((folder / FOLDER).glob("*.jsonl")):
            _load_table(path)
        connection.check_constraints()
        _reset_sequences()


def _load_table(path: Path) -> None:
    batch: list[Any] = []
    with path.open(encoding="utf-8") as file:
        for line in file:
            batch.append(json.loads(line))
            if len(batch) >= BATCH:
                _insert(batch)
                batch = []
    if batch:
        _insert(batch)


def _insert(batch: list[Any]) -> None:
    deserialised = list(serializers.deserialize("python", batch))
    model = type(deserialised[0].object)
    with _moments_as_saved(model):
        model._base_manager.bulk_create([entry.object for entry in deserialised])


@contextmanager
def _moments_as_saved(model: type[models.Model]) -> Iterator[None]:
    """Fields that write the present moment by themselves keep the one that was saved."""
    held = [
        (field, name)
        for field in model._meta.concrete_fields
        for name in ("auto_now", "auto_now_add")
        if getattr(field, name, False)
    ]
    for field, name in held:
        setattr(field, name, False)
    try:
        yield
    finally:
        for field, name in held:
            setattr(field, name, True)


def _reset_sequences() -> None:
    statements = connection.ops.sequence_reset_sql(no_style(), list(apps.get_models()))
    with connection.cursor() as cursor:
        for statement in statements:
            cursor.execute(statement)
