"""Every write of the publishing room."""

from buron.publishing.services.kiosks import (
    KioskFacts,
    ask_update,
    create_kiosk,
    edit_kiosk,
    issue_link,
    note_maintenance,
    plan_hours,
    restore_link,
    retire_kiosk,
    revoke_link,
    set_session_gap,
    set_weather_source,
    withdraw_update,
)
from buron.publishing.services.use import Beat, Touch, record_beat, record_past_use, record_use

__all__ = [
    "Beat",
    "KioskFacts",
    "Touch",
    "ask_update",
    "create_kiosk",
    "edit_kiosk",
    "issue_link",
    "note_maintenance",
    "plan_hours",
    "record_beat",
    "record_past_use",
    "record_use",
    "restore_link",
    "retire_kiosk",
    "revoke_link",
    "set_session_gap",
    "set_weather_source",
    "withdraw_update",
]
