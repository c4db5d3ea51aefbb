"""Hours of a day as minutes: read as people write them, kept as JSON, compared, said in French.

A slot is ``(opens, closes)`` in minutes since midnight; a day's slots are in order and do not touch. A closed day
has none.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from itertools import pairwise

from buron.territory.hours import Slot, hours_text

Slots = tuple[tuple[int, int], ...]

CLOSED: Slots = ()
MOST_SLOTS = 4
DAY_MINUTES = 24 * 60
EXAMPLE = "9h-12h30 14h-18h"
CLOSED_WORDS = frozenset({"", "-", "x", "0", "ferme", "fermé", "fermée", "—"})
# Minutes stand right after "h" ("9h30") or wholly apart ("9 h 30"): in "12h 14h" the 14 is another hour.
_TIME = r"(\d{1,2})(?:[h:.](\d{2})|\s+h\s+(\d{2})(?!\s*[h:.\d])|\s*h)?"
_SLOT = re.compile(rf"{_TIME}\s*(?:-|–|—|/|à|a)\s*{_TIME}")
_BETWEEN = re.compile(r"(?:[\s,;+]|et)*")


class SlotError(ValueError):
    """What was written is no opening hours; the message is French."""


def parse_slots(text: str) -> Slots:
    """« 9h-12h30 14h-18h », « 9:30 – 12:30 et 14:00 – 18:00 », « fermé »; :class:`SlotError` on anything else."""
    said = text.strip().lower().replace("\u00a0", " ").replace("\u202f", " ")
    if said in CLOSED_WORDS:
        return CLOSED
    found, place = [], 0
    for match in _SLOT.finditer(said):
        if not _BETWEEN.fullmatch(said[place : match.start()]):
            raise _unreadable(text)
        found.append(
            (
                _minutes(match[1], match[2] or match[3]),
                _minutes(match[4], match[5] or match[6]),
            )
        )
        place = match.end()
    if not found or not _BETWEEN.fullmatch(said[place:]):
        raise _unreadable(text)
    return checked(found)


def _unreadable(text: str) -> SlotError:
    return SlotError(
        f"« {text.strip()[:40]} » n’est pas un horaire. Écrivez par exemple « {EXAMPLE} », ou « fermé »."
    )


def _minutes(hour: str, minute: str | None) -> int:
    value = 60 * int(hour) + int(minute or 0)
    if int(minute or 0) > 59 or value > DAY_MINUTES:
        raise SlotError(f"« {hour}h{minute or ''} » n’est pas une heure.")
    return value


def checked(slots: Iterable[tuple[int, int]]) -> Slots:
    """The slots in order; :class:`SlotError` when one ends before it begins or two overlap."""
    ordered = sorted(slots)
    if len(ordered) > MOST_SLOTS:
        raise SlotError(f"Une journée compte au plus {MOST_SLOTS} plages d’ouverture.")
    for opens, closes in ordered:
        if not 0 <= opens < closes <= DAY_MINUTES:
            raise SlotError(f"La plage {_clock(opens)}-{_clock(closes)} se termine avant de commencer.")
    for (_, closes), (opens, _later) in pairwise(ordered):
        if opens < closes:
            raise SlotError("Deux plages se chevauchent.")
    return tuple(ordered)


def from_json(value: object) -> Slots:
    """Slots as the database keeps them; what cannot be read is refused like a bad entry."""
    if not isinstance(value, list):
        return CLOSED
    try:
        return checked((_of_clock(opens), _of_clock(closes)) for opens, closes in value)
    except (TypeError, ValueError) as error:
        raise SlotError(f"Plages illisibles : {str(value)[:60]}") from error


def to_json(slots: Slots) -> list[list[str]]:
    """``[["09:30", "12:30"], …]``."""
    return [[_clock(opens), _clock(closes)] for opens, closes in slots]


def _of_clock(text: object) -> int:
    hour, _, minute = str(text).partition(":")
    return _minutes(hour, minute)


def _clock(minutes: int) -> str:
    return f"{minutes // 60:02d}:{minutes % 60:02d}"


def as_slots(slots: Slots) -> list[Slot]:
    """In the shape of published opening hours; a day that ends at midnight ends at 23:59."""
    return [
        {"opens": _clock(opens), "closes": _clock(min(closes, DAY_MINUTES - 1))} for opens, closes in slots
    ]


def slots_text(slots: Slots) -> str:
    """« 9 h 30 – 12 h 30 et 14 h – 18 h », « fermé »."""
    return hours_text(as_slots(slots)) or "fermé"


def entry_text(slots: Slots) -> str:
    """As it is typed: « 9h30-12h30 14h-18h »; empty when closed."""
    return " ".join(f"{_short(opens)}-{_short(closes)}" for opens, closes in slots)


def _short(minutes: int) -> str:
    return f"{minutes // 60}h{minutes % 60:02d}" if minutes % 60 else f"{minutes // 60}h"


def minutes_of(slots: Slots) -> int:
    """How long the day is open."""
    return sum(closes - opens for opens, closes in slots)


def overlap(one: Slots, two: Slots) -> bool:
    """Whether the two share a minute."""
    return any(a < d and c < b for a, b in one for c, d in two)


NOON = 13 * 60
"""Where a day without a break is cut in two."""


def morning(slots: Slots) -> Slots:
    """The first half of a day: its slots but the last, or what comes before 13:00 of its only one."""
    return slots[:-1] if len(slots) > 1 else _cut(slots, 0, NOON)


def afternoon(slots: Slots) -> Slots:
    """The second half of a day: its slots but the first, or what comes after 13:00 of its only one."""
    return slots[1:] if len(slots) > 1 else _cut(slots, NOON, DAY_MINUTES)


def _cut(slots: Slots, first: int, last: int) -> Slots:
    kept = ((max(opens, first), min(closes, last)) for opens, closes in slots)
    return tuple((opens, closes) for opens, closes in kept if opens < closes)
