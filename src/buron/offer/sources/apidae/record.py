"""From an Apidae record to a body. Called once per record of a feed: plain dicts, no copies, cached tables."""

from __future__ import annotations

import re
from typing import Any

from buron.offer.body import Address, Body, Contact, Term, Texts
from buron.offer.sources import values, vocabulary
from buron.offer.sources.apidae import details
from buron.offer.sources.apidae.hours import opening
from buron.offer.sources.apidae.offers import prices
from buron.offer.sources.apidae.thesaurus import (
    CONTACTS,
    DIFFICULTIES,
    KINDS,
    LANGUAGES,
    Thesaurus,
    french,
    texts,
    thesaurus_of,
)
from buron.offer.sources.base import Context, Refused
from buron.offer.sources.values import as_dict, dicts, integer, line, text

_LINES = ("nomDuLieu", "adresse1", "adresse2", "adresse3")
_THEMES = (
    "themes",
    "categories",
    "activites",
    "activitesSportives",
    "activitesCulturelles",
    "specialites",
    "typesProduit",
    "typesDetailles",
)
_SUBKINDS = {
    "activity": ("activiteType",),
    "shop": ("commerceEtServiceType", "typesDetailles"),
    "tasting": ("statutsExploitant",),
    "ski_area": ("domaineSkiableTypes",),
    "facility": ("rubrique",),
    "trail": ("rubrique",),
    "event": ("typesManifestation",),
    "group_lodging": ("hebergementCollectifType",),
    "rental": ("hebergementLocatifType",),
    "hotel": ("hotellerieType",),
    "camping": ("hotelleriePleinAirType",),
    "heritage": ("patrimoineCulturelType",),
    "nature": ("categories",),
    "restaurant": ("restaurationType",),
    "structure": ("entiteType",),
    "territory": ("territoireType",),
}
_CANCELLED = re.compile(r"^\W*annul[ée]", re.IGNORECASE)


def source_id_of(record: Any) -> str:
    """The Apidae number of a record as text, empty when it has none."""
    return values.line(record.get("id"), 120) if record.__class__ is dict else ""


def body_of(record: Any, context: Context) -> Body:
    """The body of one record; raises :class:`Refused` without number, name or recognisable type."""
    if record.__class__ is not dict or not source_id_of(record):
        raise Refused("La fiche n’a pas d’identifiant.")
    name = texts(record.get("nom"))
    if not name:
        raise Refused("La fiche n’a pas de nom.")
    kind, own = _kind(record)
    thesaurus = thesaurus_of(context)
    body: Body = {"kind": kind, "name": name}
    if own:
        _subkind(body, own, thesaurus)
    _presentation(body, record.get("presentation"), thesaurus)
    _place(body, record.get("localisation"), own, thesaurus)
    _people(body, record, thesaurus)
    node = record.get("ouverture")
    if node.__class__ is dict and node:
        found, sessions = opening(node, thesaurus, dated=kind == "event")
        if found:
            body["opening"] = found
        if sessions:
            body["sessions"] = sessions
    node = record.get("descriptionTarif")
    if node.__class__ is dict and node:
        offer = prices(node, thesaurus)
        if offer:
            body["prices"] = offer
    _services(body, record.get("prestations"), thesaurus)
    _media(body, record)
    _own_facts(body, own, record, thesaurus)
    _management(body, record)
    return body


def _kind(record: dict[str, Any]) -> tuple[str, dict[str, Any]]:
    """The kind, and the node proper to the type. A record without type is known by that node, or by its track."""
    named = record.get("type")
    found = KINDS.get(named) if named.__class__ is str else None
    if found is None:
        found = next((pair for pair in KINDS.values() if pair[1] in record), None)
    if found is None:
        return _guessed_kind(record, named), {}
    kind, node = found
    own = record.get(node)
    own = own if own.__class__ is dict else {}
    if kind == "facility" and own.get("itineraire"):
        kind = "trail"
    return kind, own


def _guessed_kind(record: dict[str, Any], named: Any) -> str:
    kind = vocabulary.guess_kind(named) if named.__class__ is str else ""
    if not kind and any(item["type"] == "track" for item in details.media(record.get("multimedias"))):
        kind = "trail"
    if not kind:
        raise Refused(f"Le type de la fiche n’est pas reconnu ({text(named) or 'absent'}).")
    return kind


def _subkind(body: Body, own: dict[str, Any], thesaurus: Thesaurus) -> None:
    """The first of its types; the others, where it has several, are among its themes."""
    for key in _SUBKINDS.get(body["kind"], ()):
        node = own.get(key)
        for reference in node if node.__class__ is list else (node,):
            label = thesaurus.label(reference) if reference else ""
            if label and "subkind" in body:
                body.setdefault("themes", []).append(vocabulary.term(label))
            elif label:
                body["subkind"] = label[:120]
        if "subkind" in body:
            return


