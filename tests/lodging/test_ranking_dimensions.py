"""What a visitor measures at each star, and the clocks of a ranking."""

from __future__ import annotations

import datetime as dt

import pytest

from buron.kernel.periods import add_months
from buron.lodging.ranking import Visit, current_grid, score
from buron.lodging.ranking.carried import carried, helps
from buron.lodging.ranking.clocks import clocks_on
from buron.lodging.ranking.dimensions import dimensions

GRID = current_grid()


@pytest.mark.parametrize(
    ("stars", "persons", "sleeps", "surface"),
    [
        (1, 2, (), 12),
        (3, 2, (), 18),
        (5, 2, (), 26),
        (2, 4, (0, 2, 2), 14 + 8 + 8),
        (3, 3, (3,), 18 + 3),
        (4, 6, (2, 2, 2), 20 + 10 + 10),
        (1, 4, (0, 4), 12 + 7 + 6),
    ],
)
def test_surfaces(stars, persons, sleeps, surface):
    assert dimensions(GRID, stars, persons=persons, sleeps=sleeps).surface == surface


def test_beds_pillows_rings_fridge_and_the_tolerance_of_a_studio():
    found = dimensions(GRID, 4, persons=2)
    assert (found.bed_one, found.bed_two, found.pillows) == ("90 × 200", "160 × 200", 4)
    assert (found.rings, found.fridge, found.least_surface) == (4, 110, 18.0)
    assert dimensions(GRID, 2, persons=4, sleeps=(0, 2, 2)).rings == 2
    assert dimensions(GRID, 2, persons=5, sleeps=(1, 2, 2)).rings == 4
    assert dimensions(GRID, 2, persons=6).fridge == 150


def test_a_month_runs_from_date_to_date():
    clocks = clocks_on(dt.date(2026, 11, 20))
    assert clocks.certificate_by(dt.date(2026, 1, 31)) == dt.date(2026, 2, 28)
    assert clocks.refuse_until(dt.date(2026, 11, 20)) == dt.date(2026, 12, 5)
    assert add_months(dt.date(2027, 1, 15), -6) == dt.date(2026, 7, 15)
    assert clocks.alert_due(dt.date(2027, 1, 15), dt.date(2026, 11, 1)) == 3
    assert clocks.alert_due(dt.date(2027, 1, 15), dt.date(2027, 1, 16)) is None


def test_a_lift_that_cannot_be_built_is_not_asked():
    everything = {one.number: one.points for one in GRID.criteria if one.number not in (77, 78)}
    without = score(Visit(persons=4, answers=everything, floor=4), 4, GRID)
    excused = score(
        Visit(persons=4, answers=everything, floor=4, circumstances=frozenset({"no_lift"})), 4, GRID
    )
    assert (without.lost, excused.lost) == (4, 0)


def test_what_a_tablet_carries_is_the_grid():
    told = carried(GRID)
    numbers = [one["number"] for section in told["sections"] for one in section["criteria"]]
    assert numbers == list(range(1, 134))
    assert set(helps()) <= set(numbers)
