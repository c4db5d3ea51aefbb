"""Beds room by room, as an office types and reads them. Pure.

A room is ``{"name": "Chambre 1", "double": 1, "single": 2}``: its name and how many of each of :data:`BEDS`.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple


class Bed(NamedTuple):
    """A sort of bed: one of it, several, how many persons sleep in it, and the beginnings of words that mean it."""

    one: str
    many: str
    places: int
    starts: tuple[str, ...]


BEDS = {
    "double": Bed("lit double", "lits doubles", 2, ("double", "140", "160", "180", "2 pers")),
    "single": Bed("lit simple", "lits simples", 1, ("simple", "80", "90", "1 pers")),
    "sofa": Bed("canapé-lit", "canapés-lits", 2, ("canap", "convertible", "clic", "bz")),
    "bunk": Bed("lit superposé (2 places)", "lits superposés (2 places chacun)", 2, ("superpos",)),
    "cot": Bed("lit de bébé", "lits de bébé", 0, ("bebe", "bébé", "parapluie")),
}
"""In the order in which they are said; a word is looked for from the last one."""
MOST_ROOMS, MOST_BEDS, LONGEST_NAME = 60, 40, 60
_COUNTED = re.compile(r"(\d{1,3})\s*(?:x\s*)?(.+)", re.ASCII)

Room = Mapping[str, Any]


def beds_in(bedrooms: Sequence[Room]) -> int:
    """How many beds, those of babies apart."""
    return sum(room.get(sort, 0) for room in bedrooms for sort, bed in BEDS.items() if bed.places)


def places_in(bedrooms: Sequence[Room]) -> int:
    """How many persons can sleep in them."""
    return sum(room.get(sort, 0) * bed.places for room in bedrooms for sort, bed in BEDS.items())


def bedrooms_fault(bedrooms: object) -> str:
    """Why the rooms cannot be read, in French; empty when they can."""
    if not isinstance(bedrooms, list) or len(bedrooms) > MOST_ROOMS:
        return f"Indiquez {MOST_ROOMS} pièces au plus."
    for room in bedrooms:
        if not isinstance(room, Mapping) or not isinstance(room.get("name"), str) or not room["name"].strip():
            return "Donnez un nom à chaque pièce, par exemple « Chambre 1 »."
        counts = {key: value for key, value in room.items() if key != "name"}
        right = all(type(value) is int and 0 < value <= MOST_BEDS for value in counts.values())
        if not counts or set(counts) - set(BEDS) or not right or len(room["name"]) > LONGEST_NAME:
            return f"« {room['name'][:LONGEST_NAME]} » : dites de un à {MOST_BEDS} lits de chaque sorte."
    return ""


def read_bedrooms(text: str) -> list[dict[str, Any]]:
    """The rooms of a text, one a line: « Chambre 1 : 1 double, 2 simples ». :class:`ValueError` names the line."""
    return [_room(line) for line in text.splitlines() if line.strip()]


def _room(line: str) -> dict[str, Any]:
    name, colon, beds = line.partition(":")
    room: dict[str, Any] = {"name": name.strip()}
    for part in re.split(r"[,;+]", beds):
        found = _COUNTED.fullmatch(part.strip().lower())
        sort = _sort(found[2]) if found else ""
        if found is None or not sort:
            raise ValueError(line.strip())
        room[sort] = room.get(sort, 0) + int(found[1])
    if not colon or bedrooms_fault([room]):
        raise ValueError(line.strip())
    return room


def _sort(words: str) -> str:
    return next(
        (sort for sort, bed in reversed(BEDS.items()) if any(start in words for start in bed.starts)), ""
    )


def write_bedrooms(bedrooms: Sequence[Room]) -> str:
    """The same text, read back alike."""
    return "\n".join(f"{room['name']} : {beds_text(room)}" for room in bedrooms)


def beds_text(room: Room) -> str:
    """The beds of a room in words: « 1 lit double, 2 lits simples »."""
    found = [(room[sort], bed) for sort, bed in BEDS.items() if room.get(sort)]
    return ", ".join(f"{count} {bed.one if count == 1 else bed.many}" for count, bed in found)
