"""What a kiosk asks and says: its key in a header, no cookie, no account.

A key that nobody knows is answered 401; one that was revoked 403, so that the kiosk can say why it stopped.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from functools import wraps
from typing import Any
from uuid import UUID

import orjson
from django.http import HttpRequest, JsonResponse
from django.http.response import HttpResponseBase
from django.utils import translation
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_GET, require_POST

from buron.kernel.actors import Actor
from buron.kernel.ratelimit import allow, client_address
from buron.kernel.screens import View, public_screen
from buron.kernel.tenancy import office_scope
from buron.offer.bundle import entries_answer, manifest_answer, thumbs_answer
from buron.publishing.content import settings_of
from buron.publishing.models import Kiosk
from buron.publishing.parcel import parcel_key
from buron.publishing.queries import kiosk_by_token
from buron.publishing.services import Beat, Touch, record_beat, record_use
from buron.publishing.services.use import MOST_IN_A_BATCH
from buron.publishing.weather import forecast
from buron.reception.models import UnmetRequest
from buron.reception.rules.facts import FactsError
from buron.reception.services.unmet import record_unmet

REASON = "a kiosk shows its key in a header"
GRANTED = frozenset({"publishing.device", "reception.record"})
PER_MINUTE = 240
GUESSES_PER_MINUTE = 30
LONGEST_WORDS = 60
MOST_DIGITS = 5

DeviceView = Callable[[HttpRequest, Kiosk], HttpResponseBase]


def device(view: DeviceView) -> View:
    """Open the scope of the kiosk whose key is in the header ``Authorization: Bearer``."""

    @wraps(view)
    def opened(request: Any, *args: Any, **kwargs: Any) -> HttpResponseBase:
        token = request.headers.get("Authorization", "").removeprefix("Bearer ").strip()
        kiosk = kiosk_by_token(token) if 20 <= len(token) <= 100 else None
        if kiosk is None:
            key = f"publishing.guess:{client_address(request)}"
            known = allow(key, limit=GUESSES_PER_MINUTE, per_seconds=60)
            return _refusal("unknown", 401) if known else _refusal("slow", 429)
        if not kiosk.is_linked or kiosk.retired_on is not None:
            return _refusal("revoked", 403)
        if not allow(f"publishing.kiosk:{kiosk.pk}", limit=PER_MINUTE, per_seconds=60):
            return _refusal("slow", 429)
        with office_scope(kiosk.office), translation.override("fr"):
            return view(request, kiosk)

    return opened


def _refusal(reason: str, status: int) -> JsonResponse:
    response = JsonResponse({"reason": reason}, status=status)
    response["Cache-Control"] = "no-store"
    return response


def _actor(kiosk: Kiosk) -> Actor:
    return Actor.device(f"kiosk:{kiosk.pk}", f"Borne {kiosk.name}", kiosk.office, GRANTED)


@public_screen(REASON)
@require_GET
@device
def manifest(request: HttpRequest, kiosk: Kiosk) -> HttpResponseBase:
    """What the public offer is, or what changed in it."""
    return manifest_answer(request, audience="public")


@public_screen(REASON)
@require_GET
@device
def entries(request: HttpRequest, kiosk: Kiosk) -> HttpResponseBase:
    """Fiches of the public offer."""
    return entries_answer(request, audience="public")


@public_screen(REASON)
@require_GET
@device
def thumbs(request: HttpRequest, kiosk: Kiosk) -> HttpResponseBase:
    """Small pictures."""
    return thumbs_answer(request)


@public_screen(REASON)
@require_GET
@device
def settings(request: HttpRequest, kiosk: Kiosk) -> HttpResponseBase:
    """The settings of the kiosk, and the key that signs the files carried to it."""
    told = settings_of(kiosk, request.build_absolute_uri("/"))
    return _private({**told, "parcel_key": parcel_key(kiosk.office).hex()})


@public_screen(REASON)
@require_GET
@device
def weather(request: HttpRequest, kiosk: Kiosk) -> HttpResponseBase:
    """The forecast of the office's source; nothing when there is none."""
    return _private({"forecast": forecast(kiosk.office)})


