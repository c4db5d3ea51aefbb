"""A fiche as schema.org JSON-LD, the form that search engines and assistants read.

What is not known is left out: hours that the body does not give are never said to be "all day", a price without
amount gives no offer. Properties are written only on the types that have them (https://schema.org).
"""

from __future__ import annotations

import datetime as dt
import json
import re
from collections.abc import Mapping, Sequence
from typing import Any

from buron.kernel.texts import text_in
from buron.offer.body import Body, Contact
from buron.offer.outputs.jsonld_dates import event_dates, opening_specifications
from buron.offer.outputs.jsonld_offers import offers, price_range
from buron.offer.outputs.schema_types import BUSINESS, FOOD, LODGING, schema_types
from buron.offer.outputs.shown import Picture, Sender, Shown

Node = dict[str, Any]
CONTEXT = "https://schema.org"
_ADDRESS = re.compile(r"https?://[\w.-]+(:\d+)?(/\S*)?\Z", re.IGNORECASE)
_PHONES = ("phone", "mobile")
_WEB = ("web", "facebook", "instagram", "twitter")
_ROUTE_UNITS = (
    ("distance_m", "distance", "MTR"),
    ("ascent_m", "ascent", "MTR"),
    ("descent_m", "descent", "MTR"),
    ("duration_min", "duration", "MIN"),
)


def json_ld(fiche: Shown, sender: Sender) -> Node:
    """One node of JSON-LD for a fiche, in the language of the sender."""
    types = schema_types(fiche.body)
    node: Node = {"@context": CONTEXT, "@type": types[0] if len(types) == 1 else types}
    if fiche.identity:
        node["@id"] = fiche.identity
    node |= _common(fiche, sender)
    if fiche.kind == "event":
        node |= _event(fiche, sender)
    elif types[0] == "TouristTrip":
        node |= _trip(fiche, sender)
    elif types[0] == "Organization":
        node |= _organisation(fiche)
    else:
        node |= _place(fiche, sender, types[0])
    return known(node)


def script_text(node: Mapping[str, Any]) -> str:
    """The node as text that may stand inside a ``script`` element: nothing in it can end the element."""
    text = json.dumps(node, ensure_ascii=False, separators=(",", ":"))
    return text.replace("<", "\\u003c").replace(">", "\\u003e").replace("&", "\\u0026")


def known(node: Node) -> Node:
    """The node without what is empty."""
    return {key: value for key, value in node.items() if value is not None and value not in ("", [], {})}


def _common(fiche: Shown, sender: Sender) -> Node:
    body, language = fiche.body, sender.language
    short, long = text_in(body.get("short"), language), text_in(body.get("description"), language)
    return {
        "name": fiche.name(language),
        "description": long or short,
        "disambiguatingDescription": short if long else "",
        "url": fiche.url,
        "image": [_image(picture) for picture in fiche.pictures],
        "identifier": [_identifier(alias) for alias in body.get("aliases", ())],
    }


def _image(picture: Picture) -> Node:
    return known(
        {
            "@type": "ImageObject",
            "contentUrl": picture.url,
            "caption": picture.alt,
            "creditText": picture.credit,
            "width": picture.width,
            "height": picture.height,
        }
    )


def _identifier(alias: str) -> Node:
    system, _, value = alias.partition(":")
    return {"@type": "PropertyValue", "propertyID": system, "value": value}


# Places and businesses


def _place(fiche: Shown, sender: Sender, kind: str) -> Node:
    body = fiche.body
    node = _where(fiche) | _reach(body, with_mail=kind in BUSINESS)
    node["openingHoursSpecification"] = opening_specifications(body, sender.day)
    node["isAccessibleForFree"] = body.get("prices", {}).get("free")
    node["amenityFeature"] = _features(body, pets=kind not in LODGING)
    node["hasCertification"] = _certifications(body, sender.day)
    node["keywords"] = _labels(body, "themes")
    if kind in BUSINESS:
        node |= _business(fiche, sender, kind)
    else:
        node["maximumAttendeeCapacity"] = body.get("capacity", {}).get("persons")
    return node


def _business(fiche: Shown, sender: Sender, kind: str) -> Node:
    body = fiche.body
    node: Node = {
        "makesOffer": offers(body.get("prices"), sender, fiche.url),
        "priceRange": price_range(body.get("prices"), sender),
        "knowsLanguage": body.get("languages"),
        "paymentAccepted": ", ".join(body.get("prices", {}).get("payment", ())),
    }
    if kind in LODGING | FOOD:
        node["starRating"] = _stars(body, sender.day)
    if kind in LODGING:
        capacity = body.get("capacity", {})
        node["petsAllowed"] = body.get("pets")
        node["numberOfRooms"] = capacity.get("rooms") or capacity.get("pitches")
    return node


def _organisation(fiche: Shown) -> Node:
    where = _where(fiche)
    return _reach(fiche.body, with_mail=True) | {
        "address": where["address"],
        "knowsLanguage": fiche.body.get("languages"),
    }


