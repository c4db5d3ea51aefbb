"""Connector to OpenAgenda: events of the API v2, and the flat export (Opendatasoft), whose JSON is in texts."""

from __future__ import annotations

import datetime as dt
import re
import zoneinfo
from collections.abc import Iterator, Mapping
from functools import lru_cache
from typing import Any

import orjson

from buron.offer.body import Address, Body, Contact, Media, SessionDict, Term, Texts
from buron.offer.sources import values, vocabulary
from buron.offer.sources.base import (
    Connector,
    Context,
    Deletion,
    Event,
    FeedInfo,
    Item,
    Known,
    Refusal,
    Refused,
    Unchanged,
)
from buron.offer.sources.jsonstream import JsonStream, Raw, id_in
from buron.offer.sources.readers import PayloadError, PayloadReader
from buron.territory.hours.calendar import merge_sessions

ENVELOPES = (("events",), ("records",), ("results",), ("data",))
MOST_TIMINGS = 5_000
CANCELLED = 6
PUBLISHED = 2
_FLAT_LANGUAGE = re.compile(r"^(title|description|longdescription|conditions|keywords)_([a-z]{2})$")
_GRATIS = re.compile(r"^\W*(?:gratuit|entr[ée]e (?:libre|gratuite)|acc[èe]s libre|free)\b", re.IGNORECASE)
_ACCESS: dict[str, str] = {
    "ii": "Handicap intellectuel",
    "hi": "Handicap auditif",
    "vi": "Handicap visuel",
    "pi": "Handicap psychique",
    "mi": "Handicap moteur",
}
_MARKDOWN = re.compile(r"(?m)^#{1,6}\s+|\*\*|__|(?<!\w)[*_](?=\S)|(?<=\S)[*_](?!\w)")


class OpenAgenda(Connector):
    """Agendas of OpenAgenda (https://developers.openagenda.com)."""

    key = "openagenda"
    label = "OpenAgenda"
    description = "Événements de l’API v2 ou de l’export à plat, avec toutes leurs dates."
    accepts = "Fichier .json, ou dossier de pages"

    def detect(self, reader: PayloadReader) -> int:
        for name in _pages(reader)[:3]:
            with reader.open(name) as stream:
                head = stream.read(32 * 1024)
            if b"openagenda" in head.lower():
                return 95
            if b'"timings"' in head and b'"uid"' in head:
                return 90
        return 0

    def read(
        self, reader: PayloadReader, *, settings: Mapping[str, Any], known: Known | None = None
    ) -> Iterator[Event]:
        pages = _pages(reader)
        if not pages:
            raise PayloadError(f"{reader.label} ne contient aucun fichier JSON d’OpenAgenda.")
        found, announced = 0, None
        for name in pages:
            stream = _stream(reader, name, known)
            for raw in stream:
                event = _event(raw, f"{name}, n° {stream.count}")
                found += isinstance(event, (Item, Unchanged))
                yield event
            for key in ("total", "nhits", "total_count"):
                total = values.integer(stream.envelope.get(key))
                if total is not None:
                    announced = max(total, announced or 0)
        yield FeedInfo(found >= announced if announced is not None else None, announced, found)

    def normalise(self, parsed: Any, *, context: Context) -> Body:
        event = unpacked(parsed)
        if not values.line(event.get("uid"), 120):
            raise Refused("L’événement n’a pas d’identifiant (uid).")
        name = _texts(event.get("title"))
        if not name:
            raise Refused("L’événement n’a pas de titre.")
        body: Body = {"kind": "event", "name": {code: values.line(text, 250) for code, text in name.items()}}
        _describe(body, event)
        _locate(body, event)
        sessions = _sessions(event, context)
        if sessions:
            body["sessions"] = sessions
        _illustrate(body, event)
        _qualify(body, event)
        _identify(body, event)
        return body


def _pages(reader: PayloadReader) -> list[str]:
    names = reader.names()
    return [name for name in names if name.lower().endswith((".json", ".gz"))] or names[:1]


