"""How the stage of a run is laid beside the tables of the database, on either engine, for the copy to be plain SQL.

SQLite attaches the file: the copy is then done inside the library, and the lock held for about ten seconds per
million fiches. PostgreSQL receives it by COPY into temporary tables, and so does SQLite inside a wider transaction,
where it can attach a file but not let go of it.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any, Protocol

from django.db import connection
from django.db.backends.utils import CursorWrapper

from buron.offer.imports.stage import ITEM_COLUMNS, Stage
from buron.offer.models import Fiche, Session, SourceRecord

ATTACHED = "buron_stage"
SESSION_COLUMNS = ("n", "first_day", "last_day", "opens", "closes")


class Laid(Protocol):
    """A stage within reach of SQL."""

    item: str
    """Name of the table of items."""
    session: str
    new_id: str
    """SQL expression, over an item ``i``, of the identifier of the fiche that it creates."""

    def id_of(self, rank: int) -> int:
        """Identifier of the fiche that the item of this rank creates."""
        ...

    def lock_fiches(self, cursor: CursorWrapper) -> None:
        """Keep others from changing the fiches that the stage changes, until the transaction ends."""
        ...

    def clear(self, cursor: CursorWrapper) -> None:
        """Take the stage away again."""
        ...


@contextmanager
def at_hand(stage: Stage) -> Iterator[bool]:
    """Surrounds the transaction that copies a stage: SQLite attaches and lets go of files outside of it. Yields
    whether the file is attached.
    """
    if connection.vendor != "sqlite" or connection.in_atomic_block:
        yield False
        return
    with connection.cursor() as cursor:
        cursor.execute("ATTACH DATABASE %s AS " + ATTACHED, [f"{stage.path.as_uri()}?mode=ro&immutable=1"])
    try:
        yield True
    finally:
        with connection.cursor() as cursor:
            cursor.execute("DETACH DATABASE " + ATTACHED)


def lay(stage: Stage, created: int, *, attached: bool) -> Laid:
    """Lay a stage beside the tables, inside the transaction; ``created`` is how many fiches it creates."""
    return _Attached() if attached else _Copied(stage, created)


MANY = 1_000
"""New rows after which the planner of PostgreSQL would choose badly with what it knew."""


def refresh_statistics(created: int) -> None:
    """Tell the planner that the tables have grown; SQLite needs no telling."""
    if connection.vendor == "postgresql" and created >= MANY:
        with connection.cursor() as cursor:
            for model in (Fiche, SourceRecord, Session):
                cursor.execute(f"ANALYZE {model._meta.db_table}")


class _Attached:
    item = f"{ATTACHED}.item"
    session = f"{ATTACHED}.session"

    def __init__(self) -> None:
        self._base = _last_id()
        self.new_id = f"({self._base} + i.rank)"

    def id_of(self, rank: int) -> int:
        return self._base + rank

    def lock_fiches(self, cursor: CursorWrapper) -> None:
        """The whole database is already ours."""

    def clear(self, cursor: CursorWrapper) -> None:
        """The file is let go of after the transaction."""


def _last_id() -> int:
    """The last identifier that SQLite gave to a fiche; nobody else gives any before the transaction ends."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT seq FROM sqlite_sequence WHERE name = %s", [Fiche._meta.db_table])
        row = cursor.fetchone()
    return int(row[0]) if row else 0


_TYPES = {
    "n": "bigint",
    "new_id": "bigint",
    "record_id": "bigint",
    "fiche_id": "bigint",
    "rank": "bigint",
    "returned": "boolean",
    "dated": "boolean",
    "digest": "bytea",
    "body": "jsonb",
    "latitude": "double precision",
    "longitude": "double precision",
    "completeness": "smallint",
    "checked_on": "date",
    "first_day": "date",
    "last_day": "date",
    "opens": "time",
    "closes": "time",
}
_LEFT_OUT = frozenset({"changes", "reason"})


class _Copied:
    item = "buron_stage_item"
    session = "buron_stage_session"
    new_id = "i.new_id"

    def __init__(self, stage: Stage, created: int) -> None:
        self._ids = _new_ids(created)
        columns = [column for column in ITEM_COLUMNS if column not in _LEFT_OUT]
        sql = f"SELECT {', '.join(columns)} FROM item WHERE status <> 'refused' ORDER BY n"  # noqa: S608
        rank, flags = columns.index("rank"), [columns.index("returned"), columns.index("dated")]
        rows = (self._typed(row, rank, flags) for row in stage.rows(sql))
        _copy(self.item, [*columns, "new_id"], rows)
        dated = f"SELECT {', '.join(SESSION_COLUMNS)} FROM session"  # noqa: S608
        _copy(self.session, SESSION_COLUMNS, stage.rows(dated))

    def _typed(self, row: Sequence[Any], rank: int, flags: Sequence[int]) -> list[Any]:
        values = list(row)
        for place in flags:
            values[place] = bool(values[place])
        return [*values, self._ids[values[rank] - 1] if values[rank] else None]

    def id_of(self, rank: int) -> int:
        return self._ids[rank - 1]

    def lock_fiches(self, cursor: CursorWrapper) -> None:
        if connection.features.has_select_for_update:
            cursor.execute(
                f"SELECT id FROM {Fiche._meta.db_table} WHERE id IN "  # noqa: S608
                f"(SELECT fiche_id FROM {self.item}) ORDER BY id FOR UPDATE"
            )

    def clear(self, cursor: CursorWrapper) -> None:
        cursor.execute(f"DROP TABLE {self.item}")
        cursor.execute(f"DROP TABLE {self.session}")


def _new_ids(count: int) -> list[int]:
    """Identifiers for new fiches."""
    if connection.vendor == "sqlite":
        base = _last_id()
        return list(range(base + 1, base + count + 1))
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT nextval(pg_get_serial_sequence(%s, 'id')) FROM generate_series(1, %s)",
            [Fiche._meta.db_table, count],
        )
        return [row[0] for row in cursor.fetchall()]


def _copy(table: str, columns: Sequence[str], rows: Iterator[Sequence[Any]]) -> None:
    """Fill a temporary table, by the fastest way of the engine."""
    names = ", ".join(columns)
    types = ", ".join(f"{column} {_TYPES.get(column, 'text')}" for column in columns)
    with connection.cursor() as cursor:
        cursor.execute(f"CREATE TEMPORARY TABLE {table} ({types})")
        if connection.vendor == "sqlite":
            marks = ", ".join(["%s"] * len(columns))
            cursor.executemany(f"INSERT INTO {table} ({names}) VALUES ({marks})", list(rows))  # noqa: S608
            return
        with cursor.copy(f"COPY {table} ({names}) FROM STDIN") as copy:
            for row in rows:
                copy.write_row(row)
        cursor.execute(f"ANALYZE {table}")
