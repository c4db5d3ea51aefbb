"""Reads of selections: which fiches they hold, today or on another day."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from django.utils import timezone

from buron.offer.models import Fiche, Selection, SourceList, SourceRecord
from buron.offer.queries.cards import cards
from buron.offer.queries.types import FicheCard
from buron.offer.search.query import FRESHNESS, MAX_PAGE_SIZE, ORDERS, Order, Point, SearchQuery

LARGEST = MAX_PAGE_SIZE
"""Fiches that a selection may hold."""


def selection_by_id(pk: int) -> Selection | None:
    """The office's selection of that identifier."""
    return Selection.objects.select_related("source_list").filter(pk=pk).first()


def query_of(stored: Mapping[str, Any], order: str = "relevance", day: dt.date | None = None) -> SearchQuery:
    """The question that a selection keeps as JSON, asked on a day. What is unknown in it is dropped rather than an
    error: it was written by an older version, or by hand.
    """
    day = day or timezone.localdate()
    text, radius = stored.get("text"), stored.get("radius_m")
    return SearchQuery(
        text=text if isinstance(text, str) else "",
        kinds=_strings(stored.get("kinds")),
        communes=_strings(stored.get("communes")),
        labels=_strings(stored.get("labels")),
        states=("published",),
        freshness=tuple(key for key in FRESHNESS if key in _strings(stored.get("freshness"))),
        open_on=day if stored.get("open_today") else _day(stored.get("open_on")),
        between=_span(stored.get("between")),
        near=_point(stored.get("near")),
        radius_m=radius if isinstance(radius, int) and radius > 0 else None,
        order=order_named(order),
        day=day,
    )


def order_named(text: str) -> Order:
    """The order of that name, relevance when there is none."""
    return next((order for order in ORDERS if order == text), "relevance")


def stored_query(query: SearchQuery) -> dict[str, Any]:
    """The part of a question that a selection keeps, as JSON: no page, no language, no state. "Open today" means the
    day on which the selection is read.
    """
    today = query.day or timezone.localdate()
    stored: dict[str, Any] = {
        "text": query.text,
        "kinds": list(query.kinds),
        "communes": list(query.communes),
        "labels": list(query.labels),
        "freshness": list(query.freshness),
        "open_today": True if query.open_on == today else None,
        "open_on": query.open_on.isoformat() if query.open_on and query.open_on != today else None,
        "between": [day.isoformat() for day in query.between] if query.between else None,
        "near": list(query.near) if query.near else None,
        "radius_m": query.radius_m,
    }
    return {key: value for key, value in stored.items() if value not in (None, "", [])}


def selection_ids(selection: Selection, day: dt.date | None = None) -> list[int]:
    """The fiches of a selection in their order: those pinned first, then what its question finds, without those that
    were kept out, and only what is published.
    """
    day = day or timezone.localdate()
    excluded = set(selection.excluded)
    pinned = [pk for pk in _published(selection.pinned) if pk not in excluded]
    skipped = excluded.union(pinned)
    found = [pk for pk in _found(selection, day) if pk not in skipped]
    return [*pinned, *found][: selection.limit or LARGEST]


def selection_fiches(
    selection: Selection, day: dt.date | None = None, language: str = "fr"
) -> list[FicheCard]:
    """The cards of a selection, in its order."""
    return cards(selection_ids(selection, day), language, day, public=True)


def _found(selection: Selection, day: dt.date) -> list[int]:
    from buron.offer.queries.find import found_ids

    followed = selection.source_list
    if not selection.query and selection.pinned and followed is None:
        return []
    query = replace(query_of(selection.query, selection.order, day), page_size=LARGEST)
    if followed is None:
        return found_ids(query)
    members = followed_fiches(followed)
    if selection.query or selection.order != "relevance":
        return found_ids(replace(query, fiches=tuple(members)))
    return _published(members)


def followed_fiches(followed: SourceList) -> list[int]:
    """The fiches of a selection made in a source, in its order."""
    records = SourceRecord.objects.filter(
        source=followed.source_id, external_id__in=followed.members[:LARGEST]
    )
    known = dict(records.values_list("external_id", "fiche_id"))
    return list(dict.fromkeys(known[member] for member in followed.members if member in known))


def _published(ids: Sequence[int]) -> list[int]:
    held = set(Fiche.objects.filter(pk__in=ids, state=Fiche.State.PUBLISHED).values_list("pk", flat=True))
    return [pk for pk in dict.fromkeys(ids) if pk in held]


def _strings(value: Any) -> tuple[str, ...]:
    return tuple(item for item in value if isinstance(item, str)) if isinstance(value, list) else ()


def _day(value: Any) -> dt.date | None:
    try:
        return dt.date.fromisoformat(value) if isinstance(value, str) else None
    except ValueError:
        return None


def _span(value: Any) -> tuple[dt.date, dt.date] | None:
    days = [day for item in value if (day := _day(item))] if isinstance(value, list) else []
    return (days[0], days[1]) if len(days) == 2 and days[0] <= days[1] else None


def _point(value: Any) -> Point | None:
    if not isinstance(value, list) or len(value) != 2:
        return None
    lat, lon = value
    inside = all(isinstance(one, int | float) for one in value) and abs(lat) <= 90 and abs(lon) <= 180
    return Point(float(lat), float(lon)) if inside else None
