"""What is asked of the offer and what it answers: plain frozen values, shared by the desk, the carnet, the
screens, the selections and the command line.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field
from typing import Literal

from buron.offer.search.query import Freshness

OpenState = Literal["open", "closed", "unknown"]


@dataclass(frozen=True, slots=True)
class Hit:
    """One answer of a search, ready for a line of a list. ``open_today`` is about ``SearchQuery.day``."""

    id: int
    name: str
    kind: str
    kind_label: str
    subkind: str
    insee: str
    commune: str
    latitude: float | None
    longitude: float | None
    distance_m: int | None
    open_today: OpenState
    hours: str
    short: str
    photo: str
    state: str
    checked_on: dt.date | None
    freshness: Freshness
    first_day: dt.date | None
    last_day: dt.date | None
    next_day: dt.date | None
    """First day, from ``SearchQuery.day`` on, of a session of something dated."""


@dataclass(frozen=True, slots=True)
class FacetValue:
    """One value that the answers can be narrowed to, with the exact number of answers that it would leave."""

    code: str
    label: str
    count: int
    chosen: bool


@dataclass(frozen=True, slots=True)
class Facets:
    """Counts over all the answers; each facet ignores its own filter, so that several values can be ticked."""

    kinds: tuple[FacetValue, ...] = ()
    communes: tuple[FacetValue, ...] = ()
    labels: tuple[FacetValue, ...] = ()
    states: tuple[FacetValue, ...] = ()
    freshness: tuple[FacetValue, ...] = ()
    rings: tuple[FacetValue, ...] = ()
    openness: tuple[FacetValue, ...] = ()


@dataclass(frozen=True, slots=True)
class SearchResult:
    """The answers of one page, over ``total`` answers.

    ``corrected`` is the text that was really searched when the words typed are found nowhere and one letter away is a
    word that is; empty otherwise.
    """

    total: int
    hits: tuple[Hit, ...]
    facets: Facets = field(default_factory=Facets)
    corrected: str = ""
    page: int = 1
    pages: int = 1


@dataclass(frozen=True, slots=True)
class CardContact:
    """A means of contact; ``href`` is empty when it is not a link."""

    type: str
    value: str
    label: str
    href: str


@dataclass(frozen=True, slots=True)
class CardPhoto:
    """The picture of a card. ``sizes`` maps a width in pixels to an address; a picture that a source hosts has one.

    A picture without a credit shows ``credit`` empty; one whose right has ended is never given.
    """

    url: str
    alt: str
    credit: str
    sizes: tuple[tuple[int, str], ...] = ()
    width: int | None = None
    height: int | None = None


@dataclass(frozen=True, slots=True)
class FicheCard:
    """Everything that a card shows, in one language (with French standing in for what is not translated)."""

    id: int
    slug: str
    state: str
    kind: str
    kind_label: str
    subkind: str
    name: str
    short: str
    short_language: str
    machine: bool
    """Whether the short text was translated by a machine."""
    insee: str
    commune: str
    address: tuple[str, ...]
    latitude: float | None
    longitude: float | None
    contacts: tuple[CardContact, ...]
    opening_text: str
    opening_language: str
    open_state: OpenState
    hours: str
    """Hours of the day asked for, ``10 h – 12 h``; empty when not known."""
    next_open: dt.date | None
    """The day itself when it is open, else the next day known to be open within a year."""
    sessions: tuple[str, ...]
    """Coming runs of days of something dated, as sentences."""
    first_day: dt.date | None
    last_day: dt.date | None
    cancelled: bool
    prices_text: str
    free: bool | None
    labels: tuple[str, ...]
    themes: tuple[str, ...]
    photo: CardPhoto | None
    languages: tuple[str, ...]
    route: tuple[tuple[str, str], ...]
    """Facts of a walk: (name, value) pairs in the asked language."""
    track_url: str
    checked_on: dt.date | None
