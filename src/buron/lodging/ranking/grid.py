"""The grid as it is held in memory, read strictly from its file."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path
from typing import Any, Literal

import yaml

Status = Literal["X", "C", "O", "-"]
FILE = Path(__file__).parent.parent / "law" / "meubles_2022.yaml"
CIRCUMSTANCES = frozenset(
    {
        *("no_network", "building", "climate", "altitude_above_1000", "no_living_room", "studio"),
        *("persons_below_2", "persons_below_4", "persons_below_6", "second_bathroom"),
        *("lift_3", "lift_4", "no_lift", "no_parking", "no_sport", "no_sorting"),
    }
)
CHOICES = {
    "obligatory_includes_onc": frozenset({"yes", "no"}),
    "surface_bonus_counts": frozenset({"most", "obtained"}),
    "rounding": frozenset({"exact", "up"}),
}


class GridError(ValueError):
    """The file of the grid contradicts its schema; the message names the key."""


@dataclass(frozen=True, slots=True)
class Criterion:
    """One of the 133. ``points`` is what it is worth, ``least`` the fewest points when it is worth several numbers."""

    number: int
    section: str
    heading: str
    title: str
    points: int
    least: int
    statuses: tuple[Status, ...]
    unless: tuple[str, ...]

    def status(self, stars: int) -> Status:
        """Its status for a number of stars, circumstances apart."""
        return self.statuses[stars - 1]


@dataclass(frozen=True, slots=True)
class Section:
    key: str
    title: str
    criteria: tuple[Criterion, ...]


@dataclass(frozen=True, slots=True)
class Surfaces:
    """Square metres by stars (index 0: one star)."""

    one_room: tuple[int, ...]
    bedroom: tuple[int, ...]
    extra_person: tuple[int, ...]
    most_sleeping: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Measures:
    """What beds, pillows, hob and refrigerator must be, by stars (index 0: one star); see the file for the units."""

    bed_one: tuple[str, ...]
    bed_two: tuple[str, ...]
    pillows: tuple[int, ...]
    rings: tuple[int, ...]
    rings_persons: int
    rings_more: int
    fridge_two: int
    fridge_more: int
    tolerance_percent: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Parameter:
    """A point that the texts leave open, and the answer taken."""

    key: str
    value: str
    status: str
    note: str


@dataclass(frozen=True, slots=True)
class Grid:
    """All of it, in the order of the official table."""

    title: str
    link: str
    valid_from: dt.date
    checked_on: dt.date
    sections: tuple[Section, ...]
    obligatory_percent: int
    compensation: int
    quotas: tuple[int, ...]
    parameters: Mapping[str, Parameter]
    surfaces: Surfaces
    measures: Measures

    @property
    def criteria(self) -> tuple[Criterion, ...]:
        return tuple(one for section in self.sections for one in section.criteria)

    def criterion(self, number: int) -> Criterion:
        """By its number. :class:`KeyError` when there is none."""
        for one in self.criteria:
            if one.number == number:
                return one
        raise KeyError(number)


def with_parameters(grid: Grid, chosen: Mapping[str, str]) -> Grid:
    """The grid with an office's answers to the open points; an answer that does not exist is left out."""
    answers = {key: one for key, one in chosen.items() if key in CHOICES and one in CHOICES[key]}
    parameters = {
        key: replace(one, value=answers.get(key, one.value)) for key, one in grid.parameters.items()
    }
    return replace(grid, parameters=parameters)


@cache
def current_grid() -> Grid:
    """The grid shipped with the program."""
    return read_grid(FILE)


def read_grid(path: Path) -> Grid:
    """Read a file; :class:`GridError` when it is not whole."""
    content: dict[str, Any] = yaml.safe_load(path.read_text(encoding="utf-8"))
    try:
        grid = _grid(content)
    except (KeyError, TypeError, ValueError) as error:
        raise GridError(f"{path.name}: {error!r}") from error
    _check(grid, path.name)
    return grid


def _grid(content: Mapping[str, Any]) -> Grid:
    reference, scoring = content["reference"], content["scoring"]
    surfaces = {key: tuple(values) for key, values in content["surfaces"].items()}
    return Grid(
        title=reference["title"],
        link=reference["link"],
        valid_from=reference["valid_from"],
        checked_on=reference["checked_on"],
        sections=tuple(_section(one) for one in content["sections"]),
        obligatory_percent=scoring["obligatory_percent"],
        compensation=scoring["compensation"],
        quotas=tuple(scoring["quotas_percent"]),
        parameters={one["key"]: Parameter(**one) for one in content["parameters"]},
        surfaces=Surfaces(**surfaces),
        measures=Measures(**{key: _tuple(value) for key, value in content["measures"].items()}),
    )


def _tuple(value: Any) -> Any:
    return tuple(value) if isinstance(value, list) else value


def _section(found: Mapping[str, Any]) -> Section:
    return Section(
        found["key"], found["title"], tuple(_criterion(found["key"], one) for one in found["criteria"])
    )


def _criterion(section: str, found: Mapping[str, Any]) -> Criterion:
    points = found["points"]
    least, most = points if isinstance(points, list) else (points, points)
    return Criterion(
        number=found["number"],
        section=section,
        heading=found.get("heading", ""),
        title=found["title"],
        points=most,
        least=least,
        statuses=tuple(found["status"]),
        unless=tuple(found.get("unless", ())),
    )


def _check(grid: Grid, name: str) -> None:
    numbers = [one.number for one in grid.criteria]
    if numbers != list(range(1, len(numbers) + 1)):
        raise GridError(f"{name}: the criteria are not numbered from 1 without a hole")
    for one in grid.criteria:
        if len(one.statuses) != 5 or not set(one.statuses) <= set("XCO-"):
            raise GridError(f"{name}: criterion {one.number}: status {one.statuses!r}")
        if not set(one.unless) <= CIRCUMSTANCES:
            raise GridError(f"{name}: criterion {one.number}: unknown circumstance")
    for key, allowed in CHOICES.items():
        if key not in grid.parameters or grid.parameters[key].value not in allowed:
            raise GridError(f"{name}: parameter {key}")
