"""What the law allows: the cap of a percentage, and whether a tariff, a rate or a vote stands within its limits."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from decimal import Decimal
from typing import Literal

from buron.kernel.formats import amount, date_text, number, percent
from buron.kernel.money import cents
from buron.tourist_tax.law import DatedValue, Law
from buron.tourist_tax.rules.values import Cents

NATIONAL_CAP_LINE = "stars_4"
"""The line whose ceiling capped the percentage until 2020."""


@dataclass(frozen=True, slots=True)
class Finding:
    """What does not stand with the law, in French with its article.

    ``refused`` contradicts a verified value; ``doubtful`` one that is not verified, or that is not recorded.
    """

    level: Literal["refused", "doubtful"]
    message: str
    article: str


def lawful_cap(law: Law, day: dt.date, highest_adopted: Cents | None) -> tuple[Cents | None, str]:
    """The cap per person and night on a day, in cents before any surtax, and why; None when it is not known.

    Until 2020 the national ceiling of 4-star hotels applies when it is lower, or alone when the highest adopted
    tariff is not known.
    """
    rule = law.on("proportional.cap", day)
    if rule is not None and rule.value == "lowest_of_highest_adopted_and_stars_4":
        ceiling = law.limits(NATIONAL_CAP_LINE, day)[1]
        national = cents(ceiling.decimal) if ceiling else None
        if national is not None and (highest_adopted is None or national < highest_adopted):
            return national, "plafond national des hôtels 4 étoiles"
    if highest_adopted is None:
        return None, ""
    return highest_adopted, "tarif le plus élevé voté par la collectivité"


def check_tariff(law: Law, day: dt.date, line: str, tariff: Cents) -> Finding | None:
    """Whether an adopted tariff stands between floor and ceiling; None when it does."""
    floor, ceiling = law.limits(line, day)
    if floor is None or ceiling is None:
        return Finding("doubtful", _not_compared(law, day, line), law.cite("tariff.principle", day))
    low, high = cents(floor.decimal), cents(ceiling.decimal)
    if low <= tariff <= high:
        return None
    bound, value, word = (
        (floor, low, "au-dessous du plancher") if tariff < low else (ceiling, high, "au-dessus du plafond")
    )
    return _outside(f"le tarif de {amount(tariff)} est {word} de {amount(value)} ({day.year})", bound)


def _not_compared(law: Law, day: dt.date, line: str) -> str:
    """Say that the limits of a year are not known, with the latest known ones, which prove nothing of that year."""
    number = law.lines[line].number
    message = f"ligne {number}, limites {day.year} non publiées dans Buron : à vérifier, tarif non comparé"
    floors, ceilings = (law.rules[f"{kind}.{line}"].values for kind in ("floor", "ceiling"))
    latest = ceilings[-1].valid_from
    if latest is None or latest > day:
        return message
    bounds = f"{amount(cents(floors[-1].decimal))} à {amount(cents(ceilings[-1].decimal))}"
    return f"{message} (en {latest.year} : de {bounds})"


def check_rate(law: Law, day: dt.date, rate: Decimal) -> Finding | None:
    """Whether an adopted percentage stands within its limits; None when it does."""
    floor, ceiling = law.on("proportional.floor", day), law.on("proportional.ceiling", day)
    if floor is None or ceiling is None:
        first = law.rules["proportional.floor"].values[0]
        since = date_text(first.valid_from)
        message = f"le taux sur le prix n’existe que depuis le {since}"
        return _outside(message, first)
    if floor.decimal <= rate <= ceiling.decimal:
        return None
    bound = floor if rate < floor.decimal else ceiling
    limits = f"de {number(floor.decimal)} à {percent(ceiling.decimal, 0)}"
    return _outside(f"le taux de {number(rate)} % n’est pas dans les limites ({limits})", bound)


def check_abatement(law: Law, day: dt.date, abatement: Decimal) -> Finding | None:
    """Whether an abatement of the flat tax stands within its limits; none at all is allowed."""
    floor, ceiling = law.on("flat.abatement_floor", day), law.on("flat.abatement_ceiling", day)
    if floor is None or ceiling is None or not abatement or floor.decimal <= abatement <= ceiling.decimal:
        return None
    bound = floor if abatement < floor.decimal else ceiling
    limits = f"de {number(floor.decimal)} à {percent(ceiling.decimal, 0)}"
    return _outside(f"l’abattement de {number(abatement)} % n’est pas dans les limites ({limits})", bound)


def check_adoption(law: Law, voted_on: dt.date, applies_from: dt.date) -> Finding | None:
    """Whether a decision was adopted soon enough: before the day of the year of the rule, the year before."""
    deadline = law.on("adoption.deadline", dt.date(applies_from.year - 1, 1, 1))
    if deadline is None:
        return None
    month, day = map(int, deadline.value.split("-"))
    last = dt.date(applies_from.year - 1, month, day)
    if voted_on < last:
        return None
    message = (
        f"la délibération du {date_text(voted_on)} devait être adoptée avant le {date_text(last)} "
        f"pour s’appliquer en {applies_from.year}"
    )
    return _outside(message, deadline)


def _outside(message: str, bound: DatedValue) -> Finding:
    if bound.is_verified:
        return Finding("refused", message, bound.reference.cite)
    return Finding("doubtful", f"{message} ; cette limite n’est pas vérifiée", bound.reference.cite)


def majority(law: Law, day: dt.date) -> int:
    """The age in years under which an occupant is exempt; :class:`LookupError` for a day without a rule."""
    found = law.on("exemption.minors", day)
    if found is None:
        raise LookupError(f"no age of exemption is recorded for {day}")
    return int(found.value)
