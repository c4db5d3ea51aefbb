"""The invented offer as real systems would send it: a regional base (Apidae) and an agenda (OpenAgenda).

The demonstration goes through the same door as an office's own data: these payloads are imported by the connectors, so
that sources, differences, refusals and duplicates can be seen at work.
"""

from __future__ import annotations

import datetime as dt
import random
from typing import Any
from zoneinfo import ZoneInfo

import orjson

from buron.demo.fiches import SEED
from buron.demo.words import RECIPES
from buron.offer.body import Body, OpeningPeriod

FIRST_ID = 5_600_000
TYPES = {(recipe.kind, recipe.subkind): recipe.apidae for recipe in RECIPES}
NODES = {
    "ACTIVITE": ("informationsActivite", "activiteType"),
    "COMMERCE_ET_SERVICE": ("informationsCommerceEtService", "commerceEtServiceType"),
    "DEGUSTATION": ("informationsDegustation", ""),
    "EQUIPEMENT": ("informationsEquipement", "rubrique"),
    "FETE_ET_MANIFESTATION": ("informationsFeteEtManifestation", ""),
    "HEBERGEMENT_COLLECTIF": ("informationsHebergementCollectif", "hebergementCollectifType"),
    "HEBERGEMENT_LOCATIF": ("informationsHebergementLocatif", "hebergementLocatifType"),
    "HOTELLERIE": ("informationsHotellerie", "hotellerieType"),
    "HOTELLERIE_PLEIN_AIR": ("informationsHotelleriePleinAir", "hotelleriePleinAirType"),
    "PATRIMOINE_CULTUREL": ("informationsPatrimoineCulturel", "patrimoineCulturelType"),
    "PATRIMOINE_NATUREL": ("informationsPatrimoineNaturel", ""),
    "RESTAURATION": ("informationsRestauration", "restaurationType"),
    "STRUCTURE": ("informationsStructure", "entiteType"),
}
CONTACT_IDS = {"phone": 201, "mobile": 206, "email": 204, "web": 205}
CAPACITY_KEYS = {
    "persons": "capaciteHebergement",
    "rooms": "nombreChambres",
    "pitches": "nombreEmplacements",
    "surface": "surface",
    "seats": "nombreMaximumCouverts",
}
DAYS = ("MON", "TUE", "WED", "THU", "FRI", "SAT", "SUN")
PARIS = ZoneInfo("Europe/Paris")


def term(label: str, kind: str) -> dict[str, Any]:
    """A reference of the thesaurus, with a made-up but steady number."""
    number = 100_000 + sum(ord(letter) * (rank + 1) for rank, letter in enumerate(label)) % 90_000
    return {"elementReferenceType": kind, "id": number, "libelleFr": label}


def texts(values: dict[str, str] | None) -> dict[str, str]:
    return {f"libelle{language.capitalize()}": text for language, text in (values or {}).items()}


def apidae(bodies: list[Body]) -> bytes:
    """An answer of the base's interface, as a file."""
    objects = [apidae_object(body, FIRST_ID + rank) for rank, body in enumerate(bodies)]
    return orjson.dumps({"query": {}, "numFound": len(objects), "objetsTouristiques": objects})


def apidae_object(body: Body, number: int) -> dict[str, Any]:
    """One record in the base's own shape."""
    kind = TYPES[body["kind"], body["subkind"]]
    address = body["address"]
    location: dict[str, Any] = {
        "adresse": {
            "adresse1": address["lines"][0],
            "codePostal": address["postcode"],
            "commune": {"code": address["insee"], "nom": address["city"], "codePostal": address["postcode"]},
        }
    }
    if "position" in body:
        point = {"type": "Point", "coordinates": [body["position"]["lon"], body["position"]["lat"]]}
        location["geolocalisation"] = {"valide": True, "geoJson": point}
    record: dict[str, Any] = {
        "type": kind,
        "id": number,
        "state": "PUBLISHED",
        "nom": texts(body["name"]),
        "gestion": {
            "dateModification": body["source_updated"],
            "membreProprietaire": {"type": {"id": 2}, "id": 77, "nom": body["owner"]},
        },
        "informations": {"moyensCommunication": [_contact(contact) for contact in body["contacts"]]},
        "presentation": {
            "descriptifCourt": texts(body.get("short")),
            "descriptifDetaille": texts(body.get("description")),
        },
        "localisation": location,
        "prestations": _services(body),
    }
    record |= _specific(body, kind)
    if "opening" in body or "sessions" in body:
        record["ouverture"] = _opening(body)
    if "prices" in body:
        record["descriptionTarif"] = _prices(body)
    return record


def _contact(contact: Any) -> dict[str, Any]:
    return {"type": {"id": CONTACT_IDS[contact["type"]]}, "coordonnees": {"fr": contact["value"]}}


def _services(body: Body) -> dict[str, Any]:
    services: dict[str, Any] = {
        "equipements": [term(entry["label"], "PrestationEquipement") for entry in body.get("amenities", [])],
        "tourismesAdaptes": [
            term(entry["label"], "TourismeAdapte") for entry in body.get("accessibility", [])
        ],
        "languesParlees": [
            term({"fr": "Français", "en": "Anglais", "de": "Allemand"}[code], "LangueParlee")
            for code in body.get("languages", [])
        ],
    }
    if "pets" in body:
        services["animauxAcceptes"] = "ACCEPTES" if body["pets"] else "NON_ACCEPTES"
    return {key: value for key, value in services.items() if value}


