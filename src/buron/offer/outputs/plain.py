"""A card as plain JSON, for a site or a kiosk that draws it in its own way; only what any visitor may read."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from buron.offer.queries.types import CardPhoto, FicheCard

_AS_THEY_ARE = (
    "id", "kind", "kind_label", "subkind", "name", "short", "insee", "commune", "latitude", "longitude", "hours",
    "cancelled", "free", "track_url",
)  # fmt: skip


def plain(card: FicheCard, url: str, picture: str = "") -> dict[str, Any]:
    """The card; ``picture`` is the absolute address of its photo. Days are ISO 8601."""
    days = {"next_open": card.next_open, "first_day": card.first_day, "last_day": card.last_day}
    return {
        **{name: getattr(card, name) for name in _AS_THEY_ARE},
        **{name: day.isoformat() if day else None for name, day in days.items()},
        "url": url,
        "address": list(card.address),
        "contacts": [{"type": one.type, "value": one.value, "label": one.label} for one in card.contacts],
        "opening": card.opening_text,
        "open_today": card.open_state,
        "sessions": list(card.sessions),
        "prices": card.prices_text,
        "labels": list(card.labels),
        "themes": list(card.themes),
        "languages": list(card.languages),
        "route": [{"name": name, "value": value} for name, value in card.route],
        "photo": _photo(card.photo, picture) if card.photo else None,
        "machine_translated": card.machine,
    }


def _photo(photo: CardPhoto, url: str) -> dict[str, str]:
    return {"url": url or photo.url, "alt": photo.alt, "credit": photo.credit}
