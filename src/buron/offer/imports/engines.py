"""How the stage of a run is laid beside the tables of the database, on either engine, for the copy to be plain SQL.

SQLite attaches the file: the copy is then done inside the library, and the lock held for about ten seconds per
million rows. PostgreSQL receives it by COPY into temporary tables that end with the transaction.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any, Protocol

from django.db import DatabaseError, connection
from django.db.backends.utils import CursorWrapper

from buron.offer.imports.stage import ITEM_COLUMNS, Stage
from buron.offer.models import Fiche

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


@contextmanager
def at_hand(stage: Stage) -> Iterator[None]:
    """Surrounds the transaction that copies a stage: SQLite attaches and lets go of files outside of it."""
    if connection.vendor != "sqlite":
        yield
        return
    with connection.cursor() as cursor:
        _detach(cursor)
        cursor.execute("ATTACH DATABASE %s AS " + ATTACHED, [f"{stage.path.as_uri()}?mode=ro&immutable=1"])
    try:
        yield
    finally:
        with connection.cursor() as cursor:
            _detach(cursor)


def lay(stage: Stage, created: int) -> Laid:
    """Lay a stage beside the tables, inside the transaction; ``created`` is how many fiches it creates."""
    return _Attached() if connection.vendor == "sqlite" else _Copied(stage, created)


# SQLite


class _Attached:
    item = f"{ATTACHED}.item"
    session = f"{ATTACHED}.session"

    def __init__(self) -> None:
        with connection.cursor() as cursor:
            cursor.execute("SELECT seq FROM sqlite_sequence WHERE name = %s", [Fiche._meta.db_table])
            row = cursor.fetchone()
        self._base = int(row[0]) if row else 0
        self.new_id = f"({self._base} + i.rank)"

    def id_of(self, rank: int) -> int:
        return self._base + rank

    def lock_fiches(self, cursor: CursorWrapper) -> None:
        """The whole database is already ours."""


def _detach(cursor: CursorWrapper) -> None:
    """Let go of the file. Inside a wider transaction SQLite refuses: the next run does it, or the connection's end."""
    cursor.execute("SELECT 1 FROM pragma_database_list WHERE name = %s", [ATTACHED])
    if cursor.fetchone() is None:
        return
    try:
        cursor.execute("DETACH DATABASE " + ATTACHED)
    except DatabaseError:
        if not connection.in_atomic_block:
            raise


# PostgreSQL

_TYPES = {
    "n": "bigint",
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
    item = "stage_item"
    session = "stage_session"
    new_id = "i.new_id"

    def __init__(self, stage: Stage, created: int) -> None:
        self._ids = self._reserve(created)
        columns = [column for column in ITEM_COLUMNS if column not in _LEFT_OUT]
        sql = f"SELECT {', '.join(columns)} FROM item WHERE status <> 'refused' ORDER BY n"  # noqa: S608
        rank, flags = columns.index("rank"), [columns.index("returned"), columns.index("dated")]
        rows = (self._typed(row, rank, flags) for row in stage.rows(sql))
        _copy(self.item, [*columns, "new_id"], rows)
        dated = f"SELECT {', '.join(SESSION_COLUMNS)} FROM session"  # noqa: S608
        _copy(self.session, SESSION_COLUMNS, stage.rows(dated))

    def _reserve(self, count: int) -> list[int]:
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT nextval(pg_get_serial_sequence(%s, 'id')) FROM generate_series(1, %s)",
                [Fiche._meta.db_table, count],
            )
            return [row[0] for row in cursor.fetchall()]

    def _typed(self, row: Sequence[Any], rank: int, flags: Sequence[int]) -> list[Any]:
        values = list(row)
        for place in flags:
            values[place] = bool(values[place])
        return [*values, self._ids[values[rank] - 1] if values[rank] else None]

    def id_of(self, rank: int) -> int:
        return self._ids[rank - 1]

    def lock_fiches(self, cursor: CursorWrapper) -> None:
        cursor.execute(
            f"SELECT id FROM {Fiche._meta.db_table} WHERE id IN "  # noqa: S608
            f"(SELECT fiche_id FROM {self.item}) ORDER BY id FOR UPDATE"
        )


def _copy(table: str, columns: Sequence[str], rows: Iterator[Sequence[Any]]) -> None:
    types = ", ".join(f"{column} {_type(column)}" for column in columns)
    with connection.cursor() as cursor:
        cursor.execute(f"CREATE TEMPORARY TABLE {table} ({types}) ON COMMIT DROP")
        with cursor.copy(f"COPY {table} ({', '.join(columns)}) FROM STDIN") as copy:
            for row in rows:
                copy.write_row(row)
        cursor.execute(f"ANALYZE {table}")


def _type(column: str) -> str:
    return "bigint" if column == "new_id" else _TYPES.get(column, "text")
