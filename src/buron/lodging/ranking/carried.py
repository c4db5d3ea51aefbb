"""The grid as a tablet carries it: everything that its script needs to score without the server."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Any

import yaml

from buron.lodging.ranking.dimensions import dimensions
from buron.lodging.ranking.grid import Criterion, Grid

HELP = Path(__file__).parent.parent / "law" / "meubles_2022_aide.yaml"


@cache
def helps() -> dict[int, str]:
    """Short help by number of the criterion."""
    content: dict[int, str] = yaml.safe_load(HELP.read_text(encoding="utf-8"))
    return content


def carried(grid: Grid) -> dict[str, Any]:
    """The grid as JSON: ``score.js`` reads it."""
    return {
        "percent": grid.obligatory_percent,
        "compensation": grid.compensation,
        "quotas": list(grid.quotas),
        "parameters": {key: one.value for key, one in grid.parameters.items()},
        "sections": [
            {"key": one.key, "title": one.title, "criteria": [_criterion(each) for each in one.criteria]}
            for one in grid.sections
        ],
    }


def _criterion(one: Criterion) -> dict[str, Any]:
    return {
        "number": one.number,
        "title": one.title,
        "heading": one.heading,
        "points": one.points,
        "least": one.least,
        "statuses": "".join(one.statuses),
        "unless": list(one.unless),
        "help": helps().get(one.number, ""),
    }


def measured(grid: Grid, *, persons: int, sleeps: tuple[int, ...] = ()) -> list[dict[str, Any]]:
    """What is to be measured at each number of stars, one row for each."""
    found = [dimensions(grid, stars, persons=persons, sleeps=sleeps) for stars in range(1, 6)]
    return [
        {
            "stars": one.stars,
            "surface": one.surface,
            "least_surface": one.least_surface,
            "most_sleeping": one.most_sleeping,
            "bed_one": one.bed_one,
            "bed_two": one.bed_two,
            "pillows": one.pillows,
            "rings": one.rings,
            "fridge": one.fridge,
        }
        for one in found
    ]
