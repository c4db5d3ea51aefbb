"""What of a body is searched, filtered and ranked on."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import cache
from typing import Any, NamedTuple

import orjson

from buron.kernel.texts import text_in
from buron.offer.body import Body
from buron.offer.kinds import BY_KEY
from buron.offer.rules import is_unnamed
from buron.offer.search.text import LEVEL, STOP_WORDS, stems

OVERSEAS_HOLIDAYS = ("57", "67", "68")
"""Départements whose public holidays are not those of the others (Alsace and Moselle)."""

_TERM_FIELDS = ("themes", "amenities", "services", "audiences", "accessibility")
_PERIOD_RULES = ("start", "end", "yearly", "weekdays", "nth", "holidays", "closed")
_OPENING_RULES = (
    "all_year",
    "temporarily_closed",
    "open_dates",
    "closed_dates",
    "open_holidays",
    "closed_holidays",
)


class Terms(NamedTuple):
    """Folded words of a fiche on three levels, each holding those of the one before: its name in every language;
    what a card says of it (kind, commune, labels, themes, equipment); all its French texts.
    """

    name: str
    facts: str
    full: str


class Traits(NamedTuple):
    """What is filtered and ranked on besides the columns of the fiche."""

    score: int
    labels: str
    opening: str


def terms_of(body: Body, commune_name: str = "") -> Terms:
    """The words under which a body is found."""
    texts = (text_in(body.get("short")), text_in(body.get("description")), text_in(body.get("practical")))
    parts = (*(body.get("name") or {}).values(), LEVEL, *_facts(body, commune_name), LEVEL, *texts)
    name, facts, full = stems(" ".join(parts)).split(LEVEL, 2)
    names = set(name.split())
    known = names.union(_kind_words(body.get("kind", "")), facts.split())
    every = set(full.split())
    every -= STOP_WORDS
    every |= known
    return Terms(" ".join(names), " ".join(known), " ".join(every))


def traits_of(body: Body, completeness: int = 0) -> Traits:
    """What a body is filtered and ranked on; ``completeness`` in hundredths."""
    return Traits(_score(body, completeness), _labels(body), opening_rules(body))


@cache
def _kind_words(kind: str) -> frozenset[str]:
    known = BY_KEY.get(kind)
    if known is None:
        return frozenset()
    texts = (*known.name.values(), *known.plural.values(), known.words)
    return frozenset(stems(" ".join(texts)).split()).difference(STOP_WORDS)


def _facts(body: Body, commune_name: str) -> Iterable[str]:
    yield body.get("subkind") or ""
    yield commune_name
    address = body.get("address")
    if address:
        yield address.get("city") or ""
        yield address.get("postcode") or ""
    for label in body.get("labels") or ():
        yield label.get("label") or ""
        yield label.get("value") or ""
    fields: Mapping[str, Any] = body
    for field in _TERM_FIELDS:
        for term in fields.get(field) or ():
            yield term.get("label") or ""


def _score(body: Body, completeness: int) -> int:
    """Complete fiches first, then those with a picture and a text to show."""
    score = completeness * 8
    if any(media.get("type") == "image" for media in body.get("media") or ()):
        score += 100
    if body.get("short"):
        score += 60
    if body.get("position"):
        score += 40
    return min(score, 1000)


def _labels(body: Body) -> str:
    pairs = {}
    for label in body.get("labels") or ():
        if label.get("ranking") and label.get("stars"):
            stars = label["stars"]
            pairs[f"etoiles-{stars}"] = "1 étoile" if stars == 1 else f"{stars} étoiles"
        elif label.get("key") and not is_unnamed(label):
            pairs[label["key"]] = label.get("label") or label["key"]
    return orjson.dumps(sorted(pairs.items())).decode() if pairs else ""


def opening_rules(body: Body) -> str:
    """What decides whether it is open on a day, as JSON: without texts and hours many fiches have the same, so that
    each distinct one is evaluated once.
    """
    kept: dict[str, Any] = {}
    opening = body.get("opening")
    if opening:
        rules = {key: opening[key] for key in _OPENING_RULES if opening.get(key)}  # type: ignore[literal-required]
        periods = [_period(period) for period in opening.get("periods") or ()]
        if periods:
            rules["periods"] = periods
        if rules:
            kept["opening"] = rules
    sessions = body.get("sessions")
    if sessions:
        kept["sessions"] = [_span(session) for session in sessions if session.get("start")]
    if body.get("cancelled"):
        kept["cancelled"] = True
    if not kept:
        return ""
    insee = (body.get("address") or {}).get("insee") or ""
    if insee.startswith(OVERSEAS_HOLIDAYS):
        kept["address"] = {"insee": insee}
    return orjson.dumps(kept).decode()


def _span(session: Mapping[str, Any]) -> dict[str, str]:
    return {"start": session["start"], "end": session.get("end") or session["start"]}


def _period(period: Mapping[str, Any]) -> dict[str, Any]:
    kept = {key: period[key] for key in _PERIOD_RULES if key in period}
    if period.get("slots"):
        kept["slots"] = [{}]
    return kept
