"""An appointment as an iCalendar file (RFC 5545)."""

from __future__ import annotations

import datetime as dt

from django.utils import timezone
from django.utils.translation import gettext as _

from buron.lodging.models import Visit

LASTS = dt.timedelta(hours=2)
WIDTH = 74


def appointment_file(visit: Visit) -> bytes:
    """One event; a later version of the same visit replaces it in the calendar that took it."""
    lodging = visit.request.lodging
    place = ", ".join(filter(None, [*lodging.address.splitlines(), lodging.postcode, lodging.commune_name]))
    lines = [
        "BEGIN:VCALENDAR",
        "VERSION:2.0",
        "PRODID:-//Buron//Classement//FR",
        "METHOD:PUBLISH",
        "BEGIN:VEVENT",
        f"UID:{visit.uid}@buron",
        f"DTSTAMP:{_instant(timezone.now())}",
        f"SEQUENCE:{int(visit.appointment.timestamp()) // 60 % 2**31}",
        f"DTSTART:{_instant(visit.appointment)}",
        f"DTEND:{_instant(visit.appointment + LASTS)}",
        f"SUMMARY:{_escaped(_('Visite de classement : %s') % lodging.name)}",
        f"LOCATION:{_escaped(place)}",
        f"DESCRIPTION:{_escaped(_('Pour l’office : %s') % visit.visitor.name)}",
        *(["STATUS:CANCELLED"] if visit.cancelled_at else []),
        "END:VEVENT",
        "END:VCALENDAR",
    ]
    return "".join(f"{_folded(line)}\r\n" for line in lines).encode()


def _instant(at: dt.datetime) -> str:
    return f"{at.astimezone(dt.UTC):%Y%m%dT%H%M%SZ}"


def _escaped(text: str) -> str:
    return (
        text.replace("\\", "\\\\")
        .replace(";", "\\;")
        .replace(",", "\\,")
        .replace("\r", "")
        .replace("\n", "\\n")
    )


def _folded(line: str) -> str:
    """Lines of at most 75 bytes: the next ones begin with a space."""
    parts, held = [], ""
    for letter in line:
        if len((held + letter).encode()) > WIDTH:
            parts.append(held)
            held = ""
        held += letter
    return "\r\n ".join([*parts, held])
