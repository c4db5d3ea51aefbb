"""The stage of a run: what an import would change, in an SQLite file of its own.

Reading and comparing write here and nowhere else, so that nothing of the offer moves before the run is applied,
a dry run leaves no trace, a crash leaves a file that nobody owns, and the lock of the database is held only for
the last, short copy (see ``docs/decisions``). The comparison that a person reads is paged out of this file too.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import closing
from pathlib import Path
from typing import Any, Literal, NamedTuple

import orjson

from buron.offer.rules import Change

Status = Literal["created", "linked", "updated", "returned", "touched", "missing", "deleted", "refused"]
SHOWN: tuple[Status, ...] = ("created", "linked", "updated", "returned", "missing", "deleted", "refused")
"""What a person is shown; ``touched`` records differ in their bytes but not in what they say."""

ITEM_COLUMNS = (
    "n",
    "status",
    "external_id",
    "name",
    "kind",
    "insee",
    "record_id",
    "fiche_id",
    "rank",
    "returned",
    "dated",
    "digest",
    "aliases",
    "body",
    "subkind",
    "slug",
    "latitude",
    "longitude",
    "completeness",
    "checked_on",
    "first_day",
    "last_day",
    "changes",
    "reason",
)
_TABLES = """
CREATE TABLE item (
    n INTEGER PRIMARY KEY, status TEXT NOT NULL, external_id TEXT NOT NULL, name TEXT NOT NULL, kind TEXT, insee TEXT,
    record_id INTEGER, fiche_id INTEGER, rank INTEGER, returned INTEGER NOT NULL, dated INTEGER NOT NULL,
    digest BLOB, aliases TEXT, body TEXT, subkind TEXT, slug TEXT, latitude REAL, longitude REAL,
    completeness INTEGER, checked_on TEXT, first_day TEXT, last_day TEXT, changes TEXT, reason TEXT
);
CREATE TABLE session (n INTEGER NOT NULL, first_day TEXT NOT NULL, last_day TEXT NOT NULL, opens TEXT, closes TEXT);
CREATE TABLE words (
    n INTEGER PRIMARY KEY, name TEXT, facts TEXT, every TEXT, score INTEGER, labels TEXT, opening TEXT
);
CREATE TABLE doubt (first_n INTEGER, first_id INTEGER, second_id INTEGER, score INTEGER, reasons TEXT);
CREATE TABLE list (external_id TEXT, name TEXT, members TEXT);
CREATE TABLE fact (key TEXT PRIMARY KEY, value BLOB);
"""
_ENTRY = "n, status, external_id, name, coalesce(kind, ''), fiche_id, changes, coalesce(reason, '')"
_INDEXES = "CREATE INDEX item_status ON item (status, n); CREATE INDEX session_item ON session (n);"


class Entry(NamedTuple):
    """A line of the comparison, for a screen."""

    n: int
    status: Status
    external_id: str
    name: str
    kind: str
    fiche_id: int | None
    changes: list[Change]
    reason: str


class StagedDoubt(NamedTuple):
    """Two things that may be one: the first is a staged item (``first_n``) or a fiche, the second a fiche."""

    first_n: int | None
    first_id: int | None
    second_id: int
    score: int
    reasons: list[str]


class StageWriter:
    """Writes a stage; the file appears under its name only when it is whole (:meth:`finish`)."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self._part = path.with_name(path.name + ".part")
        self._part.unlink(missing_ok=True)
        self._db = sqlite3.connect(self._part, isolation_level=None)
        # The file is worth nothing before it is whole: no journal to keep, no flush to wait for.
        for pragma in ("journal_mode=OFF", "synchronous=OFF", "locking_mode=EXCLUSIVE", "page_size=8192"):
            self._db.execute(f"PRAGMA {pragma}")
        self._db.executescript(_TABLES)
        self._db.execute("BEGIN")
        marks = ",".join("?" * len(ITEM_COLUMNS))
        self._insert_item = f"INSERT INTO item VALUES ({marks})"  # noqa: S608 (marks only)
        self.count = 0

    def add_items(self, rows: Iterable[Sequence[Any]]) -> None:
        """Rows in the order of :data:`ITEM_COLUMNS`."""
        self._db.executemany(self._insert_item, rows)

    def add_sessions(self, rows: Iterable[Sequence[Any]]) -> None:
        """Rows ``(n, first day, last day, opens, closes)``."""
        self._db.executemany("INSERT INTO session VALUES (?,?,?,?,?)", rows)

    def add_words(self, rows: Iterable[Sequence[Any]]) -> None:
        """Rows ``(n, three levels of terms, score, labels, opening)``."""
        self._db.executemany("INSERT INTO words VALUES (?,?,?,?,?,?,?)", rows)

    def next_number(self) -> int:
        self.count += 1
        return self.count

    def link(self, n: int, fiche_id: int) -> None:
        """Turn a created item into one that joins a fiche that is already there."""
        self._db.execute(
            "UPDATE item SET status = 'linked', fiche_id = ?, rank = NULL WHERE n = ?", (fiche_id, n)
        )

    def created(self) -> Iterator[tuple[Any, ...]]:
        """``(n, external_id, aliases, kind, name, insee, latitude, longitude, first_day, last_day)`` of new items."""
        return iter(
            self._db.execute(
                "SELECT n, external_id, aliases, kind, name, insee, latitude, longitude, first_day, last_day "
                "FROM item WHERE status = 'created' ORDER BY n"
            ).fetchall()
        )

    def rank_created(self) -> int:
        """Number the created items without gaps, after some were linked; returns how many there are."""
        row = self._db.execute("SELECT count(*), max(rank) FROM item WHERE status = 'created'").fetchone()
        if row[1] is not None and row[1] != row[0]:
            numbers = self._db.execute("SELECT n FROM item WHERE status = 'created' ORDER BY n").fetchall()
            self._db.executemany(
                "UPDATE item SET rank = ? WHERE n = ?", ((rank, n) for rank, (n,) in enumerate(numbers, 1))
            )
        return int(row[0])

    def add_doubts(self, doubts: Iterable[StagedDoubt]) -> None:
        self._db.executemany(
            "INSERT INTO doubt VALUES (?,?,?,?,?)",
            (
                (doubt.first_n, doubt.first_id, doubt.second_id, doubt.score, _json(doubt.reasons))
                for doubt in doubts
            ),
        )

    def add_list(self, external_id: str, name: str, members: list[str]) -> None:
        self._db.execute("INSERT INTO list VALUES (?,?,?)", (external_id, name, _json(members)))

    def put(self, key: str, value: bytes) -> None:
        """Keep a fact about the run."""
        self._db.execute("INSERT OR REPLACE INTO fact VALUES (?,?)", (key, value))

    def finish(self) -> Path:
        """Close the file and give it its name."""
        self._db.execute("COMMIT")
        self._db.executescript(_INDEXES)
        self._db.close()
        self._part.replace(self.path)
        return self.path

    def abandon(self) -> None:
        """Close and remove the file."""
        self._db.close()
        self._part.unlink(missing_ok=True)


