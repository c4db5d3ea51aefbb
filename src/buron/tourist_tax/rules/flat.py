"""The flat tax (taxe de séjour forfaitaire): owed by the host on a capacity, not by guests on their nights.

Source: CGCT L2333-40 to L2333-47.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from buron.tourist_tax.rules.charge import half_up, parts_apart, parts_of_total
from buron.tourist_tax.rules.timetable import Season
from buron.tourist_tax.rules.values import (
    MILLION,
    CalculationError,
    Cents,
    Parts,
    Policy,
    Shares,
    Surtax,
    check_percent,
    ppm,
    shares_of,
)


@dataclass(frozen=True, slots=True)
class Band:
    """An abatement for a number of opened nights, both bounds included; no upper bound when None."""

    least: int
    most: int | None
    percent: Decimal


@dataclass(frozen=True, slots=True)
class FlatCharge:
    """The flat tax of one period: ``units`` is the capacity after abatement, exact; ``due`` is for the whole period."""

    capacity: int
    abatement: Decimal
    tariff: Cents
    nights: int
    surtaxes: tuple[Surtax, ...]
    units: Fraction
    due: Parts
    policy: Policy
    category: str = ""

    @property
    def shares(self) -> Shares:
        return shares_of(self.due, self.surtaxes)

    @property
    def parts_per_unit(self) -> Parts:
        """What one unit of capacity bears for one night: the posted tariff and its surtaxes."""
        return parts_apart(self.tariff, tuple(surtax.ppm for surtax in self.surtaxes))

    @property
    def shares_per_unit(self) -> Shares:
        """The same by beneficiary."""
        return shares_of(self.parts_per_unit, self.surtaxes)


def flat_charge(
    *,
    capacity: int,
    nights: int,
    tariff: Cents,
    abatement: Decimal = Decimal(0),
    surtaxes: tuple[Surtax, ...] = (),
    policy: Policy = Policy.PARTS,
    category: str = "",
) -> FlatCharge:
    """Capacity after abatement × tariff × nights, then the surtaxes on that sum.

    The base is rounded once, half up. Under :attr:`Policy.PARTS` each surtax is rounded apart on it; otherwise the
    total is rounded once and shared. Raises :class:`CalculationError` on negative counts and impossible rates.
    """
    if capacity < 0 or nights < 0 or tariff < 0:
        raise CalculationError("La capacité, les nuits et le tarif ne peuvent pas être négatifs.")
    check_percent(abatement, "L’abattement", 100)
    kept = capacity * (MILLION - ppm(abatement))
    numerator = kept * tariff * nights
    ppms = tuple(surtax.ppm for surtax in surtaxes)
    if policy is Policy.PARTS:
        due = parts_apart(half_up(numerator, MILLION), ppms)
    else:
        due = parts_of_total(numerator, MILLION, ppms)
    units = Fraction(kept, MILLION)
    return FlatCharge(capacity, abatement, tariff, nights, surtaxes, units, due, policy, category)


def abatement_for(nights: int, bands: Sequence[Band]) -> Decimal:
    """The abatement for a number of opened nights; it holds for the whole capacity, never slice by slice."""
    for band in bands:
        if band.least <= nights and (band.most is None or nights <= band.most):
            return band.percent
    return Decimal(0)


def nights_open(year: int, openings: Sequence[tuple[dt.date, dt.date]], seasons: Sequence[Season]) -> int:
    """Nights of a year that are both opened and collected; spans include both ends, nights count once."""
    nights = set()
    for first, last in openings:
        day, end = max(first, dt.date(year, 1, 1)), min(last, dt.date(year, 12, 31))
        while day <= end:
            if any(season.holds(day) for season in seasons):
                nights.add(day)
            day += dt.timedelta(days=1)
    return len(nights)
