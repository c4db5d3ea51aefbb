"""Answers that come page by page: the address of the next page, from the one just read. Pure.

Apidae counts from ``first`` in the query it is asked with, OpenAgenda gives a cursor, DATAtourisme numbers its pages,
Tourinsoft v2 skips. Any other answer is whole.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from urllib.parse import parse_qsl, urlencode, urlsplit, urlunsplit

import orjson

Pairs = list[tuple[str, str]]
MOST_PAGES = 5_000
PAGE_BYTES = 64 * (1 << 20)
"""Nobody's page is bigger: beyond, an answer is whole and is not looked into."""


def next_page(connector: str, url: str, data: bytes) -> str | None:
    """The address of the page after this one; ``None`` when it is the last, or the only one."""
    turn = _TURNS.get(connector)
    if turn is None or len(data) > PAGE_BYTES:
        return None
    try:
        answer = orjson.loads(data)
    except orjson.JSONDecodeError:
        return None
    parts = urlsplit(url)
    pairs = parse_qsl(parts.query, keep_blank_values=True)
    turned = turn(pairs, answer) if isinstance(answer, dict) else None
    return urlunsplit(parts._replace(query=urlencode(turned))) if turned is not None else None


def _apidae(pairs: Pairs, answer: dict[str, Any]) -> Pairs | None:
    found, total = answer.get("objetsTouristiques"), answer.get("numFound")
    query = _json(dict(pairs).get("query"))
    if not isinstance(found, list) or not found or not isinstance(total, int) or query is None:
        return None
    first = query.get("first")
    following = (first if isinstance(first, int) else 0) + len(found)
    if following >= total:
        return None
    return _with(pairs, "query", orjson.dumps({**query, "first": following}).decode())


def _openagenda(pairs: Pairs, answer: dict[str, Any]) -> Pairs | None:
    after, events = answer.get("after"), answer.get("events")
    if not isinstance(after, list) or not after or not events:
        return None
    kept = [(key, value) for key, value in pairs if key != "after[]"]
    return [*kept, *(("after[]", str(value)) for value in after)]


def _datatourisme(pairs: Pairs, answer: dict[str, Any]) -> Pairs | None:
    meta = answer.get("meta")
    page, last = (meta.get("page"), meta.get("total_pages")) if isinstance(meta, dict) else (None, None)
    if not isinstance(page, int) or not isinstance(last, int) or page >= last or not answer.get("objects"):
        return None
    return _with(pairs, "page", str(page + 1))


def _tourinsoft(pairs: Pairs, answer: dict[str, Any]) -> Pairs | None:
    inside = answer.get("d")
    if not isinstance(inside, dict) or not isinstance(inside.get("results"), list) or not inside["results"]:
        return None
    skipped, total = dict(pairs).get("$skip", "0"), str(inside.get("__count", ""))
    if not skipped.isdecimal() or not total.isdecimal():
        return None
    following = int(skipped) + len(inside["results"])
    return _with(pairs, "$skip", str(following)) if following < int(total) else None


def _with(pairs: Pairs, key: str, value: str) -> Pairs:
    """The pairs with one set, at its place or at the end."""
    if any(name == key for name, _ in pairs):
        return [(name, value if name == key else kept) for name, kept in pairs]
    return [*pairs, (key, value)]


def _json(text: str | None) -> dict[str, Any] | None:
    try:
        found = orjson.loads(text or "")
    except orjson.JSONDecodeError:
        return None
    return found if isinstance(found, dict) else None


_TURNS: dict[str, Callable[[Pairs, dict[str, Any]], Pairs | None]] = {
    "apidae": _apidae,
    "openagenda": _openagenda,
    "datatourisme": _datatourisme,
    "tourinsoft": _tourinsoft,
}