class Stage:
    """Reads a finished stage."""

    def __init__(self, path: Path) -> None:
        self.path = path

    def _connect(self) -> sqlite3.Connection:
        return sqlite3.connect(f"{self.path.as_uri()}?mode=ro&immutable=1", uri=True)

    def counts(self) -> dict[str, int]:
        """Status to number of items."""
        with closing(self._connect()) as db:
            return dict(db.execute("SELECT status, count(*) FROM item GROUP BY status"))

    def page(
        self, status: str, *, offset: int = 0, limit: int = 50, text: str = ""
    ) -> tuple[list[Entry], int]:
        """Items of a status in their order, those whose name or identifier holds ``text``; and how many in all."""
        where, values = "status = ?", [status]
        if text:
            where += " AND (name LIKE ? ESCAPE '\\' OR external_id LIKE ? ESCAPE '\\')"
            values += [_like(text)] * 2
        with closing(self._connect()) as db:
            (total,) = db.execute(f"SELECT count(*) FROM item WHERE {where}", values).fetchone()  # noqa: S608
            rows = db.execute(
                f"SELECT {_ENTRY} FROM item WHERE {where} ORDER BY n LIMIT ? OFFSET ?",  # noqa: S608
                [*values, limit, offset],
            ).fetchall()
        return [_entry(row) for row in rows], int(total)

    def body(self, n: int) -> dict[str, Any] | None:
        """The body that an item brings."""
        with closing(self._connect()) as db:
            row = db.execute("SELECT body FROM item WHERE n = ?", (n,)).fetchone()
        return orjson.loads(row[0]) if row and row[0] else None

    def rows(self, sql: str, values: Sequence[Any] = ()) -> Iterator[tuple[Any, ...]]:
        """Stream the rows of a query, for the copy into the database."""
        with closing(self._connect()) as db:
            yield from db.execute(sql, values)

    def words(self) -> Iterator[tuple[Any, ...]]:
        """What the search learns of the created items, in their order."""
        return self.rows(
            "SELECT w.name, w.facts, w.every, w.score, w.labels, w.opening FROM words w JOIN item i ON i.n = w.n "
            "WHERE i.status = 'created' ORDER BY w.n"
        )

    def doubts(self) -> list[StagedDoubt]:
        return [
            StagedDoubt(first_n, first_id, second_id, score, orjson.loads(reasons))
            for first_n, first_id, second_id, score, reasons in self.rows(
                "SELECT first_n, first_id, second_id, score, reasons FROM doubt"
            )
        ]

    def lists(self) -> list[tuple[str, str, list[str]]]:
        return [
            (row[0], row[1], orjson.loads(row[2]))
            for row in self.rows("SELECT external_id, name, members FROM list")
        ]

    def fact(self, key: str) -> bytes | None:
        for (value,) in self.rows("SELECT value FROM fact WHERE key = ?", (key,)):
            return bytes(value)
        return None


def changes_json(changes: Iterable[Change]) -> str:
    """Changes as they are kept in a stage."""
    return _json([tuple(change) for change in changes])


def _entry(row: Sequence[Any]) -> Entry:
    changes = [Change(*change) for change in orjson.loads(row[6])] if row[6] else []
    return Entry(row[0], row[1], row[2], row[3], row[4], row[5], changes, row[7])


def _json(value: Any) -> str:
    return orjson.dumps(value).decode()


def _like(text: str) -> str:
    escaped = text.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")
    return f"%{escaped}%"


def blank_item(fields: Mapping[str, Any]) -> list[Any]:
    """A row of :data:`ITEM_COLUMNS` from the few fields that an item without body has."""
    row = [fields.get(column) for column in ITEM_COLUMNS]
    row[ITEM_COLUMNS.index("returned")] = int(fields.get("returned") or 0)
    row[ITEM_COLUMNS.index("dated")] = 0
    return row
