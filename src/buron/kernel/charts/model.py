"""What charts are made of: frozen values, without any drawing.

Every chart has a title, a unit and a summary; ``None`` among its values is "non renseigné": it is drawn as
a gap and told as such.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Literal

Number = int | float | Decimal
Values = Sequence[Number | None]
ValueKind = Literal["number", "percent", "amount"]
Orientation = Literal["auto", "vertical", "horizontal"]


@dataclass(frozen=True, slots=True)
class Series:
    """One run of values, one for each category.

    ``reference`` marks what the others are compared with (last year, the target): it is drawn in grey. From
    the index ``provisional_from`` on, values are not final: bars are hatched, lines dashed.
    """

    name: str
    values: Values
    reference: bool = False
    provisional_from: int | None = None

    def is_provisional(self, index: int) -> bool:
        return self.provisional_from is not None and index >= self.provisional_from


@dataclass(frozen=True, slots=True, kw_only=True)
class _Base:
    """What every chart has.

    ``kind`` says how numbers are written: plain, hundredths (``percent``) or integer cents (``amount``).
    ``summary`` replaces the sentence that is otherwise made from the values.
    """

    title: str
    unit: str = ""
    kind: ValueKind = "number"
    decimals: int = 0
    summary: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Categories(_Base):
    """Charts over named categories. ``links`` open the rows behind each category, from the table twin."""

    categories: Sequence[str]
    series: Sequence[Series]
    links: Sequence[str] = ()
    category_title: str = ""

    def __post_init__(self) -> None:
        for series in self.series:
            _check_length(self.title, series.name, len(series.values), len(self.categories))
        if self.links:
            _check_length(self.title, "links", len(self.links), len(self.categories))


@dataclass(frozen=True, slots=True, kw_only=True)
class BarChart(_Categories):
    """Bars side by side: quantities by category, with one to four series."""

    orientation: Orientation = "auto"


@dataclass(frozen=True, slots=True, kw_only=True)
class StackedBarChart(_Categories):
    """Bars made of parts; ``normalised`` draws each bar as 100 % of its own total."""

    orientation: Orientation = "auto"
    normalised: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class LineChart(_Categories):
    """Evolutions along ordered categories. ``from_zero=False`` lets the axis start near the lowest value."""

    area: bool = False
    from_zero: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class DotChart(_Categories):
    """Dots on a common line by category; two series show a passage from one to the other."""


@dataclass(frozen=True, slots=True)
class Share:
    """A part of a whole; ``link`` opens its rows."""

    label: str
    value: Number | None
    link: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class ShareChart(_Base):
    """Parts of a whole as horizontal bars, in the order given; shares are computed over the known values.

    ``not_asked`` is the number of rows that do not answer: told under the bars, and kept out of the shares.
    """

    items: Sequence[Share]
    not_asked: int | None = None
    category_title: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class HeatCalendar(_Base):
    """The days of a year, darker where the value is higher; a day absent from ``values`` is "non
    renseigné".
    """

    year: int
    values: Mapping[dt.date, Number | None]


@dataclass(frozen=True, slots=True, kw_only=True)
class Sparkline(_Base):
    """A line without axes, the size of a word."""

    values: Values
    categories: Sequence[str] = ()

    def __post_init__(self) -> None:
        if self.categories:
            _check_length(self.title, "values", len(self.values), len(self.categories))


CategoryChart = BarChart | StackedBarChart | LineChart | DotChart
Chart = CategoryChart | ShareChart | HeatCalendar | Sparkline


def _check_length(chart: str, name: str, found: int, expected: int) -> None:
    if found != expected:
        raise ValueError(f"chart {chart!r}: {name!r} has {found} members for {expected} categories")