def _stream(reader: PayloadReader, name: str, known: Known | None) -> JsonStream:
    return JsonStream(
        reader.open(name),
        where=f"Le fichier « {name} »",
        paths=ENVELOPES,
        known=known,
        object_bytes=reader.limits.object_bytes,
    )


def _event(raw: Raw, where: str) -> Event:
    if raw.source_id is not None:
        return Unchanged(raw.source_id, raw.digest)
    if raw.error:
        return Refusal(id_in(raw.payload, b"uid"), raw.error, where)
    event = unpacked(raw.parsed)
    source_id = values.line(event.get("uid"), 120)
    if not source_id:
        return Refusal("", "l’événement n’a pas d’identifiant (uid)", where)
    if event.get("removed") is True or _code(event.get("state")) == -1:
        return Deletion(source_id, "retiré d’OpenAgenda")
    state = _code(event.get("state"))
    if state is not None and state < PUBLISHED:
        return Refusal(source_id, "l’événement n’est pas publié dans OpenAgenda", where)
    return Item(source_id, raw.payload, raw.digest, raw.parsed)


def unpacked(parsed: Any) -> dict[str, Any]:
    """An event with the names of the API v2, whichever shape it came in."""
    if parsed.__class__ is not dict:
        return {}
    fields = parsed.get("fields")
    flat = fields if fields.__class__ is dict else parsed
    if not any(key.__class__ is str and _FLAT_LANGUAGE.match(key) for key in flat):
        return flat if fields.__class__ is dict else parsed
    return _from_flat(flat)


def _from_flat(flat: dict[str, Any]) -> dict[str, Any]:
    event: dict[str, Any] = {}
    names = {"longdescription": "longDescription"}
    for key, value in flat.items():
        match = _FLAT_LANGUAGE.match(key) if key.__class__ is str else None
        if match:
            event.setdefault(names.get(match.group(1), match.group(1)), {})[match.group(2)] = value
    for key in ("timings", "status", "registration", "links", "attendancemode", "age"):
        event[key] = _unquoted(flat.get(key))
    for key in ("uid", "slug", "image", "accessibility", "state", "originalimage", "canonicalurl"):
        event[key] = flat.get(key)
    event["updatedAt"] = flat.get("updatedat")
    event["imageCredits"] = flat.get("imagecredits")
    event["originAgenda"] = {"title": flat.get("originagenda_title")}
    event["location"] = {
        "name": flat.get("location_name"),
        "address": flat.get("location_address"),
        "postalCode": flat.get("location_postalcode"),
        "city": flat.get("location_city"),
        "insee": flat.get("location_insee"),
        "phone": flat.get("location_phone"),
        "website": flat.get("location_website"),
        "access": flat.get("location_access_fr"),
        "description": flat.get("location_description_fr"),
        **_coordinates(flat.get("location_coordinates")),
    }
    low, high = values.integer(flat.get("age_min")), values.integer(flat.get("age_max"))
    if low is not None or high is not None:
        event["age"] = {"min": low, "max": high}
    return event


def _unquoted(value: Any) -> Any:
    """JSON inside a text, read; any other value as it is."""
    if value.__class__ is str and value[:1] in ("[", "{"):
        try:
            return orjson.loads(value)
        except orjson.JSONDecodeError:
            return None
    return value


def _coordinates(value: Any) -> dict[str, Any]:
    """Opendatasoft writes ``[lat, lon]`` in v1 and ``{"lat", "lon"}`` in v2."""
    if value.__class__ is list and len(value) == 2:
        return {"latitude": value[0], "longitude": value[1]}
    node = values.as_dict(value)
    return {"latitude": node.get("lat"), "longitude": node.get("lon")}


def _texts(value: Any) -> Texts:
    if value.__class__ is str:
        value = {"fr": value}
    found: Texts = {}
    for code, content in values.as_dict(value).items():
        text = values.plain(content)
        if text and code.__class__ is str and len(code) == 2 and code.isascii() and code.isalpha():
            found[code.lower()] = text
    return found


