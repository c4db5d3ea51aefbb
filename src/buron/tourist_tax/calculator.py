"""The calculator's question and answer: what the form asks, what the page and its printed sheet show. Pure."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from buron.tourist_tax.law import Law
from buron.tourist_tax.rules import (
    Assessment,
    CalculationError,
    Cents,
    Fixed,
    Parts,
    Policy,
    Proportional,
    Stay,
    Step,
    Surtax,
    Terms,
    assess_stay,
    explain_flat,
    explain_stay,
    flat_charge,
    lawful_cap,
    lawful_surtaxes,
    majority,
)

BASE_TITLE = "Part de la commune ou de l’intercommunalité"


@dataclass(frozen=True, slots=True)
class Place:
    """Where the lodging is: ``department_tax`` None means that the vote is looked up in the law."""

    department: str
    department_tax: bool | None


@dataclass(frozen=True, slots=True)
class StayQuestion:
    """A stay at one tariff, or at one percentage of its price (``rate`` set). Amounts in cents, price in euros."""

    arrival: dt.date
    nights: int
    persons: int
    exempt: int
    category: str
    place: Place
    tariff: Cents | None = None
    rate: Decimal | None = None
    cap: Cents | None = None
    price: Decimal | None = None
    policy: Policy = Policy.PARTS


@dataclass(frozen=True, slots=True)
class FlatQuestion:
    """A flat tax for the nights of one period."""

    day: dt.date
    nights: int
    capacity: int
    abatement: Decimal
    category: str
    place: Place
    tariff: Cents
    policy: Policy = Policy.PARTS


@dataclass(frozen=True, slots=True)
class Row:
    """One beneficiary: cents for a person and a night (None when nights differ), and for the whole."""

    title: str
    article: str
    each: Cents | None
    due: Cents


@dataclass(frozen=True, slots=True)
class Answer:
    """Rows that add up to ``total``, the derivation, and what has to be checked."""

    rows: tuple[Row, ...]
    total: Row
    steps: tuple[Step, ...]
    warnings: tuple[Step, ...]
    is_flat: bool


def answer_stay(question: StayQuestion, law: Law) -> Answer:
    """The tax of a stay, each night under the law of that night. :class:`CalculationError` when it cannot be."""

    def terms_on(day: dt.date) -> Terms:
        surtaxes = lawful_surtaxes(law, day, question.place.department, question.place.department_tax)
        return Terms(_basis(question, law, day), surtaxes, question.category)

    departure = question.arrival + dt.timedelta(days=question.nights)
    stay = Stay(question.arrival, departure, question.persons, question.exempt, price=question.price)
    found = assess_stay(stay, terms_on, majority=_majority(law, question.arrival), policy=question.policy)
    return _answer(
        _rows(found), explain_stay(found, law), _unknown_vote(question.place, question.arrival, law)
    )


def answer_flat(question: FlatQuestion, law: Law) -> Answer:
    """A flat tax."""
    surtaxes = lawful_surtaxes(law, question.day, question.place.department, question.place.department_tax)
    found = flat_charge(
        capacity=question.capacity,
        nights=question.nights,
        tariff=question.tariff,
        abatement=question.abatement,
        surtaxes=surtaxes,
        policy=question.policy,
        category=question.category,
    )
    rows = _table([(surtaxes, found.due)], found.parts_per_unit)
    steps = explain_flat(found, law, question.day)
    return _answer(rows, steps, _unknown_vote(question.place, question.day, law), is_flat=True)


def _majority(law: Law, day: dt.date) -> int:
    try:
        return majority(law, day)
    except LookupError as error:
        raise CalculationError(f"Buron ne connaît pas les exonérations de {day.year}.") from error


def _basis(question: StayQuestion, law: Law, day: dt.date) -> Fixed | Proportional:
    if question.rate is not None:
        return Proportional(question.rate, *lawful_cap(law, day, question.cap))
    if question.tariff is None:
        raise CalculationError("Le tarif voté est nécessaire pour un hébergement classé.")
    return Fixed(question.tariff)


def _answer(
    rows: tuple[Row, ...], steps: Sequence[Step], unknown: list[Step], *, is_flat: bool = False
) -> Answer:
    warnings = [*unknown, *(step for step in steps if step.kind == "warn")]
    each = None if any(row.each is None for row in rows) else sum(row.each or 0 for row in rows)
    total = Row("Total", "", each, sum(row.due for row in rows))
    kept = [step for step in steps if step.kind not in ("warn", "total")]
    return Answer(rows, total, tuple(kept), tuple(dict.fromkeys(warnings)), is_flat)


def _rows(found: Assessment) -> tuple[Row, ...]:
    charges = [run.charge for run in found.runs]
    each = charges[0].per_night if len(charges) == 1 else None
    return _table([(charge.terms.surtaxes, charge.due) for charge in charges], each)


def _table(parts: Sequence[tuple[tuple[Surtax, ...], Parts]], each: Parts | None) -> tuple[Row, ...]:
    """One row for each beneficiary, in the order in which they come."""
    surtaxes: dict[str, Surtax] = {}
    due: dict[str, Cents] = {}
    for found, amounts in parts:
        for surtax, cents in zip(found, amounts.extras, strict=True):
            surtaxes[surtax.key] = surtax
            due[surtax.key] = due.get(surtax.key, 0) + cents
    rows = [Row(BASE_TITLE, "", each.base if each else None, sum(amounts.base for _found, amounts in parts))]
    for index, (key, surtax) in enumerate(surtaxes.items()):
        rows.append(Row(surtax.title, surtax.article, each.extras[index] if each else None, due[key]))
    return tuple(rows)


def _unknown_vote(place: Place, day: dt.date, law: Law) -> list[Step]:
    """Say that a surtax was left out because nobody recorded whether the département voted it."""
    if place.department_tax is not None:
        return []
    for surtax, value in law.surtaxes_on(day, place.department):
        if surtax.optional and surtax.adoption(place.department, day) is None:
            text = (
                f"{surtax.rule.title} : Buron ne sait pas si ce département l’a votée, elle n’est pas comptée. "
                "Répondez oui ou non dans le formulaire."
            )
            return [Step(text, value.reference.cite, "warn")]
    return []
