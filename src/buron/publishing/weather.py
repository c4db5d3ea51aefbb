"""The forecast, only when the office plugged a source: nothing outside is called otherwise, and nothing is invented.

The source answers like Open-Meteo: ``{"daily": {"time": [...], "weather_code": [...], "temperature_2m_max": [...],
"temperature_2m_min": [...]}}``; codes are those of the World Meteorological Organization (table 4677).
"""

from __future__ import annotations

import hashlib
import io
from collections.abc import Mapping
from typing import Any

import orjson
from django.core.cache import cache
from django.utils import timezone

from buron.kernel.models import Office
from buron.offer.imports.fetch import FetchError, FetchLimits, fetch
from buron.publishing.settings import weather_source

DAYS = 4
KEPT_SECONDS = 3600
FAULT_KEPT_SECONDS = 300
LIMITS = FetchLimits(connect_seconds=5, read_seconds=6, total_seconds=8, most_bytes=200_000, redirects=1)


def forecast(office: Office) -> dict[str, Any] | None:
    """The next days, asked of the source at most once an hour for all kiosks; None when it is not known."""
    address = weather_source(office)
    if not address:
        return None
    key = f"publishing.weather:{office.pk}:{hashlib.sha256(address.encode()).hexdigest()[:16]}"
    kept: dict[str, Any] | None = cache.get(key)
    if kept is None:
        days = _asked(address)
        kept = {"at": timezone.now().isoformat(), "days": days} if days else {}
        cache.set(key, kept, KEPT_SECONDS if kept else FAULT_KEPT_SECONDS)
    return kept or None


def _asked(address: str) -> list[dict[str, Any]]:
    answer = io.BytesIO()
    try:
        fetch(address, answer, limits=LIMITS)
        return read(orjson.loads(answer.getvalue()))
    except (FetchError, orjson.JSONDecodeError):
        return []


def read(payload: object) -> list[dict[str, Any]]:
    """The days of an answer; a day of which something is missing is left out."""
    daily = payload.get("daily") if isinstance(payload, Mapping) else None
    if not isinstance(daily, Mapping):
        return []
    columns = [
        daily.get(name) for name in ("time", "weather_code", "temperature_2m_max", "temperature_2m_min")
    ]
    if not all(isinstance(column, list) for column in columns):
        return []
    days = []
    for day, code, high, low in zip(*columns, strict=False):
        if isinstance(day, str) and all(isinstance(one, int | float) for one in (code, high, low)):
            days.append({"day": day[:10], "code": int(code), "high": round(high), "low": round(low)})
    return days[:DAYS]
