"""From the stage of a run to the offer, in one transaction: all of it or nothing.

The copy is SQL from table to table. Only fiches that are made of several sources, or carry edits of the office, are
put together again one by one, from what the database holds at that moment: an edit made between the comparison and
now is kept.
"""

# ruff: noqa: S608 (only names of tables and columns are put into statements)

from __future__ import annotations

import datetime as dt
import zlib
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, NamedTuple

from django.db import connection, transaction
from django.db.backends.utils import CursorWrapper

from buron.offer.columns import Columns
from buron.offer.imports.engines import Laid, at_hand, lay
from buron.offer.imports.stage import Stage
from buron.offer.models import Doubt, Fiche, Session, SourceRecord, SourceReferences
from buron.offer.services.compose import recompose

FICHES = Fiche._meta.db_table
RECORDS = SourceRecord._meta.db_table
SESSIONS = Session._meta.db_table
MIXED = "buron_mixed"
COLUMNS = ", ".join(Columns._fields)
KNOWN = "('linked', 'updated', 'returned', 'missing', 'deleted')"
"""Statuses of the items whose fiche is there already. Statements name statuses, or the rank that only created items
have, so that the index of the stage is used and its bodies are read once.
"""
STAGED = ", ".join(f"i.{column}" for column in Columns._fields)


@dataclass(frozen=True, slots=True)
class Applying:
    """What an application needs to know besides the stage."""

    office_id: int
    source_id: int
    recipe: str
    now: dt.datetime
    today: dt.date


class Applied(NamedTuple):
    """Identifiers of the fiches that were made, in the order of their items, and of those that changed."""

    created: list[int]
    changed: list[int]


def apply_stage(stage: Stage, run: Applying, *, created: int, finish: Callable[[Applied], None]) -> Applied:
    """Write everything, then let ``finish`` write what says so in the same transaction."""
    with at_hand(stage) as attached, transaction.atomic(), connection.cursor() as cursor:
        table = lay(stage, created, attached=attached)
        applied = _Application(stage, run, table, cursor).run()
        table.clear(cursor)
        finish(applied)
    return applied


