"""What the office chooses for all its kiosks, kept in ``Office.settings``."""

from __future__ import annotations

from buron.kernel.models import Office
from buron.publishing.rules import DEFAULT_GAP

GAP = "publishing.session_gap"
WEATHER = "publishing.weather_source"


def session_gap(office: Office) -> int:
    """Seconds of pause that end a session."""
    return int(office.settings.get(GAP, DEFAULT_GAP))


def weather_source(office: Office) -> str:
    """Where the forecast is read; empty: the office shows none."""
    return str(office.settings.get(WEATHER, ""))