def _code(value: Any) -> int | None:
    """A state or status, given as a number or as ``{"id": 1, "label": {…}}``."""
    value = _unquoted(value)
    return values.integer(value.get("id") if value.__class__ is dict else value, -10, 100)


def _describe(body: Body, event: dict[str, Any]) -> None:
    short = _texts(event.get("description"))
    long = _texts(event.get("longDescription"))
    long = {code: text for code, node in long.items() if (text := _MARKDOWN.sub("", node).strip())}
    if short:
        body["short"] = short
    if long:
        body["description"] = long
    conditions = _texts(event.get("conditions"))
    if conditions:
        body["prices"] = {"text": conditions}
        if any(_GRATIS.match(text) for text in conditions.values()):
            body["prices"]["free"] = True


def _locate(body: Body, event: dict[str, Any]) -> None:
    node = values.as_dict(event.get("location"))
    city = values.line(node.get("city"))
    postcode = values.postcode(node.get("postalCode"))
    street = values.line(node.get("address"), 500)
    if postcode and city:
        end = re.search(rf",?\s*{re.escape(postcode)}\s+{re.escape(city)}.*$", street, re.IGNORECASE)
        street = street[: end.start()].strip() if end else street
    address: Address = {}
    lines = list(dict.fromkeys(line for line in (values.line(node.get("name")), street) if line))
    if lines:
        address["lines"] = lines
    if postcode:
        address["postcode"] = postcode
    if city:
        address["city"] = city
    code = values.insee(node.get("insee"))
    if code:
        address["insee"] = code
    if address:
        body["address"] = address
    position = values.position(node.get("latitude"), node.get("longitude"))
    if position:
        body["position"] = position
    practical = _texts(node.get("access"))
    for code, text in _texts(node.get("description")).items():
        practical[code] = f"{practical[code]}\n\n{text}" if code in practical else text
    if practical:
        body["practical"] = practical


@lru_cache(maxsize=64)
def _zone(name: str) -> dt.tzinfo | None:
    try:
        return zoneinfo.ZoneInfo(name)
    except (zoneinfo.ZoneInfoNotFoundError, ValueError, OSError):
        return None


def _sessions(event: dict[str, Any], context: Context) -> list[SessionDict]:
    """Timings in local time; one that ends after midnight belongs to the day on which it begins."""
    timings = values.dicts(_unquoted(event.get("timings")))
    if len(timings) > MOST_TIMINGS:
        context.remark(f"{len(timings)} horaires : seuls les {MOST_TIMINGS} premiers sont gardés.")
    place = values.as_dict(event.get("location"))
    zone = _zone(values.line(event.get("timezone") or place.get("timezone"), 60) or "Europe/Paris")
    found: list[SessionDict] = []
    for timing in timings[:MOST_TIMINGS]:
        begin = _local(timing.get("begin") or timing.get("start"), zone)
        end = _local(timing.get("end"), zone)
        if begin is not None:
            found.append(_session(begin, end))
    return merge_sessions(found)


def _local(value: Any, zone: dt.tzinfo | None) -> dt.datetime | None:
    if value.__class__ is not str:
        return None
    try:
        moment = dt.datetime.fromisoformat(value)
        return moment.astimezone(zone) if moment.tzinfo is not None and zone is not None else moment
    except (ValueError, OverflowError):
        return None


def _session(begin: dt.datetime, end: dt.datetime | None) -> SessionDict:
    day = begin.date().isoformat()
    session: SessionDict = {"start": day, "end": day}
    whole_day = (
        end is not None and begin.strftime("%H%M") == "0000" and end.strftime("%H%M") in ("0000", "2359")
    )
    if not whole_day:
        session["opens"] = begin.strftime("%H:%M")
        if end is not None:
            session["closes"] = end.strftime("%H:%M")
    return session


