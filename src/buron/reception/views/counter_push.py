"""Where a counter sends its readings: JSON over HTTPS, with its key. No account, no cookie, no form.

``POST /p/compteur`` with ``Authorization: Bearer <key>``::

    {"readings": [{"day": "2026-07-14", "hour": 10, "count": 31},
                  {"day": "2026-07-14", "hour": 11, "entries": 18, "exits": 17}]}

``hour`` (0 to 23, the office's clock) is absent for a whole day. ``count`` is what the device shows, entries and exits
together when it counts both; ``entries`` and ``exits`` say them apart. Sent again, the same changes nothing.
"""

from __future__ import annotations

import datetime as dt
import json
from typing import Any

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.http.response import HttpResponseBase
from django.utils import translation
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from buron.kernel import ratelimit
from buron.kernel.screens import STAFF_LANGUAGE, public_screen
from buron.kernel.tenancy import office_scope
from buron.reception.models import CounterDevice
from buron.reception.queries.doors import device_by_key
from buron.reception.rules.facts import FactsError
from buron.reception.services.devices import MOST_READINGS, SHUT, Reading, device_actor, push_readings

LARGEST_BODY = 128 * 1024
WRONG_TRIES = 60
"""Wrong keys from one address in ten minutes."""

MOST_CALLS = 120
"""Sendings of one counter in an hour: one every thirty seconds."""

KNOWN = frozenset({"day", "hour", "count", "entries", "exits"})
TOO_MANY = "Trop d’envois en peu de temps : recommencez dans quelques minutes."
TOO_LONG = f"L’envoi est trop long : au plus {MOST_READINGS} relevés, 128 ko."
SHAPE = "Envoyez un objet JSON avec la liste « readings »."


@csrf_exempt
@public_screen("readings sent by a counter, for whoever holds its key")
@require_POST
def counter_push(request: HttpRequest) -> HttpResponseBase:
    """Take the readings of a counter and say what became of each."""
    device = device_by_key(_key(request))
    if device is None:
        return _unknown(request)
    if not ratelimit.allow(f"counter:{device.pk}", limit=MOST_CALLS, per_seconds=3600):
        return _answer({"message": TOO_MANY}, 429)
    with office_scope(device.desk.office), translation.override(STAFF_LANGUAGE):
        try:
            return _received(request, device)
        except FactsError as error:
            status = {"key": 401, "length": 413}.get(error.field, 422)
            return _answer({"field": error.field, "message": str(error)}, status)


def _key(request: HttpRequest) -> str:
    scheme, _space, key = request.headers.get("Authorization", "").partition(" ")
    return key.strip() if scheme.lower() == "bearer" else ""


def _unknown(request: HttpRequest) -> HttpResponse:
    key = f"counter-wrong:{ratelimit.client_address(request)}"
    if not ratelimit.allow(key, limit=WRONG_TRIES, per_seconds=600):
        return _answer({"message": TOO_MANY}, 429)
    return _answer({"message": SHUT}, 401)


def _answer(told: dict[str, Any], status: int = 200) -> HttpResponse:
    response = JsonResponse(told, status=status)
    response["Cache-Control"] = "no-store"
    if status == 401:
        response["WWW-Authenticate"] = "Bearer"
    if status == 429:
        response["Retry-After"] = "600"
    return response


def _received(request: HttpRequest, device: CounterDevice) -> HttpResponse:
    ranks, readings, unread = [], [], []
    for rank, item in enumerate(_items(request)):
        try:
            readings.append(_reading(item, device))
            ranks.append(rank)
        except FactsError as error:
            unread.append((rank, str(error)))
    done = push_readings(actor=device_actor(device), device=device, readings=readings)
    refused = sorted([*unread, *((ranks[rank], reason) for rank, reason in done.refused)])
    return _answer(
        {
            "new": done.new,
            "changed": done.changed,
            "same": done.same,
            "refused": [{"rank": rank, "message": reason} for rank, reason in refused],
        }
    )


def _items(request: HttpRequest) -> list[Any]:
    length = request.headers.get("Content-Length") or "0"
    if not length.isdecimal() or int(length) > LARGEST_BODY or len(request.body) > LARGEST_BODY:
        raise FactsError("length", TOO_LONG)
    try:
        body = json.loads(request.body)
    except (ValueError, RecursionError) as error:
        raise FactsError("body", f"L’envoi n’est pas du JSON lisible. {SHAPE}") from error
    items = body.get("readings") if isinstance(body, dict) else None
    if not isinstance(items, list):
        raise FactsError("readings", SHAPE)
    if len(items) > MOST_READINGS:
        raise FactsError("length", TOO_LONG)
    return items


def _reading(item: Any, device: CounterDevice) -> Reading:
    if not isinstance(item, dict):
        raise FactsError("readings", "Un relevé est un objet : « day », « hour », « count ».")
    unknown = sorted(set(item) - KNOWN)
    if unknown:
        raise FactsError("readings", f"« {unknown[0][:40]} » n’est pas un champ d’un relevé.")
    raw, both_ways = _passages(item, device)
    return Reading(_day(item.get("day")), _number(item, "hour"), raw, both_ways)


def _passages(item: dict[str, Any], device: CounterDevice) -> tuple[int, bool]:
    count, entries, exits = (_number(item, name) for name in ("count", "entries", "exits"))
    if count is not None and entries is None and exits is None:
        return count, device.both_ways
    if count is None and entries is not None:
        return (entries, False) if exits is None else (entries + exits, True)
    raise FactsError("count", "Donnez « count », ou « entries » seul, ou « entries » et « exits ».")


def _number(item: dict[str, Any], name: str) -> int | None:
    value = item.get(name)
    if value is None:
        return None
    if isinstance(value, bool) or not isinstance(value, int) or value < 0:
        raise FactsError(name, f"« {name} » est un nombre entier, zéro ou plus.")
    return value


def _day(text: Any) -> dt.date:
    try:
        if not isinstance(text, str) or len(text) != 10:
            raise ValueError(text)
        return dt.date.fromisoformat(text)
    except ValueError as error:
        raise FactsError("day", "« day » s’écrit 2026-07-14.") from error
