"""What a line of the search reads of each fiche, in two statements without models: it is asked at each key stroke."""

# ruff: noqa: S608 (only placeholders are put into statements)

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import Any, NamedTuple, cast

import orjson
from django.db import connection
from django.urls import reverse

from buron.kernel.tenancy import current_office_id
from buron.offer.body import Body
from buron.offer.pictures import WIDTHS

_LINE = (
    "SELECT id, office_id, kind, subkind, name, insee, latitude, longitude, state, checked_on, first_day, last_day, "
    "{body} FROM offer_fiche WHERE id IN ({ids})"
)
_PHOTOS = (
    "SELECT fiche_id, office_id, id, digest, until FROM offer_photo "
    "WHERE fiche_id IN ({ids}) AND removed_at IS NULL ORDER BY position, id"
)


class Line(NamedTuple):
    """A fiche of the office in scope."""

    id: int
    kind: str
    subkind: str
    name: str
    insee: str
    latitude: float | None
    longitude: float | None
    state: str
    checked_on: dt.date | None
    first_day: dt.date | None
    last_day: dt.date | None
    body: Body


def lines_of(ids: Sequence[int]) -> dict[int, Line]:
    """The lines of those fiches, by identifier. The office is compared here and not in the statement: asked for both,
    SQLite walks all the rows of the office.
    """
    body = "body" if connection.vendor == "sqlite" else "body::text"
    office_id = current_office_id()
    return {row[0]: _line(row) for row in _rows(_LINE, ids, body=body) if row[1] == office_id}


def _line(row: Sequence[Any]) -> Line:
    _id, _office, *texts, checked, first, last, body = row
    return Line._make([_id, *texts, _day(checked), _day(first), _day(last), cast(Body, orjson.loads(body))])


def photos_shown(ids: Sequence[int], day: dt.date) -> dict[int, str]:
    """The address of the smallest rendition of the first photo of each fiche, of those that may be shown on a day."""
    office_id = current_office_id()
    found: dict[int, str] = {}
    for fiche_id, of_office, pk, digest, until in _rows(_PHOTOS, ids):
        end = _day(until)
        if of_office == office_id and fiche_id not in found and (end is None or end >= day):
            found[fiche_id] = reverse(
                "offer_photo", kwargs={"digest": digest[:32], "pk": pk, "width": WIDTHS[0]}
            )
    return found


def _rows(statement: str, ids: Sequence[int], **parts: str) -> list[tuple[Any, ...]]:
    if not ids:
        return []
    with connection.cursor() as cursor:
        cursor.execute(statement.format(ids=", ".join(["%s"] * len(ids)), **parts), list(ids))
        return cast(list[tuple[Any, ...]], cursor.fetchall())


def _day(value: Any) -> dt.date | None:
    """A day as the database gives it: a date, or its text in SQLite."""
    if not value:
        return None
    return value if isinstance(value, dt.date) else dt.date.fromisoformat(value)
