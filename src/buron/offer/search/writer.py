"""Writing the index: words into the engine, traits beside the fiches, and the version that tells the readers.

Everything here runs in the transaction of the write that it follows, so that the search never shows what was not kept.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache
from itertools import islice
from typing import NamedTuple

from django.db import connection, transaction
from django.db.backends.utils import CursorWrapper
from django.db.models import F

from buron.kernel.models import Office
from buron.kernel.tenancy import across_offices, current_office_id, office_scope
from buron.offer.body import Body
from buron.offer.models import Fiche, SearchRow, SearchVersion
from buron.offer.models.search import new_epoch
from buron.offer.search.engines import TextRow, engine
from buron.offer.search.terms import terms_of, traits_of
from buron.territory import reference

_BATCH = 2_000
_INTO = "INSERT INTO offer_searchrow (fiche_id, office_id, version, score, labels, opening) "
_OVER = (
    " ON CONFLICT (fiche_id) DO UPDATE SET version = excluded.version, score = excluded.score, "
    "labels = excluded.labels, opening = excluded.opening"
)
_ROWS = (
    "SELECT * FROM unnest(%s::bigint[], %s::bigint[], %s::bigint[], %s::smallint[], %s::text[], %s::text[])"
)


TermsRow = tuple[int, str, str, str, int, str, str]
"""Identifier of a fiche, its :class:`Terms`, its :class:`Traits`, as one flat row."""


class Entry(NamedTuple):
    """A fiche to index: its identifier, its body and its completeness (hundredths)."""

    fiche_id: int
    body: Body
    completeness: int


def index(fiche_ids: Sequence[int]) -> None:
    """Index fiches of the office in scope again, after any change of their columns or of their body."""
    office_id = current_office_id()
    with transaction.atomic():
        version = bump(office_id)
        ids = list(fiche_ids)
        for start in range(0, len(ids), _BATCH):
            _write(office_id, version, _entries(ids[start : start + _BATCH]), known=True)


def index_entries(office_id: int, entries: Iterable[Entry], *, new: bool = False) -> None:
    """Index bodies that the caller already holds, in one pass: the path of imports. ``new`` says that none of them
    was ever indexed, which spares looking for what to replace.
    """
    with transaction.atomic():
        _write(office_id, bump(office_id), entries, known=not new)


def index_terms(office_id: int, rows: Iterable[TermsRow], *, new: bool = False) -> None:
    """Index fiches whose terms and traits are already computed (an import does it in other processes)."""
    with transaction.atomic(), connection.cursor() as cursor:
        version, written = bump(office_id), 0
        source = iter(rows)
        while batch := list(islice(source, _BATCH)):
            if not new:
                engine().remove(cursor, [row[0] for row in batch])
            engine().write(cursor, [row[:4] for row in batch])
            _write_traits(cursor, [(row[0], office_id, version, *row[4:]) for row in batch])
            written += len(batch)
        _settle(cursor, written)


def index_rows(cursor: CursorWrapper, rows: Iterable[TextRow]) -> None:
    """Give the engine the words of fiches that it does not hold yet (identifier, then :func:`terms_of`)."""
    engine().write(cursor, rows)


def remove(office_id: int, fiche_ids: Sequence[int]) -> None:
    """Forget fiches that are about to be deleted."""
    with transaction.atomic(), across_offices("rows are named by identifier"):
        with connection.cursor() as cursor:
            engine().remove(cursor, fiche_ids)
        SearchRow.objects.filter(office_id=office_id, pk__in=fiche_ids).delete()
        bump(office_id, broken=True)


def reindex_office(office: Office) -> int:
    """Write the whole index of an office again; the number of fiches."""
    with transaction.atomic(), office_scope(office):
        version = bump(office.pk, broken=True)
        ids = list(Fiche.objects.order_by("pk").values_list("pk", flat=True))
        for start in range(0, len(ids), _BATCH):
            _write(office.pk, version, _entries(ids[start : start + _BATCH]), known=True)
    return len(ids)


def bump(office_id: int, *, broken: bool = False) -> int:
    """Count a change; ``broken`` also says that what readers kept is worth nothing. The new version."""
    with across_offices("the version is that of a named office"):
        row, _made = SearchVersion.objects.get_or_create(office_id=office_id)
        changed = SearchVersion.objects.filter(pk=row.pk)
        if broken:
            changed.update(version=F("version") + 1, epoch=new_epoch())
        else:
            changed.update(version=F("version") + 1)
        return changed.get().version


def prepare() -> None:
    """Create the engine's tables, and empty them when the database was emptied."""
    engine().prepare()
    with across_offices("the tables of the engine are shared"):
        if not SearchRow.objects.exists():
            engine().clear()


def _entries(ids: Sequence[int]) -> Iterator[Entry]:
    for pk, body, completeness in Fiche.objects.filter(pk__in=ids).values_list("pk", "body", "completeness"):
        yield Entry(pk, body, completeness)


def _write(office_id: int, version: int, entries: Iterable[Entry], *, known: bool) -> None:
    source, written = iter(entries), 0
    with connection.cursor() as cursor:
        while batch := list(islice(source, _BATCH)):
            if known:
                engine().remove(cursor, [entry.fiche_id for entry in batch])
            engine().write(cursor, [_text_row(entry) for entry in batch])
            _write_traits(cursor, [_trait_row(office_id, version, entry) for entry in batch])
            written += len(batch)
        _settle(cursor, written)


def _write_traits(cursor: CursorWrapper, rows: Sequence[tuple[int, int, int, int, str, str]]) -> None:
    """PostgreSQL takes a batch in one statement four times faster than row by row; each fiche is in it once."""
    if connection.vendor == "postgresql":
        cursor.execute(_INTO + _ROWS + _OVER, [list(column) for column in zip(*rows, strict=True)])
    else:
        cursor.executemany(_INTO + "VALUES (%s, %s, %s, %s, %s, %s)" + _OVER, rows)


def _settle(cursor: CursorWrapper, written: int) -> None:
    if written >= _BATCH:
        engine().settle(cursor)


def _text_row(entry: Entry) -> TextRow:
    return (entry.fiche_id, *terms_of(entry.body, _commune_name(entry.body)))


def _trait_row(office_id: int, version: int, entry: Entry) -> tuple[int, int, int, int, str, str]:
    return (entry.fiche_id, office_id, version, *traits_of(entry.body, entry.completeness))


def _commune_name(body: Body) -> str:
    address = body.get("address")
    return commune_name(address.get("insee") or "") if address else ""


@lru_cache(maxsize=4096)
def commune_name(insee: str) -> str:
    """The name of a commune; empty when INSEE does not know the code."""
    commune = reference.commune(insee) if insee else None
    return commune.name if commune else ""
