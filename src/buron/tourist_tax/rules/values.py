"""What a calculation takes and gives: plain values, amounts in integer cents, rates as exact decimals."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field
from decimal import Decimal
from enum import Enum
from fractions import Fraction
from typing import Literal

Cents = int
Share = Literal["department", "region"]

PPM = 10_000
"""A rate of 1 % is 10,000 millionths: rates are integers inside the arithmetic."""
MILLION = 100 * PPM


class CalculationError(ValueError):
    """What was given cannot be computed; the message is French and says what to correct."""


class Policy(Enum):
    """How amounts become whole cents. No text says it, so it is chosen by name (law: ``rounding.policy``).

    ``PARTS``: each part per person and night; parts add up to the posted grid (default).
    ``NIGHT``: the total per person and night once, then shared between the parts.
    ``STAY``: the total of the stay once, then shared between the parts.
    """

    PARTS = "parts"
    NIGHT = "nuit"
    STAY = "sejour"


@dataclass(frozen=True, slots=True)
class Surtax:
    """A percentage of the tax for somebody else. ``article`` is its citation, empty when not known."""

    key: str
    share: Share
    title: str
    percent: Decimal
    article: str = ""

    def __post_init__(self) -> None:
        check_percent(self.percent, self.title, 1000)

    @property
    def ppm(self) -> int:
        return ppm(self.percent)


@dataclass(frozen=True, slots=True)
class Fixed:
    """A tariff in cents per person and night."""

    cents: Cents


@dataclass(frozen=True, slots=True)
class Proportional:
    """A percentage of the price of the night per person; ``cap`` in cents, None when no cap is known.

    ``cap_reason`` says in French where the cap comes from.
    """

    percent: Decimal
    cap: Cents | None
    cap_reason: str = ""
    ppm: int = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        check_percent(self.percent, "Le taux", 100)
        object.__setattr__(self, "ppm", ppm(self.percent))


@dataclass(frozen=True, slots=True)
class Terms:
    """What applies to one night: the basis, the surtaxes in their order, the category (empty: not given)."""

    basis: Fixed | Proportional
    surtaxes: tuple[Surtax, ...] = ()
    category: str = ""
    ppms: tuple[int, ...] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "ppms", tuple(surtax.ppm for surtax in self.surtaxes))


@dataclass(frozen=True, slots=True)
class NotTaxed:
    """Why a night is not taxed, in French, with the key of the rule of law that says so."""

    reason: str
    rule: str


@dataclass(frozen=True, slots=True)
class Parts:
    """An amount in cents, split: the commune's part, then each surtax in the order of the terms."""

    base: Cents
    extras: tuple[Cents, ...]

    @property
    def total(self) -> Cents:
        return self.base + sum(self.extras)

    def times(self, count: int) -> Parts:
        return Parts(self.base * count, tuple(extra * count for extra in self.extras))


@dataclass(frozen=True, slots=True)
class Shares:
    """The same amount by who receives it; a statement has these four columns."""

    base: Cents
    department: Cents
    region: Cents

    @property
    def total(self) -> Cents:
        return self.base + self.department + self.region

    def __add__(self, other: Shares) -> Shares:
        return Shares(self.base + other.base, self.department + other.department, self.region + other.region)


NOTHING = Shares(0, 0, 0)


def shares_of(parts: Parts, surtaxes: tuple[Surtax, ...]) -> Shares:
    """Add the surtaxes of each beneficiary."""
    department = region = 0
    for surtax, cents in zip(surtaxes, parts.extras, strict=True):
        if surtax.share == "department":
            department += cents
        else:
            region += cents
    return Shares(parts.base, department, region)


@dataclass(frozen=True, slots=True)
class Charge:
    """The tax of some nights that are all alike.

    ``night_price`` is the price of one night for all occupants in cents, exact, None when it plays no part.
    ``per_night`` is None when there is no night or no person to divide a price by. ``capped`` is None where no
    cap is known or possible.
    """

    terms: Terms
    nights: int
    persons: int
    exempt: int
    night_price: Fraction | None
    capped: bool | None
    per_night: Parts | None
    due: Parts
    policy: Policy

    @property
    def taxed_nights(self) -> int:
        """Person-nights that pay."""
        return self.nights * (self.persons - self.exempt)

    @property
    def unit(self) -> Fraction:
        """Exact cents per person and night before the cap; 0 when there is nobody to divide a price by."""
        basis = self.terms.basis
        if isinstance(basis, Fixed):
            return Fraction(basis.cents)
        if not self.persons or self.night_price is None:
            return Fraction(0)
        return self.night_price * basis.ppm / (self.persons * MILLION)

    @property
    def kept(self) -> Fraction:
        """Exact cents per person and night after the cap."""
        basis = self.terms.basis
        if isinstance(basis, Proportional) and self.capped and basis.cap is not None:
            return Fraction(basis.cap)
        return self.unit

    @property
    def shares_per_night(self) -> Shares | None:
        return None if self.per_night is None else shares_of(self.per_night, self.terms.surtaxes)

    @property
    def shares(self) -> Shares:
        return shares_of(self.due, self.terms.surtaxes)


@dataclass(frozen=True, slots=True)
class Run:
    """Consecutive nights that are all alike; ``first`` and ``last`` name nights by the day on which they begin."""

    first: dt.date
    last: dt.date
    charge: Charge


@dataclass(frozen=True, slots=True)
class Gap:
    """Consecutive nights that are not taxed."""

    first: dt.date
    last: dt.date
    why: NotTaxed

    @property
    def nights(self) -> int:
        return (self.last - self.first).days + 1


@dataclass(frozen=True, slots=True)
class Assessment:
    """The tax of a whole stay: its runs and gaps in order of time, and the sum of the runs."""

    runs: tuple[Run, ...]
    gaps: tuple[Gap, ...]
    policy: Policy

    @property
    def shares(self) -> Shares:
        total = NOTHING
        for run in self.runs:
            total += run.charge.shares
        return total


def ppm(percent: Decimal) -> int:
    """A percentage in millionths, exact (:func:`check_percent` has refused what is finer)."""
    return int(percent * PPM)


def check_percent(percent: Decimal, name: str, most: int) -> None:
    """Refuse a percentage that is negative, absurd, or finer than a ten-thousandth of a point."""
    if not percent.is_finite() or not 0 <= percent <= most:
        raise CalculationError(f"{name} : un pourcentage va de 0 à {most}.")
    if percent * PPM != int(percent * PPM):
        raise CalculationError(f"{name} : quatre décimales au plus.")
