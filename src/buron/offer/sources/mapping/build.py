"""Build a body from a record and a mapping: one small function per target."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from typing import Any

from buron.offer.body import Body, Contact, Media
from buron.offer.sources import values, vocabulary
from buron.offer.sources.base import Context, Refused
from buron.offer.sources.dated import split_dated
from buron.offer.sources.mapping import microsyntax as micro
from buron.offer.sources.mapping.targets import TARGETS, TEXT_TARGETS

Apply = Callable[[dict[str, Any], Any, str], None]
_YES = {
    "oui",
    "vrai",
    "true",
    "yes",
    "1",
    "x",
    "o",
    "accepte",
    "acceptes",
    "obligatoire",
    "gratuit",
    "annule",
}
_NO = {"non", "faux", "false", "no", "0", "n", "refuse", "refuses", "interdit"}
_HOURS = re.compile(r"(\d{1,3})\s*[h:]\s*(\d{1,2})?")
_DIFFICULTIES = (
    ("tres-facile", "very_easy"),
    ("tres-difficile", "very_hard"),
    ("facile", "easy"),
    ("moyen", "medium"),
    ("intermediaire", "medium"),
    ("difficile", "hard"),
    ("vert", "very_easy"),
    ("bleu", "easy"),
    ("rouge", "hard"),
    ("noir", "very_hard"),
)


def build(row: Mapping[str, Any], context: Context, mapping: Mapping[str, Any], *, kind: str = "") -> Body:
    """The body of one record, by a mapping; ``kind`` is what the source itself says.

    Settings read: ``kinds`` (value of the category field to kind) and ``default_kind``.
    Raises :class:`Refused` without name or kind.
    """
    draft: dict[str, Any] = {}
    for target in TARGETS:
        named = mapping.get(target.key)
        for field in values.as_list(named):
            value = row.get(field) if field.__class__ is str else None
            if value is not None and value != "":
                _apply(draft, target.key, value)
    if not draft.get("name"):
        raise Refused("La fiche n’a pas de nom.")
    body: Body = {"kind": _kind(draft, context, kind), "name": draft.pop("name")}
    _finish(draft, body, context)
    body.update(draft)  # type: ignore[typeddict-item]
    return body


def _apply(draft: dict[str, Any], key: str, value: Any) -> None:
    base, _, part = key.rpartition(".")
    if base in TEXT_TARGETS:
        _text(draft, base, part, value)
        return
    APPLY[key](draft, value, key)


def _kind(draft: dict[str, Any], context: Context, said: str) -> str:
    named = draft.pop("_kind", "")
    chosen = values.as_dict(context.settings.get("kinds")).get(named)
    kind = vocabulary.guess_kind(chosen) if chosen.__class__ is str and chosen else ""
    default = context.settings.get("default_kind")
    for candidate in (named, draft.get("subkind", "")):
        kind = kind or said or (vocabulary.guess_kind(candidate) if candidate else "")
    kind = kind or (vocabulary.guess_kind(default) if default.__class__ is str else "")
    if not kind:
        raise Refused(f"La catégorie n’est pas reconnue ({named or 'absente'}).")
    if named and "subkind" not in draft and not named.isdigit():
        draft["subkind"] = named[:120]
    return kind


def _finish(draft: dict[str, Any], body: Body, context: Context) -> None:
    """What depends on several fields: sessions, period, prices, position, credit of the photos."""
    _dates(draft, body, context)
    _price_range(draft, context)
    place = values.position(draft.pop("_lat", None), draft.pop("_lon", None))
    if place:
        draft["position"] = place
    credit = draft.pop("_credit", "")
    for medium in draft.get("media", ()) if credit else ():
        medium.setdefault("credit", credit)
    track = draft.pop("_track", "")
    if track:
        draft.setdefault("route", {})["track_url"] = track
        known = [medium["url"] for medium in draft.get("media", ())]
        if track not in known:
            found: Media = {"url": track, "type": "track"}
            draft.setdefault("media", []).append(found)


def _dates(draft: dict[str, Any], body: Body, context: Context) -> None:
    periods = draft.pop("_periods", [])
    start, end = draft.pop("_start", ""), draft.pop("_end", "")
    opens, closes = draft.pop("_opens", ""), draft.pop("_closes", "")
    if start or end:
        start, end = start or end, end or start
        if start > end:
            context.remark(f"Dates retournées : la fin ({end}) précédait le début ({start}).")
            start, end = end, start
        period: dict[str, Any] = {"start": start, "end": end}
        if opens:
            period["slots"] = [{"opens": opens, "closes": closes} if closes else {"opens": opens}]
        periods = [*periods, period]
    if body["kind"] == "event":
        periods, sessions = split_dated(periods, [])
        if sessions:
            draft["sessions"] = sessions
    if periods:
        draft.setdefault("opening", {})["periods"] = periods


def _price_range(draft: dict[str, Any], context: Context) -> None:
    low, high = draft.pop("_min", None), draft.pop("_max", None)
    if low is not None and high is not None and low > high:
        context.remark(vocabulary.swapped_prices(low, high))
        low, high = high, low
    item = {key: amount for key, amount in (("min", low), ("max", high)) if amount is not None}
    if item:
        draft.setdefault("prices", {}).setdefault("items", []).append(item)


# One function per target. Each adds to the draft; keys that begin with _ are settled at the end.


def _text(draft: dict[str, Any], base: str, code: str, value: Any) -> None:
    text = values.plain(value) if base != "name" else values.line(values.plain(value), 250)
    if not text and value.__class__ in (dict, list):
        text = values.plain(micro.find(value, "Texte", "Libelle", "Description", "Descriptif"))
    if not text:
        return
    node, _, leaf = base.rpartition(".")
    holder = draft.setdefault(node, {}) if node else draft
    texts = holder.setdefault(leaf, {})
    texts[code] = f"{texts[code]}\n{text}" if code in texts else text


def _held(name: str, reader: Callable[[Any], Any]) -> Apply:
    """Keep one value aside, to be settled with others at the end."""

    def apply(draft: dict[str, Any], value: Any, key: str) -> None:
        found = reader(value)
        if found not in (None, ""):
            draft[name] = found

    return apply


def _into(node: str, leaf: str, reader: Callable[[Any], Any]) -> Apply:
    """Set one value in a node of the body."""

    def apply(draft: dict[str, Any], value: Any, key: str) -> None:
        found = reader(value)
        if found not in (None, "", []):
            (draft.setdefault(node, {}) if node else draft).setdefault(leaf, found)

    return apply


def _added(leaf: str, reader: Callable[[Any], list[Any]], node: str = "") -> Apply:
    """Add to a list of the body, without duplicates."""

    def apply(draft: dict[str, Any], value: Any, key: str) -> None:
        found = reader(value)
        if found:
            listed = (draft.setdefault(node, {}) if node else draft).setdefault(leaf, [])
            listed += [item for item in found if item not in listed]

    return apply


def _terms(value: Any) -> list[Any]:
    return [vocabulary.term(word) for word in micro.labels(value)]


def _labels(value: Any) -> list[Any]:
    return [vocabulary.make_label(word) for word in micro.labels(value)]


def _ranking(value: Any) -> list[Any]:
    word = next(iter(micro.labels(value)), "")
    if word.isdigit() and len(word) == 1 and word in "12345":
        word = f"{word} étoile{'s' * (word != '1')}"
    return [vocabulary.ranking(word, vocabulary.stars(word))] if word else []


def _languages(value: Any) -> list[str]:
    codes = (vocabulary.language_code(word) for word in micro.labels(value))
    return [code for code in codes if code]


def _yes_no(value: Any) -> bool | None:
    if value.__class__ is bool:
        return bool(value)
    word = values.slug(next(iter(micro.labels(value)), ""))
    return True if word in _YES else False if word in _NO else None


def _pets(value: Any) -> bool | None:
    word = values.slug(" ".join(micro.labels(value)))
    said = _yes_no(value)
    if said is not None or not word:
        return said
    if re.search(r"\bnon|interdit|refus|\bpas\b|aucun", word):
        return False
    return True if re.search(r"accept|admis|autoris|bienvenu|chien|laisse", word) else None


def _phone(value: Any) -> list[Contact]:
    number = values.line(value, 60)
    return [vocabulary.phone(number)] if number else []


def _mail(value: Any) -> list[Contact]:
    address = values.email(value)
    return [{"type": "email", "value": address}] if address else []


def _links(kind: Any) -> Callable[[Any], list[Contact]]:
    def read(value: Any) -> list[Contact]:
        link = values.url(value if value.__class__ is str else micro.find(value, "Url"))
        return [{"type": kind, "value": link}] if link else []

    return read


def _fax(value: Any) -> list[Contact]:
    number = values.line(value, 60)
    return [{"type": "fax", "value": number}] if number else []


def _lines(value: Any) -> list[str]:
    return [line for part in values.text(value).split("\n")[:10] if (line := values.line(part, 1000))]


def _full_address(draft: dict[str, Any], value: Any, key: str) -> None:
    found = micro.address(value)
    if found:
        draft["address"] = {**found, **draft.get("address", {})}


def _coordinates(draft: dict[str, Any], value: Any, key: str) -> None:
    parts = re.findall(r"-?\d{1,3}(?:[.,]\d+)", values.text(value))
    if len(parts) == 2:
        draft["_lat"], draft["_lon"] = parts


def _track(value: Any) -> str:
    return values.url(value if value.__class__ is str else micro.find(value, "Url"))


def _whole(value: Any) -> int | None:
    if value.__class__ in (dict, list):
        value = micro.find(value, "Capacite", "Nombre", "Valeur", "ThesLibelle")
    return values.integer(value, 1, 1_000_000)


def _metres(value: Any) -> int | None:
    return values.integer(value, 1, 10_000_000)


def _kilometres(value: Any) -> int | None:
    distance = values.number(value)
    return round(distance * 1000) if distance is not None and 0 < distance <= 10_000 else None


def _minutes(value: Any) -> int | None:
    """``2h30``, ``2:30``, ``45 min``, or a number of hours (up to 24) or of minutes (beyond)."""
    match = _HOURS.search(values.text(value).lower())
    if match:
        return int(match.group(1)) * 60 + int(match.group(2) or 0) or None
    amount = values.number(value)
    if amount is None or not 0 < amount < 100_000:
        return None
    in_minutes = "min" in values.text(value).lower() or amount > 24
    return round(amount) if in_minutes else round(amount * 60)


def _difficulty(value: Any) -> str:
    word = values.slug(next(iter(micro.labels(value)), ""))
    return next((level for part, level in _DIFFICULTIES if part in word), "")


def _free(value: Any) -> bool | None:
    return _yes_no(value)


def _first_label(value: Any) -> str:
    return next(iter(micro.labels(value)), "")[:120]


def _name_of(value: Any) -> str:
    return values.line(value) or _first_label(value)


APPLY: dict[str, Apply] = {
    "id": lambda draft, value, key: None,
    "kind": _held("_kind", _first_label),
    "subkind": _into("", "subkind", _first_label),
    "address.full": _full_address,
    "address.lines": _added("lines", _lines, "address"),
    "address.postcode": _into("address", "postcode", values.postcode),
    "address.city": _into("address", "city", values.line),
    "address.insee": _into("address", "insee", values.insee),
    "position.lat": _held("_lat", values.number),
    "position.lon": _held("_lon", values.number),
    "position": _coordinates,
    "phone": _added("contacts", _phone),
    "mobile": _added("contacts", _phone),
    "fax": _added("contacts", _fax),
    "email": _added("contacts", _mail),
    "web": _added("contacts", _links("web")),
    "booking": _added("contacts", _links("booking")),
    "facebook": _added("contacts", _links("facebook")),
    "instagram": _added("contacts", _links("instagram")),
    "contacts": _added("contacts", micro.contacts),
    "opening": _added("_periods", micro.periods),
    "start": _held("_start", values.day),
    "end": _held("_end", values.day),
    "opens": _held("_opens", values.clock),
    "closes": _held("_closes", values.clock),
    "prices": _added("items", micro.prices, "prices"),
    "price.min": _held("_min", values.cents),
    "price.max": _held("_max", values.cents),
    "free": _into("prices", "free", _free),
    "payment": _added("payment", micro.labels, "prices"),
    "media": _added("media", micro.media),
    "credit": _held("_credit", values.line),
    "ranking": _added("labels", _ranking),
    "labels": _added("labels", _labels),
    "capacity.persons": _into("capacity", "persons", _whole),
    "capacity.rooms": _into("capacity", "rooms", _whole),
    "capacity.pitches": _into("capacity", "pitches", _whole),
    "capacity.seats": _into("capacity", "seats", _whole),
    "capacity.surface": _into("capacity", "surface", _whole),
    "languages": _added("languages", _languages),
    "accessibility": _added("accessibility", _terms),
    "amenities": _added("amenities", _terms),
    "services": _added("services", _terms),
    "themes": _added("themes", _terms),
    "audiences": _added("audiences", _terms),
    "pets": _into("", "pets", _pets),
    "booking_required": _into("", "booking_required", _yes_no),
    "cancelled": _into("", "cancelled", _yes_no),
    "siret": _into("", "siret", values.siret),
    "manager": _into("", "manager", _name_of),
    "owner": _into("", "owner", _name_of),
    "updated": _into("", "source_updated", values.moment),
    "route.distance_km": _into("route", "distance_m", _kilometres),
    "route.distance_m": _into("route", "distance_m", _metres),
    "route.ascent_m": _into("route", "ascent_m", lambda value: values.integer(value, 0, 100_000)),
    "route.duration": _into("route", "duration_min", _minutes),
    "route.difficulty": _into("route", "difficulty", _difficulty),
    "route.marking": _into("route", "marking", _name_of),
    "track": _held("_track", _track),
}