class _Application:
    def __init__(self, stage: Stage, run: Applying, table: Laid, cursor: CursorWrapper) -> None:
        self._stage = stage
        self._run = run
        self._table = table
        self._cursor = cursor
        self._now = connection.ops.adapt_datetimefield_value(run.now)
        self._today = connection.ops.adapt_datefield_value(run.today)
        self._checked: list[int] = []

    def run(self) -> Applied:
        self._table.lock_fiches(self._cursor)
        self._find_mixed()
        self._create()
        self._link()
        self._touch()
        self._update()
        self._return()
        self._withdraw()
        applied = self._applied()
        mixed = self._ids(f"SELECT id FROM {MIXED} ORDER BY id")
        recompose(mixed, now=self._run.now)
        self._cursor.execute(f"DROP TABLE {MIXED}")
        self._doubt()
        self._keep_references()
        return applied

    def _do(self, sql: str, *values: Any) -> None:
        self._cursor.execute(sql, values)

    def _ids(self, sql: str, *values: Any) -> list[int]:
        self._cursor.execute(sql, values)
        return [row[0] for row in self._cursor.fetchall()]

    def _find_mixed(self) -> None:
        """The fiches that SQL alone cannot update: edited here, or known to another record."""
        no_edit = "'{}'" if connection.vendor == "sqlite" else "'{}'::jsonb"
        self._do(f"CREATE TEMPORARY TABLE {MIXED} (id bigint PRIMARY KEY)")
        self._do(
            f"INSERT INTO {MIXED} SELECT DISTINCT f.id FROM {self._table.item} i JOIN {FICHES} f ON f.id = i.fiche_id "
            f"WHERE i.status IN {KNOWN} AND (i.status = 'linked' OR f.local <> {no_edit} OR EXISTS "
            f"(SELECT 1 FROM {RECORDS} r WHERE r.fiche_id = f.id AND r.id <> i.record_id))"
        )
        # The bodies of their records must be their own before the body of the fiche is no longer theirs.
        self._do(
            f"UPDATE {RECORDS} SET body = f.body FROM {FICHES} f WHERE f.id = {RECORDS}.fiche_id "
            f"AND {RECORDS}.body IS NULL AND f.id IN (SELECT id FROM {MIXED})"
        )

    def _create(self) -> None:
        new = self._table.new_id
        self._do(
            f"INSERT INTO {FICHES} (id, office_id, {COLUMNS}, state, body, local, winners, hidden_by_source, "
            f"created_at, updated_at) SELECT {new}, %s, {STAGED}, 'published', i.body, '{{}}', '{{}}', %s, %s, %s "
            f"FROM {self._table.item} i WHERE i.rank IS NOT NULL ORDER BY i.n",
            self._run.office_id,
            False,
            self._now,
            self._now,
        )
        self._insert_records("i.rank IS NOT NULL", new, "NULL")
        self._insert_sessions(new, "i.rank IS NOT NULL")

    def _link(self) -> None:
        self._insert_records("i.status = 'linked'", "i.fiche_id", "i.body")

    def _insert_records(self, condition: str, fiche: str, body: str) -> None:
        self._do(
            f"INSERT INTO {RECORDS} (office_id, source_id, external_id, fiche_id, digest, recipe, body, aliases, "
            f"received_at, is_withdrawn) SELECT %s, %s, i.external_id, {fiche}, i.digest, %s, {body}, i.aliases, "
            f"%s, %s FROM {self._table.item} i WHERE {condition} ORDER BY i.n",
            self._run.office_id,
            self._run.source_id,
            self._run.recipe,
            self._now,
            False,
        )

    def _insert_sessions(self, fiche: str, condition: str) -> None:
        self._do(
            f"INSERT INTO {SESSIONS} (office_id, fiche_id, start, {_quoted('end')}, opens, closes) "
            f"SELECT %s, {fiche}, s.first_day, s.last_day, {_time('s.opens')}, {_time('s.closes')} "
            f"FROM {self._table.session} s JOIN {self._table.item} i ON i.n = s.n WHERE {condition} "
            "ORDER BY s.n, s.first_day, s.last_day, s.opens",
            self._run.office_id,
        )

    def _touch(self) -> None:
        """Records that say the same in other bytes: only what they are recognised by changes."""
        self._do(
            f"UPDATE {RECORDS} SET digest = i.digest, recipe = %s, received_at = %s, missing_since = NULL, "
            f"is_withdrawn = %s FROM {self._table.item} i WHERE i.status IN ('touched', 'returned') "
            f"AND i.digest IS NOT NULL AND {RECORDS}.id = i.record_id",
            self._run.recipe,
            self._now,
            False,
        )
        later = "f.checked_on IS NULL OR f.checked_on < i.checked_on"
        self._checked = self._ids(
            f"SELECT DISTINCT f.id FROM {self._table.item} i JOIN {FICHES} f ON f.id = i.fiche_id "
            f"WHERE i.status IN ('touched', 'returned') AND i.checked_on IS NOT NULL AND ({later})"
        )
        # The source said once more that the fiche is right: that is all that its freshness is counted from.
        if self._checked:
            self._do(
                f"UPDATE {FICHES} SET checked_on = i.checked_on FROM {self._table.item} i "
                f"WHERE i.status IN ('touched', 'returned') AND {FICHES}.id = i.fiche_id "
                f"AND i.checked_on IS NOT NULL AND ({later.replace('f.', FICHES + '.')})"
            )

    def _update(self) -> None:
        item = self._table.item
        is_mixed = f"i.fiche_id IN (SELECT id FROM {MIXED})"
        self._do(
            f"UPDATE {RECORDS} SET digest = i.digest, recipe = %s, received_at = %s, missing_since = NULL, "
            f"is_withdrawn = %s, aliases = i.aliases, body = CASE WHEN {is_mixed} THEN i.body ELSE NULL END "
            f"FROM {item} i WHERE i.status = 'updated' AND {RECORDS}.id = i.record_id",
            self._run.recipe,
            self._now,
            False,
        )
        plain = f"i.status = 'updated' AND NOT {is_mixed}"
        columns = ", ".join(f"{column} = {_staged(column)}" for column in Columns._fields)
        self._do(
            f"UPDATE {FICHES} SET {columns}, body = i.body, updated_at = %s FROM {item} i "
            f"WHERE {plain} AND {FICHES}.id = i.fiche_id",
            self._now,
        )
        dated = f"{plain} AND i.dated"
        self._do(f"DELETE FROM {SESSIONS} WHERE fiche_id IN (SELECT i.fiche_id FROM {item} i WHERE {dated})")
        self._insert_sessions("i.fiche_id", dated)

    def _return(self) -> None:
        """What was missing is there again; what its withdrawal had hidden is shown again."""
        back = (
            f"SELECT i.fiche_id FROM {self._table.item} i "
            "WHERE i.status = 'linked' OR (i.status IN ('updated', 'returned') AND i.returned)"
        )
        self._do(
            f"UPDATE {RECORDS} SET missing_since = NULL, is_withdrawn = %s WHERE id IN "
            f"(SELECT i.record_id FROM {self._table.item} i WHERE i.status IN ('updated', 'returned') AND i.returned)",
            False,
        )
        self._do(
            f"UPDATE {FICHES} SET missing_since = NULL, updated_at = %s, hidden_by_source = %s, "
            "state = CASE WHEN hidden_by_source AND state = 'hidden' THEN 'published' ELSE state END "
            f"WHERE id IN ({back}) AND (missing_since IS NOT NULL OR hidden_by_source)",
            self._now,
            False,
        )

    def _withdraw(self) -> None:
        """Mark what is gone; hide what the source withdrew, unless the office edited it or another source has it."""
        item = self._table.item
        gone = f"SELECT i.fiche_id FROM {item} i WHERE i.status IN ('missing', 'deleted')"
        alone = f"NOT EXISTS (SELECT 1 FROM {RECORDS} r WHERE r.fiche_id = {FICHES}.id AND r.missing_since IS NULL)"
        no_edit = "'{}'" if connection.vendor == "sqlite" else "'{}'::jsonb"
        for status, withdrawn in (("missing", False), ("deleted", True)):
            self._do(
                f"UPDATE {RECORDS} SET missing_since = coalesce(missing_since, %s), is_withdrawn = %s "
                f"WHERE id IN (SELECT i.record_id FROM {item} i WHERE i.status = '{status}')",
                self._today,
                withdrawn,
            )
        self._do(
            f"UPDATE {FICHES} SET missing_since = %s, updated_at = %s "
            f"WHERE id IN ({gone}) AND missing_since IS NULL AND {alone}",
            self._today,
            self._now,
        )
        self._do(
            f"UPDATE {FICHES} SET state = 'hidden', hidden_by_source = %s WHERE state = 'published' "
            f"AND local = {no_edit} AND {alone} "
            f"AND id IN (SELECT i.fiche_id FROM {item} i WHERE i.status = 'deleted')",
            True,
        )

    def _applied(self) -> Applied:
        item = self._table.item
        created = self._ids(
            f"SELECT {self._table.new_id} FROM {item} i WHERE i.rank IS NOT NULL ORDER BY i.n"
        )
        others = self._ids(
            f"SELECT DISTINCT i.fiche_id FROM {item} i WHERE i.status IN {KNOWN} ORDER BY i.fiche_id"
        )
        return Applied(created, sorted({*others, *self._checked}))

    def _doubt(self) -> None:
        doubts = self._stage.doubts()
        ranks: dict[int | None, int] = {}
        if doubts:
            ranks.update(self._stage.rows("SELECT n, rank FROM item WHERE status = 'created'"))
        rows = []
        for doubt in doubts:
            first = doubt.first_id or self._table.id_of(ranks[doubt.first_n])
            low, high = sorted((first, doubt.second_id))
            if low != high:
                rows.append(
                    Doubt(
                        office_id=self._run.office_id,
                        first_id=low,
                        second_id=high,
                        score=doubt.score,
                        reasons=doubt.reasons,
                    )
                )
        Doubt.objects.bulk_create(rows, ignore_conflicts=True, batch_size=500)

    def _keep_references(self) -> None:
        references = self._stage.fact("references")
        if references and references != b"{}":
            SourceReferences.objects.update_or_create(
                office_id=self._run.office_id,
                source_id=self._run.source_id,
                defaults={"rows": zlib.compress(references, 6)},
            )


def _staged(column: str) -> str:
    """The staged value of a column; the day of the last check only moves forward (the office may have checked)."""
    if column != "checked_on":
        return f"i.{column}"
    return (
        f"CASE WHEN {FICHES}.checked_on > i.checked_on THEN {FICHES}.checked_on ELSE "
        f"coalesce(i.checked_on, {FICHES}.checked_on) END"
    )


def _quoted(name: str) -> str:
    return connection.ops.quote_name(name)


def _time(column: str) -> str:
    """Hours are staged as ``HH:MM``; SQLite keeps them as Django writes them."""
    return f"{column} || ':00'" if connection.vendor == "sqlite" else column
