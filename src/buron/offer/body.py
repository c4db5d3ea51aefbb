"""The canonical shape of a fiche: what every source is translated into and every channel reads.

A body is plain JSON (a TypedDict tree), so that it is stored, diffed, overridden field by field and sent out
without
conversion. It holds what Apidae's 16 types, Tourinsoft's records and DATAtourisme's objects have in common,
with what
offices print. Every key is optional except ``kind`` and ``name``; an absent key means "not known", which
differs from an
empty list ("known to be none").

Units: lengths in metres, durations in minutes, amounts in integer cents, dates ``YYYY-MM-DD``, times
``HH:MM``.
Languages are ISO 639-1 codes; the office's public languages are fr, en, de, nl, es, other codes are kept.
"""

from __future__ import annotations

from typing import Literal, NotRequired, TypedDict

from buron.territory.hours.types import Opening as Opening
from buron.territory.hours.types import OpeningPeriod as OpeningPeriod
from buron.territory.hours.types import SessionDict as SessionDict
from buron.territory.hours.types import Slot as Slot
from buron.territory.hours.types import Texts as Texts

KINDS: tuple[str, ...] = (
    "hotel",  # hôtellerie
    "camping",  # hôtellerie de plein air
    "rental",  # meublés, gîtes, chambres d'hôtes
    "group_lodging",  # hébergement collectif, gîte d'étape, village vacances
    "restaurant",
    "tasting",  # dégustation, producteur
    "shop",  # commerce et service
    "activity",  # prestataire et activité
    "facility",  # équipement
    "trail",  # itinéraire
    "heritage",  # patrimoine culturel
    "nature",  # patrimoine naturel
    "event",  # fête et manifestation
    "ski_area",
    "package",  # séjour packagé
    "structure",  # organisme, point d'information
    "territory",
    "transport",
)


class Address(TypedDict, total=False):
    lines: list[str]
    postcode: str
    city: str
    insee: str  # INSEE code of the commune, 5 characters


class Position(TypedDict):
    lat: float
    lon: float
    altitude: NotRequired[int]


class Contact(TypedDict):
    type: Literal[
        "phone", "mobile", "fax", "email", "web", "booking", "facebook", "instagram", "twitter", "other"
    ]
    value: str
    label: NotRequired[str]


class Price(TypedDict, total=False):
    label: Texts
    min: int  # cents; ``min`` alone reads "from"
    max: int
    currency: str  # ISO 4217, EUR when absent
    unit: str
    start: str
    end: str
    note: Texts


class Prices(TypedDict, total=False):
    free: bool
    text: Texts
    items: list[Price]
    payment: list[str]
    tax_included: bool  # taxe de séjour included


class Media(TypedDict, total=False):
    type: Literal["image", "document", "video", "track", "webcam", "map"]
    url: str
    title: Texts
    legend: Texts
    credit: str
    until: str  # last day on which it may be published
    mime: str
    checksum: str


class Label(TypedDict, total=False):
    """A label, brand, certification or official ranking."""

    key: str  # normalised: "accueil-velo", "gites-de-france", "tourisme-et-handicap"…
    label: str
    value: str  # "3 étoiles", "3 épis"
    stars: int  # official ranking only
    ranking: bool  # True for the official (prefectoral / Atout France) ranking
    start: str
    end: str


class Capacity(TypedDict, total=False):
    persons: int
    rooms: int
    pitches: int
    seats: int
    beds: int
    surface: int  # m²


class Term(TypedDict, total=False):
    """A term of a thesaurus: equipment, service, theme, audience, speciality."""

    key: str
    label: str


class Link(TypedDict, total=False):
    rel: str
    source_id: str
    name: str


class Route(TypedDict, total=False):
    distance_m: int
    ascent_m: int
    descent_m: int
    altitude_min: int
    altitude_max: int
    duration_min: int
    days: int
    difficulty: Literal["very_easy", "easy", "medium", "hard", "very_hard"]
    shape: Literal["loop", "return", "one_way"]
    marking: str
    activities: list[str]  # hiking, mtb, road_bike, horse, trail_running, snowshoe, ski
    track_url: str


class Body(TypedDict, total=False):
    kind: str
    subkind: str  # readable French label of the sub-type
    name: Texts
    short: Texts
    description: Texts
    practical: Texts
    machine: list[str]  # paths translated by a machine: "description.en"
    address: Address
    position: Position
    contacts: list[Contact]
    opening: Opening
    prices: Prices
    media: list[Media]
    labels: list[Label]
    capacity: Capacity
    languages: list[str]  # spoken
    accessibility: list[Term]
    amenities: list[Term]
    services: list[Term]
    themes: list[Term]
    audiences: list[Term]
    pets: bool
    groups: dict[str, int]  # min, max
    ages: dict[str, int]  # min, max in months
    links: list[Link]
    sessions: list[SessionDict]
    route: Route
    booking_required: bool
    owner: str  # the organisation that keeps the record in its source
    manager: str  # legal name of the operator
    siret: str
    registration_number: str  # of a furnished lodging: article D324-1-1 of the code du tourisme
    source_updated: str  # ISO 8601, when its source says it was last modified
    aliases: list[str]  # "system:id" under which other systems know the same thing
    cancelled: bool
