"""A search as the parameters of an address: read from it without ever failing, and written back."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from urllib.parse import urlencode

from django.http import QueryDict

from buron.kernel.whole import whole
from buron.offer.body import KINDS
from buron.offer.search.columns import STATES
from buron.offer.search.query import FRESHNESS, ORDERS, Order, Point, SearchQuery

MOST_TEXT = 200
MOST_CHOICES = 60
LONGEST_RADIUS_M = 200_000


def asked(data: QueryDict, *, day: dt.date | None = None) -> SearchQuery:
    """The question of an address. A value that means nothing is dropped: links live longer than what they name."""
    between = _span(data)
    point = _point(data.get("pres") or "")
    order = data.get("ordre") or ""
    return SearchQuery(
        text=(data.get("q") or "").strip()[:MOST_TEXT],
        kinds=_known(data.getlist("type"), KINDS),
        communes=_short(data.getlist("commune"), 5),
        labels=_short(data.getlist("label"), 100),
        states=_known(data.getlist("etat"), STATES) or ("published",),
        freshness=tuple(key for key in FRESHNESS if key in data.getlist("fraicheur")),
        open_on=_day(data.get("ouvert") or ""),
        between=between,
        near=point,
        radius_m=_number(data.get("rayon") or "", LONGEST_RADIUS_M) if point else None,
        selection=_number(data.get("selection") or "", 2**53),
        order=next((known for known in ORDERS if known == order), _natural_order(between)),
        page=_number(data.get("page") or "", 1_000_000) or 1,
        day=day,
        exact=data.get("exact") == "1",
    )


def parameters(query: SearchQuery) -> dict[str, str | list[str]]:
    """The parameters that give the question back; what is as when nothing is asked is left out."""
    written: dict[str, str | list[str]] = {
        "q": query.text,
        "type": list(query.kinds),
        "commune": list(query.communes),
        "label": list(query.labels),
        "etat": [] if query.states == ("published",) else list(query.states),
        "fraicheur": list(query.freshness),
        "ouvert": query.open_on.isoformat() if query.open_on else "",
        "du": query.between[0].isoformat() if query.between else "",
        "au": query.between[1].isoformat() if query.between else "",
        "pres": f"{query.near.lat:.5f},{query.near.lon:.5f}" if query.near else "",
        "rayon": str(query.radius_m) if query.radius_m else "",
        "selection": str(query.selection) if query.selection else "",
        "ordre": "" if query.order == _natural_order(query.between) else query.order,
        "page": str(query.page) if query.page > 1 else "",
        "exact": "1" if query.exact else "",
    }
    return {name: value for name, value in written.items() if value}


def address(path: str, query: SearchQuery, **more: str) -> str:
    """A path with the parameters of a question, and others."""
    encoded = urlencode(_merged(parameters(query), more), doseq=True)
    return f"{path}?{encoded}" if encoded else path


def _merged(first: Mapping[str, str | list[str]], more: Mapping[str, str]) -> dict[str, str | list[str]]:
    return {name: value for name, value in {**first, **more}.items() if value}


def _natural_order(between: object) -> Order:
    return "dates" if between else "relevance"


def _known(values: Sequence[str], allowed: Sequence[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(value for value in values if value in allowed))


def _short(values: Sequence[str], longest: int) -> tuple[str, ...]:
    return tuple(dict.fromkeys(value for value in values[:MOST_CHOICES] if 0 < len(value) <= longest))


def _day(text: str) -> dt.date | None:
    try:
        return dt.date.fromisoformat(text)
    except ValueError:
        return None


def _span(data: QueryDict) -> tuple[dt.date, dt.date] | None:
    """One bound is enough: from that day on, or up to it."""
    start, end = _day(data.get("du") or ""), _day(data.get("au") or "")
    if start is None and end is None:
        return None
    first, last = start or dt.date.min, end or dt.date.max
    return (first, last) if first <= last else (last, first)


def _point(text: str) -> Point | None:
    parts = text.split(",")
    try:
        point = Point(*(float(part) for part in parts))
    except (TypeError, ValueError):
        return None
    return point if abs(point.lat) <= 90 and abs(point.lon) <= 180 else None


def _number(text: str, most: int) -> int | None:
    return min(whole(text) or 0, most) or None
