"""The forecast, only when the office plugged a source: nothing outside is called otherwise, and nothing is invented.

The source answers like Open-Meteo: ``{"daily": {"time": [...], "weather_code": [...], "temperature_2m_max": [...],
"temperature_2m_min": [...]}}``; codes are those of the World Meteorological Organization (table 4677).
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import httpx
from django.core.cache import cache
from django.utils import timezone

from buron.kernel.models import Office
from buron.publishing.settings import weather_source

DAYS = 4
KEPT_SECONDS = 3600
FAULT_KEPT_SECONDS = 300
PATIENCE_SECONDS = 6
LARGEST = 200_000


def forecast(office: Office) -> dict[str, Any] | None:
    """The next days, asked of the source at most once an hour for all kiosks; None when it is not known."""
    address = weather_source(office)
    if not address:
        return None
    key = f"publishing.weather:{office.pk}:{hash(address) & 0xFFFFFFFF:x}"
    kept: dict[str, Any] | None = cache.get(key)
    if kept is None:
        days = _asked(address)
        kept = {"at": timezone.now().isoformat(), "days": days} if days else {}
        cache.set(key, kept, KEPT_SECONDS if kept else FAULT_KEPT_SECONDS)
    return kept or None


def _asked(address: str) -> list[dict[str, Any]]:
    try:
        answer = httpx.get(address, timeout=PATIENCE_SECONDS, follow_redirects=False)
        answer.raise_for_status()
        return read(answer.json()) if len(answer.content) <= LARGEST else []
    except (httpx.HTTPError, httpx.InvalidURL, ValueError):
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