def _presentation(body: Body, node: Any, thesaurus: Thesaurus) -> None:
    if node.__class__ is not dict:
        return
    short, long = texts(node.get("descriptifCourt")), texts(node.get("descriptifDetaille"))
    for row in dicts(node.get("descriptifsThematises")):
        for code, more in texts(row.get("description")).items():
            long[code] = f"{long[code]}\n\n{more}" if code in long else more
    if short:
        body["short"] = short
    if long:
        body["description"] = long
    if node.get("typologiesPromoSitra"):
        body["themes"] = body.get("themes", []) + thesaurus.terms(node["typologiesPromoSitra"])


def _place(body: Body, node: Any, own: dict[str, Any], thesaurus: Thesaurus) -> None:
    if node.__class__ is not dict:
        return
    venue = values.line(french(own["nomLieu"]) or own["nomLieu"]) if "nomLieu" in own else ""
    address = _address(as_dict(node.get("adresse")), venue, thesaurus)
    if address:
        body["address"] = address
    location = node.get("geolocalisation")
    if location.__class__ is dict:
        point = as_dict(location.get("geoJson")).get("coordinates")
        if point.__class__ is list and len(point) >= 2:
            position = values.position(point[1], point[0], location.get("altitude"))
            if position:
                body["position"] = position
        if "complement" in location:
            _add_practical(body, texts(location["complement"]))
    if node.get("environnements"):
        body["themes"] = body.get("themes", []) + thesaurus.terms(node["environnements"])


def _address(node: dict[str, Any], venue: str, thesaurus: Thesaurus) -> Address:
    address: Address = {}
    lines = [shown for key in _LINES if key in node and (shown := line(node[key], 1000))]
    if venue and venue not in lines:
        lines.insert(0, venue)
    if lines:
        address["lines"] = lines
    commune = as_dict(node.get("commune"))
    code, city, postcode = (
        values.insee(commune.get("code")),
        values.line(commune.get("nom")),
        text(node.get("codePostal")),
    )
    if commune and not (code and city):
        known = thesaurus.commune(commune.get("id"))
        if known:
            code, city, postcode = code or values.insee(known[0]), city or known[1], postcode or known[2]
        elif not city:
            thesaurus.remark(
                f"La commune n° {text(commune.get('id'))} n’est pas dans les références de l’archive."
            )
    if postcode:
        address["postcode"] = values.postcode(postcode)
    if city:
        address["city"] = city
    if code:
        address["insee"] = code
    return address


def _people(body: Body, record: dict[str, Any], thesaurus: Thesaurus) -> None:
    node = record.get("informations")
    contacts: list[Contact] = []
    if node.__class__ is dict:
        contacts = _contacts(node.get("moyensCommunication"), thesaurus)
        manager = as_dict(node.get("structureGestion"))
        name = french(manager.get("nom"))
        if name:
            body["manager"] = name
        number = values.siret(as_dict(node.get("informationsLegales")).get("siret"))
        if number:
            body["siret"] = number
    booking = record.get("reservation")
    if booking.__class__ is dict and booking:
        for row in dicts(booking.get("organismes")):
            contacts += [
                _for_booking(found) for found in _contacts(row.get("moyensCommunication"), thesaurus)
            ]
        _add_practical(body, texts(booking.get("complement")))
    if contacts:
        body["contacts"] = contacts


def _contacts(nodes: Any, thesaurus: Thesaurus) -> list[Contact]:
    found: list[Contact] = []
    for node in dicts(nodes):
        contact = _contact(node, thesaurus)
        if contact is not None:
            found.append(contact)
    return found


def _contact(node: dict[str, Any], thesaurus: Thesaurus) -> Contact | None:
    where = node.get("coordonnees")
    value = ""
    if where.__class__ is dict:
        value = line(where.get("fr"), 1000) or next(filter(None, map(line, where.values())), "")
    elif where.__class__ is str:
        value = line(where, 1000)
    if not value:
        return None
    reference = node.get("type")
    number = reference.get("id") if reference.__class__ is dict else None
    kind = CONTACTS.get(number) if number.__class__ is int else None
    note = french(node.get("observation"))
    if kind == "phone":
        return vocabulary.phone(value, note)
    contact: Contact = {"type": "other", "value": value}
    if kind is None:
        note = note or thesaurus.label(reference)
    else:
        contact["type"] = kind  # type: ignore[typeddict-item]
        if kind not in ("fax", "email"):
            contact["value"] = values.url(value) or value
    if note:
        contact["label"] = note
    return contact


