"""Every write of the publishing room."""

from buron.publishing.services.kiosks import (
    KioskFacts,
    create_kiosk,
    edit_kiosk,
    issue_link,
    note_maintenance,
    plan_hours,
    retire_kiosk,
    revoke_link,
    set_session_gap,
    set_weather_source,
)
from buron.publishing.services.use import Beat, Touch, record_beat, record_past_use, record_use

__all__ = [
    "Beat",
    "KioskFacts",
    "Touch",
    "create_kiosk",
    "edit_kiosk",
    "issue_link",
    "note_maintenance",
    "plan_hours",
    "record_beat",
    "record_past_use",
    "record_use",
    "retire_kiosk",
    "revoke_link",
    "set_session_gap",
    "set_weather_source",
]
