"""The fields of a platform's line, how a column is recognised by its title, and how a cell is read.

The first eleven are those of the single declaration (LF 2024, art. 129, as quoted in the note of sources); the others
are what platforms add and what matching needs. No layout of a platform is known in advance: a person checks the
proposal.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from buron.kernel.money import AmountError, rate, round_half_up

MOST_CENTS = 1_000_000_000


@dataclass(frozen=True, slots=True)
class Field:
    """A field, its French title, and words of column titles, the surest first."""

    key: str
    title: str
    words: tuple[str, ...]


SINGLE = (
    Field("siren_commune", "SIREN de la commune", ("siren commune", "siren de la commune")),
    Field("siren_council", "SIREN de la collectivité", ("siren collectivite", "siren epci", "siren")),
    Field(
        "arrival",
        "Début du séjour",
        ("debut du sejour", "date debut", "arrivee", "check in", "checkin", "start date", "debut"),
    ),
    Field(
        "departure",
        "Fin du séjour",
        ("fin du sejour", "date fin", "depart", "check out", "checkout", "end date", "fin"),
    ),
    Field(
        "collected_on",
        "Date de perception",
        ("date de perception", "date perception", "date de collecte", "percue le", "collection date"),
    ),
    Field("address", "Adresse de l’hébergement", ("adresse", "address", "rue", "street")),
    Field(
        "persons",
        "Personnes hébergées",
        (
            "nombre de personnes",
            "personnes hebergees",
            "nb personnes",
            "voyageurs",
            "occupants",
            "guests",
            "personnes",
        ),
    ),
    Field(
        "nights",
        "Nuits ou nuitées",
        ("nombre de nuits", "nb nuits", "nombre de nuitees", "nuitees", "nuits", "nights"),
    ),
    Field(
        "price",
        "Prix de chaque nuitée hors taxes",
        ("prix de la nuitee", "prix par nuit", "prix nuit", "price per night", "prix"),
    ),
    Field(
        "collected",
        "Taxe perçue",
        (
            "taxe percue",
            "taxe de sejour percue",
            "montant percu",
            "montant de la taxe",
            "montant collecte",
            "taxe de sejour",
            "tax collected",
            "tourist tax",
            "montant",
            "taxe",
        ),
    ),
    Field(
        "category",
        "Nature et catégorie",
        ("nature et categorie", "categorie", "nature", "classement", "category", "type"),
    ),
)
ADDED = (
    Field(
        "registration_number",
        "Numéro d’enregistrement",
        (
            "numero d enregistrement",
            "n enregistrement",
            "enregistrement",
            "registration number",
            "registration",
        ),
    ),
    Field(
        "listing",
        "Numéro de l’annonce",
        (
            "numero d annonce",
            "id annonce",
            "annonce",
            "listing id",
            "listing",
            "property id",
            "id hebergement",
        ),
    ),
    Field(
        "reference",
        "Numéro de réservation",
        ("numero de reservation", "reservation", "code de confirmation", "booking", "reference"),
    ),
    Field(
        "name",
        "Nom de l’hébergement",
        ("nom de l hebergement", "hebergement", "titre", "property name", "nom", "name"),
    ),
    Field(
        "commune",
        "Commune (nom ou code INSEE)",
        ("code insee", "insee", "commune", "ville", "city", "localite"),
    ),
    Field("postcode", "Code postal", ("code postal", "postcode", "zip", "cp")),
    Field(
        "taxed",
        "Personnes taxées",
        ("personnes taxees", "personnes assujetties", "assujettis", "adultes", "adults", "taxable"),
    ),
    Field("minors", "Mineurs", ("mineurs", "enfants", "children", "minors")),
    Field("month", "Mois ou date, s’il n’y a pas de séjour", ("mois", "periode", "month", "period", "date")),
)
FIELDS = SINGLE + ADDED


def propose(titles: Sequence[str], fold_titles: Sequence[str], learnt: Mapping[str, str]) -> dict[str, str]:
    """Column title of each field: what was learnt of the platform first, then titles that are alike, then parts of
    them. ``fold_titles`` are the same titles in lower case without accents."""
    found = {key: title for key, title in learnt.items() if title in titles}
    if found and len(found) == len(learnt):
        # The same layout: what a person left out stays out.
        return found
    taken = set(found.values())
    for alike in (_equal, _within):
        for field in FIELDS:
            if field.key in found:
                continue
            title = next(
                (
                    title
                    for word in field.words
                    for title, folded in zip(titles, fold_titles, strict=True)
                    if title not in taken and alike(word, folded)
                ),
                None,
            )
            if title is not None:
                found[field.key] = title
                taken.add(title)
    return found


def _equal(word: str, folded: str) -> bool:
    return word == folded


def _within(word: str, folded: str) -> bool:
    return f" {word} " in f" {folded} "


class CellError(ValueError):
    """A cell that cannot be read; the message is French."""


_DAYS = (
    (re.compile(r"(\d{4})-(\d{1,2})-(\d{1,2})(?:[T ].*)?"), (1, 2, 3)),
    (re.compile(r"(\d{1,2})[/.\-](\d{1,2})[/.\-](\d{4})(?: .*)?"), (3, 2, 1)),
)
_MONTHS = ((re.compile(r"(\d{4})-(\d{1,2})"), (1, 2)), (re.compile(r"(\d{1,2})[/.\-](\d{4})"), (2, 1)))


def day(text: object, title: str) -> dt.date | None:
    """A date, French or ISO; a month is its first day; nothing is None."""
    cell = str(text or "").strip()
    if not cell:
        return None
    try:
        for pattern, places in _DAYS:
            if found := pattern.fullmatch(cell):
                return _plausible(dt.date(*(int(found[place]) for place in places)))
        for pattern, spots in _MONTHS:
            if found := pattern.fullmatch(cell):
                return _plausible(dt.date(int(found[spots[0]]), int(found[spots[1]]), 1))
    except ValueError:
        pass
    raise CellError(f"{title} : « {cell[:30]} » n’est pas une date.")


def _plausible(found: dt.date) -> dt.date:
    if not 2000 <= found.year <= 2100:
        raise ValueError
    return found


def count(text: object, title: str, most: int) -> int | None:
    """A whole number from 0 to ``most``; nothing is None."""
    cell = str(text if text is not None else "").strip()
    if not cell:
        return None
    try:
        value = rate(cell)
    except AmountError:
        raise CellError(f"{title} : « {cell[:30]} » n’est pas un nombre.") from None
    if value != int(value) or not 0 <= value <= most:
        raise CellError(f"{title} : « {cell[:30]} » n’est pas un nombre entier de 0 à {most}.")
    return int(value)


def amount(text: object, title: str) -> int | None:
    """Cents, half up where a file has more than two decimals; nothing is None."""
    cell = str(text if text is not None else "").strip()
    if not cell:
        return None
    try:
        value: Decimal = rate(re.sub(r"(?i)eur(os?)?|€", "", cell))
    except AmountError:
        raise CellError(f"{title} : « {cell[:30]} » n’est pas un montant.") from None
    if abs(value) * 100 > MOST_CENTS:
        raise CellError(f"{title} : « {cell[:30]} » est démesuré.")
    return round_half_up(value * 100)


def words(parts: Iterable[object]) -> str:
    """What is not empty, as one line."""
    return " ".join(" ".join(str(part or "").split()) for part in parts).strip()
