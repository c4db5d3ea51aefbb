"""The figures that a lodging must show at each number of stars: surfaces, beds, pillows, rings, refrigerator.

What the visitor measures with is worked out beforehand, so that nobody multiplies in a kitchen. Pure functions.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from buron.lodging.ranking.grid import Grid

USUAL = 2
"""Persons for whom a room's surface is written; each one more adds some."""


@dataclass(frozen=True, slots=True)
class Dimensions:
    """What is asked at ``stars``. ``surface`` in square metres, ``least_surface`` with the tolerance of a one-room
    dwelling; ``fridge`` in litres, ``pillows`` and ``rings`` counted for the whole lodging, beds in centimetres.
    """

    stars: int
    surface: int
    least_surface: float
    most_sleeping: int
    bed_one: str
    bed_two: str
    pillows: int
    rings: int
    fridge: int


def dimensions(grid: Grid, stars: int, *, persons: int, sleeps: Sequence[int] = ()) -> Dimensions:
    """The figures of a lodging for ``persons``.

    ``sleeps`` says how many persons sleep in each room, the main room first (0 when nobody does); without it the
    lodging is one room where everybody sleeps. The main room counts for two persons, each bedroom for two more.
    """
    asked, measures, at = grid.surfaces, grid.measures, stars - 1
    rooms = tuple(sleeps) or (persons,)
    extra = sum(max(0, held - USUAL) for held in rooms)
    surface = asked.one_room[at] + (len(rooms) - 1) * asked.bedroom[at] + extra * asked.extra_person[at]
    tolerance = measures.tolerance_percent[at] if len(rooms) == 1 else 0
    return Dimensions(
        stars=stars,
        surface=surface,
        least_surface=surface * (100 - tolerance) / 100,
        most_sleeping=asked.most_sleeping[at],
        bed_one=measures.bed_one[at],
        bed_two=measures.bed_two[at],
        pillows=measures.pillows[at] * persons,
        rings=measures.rings[at] if persons <= measures.rings_persons else measures.rings_more,
        fridge=measures.fridge_two + measures.fridge_more * max(0, persons - USUAL),
    )
