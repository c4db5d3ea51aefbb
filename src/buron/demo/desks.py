"""The six desks of the demonstration, and when each is open."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Place:
    """A desk with the share of the visitors that it sees, and the days on which it is open."""

    name: str
    kind: str
    insee: str
    lat: float
    lon: float
    weight: float
    months: frozenset[int]
    weekdays: frozenset[int]
    counter: bool = False

    def is_open(self, day: dt.date) -> bool:
        closed = (day.month, day.day) in CLOSED
        return not closed and day.month in self.months and day.isoweekday() in self.weekdays


CLOSED = frozenset({(1, 1), (12, 25)})
ALL_YEAR = frozenset(range(1, 13))
SUMMER = frozenset({6, 7, 8, 9})
EVERY_DAY = frozenset(range(1, 8))
WEEK = frozenset({1, 2, 3, 4, 5, 6})

PLACES = (
    Place("Riom-ès-Montagnes", "permanent", "15162", 45.2834, 2.6586, 0.52, ALL_YEAR, WEEK, counter=True),
    Place(
        "Condat",
        "permanent",
        "15054",
        45.3413,
        2.7584,
        0.2,
        ALL_YEAR,
        frozenset({2, 3, 4, 5, 6}),
        counter=True,
    ),
    Place("Cheylade", "seasonal", "15049", 45.2032, 2.7072, 0.1, SUMMER, EVERY_DAY),
    Place("Menet", "seasonal", "15124", 45.2992, 2.5863, 0.08, frozenset({7, 8}), EVERY_DAY),
    Place(
        "Agence postale d’Apchon", "partner", "15009", 45.2472, 2.6931, 0.04, ALL_YEAR, frozenset({2, 4, 6})
    ),
    Place(
        "Marchés et fêtes",
        "out_of_walls",
        "15162",
        45.283,
        2.659,
        0.06,
        frozenset({7, 8}),
        frozenset({3, 6, 7}),
    ),
)
