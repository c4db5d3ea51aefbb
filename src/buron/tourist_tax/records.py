"""One declaration as a JSON object: read strictly, computed by the rules, given back with its derivation.

The keys are those of ``docs/manuel/taxe-de-sejour-calcul.md``. A missing key means what its null means. Pure: no
Django, no clock. Every refusal is a :class:`CalculationError` in French that names the key.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Mapping
from decimal import Decimal
from difflib import get_close_matches
from fractions import Fraction
from typing import Any

from buron.kernel.formats import number
from buron.kernel.money import cents
from buron.tourist_tax.law import DatedValue, Law, SurtaxRule
from buron.tourist_tax.rules import (
    LONGEST_STAY,
    CalculationError,
    Charge,
    Fixed,
    FlatCharge,
    Policy,
    Proportional,
    Shares,
    Step,
    Surtax,
    Terms,
    charge,
    explain_charge,
    explain_flat,
    flat_charge,
    lawful_cap,
)
from buron.tourist_tax.rules.derivation import percent_text

MOST_PERSONS = 10_000
MOST_UNITS = 100_000
MOST_PRICE = 10_000_000
MOST_TARIFF = 100
MOST_DIGITS = 28
"""What decimal arithmetic holds without rounding."""
FIRST_YEAR, LAST_YEAR = 1910, 2100
INPUT_KEYS = frozenset(
    {
        *("id", "description", "date", "place", "category", "regime"),
        *("adopted_tariff_eur", "adopted_rate_pct", "cap_eur", "stay_price_excl_vat_eur"),
        *("nights", "persons_total", "persons_exempt", "department_surtax_pct", "region_surtax_pct"),
        *("capacity_units", "abatement_pct"),
    }
)
NEARNESS = 0.8
"""How alike two keys are, from 0 to 1, for the one to be taken as a slip of the other."""
_DEPARTMENT = re.compile(r"\((\d{2,3}|2[AB])\)")
_ISO_DAY = re.compile(r"\d{4}-\d{2}-\d{2}")


def compute_record(record: Mapping[str, Any], law: Law, policy: Policy = Policy.PARTS) -> dict[str, Any]:
    """The tax of one declaration: ``id``, ``per_person_night``, ``stay``, ``capped``, ``derivation``."""
    _refuse_misspelt(record)
    day = _day(record)
    regime = _text(record, "regime") or ("forfait" if record.get("capacity_units") is not None else "reel")
    warnings: list[Step] = []
    surtaxes = _surtaxes(record, law, day, warnings)
    if regime == "forfait":
        return _flat_answer(record, _flat(record, surtaxes, policy), law, day, warnings)
    if regime not in ("reel", "réel"):
        raise CalculationError("« regime » : « reel » ou « forfait » est attendu.")
    return _answer(record, _real(record, surtaxes, law, day, policy), law, day, warnings)


def _answer(
    record: Mapping[str, Any], found: Charge, law: Law, day: dt.date | None, warnings: list[Step]
) -> dict[str, Any]:
    return {
        "id": record.get("id"),
        "per_person_night": _euros(found.shares_per_night),
        "stay": _euros(found.shares),
        "capped": found.capped,
        "derivation": [str(step) for step in [*explain_charge(found, law, day), *warnings]],
    }


def _flat_answer(
    record: Mapping[str, Any], found: FlatCharge, law: Law, day: dt.date | None, warnings: list[Step]
) -> dict[str, Any]:
    """A flat tax: ``per_person_night`` is what one unit of capacity bears for a night, ``stay`` the whole period."""
    return {
        "id": record.get("id"),
        "per_person_night": _euros(found.shares_per_unit),
        "stay": _euros(found.shares),
        "capped": None,
        "units_after_abatement": float(found.units),
        "derivation": [str(step) for step in [*explain_flat(found, law, day), *warnings]],
    }


def _euros(shares: Shares | None) -> dict[str, float | None]:
    if shares is None:
        return dict.fromkeys(("base", "department", "region", "total"))
    return {
        "base": shares.base / 100,
        "department": shares.department / 100,
        "region": shares.region / 100,
        "total": shares.total / 100,
    }


def _real(
    record: Mapping[str, Any], surtaxes: tuple[Surtax, ...], law: Law, day: dt.date | None, policy: Policy
) -> Charge:
    nights = _count(record, "nights", LONGEST_STAY, "nuits")
    persons = _count(record, "persons_total", MOST_PERSONS, "personnes")
    exempt = _count(record, "persons_exempt", MOST_PERSONS, "personnes", missing=0)
    if exempt > persons:
        raise CalculationError(
            f"« persons_exempt » : {number(exempt)} exonérées pour {number(persons)} personnes en tout."
        )
    price = _decimal(record, "stay_price_excl_vat_eur", MOST_PRICE, decimals=20)
    night_price = Fraction(price) * 100 / nights if price is not None and nights else None
    terms = Terms(_basis(record, law, day), surtaxes, _text(record, "category"))
    return charge(
        terms, nights=nights, persons=persons, exempt=exempt, night_price=night_price, policy=policy
    )


def _basis(record: Mapping[str, Any], law: Law, day: dt.date | None) -> Fixed | Proportional:
    tariff = _decimal(record, "adopted_tariff_eur", MOST_TARIFF)
    rate = _decimal(record, "adopted_rate_pct", 100, decimals=4)
    cap = _decimal(record, "cap_eur", MOST_TARIFF)
    if (tariff is None) == (rate is None):
        raise CalculationError(
            "Il faut « adopted_tariff_eur » (hébergement classé) ou « adopted_rate_pct » (sans classement), "
            "un seul des deux."
        )
    if rate is None:
        return Fixed(cents(tariff or Decimal(0)))
    highest = None if cap is None else cents(cap)
    if day is None:
        return Proportional(
            rate, highest, "" if highest is None else "tarif le plus élevé voté par la collectivité"
        )
    return Proportional(rate, *lawful_cap(law, day, highest))


def _flat(record: Mapping[str, Any], surtaxes: tuple[Surtax, ...], policy: Policy) -> FlatCharge:
    if record.get("adopted_rate_pct") is not None:
        raise CalculationError("« adopted_rate_pct » : un hébergement au taux est toujours au réel.")
    tariff = _decimal(record, "adopted_tariff_eur", MOST_TARIFF)
    if tariff is None:
        raise CalculationError("« adopted_tariff_eur » : à renseigner pour un forfait.")
    return flat_charge(
        capacity=_count(record, "capacity_units", MOST_UNITS, "unités"),
        nights=_count(record, "nights", LONGEST_STAY, "nuits"),
        tariff=cents(tariff),
        abatement=_decimal(record, "abatement_pct", 100, decimals=4) or Decimal(0),
        surtaxes=surtaxes,
        policy=policy,
        category=_text(record, "category"),
    )


def _surtaxes(
    record: Mapping[str, Any], law: Law, day: dt.date | None, warnings: list[Step]
) -> tuple[Surtax, ...]:
    """The surtaxes that are given; null and 0 mean none. Those of the law say their name when they are recognised."""
    found: list[Surtax] = []
    department_pct = _decimal(record, "department_surtax_pct", 1000, decimals=4)
    region_pct = _decimal(record, "region_surtax_pct", 1000, decimals=4) or Decimal(0)
    if department_pct:
        found.append(_department_surtax(department_pct, law, day, warnings))
    lawful = _lawful_groups(law, day, _department(record))
    if region_pct:
        found += _region_surtaxes(region_pct, lawful)
    if day and len(lawful) == 1 and (total := _sum(lawful[0])) != region_pct:
        warnings.append(
            Step(
                f"À vérifier : à cet endroit et à cette date, les taxes additionnelles régionales font "
                f"{percent_text(total)}, non {percent_text(region_pct)}.",
                " ; ".join(value.reference.cite for _surtax, value in lawful[0])
                or law.cite("surtax.principle", day),
            )
        )
    return tuple(found)


Group = tuple[tuple[SurtaxRule, DatedValue], ...]


def _lawful_groups(law: Law, day: dt.date | None, department: str) -> list[Group]:
    """The regional surtaxes in force: those of the département, or without one those of each area."""
    if day is None:
        return []
    areas = (
        [department] if department else sorted({one for surtax in law.surtaxes for one in surtax.departments})
    )
    groups = [
        tuple(pair for pair in law.surtaxes_on(day, area) if pair[0].share == "region") for area in areas
    ]
    return list(dict.fromkeys(groups))


def _sum(group: Group) -> Decimal:
    return sum((value.decimal for _surtax, value in group), Decimal(0))


def _region_surtaxes(given: Decimal, lawful: list[Group]) -> list[Surtax]:
    alike = [group for group in lawful if group and _sum(group) == given]
    if len(alike) == 1:
        return [
            Surtax(surtax.rule.key, "region", surtax.rule.title, value.decimal, value.reference.cite)
            for surtax, value in alike[0]
        ]
    articles = [value.reference.cite for group in alike for _surtax, value in group]
    return [Surtax("region", "region", "Taxes additionnelles régionales", given, " ou ".join(articles))]


def _department_surtax(given: Decimal, law: Law, day: dt.date | None, warnings: list[Step]) -> Surtax:
    surtax = next(one for one in law.surtaxes if one.share == "department")
    value = (surtax.rule.on(day) if day else None) or surtax.rule.values[-1]
    if given != value.decimal:
        lawful, asked = percent_text(value.decimal), percent_text(given)
        text = f"À vérifier : la taxe additionnelle départementale est de {lawful}, non {asked}."
        warnings.append(Step(text, value.reference.cite))
    return Surtax(surtax.rule.key, "department", surtax.rule.title, given, value.reference.cite)


def _department(record: Mapping[str, Any]) -> str:
    """The département in brackets at the end of the place, as in ``Nice (06)``."""
    found = _DEPARTMENT.search(_text(record, "place"))
    return found.group(1) if found else ""


def _refuse_misspelt(record: Mapping[str, Any]) -> None:
    for key in record:
        if key not in INPUT_KEYS:
            near = get_close_matches(key, INPUT_KEYS, 1, NEARNESS)
            if near and near[0] not in record:
                raise CalculationError(f"« {key} » : clé inconnue, vouliez-vous dire « {near[0]} » ?")


def _text(record: Mapping[str, Any], key: str) -> str:
    value = record.get(key)
    if value is None:
        return ""
    if not isinstance(value, str):
        raise CalculationError(f"« {key} » : un texte est attendu.")
    return value.strip()


def _day(record: Mapping[str, Any]) -> dt.date | None:
    text = _text(record, "date")
    if not text:
        return None
    if not _ISO_DAY.fullmatch(text):
        raise CalculationError("« date » : l’écriture attendue est AAAA-MM-JJ, par exemple 2026-07-01.")
    try:
        day = dt.date.fromisoformat(text)
    except ValueError as error:
        raise CalculationError(f"« date » : le {text} n’existe pas.") from error
    if not FIRST_YEAR <= day.year <= LAST_YEAR:
        raise CalculationError(f"« date » : une année de {FIRST_YEAR} à {LAST_YEAR} est attendue.")
    return day


def _number(record: Mapping[str, Any], key: str) -> Decimal | None:
    value = record.get(key)
    if value is None:
        return None
    if isinstance(value, bool) or not isinstance(value, int | Decimal):
        raise CalculationError(f"« {key} » : un nombre est attendu, sans guillemets ni unité.")
    found = Decimal(value)
    if not found.is_finite():
        raise CalculationError(f"« {key} » : un nombre est attendu.")
    if found < 0:
        raise CalculationError(f"« {key} » : un nombre négatif n’est pas possible.")
    if len(found.as_tuple().digits) > MOST_DIGITS and found <= MOST_PRICE:
        raise CalculationError(f"« {key} » : {MOST_DIGITS} chiffres au plus.")
    return found


def _shown(value: Decimal, unit: str) -> str:
    if value < 10**12:
        return f"{number(value)} {unit}".strip()
    return f"un nombre démesuré{f' de {unit}' if unit else ''}"


def _count(record: Mapping[str, Any], key: str, most: int, unit: str, missing: int | None = None) -> int:
    value = _number(record, key)
    if value is None:
        if missing is None:
            raise CalculationError(f"« {key} » : à renseigner (nombre de {unit}).")
        return missing
    if value > most:
        raise CalculationError(
            f"« {key} » : {_shown(value, unit)}, plus que {number(most)} : vérifiez la saisie."
        )
    if value != int(value):
        raise CalculationError(f"« {key} » : un nombre entier de {unit} est attendu.")
    return int(value)


def _decimal(record: Mapping[str, Any], key: str, most: int, decimals: int = 2) -> Decimal | None:
    value = _number(record, key)
    if value is None:
        return None
    if value > most:
        raise CalculationError(
            f"« {key} » : {_shown(value, '')}, plus que {number(most)} : vérifiez la saisie."
        )
    if -int(value.normalize().as_tuple().exponent) > decimals:
        raise CalculationError(f"« {key} » : {decimals} décimales au plus.")
    return value
