"""The carnet as the visitor reads it: cards of the day, in his language, with what the desk knows of distances."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from math import asin, cos, radians, sin, sqrt
from typing import Any

from django.utils import formats, timezone, translation
from django.utils.translation import gettext as _

from buron.kernel.tenancy import across_offices, office_scope
from buron.kernel.texts import PUBLIC_LANGUAGES
from buron.offer.kinds import kind_icon
from buron.offer.models import Session
from buron.offer.queries import CardContact, FicheCard, cards
from buron.reception.models import Carnet

EARTH_RADIUS_M = 6_371_008.8
MOST_SESSIONS = 4


@dataclass(frozen=True, slots=True)
class CarnetCard:
    """A card of the carnet, in words. ``opening`` is about today; ``tone`` says how it is coloured."""

    number: int
    card: FicheCard
    icon: str
    distance: str
    opening: str
    tone: str
    sessions: tuple[str, ...]
    note: str

    @property
    def phone(self) -> CardContact | None:
        return self._first("phone", "mobile")

    @property
    def website(self) -> CardContact | None:
        return self._first("booking", "web")

    @property
    def email(self) -> CardContact | None:
        return self._first("email")

    @property
    def is_dated(self) -> bool:
        return bool(self.sessions)

    @property
    def has_point(self) -> bool:
        return self.card.latitude is not None and self.card.longitude is not None

    def _first(self, *types: str) -> CardContact | None:
        return next(
            (one for kind in types for one in self.card.contacts if one.type == kind and one.href), None
        )


def carnet_by_token(token: str) -> Carnet | None:
    """The carnet of an address, whatever its office, its end or its revocation; None when there never was one."""
    with across_offices("a visitor holds a token and knows no office"):
        return Carnet.objects.select_related("office", "desk").filter(token=token).first()


def cards_of(carnet: Carnet, language: str, today: dt.date) -> list[CarnetCard]:
    """The cards that may still be shown, in the carnet's order, in a public language."""
    with office_scope(carnet.office), translation.override(language):
        notes = dict(carnet.items.values_list("fiche_id", "note"))
        found = cards(list(notes), language, today, public=True)
        dates = _sessions([card.id for card in found], today)
        return [
            CarnetCard(
                number,
                card,
                kind_icon(card.kind),
                _distance(carnet, card),
                *_opening(card, today, is_dated=card.id in dates),
                sessions=dates.get(card.id, ()),
                note=notes[card.id],
            )
            for number, card in enumerate(found, 1)
        ]


def language_of(asked: str, carnet: Carnet) -> str:
    """The language asked for when it is a public one, else that of the carnet."""
    return asked if asked in PUBLIC_LANGUAGES else carnet.language


def _opening(card: FicheCard, today: dt.date, *, is_dated: bool) -> tuple[str, str]:
    """What today is for this card, and how it is coloured. What is dated is not "closed": it has its dates."""
    if card.cancelled:
        return _("Annulé"), "bad"
    if card.open_state == "open":
        text = _("Aujourd’hui") if is_dated else _("Ouvert aujourd’hui")
        return (f"{text}{_colon()}{card.hours}" if card.hours else text), "good"
    if is_dated or card.open_state != "closed":
        return "", ""
    if card.next_open and card.next_open != today:
        return _("Fermé aujourd’hui, ouvre le %s") % day_text(card.next_open), ""
    return _("Fermé aujourd’hui"), ""


def _colon() -> str:
    """A colon as the active language spaces it."""
    return "\u00a0: " if translation.get_language() == "fr" else ": "


def day_text(day: dt.date) -> str:
    """A day in the active language, with its year when it is another one: "samedi 12 juillet"."""
    pattern = {"de": "l, j. F", "es": r"l j \d\e F"}.get(translation.get_language() or "", "l j F")
    if day.year != timezone.localdate().year:
        pattern += r" \d\e Y" if translation.get_language() == "es" else " Y"
    return formats.date_format(day, pattern)


def _sessions(ids: Sequence[int], today: dt.date) -> dict[int, tuple[str, ...]]:
    """The coming dates of each fiche, as sentences in the active language."""
    found: dict[int, list[str]] = {}
    for session in Session.objects.filter(fiche_id__in=ids, end__gte=today).order_by("start", "opens", "pk"):
        texts = found.setdefault(session.fiche_id, [])
        if len(texts) < MOST_SESSIONS:
            texts.append(_session_text(session))
    return {pk: tuple(texts) for pk, texts in found.items()}


def _session_text(session: Session) -> str:
    text = day_text(session.start)
    if session.end != session.start:
        text = _("du %(start)s au %(end)s") % {"start": text, "end": day_text(session.end)}
    if session.opens:
        text += f", {formats.time_format(session.opens, 'H:i')}"
    return text


def _distance(carnet: Carnet, card: FicheCard) -> str:
    """How far it is from the desk as the crow flies; empty when one of them is nowhere."""
    desk = carnet.desk
    if None in (desk.latitude, desk.longitude, card.latitude, card.longitude):
        return ""
    metres = metres_between(desk.latitude, desk.longitude, card.latitude, card.longitude)  # type: ignore[arg-type]
    if metres < 150:
        return _("tout près")
    if metres < 950:
        return _("à %s m") % int(round(metres, -2))
    return _("à %s km") % formats.number_format(metres / 1000, 1 if metres < 9_950 else 0)


def metres_between(lat: float, lon: float, other_lat: float, other_lon: float) -> float:
    """Great-circle distance in metres (haversine)."""
    phi, other_phi = radians(lat), radians(other_lat)
    half = sin((other_phi - phi) / 2) ** 2
    half += cos(phi) * cos(other_phi) * sin(radians(other_lon - lon) / 2) ** 2
    return 2 * EARTH_RADIUS_M * asin(sqrt(min(1.0, half)))


def map_of(carnet: Carnet, lines: Sequence[CarnetCard]) -> dict[str, Any] | None:
    """The points of the carnet and its desk as GeoJSON; None when nothing is anywhere."""
    points = [
        (
            line.card.longitude,
            line.card.latitude,
            line.card.id,
            f"{line.number}. {line.card.name}",
            line.card.commune,
        )
        for line in lines
        if line.has_point
    ]
    if not points:
        return None
    desk = carnet.desk
    if desk.latitude is not None and desk.longitude is not None:
        points.append((desk.longitude, desk.latitude, 0, desk.name, _("Office de tourisme")))
    return {
        "type": "FeatureCollection",
        "features": [
            {
                "type": "Feature",
                "geometry": {"type": "Point", "coordinates": [lon, lat]},
                "properties": {
                    "id": str(pk),
                    "title": title,
                    "text": text,
                    "url": f"#fiche-{pk}" if pk else "",
                },
            }
            for lon, lat, pk, title, text in points
        ],
    }
