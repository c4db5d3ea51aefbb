"""The offer of a past day, as it was kept: what figures read of each fiche, without the rest of it.

Rows have the columns that the axes and stocks name (:mod:`buron.offer.figures.axes`), so that a past day is counted by
the same functions as today. Of texts, only the languages are kept; of the name, what a row of a figure shows.
"""

from __future__ import annotations

import datetime as dt
import zlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import orjson
from django.db.models import QuerySet
from django.utils import timezone

from buron.kernel.once import once
from buron.kernel.periods import Period
from buron.kernel.tenancy import current_office_id
from buron.offer.figures.photos import Picture, unfit_pictures
from buron.offer.models import StockDay
from buron.offer.queries.freshness import grouped, published

REPORT_DAYS = 183
"""Days after its end during which a period is still answered for with the offer of today, when no day was kept."""
REACH_DAYS = 45
"""How long before the end of a period a kept day may be and still stand for it."""
COLUMNS = (
    "pk",
    "name",
    "kind",
    "subkind",
    "insee",
    "checked_on",
    "completeness",
    "search_row__labels",
    "body__short",
    "body__description",
    "body__capacity",
    "code",
)
Row = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Kept:
    """A day that was kept: its fiches by columns, in alphabetical order, and its unfit pictures."""

    day: dt.date
    fiches: Sequence[Row]
    pictures: Sequence[Picture]


@dataclass(frozen=True, slots=True)
class Standing:
    """What answers for a period: the offer of ``day``, which is today's when ``kept`` is absent."""

    day: dt.date
    kept: Kept | None = None


def standing_of(period: Period) -> Standing | None:
    """Today for a period that runs; for one that is over, the nearest of its last kept day and of today; ``None`` when
    neither is near enough, or when it has not begun.
    """
    today = timezone.localdate()
    if period.start > today:
        return None
    if period.end >= today:
        return Standing(today)
    found = _last_before(period.end)
    age = (today - period.end).days
    if found is not None and (period.end - found.day).days < age:
        return Standing(found.day, read(found))
    return Standing(today) if age <= REPORT_DAYS else None


def first_day() -> dt.date | None:
    """The first day that was kept of the office's offer."""
    return StockDay.objects.order_by("day").values_list("day", flat=True).first()


def _last_before(day: dt.date) -> StockDay | None:
    near: QuerySet[StockDay] = StockDay.objects.filter(
        day__lte=day, day__gte=day - dt.timedelta(days=REACH_DAYS)
    )
    return once(("offer.kept", current_office_id(), day), near.order_by("-day").first)


def pack() -> tuple[int, bytes]:
    """The published offer of now: how many fiches, and the bytes that :func:`read` reads."""
    fiches = grouped(published(), "owner").order_by("name", "pk").values_list(*COLUMNS)
    rows = [_slim(row) for row in fiches.iterator(chunk_size=2_000)]
    data = {"columns": COLUMNS, "fiches": rows, "pictures": [tuple(one) for one in unfit_pictures()]}
    return len(rows), zlib.compress(orjson.dumps(data), 6)


def _slim(row: Sequence[Any]) -> list[Any]:
    """A row with the languages of its texts instead of the texts."""
    return [_languages(value) if name in _TEXTS else value for name, value in zip(COLUMNS, row, strict=True)]


_TEXTS = frozenset({"body__short", "body__description"})


def _languages(texts: Mapping[str, str] | None) -> dict[str, int]:
    return {code: 1 for code, text in (texts or {}).items() if text}


def read(stored: StockDay) -> Kept:
    """What was kept of a day."""
    return _read(stored.pk, stored.kept_at, stored.day, bytes(stored.rows))


@lru_cache(maxsize=4)
def _read(_pk: int, _kept_at: dt.datetime, day: dt.date, packed: bytes) -> Kept:
    """A page asks for the same day once per panel."""
    data = orjson.loads(zlib.decompress(packed))
    names = data["columns"]
    fiches = [_row(dict(zip(names, values, strict=True))) for values in data["fiches"]]
    pictures = [Picture._make([*one[:-1], tuple(one[-1])]) for one in data["pictures"]]
    return Kept(day, fiches, pictures)


def _row(row: dict[str, Any]) -> Row:
    checked = row["checked_on"]
    return {**row, "checked_on": dt.date.fromisoformat(checked) if checked else None}
