"""Cards: what the desk, the carnet and the kiosk show of a fiche."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence

from buron.kernel.texts import pick, text_in
from buron.offer.body import Body
from buron.offer.kinds import kind_label
from buron.offer.models import Fiche, Photo
from buron.offer.opening import is_open_on, next_opening, session_sentences
from buron.offer.queries.facets import commune_label
from buron.offer.queries.media import fiches_by_id, main_photo, photos_of
from buron.offer.queries.types import FicheCard
from buron.offer.queries.wording import card_contacts, opening_text, prices_text, route_facts, slots_text

COMING_SESSIONS = 6


def cards(
    ids: Sequence[int], language: str = "fr", day: dt.date | None = None, *, public: bool = False
) -> list[FicheCard]:
    """The cards of fiches of the office in scope, in the order of ``ids``; those that no longer exist are left out.

    ``public`` also leaves out what is not published. ``day`` (today when absent) is the one that opening is about.
    """
    from django.utils import timezone

    day = day or timezone.localdate()
    fiches = fiches_by_id(ids)
    photos = photos_of(list(fiches), day)
    shown = (fiches[pk] for pk in dict.fromkeys(ids) if pk in fiches)
    return [
        card_of(fiche, photos.get(fiche.pk, ()), language, day)
        for fiche in shown
        if not public or fiche.state == Fiche.State.PUBLISHED
    ]


def card_of(fiche: Fiche, photos: Iterable[Photo], language: str, day: dt.date) -> FicheCard:
    """One card, from a fiche and the office's own photos of it."""
    body = fiche.body
    short = pick(body.get("short"), language)
    opening = opening_text(body, language)
    today = is_open_on(body, day)
    coming = None if today.is_open else next_opening(body, day)
    prices = body.get("prices")
    return FicheCard(
        id=fiche.pk,
        slug=fiche.slug,
        state=fiche.state,
        kind=fiche.kind,
        kind_label=kind_label(fiche.kind, language),
        subkind=fiche.subkind,
        name=text_in(body.get("name"), language) or fiche.name,
        short=short.text,
        short_language=short.language,
        machine=f"short.{short.language}" in body.get("machine", ()),
        insee=fiche.insee,
        commune=commune_of(fiche.insee, body),
        address=address_lines(body),
        latitude=fiche.latitude,
        longitude=fiche.longitude,
        contacts=card_contacts(body.get("contacts", ())),
        opening_text=opening.text,
        opening_language=opening.language,
        open_state=today.state,
        hours=slots_text(today.slots, language),
        next_open=day if today.is_open else coming[0] if coming else None,
        sessions=coming_sessions(body, day),
        first_day=fiche.first_day,
        last_day=fiche.last_day,
        cancelled=bool(body.get("cancelled")),
        prices_text=prices_text(prices, language),
        free=prices.get("free") if prices else None,
        labels=label_names(body),
        themes=tuple(term["label"] for term in body.get("themes", ()) if term.get("label")),
        photo=main_photo(photos, body, language, day),
        languages=tuple(body.get("languages", ())),
        route=route_facts(body.get("route"), language),
        track_url=track_of(body),
        checked_on=fiche.checked_on,
    )


def track_of(body: Body) -> str:
    """Address of the track of a walk; only of the web, since it becomes a link."""
    url = body.get("route", {}).get("track_url", "").strip()
    return url if url.lower().startswith(("https://", "http://")) else ""


def commune_of(insee: str, body: Body) -> str:
    """The name of the commune, by its code or else as the address writes it."""
    city = body.get("address", {}).get("city", "")
    known = commune_label(insee) if insee else ""
    return city if known in ("", insee) and city else known


def address_lines(body: Body) -> tuple[str, ...]:
    """The address as it is written on an envelope."""
    address = body.get("address")
    if not address:
        return ()
    last = " ".join(part for part in (address.get("postcode"), address.get("city")) if part)
    return tuple(line for line in (*address.get("lines", ()), last) if line)


def label_names(body: Body) -> tuple[str, ...]:
    """Labels and rankings as they are printed: ``Gîtes de France, 3 épis``."""
    names = []
    for label in body.get("labels", ()):
        parts = [part for part in (label.get("label"), label.get("value")) if part]
        names.append(", ".join(dict.fromkeys(parts)))
    return tuple(dict.fromkeys(name for name in names if name))


def coming_sessions(body: Body, day: dt.date) -> tuple[str, ...]:
    """The next runs of days of something dated, as sentences."""
    iso = day.isoformat()
    coming = [s for s in body.get("sessions", ()) if (s.get("end") or s.get("start", "")) >= iso]
    coming.sort(key=lambda session: session.get("start", ""))
    return tuple(session_sentences(coming[:COMING_SESSIONS]))
