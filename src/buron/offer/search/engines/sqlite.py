"""Words in SQLite's FTS5: one virtual table per level.

``detail=none`` and ``columnsize=0`` keep which fiche holds a word, not where nor how often: a third of the size, and
nothing here asks for phrases or for a rank made of frequencies.
The answer comes back as one JSON array, which is four times faster to read than as many rows.
"""

# ruff: noqa: S608 (only the names of the tables and columns of this module are put into statements)

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import islice

import numpy as np
import orjson
from django.db import connection
from django.db.backends.utils import CursorWrapper

from buron.offer.search.engines.base import LEVELS, Clause, Ids, Level, TextRow

_PREFIXES: dict[Level, str] = {"name": "2 3", "facts": "3", "full_text": "3"}
_HASH_BYTES = 16 * 1024 * 1024
"""Words held in memory before they are flushed to a segment: sixteen times the default makes a first indexing nearly
three times faster, for the fewer segments to merge.
"""
_BATCH = 5_000


def _table(level: Level) -> str:
    return f"offer_words_{level}"


def _expression(clauses: Sequence[Clause]) -> str:
    return " AND ".join(f"({_alternatives(clause)})" for clause in clauses)


def _alternatives(clause: Clause) -> str:
    parts = [f'"{clause.prefix}"*'] if clause.prefix else []
    if clause.word:
        parts.append(f'"{clause.word}"')
    return " OR ".join(parts)


class SQLite:
    name = "sqlite"

    def prepare(self) -> None:
        with connection.cursor() as cursor:
            present = set(connection.introspection.table_names(cursor))
            for level in LEVELS:
                if _table(level) not in present:
                    self._create(cursor, level)

    def _create(self, cursor: CursorWrapper, level: Level) -> None:
        table = _table(level)
        cursor.execute(
            f"CREATE VIRTUAL TABLE {table} USING fts5(words, detail=none, columnsize=0, "
            f"prefix='{_PREFIXES[level]}', tokenize='unicode61 remove_diacritics 2')"
        )
        cursor.execute(f"INSERT INTO {table}({table}, rank) VALUES ('hashsize', {_HASH_BYTES})")

    def clear(self) -> None:
        with connection.cursor() as cursor:
            for level in LEVELS:
                cursor.execute(f"DELETE FROM {_table(level)}")

    def write(self, cursor: CursorWrapper, rows: Iterable[TextRow]) -> None:
        source = iter(rows)
        while batch := list(islice(source, _BATCH)):
            for place, level in enumerate(LEVELS, start=1):
                cursor.executemany(
                    f"INSERT INTO {_table(level)}(rowid, words) VALUES (%s, %s)",
                    [(row[0], row[place]) for row in batch],
                )

    def settle(self, cursor: CursorWrapper) -> None:
        """Nothing to do: the words are merged as they come."""

    def remove(self, cursor: CursorWrapper, fiche_ids: Sequence[int]) -> None:
        for level in LEVELS:
            cursor.executemany(f"DELETE FROM {_table(level)} WHERE rowid = %s", [(pk,) for pk in fiche_ids])

    def match(self, level: Level, clauses: Sequence[Clause]) -> Ids:
        table = _table(level)
        sql = f"SELECT json_group_array(rowid) FROM {table} WHERE {table} MATCH %s"
        with connection.cursor() as cursor:
            cursor.execute(sql, [_expression(clauses)])
            return np.array(orjson.loads(cursor.fetchone()[0]), dtype=np.int64)

    def version(self) -> str:
        with connection.cursor() as cursor:
            cursor.execute("SELECT sqlite_version()")
            return f"SQLite {cursor.fetchone()[0]}"
