"""From a DATAtourisme record (flux of any epoch, or REST API) to a body."""

from __future__ import annotations

import re
from typing import Any

from buron.offer.body import Address, Body, Capacity, Contact, Term
from buron.offer.sources import values, vocabulary
from buron.offer.sources.base import Context, Refused
from buron.offer.sources.datatourisme import facts
from buron.offer.sources.datatourisme import nodes as ld
from buron.offer.sources.datatourisme.classes import kind_of, subkind_of

DATED = frozenset(("event", "activity", "package"))
LODGINGS = frozenset(("hotel", "camping", "rental", "group_lodging"))
_TOURINSOFT_ID = re.compile(r"[A-Z]{3}[A-Z0-9]{3}[0-9][A-Z0-9]{6,13}\Z")
_MACHINE_FIELDS = {
    "description": "description",
    "dc:description": "description",
    "shortDescription": "short",
    "label": "name",
    "rdfs:label": "name",
}
_WHEELCHAIR: Term = {"key": "mobilite-reduite", "label": "Accessible aux personnes à mobilité réduite"}

_INTERNET: Term = {"key": "acces-internet", "label": "Accès internet"}


def body_of(record: Any, context: Context) -> Body:
    """The body of one record; raises :class:`Refused` without address, name or recognisable class."""
    if record.__class__ is not dict or not ld.identifier(record):
        raise Refused("L’objet n’a pas d’identifiant (@id).")
    name = ld.texts(ld.pick(record, "rdfs:label", "label"))
    if not name:
        raise Refused("L’objet n’a pas de nom (rdfs:label).")
    classes = ld.classes(record)
    kind = kind_of(classes)
    if not kind:
        raise Refused(f"Le type de l’objet n’est pas reconnu ({', '.join(classes)[:100] or 'absent'}).")
    body: Body = {"kind": kind, "name": name}
    subkind = subkind_of(classes)
    if subkind:
        body["subkind"] = subkind
    _texts(body, record)
    places = ld.nodes(record, "isLocatedAt")
    if places:
        _place(body, places[0])
    _people(body, record)
    _time(body, record, places, context)
    offer = facts.prices(ld.nodes(record, "offers"), context)
    if offer:
        body["prices"] = offer
    _media(body, record, classes)
    _qualities(body, record, places)
    _origin(body, record)
    return body


def _texts(body: Body, record: dict[str, Any]) -> None:
    """The description meant for everyone, else the first; ``rdfs:comment`` where it has no short text."""
    descriptions = ld.nodes(record, "hasDescription")
    general = [node for node in descriptions if "isDedicatedTo" not in node] or descriptions
    for node in general[:1]:
        long = ld.texts(ld.pick(node, "dc:description", "description"), whole=True)
        short = ld.texts(ld.pick(node, "shortDescription"))
        if long:
            body["description"] = long
        if short:
            body["short"] = short
    comment = ld.texts(ld.pick(record, "rdfs:comment", "comment"))
    if comment and "short" not in body:
        body["short"] = comment
    paths = [path for node in [record, *general[:1]] for path in _machine_paths(node)]
    machine = sorted({path for path in paths if _has(body, path)})
    if machine:
        body["machine"] = machine


def _machine_paths(node: dict[str, Any]) -> list[str]:
    """``description.en`` for each text that a machine translated."""
    found: list[str] = []
    for row in ld.nodes(node, "hasTranslatedProperty"):
        languages = [
            values.text(code)[:2] for code in values.as_list(ld.pick(row, "rdf:language", "language"))
        ]
        for predicate in values.as_list(ld.pick(row, "rdf:predicate", "predicate")):
            named = predicate.get("@id") if predicate.__class__ is dict else predicate
            field = _MACHINE_FIELDS.get(named) if named.__class__ is str else None
            found += [f"{field}.{code}" for code in languages if field and code]
    return found


def _has(body: Body, path: str) -> bool:
    field, _, code = path.partition(".")
    texts = {"name": body["name"], "short": body.get("short"), "description": body.get("description")}[field]
    return texts is not None and code in texts


def _place(body: Body, place: dict[str, Any]) -> None:
    address = _address(values.as_dict(ld.pick(place, "schema:address", "address")))
    if address:
        body["address"] = address
    point = values.as_dict(ld.pick(place, "schema:geo", "geo"))
    position = values.position(
        ld.pick(point, "schema:latitude", "latitude"),
        ld.pick(point, "schema:longitude", "longitude"),
        ld.pick(point, "schema:elevation", "elevation"),
    )
    if position:
        body["position"] = position


