"""Media, labels, capacities, walk, links and aliases of an Apidae record."""

from __future__ import annotations

from typing import Any

import orjson

from buron.offer.body import Body, Capacity, Label, Link, Media, Route, Term
from buron.offer.sources import values, vocabulary
from buron.offer.sources.apidae.thesaurus import (
    DIFFICULTIES,
    PRACTICE_WORDS,
    PRACTICES,
    STARS,
    Thesaurus,
    french,
    texts,
)
from buron.offer.sources.values import day, dicts, integer, number

_MEDIA_TYPES = {
    "IMAGE": "image",
    "LOGO": "image",
    "VIDEO": "video",
    "CHAINE_YOUTUBE": "video",
    "CHAINE_DAILYMOTION": "video",
    "WEBCAM": "webcam",
    "WEBCAM_360": "webcam",
    "PLAN": "map",
}
_TRACKS = ("gpx", "kml", "kmz")
_MIMES = {
    "jpg": "image/jpeg",
    "jpeg": "image/jpeg",
    "png": "image/png",
    "webp": "image/webp",
    "gif": "image/gif",
    "pdf": "application/pdf",
    "gpx": "application/gpx+xml",
    "kml": "application/vnd.google-earth.kml+xml",
    "kmz": "application/vnd.google-earth.kmz",
}
_CAPACITIES: tuple[tuple[str, tuple[str, ...]], ...] = (
    (
        "persons",
        (
            "capaciteHebergement",
            "capaciteTotale",
            "nombreTotalPersonnes",
            "capaciteMaximumPossible",
            "nombrePersonnes",
        ),
    ),
    (
        "rooms",
        (
            "nombreChambres",
            "nombreChambresDeclareesHotelier",
            "nombreChambresClassees",
            "nombreChambresTotal",
        ),
    ),
    ("pitches", ("nombreEmplacementsClasses", "nombreEmplacementsDeclares", "nombreEmplacements")),
    ("seats", ("nombreMaximumCouverts", "nombreCouverts")),
    ("surface", ("surface",)),
)
_LABEL_NODES = (
    "labels",
    "typeLabel",
    "chaines",
    "classementsGuides",
    "classements",
    "labelsChartesQualite",
    "aopAocIgps",
)
_SHAPES = {"BOUCLE": "loop", "ALLER_RETOUR": "return", "ALLER_ITINERANCE": "one_way"}


def media(nodes: Any) -> list[Media]:
    """Pictures and documents that have an address, each once, with credit and last day of publication."""
    found: dict[str, Media] = {}
    for node in dicts(nodes):
        file = _file(node.get("traductionFichiers"))
        address = values.url(file.get("url"))
        if address:
            medium = _medium(node, file, address)
            found[address] = {**medium, **found[address]} if address in found else medium
    return list(found.values())


def _file(nodes: Any) -> dict[str, Any]:
    """The French file of a medium, else its first one that has an address."""
    first: dict[str, Any] = {}
    for file in dicts(nodes):
        if file.get("locale") == "fr" and file.get("url"):
            return file
        if not first and file.get("url"):
            first = file
    return first


def _medium(node: dict[str, Any], file: dict[str, Any], address: str) -> Media:
    extension = values.text(file.get("extension")).lower() or address.rpartition(".")[2].lower()
    medium: Media = {"url": address}
    kind = node.get("type")
    if extension in _TRACKS:
        medium["type"] = "track"
    else:
        medium["type"] = _MEDIA_TYPES.get(kind, "document") if kind.__class__ is str else "document"  # type: ignore[typeddict-item]
    if extension in _MIMES:
        medium["mime"] = _MIMES[extension]
    title, legend, credit = texts(node.get("nom")), texts(node.get("legende")), french(node.get("copyright"))
    if title:
        medium["title"] = title
    if legend:
        medium["legend"] = legend
    if credit:
        medium["credit"] = credit
    until = day(node.get("dateLimiteDePublication"))
    if until:
        medium["until"] = until
    checksum = values.line(file.get("checksum") or file.get("lastModifiedDate"))
    if checksum:
        medium["checksum"] = checksum
    return medium


def labels(own: dict[str, Any], record: dict[str, Any], thesaurus: Thesaurus) -> list[Label]:
    """Official ranking first, then labels, chains and distinctions."""
    found: list[Label] = []
    node = own.get("classement") or own.get("classementPrefectoral")
    if node:
        official = _ranking(node, own, thesaurus)
        if official:
            found.append(official)
    for key in _LABEL_NODES:
        if key in own:
            found += [_label(term) for term in thesaurus.terms(own[key])]
    for row in dicts(record.get("distinctions")):
        term = thesaurus.term(row.get("nom"))
        if term:
            found.append(_label(term))
    return found


def _ranking(node: Any, own: dict[str, Any], thesaurus: Thesaurus) -> Label | None:
    reference = values.as_dict(node)
    text = thesaurus.label(reference)
    identifier = reference.get("id")
    count = vocabulary.stars(text) or (STARS.get(identifier, 0) if identifier.__class__ is int else 0)
    if not (text or count):
        return None
    label = vocabulary.ranking(text or f"{count} étoile{'s' * (count > 1)}", count)
    start = day(own.get("dateClassement"))
    if start:
        label["start"] = start
    return label


