"""What a kiosk is told beside the offer: its own settings, the desks, situational ideas, where a fiche is on the web.

No personal data: the telephone and address are those of desks.
"""

from __future__ import annotations

import datetime as dt
import ipaddress
from typing import Any
from urllib.parse import urlsplit

from django.core.cache import cache
from django.urls import reverse
from django.utils import timezone

from buron.kernel import pmtiles
from buron.kernel.models import Office
from buron.offer.bundle import refresh
from buron.offer.ideas.situations import SITUATIONS, situations_of
from buron.offer.models import Fiche
from buron.publishing.models import Kiosk
from buron.publishing.settings import session_gap, weather_source
from buron.reception.queries.unmet import themes_on
from buron.territory.models import Desk
from buron.territory.queries import desks, office_communes
from buron.territory.queries.openings import openings_published

OPENING_DAYS = 120
"""Days ahead for which a kiosk knows the desks' hours; beyond, it says that it does not know."""

MOST_MAP_BYTES = 150_000_000
"""A heavier map background stays with the office: on a 4G link it would take days."""

IDEAS_KEPT_SECONDS = 24 * 3600
_TONIGHT = "tonight"
_DESKS = (Desk.Kind.PERMANENT, Desk.Kind.SEASONAL, Desk.Kind.PARTNER)


def settings_of(kiosk: Kiosk, root: str) -> dict[str, Any]:
    """Everything but the offer. ``root`` is the address at which the kiosk reached the server."""
    office, asked = kiosk.office, kiosk.update_asked_at
    return {
        "kiosk": {
            "name": kiosk.name,
            "form": kiosk.form,
            "insee": kiosk.insee,
            "idle_seconds": kiosk.idle_seconds,
            "low_reach": kiosk.low_reach,
            "gap": session_gap(office),
            "position": position_of(kiosk),
            "update": asked.isoformat() if asked else None,
        },
        "weather": bool(weather_source(office)),
        "pages": public_pages(root, office.slug),
        "map": map_file(office),
        **shared_settings(office),
    }


def shared_settings(office: Office) -> dict[str, Any]:
    """What holds for all the kiosks of the office in scope, and is carried on a key too."""
    today = timezone.localdate()
    return {
        "office": {"name": office.name, "slug": office.slug, "phone": office.phone},
        "desks": [desk_told(desk, today) for desk in desks(active_on=today) if desk.kind in _DESKS],
        "ideas": ideas(),
        "situations": [one.key for one in SITUATIONS],
        "unmet": [{"code": item.code, "label": item.label} for item in themes_on(today)],
        "communes": [
            {"name": row.name, "lat": row.latitude, "lon": row.longitude}
            for row in office_communes(office)
            if row.latitude is not None and row.longitude is not None
        ],
    }


def map_file(office: Office) -> dict[str, Any] | None:
    """The office's own map background, for a kiosk to keep; None without one, or when it is too heavy for a device."""
    try:
        size, tag = pmtiles.version_of(office)
    except OSError:
        return None
    address = reverse("kernel_map_tiles", kwargs={"slug": office.slug})
    return {"address": address, "size": size, "tag": tag} if size <= MOST_MAP_BYTES else None


def position_of(kiosk: Kiosk) -> dict[str, float] | None:
    """Where the kiosk is, from its desk; None when nobody said."""
    desk = kiosk.desk
    if desk is None or desk.latitude is None or desk.longitude is None:
        return None
    return {"lat": desk.latitude, "lon": desk.longitude}


def desk_told(desk: Desk, today: dt.date) -> dict[str, Any]:
    """A desk as the kiosk shows it; no ``opening`` when its hours are not known."""
    told: dict[str, Any] = {
        "id": desk.pk,
        "name": desk.name,
        "phone": desk.phone,
        "address": desk.address,
        "commune": desk.commune.name if desk.commune else "",
        "insee": desk.insee,
    }
    opening = openings_published(desk, today, today + dt.timedelta(days=OPENING_DAYS))
    return {**told, "opening": opening} if opening else told


def ideas() -> dict[str, list[int]]:
    """Fiches that suit each situation, by their facts. ``tonight`` is left to the kiosk, which knows the hour."""
    bundle = refresh()
    key = f"publishing.ideas:{bundle.office_id}:{bundle.version}"
    known: dict[str, list[int]] | None = cache.get(key)
    if known is None:
        known = _ideas()
        cache.set(key, known, IDEAS_KEPT_SECONDS)
    return known


def _ideas() -> dict[str, list[int]]:
    found: dict[str, list[int]] = {one.key: [] for one in SITUATIONS if one.key != _TONIGHT}
    published = Fiche.objects.filter(state=Fiche.State.PUBLISHED).order_by("pk")
    for pk, body in published.values_list("pk", "body").iterator(chunk_size=500):
        for key, told in situations_of(body).items():
            if told["answer"] == "yes" and key in found:
                found[key].append(pk)
    return found


def public_pages(root: str, slug: str) -> str:
    """Where the public pages of the offer are, for a telephone; empty when a telephone could not reach them."""
    return f"{root.rstrip('/')}{reverse('offer_public_home', args=[slug])}" if is_reachable(root) else ""


def is_reachable(root: str) -> bool:
    """Whether an address means something outside of this building: HTTPS, a name with a dot, no private number."""
    parts = urlsplit(root)
    host = parts.hostname or ""
    if parts.scheme != "https" or "." not in host or host.endswith((".local", ".lan", ".internal", ".home")):
        return False
    try:
        return ipaddress.ip_address(host).is_global
    except ValueError:
        return True
