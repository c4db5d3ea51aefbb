"""Bookings of a host's calendar (iCalendar, RFC 5545): dates and an identifier, nothing of who the guests are."""

from __future__ import annotations

import datetime as dt
import hashlib
import re
from collections.abc import Iterator
from dataclasses import dataclass

MOST_EVENTS = 3_000
LONGEST = 366
_BLOCKED = re.compile(r"not available|unavailable|indisponible|bloqu|blocked|ferm[ée]", re.IGNORECASE)
_DATE = re.compile(r"(\d{4})(\d{2})(\d{2})")


class CalendarError(ValueError):
    """It is not a calendar; the message is French."""


@dataclass(frozen=True, slots=True)
class Booking:
    """Nights that a calendar holds.

    ``reference`` is a digest of its identifier; ``is_blocked``: closed by the owner.
    """

    arrival: dt.date
    departure: dt.date
    reference: str
    is_blocked: bool


def read_calendar(data: bytes) -> list[Booking]:
    """The bookings of a calendar in order of arrival; an event without a usable span is left out.

    Summaries and descriptions name guests, telephones and links: they are looked at for blocked dates only, and
    forgotten. Raises :class:`CalendarError`.
    """
    text = data.decode("utf-8-sig", "replace")
    if "BEGIN:VCALENDAR" not in text[:2_000]:
        raise CalendarError(
            "Ce n’est pas un calendrier : l’adresse ou le fichier d’un calendrier finit souvent par « .ics »."
        )
    found: dict[str, Booking] = {}
    for number, event in enumerate(_events(text)):
        if number >= MOST_EVENTS:
            raise CalendarError(f"Ce calendrier a plus de {MOST_EVENTS} dates : il n’a pas été lu.")
        booking = _booking(event)
        if booking is not None:
            found[booking.reference] = booking
    return sorted(found.values(), key=lambda one: (one.arrival, one.departure, one.reference))


def _events(text: str) -> Iterator[dict[str, str]]:
    event: dict[str, str] | None = None
    # A line that begins with a space or a tab goes on with the one before it.
    for line in re.sub(r"\r?\n[ \t]", "", text).splitlines():
        name, _colon, value = line.partition(":")
        key = name.partition(";")[0].strip().upper()
        if key == "BEGIN" and value.strip().upper() == "VEVENT":
            event = {}
        elif key == "END" and value.strip().upper() == "VEVENT" and event is not None:
            yield event
            event = None
        elif event is not None and key in ("DTSTART", "DTEND", "UID", "SUMMARY", "STATUS"):
            event[key] = value.strip()


def _booking(event: dict[str, str]) -> Booking | None:
    arrival, departure = _day(event.get("DTSTART", "")), _day(event.get("DTEND", ""))
    if arrival is None or departure is None or event.get("STATUS", "").upper() == "CANCELLED":
        return None
    if not 0 < (departure - arrival).days <= LONGEST:
        return None
    uid = event.get("UID") or f"{arrival}-{departure}"
    reference = hashlib.sha256(uid.encode()).hexdigest()[:32]
    return Booking(arrival, departure, reference, bool(_BLOCKED.search(event.get("SUMMARY", ""))))


def _day(value: str) -> dt.date | None:
    found = _DATE.match(value)
    if found is None:
        return None
    try:
        return dt.date(*(int(part) for part in found.groups()))
    except ValueError:
        return None
