"""Reading what an outbox sends: each entry strictly and apart, so that one that is damaged does not stop the others."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Mapping
from typing import Any
from uuid import UUID

from django.http import HttpRequest

from buron.reception.rules.beside import Beside, NoteSaid, UnmetSaid
from buron.reception.rules.clock import ImpossibleClock, Told, happened
from buron.reception.rules.facts import FactsError
from buron.reception.rules.tally import Sheet
from buron.reception.services.replay import Outcome, Waited
from buron.reception.views.entries import entry_of, number_of, text_of, uuid_of

MOST_ENTRIES = 500
LARGEST = 3_000_000
"""Bytes of one sending."""
DAMAGED = "Cet accueil n’est pas lisible : il a été abîmé sur le poste."


def sending_of(request: HttpRequest) -> tuple[float, list[Any]]:
    """What the desk's clock says now (seconds), and its entries."""
    if len(request.body) > LARGEST:
        raise FactsError("body", "La demande est trop longue : envoyez moins d’actes à la fois.")
    try:
        body = json.loads(request.body)
    except (ValueError, RecursionError) as error:
        raise FactsError("body", "La demande n’est pas lisible.") from error
    if not isinstance(body, dict) or not isinstance(body.get("entries"), list):
        raise FactsError("body", "La demande n’est pas lisible.")
    if len(body["entries"]) > MOST_ENTRIES:
        raise FactsError("body", f"Au plus {MOST_ENTRIES} actes à la fois.")
    sent = _milliseconds(body, "sent")
    if sent is None:
        raise FactsError("sent", "L’heure du poste manque.")
    return sent, body["entries"]


def waited_of(told: Any, sent: float, now: dt.datetime) -> Waited | Outcome:
    """One entry, or why it is refused."""
    if not isinstance(told, Mapping):
        return Outcome(UUID(int=0), "refused", DAMAGED, "entry")
    try:
        client_id = uuid_of(told)
    except FactsError as error:
        return Outcome(UUID(int=0), "refused", str(error), error.field)
    try:
        return _waited(told, client_id, sent, now)
    except FactsError as error:
        return Outcome(client_id, "refused", str(error), error.field)
    except ImpossibleClock as error:
        return Outcome(client_id, "refused", str(error), "day")


def _waited(told: Mapping[str, Any], client_id: UUID, sent: float, now: dt.datetime) -> Waited:
    kind = told.get("kind")
    if kind == "tally":
        return _sheet(told, client_id, now)
    if kind in ("unmet", "note"):
        return _beside(told, client_id, sent, now)
    return _act(told, sent, now)


def _act(told: Mapping[str, Any], sent: float, now: dt.datetime) -> Waited:
    entry = entry_of(told)
    day = _day(told)
    at = now if day else _moment(told, sent, now)
    return Waited(entry.client_id, entry.desk, number_of(told, "author"), at, facts=entry.facts, day=day)


def _beside(told: Mapping[str, Any], client_id: UUID, sent: float, now: dt.datetime) -> Waited:
    day = _day(told)
    at = now if day else _moment(told, sent, now)
    desk, author = number_of(told, "desk") or 0, number_of(told, "author")
    said: Beside
    if told["kind"] == "unmet":
        theme, words = text_of(told, "theme", 40), text_of(told, "words", 400)
        channel = text_of(told, "channel", 10) or "counter"
        said = UnmetSaid(theme, words, channel, text_of(told, "insee", 5))
    else:
        said = NoteSaid(
            text_of(told, "note_kind", 40), text_of(told, "text", 4000), text_of(told, "place", 400)
        )
    return Waited(client_id, desk, author, at, day=day, beside=said)


def _sheet(told: Mapping[str, Any], client_id: UUID, now: dt.datetime) -> Waited:
    day = _day(told)
    if day is None:
        raise FactsError("day", "Dites le jour de cette feuille.")
    columns = told.get("columns") or {}
    if not isinstance(columns, dict):
        raise FactsError("columns", DAMAGED)
    return Waited(
        client_id,
        number_of(told, "desk") or 0,
        number_of(told, "author"),
        now,
        day=day,
        half=text_of(told, "half", 12),
        channel=text_of(told, "channel", 40),
        sheet=Sheet(
            number_of(told, "total") or 0,
            {str(name)[:40]: _counts(counts) for name, counts in columns.items()},
            _counts(told.get("themes") or {}),
        ),
    )


def _counts(values: Any) -> dict[str, int]:
    if not isinstance(values, dict) or len(values) > 300:
        raise FactsError("columns", DAMAGED)
    counted = {str(code)[:40]: number_of({"n": count}, "n") or 0 for code, count in values.items()}
    return {code: count for code, count in counted.items() if count}


def _day(told: Mapping[str, Any]) -> dt.date | None:
    """The day that a person said, when the clock could not."""
    text = text_of(told, "day", 10)
    if not text:
        return None
    try:
        return dt.date.fromisoformat(text)
    except ValueError as error:
        raise FactsError("day", "Ce jour n’est pas une date.") from error


def _moment(told: Mapping[str, Any], sent: float, now: dt.datetime) -> dt.datetime:
    at = _milliseconds(told, "at")
    if at is None:
        raise ImpossibleClock
    elapsed = _milliseconds(told, "elapsed")
    anchor = told.get("anchor")
    if not isinstance(anchor, dict):
        return happened(Told(at, sent, elapsed), now)
    server, own = _milliseconds(anchor, "server"), _milliseconds(anchor, "wall")
    known = (server, own) if server is not None and own is not None else None
    return happened(Told(at, sent, elapsed, known), now)


def _milliseconds(values: Mapping[str, Any], name: str) -> float | None:
    """A number of milliseconds, as seconds."""
    value = values.get(name)
    if value is None:
        return None
    if isinstance(value, bool) or not isinstance(value, int | float) or not abs(value) < 1e14:
        raise FactsError(name, "L’heure de cet accueil n’est pas lisible.")
    return value / 1000
