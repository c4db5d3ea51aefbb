"""What the desk sends, read strictly: anything that is not what the screen makes is refused with a sentence."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.http import HttpRequest

from buron.kernel.whole import whole
from buron.reception.queries.origins import parse
from buron.reception.rules.facts import DESK_CONFIDENCE, LISTED, Facts, FactsError

LARGEST_BODY = 20_000
LONGEST_WAIT = 14 * 24 * 3600
MOST_ITEMS = 100


@dataclass(frozen=True, slots=True)
class Entry:
    """A welcome as the screen sent it. ``age`` is how many seconds ago it ended."""

    client_id: UUID
    desk: int
    facts: Facts
    age: int


def body_of(request: HttpRequest) -> Mapping[str, Any]:
    """The JSON object of a request; :class:`FactsError` when there is none."""
    if len(request.body) > LARGEST_BODY:
        raise FactsError("body", "La demande est trop longue.")
    try:
        body = json.loads(request.body)
    except (ValueError, RecursionError) as error:
        raise FactsError("body", "La demande n’est pas lisible : rechargez la page.") from error
    if not isinstance(body, dict):
        raise FactsError("body", "La demande n’est pas lisible : rechargez la page.")
    return body


def entry_of(body: Mapping[str, Any]) -> Entry:
    """Read a welcome; the answers that the screen does not send were not asked."""
    answers = {} if body.get("answers") is None else body["answers"]
    if not isinstance(answers, dict):
        raise FactsError("answers", "Les réponses ne sont pas lisibles : rechargez la page.")
    codes = {name: text_of(answers, name, 40) or None for name in LISTED}
    origin = text_of(answers, "origin", 6)
    found = parse(origin) if origin else None
    if origin and found is None:
        raise FactsError("origin", "Cette provenance n’est ni un département ni un pays.")
    said = {name for name, code in codes.items() if code} | ({"origin"} if found else set())
    facts = Facts(
        channel=text_of(body, "channel", 40),
        people=number_of(body, "people"),
        origin_country=found.country if found else None,
        origin_department=found.department if found else None,
        themes=tuple(texts_of(body, "themes")),
        themes_dropped=tuple(texts_of(body, "themes_dropped")),
        fiches=tuple(ids_of(body, "fiches")),
        documents=documents_of(body),
        duration_seconds=number_of(body, "duration"),
        note=text_of(body, "note", 1000),
        confidence={name: value for name, value in DESK_CONFIDENCE.items() if name in said},
        **codes,
    )
    age = min(number_of(body, "age") or 0, LONGEST_WAIT)
    return Entry(uuid_of(body), number_of(body, "desk") or 0, facts, max(0, age))


def uuid_of(body: Mapping[str, Any]) -> UUID:
    try:
        return UUID(str(body.get("client_id")))
    except ValueError as error:
        raise FactsError(
            "client_id", "L’écran a perdu l’identifiant de cet accueil : rechargez la page."
        ) from error


def text_of(body: Mapping[str, Any], name: str, longest: int) -> str:
    value = body.get(name)
    if value is None:
        return ""
    if not isinstance(value, str) or len(value) > longest or "\x00" in value:
        raise FactsError(name, "Une réponse n’est pas lisible : rechargez la page.")
    return value.strip()


def number_of(body: Mapping[str, Any], name: str) -> int | None:
    value = body.get(name)
    if value is None or value == "":
        return None
    if isinstance(value, bool) or not isinstance(value, int | float) or not abs(value) < 1e9:
        raise FactsError(name, "Un nombre n’est pas lisible : rechargez la page.")
    return int(value)


def texts_of(body: Mapping[str, Any], name: str) -> list[str]:
    values = _list_of(body, name)
    if not all(isinstance(value, str) and len(value) <= 40 for value in values):
        raise FactsError(name, "Une réponse n’est pas lisible : rechargez la page.")
    return list(values)


def ids_of(body: Mapping[str, Any], name: str) -> list[int]:
    values = _list_of(body, name)
    if not all(
        isinstance(value, int) and not isinstance(value, bool) and 0 < value < 2**62 for value in values
    ):
        raise FactsError(name, "Une fiche n’est pas lisible : rechargez la page.")
    return list(values)


def documents_of(body: Mapping[str, Any]) -> dict[int, int] | None:
    """The documents handed out, ``{edition: copies}`` with text keys as JSON has them; None when nothing is said."""
    values = body.get("documents")
    if values is None:
        return None
    if not isinstance(values, dict) or len(values) > MOST_ITEMS:
        raise FactsError("documents", "Les documents remis ne sont pas lisibles : rechargez la page.")
    found = {}
    for key, copies in values.items():
        edition = whole(key)
        if edition is None or not isinstance(copies, int) or isinstance(copies, bool):
            raise FactsError("documents", "Un document remis n’est pas lisible : rechargez la page.")
        if copies:
            found[edition] = copies
    return found


def _list_of(body: Mapping[str, Any], name: str) -> Sequence[Any]:
    values = body.get(name) or []
    if not isinstance(values, list) or len(values) > MOST_ITEMS:
        raise FactsError(name, "Une réponse n’est pas lisible : rechargez la page.")
    return values
