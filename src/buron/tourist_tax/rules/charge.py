"""The tax of nights that are all alike: integer arithmetic from end to end, rounded where the policy says.

Sources: CGCT L2333-30 (tariff, percentage, cap), L2333-31 (exemptions), L3333-1 and L2531-17 and following (surtaxes).
"""

from __future__ import annotations

from fractions import Fraction

from buron.kernel.money import share_out
from buron.tourist_tax.rules.values import (
    MILLION,
    CalculationError,
    Cents,
    Charge,
    Fixed,
    Parts,
    Policy,
    Proportional,
    Terms,
)


def half_up(numerator: int, denominator: int) -> Cents:
    """A ratio of positive integers rounded to the nearest whole, the half upwards."""
    return (2 * numerator + denominator) // (2 * denominator)


def charge(
    terms: Terms,
    *,
    nights: int,
    persons: int,
    exempt: int = 0,
    night_price: Fraction | None = None,
    policy: Policy = Policy.PARTS,
) -> Charge:
    """The tax of ``nights`` nights of ``persons`` occupants, ``exempt`` of whom divide the price and do not pay.

    ``night_price`` is the price of one night for all of them, in cents without VAT; a percentage needs it.
    Declared totals are charged the same way, person-nights being nights of one person. Raises
    :class:`CalculationError` on counts that contradict each other and on a missing price.
    """
    if nights < 0 or persons < 0 or not 0 <= exempt <= persons:
        raise CalculationError("Les personnes exonérées sont comptées dans le total des personnes.")
    basis = terms.basis
    if isinstance(basis, Fixed):
        numerator, denominator, capped = basis.cents, 1, None
    else:
        numerator, denominator = _unit(basis, persons, night_price, nights)
        if denominator == 0:
            zero = Parts(0, (0,) * len(terms.surtaxes))
            return Charge(terms, nights, persons, exempt, night_price, None, None, zero, policy)
        numerator, denominator, capped = _capped(basis, numerator, denominator)
    per_night = _per_night(numerator, denominator, terms, policy)
    count = nights * (persons - exempt)
    once = policy is Policy.STAY
    due = _once(numerator * count, denominator, terms) if once else per_night.times(count)
    return Charge(terms, nights, persons, exempt, night_price, capped, per_night, due, policy)


def _unit(basis: Proportional, persons: int, price: Fraction | None, nights: int) -> tuple[int, int]:
    """Exact cents per person and night before the cap; a denominator of zero when there is nobody to divide by."""
    if nights == 0 or persons == 0:
        return 0, 0
    if price is None:
        raise CalculationError("Le prix hors taxes du séjour est nécessaire : le taux porte sur lui.")
    if price < 0:
        raise CalculationError("Le prix du séjour est négatif.")
    return price.numerator * basis.ppm, price.denominator * persons * MILLION


def _capped(basis: Proportional, numerator: int, denominator: int) -> tuple[int, int, bool | None]:
    if basis.cap is None:
        return numerator, denominator, None
    if numerator > basis.cap * denominator:
        return basis.cap, 1, True
    return numerator, denominator, False


def _per_night(numerator: int, denominator: int, terms: Terms, policy: Policy) -> Parts:
    if policy is Policy.PARTS:
        return parts_apart(half_up(numerator, denominator), terms.ppms)
    return _once(numerator, denominator, terms)


def _once(numerator: int, denominator: int, terms: Terms) -> Parts:
    return parts_of_total(numerator, denominator, terms.ppms)


def parts_apart(base: Cents, ppms: tuple[int, ...]) -> Parts:
    """Each surtax on the rounded base, rounded on its own: the parts are those of the posted grid."""
    return Parts(base, tuple([half_up(base * one, MILLION) for one in ppms]))


def parts_of_total(numerator: int, denominator: int, ppms: tuple[int, ...]) -> Parts:
    """The total rounded once; the surtaxes share what it leaves above the base, no cent lost."""
    base = half_up(numerator, denominator)
    whole = sum(ppms)
    if whole == 0:
        return Parts(base, (0,) * len(ppms))
    total = half_up(numerator * (MILLION + whole), denominator * MILLION)
    return Parts(base, tuple(share_out(total - base, ppms)))