def _label(term: Term) -> Label:
    return vocabulary.make_label(term["label"]) if "label" in term else {"key": term["key"]}


def capacity(own: dict[str, Any]) -> Capacity:
    """Numbers of persons, rooms, pitches, seats and surface; zero means that the source left it blank."""
    node = values.as_dict(own.get("capacite"))
    found: dict[str, int] = {}
    for key, names in _CAPACITIES:
        for name in names:
            value = integer(node.get(name), 1, 1_000_000) if name in node else None
            if value is not None:
                found[key] = value
                break
    singles = integer(node.get("nombreLitsSimples"), 0, 10_000)
    doubles = integer(node.get("nombreLitsDoubles"), 0, 10_000)
    if singles or doubles:
        found["beds"] = (singles or 0) + (doubles or 0)
    return found  # type: ignore[return-value]


def links(node: Any) -> list[Link]:
    """Other records that this one points to, with the nature of the link in lower case."""
    found: list[Link] = []
    for row in dicts(values.as_dict(node).get("liensObjetsTouristiquesTypes")):
        target = values.as_dict(row.get("objetTouristique"))
        identifier = values.line(target.get("id"), 120)
        if identifier:
            link: Link = {"rel": values.line(row.get("type"), 100).lower(), "source_id": identifier}
            name = french(target.get("nom"))
            if name:
                link["name"] = name
            found.append(link)
    return found


def aliases(record: dict[str, Any]) -> list[str]:
    """Names of the record in other systems: metadata of migrations, then Apidae's own old identifier."""
    found: list[str] = []
    for row in dicts(record.get("metadonnees")):
        system = values.slug(values.line(row.get("noeudId"), 40))
        for content in dicts(row.get("contenus")):
            identifier = _metadata_id(content.get("metadonnee"))
            if system and identifier:
                found.append(f"{system}:{identifier}")
    identifier = values.line(record.get("identifier"), 120)
    if identifier:
        found.append(f"sitra:{identifier}")
    return found


def _metadata_id(node: Any) -> str:
    """The ``id`` of a metadata node, which may be JSON inside a text."""
    if node.__class__ is str and node[:1] == "{":
        try:
            node = orjson.loads(node)
        except orjson.JSONDecodeError:
            return ""
    return values.line(node.get("id"), 120) if node.__class__ is dict else ""


def route(own: dict[str, Any], record: dict[str, Any], body: Body, thesaurus: Thesaurus) -> Route:
    """The walk of an EQUIPEMENT: distances in kilometres at the source, metres here."""
    node = values.as_dict(own.get("itineraire"))
    found: Route = {}
    distance = number(node.get("distance"))
    if distance and 0 < distance < 1_000_000:
        found["distance_m"] = round(distance * 1000) if distance <= 1000 else round(distance)
    _heights(node, found)
    _durations(node, values.as_dict(record.get("ouverture")), found)
    shape = node.get("itineraireType")
    if shape.__class__ is str and shape in _SHAPES:
        found["shape"] = _SHAPES[shape]  # type: ignore[typeddict-item]
    marking = french(node.get("precisionsBalisage"))
    if marking:
        found["marking"] = marking
    practices = _practices(own.get("activites"), thesaurus)
    if practices:
        found["activities"] = practices
    difficulty = _difficulty(values.as_dict(record.get("prestations")).get("typesClientele"))
    if difficulty:
        found["difficulty"] = difficulty
    track = next((item["url"] for item in body.get("media", ()) if item.get("type") == "track"), "")
    if track:
        found["track_url"] = track
    return found


def _heights(node: dict[str, Any], found: Route) -> None:
    ascent, descent = (
        integer(node.get("denivellationPositive")),
        integer(node.get("denivellationNegative"), -20000),
    )
    lowest = integer(node.get("altitudeMinimum", node.get("altitudeMin")), -500, 9000)
    highest = integer(node.get("altitudeMaximum", node.get("altitudeMax")), -500, 9000)
    if ascent is not None:
        found["ascent_m"] = ascent
    if descent is not None:
        found["descent_m"] = abs(descent)
    if lowest is not None:
        found["altitude_min"] = lowest
    if highest is not None:
        found["altitude_max"] = highest


def _durations(node: dict[str, Any], hours: dict[str, Any], found: Route) -> None:
    """Read where they are since 2025 (``ouverture``), else where they were (``itineraire``)."""
    minutes = integer(hours.get("dureeSeance"), 1) or integer(node.get("dureeJournaliere"), 1)
    days = integer(hours.get("nombreJours"), 1, 1000) or integer(node.get("dureeItinerance"), 1, 1000)
    if minutes:
        found["duration_min"] = minutes
    if days:
        found["days"] = days


def _practices(nodes: Any, thesaurus: Thesaurus) -> list[str]:
    found: list[str] = []
    for node in dicts(nodes):
        identifier = node.get("id")
        practice = PRACTICES.get(identifier, "") if identifier.__class__ is int else ""
        if not practice:
            words = values.slug(thesaurus.label(node))
            practice = next((name for word, name in PRACTICE_WORDS if word in words), "")
        if practice:
            found.append(practice)
    return list(dict.fromkeys(found))


def _difficulty(nodes: Any) -> Any:
    for node in dicts(nodes):
        identifier = node.get("id")
        if identifier.__class__ is int and identifier in DIFFICULTIES:
            return DIFFICULTIES[identifier]
    return None