def _where(fiche: Shown) -> Node:
    """Address and position, as every place has them."""
    address, position = fiche.body.get("address", {}), fiche.body.get("position")
    lines, insee = address.get("lines", ()), address.get("insee")
    where: Node = {
        "@type": "PostalAddress",
        "streetAddress": ", ".join(lines),
        "postalCode": address.get("postcode"),
        "addressLocality": address.get("city") or fiche.commune,
        "addressCountry": "FR" if insee else None,
    }
    node: Node = {"address": known(where) if address or fiche.commune else None, "geo": None}
    if position:
        geo = {
            "latitude": position["lat"],
            "longitude": position["lon"],
            "elevation": position.get("altitude"),
        }
        node["geo"] = known({"@type": "GeoCoordinates", **geo})
    return node


def _reach(body: Body, *, with_mail: bool) -> Node:
    contacts = body.get("contacts", ())
    return {
        "telephone": _first(contacts, _PHONES),
        "faxNumber": _first(contacts, ("fax",)),
        "email": _first(contacts, ("email",)) if with_mail else None,
        "sameAs": [contact["value"] for contact in contacts if contact["type"] in _WEB and _is_web(contact)],
    }


def _first(contacts: Sequence[Contact], types: Sequence[str]) -> str | None:
    return next((contact["value"] for contact in contacts if contact["type"] in types), None)


def _is_web(contact: Contact) -> bool:
    return bool(_ADDRESS.match(contact["value"].strip()))


def _features(body: Body, *, pets: bool) -> list[Node]:
    names = [*_labels(body, "amenities"), *_labels(body, "services"), *_labels(body, "accessibility")]
    features = [_feature(name, True) for name in dict.fromkeys(names)]
    allowed = body.get("pets")
    if pets and allowed is not None:
        features.append(_feature("Animaux acceptés", allowed))
    return features


def _feature(name: str, value: bool) -> Node:
    return {"@type": "LocationFeatureSpecification", "name": name, "value": value}


def _labels(body: Body, field: str) -> list[str]:
    terms: Sequence[Mapping[str, str]] = body.get(field, ())  # type: ignore[assignment]
    return [term["label"] for term in terms if term.get("label")]


def _stars(body: Body, day: dt.date) -> Node | None:
    """The official ranking that holds on that day."""
    stars = [
        label["stars"] for label in _valid_labels(body, day) if label.get("ranking") and label.get("stars")
    ]
    return {"@type": "Rating", "ratingValue": max(stars), "bestRating": 5} if stars else None


def _certifications(body: Body, day: dt.date) -> list[Node]:
    found = []
    for label in _valid_labels(body, day):
        names = dict.fromkeys(part for part in (label.get("label"), label.get("value")) if part)
        dates = {"validFrom": label.get("start"), "expires": label.get("end")}
        if names:
            found.append(known({"@type": "Certification", "name": ", ".join(names), **dates}))
    return found


def _valid_labels(body: Body, day: dt.date) -> list[Any]:
    return [label for label in body.get("labels", ()) if label.get("end", "9999") >= day.isoformat()]


# Events and trips


def _event(fiche: Shown, sender: Sender) -> Node:
    body = fiche.body
    state = "EventCancelled" if body.get("cancelled") else "EventScheduled"
    place = _where(fiche) | {"telephone": _first(body.get("contacts", ()), _PHONES)}
    lines = body.get("address", {}).get("lines", ())
    location = known({"@type": "Place", "name": lines[0] if lines else fiche.commune, **place})
    return {
        "eventStatus": f"{CONTEXT}/{state}",
        "eventAttendanceMode": f"{CONTEXT}/OfflineEventAttendanceMode",
        "location": location if len(location) > 1 else None,
        "isAccessibleForFree": body.get("prices", {}).get("free"),
        "offers": offers(body.get("prices"), sender, fiche.url),
        "keywords": _labels(body, "themes"),
        "maximumAttendeeCapacity": body.get("capacity", {}).get("persons"),
        "sameAs": _reach(body, with_mail=False)["sameAs"],
        **event_dates(fiche, sender),
    }


def _trip(fiche: Shown, sender: Sender) -> Node:
    """A walk or a package: a trip has no address of its own, the place where it begins has."""
    body, route = fiche.body, fiche.body.get("route", {})
    measures = [
        {"@type": "PropertyValue", "propertyID": name, "value": route[key], "unitCode": unit}  # type: ignore[literal-required]
        for key, name, unit in _ROUTE_UNITS
        if key in route
    ]
    start = known({"@type": "Place", **_where(fiche), "additionalProperty": measures})
    return {
        "itinerary": start if len(start) > 1 else None,
        "touristType": _labels(body, "audiences"),
        "offers": offers(body.get("prices"), sender, fiche.url),
        "sameAs": _reach(body, with_mail=False)["sameAs"],
        "subjectOf": _track(route.get("track_url", "")),
    }


def _track(url: str) -> Node | None:
    return {"@type": "MediaObject", "contentUrl": url} if url.startswith("https://") else None