def _for_booking(contact: Contact) -> Contact:
    if contact["type"] == "web":
        contact["type"] = "booking"
    else:
        contact.setdefault("label", "Réservation")
    return contact


def _services(body: Body, node: Any, thesaurus: Thesaurus) -> None:
    if node.__class__ is not dict:
        return
    terms = thesaurus.terms
    if node.get("equipements") or node.get("conforts"):
        body["amenities"] = terms(node.get("equipements")) + terms(node.get("conforts"))
    if node.get("services") or node.get("activites"):
        body["services"] = terms(node.get("services")) + terms(node.get("activites"))
    if node.get("languesParlees"):
        body["languages"] = _languages(node["languesParlees"], thesaurus)
    if node.get("tourismesAdaptes") or node.get("labelsTourismeHandicap"):
        body["accessibility"] = terms(node.get("tourismesAdaptes")) + terms(
            node.get("labelsTourismeHandicap")
        )
    if node.get("typesClientele"):
        audiences = _audiences(node["typesClientele"], thesaurus)
        if audiences:
            body["audiences"] = audiences
    pets = node.get("animauxAcceptes")
    if pets == "ACCEPTES" or pets == "NON_ACCEPTES":
        body["pets"] = pets == "ACCEPTES"
    groups = _span(node, "tailleGroupeMin", "tailleGroupeMax")
    ages = _span(node, "ageMin", "ageMax")
    if groups:
        body["groups"] = groups
    if ages:
        body["ages"] = ages
    if "complementAccueil" in node:
        _add_practical(body, texts(node["complementAccueil"]))


def _span(node: dict[str, Any], low: str, high: str) -> dict[str, int]:
    if low not in node and high not in node:
        return {}
    found = {"min": integer(node.get(low), 0, 100_000), "max": integer(node.get(high), 1, 100_000)}
    return {key: value for key, value in found.items() if value is not None}


def _languages(nodes: Any, thesaurus: Thesaurus) -> list[str]:
    found: list[str] = []
    for node in dicts(nodes):
        number = node.get("id")
        code = LANGUAGES.get(number, "") if number.__class__ is int else ""
        found.append(code or vocabulary.language_code(thesaurus.label(node)))
    return list(dict.fromkeys(code for code in found if code))


def _audiences(nodes: Any, thesaurus: Thesaurus) -> list[Term]:
    """Who it is for; the difficulty of walks, which Apidae keeps in the same list, is read elsewhere."""
    chosen = [
        node for node in dicts(nodes) if not (node.get("id").__class__ is int and node["id"] in DIFFICULTIES)
    ]
    return thesaurus.terms(chosen)


def _media(body: Body, record: dict[str, Any]) -> None:
    found = []
    if record.get("illustrations"):
        found = details.media(record["illustrations"])
    if record.get("multimedias"):
        found += details.media(record["multimedias"])
    if found:
        body["media"] = found


def _own_facts(body: Body, own: dict[str, Any], record: dict[str, Any], thesaurus: Thesaurus) -> None:
    """What is proper to the type: labels, capacities, themes, the walk; and links to other records."""
    labels = details.labels(own, record, thesaurus) if own or "distinctions" in record else []
    handicap = as_dict(record.get("prestations")).get("labelsTourismeHandicap")
    if handicap:
        labels += [
            {"key": "tourisme-et-handicap", "label": t.get("label", "")} for t in thesaurus.terms(handicap)
        ]
    if labels:
        body["labels"] = labels
    if own:
        capacity = details.capacity(own) if "capacite" in own else None
        if capacity:
            body["capacity"] = capacity
        themes = [term for key in _THEMES if key in own for term in thesaurus.terms(own[key])]
        if themes:
            body["themes"] = body.get("themes", []) + themes
    if body["kind"] == "trail":
        route = details.route(own, record, body, thesaurus)
        if route:
            body["route"] = route
        _add_practical(body, texts(as_dict(own.get("itineraire")).get("passagesDelicats")))
    links = details.links(record.get("liens")) if record.get("liens") else []
    if links:
        body["links"] = links


def _management(body: Body, record: dict[str, Any]) -> None:
    node = record.get("gestion")
    if node.__class__ is dict:
        owner = text(as_dict(node.get("membreProprietaire")).get("nom"))
        if owner:
            body["owner"] = owner
        updated = values.moment(node.get("dateModification"))
        if updated:
            body["source_updated"] = updated
    aliases = details.aliases(record)
    if aliases:
        body["aliases"] = aliases
    if body["kind"] == "event" and _CANCELLED.match(body["name"].get("fr", "")):
        body["cancelled"] = True


def _add_practical(body: Body, more: Texts) -> None:
    if more:
        present = body.setdefault("practical", {})
        for code, value in more.items():
            present[code] = f"{present[code]}\n{value}" if code in present else value
