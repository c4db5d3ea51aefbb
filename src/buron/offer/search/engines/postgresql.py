"""Words in PostgreSQL: one ``tsvector`` per level, each with its GIN index.

The words arrive folded, so the vectors are made from arrays, without parser nor dictionary, and hold no positions.

An index of this kind gives the places of rows, and each row must then be visited for its identifier: with the vectors
inside them, a beginning of three letters read the whole table (250 MB for 200,000 fiches). They are therefore
kept out of
line, and the rows that are visited are a tenth of that. PostgreSQL only does so for rows above 2 kB, hence ``ballast``:
spaces, which it compresses to a few bytes. The planner counts nothing for fetching vectors back and would rather read
every row, so the functions that match forbid it that.
"""

# ruff: noqa: S608 (only the names of the tables and columns of this module are put into statements)

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import islice

import numpy as np
from django.db import connection
from django.db.backends.utils import CursorWrapper

from buron.offer.search.engines.base import LEVELS, Clause, Ids, Level, TextRow

TABLE = "offer_words"
_BATCH = 2_000
_FUNCTION = """
    CREATE OR REPLACE FUNCTION {table}_in_{level}(tsquery) RETURNS bytea LANGUAGE plpgsql STABLE
    SET enable_seqscan = off SET jit = off AS $$
    BEGIN
        RETURN (SELECT string_agg(int8send(fiche_id), ''::bytea) FROM {table} WHERE {level} @@ $1);
    END
    $$
"""
"""The identifiers as bytes: ten times faster to read than an array of numbers."""
_PENDING_KB = 32_768
"""New words wait in a list that is sorted into the index when it is full: a bulk write is six times faster. The list is
searched too, so it is emptied after each bulk write (:meth:`PostgreSQL.settle`).
"""


def _expression(clauses: Sequence[Clause]) -> str:
    return " & ".join(f"({_alternatives(clause)})" for clause in clauses)


def _alternatives(clause: Clause) -> str:
    parts = [f"'{clause.prefix}':*"] if clause.prefix else []
    if clause.word:
        parts.append(f"'{clause.word}'")
    return " | ".join(parts)


class PostgreSQL:
    name = "postgresql"

    def prepare(self) -> None:
        with connection.cursor() as cursor:
            if TABLE not in connection.introspection.table_names(cursor):
                self._create(cursor)
            for level in LEVELS:
                cursor.execute(_FUNCTION.format(level=level, table=TABLE))

    def _create(self, cursor: CursorWrapper) -> None:
        columns = ", ".join(f"{level} tsvector NOT NULL" for level in LEVELS)
        ballast = "ballast text NOT NULL DEFAULT repeat(' ', 2100)"
        cursor.execute(
            f"CREATE TABLE {TABLE} (fiche_id bigint PRIMARY KEY, {columns}, {ballast}) "
            "WITH (toast_tuple_target = 128)"
        )
        for level in LEVELS:
            cursor.execute(f"ALTER TABLE {TABLE} ALTER COLUMN {level} SET STORAGE EXTERNAL")
            cursor.execute(
                f"CREATE INDEX {TABLE}_{level} ON {TABLE} USING gin ({level}) "
                f"WITH (gin_pending_list_limit = {_PENDING_KB})"
            )

    def clear(self) -> None:
        with connection.cursor() as cursor:
            cursor.execute(f"DELETE FROM {TABLE}")

    def write(self, cursor: CursorWrapper, rows: Iterable[TextRow]) -> None:
        source = iter(rows)
        vectors = ", ".join(f"array_to_tsvector(string_to_array({level}, ' '))" for level in LEVELS)
        sql = (
            f"INSERT INTO {TABLE} (fiche_id, {', '.join(LEVELS)}) SELECT fiche_id, {vectors} "
            f"FROM unnest(%s::bigint[], %s::text[], %s::text[], %s::text[]) AS t(fiche_id, {', '.join(LEVELS)})"
        )
        while batch := list(islice(source, _BATCH)):
            cursor.execute(sql, [list(column) for column in zip(*batch, strict=True)])

    def settle(self, cursor: CursorWrapper) -> None:
        for level in LEVELS:
            cursor.execute("SELECT gin_clean_pending_list(%s::regclass)", [f"{TABLE}_{level}"])

    def remove(self, cursor: CursorWrapper, fiche_ids: Sequence[int]) -> None:
        cursor.execute(f"DELETE FROM {TABLE} WHERE fiche_id = ANY(%s)", [list(fiche_ids)])

    def match(self, level: Level, clauses: Sequence[Clause]) -> Ids:
        with connection.cursor() as cursor:
            cursor.execute(f"SELECT {TABLE}_in_{level}(%s::tsquery)", [_expression(clauses)])
            return np.frombuffer(cursor.fetchone()[0] or b"", dtype=">i8").astype(np.int64)

    def version(self) -> str:
        with connection.cursor() as cursor:
            cursor.execute("SHOW server_version")
            return f"PostgreSQL {cursor.fetchone()[0]}"
