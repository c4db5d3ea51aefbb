"""The declaration of a month: its stays and totals, each computed under the terms of its nights.

A stay is declared in the month of its last night, whole; its nights keep the terms of their own day. A total covers
nights that are all under the same terms; when they change within the month, one total is given for each part.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from fractions import Fraction

from buron.kernel.periods import end_of_month
from buron.tourist_tax.law import Law
from buron.tourist_tax.rules.charge import charge
from buron.tourist_tax.rules.derivation import Step, explain_stay, explain_total
from buron.tourist_tax.rules.stay import LONGEST_STAY, ONE_DAY, Stay, TermsOn, assess_stay
from buron.tourist_tax.rules.values import (
    NOTHING,
    CalculationError,
    Cents,
    Charge,
    NotTaxed,
    Policy,
    Proportional,
    Shares,
    Terms,
)

MOST_LINES = 2_000
MOST_PERSONS = 10_000
MOST_NIGHTS = 200_000
"""Person-nights of one total above which something was mistyped; not a rule of law."""
MOST_PRICE: Cents = 1_000_000_000
EXEMPTIONS = ("exemption.minors", "exemption.seasonal", "exemption.emergency", "exemption.low_rent")
"""Reasons of L2333-31, by their keys in the law."""
_REASONS = frozenset(EXEMPTIONS)


@dataclass(frozen=True, slots=True)
class DeclaredStay:
    """A stay as declared. ``persons`` counts everybody; ``exempt`` those who do not pay, by reason; price in cents."""

    arrival: dt.date
    departure: dt.date
    persons: int
    exempt: Mapping[str, int] = field(default_factory=dict)
    price: Cents | None = None
    collected_on: dt.date | None = None
    reference: str = ""


@dataclass(frozen=True, slots=True)
class DeclaredTotal:
    """Person-nights of a month, or of the part of it from ``first`` to ``last`` (both included).

    ``exempt`` counts person-nights by reason; ``price`` is the price without VAT of all the nights, in cents.
    """

    nights_taxed: int
    exempt: Mapping[str, int] = field(default_factory=dict)
    price: Cents | None = None
    first: dt.date | None = None
    last: dt.date | None = None
    stays: int | None = None


Declared = DeclaredStay | DeclaredTotal


@dataclass(frozen=True, slots=True)
class LineCharge:
    """What one line comes to: person-nights, shares, the category of its first taxed night, its derivation."""

    declared: Declared
    nights_taxed: int
    nights_exempt: int
    shares: Shares
    category: str
    steps: tuple[Step, ...] = ()


@dataclass(frozen=True, slots=True)
class MonthCharge:
    """What a month comes to."""

    month: dt.date
    lines: tuple[LineCharge, ...]

    @property
    def shares(self) -> Shares:
        return sum((line.shares for line in self.lines), NOTHING)

    @property
    def nights_taxed(self) -> int:
        return sum(line.nights_taxed for line in self.lines)

    @property
    def nights_exempt(self) -> int:
        return sum(line.nights_exempt for line in self.lines)

    @property
    def category(self) -> str:
        return next((line.category for line in self.lines if line.category), "")


def assess_month(
    month: dt.date,
    declared: Sequence[Declared],
    terms_on: TermsOn,
    law: Law,
    *,
    policy: Policy = Policy.PARTS,
    explained: bool = True,
) -> MonthCharge:
    """Compute every line of a month's declaration; ``month`` is its first day.

    Raises :class:`CalculationError`, whose message begins with the line's number when there are several.
    """
    if len(declared) > MOST_LINES:
        raise CalculationError(f"Une déclaration a {MOST_LINES} lignes au plus.")
    lines = []
    for number, one in enumerate(declared, start=1):
        try:
            lines.append(_line(month, one, terms_on, law, policy, explained))
        except CalculationError as error:
            if len(declared) == 1:
                raise
            raise CalculationError(f"Ligne {number} : {error}") from error
    return MonthCharge(month, tuple(lines))


def _line(
    month: dt.date, declared: Declared, terms_on: TermsOn, law: Law, policy: Policy, explained: bool
) -> LineCharge:
    _check_counts(declared)
    if isinstance(declared, DeclaredStay):
        return _stay(month, declared, terms_on, law, policy, explained)
    return _total(month, declared, terms_on, law, policy, explained)


def _check_counts(declared: Declared) -> None:
    if not _REASONS.issuperset(declared.exempt):
        unknown = sorted(set(declared.exempt) - _REASONS)
        raise CalculationError(f"Motif d’exonération inconnu : {', '.join(unknown)}.")
    if declared.exempt and min(declared.exempt.values()) < 0:
        raise CalculationError("Un nombre ne peut pas être négatif.")
    if declared.price is not None and not 0 <= declared.price <= MOST_PRICE:
        raise CalculationError("Le prix est négatif ou démesuré : vérifiez-le.")


def _stay(
    month: dt.date, declared: DeclaredStay, terms_on: TermsOn, law: Law, policy: Policy, explained: bool
) -> LineCharge:
    if declared.departure <= declared.arrival:
        raise CalculationError("Le départ doit venir après l’arrivée.")
    if (declared.departure - declared.arrival).days > LONGEST_STAY:
        raise CalculationError(f"Un séjour de plus de {LONGEST_STAY} nuits : vérifiez les dates.")
    last_night = declared.departure - ONE_DAY
    if (last_night.year, last_night.month) != (month.year, month.month):
        raise CalculationError(
            f"Le séjour qui finit le {declared.departure:%d/%m/%Y} se déclare au mois de sa dernière nuit."
        )
    if not 1 <= declared.persons <= MOST_PERSONS:
        raise CalculationError("Indiquez le nombre de personnes, exonérées comprises.")
    exempt = sum(declared.exempt.values())
    price = None if declared.price is None else Decimal(declared.price) / 100
    stay = Stay(declared.arrival, declared.departure, declared.persons, exempt, price=price)
    found = assess_stay(stay, terms_on, majority=_majority(law, declared.arrival), policy=policy)
    taxed = sum(run.charge.taxed_nights for run in found.runs)
    category = next((run.charge.terms.category for run in found.runs), "")
    steps = tuple(explain_stay(found, law)) if explained else ()
    return LineCharge(declared, taxed, stay.nights * declared.persons - taxed, found.shares, category, steps)


def _majority(law: Law, day: dt.date) -> int:
    value = law.on("exemption.minors", day)
    if value is None:
        raise CalculationError(f"L’âge d’exonération n’est pas connu au {day:%d/%m/%Y}.")
    return int(value.value)


def _total(
    month: dt.date, declared: DeclaredTotal, terms_on: TermsOn, law: Law, policy: Policy, explained: bool
) -> LineCharge:
    exempt = sum(declared.exempt.values())
    if declared.nights_taxed < 0:
        raise CalculationError("Un nombre de nuitées ne peut pas être négatif.")
    if declared.nights_taxed + exempt > MOST_NIGHTS:
        raise CalculationError("Un nombre de nuitées démesuré : vérifiez-le.")
    first, terms = _terms_of_span(month, declared, terms_on)
    if isinstance(terms, NotTaxed):
        if declared.nights_taxed:
            raise CalculationError(f"Ces nuitées ne sont pas taxées ({terms.reason}).")
        return LineCharge(declared, 0, exempt, NOTHING, "")
    found = _charge_total(declared, exempt, terms, policy)
    last = declared.last or end_of_month(month)
    steps = tuple(explain_total(found, law, max(first, declared.first or month), last)) if explained else ()
    return LineCharge(declared, declared.nights_taxed, exempt, found.shares, terms.category, steps)


def _charge_total(declared: DeclaredTotal, exempt: int, terms: Terms, policy: Policy) -> Charge:
    """Person-nights are charged as persons of one night: the price divides by all, the taxed ones pay."""
    everybody = declared.nights_taxed + exempt
    if isinstance(terms.basis, Proportional) and declared.nights_taxed and declared.price is None:
        raise CalculationError(
            "Sans classement, la taxe dépend du prix : indiquez le prix hors taxes des nuits."
        )
    price = None if declared.price is None else Fraction(declared.price)
    return charge(terms, nights=1, persons=everybody, exempt=exempt, night_price=price, policy=policy)


def _terms_of_span(
    month: dt.date, declared: DeclaredTotal, terms_on: TermsOn
) -> tuple[dt.date, Terms | NotTaxed]:
    """The only terms of the span's nights. Nights outside the collection period do not count against the others."""
    first, last = declared.first or month, declared.last or end_of_month(month)
    if not month <= first <= last <= end_of_month(month):
        raise CalculationError("Le total porte sur des jours hors du mois déclaré.")
    days = [first + ONE_DAY * index for index in range((last - first).days + 1)]
    by_day = [(day, terms_on(day)) for day in days]
    taxed = [(day, found) for day, found in by_day if isinstance(found, Terms)]
    if not taxed:
        return by_day[0]
    change = next((day for day, found in taxed if found != taxed[0][1]), None)
    if change is not None:
        raise CalculationError(
            f"Le tarif change le {change:%d/%m/%Y} : déclarez séjour par séjour, ou un total avant et un à partir "
            "de ce jour."
        )
    return taxed[0]
