"""A line of a platform's file under the terms of its nights: what the rules make of it, and how far the file is."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, replace

from buron.tourist_tax.law import Law
from buron.tourist_tax.rules.month import (
    Declared,
    DeclaredStay,
    DeclaredTotal,
    LineCharge,
    assess_month,
)
from buron.tourist_tax.rules.sharing import all_in_percent
from buron.tourist_tax.rules.stay import TermsOn
from buron.tourist_tax.rules.values import CalculationError, Cents, NotTaxed, Policy, Shares, Terms

TOLERANCE: Cents = 1
"""Accepted per person-night when a collected amount is checked, since no text says how cents are rounded."""


@dataclass(frozen=True, slots=True)
class Told:
    """What a line tells. ``nights`` are person-nights; ``price`` of the whole stay without VAT, in cents."""

    month: dt.date
    arrival: dt.date | None
    departure: dt.date | None
    persons: int | None
    taxed: int | None
    minors: int | None
    nights: int | None
    price: Cents | None
    collected: Cents | None
    reference: str = ""


@dataclass(frozen=True, slots=True)
class Checked:
    """``charge`` enters the account. ``due`` is what the rules say, None when the file lacks a fact.

    ``taxed`` is how many persons the collected amount stands for, when the file does not say it and it fits.
    ``flat``: the lodging is at the forfait. ``every`` is the amount had everybody paid.
    """

    charge: LineCharge
    due: Cents | None
    taxed: int | None = None
    flat: bool = False
    every: Cents | None = None


def check_line(told: Told, terms_on: TermsOn, law: Law, policy: Policy = Policy.PARTS) -> Checked:
    """What the account takes: the rules' amount; the collected one where they cannot be applied."""
    declared = _declared(told)
    if declared is None:
        return _as_collected(told, terms_on)
    try:
        full = _assess(told, declared, terms_on, law, policy)
        every = full if not _exempt(told) else _assess(told, _declared(told, 0), terms_on, law, policy)
    except CalculationError:
        return _as_collected(told, terms_on)
    found, taxed = full, None
    if told.taxed is None and not told.minors and told.collected is not None and told.persons:
        found, taxed = _fitting(told, full, terms_on, law, policy)
    if told.minors is None:
        # The file does not say why some do not pay: no reason is invented for it.
        found = replace(found, declared=every.declared)
    return Checked(found, found.shares.total, taxed, _is_flat(told, terms_on), every.shares.total)


def is_off(collected: Cents | None, due: Cents | None, nights_taxed: int) -> bool:
    """Whether a collected amount is farther from the rule than a cent per person-night."""
    return collected is not None and due is not None and abs(collected - due) > TOLERANCE * nights_taxed


def _exempt(told: Told) -> int:
    if told.persons is None:
        return 0
    if told.taxed is not None:
        return max(0, told.persons - told.taxed)
    return min(told.minors or 0, told.persons)


def _declared(told: Told, exempt: int | None = None) -> Declared | None:
    out = _exempt(told) if exempt is None else exempt
    if told.arrival and told.departure and told.persons:
        reasons = {"exemption.minors": out} if out else {}
        return DeclaredStay(
            told.arrival, told.departure, told.persons, reasons, told.price, reference=told.reference
        )
    if told.nights is None:
        return None
    unpaid = told.nights * out // told.persons if told.persons else 0
    reasons = {"exemption.minors": unpaid} if unpaid else {}
    return DeclaredTotal(told.nights - unpaid, reasons, told.price)


def _assess(told: Told, declared: Declared | None, terms_on: TermsOn, law: Law, policy: Policy) -> LineCharge:
    if declared is None:
        raise CalculationError("Ni séjour ni nuitées.")
    return assess_month(told.month, [declared], terms_on, law, policy=policy, explained=False).lines[0]


def _fitting(
    told: Told, full: LineCharge, terms_on: TermsOn, law: Law, policy: Policy
) -> tuple[LineCharge, int | None]:
    """Of the numbers of payers from everybody to one, the first that the collected amount fits."""
    persons = told.persons or 0
    for taxed in range(persons, 0, -1):
        found = full
        if taxed < persons:
            found = _assess(told, _declared(told, persons - taxed), terms_on, law, policy)
        if not is_off(told.collected, found.shares.total, found.nights_taxed):
            return replace(found, declared=full.declared), taxed if taxed < persons else None
    return full, None


def _as_collected(told: Told, terms_on: TermsOn) -> Checked:
    terms = _first_terms(told, terms_on)
    department = region = 0
    category = ""
    if isinstance(terms, Terms):
        category = terms.category
        department = sum(one.ppm for one in terms.surtaxes if one.share == "department")
        region = sum(one.ppm for one in terms.surtaxes if one.share == "region")
    shares = all_in_percent(told.collected, department, region) if told.collected else Shares(0, 0, 0)
    nights = told.nights or 0
    line = LineCharge(DeclaredTotal(nights, {}, told.price), nights, 0, shares, category)
    return Checked(line, None, flat=_is_flat(told, terms_on))


def _first_terms(told: Told, terms_on: TermsOn) -> Terms | NotTaxed | None:
    try:
        return terms_on(told.arrival or told.month)
    except CalculationError:
        return None


def _is_flat(told: Told, terms_on: TermsOn) -> bool:
    terms = _first_terms(told, terms_on)
    return isinstance(terms, NotTaxed) and terms.rule == "regime.by_nature"