def _private(told: dict[str, Any]) -> JsonResponse:
    response = JsonResponse(told)
    response["Cache-Control"] = "private, no-store"
    return response


class Unreadable(ValueError):
    """What was sent is not what a kiosk sends."""


def _sent(request: HttpRequest) -> dict[str, Any]:
    try:
        sent = orjson.loads(request.body)
    except orjson.JSONDecodeError as error:
        raise Unreadable("not JSON") from error
    if not isinstance(sent, dict):
        raise Unreadable("not an object")
    return sent


def _number(value: object, most: int = 2**53) -> int | None:
    if isinstance(value, bool) or not isinstance(value, int | float) or not math.isfinite(value):
        return None
    return int(value) if 0 <= value <= most else None


def _numbers(value: object) -> list[int]:
    listed = value[:MOST_IN_A_BATCH] if isinstance(value, list) else []
    return [number for one in listed if (number := _number(one)) is not None]


def _touch(row: object) -> Touch:
    """A row ``[seconds ago, screen, theme or null, language, 1 when the clock was not checked]``."""
    if not isinstance(row, list) or len(row) != 5 or not all(isinstance(row[n], str) for n in (1, 3)):
        raise Unreadable("a touch")
    theme = row[2] if isinstance(row[2], str) else None
    ago = _number(row[0])
    return Touch(-1 if ago is None else ago, row[1], theme, row[3], bool(row[4]))


def _client_id(sent: dict[str, Any]) -> UUID:
    try:
        return UUID(str(sent.get("id", "")))
    except ValueError as error:
        raise Unreadable("an identifier") from error


def _posted(view: DeviceView) -> View:
    """Answer 400 to what cannot be read."""

    @wraps(view)
    def read(request: HttpRequest, kiosk: Kiosk) -> HttpResponseBase:
        try:
            return view(request, kiosk)
        except (Unreadable, FactsError):
            return _refusal("unreadable", 400)

    return device(read)


@public_screen(REASON)
@csrf_exempt
@require_POST
@_posted
def use(request: HttpRequest, kiosk: Kiosk) -> HttpResponseBase:
    """A batch of interactions; sent again, it is counted once."""
    sent = _sent(request)
    rows = sent.get("touches")
    if not isinstance(rows, list) or len(rows) > MOST_IN_A_BATCH:
        raise Unreadable("touches")
    batch = record_use(
        actor=_actor(kiosk), kiosk=kiosk, client_id=_client_id(sent), touches=[_touch(row) for row in rows]
    )
    return _private({"taken": batch.taken, "refused": batch.refused})


@public_screen(REASON)
@csrf_exempt
@require_POST
@_posted
def beat(request: HttpRequest, kiosk: Kiosk) -> HttpResponseBase:
    """A sign of life."""
    sent = _sent(request)
    record_beat(
        actor=_actor(kiosk),
        kiosk=kiosk,
        beat=Beat(
            content_version=str(sent.get("version") or "")[:64].replace("\x00", ""),
            content_age=_number(sent.get("age")),
            storage_used=_number(sent.get("used")),
            storage_quota=_number(sent.get("quota")),
            updated=str(sent.get("updated") or "")[:40],
            waiting=_number(sent.get("waiting"), 2**31 - 1),
            fault=str(sent.get("fault") or "")[:200].replace("\x00", ""),
            on=_numbers(sent.get("on")),
        ),
    )
    return _private({"ok": True})


@public_screen(REASON)
@csrf_exempt
@require_POST
@_posted
def unmet(request: HttpRequest, kiosk: Kiosk) -> HttpResponseBase:
    """Something that the visitor did not find: a theme and three words, which may not name or number anybody."""
    sent = _sent(request)
    words = str(sent.get("words") or "")
    if len(words) > LONGEST_WORDS or "@" in words or sum(one.isdigit() for one in words) > MOST_DIGITS:
        raise Unreadable("words")
    record_unmet(
        actor=_actor(kiosk),
        client_id=_client_id(sent),
        theme=str(sent.get("theme") or ""),
        words=words,
        channel=UnmetRequest.Channel.KIOSK,
        insee=kiosk.insee,
        desk=kiosk.desk,
    )
    return _private({"ok": True})
