"""What the place changes in the grid: a criterion that cannot be asked of it, or is asked no more than as a bonus.

Below a number of persons, a criterion that is written for more of them is taken not to apply; the guide of control
should be asked for the last word on it.
"""

from __future__ import annotations

from buron.lodging.ranking.grid import Criterion, Status
from buron.lodging.ranking.visit import Visit

_PERSONS = {"persons_below_2": 2, "persons_below_4": 4, "persons_below_6": 6}
_DECLARED = frozenset(
    {
        "no_network",
        "building",
        "climate",
        "no_living_room",
        "studio",
        "no_parking",
        "no_sport",
        "no_sorting",
        "no_lift",
    }
)
HIGH_MOUNTAIN = 1000
"""Metres above which cooling is not asked (criterion 17)."""
_LIFT_FROM = {"lift_3": 3, "lift_4": 4}
"""The floor from which each lift is obligatory."""


def status_of(criterion: Criterion, stars: int, visit: Visit) -> Status:
    """The status of a criterion for a number of stars in this lodging."""
    status = criterion.status(stars)
    if criterion.number in visit.not_applicable:
        return "-"
    for circumstance in criterion.unless:
        if status == "-":
            return status
        if circumstance in _LIFT_FROM:
            status = _lift(status, visit.floor, _LIFT_FROM[circumstance])
        elif _holds(circumstance, stars, visit):
            return "-"
    return status


def _holds(circumstance: str, stars: int, visit: Visit) -> bool:
    if circumstance in _DECLARED:
        return circumstance in visit.circumstances
    if circumstance in _PERSONS:
        return visit.persons < _PERSONS[circumstance]
    if circumstance == "second_bathroom":
        return visit.persons < (5 if stars == 5 else 7)
    return visit.altitude is not None and visit.altitude > HIGH_MOUNTAIN


def _lift(status: Status, floor: int, obligatory_from: int) -> Status:
    """An obligatory lift does not apply on the ground floor, and is a bonus on the floors below the one it serves."""
    if status != "X" or floor >= obligatory_from:
        return status
    return "-" if floor <= 0 else "O"
