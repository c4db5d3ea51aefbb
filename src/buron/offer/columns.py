"""The columns of a fiche that repeat its body, its dated sessions, and how complete it is. Pure, and fast.

An import calls :func:`columns_of` once per record, so it does no more than it must, and survives whatever the
body holds: a value that does not fit its column is left out, never an error of the whole run.
"""

from __future__ import annotations

import datetime as dt
import re
import unicodedata
from collections.abc import Callable, Mapping
from functools import lru_cache
from typing import Any, NamedTuple

from buron.kernel.texts import FALLBACK
from buron.offer.body import KINDS

NAME_LENGTH = 250
SLUG_LENGTH = 80
SUBKIND_LENGTH = 120

_NOT_SLUG = re.compile(r"[^a-z0-9]+")
_WHOLE = str.maketrans({"œ": "oe", "Œ": "oe", "æ": "ae", "Æ": "ae", "’": "-"})
"""What would vanish with the accents: ``l’Œillet`` is ``l-oeillet``, not ``lillet``."""
_DAY = re.compile(r"\d{4}-\d{2}-\d{2}\Z")
_TIME = re.compile(r"([01]\d|2[0-3]):[0-5]\d\Z")


class SessionColumns(NamedTuple):
    """A run of days, as text: what a row of the sessions holds."""

    start: str
    end: str
    opens: str | None
    closes: str | None


class Columns(NamedTuple):
    """What a row of the fiches repeats of its body; days are text (``YYYY-MM-DD``)."""

    kind: str
    subkind: str
    name: str
    slug: str
    insee: str
    latitude: float | None
    longitude: float | None
    completeness: int
    checked_on: str | None
    first_day: str | None
    last_day: str | None


def columns_of(body: Mapping[str, Any]) -> tuple[Columns, list[SessionColumns]]:
    """The columns of a body and its sessions. Raises :class:`ValueError` (French) without a kind or a name."""
    kind = str(body.get("kind") or "")
    if kind not in _EXPECTED:
        raise ValueError(f"type de fiche inconnu ({kind!r})" if kind else "type de fiche absent")
    name = title_of(body)
    if not name:
        raise ValueError("nom absent")
    latitude, longitude = _position(body.get("position"))
    sessions = sessions_of(body)
    return (
        Columns(
            kind,
            (body.get("subkind") or "")[:SUBKIND_LENGTH],
            name,
            slug_of(name),
            _insee(body.get("address")),
            latitude,
            longitude,
            completeness_of(body),
            _day(body.get("source_updated")),
            min(session.start for session in sessions) if sessions else None,
            max(session.end for session in sessions) if sessions else None,
        ),
        sessions,
    )


def title_of(body: Mapping[str, Any]) -> str:
    """The name in French, else in the first language that has one; cut to its column."""
    names = body.get("name") or {}
    for language in (*FALLBACK, *names):
        text = names.get(language)
        if text and (text := " ".join(str(text).split())):
            return text[:NAME_LENGTH]
    return ""


@lru_cache(maxsize=4096)
def slug_of(name: str) -> str:
    """The name in an address: plain letters, digits and dashes."""
    whole = name.translate(_WHOLE)
    plain = unicodedata.normalize("NFKD", whole).encode("ascii", "ignore").decode().lower()
    return _NOT_SLUG.sub("-", plain).strip("-")[:SLUG_LENGTH].strip("-") or "fiche"


def _insee(address: Mapping[str, Any] | None) -> str:
    code = (address or {}).get("insee") or ""
    return code if len(code) <= 5 else ""


def _position(position: Mapping[str, Any] | None) -> tuple[float | None, float | None]:
    if not position:
        return None, None
    latitude, longitude = position.get("lat"), position.get("lon")
    if latitude is None or longitude is None:
        return None, None
    inside = -90 <= latitude <= 90 and -180 <= longitude <= 180
    return (float(latitude), float(longitude)) if inside else (None, None)


def _day(text: Any) -> str | None:
    """The day of an ISO date or date and time, ``None`` for anything else."""
    day = str(text)[:10] if text else ""
    if not _DAY.match(day):
        return None
    try:
        dt.date.fromisoformat(day)
    except ValueError:
        return None
    return day


def _time(text: Any) -> str | None:
    return text if isinstance(text, str) and _TIME.match(text) else None


def sessions_of(body: Mapping[str, Any]) -> list[SessionColumns]:
    """The runs of days of something dated, each once, in order; those without a day are left out."""
    found: set[SessionColumns] = set()
    for session in body.get("sessions") or ():
        start = _day(session.get("start"))
        end = _day(session.get("end")) or start
        if start and end and start <= end:
            found.add(SessionColumns(start, end, _time(session.get("opens")), _time(session.get("closes"))))
    return sorted(found, key=lambda session: (session.start, session.end, session.opens or ""))


