"""What the database already holds of a source, and of the offer around it: all that a comparison reads."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from django.db import connection

from buron.offer.likeness import Thing
from buron.offer.models import Fiche, Source, SourceRecord

RECORDS = SourceRecord._meta.db_table
FICHES = Fiche._meta.db_table
SOURCES = Source._meta.db_table
CHUNK = 500


@dataclass(frozen=True, slots=True)
class SourceFacts:
    """A source as the comparison sees it; ``source_id`` is ``None`` for one that a dry run only imagines."""

    office_id: int
    source_id: int | None
    connector: str
    settings: Mapping[str, Any] = field(default_factory=dict)
    complete: bool = True
    references: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)


class Old(NamedTuple):
    """A record as it is stored; ``body`` is JSON text."""

    record_id: int
    fiche_id: int
    body: str


class Baseline:
    """The records of a source: which digests are known, which records are live, which are missing."""

    def __init__(self, facts: SourceFacts, recipe: str) -> None:
        self._facts = facts
        self.known: dict[bytes, str] = {}
        self.live: set[str] = set()
        self.missing: set[str] = set()
        self.withdrawn: set[str] = set()
        """Those of the missing ones that the source itself said to be gone."""
        self._load(recipe)

    def _load(self, recipe: str) -> None:
        if self._facts.source_id is None:
            return
        known, live, missing, withdrawn = self.known, self.live, self.missing, self.withdrawn
        with connection.cursor() as cursor:
            cursor.execute(
                f"SELECT digest, external_id, recipe, missing_since, is_withdrawn FROM {RECORDS} WHERE source_id = %s",  # noqa: S608
                [self._facts.source_id],
            )
            for digest, external_id, made_with, since, gone in _rows(cursor):
                if made_with == recipe:
                    known[bytes(digest)] = external_id
                (live if since is None else missing).add(external_id)
                if gone:
                    withdrawn.add(external_id)

    def change_recipe(self, recipe: str) -> None:
        """Know only what was made with another recipe, in the same mapping (a reading may hold it already)."""
        self.known.clear()
        self.live.clear()
        self.missing.clear()
        self.withdrawn.clear()
        self._load(recipe)

    def holds(self, external_id: str) -> bool:
        return external_id in self.live or external_id in self.missing

    def old(self, external_ids: Sequence[str]) -> dict[str, Old]:
        """The stored records of these identifiers, in few queries."""
        found: dict[str, Old] = {}
        sql = (
            "SELECT r.external_id, r.id, r.fiche_id, CAST(coalesce(r.body, f.body) AS text) "  # noqa: S608
            f"FROM {RECORDS} r JOIN {FICHES} f ON f.id = r.fiche_id "
            "WHERE r.source_id = %s AND r.external_id IN ({})"
        )
        with connection.cursor() as cursor:
            for start in range(0, len(external_ids), CHUNK):
                part = external_ids[start : start + CHUNK]
                marks = ",".join(["%s"] * len(part))
                cursor.execute(sql.format(marks), [self._facts.source_id, *part])
                found.update((row[0], Old(*row[1:])) for row in cursor.fetchall())
        return found

    def names(self, external_ids: Sequence[str]) -> dict[str, tuple[int, int, str, str]]:
        """Identifier to record, fiche, name and kind."""
        found: dict[str, tuple[int, int, str, str]] = {}
        sql = (
            "SELECT r.external_id, r.id, r.fiche_id, f.name, f.kind "  # noqa: S608
            f"FROM {RECORDS} r JOIN {FICHES} f ON f.id = r.fiche_id "
            "WHERE r.source_id = %s AND r.external_id IN ({})"
        )
        with connection.cursor() as cursor:
            for start in range(0, len(external_ids), CHUNK):
                part = external_ids[start : start + CHUNK]
                marks = ",".join(["%s"] * len(part))
                cursor.execute(sql.format(marks), [self._facts.source_id, *part])
                found.update((row[0], row[1:]) for row in cursor.fetchall())
        return found


class Neighbours:
    """The rest of the office's offer: identifiers that lead to a fiche, and fiches that a new one may be."""

    def __init__(self, facts: SourceFacts) -> None:
        self._facts = facts

    def exist(self) -> bool:
        """Whether any fiche of the office comes from elsewhere than this source."""
        office, source = self._values()
        records = f"SELECT 1 FROM {RECORDS} r WHERE r.office_id = %s AND r.source_id <> %s"  # noqa: S608
        own = (
            f"SELECT 1 FROM {FICHES} f LEFT JOIN {RECORDS} r ON r.fiche_id = f.id "  # noqa: S608
            "WHERE f.office_id = %s AND f.state <> 'archived' AND r.id IS NULL"
        )
        with connection.cursor() as cursor:
            cursor.execute(f"SELECT EXISTS ({records}) OR EXISTS ({own})", [office, source, office])
            return bool(cursor.fetchone()[0])

    def identifiers(self) -> dict[str, int]:
        """``system:identifier`` of every record of the other sources, to its fiche."""
        found: dict[str, int] = {}
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT s.connector, r.external_id, r.aliases, coalesce(f.merged_into_id, f.id) "  # noqa: S608
                f"FROM {RECORDS} r JOIN {SOURCES} s ON s.id = r.source_id JOIN {FICHES} f ON f.id = r.fiche_id "
                "WHERE r.office_id = %s AND r.source_id <> %s ORDER BY r.id",
                [self._facts.office_id, self._facts.source_id or 0],
            )
            for connector, external_id, aliases, fiche_id in _rows(cursor):
                for key in (f"{connector}:{external_id}", *aliases.split("\n")):
                    if key:
                        found.setdefault(key, fiche_id)
        return found

    def things(self) -> Iterator[Thing]:
        """The fiches that do not come from this source, archived ones left out."""
        columns = "f.id, f.kind, f.name, f.insee, f.latitude, f.longitude, f.first_day, f.last_day"
        with connection.cursor() as cursor:
            cursor.execute(self._elsewhere(columns), self._values())
            for key, kind, name, insee, latitude, longitude, first, last in _rows(cursor):
                days = (str(first), str(last)) if first and last else (None, None)
                yield Thing(key, kind, name, insee, latitude, longitude, *days)

    def _elsewhere(self, columns: str) -> str:
        return (
            f"SELECT {columns} FROM {FICHES} f WHERE f.office_id = %s AND f.state <> 'archived' "  # noqa: S608
            f"AND NOT EXISTS (SELECT 1 FROM {RECORDS} r WHERE r.fiche_id = f.id AND r.source_id = %s)"
        )

    def _values(self) -> list[int]:
        return [self._facts.office_id, self._facts.source_id or 0]


def _rows(cursor: Any) -> Iterator[Any]:
    while rows := cursor.fetchmany(5000):
        yield from rows
