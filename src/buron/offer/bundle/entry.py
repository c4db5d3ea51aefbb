"""One fiche as a browser keeps it: what a desk or a kiosk shows, the words of its search, and nothing that changes
with the day (whether it is open is decided by the reader, from the rules of its opening).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import orjson

from buron.kernel.texts import PUBLIC_LANGUAGES, pick, text_in
from buron.offer.body import Body
from buron.offer.ideas import situations_of
from buron.offer.models import Fiche, Photo
from buron.offer.queries.cards import address_lines, commune_of, label_names, track_of
from buron.offer.queries.wording import card_contacts, opening_text, prices_text, route_facts
from buron.offer.search.terms import terms_of, traits_of
from buron.offer.search.text import fold
from buron.offer.tracks import Line, encoded, lightened, profile

SHAPE = 3
"""Changes with what an entry holds: entries made before are then made anew."""
WALK_TOLERANCE_M = 12.0
LONGEST_TEXT = 1_800
"""Letters of a description that are kept."""
FRENCH = "fr"
_PERIOD = ("start", "end", "yearly", "weekdays", "nth", "holidays", "closed", "slots")
_OPENING = (
    "all_year",
    "temporarily_closed",
    "open_dates",
    "closed_dates",
    "open_holidays",
    "closed_holidays",
)
_SESSION = ("start", "end", "opens", "closes", "note")
_FACTS = ("pets", "groups", "ages", "booking_required", "capacity")
_TERMS = ("themes", "amenities", "services", "audiences", "accessibility")
_STAFF = ("owner", "manager", "siret")


def public_part(fiche: Fiche, photos: Sequence[Photo], track: Sequence[Line] = ()) -> dict[str, Any]:
    """What anybody may read. Absent keys mean "not known"."""
    body = fiche.body
    commune = commune_of(fiche.insee, body)
    traits = traits_of(body, fiche.completeness)
    return _known(
        {
            "id": fiche.pk,
            "kind": fiche.kind,
            "subkind": fiche.subkind,
            "slug": fiche.slug,
            "insee": fiche.insee,
            "commune": commune,
            "address": list(address_lines(body)),
            "lat": fiche.latitude,
            "lon": fiche.longitude,
            "score": traits.score,
            "labels": orjson.loads(traits.labels) if traits.labels else None,
            "marks": list(label_names(body)),
            "opening": _opening(body),
            "sessions": _sessions(body),
            "cancelled": body.get("cancelled"),
            "contacts": [
                [one.type, one.value, one.label, one.href] for one in card_contacts(body.get("contacts", ()))
            ],
            "languages": list(body.get("languages", ())),
            "free": (body.get("prices") or {}).get("free"),
            "track": track_of(body),
            "walk": _walk(track),
            "photo": _photo(photos, fiche),
            "ideas": _ideas(body),
            "words": _words(body, commune),
            "texts": texts_of(fiche),
            **{name: [term.get("label", "") for term in body.get(name) or ()] for name in _TERMS},  # type: ignore[attr-defined]
            **{name: body.get(name) for name in _FACTS},
        }
    )


def _walk(track: Sequence[Line]) -> dict[str, Any]:
    """The line on a map of some centimetres, and the heights along it."""
    lines = [encoded(lightened(line, WALK_TOLERANCE_M)) for line in track]
    return _known({"lines": lines, "heights": profile(track)})


def staff_part(fiche: Fiche) -> dict[str, Any]:
    """What only the team reads: whom to call about the fiche."""
    return _known({name: fiche.body.get(name) for name in _STAFF})


def _known(values: Mapping[str, Any]) -> dict[str, Any]:
    """Without what is not known; ``False`` and ``0`` are known."""
    return {key: value for key, value in values.items() if value not in (None, "", [], {})}


def texts_of(fiche: Fiche) -> dict[str, dict[str, Any]]:
    """By language; the other languages hold only what differs from French."""
    french = _texts(fiche, FRENCH)
    found = {FRENCH: french}
    for language in PUBLIC_LANGUAGES:
        if language != FRENCH:
            own = {key: text for key, text in _texts(fiche, language).items() if french.get(key) != text}
            if own:
                found[language] = own
    return found


def _texts(fiche: Fiche, language: str) -> dict[str, Any]:
    body = fiche.body
    short, long = pick(body.get("short"), language), pick(body.get("description"), language)
    machine = [path for path in ("short", "description") if f"{path}.{language}" in body.get("machine", ())]
    return _known(
        {
            "name": text_in(body.get("name"), language) or fiche.name,
            "short": short.text,
            "description": _cut(long.text),
            "opening": opening_text(body, language).text,
            "prices": prices_text(body.get("prices"), language),
            "route": [list(fact) for fact in route_facts(body.get("route"), language)],
            "machine": machine,
        }
    )


def _cut(text: str) -> str:
    """The text, ended at a word when it is too long."""
    if len(text) <= LONGEST_TEXT:
        return text
    return f"{text[:LONGEST_TEXT].rpartition(' ')[0]}…"


def _opening(body: Body) -> dict[str, Any] | None:
    """The rules of :func:`buron.offer.opening.is_open_on`, with the hours and without the sentences."""
    opening = body.get("opening")
    if not opening:
        return None
    kept: dict[str, Any] = {key: opening[key] for key in _OPENING if opening.get(key)}  # type: ignore[literal-required]
    periods = [
        {key: period[key] for key in _PERIOD if key in period}  # type: ignore[literal-required]
        for period in opening.get("periods") or ()
    ]
    return kept | ({"periods": periods} if periods else {})


def _sessions(body: Body) -> list[dict[str, Any]]:
    return [
        {key: session[key] for key in _SESSION if session.get(key)}  # type: ignore[literal-required]
        for session in body.get("sessions") or ()
        if session.get("start")
    ]


def _ideas(body: Body) -> dict[str, list[str]]:
    """What the fiche says of each situation: ``{"rain": ["yes", "Musée"]}``. What it does not say is left out, and so
    is what depends on the day or on other fiches: the reader knows both.
    """
    return {
        key: [told["answer"], *told["because"]]
        for key, told in situations_of(body).items()
        if told["answer"] != "unknown"
    }


def _words(body: Body, commune: str) -> list[str]:
    """The folded words of the server's own index on its three levels, each without those of the one before, then
    the beginning of the name, folded.
    """
    terms = terms_of(body, commune)
    name, facts, full = (set(level.split()) for level in terms)
    parts = [sorted(name), sorted(facts - name), sorted(full - facts)]
    return [*(" ".join(words) for words in parts), " ".join(fold(text_in(body.get("name"))).split())]


def _photo(photos: Sequence[Photo], fiche: Fiche) -> dict[str, Any] | None:
    """The first of the office's own pictures; those that a source hosts cannot be kept."""
    if not photos:
        return None
    first = photos[0]
    found = {"thumb": thumb_digest(first), "alt": dict(first.alt or {}), "credit": first.credit}
    if first.until:
        found["until"] = first.until.isoformat()
    return _known(found)


def thumb_digest(photo: Photo) -> str:
    """Name of the small picture made from a photo: it changes with the photo."""
    return photo.digest[:24]