def _address(node: dict[str, Any]) -> Address:
    address: Address = {}
    streets = values.as_list(ld.pick(node, "schema:streetAddress", "streetAddress"))
    lines = [part for street in streets for line in values.text(street).split("\n") if (part := line.strip())]
    commune = values.as_dict(ld.pick(node, "hasAddressCity"))
    city = ld.first_text(ld.pick(node, "schema:addressLocality", "addressLocality"))
    city = values.line(city) or ld.french(ld.pick(commune, "rdfs:label", "label"))
    code = values.insee(ld.first_text(commune.get("insee")))
    postcode = values.postcode(ld.first_text(ld.pick(node, "schema:postalCode", "postalCode")))
    if lines:
        address["lines"] = [line[:1000] for line in lines[:20]]
    if postcode:
        address["postcode"] = postcode
    if city:
        address["city"] = city
    if code:
        address["insee"] = code
    return address


def _people(body: Body, record: dict[str, Any]) -> None:
    found: dict[tuple[str, str], Contact] = {}
    for node in ld.nodes(record, "hasContact"):
        for contact in _contacts(node, booking=False):
            found.setdefault((contact["type"], contact["value"]), contact)
    for node in ld.nodes(record, "hasBookingContact"):
        for contact in _contacts(node, booking=True):
            if ("web", contact["value"]) not in found:
                found.setdefault((contact["type"], contact["value"]), contact)
    if found:
        body["contacts"] = list(found.values())
    owners = [*ld.nodes(record, "isOwnedBy"), *ld.nodes(record, "hasContact")]
    names = (values.line(ld.first_text(ld.pick(node, "schema:legalName", "legalName"))) for node in owners)
    manager = next(filter(None, names), "")
    if manager:
        body["manager"] = manager


def _contacts(node: dict[str, Any], *, booking: bool) -> list[Contact]:
    label = "Réservation" if booking else ""
    found: list[Contact] = []
    for value in values.as_list(ld.pick(node, "schema:telephone", "telephone")):
        number = values.line(value, 60)
        if number:
            found.append(vocabulary.phone(number, label))
    for value in values.as_list(ld.pick(node, "schema:email", "email")):
        address = values.email(value)
        if address:
            mail: Contact = {"type": "email", "value": address}
            found.append({**mail, "label": label} if label else mail)
    for value in values.as_list(ld.pick(node, "foaf:homepage", "homepage")):
        link = values.url(value)
        if link:
            found.append({"type": "booking" if booking else _site(link), "value": link})  # type: ignore[typeddict-item]
    return found


def _site(link: str) -> str:
    host = link.split("/")[2].lower() if link.count("/") > 1 else ""
    return next((name for name in ("facebook", "instagram", "twitter") if f"{name}.com" in host), "web")


def _time(body: Body, record: dict[str, Any], places: list[dict[str, Any]], context: Context) -> None:
    """Sessions and openings.

    The openings of an event repeat its sessions, and are kept only if these have no hours; dates given to a
    place are its opening periods.
    """
    opening = facts.opening(places, context)
    sessions = facts.sessions(record)
    if sessions and body["kind"] in DATED:
        body["sessions"] = sessions
        if any("opens" in session for session in sessions):
            opening.pop("periods", None)
    elif sessions and "periods" not in opening:
        opening["periods"] = [facts.period_of(session) for session in sessions]
    if opening:
        body["opening"] = opening


def _media(body: Body, record: dict[str, Any], classes: list[str]) -> None:
    found = facts.media(record)
    if found:
        body["media"] = found
    if body["kind"] == "trail":
        route = facts.route(record, classes, [item for item in found if item.get("type") == "track"])
        if route:
            body["route"] = route