def _illustrate(body: Body, event: dict[str, Any]) -> None:
    image = event.get("image")
    address = values.url(event.get("originalimage")) or values.url(image)
    if image.__class__ is dict:
        base, name = values.text(image.get("base")), values.text(image.get("filename"))
        address = values.url(f"{base}{name}" if base else name)
    if address:
        medium: Media = {"url": address, "type": "image"}
        credit = values.line(event.get("imageCredits"))
        if credit:
            medium["credit"] = credit
        body["media"] = [medium]


def _qualify(body: Body, event: dict[str, Any]) -> None:
    contacts = _contacts(event)
    if contacts:
        body["contacts"] = contacts
    words = _keywords(event.get("keywords"))
    if words:
        body["themes"] = [vocabulary.term(word) for word in words]
    access = _accessibility(event.get("accessibility"))
    if access:
        body["accessibility"] = access
    ages = values.as_dict(_unquoted(event.get("age")))
    span = {
        key: years * 12
        for key in ("min", "max")
        if (years := values.integer(ages.get(key), 0, 120)) is not None
    }
    if span:
        body["ages"] = span
    if _code(event.get("status")) == CANCELLED:
        body["cancelled"] = True


def _contacts(event: dict[str, Any]) -> list[Contact]:
    found: list[Contact] = []
    for node in values.as_list(_unquoted(event.get("registration"))):
        kind, value = (node.get("type"), node.get("value")) if node.__class__ is dict else ("", node)
        contact = vocabulary.contact("réservation", values.line(value, 1000))
        if contact is not None:
            found.append(vocabulary.phone(contact["value"], "Réservation") if kind == "phone" else contact)
    for node in values.as_list(_unquoted(event.get("links"))):
        link = values.url(node.get("link") if node.__class__ is dict else node)
        contact = vocabulary.contact("", link) if link else None
        if contact is not None and contact not in found:
            found.append(contact)
    if not any(contact["type"] in ("web", "booking") for contact in found):
        page = values.url(event.get("canonicalurl") or event.get("canonicalUrl"))
        if page:
            found.append({"type": "web", "value": page, "label": "OpenAgenda"})
    said = {contact["value"] for contact in found}
    return found + [contact for contact in _of_place(event) if contact["value"] not in said]


def _of_place(event: dict[str, Any]) -> list[Contact]:
    """The telephone and the site of the place, said to be its own: the organiser may be somebody else."""
    place = values.as_dict(event.get("location"))
    found: list[Contact] = []
    number, link = values.line(place.get("phone"), 60), values.url(place.get("website"))
    if number.isdigit() and number.startswith("33") and len(number) == 11:
        number = f"+{number}"
    if number:
        found.append(vocabulary.phone(number, "Lieu"))
    if link:
        found.append({"type": "web", "value": link, "label": "Lieu"})
    return found


def _keywords(value: Any) -> list[str]:
    node = value.get("fr") or next(iter(value.values()), None) if value.__class__ is dict and value else value
    words = node.split(";") if node.__class__ is str else values.as_list(node)
    return list(dict.fromkeys(word for one in words[:60] if (word := values.line(one, 100))))


def _accessibility(value: Any) -> list[Term]:
    """``"hi;vi"``, ``["hi"]`` or ``{"hi": true}``."""
    value = _unquoted(value)
    if value.__class__ is str:
        codes = [code.strip() for code in value.split(";")]
    elif value.__class__ is dict:
        codes = [code for code, said in value.items() if said is True]
    else:
        codes = [code for code in values.as_list(value) if code.__class__ is str]
    return [vocabulary.term(_ACCESS[code]) for code in dict.fromkeys(codes) if code in _ACCESS]


def _identify(body: Body, event: dict[str, Any]) -> None:
    agenda = values.as_dict(event.get("originAgenda"))
    owner = values.line(agenda.get("title"))
    if owner:
        body["owner"] = owner
    updated = values.moment(event.get("updatedAt"))
    if updated:
        body["source_updated"] = updated
    aliases = [
        f"{system}:{identifier}"
        for node in values.dicts(event.get("extIds"))
        if (system := values.slug(values.line(node.get("key"), 40)))
        and (identifier := values.line(node.get("value"), 120))
    ]
    if aliases:
        body["aliases"] = aliases
