"""The decision of a visit for a number of stars, and the most stars that it reaches.

The rule (arrêté du 2 août 2010 modified, guide of control 2022): the prerequisite and the five criteria of cleanliness
hold; at least 95 % of the obligatory points that apply are obtained, each lost one being made up for by three points
à la carte, which cannot serve twice; what remains à la carte reaches the quota of the category.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from fractions import Fraction

from buron.lodging.ranking.circumstances import status_of
from buron.lodging.ranking.grid import Criterion, Grid
from buron.lodging.ranking.visit import Answers, Visit, VisitError

__all__ = ["Answers", "Score", "Visit", "VisitError", "reachable", "score"]

MOST_PERSONS = 100
SURFACE_BONUS = 2
"""The criterion whose points depend on how much larger than asked the dwelling is."""


@dataclass(frozen=True, slots=True)
class Score:
    """What a visit is worth for ``stars``.

    ``obligatory`` and ``optional`` are the points that can be had, ``obligatory_got`` and ``optional_got`` those
    obtained. ``threshold`` is the obligatory points to obtain, ``needed`` the points à la carte to obtain, losses made
    up for. ``missing`` are the obligatory criteria that are not met, ``blocking`` those among them that nothing makes
    up for, ``unseen`` the criteria that apply and have no answer.
    """

    stars: int
    obligatory: int
    obligatory_got: int
    optional: int
    optional_got: int
    threshold: Fraction
    quota: Fraction
    needed: Fraction
    missing: tuple[Criterion, ...]
    blocking: tuple[Criterion, ...]
    unseen: tuple[Criterion, ...]
    prerequisite: bool

    @property
    def lost(self) -> int:
        """Obligatory points not obtained."""
        return self.obligatory - self.obligatory_got

    @property
    def obligatory_short(self) -> int:
        """Obligatory points still to obtain to reach the threshold."""
        return max(0, math.ceil(self.threshold) - self.obligatory_got)

    @property
    def optional_short(self) -> int:
        """Points à la carte still to obtain, losses made up for."""
        return max(0, math.ceil(self.needed) - self.optional_got)

    @property
    def granted(self) -> bool:
        """Whether these stars are reached."""
        return (
            self.prerequisite and not self.blocking and not self.obligatory_short and not self.optional_short
        )


def score(visit: Visit, stars: int, grid: Grid) -> Score:
    """Score a visit for a number of stars (1 to 5). :class:`VisitError` on what cannot be."""
    _check(visit, stars, grid)
    statuses = {one: status_of(one, stars, visit) for one in grid.criteria}
    asked = [one for one, status in statuses.items() if status in "XC"]
    cleanliness = [one for one, status in statuses.items() if status == "C"]
    offered = [one for one, status in statuses.items() if status == "O"]
    counted = (
        asked if grid.parameters["obligatory_includes_onc"].value == "yes" else _without(asked, cleanliness)
    )
    obligatory = sum(one.points for one in counted)
    got = sum(_got(visit, one) for one in counted)
    optional = sum(_worth(visit, one, grid) for one in offered)
    threshold = _rounded(Fraction(obligatory * grid.obligatory_percent, 100), grid)
    quota = _rounded(Fraction(optional * grid.quotas[stars - 1], 100), grid)
    missing = tuple(one for one in asked if not _got(visit, one))
    return Score(
        stars=stars,
        obligatory=obligatory,
        obligatory_got=got,
        optional=optional,
        optional_got=sum(_got(visit, one) for one in offered),
        threshold=threshold,
        quota=quota,
        needed=quota + grid.compensation * (obligatory - got),
        missing=missing,
        blocking=tuple(one for one in cleanliness if not _got(visit, one)),
        unseen=tuple(one for one in (*asked, *offered) if one.number not in visit.answers),
        prerequisite=visit.prerequisite is not False,
    )


def reachable(visit: Visit, grid: Grid) -> Score | None:
    """The score for the most stars that the visit reaches; None when it reaches none."""
    for stars in range(5, 0, -1):
        found = score(visit, stars, grid)
        if found.granted:
            return found
    return None


def _check(visit: Visit, stars: int, grid: Grid) -> None:
    if not 1 <= stars <= 5:
        raise VisitError("Le classement demandé va de 1 à 5 étoiles.")
    if not 1 <= visit.persons <= MOST_PERSONS:
        raise VisitError(f"Le nombre de personnes va de 1 à {MOST_PERSONS}.")
    known = {one.number: one for one in grid.criteria}
    for number, points in visit.answers.items():
        if number not in known:
            raise VisitError(f"Il n’y a pas de critère {number} : la grille en a {len(known)}.")
        if points and not known[number].least <= points <= known[number].points:
            raise VisitError(
                f"Critère {number} : {points} points, alors qu’il en vaut {_worth_text(known[number])}."
            )


def _worth_text(one: Criterion) -> str:
    return f"{one.least} à {one.points}" if one.least != one.points else str(one.points)


def _got(visit: Visit, one: Criterion) -> int:
    return visit.answers.get(one.number, 0)


def _worth(visit: Visit, one: Criterion, grid: Grid) -> int:
    if one.number == SURFACE_BONUS and grid.parameters["surface_bonus_counts"].value == "obtained":
        return _got(visit, one)
    return one.points


def _without(asked: list[Criterion], apart: list[Criterion]) -> list[Criterion]:
    return [one for one in asked if one not in apart]


def _rounded(value: Fraction, grid: Grid) -> Fraction:
    return Fraction(math.ceil(value)) if grid.parameters["rounding"].value == "up" else value