def _specific(body: Body, kind: str) -> dict[str, Any]:
    node, field = NODES[kind]
    facts: dict[str, Any] = {}
    if field:
        facts[field] = term(body["subkind"], field[0].upper() + field[1:])
    capacity = {CAPACITY_KEYS[key]: value for key, value in body.get("capacity", {}).items()}
    if capacity:
        facts["capacite"] = capacity
    labels = [label for label in body.get("labels", []) if not label.get("ranking")]
    if labels:
        facts["labels"] = [term(label["label"], "Label") for label in labels]
    for label in body.get("labels", []):
        if label.get("ranking"):
            field_name = "classementPrefectoral" if kind == "HEBERGEMENT_LOCATIF" else "classement"
            facts[field_name] = term(label["value"], "Classement")
    if body.get("themes") and kind in ("FETE_ET_MANIFESTATION", "PATRIMOINE_CULTUREL"):
        facts["themes"] = [term(theme["label"], "Theme") for theme in body["themes"]]
    if "route" in body:
        route = body["route"]
        facts["itineraire"] = {
            "distance": route["distance_m"] / 1000,
            "denivellationPositive": route["ascent_m"],
            "denivellationNegative": route["descent_m"],
            "itineraireType": "BOUCLE",
            "itineraireBalise": "BALISE",
            "precisionsBalisage": {"libelleFr": "Balisage jaune"},
        }
        facts["activites"] = [
            {"elementReferenceType": "EquipementActivite", "id": 3333, "libelleFr": "Randonnée pédestre"}
        ]
    return {node: facts}


def _opening(body: Body) -> dict[str, Any]:
    opening = body.get("opening", {})
    node: dict[str, Any] = {"periodeEnClair": texts(opening.get("text"))} if opening.get("text") else {}
    if opening.get("all_year"):
        node["ouvertTouteLAnnee"] = "OUVERT_TOUTE_LANNEE"
    periods = [_period(period) for period in opening.get("periods", [])]
    periods += [
        {
            "dateDebut": session["start"],
            "dateFin": session["end"],
            "tousLesAns": False,
            "type": "OUVERTURE_TOUS_LES_JOURS",
            **({"horaireOuverture": session["opens"] + ":00"} if "opens" in session else {}),
        }
        for session in body.get("sessions", [])
    ]
    if periods:
        node["periodesOuvertures"] = periods
    if "route" in body:
        node["dureeSeance"] = body["route"]["duration_min"]
    return node


def _period(period: OpeningPeriod) -> dict[str, Any]:
    days = [DAYS[day - 1] for day in period.get("weekdays", range(1, 8))]
    frames = [
        {"startTime": slot["opens"] + ":00", "endTime": slot["closes"] + ":00"}
        for slot in period.get("slots", [])
    ]
    return {
        "dateDebut": period["start"],
        "dateFin": period["end"],
        "tousLesAns": period.get("yearly", False),
        "horaires": [
            {
                "type": {"elementReferenceType": "HoraireType", "id": 7457},
                "timePeriods": [{"closed": False, "weekdays": days, "timeFrames": frames}],
            }
        ],
    }


def _prices(body: Body) -> dict[str, Any]:
    prices = body["prices"]
    if prices.get("free"):
        return {"indicationTarif": "GRATUIT", "tarifsEnClair": {"libelleFr": "Gratuit."}}
    tariffs = [
        {
            "devise": "EUR",
            "minimum": item["min"] / 100,
            "maximum": item["max"] / 100,
            "type": term(item["label"]["fr"], "TarifType"),
        }
        for item in prices.get("items", [])
    ]
    return {"indicationTarif": "PAYANT", "devise": "EUR", "periodes": [{"tarifs": tariffs}]}


def agenda(bodies: list[Body], today: dt.date) -> bytes:
    """Events as the agenda sends them: a part of those of the base, under other numbers, with some of its own."""
    chance = random.Random(SEED + 1)  # noqa: S311 - invented data
    events = [body for body in bodies if body["kind"] == "event" and chance.random() < 0.35]
    return orjson.dumps(
        {"total": len(events), "events": [_event(body, rank) for rank, body in enumerate(events)]}
    )


def _event(body: Body, rank: int) -> dict[str, Any]:
    address = body["address"]
    event: dict[str, Any] = {
        "uid": 90_000_000 + rank,
        "slug": f"rendez-vous-{rank}",
        "title": {"fr": body["name"]["fr"]},
        "description": {"fr": body["short"]["fr"]},
        "longDescription": {"fr": body["description"]["fr"]},
        "status": 1,
        "state": 2,
        "updatedAt": body["source_updated"] + ".000Z",
        "timings": [timing for session in body["sessions"] for timing in _timings(session)],
        "timezone": "Europe/Paris",
        "location": {
            "uid": 4_000 + rank,
            "name": address["city"],
            "address": f"{address['lines'][0]}, {address['postcode']} {address['city']}",
            "postalCode": address["postcode"],
            "city": address["city"],
            "insee": address["insee"],
        },
    }
    if "position" in body:
        event["location"] |= {"latitude": body["position"]["lat"], "longitude": body["position"]["lon"]}
    return event


def _timings(session: Any) -> list[dict[str, str]]:
    start, end = dt.date.fromisoformat(session["start"]), dt.date.fromisoformat(session["end"])
    opens = dt.time.fromisoformat(session.get("opens", "10:00"))
    timings = []
    for offset in range((end - start).days + 1):
        begin = dt.datetime.combine(start + dt.timedelta(days=offset), opens, tzinfo=PARIS)
        timings.append({"begin": begin.isoformat(), "end": (begin + dt.timedelta(hours=2)).isoformat()})
    return timings