def _qualities(body: Body, record: dict[str, Any], places: list[dict[str, Any]]) -> None:
    labels = facts.labels(record, is_lodging=body["kind"] in LODGINGS)
    if labels:
        body["labels"] = labels
    features = ld.nodes(record, "hasFeature")
    amenities = ld.terms([one for node in features for one in values.as_list(node.get("features"))])
    if any(node.get("internetAccess") is True for node in [record, *places, *features]):
        amenities = _with_internet(amenities)
    if amenities:
        body["amenities"] = amenities
    capacity = _capacity(record, features)
    if capacity:
        body["capacity"] = capacity
    spoken = values.as_list(ld.pick(record, "availableLanguage"))
    languages = [vocabulary.language_code(values.line(ld.first_text(code), 40)) for code in spoken]
    if any(languages):
        body["languages"] = list(dict.fromkeys(filter(None, languages)))
    _themes(body, record)
    wheelchair = ld.pick(record, "reducedMobilityAccess")
    if wheelchair.__class__ is bool:
        body["accessibility"] = [_WHEELCHAIR.copy()] if wheelchair else []
    pets = [node.get("petsAllowed") for node in [record, *places, *features]]
    known = [pet for pet in pets if pet.__class__ is bool]
    if known:
        body["pets"] = any(known)


def _with_internet(amenities: list[Term]) -> list[Term]:
    """The amenities with that of a connection, which the source says apart, unless one of them says it already."""
    if any("wifi" in term["key"] or "internet" in term["key"] for term in amenities):
        return amenities
    return [*amenities, _INTERNET.copy()]


def _capacity(record: dict[str, Any], features: list[dict[str, Any]]) -> Capacity:
    found: Capacity = {}
    persons = values.integer(ld.first_text(ld.pick(record, "allowedPersons")), 1)
    size = values.as_dict(ld.pick(record, "hasFloorSize"))
    surface = values.integer(ld.first_text(ld.pick(size, "schema:value", "value")), 1)
    if persons:
        found["persons"] = persons
    if surface:
        found["surface"] = surface
    for node in features:
        count = values.integer(ld.first_text(ld.pick(node, "schema:value", "value")), 1, 1_000_000)
        names = {ld.local_name(one) for one in values.as_list(node.get("features"))}
        if count and "Bedroom" in names:
            found["rooms"] = count
        if count and "Covers" in names:
            found["seats"] = max(count, found.get("seats", 0))
        if count and "CampingPitch" in names:
            found["pitches"] = count
    return found


def _themes(body: Body, record: dict[str, Any]) -> None:
    listed = [
        node
        for key in ("hasTheme", "providesCuisineOfType", "hasArchitecturalStyle", "hasNeighborhood")
        for node in values.as_list(ld.pick(record, key))
    ]
    themes = ld.terms(listed)
    if themes:
        body["themes"] = themes
    audiences = ld.terms(values.as_list(ld.pick(record, "hasClientTarget")))
    if audiences:
        body["audiences"] = audiences


def _origin(body: Body, record: dict[str, Any]) -> None:
    creator = values.as_dict(ld.pick(record, "hasBeenCreatedBy"))
    owner = values.line(ld.first_text(ld.pick(creator, "schema:legalName", "legalName")))
    if owner:
        body["owner"] = owner
    # lastUpdate is when the producer edited; lastUpdateDatatourisme only when the platform took it in.
    updated = values.moment(ld.first_text(ld.pick(record, "lastUpdate", "lastUpdateDatatourisme")))
    if updated:
        body["source_updated"] = updated
    aliases = _aliases(record, creator, body)
    if aliases:
        body["aliases"] = aliases


def _aliases(record: dict[str, Any], creator: dict[str, Any], body: Body) -> list[str]:
    """The producer's own id, with the system that it shows to come from, and Wikidata."""
    found: list[str] = []
    own = values.line(ld.first_text(ld.pick(record, "dc:identifier", "identifier")), 120)
    if own:
        found.append(f"{_system(own, creator, body)}:{own}")
    for same in values.as_list(ld.pick(record, "owl:sameAs", "sameAs")):
        address = values.text(same if same.__class__ is str else ld.pick(same, "@id", "uri"))
        if "wikidata.org/entity/Q" in address:
            found.append(f"wikidata:{ld.local_name(address)}")
    return list(dict.fromkeys(found))


def _system(own: str, creator: dict[str, Any], body: Body) -> str:
    if _TOURINSOFT_ID.match(own):
        return "tourinsoft"
    if own.upper().startswith("SITRA"):
        return "sitra"
    mails = " ".join(map(values.text, values.as_list(ld.pick(creator, "schema:email", "email"))))
    hosts = " ".join(item["url"] for item in body.get("media", ()))
    if own.isdigit() and ("apidae" in mails or "apidae" in hosts):
        return "apidae"
    return "producteur"
