"""Whether two things of the offer may be the same: name, place, kind and dates. Pure.

Nothing is linked on a likeness alone: it makes a doubt, which a person settles. Candidates are found by blocks
(same commune or neighbouring square, and a word of the name in common), so that comparing two feeds costs about
as much as their sizes added, not multiplied.
"""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Iterable, Iterator
from typing import NamedTuple

from rapidfuzz import fuzz

from buron.offer.search.text import words

NEAR_M = 300
"""Beyond this distance, two things are not the same."""
NAMES_NEAR = 78
"""Likeness of names, in hundredths, from which things near each other make a doubt."""
NAMES_COMMUNE = 88
"""The same when only their commune is known to be the same."""
BLOCK = 150
"""A word that more things than this share in one place tells nothing."""

_EARTH_M = 6_371_000
_CELL = 0.004
"""Side of a square in degrees: more than NEAR_M in latitude, and in longitude up to 47 degrees north."""
_CELL_LON = 0.006

FAMILIES: dict[str, str] = {
    "hotel": "lodging",
    "camping": "lodging",
    "rental": "lodging",
    "group_lodging": "lodging",
    "tasting": "shop",
    "shop": "shop",
    "activity": "visit",
    "facility": "visit",
    "heritage": "visit",
    "nature": "visit",
}
"""Kinds that sources tell apart differently; any other kind is its own family."""

_EMPTY_WORDS = frozenset({
    "a", "au", "aux", "chez", "d", "dans", "de", "des", "du", "en", "et", "l", "la", "le", "les", "par", "pour", "s",
    "sous", "sur", "un", "une", "the", "of", "in",
})  # fmt: skip


class Thing(NamedTuple):
    """What is compared. ``key`` is the caller's; days are text (``YYYY-MM-DD``)."""

    key: int
    kind: str
    name: str
    insee: str
    latitude: float | None
    longitude: float | None
    first_day: str | None = None
    last_day: str | None = None


class Likeness(NamedTuple):
    """How alike two things are, in hundredths, and why, in French."""

    score: int
    reasons: list[str]


def family(kind: str) -> str:
    return FAMILIES.get(kind, kind)


def compare(one: Thing, other: Thing) -> Likeness | None:
    """How alike two things are; ``None`` when they are not the same."""
    if family(one.kind) != family(other.kind) or not _dates_touch(one, other):
        return None
    distance = _distance(one, other)
    same_commune = bool(one.insee) and one.insee == other.insee
    if distance is not None and distance > NEAR_M:
        return None
    if distance is None and not same_commune:
        return None
    names = name_likeness(one.name, other.name)
    if names < (NAMES_COMMUNE if distance is None else NAMES_NEAR):
        return None
    return Likeness(_score(names, distance), _reasons(names, distance, same_commune))


def name_likeness(one: str, other: str) -> int:
    """Likeness of two names in hundredths, whatever the order of their words; numbers must agree."""
    first, second = _telling(one), _telling(other)
    if not first or not second or _numbers(first) != _numbers(second):
        return 0
    left, right = " ".join(first), " ".join(second)
    return round((fuzz.token_set_ratio(left, right) + fuzz.token_sort_ratio(left, right)) / 2)


def _telling(name: str) -> list[str]:
    found = words(name)
    return [word for word in found if word not in _EMPTY_WORDS] or found


def _numbers(found: list[str]) -> list[str]:
    return sorted(word for word in found if word.isdigit())


def _dates_touch(one: Thing, other: Thing) -> bool:
    if not (one.first_day and one.last_day and other.first_day and other.last_day):
        return True
    return one.first_day <= other.last_day and other.first_day <= one.last_day


def _distance(one: Thing, other: Thing) -> float | None:
    if one.latitude is None or one.longitude is None or other.latitude is None or other.longitude is None:
        return None
    return distance_m(one.latitude, one.longitude, other.latitude, other.longitude)


def distance_m(latitude: float, longitude: float, to_latitude: float, to_longitude: float) -> float:
    """Metres between two positions, on a flat map: enough for what is near."""
    north = math.radians(to_latitude - latitude)
    east = math.radians(to_longitude - longitude) * math.cos(math.radians((latitude + to_latitude) / 2))
    return _EARTH_M * math.hypot(north, east)


def _score(names: int, distance: float | None) -> int:
    away = 8 if distance is None else round(distance / 30)
    return max(0, min(99, names - away))


def _reasons(names: int, distance: float | None, same_commune: bool) -> list[str]:
    reasons = ["même nom" if names == 100 else f"noms proches à {names} %"]
    if distance is not None:
        reasons.append("même endroit" if distance < 10 else f"à {round(distance)} m l’une de l’autre")
    if same_commune:
        reasons.append("même commune")
    return reasons


class Blocks:
    """Things filed by place and word, to find those that are worth comparing."""

    def __init__(self, things: Iterable[Thing]) -> None:
        self._things: list[Thing] = []
        self._blocks: dict[tuple[str, object, str], list[int]] = defaultdict(list)
        for thing in things:
            self._file(thing)

    def _file(self, thing: Thing) -> None:
        number = len(self._things)
        self._things.append(thing)
        for word in _blocking_words(thing.name):
            if thing.insee:
                self._blocks[family(thing.kind), thing.insee, word].append(number)
            if thing.latitude is not None and thing.longitude is not None:
                self._blocks[family(thing.kind), _cell(thing.latitude, thing.longitude), word].append(number)

    def like(self, thing: Thing) -> Iterator[tuple[Thing, Likeness]]:
        """The things that may be the same as this one, each once."""
        tried: set[int] = set()
        for place in _places(thing):
            for word in _blocking_words(thing.name):
                block = self._blocks.get((family(thing.kind), place, word), ())
                if len(block) > BLOCK:
                    continue
                for number in block:
                    if number not in tried:
                        tried.add(number)
                        likeness = compare(thing, self._things[number])
                        if likeness:
                            yield self._things[number], likeness


def _blocking_words(name: str) -> set[str]:
    """The starts of the telling words: a typing error at the end of one does not hide it."""
    return {word[:5] for word in _telling(name) if len(word) > 2 or word.isdigit()} or set(_telling(name))


def _cell(latitude: float, longitude: float) -> tuple[int, int]:
    return math.floor(latitude / _CELL), math.floor(longitude / _CELL_LON)


def _places(thing: Thing) -> Iterator[object]:
    if thing.insee:
        yield thing.insee
    if thing.latitude is not None and thing.longitude is not None:
        row, column = _cell(thing.latitude, thing.longitude)
        for down in (-1, 0, 1):
            for right in (-1, 0, 1):
                yield row + down, column + right