# Completeness

Filled = Callable[[Mapping[str, Any], frozenset[str]], Any]
"""Whether a body has something; the second argument holds the types of its contacts."""


def _has(field: str) -> Filled:
    return lambda body, _types: body.get(field)


def _has_text(field: str, language: str) -> Filled:
    return lambda body, _types: (body.get(field) or {}).get(language)


def _has_contact(*wanted: str) -> Filled:
    looked_for = frozenset(wanted)
    return lambda _body, types: looked_for & types


def _has_prices(body: Mapping[str, Any], _types: frozenset[str]) -> Any:
    prices = body.get("prices") or {}
    return prices.get("free") is not None or prices.get("text") or prices.get("items")


def _has_opening(body: Mapping[str, Any], _types: frozenset[str]) -> Any:
    opening = body.get("opening") or {}
    return opening.get("text") or opening.get("periods") or opening.get("all_year")


def _has_photo(body: Mapping[str, Any], _types: frozenset[str]) -> Any:
    return any(media.get("type") == "image" for media in body.get("media") or ())


def _has_commune(body: Mapping[str, Any], _types: frozenset[str]) -> Any:
    return (body.get("address") or {}).get("insee")


CHECKS: dict[str, Filled] = {
    "name.fr": _has_text("name", "fr"),
    "short.fr": _has_text("short", "fr"),
    "short.en": _has_text("short", "en"),
    "description.fr": _has_text("description", "fr"),
    "description.en": _has_text("description", "en"),
    "address.insee": _has_commune,
    "position": _has("position"),
    "phone": _has_contact("phone", "mobile"),
    "email": _has_contact("email"),
    "web": _has_contact("web", "booking", "facebook", "instagram"),
    "opening": _has_opening,
    "prices": _has_prices,
    "media": _has_photo,
    "capacity": _has("capacity"),
    "labels": lambda body, _types: body.get("labels") is not None,
    "languages": _has("languages"),
    "sessions": _has("sessions"),
    "route": _has("route"),
    "amenities": _has("amenities"),
}
"""What can be expected of a fiche, by name; the names are paths or kinds of contacts."""

_EVERYWHERE = ("name.fr", "short.fr", "short.en", "address.insee", "position", "media")
_WELCOME = ("phone", "email", "web", "opening", "prices")
_LODGING = (*_WELCOME, "description.fr", "capacity", "labels", "amenities", "languages")
_VISIT = (*_WELCOME, "description.fr", "description.en")
_OF_KIND: dict[str, tuple[str, ...]] = {
    "hotel": _LODGING,
    "camping": _LODGING,
    "rental": _LODGING,
    "group_lodging": _LODGING,
    "restaurant": (*_WELCOME, "description.fr", "languages"),
    "tasting": _VISIT,
    "shop": ("phone", "email", "web", "opening"),
    "activity": (*_VISIT, "languages"),
    "facility": ("phone", "web", "opening", "prices", "description.fr"),
    "trail": ("description.fr", "description.en", "route"),
    "heritage": _VISIT,
    "nature": ("description.fr", "description.en"),
    "event": ("phone", "email", "web", "prices", "sessions", "description.fr"),
    "ski_area": _VISIT,
    "package": ("phone", "email", "web", "prices", "description.fr"),
    "structure": ("phone", "email", "web", "opening"),
    "territory": ("description.fr", "description.en"),
    "transport": ("phone", "web", "opening", "prices"),
}
EXPECTED: dict[str, tuple[str, ...]] = {kind: (*_EVERYWHERE, *_OF_KIND[kind]) for kind in KINDS}
"""Kind to the names in :data:`CHECKS` that a good fiche of that kind fills."""
_EXPECTED: dict[str, tuple[Filled, ...]] = {
    kind: tuple(CHECKS[name] for name in names) for kind, names in EXPECTED.items()
}


def completeness_of(body: Mapping[str, Any]) -> int:
    """Hundredths of what is expected of its kind that the body fills; 0 for an unknown kind."""
    checks = _EXPECTED.get(body.get("kind") or "", ())
    if not checks:
        return 0
    types = _contact_types(body)
    filled = 0
    for check in checks:
        if check(body, types):
            filled += 1
    return filled * 100 // len(checks)


def lacking(body: Mapping[str, Any]) -> list[str]:
    """Names, in :data:`CHECKS`, of what is expected of the body's kind and absent from it."""
    types = _contact_types(body)
    return [name for name in EXPECTED.get(body.get("kind", ""), ()) if not CHECKS[name](body, types)]


def _contact_types(body: Mapping[str, Any]) -> frozenset[str]:
    return frozenset([contact.get("type") or "" for contact in body.get("contacts") or ()])
