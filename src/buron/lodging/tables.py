"""The fields of a table of lodgings, how a column is recognised by its title, and how a cell is read. Pure.

No layout is known in advance: registers are kept by hand, the list of the State (furnished lettings exempt from the
CFE) has no published layout. A person checks what is proposed here.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from buron.lodging.opening_text import read_spans
from buron.lodging.rules import nature_in, registration_fault, tidy_registration


@dataclass(frozen=True, slots=True)
class Field:
    """A field, its French title, and words of column titles (folded), the surest first."""

    key: str
    title: str
    words: tuple[str, ...]


FIELDS = (
    Field(
        "registration_number",
        "Numéro d’enregistrement",
        ("numero d enregistrement", "n enregistrement", "enregistrement", "registration"),
    ),
    Field(
        "declaration_number",
        "Récépissé de déclaration",
        ("recepisse de declaration", "recepisse", "numero de declaration", "cerfa"),
    ),
    Field(
        "declared_on",
        "Déclaré en mairie le",
        ("declare en mairie le", "date de declaration", "date declaration", "declare le"),
    ),
    Field(
        "external_id",
        "Identifiant dans le fichier",
        ("identifiant", "reference", "ref", "invariant", "id", "numero", "n"),
    ),
    Field(
        "name",
        "Nom de l’hébergement",
        (
            "nom de l hebergement",
            "nom hebergement",
            "hebergement",
            "denomination",
            "enseigne",
            "etablissement",
            "nom",
        ),
    ),
    Field("nature", "Nature", ("nature", "type d hebergement", "type hebergement", "type", "categorie")),
    Field("stars", "Étoiles", ("etoiles", "classement", "nombre d etoiles")),
    Field("ranked_on", "Classé à partir du", ("classe a partir du", "date de classement", "classe le")),
    Field("ranked_until", "Classé jusqu’au", ("classe jusqu au", "fin de classement", "expiration")),
    Field("address", "Adresse", ("adresse de l hebergement", "adresse du local", "adresse", "rue", "voie")),
    Field("postcode", "Code postal", ("code postal", "cp")),
    Field("insee", "Code INSEE de la commune", ("code insee", "insee", "code commune")),
    Field("commune", "Commune (nom)", ("commune", "ville", "localite")),
    Field("latitude", "Latitude", ("latitude", "lat")),
    Field("longitude", "Longitude", ("longitude", "lon", "lng")),
    Field(
        "capacity",
        "Capacité (personnes)",
        ("capacite personnes", "capacite", "nombre de personnes", "personnes", "couchages"),
    ),
    Field(
        "units",
        "Pièces, chambres ou emplacements",
        ("chambres logements ou emplacements", "nombre de chambres", "chambres", "pieces", "emplacements"),
    ),
    Field("beds", "Lits", ("lits", "nombre de lits")),
    Field("surface", "Surface (m²)", ("surface m2", "surface m²", "surface")),
    Field("openings", "Ouverture", ("ouverture", "periode d ouverture", "periodes")),
    Field(
        "host_last",
        "Nom de l’hébergeur",
        (
            "nom de l hebergeur",
            "nom du proprietaire",
            "nom proprietaire",
            "declarant",
            "proprietaire",
            "hebergeur",
            "exploitant",
        ),
    ),
    Field(
        "host_first",
        "Prénom de l’hébergeur",
        ("prenom de l hebergeur", "prenom du proprietaire", "prenom proprietaire", "prenom"),
    ),
    Field(
        "host_email",
        "Courriel de l’hébergeur",
        ("courriel du declarant", "courriel", "email", "e mail", "mail"),
    ),
    Field(
        "host_phone",
        "Téléphone de l’hébergeur",
        ("telephone du declarant", "telephone", "tel", "portable", "mobile"),
    ),
)
TITLES = {one.key: one.title for one in FIELDS}


class CellError(ValueError):
    """A cell or a line that cannot be read; the message is French."""


def propose(titles: Sequence[str], folded: Sequence[str], learnt: Mapping[str, str]) -> dict[str, str]:
    """Column title of each field: what was learnt of the last file first, then titles alike, then parts of them."""
    known = {key: title for key, title in learnt.items() if title in titles}
    if known:
        return known
    found: dict[str, str] = {}
    taken: set[str] = set()
    for within in (False, True):
        for field in FIELDS:
            if field.key not in found and (title := _match(field, titles, folded, taken, within)):
                found[field.key] = title
                taken.add(title)
    return found


def _match(
    field: Field, titles: Sequence[str], folded: Sequence[str], taken: set[str], within: bool
) -> str | None:
    for word in field.words:
        for title, plain in zip(titles, folded, strict=True):
            if title in taken:
                continue
            if word == plain or (within and len(word) > 3 and f" {word} " in f" {plain} "):
                return title
    return None


def read_line(row: Mapping[str, Any], folded_nature: str) -> dict[str, Any]:
    """The facts of a line, the fields that say nothing left out. ``folded_nature`` is the cell of the nature, folded.

    The commune is looked up by the caller. Raises :class:`CellError`.
    """
    found: dict[str, Any] = {}
    for key in _TEXTS:
        if text := words(row.get(key)):
            found[key] = text[: _TEXTS[key]]
    for key, most in _COUNTS.items():
        if (value := count(row.get(key), TITLES[key], most)) is not None:
            found[key] = value
    for key in ("declared_on", "ranked_on", "ranked_until"):
        if (day := date(row.get(key), TITLES[key])) is not None:
            found[key] = day
    found.update(_place(row))
    if folded_nature:
        nature = nature_in(folded_nature)
        if not nature:
            raise CellError(f"Nature : « {words(row.get('nature'))[:30]} » n’est pas connue.")
        found["nature"] = nature
    if opening := str(row.get("openings") or "").strip():
        found["openings"] = _openings(opening)
    if stars := stars_in(words(row.get("stars"))):
        found["stars"] = stars
    if number := tidy_registration(words(row.get("registration_number"))):
        found["registration_number"] = number[:20]
    return found


_TEXTS = {
    "external_id": 120, "name": 160, "address": 300, "postcode": 5, "declaration_number": 40, "host_last": 120,
    "host_first": 80, "host_email": 254, "host_phone": 30,
}  # fmt: skip
_COUNTS = {"capacity": 20_000, "units": 20_000, "beds": 40_000, "surface": 100_000}


def words(cell: object) -> str:
    """A cell as one line; what a spreadsheet had neutralised or would compute comes as plain text."""
    return " ".join(str(cell if cell is not None else "").split()).lstrip("'=")


def count(cell: object, title: str, most: int) -> int | None:
    """A whole number from 0; nothing is None."""
    text = words(cell).replace(" ", "").replace(",", ".")
    if not text:
        return None
    try:
        value = float(text)
    except ValueError:
        raise CellError(f"{title} : « {text[:30]} » n’est pas un nombre.") from None
    if not (0 <= value <= most and value == int(value)):
        raise CellError(f"{title} : « {text[:30]} » n’est pas un nombre entier de 0 à {most}.")
    return int(value)


_DAYS = (
    (re.compile(r"(\d{4})-(\d{1,2})-(\d{1,2})(?:[T ].*)?"), (1, 2, 3)),
    (re.compile(r"(\d{1,2})[/.\-](\d{1,2})[/.\-](\d{4})(?: .*)?"), (3, 2, 1)),
)


def date(cell: object, title: str) -> dt.date | None:
    """A date, French or ISO; nothing is None."""
    text = words(cell)
    if not text:
        return None
    for pattern, (year, month, day) in _DAYS:
        if found := pattern.fullmatch(text):
            try:
                value = dt.date(int(found[year]), int(found[month]), int(found[day]))
            except ValueError:
                break
            if 1900 <= value.year <= 2100:
                return value
    raise CellError(f"{title} : « {text[:30]} » n’est pas une date.")


def stars_in(text: str) -> int | None:
    """The stars of « 3 étoiles », « 3* », « *** »; None for what is not ranked."""
    if signs := text.count("*") or text.count("★"):
        found = re.match(r"\s*([1-5])", text)
        return int(found[1]) if found else min(signs, 5)
    found = re.search(r"\b([1-5])\b", text)
    return int(found[1]) if found else None


def number_fault(found: Mapping[str, Any]) -> str:
    """What is wrong with the registration number of a line, in French; empty when it is right or absent."""
    number = found.get("registration_number", "")
    return registration_fault(number, found.get("insee", "")) if number else ""


def _place(row: Mapping[str, Any]) -> dict[str, float]:
    north, east = words(row.get("latitude")), words(row.get("longitude"))
    if not north and not east:
        return {}
    try:
        latitude, longitude = float(north.replace(",", ".")), float(east.replace(",", "."))
    except ValueError:
        raise CellError("Position : écrivez une latitude et une longitude en degrés.") from None
    if not (-90 <= latitude <= 90 and -180 <= longitude <= 180):
        raise CellError("Position : la latitude va de -90 à 90, la longitude de -180 à 180.")
    return {"latitude": latitude, "longitude": longitude}


def _openings(text: str) -> list[list[str]]:
    try:
        return read_spans(text)
    except ValueError as error:
        raise CellError(f"Ouverture : « {str(error)[:40]} » n’est pas une période.") from None
