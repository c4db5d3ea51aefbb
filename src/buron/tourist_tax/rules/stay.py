"""A stay, night by night: periods, years, rates, rankings and ages may change on the way."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from buron.tourist_tax.rules.charge import charge
from buron.tourist_tax.rules.values import (
    Assessment,
    CalculationError,
    Gap,
    NotTaxed,
    Policy,
    Run,
    Terms,
)

TermsOn = Callable[[dt.date], Terms | NotTaxed]
Night = tuple[Terms | NotTaxed, int, Fraction | None]
"""Its terms, its exempt persons, and the price of it in cents."""
ONE_DAY = dt.timedelta(days=1)

LONGEST_STAY = 366
"""Nights of one stay above which something was mistyped; not a rule of law."""


@dataclass(frozen=True, slots=True)
class Stay:
    """One group in one lodging.

    ``exempt`` counts the occupants who never pay (L2333-31), minors of known age left out: their birth dates are in
    ``births``, so that a child who comes of age during the stay pays from that night on. ``price`` is the price
    of the whole stay without VAT in euros, or ``night_prices`` that of each night.
    """

    arrival: dt.date
    departure: dt.date
    persons: int
    exempt: int = 0
    births: tuple[dt.date, ...] = ()
    price: Decimal | None = None
    night_prices: tuple[Decimal, ...] = ()

    @property
    def nights(self) -> int:
        return (self.departure - self.arrival).days


def birthday(born: dt.date, age: int) -> dt.date:
    """The day on which an age is reached; someone born on 29 February reaches it on 1 March of a common year."""
    try:
        return born.replace(year=born.year + age)
    except ValueError:
        return dt.date(born.year + age, 3, 1)


def assess_stay(stay: Stay, terms_on: TermsOn, *, majority: int, policy: Policy = Policy.PARTS) -> Assessment:
    """The tax of a stay, each night under the terms of that night.

    ``terms_on`` gives the terms of a night by the day on which it begins; ``majority`` is the age of the rule
    ``exemption.minors``. The price of a stay is spread over all its nights, taxed or not. Raises
    :class:`CalculationError` on dates or counts that cannot be.
    """
    _check(stay)
    runs: list[Run] = []
    gaps: list[Gap] = []
    for first, last, found, exempt, price in _alike(stay, terms_on, majority):
        if isinstance(found, NotTaxed):
            gaps.append(Gap(first, last, found))
            continue
        nights = (last - first).days + 1
        taxed = charge(
            found, nights=nights, persons=stay.persons, exempt=exempt, night_price=price, policy=policy
        )
        runs.append(Run(first, last, taxed))
    return Assessment(tuple(runs), tuple(gaps), policy)


def _check(stay: Stay) -> None:
    if stay.departure < stay.arrival:
        raise CalculationError("Le départ est avant l’arrivée.")
    if stay.nights > LONGEST_STAY:
        raise CalculationError(f"Un séjour de plus de {LONGEST_STAY} nuits : vérifiez les dates.")
    if stay.night_prices and len(stay.night_prices) != stay.nights:
        raise CalculationError("Il faut un prix pour chaque nuit du séjour.")
    if stay.persons < 0 or stay.exempt < 0 or stay.exempt + len(stay.births) > stay.persons:
        raise CalculationError("Les personnes exonérées sont comptées dans le total des personnes.")


def _alike(
    stay: Stay, terms_on: TermsOn, majority: int
) -> Iterator[tuple[dt.date, dt.date, Terms | NotTaxed, int, Fraction | None]]:
    """Spans of nights with the same terms, the same exempt persons and the same price."""
    nights = _nights(stay, terms_on, majority)
    start = 0
    for end in range(1, len(nights) + 1):
        if end == len(nights) or not _same(nights[start], nights[end]):
            yield stay.arrival + start * ONE_DAY, stay.arrival + (end - 1) * ONE_DAY, *nights[start]
            start = end


def _same(one: Night, other: Night) -> bool:
    # Identity first: nights of one stay mostly share their terms and their price.
    alike = one[0] is other[0] or one[0] == other[0]
    return alike and one[1] == other[1] and (one[2] is other[2] or one[2] == other[2])


def _nights(stay: Stay, terms_on: TermsOn, majority: int) -> list[Night]:
    even = _even_price(stay)
    found: list[Night] = []
    if not stay.births and not stay.night_prices:
        # Most stays: nothing but the terms changes from one night to the next.
        night, exempt = stay.arrival, stay.exempt
        for _index in range(stay.nights):
            found.append((terms_on(night), exempt, even))
            night += ONE_DAY
        return found
    ages = [birthday(born, majority) for born in stay.births]
    night = stay.arrival
    for index in range(stay.nights):
        minors = sum([night < age for age in ages]) if ages else 0
        price = Fraction(stay.night_prices[index]) * 100 if stay.night_prices else even
        found.append((terms_on(night), stay.exempt + minors, price))
        night += ONE_DAY
    return found


def _even_price(stay: Stay) -> Fraction | None:
    if stay.price is None or stay.nights == 0:
        return None
    numerator, denominator = stay.price.as_integer_ratio()
    return Fraction(numerator * 100, denominator * stay.nights)
