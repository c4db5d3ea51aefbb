"""What the public page of a fiche is made of."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, NamedTuple

import segno
from django.http import HttpRequest
from django.utils.safestring import SafeString, mark_safe

from buron.kernel.models import Office
from buron.kernel.texts import LANGUAGE_NAMES, PUBLIC_LANGUAGES, pick
from buron.offer.body import Body
from buron.offer.kinds import family_of, kind_icon
from buron.offer.models import Fiche
from buron.offer.outputs import Sender, json_ld, script_text
from buron.offer.queries import FicheCard, Point, SearchQuery, cards, search
from buron.offer.queries.cards import card_of
from buron.offer.queries.find import snippet
from buron.offer.queries.media import photos_of
from buron.offer.queries.shown import gallery, page_path, page_slug, public_path, shown_of
from buron.offer.queries.tracks import tracks_of, with_track
from buron.offer.queries.wording import says_again
from buron.offer.views import public_words as words
from buron.territory.queries import office_communes

MOST_PICTURES = 12
NEARBY, NEARBY_M = 4, 15_000
META_LENGTH, NOTE_LENGTH = 155, 120
_LONG_TEXTS = ("short", "description", "practical")


class Paragraphs(NamedTuple):
    """A long text: the language that it is really in, and whether a machine translated it."""

    text: str
    language: str
    machine: bool


def fiche_context(request: HttpRequest, office: Office, fiche: Fiche, sender: Sender) -> dict[str, Any]:
    """Everything that the template says. The same number of queries whatever the fiche holds."""
    photos = photos_of([fiche.pk], sender.day).get(fiche.pk, [])
    card = card_of(fiche, photos, sender.language, sender.day)
    shown = shown_of(fiche, photos, sender, request.build_absolute_uri)
    contacts = words.contact_lines(card)
    track = tracks_of([fiche.pk]).get(fiche.pk)
    return {
        "card": card,
        "body": fiche.body,
        "icon_name": kind_icon(fiche.kind),
        "kind_text": kind_text(card, sender.language),
        "family": family_of(fiche.kind),
        "pictures": gallery(fiche, photos, sender)[:MOST_PICTURES],
        "picture": shown.pictures[0].url if shown.pictures else "",
        "contacts": contacts,
        "main_contacts": _main(contacts),
        "geojson": with_track(fiche_map(office, [card], sender.language), track),
        "track_url": f"{page_path(fiche, sender.slug)}.gpx" if track else card.track_url,
        "nearby": [tile(one, sender) for one in _nearby(fiche, sender)],
        # Nothing in it can end the element that holds it, see script_text.
        "json_ld": mark_safe(script_text(json_ld(shown, sender))),
        "checked": words.plain_day_text(fiche.checked_on) if fiche.checked_on else "",
        "qr": _qr(shown.url),
        **_texts(fiche.body, sender.language),
        **_facts(fiche, card, sender),
        **head(request, office, sender.language, "offer_public_fiche", fiche=page_slug(fiche)),
    }


def _texts(body: Body, language: str) -> dict[str, Any]:
    """What is written of it; a summary with which the description begins is not said twice."""
    lead, description, practical = (_paragraphs(body, field, language) for field in _LONG_TEXTS)
    return {
        "lead": None if says_again(description.text, lead.text) else lead,
        "texts": [one for one in (description, practical) if one.text],
        "description": snippet(lead.text or description.text, META_LENGTH),
    }


def _facts(fiche: Fiche, card: FicheCard, sender: Sender) -> dict[str, Any]:
    """When it is open, what it costs, what there is."""
    body, language, day = fiche.body, sender.language, sender.day
    lines = words.price_lines(body.get("prices"), day, language)
    return {
        "today": words.today_text(card, day),
        "week": words.week_of(body, day, language),
        "dates": words.dates_of(body, day, language),
        "dates_url": f"{page_path(fiche, sender.slug)}.ics?lang={language}",
        "price_lines": lines,
        "prices_written": words.prices_written(body.get("prices"), lines, language),
        "facts": words.fact_lines(body),
        "terms": words.term_groups(body),
    }


def head(request: HttpRequest, office: Office, language: str, name: str, **kwargs: str) -> dict[str, Any]:
    """The addresses of a page in every language, and what keeps it free of cookies."""
    urls = {
        code: request.build_absolute_uri(public_path(name, office.slug, code, **kwargs))
        for code in PUBLIC_LANGUAGES
    }
    return {
        "office": office,
        "language": language,
        "canonical": urls[language],
        "alternates": urls.items(),
        "default_url": urls["fr"],
        "choices": [{"code": code, "name": LANGUAGE_NAMES[code], "url": url} for code, url in urls.items()],
        "home": public_path("offer_public_home", office.slug, language),
        # Reading the real ones would set or read a cookie: these pages are the same for everybody, and cached.
        "csrf_token": "",
        "messages": (),
    }


def tile(card: FicheCard, sender: Sender) -> dict[str, Any]:
    """A card in the words of ``kernel/components/fiche.html``."""
    language = sender.language
    badge, tone = words.short_today_text(card)
    return {
        "id": str(card.id),
        "title": card.name,
        "url": public_path("offer_public_fiche", sender.slug, language, fiche=slug_of(card)),
        "picture": card.photo.url if card.photo else "",
        "alt": card.photo.alt if card.photo else "",
        "icon": kind_icon(card.kind),
        "kind": kind_text(card, language),
        "place": card.commune,
        "note": " · ".join(value for _, value in card.route[:3]) or snippet(card.short, NOTE_LENGTH),
        "badge": badge,
        "tone": tone,
    }


def kind_text(card: FicheCard, language: str) -> str:
    """The sub-kind, whose words are French, on a French page; the kind on the others."""
    return card.subkind if card.subkind and language == "fr" else card.kind_label


def slug_of(card: FicheCard) -> str:
    return f"{card.slug}-{card.id}" if card.slug else str(card.id)


def fiche_map(office: Office, shown: Sequence[FicheCard], language: str) -> dict[str, Any] | None:
    """The points of cards over the communes of the office; ``None`` when nothing is anywhere."""
    points = [
        _point(
            card.longitude,
            card.latitude,
            id=str(card.id),
            title=card.name,
            text=" · ".join(filter(None, (kind_text(card, language), card.commune))),
            url=public_path("offer_public_fiche", office.slug, language, fiche=slug_of(card))
            if len(shown) > 1
            else "",
        )
        for card in shown
        if card.latitude is not None and card.longitude is not None
    ]
    if not points:
        return None
    ground = [
        _point(row.longitude, row.latitude, role="commune", title=row.name)
        for row in office_communes(office)
        if row.latitude is not None and row.longitude is not None
    ]
    return {"type": "FeatureCollection", "features": [*ground, *points]}


def _point(longitude: float | None, latitude: float | None, **properties: str) -> dict[str, Any]:
    geometry = {"type": "Point", "coordinates": [longitude, latitude]}
    return {"type": "Feature", "geometry": geometry, "properties": properties}


def _paragraphs(body: Body, field: str, language: str) -> Paragraphs:
    picked = pick(body.get(field), language)  # type: ignore[arg-type]
    return Paragraphs(picked.text, picked.language, f"{field}.{picked.language}" in body.get("machine", ()))


def _main(contacts: Sequence[words.ContactLine]) -> dict[str, words.ContactLine]:
    """The first of each means that a button opens."""
    chosen: dict[str, words.ContactLine] = {}
    for contact in contacts:
        kind = "phone" if contact.type == "mobile" else contact.type
        if contact.href and kind in ("phone", "email", "web", "booking"):
            chosen.setdefault(kind, contact)
    return chosen


def _nearby(fiche: Fiche, sender: Sender) -> list[FicheCard]:
    """What else is near, the nearest first, without what is over."""
    if fiche.latitude is None or fiche.longitude is None:
        return []
    point = Point(fiche.latitude, fiche.longitude)
    query = SearchQuery(
        near=point, radius_m=NEARBY_M, order="distance", page_size=30, language=sender.language
    )
    hits = [hit for hit in search(query).hits if hit.id != fiche.pk]
    alive = [hit.id for hit in hits if hit.last_day is None or hit.last_day >= sender.day]
    return cards(alive[:NEARBY], sender.language, sender.day, public=True)


def _qr(url: str) -> SafeString:
    """The address of the page for a telephone, on the printed page; an SVG without any style of its own."""
    drawing = segno.make(url, micro=False).svg_inline(scale=2, border=0, svgclass=None, lineclass=None)
    return mark_safe(drawing)
