"""The grid of furnished lodgings and its scoring rule."""

from __future__ import annotations

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from buron.lodging.ranking import Visit, VisitError, current_grid, reachable, score

GRID = current_grid()
EVERYTHING = {one.number: one.points for one in GRID.criteria}


def visit(persons: int = 4, answers: dict[int, int] | None = None, **facts: object) -> Visit:
    return Visit(persons=persons, answers=EVERYTHING if answers is None else answers, **facts)  # type: ignore[arg-type]


def test_the_grid_has_the_published_totals():
    totals = {}
    for stars in range(1, 6):
        asked = [one for one in GRID.criteria if one.status(stars) in "XC"]
        offered = [one for one in GRID.criteria if one.status(stars) == "O"]
        totals[stars] = (
            len(asked),
            sum(one.points for one in asked),
            len(offered),
            sum(one.points for one in offered),
        )
    assert totals == {
        1: (53, 151, 80, 167),
        2: (62, 168, 71, 150),
        3: (76, 198, 55, 113),
        4: (90, 224, 40, 84),
        5: (95, 233, 34, 73),
    }


@pytest.mark.parametrize(
    ("stars", "obligatory", "threshold", "optional", "quota"),
    [
        (1, 137, "130.15", 165, "8.25"),
        (2, 154, "146.3", 148, "14.8"),
        (3, 184, "174.8", 111, "22.2"),
        (4, 208, "197.6", 84, "25.2"),
        (5, 217, "206.15", 73, "29.2"),
    ],
)
def test_four_persons_on_the_ground_floor(stars, obligatory, threshold, optional, quota):
    found = score(visit(), stars, GRID)
    assert (found.obligatory, found.optional) == (obligatory, optional)
    assert (found.threshold, found.quota) == (Fraction(threshold), Fraction(quota))
    assert found.granted


def test_a_dwelling_with_everything_reaches_five_stars_and_an_empty_one_none():
    assert reachable(visit(), GRID).stars == 5
    assert reachable(visit(answers={}), GRID) is None


def test_dirt_is_never_made_up_for():
    found = score(visit(answers={**EVERYTHING, 95: 0}), 1, GRID)
    assert [one.number for one in found.blocking] == [95]
    assert not found.granted


def test_a_lost_point_costs_three_that_do_not_serve_the_quota():
    asked = {one.number for one in GRID.criteria if one.status(1) in "XC"}
    answers = {number: EVERYTHING[number] for number in asked - {20}}
    short = score(visit(answers=answers), 1, GRID)
    assert (short.lost, short.needed, short.optional_short) == (2, Fraction("14.25"), 15)
    spare = {**answers, 84: 4, 93: 3, 94: 3, 116: 2, 122: 3}
    assert score(visit(answers=spare), 1, GRID).optional_short == 2
    assert score(visit(answers={**spare, 81: 2}), 1, GRID).granted


def test_more_than_five_percent_lost_is_refused_whatever_the_bonus():
    found = score(visit(answers={**EVERYTHING, 1: 0, 28: 0}), 1, GRID)
    assert found.lost == 9
    assert found.obligatory_short == 3
    assert not found.optional_short
    assert not found.granted


@pytest.mark.parametrize(
    ("number", "stars", "facts", "applies"),
    [
        (17, 5, {"altitude": 1001}, False),
        (17, 5, {"altitude": 1000}, True),
        (17, 5, {}, True),
        (6, 3, {"circumstances": frozenset({"no_network"})}, False),
        (19, 4, {"persons": 5}, False),
        (19, 4, {"persons": 6}, True),
        (43, 4, {"persons": 6}, False),
        (43, 5, {"persons": 5}, True),
        (77, 1, {"floor": 4}, True),
        (78, 3, {"floor": 0}, False),
        (79, 1, {"not_applicable": frozenset({79})}, False),
    ],
)
def test_what_the_place_changes(number, stars, facts, applies):
    found = score(visit(**{"answers": {}, **facts}), stars, GRID)
    assert (number in {one.number for one in found.missing}) is applies


def test_a_lift_is_a_bonus_on_the_low_floors():
    low, high = score(visit(floor=2), 3, GRID), score(visit(floor=3), 3, GRID)
    assert high.obligatory - low.obligatory == 4
    assert low.optional - high.optional == 4


@pytest.mark.parametrize(
    ("facts", "words"),
    [
        ({"answers": {134: 1}}, "pas de critère 134"),
        ({"answers": {1: 4}}, "Critère 1"),
        ({"answers": {2: 6}}, "1 à 5"),
        ({"persons": 0}, "personnes"),
    ],
)
def test_what_cannot_be_is_refused(facts, words):
    with pytest.raises(VisitError, match=words):
        score(visit(**facts), 3, GRID)


@given(
    st.sets(st.sampled_from(sorted(EVERYTHING))),
    st.integers(1, 12),
    st.integers(0, 5),
    st.sampled_from(sorted(EVERYTHING)),
)
def test_one_more_criterion_met_never_lowers_the_stars(met, persons, floor, more):
    before = reachable(visit(persons, {one: EVERYTHING[one] for one in met}, floor=floor), GRID)
    after = reachable(visit(persons, {one: EVERYTHING[one] for one in met | {more}}, floor=floor), GRID)
    assert (after.stars if after else 0) >= (before.stars if before else 0)
