"""Speed of the tourist tax: 100,000 varied declarations through the rules, on one core.

``python -m bench.tax_speed``. Stays at a tariff and at a percentage, over New Year, over the end of a season and of a
ranking, with children who come of age, and flat taxes, in 200 lodgings of four départements; then as many months as
hosts send them. What was declared is prepared before the clock starts; the terms of each night are found inside it.
The derivation, and the whole way from a line of JSON to its answer, are told beside.
"""

from __future__ import annotations

import argparse
import datetime as dt
import io
import json
import random
import time
from collections.abc import Callable, Iterator, Sequence
from decimal import Decimal
from typing import Any

from bench.common import Measure
from buron.kernel.jsonlines import answers
from buron.tourist_tax.law import current_law
from buron.tourist_tax.records import compute_record
from buron.tourist_tax.rules import (
    CalculationError,
    DeclaredStay,
    Lodging,
    Policy,
    Ranking,
    Rates,
    Season,
    Stay,
    assess_month,
    assess_stay,
    explain_stay,
    flat_charge,
    lawful_surtaxes,
    timetable,
)

DECLARATIONS = 100_000
LODGINGS = 200
EXPLAINED = 5_000
MOST_MICROSECONDS = 50.0
"""20,000 declarations a second."""
FIRST = dt.date(2023, 1, 1)
DEPARTMENTS = ("15", "31", "34", "75")
SEASONS = ((Season((1, 1), (12, 31)),), (Season((5, 1), (9, 30)), Season((12, 15), (2, 29))))
LAW = current_law()
Task = Callable[[], Any]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--json", action="store_true")
    parser.add_argument("--declarations", type=int, default=DECLARATIONS)
    options = parser.parse_args()
    measures = measure(options.declarations)
    if options.json:
        print(json.dumps([one.as_dict() for one in measures], ensure_ascii=False))
        return
    for one in measures:
        print(f"{one.name} : {one.value:.1f} {one.unit}  {one.detail}")


def measure(count: int) -> list[Measure]:
    """Microseconds for one declaration: the rules alone, then with what surrounds them."""
    chance = random.Random(20260701)
    timetables = [_timetable(chance, number) for number in range(LODGINGS)]
    tasks = [_task(chance, timetables) for _ in range(count)]
    months = [_month_task(chance, timetables) for _ in range(count)]
    stays = [_stay_task(chance, timetables, explained=True) for _ in range(EXPLAINED)]
    lines = b"\n".join(_line(chance, number) for number in range(EXPLAINED))
    rules = _microseconds(tasks)
    monthly = _microseconds(months)
    explained = _microseconds(stays)
    started = time.process_time()
    answered = sum("stay" in answer for answer in _answered(lines))
    whole = (time.process_time() - started) * 1e6 / answered
    return [
        Measure(
            "tax_rules",
            rules,
            "µs par déclaration",
            MOST_MICROSECONDS,
            f"{count} déclarations, {1e6 / rules:,.0f} par seconde".replace(",", " "),
        ),
        Measure(
            "tax_months",
            monthly,
            "µs par déclaration mensuelle",
            MOST_MICROSECONDS,
            f"{count} mois déclarés, {1e6 / monthly:,.0f} par seconde".replace(",", " "),
        ),
        Measure("tax_derivation", explained, "µs par séjour", None, "avec le détail ligne par ligne"),
        Measure("tax_json", whole, "µs par ligne", None, "de la ligne JSON à sa réponse, détail compris"),
    ]


def _answered(lines: bytes) -> Iterator[dict[str, Any]]:
    return answers(
        io.BytesIO(lines), lambda record: compute_record(record, LAW, Policy.PARTS), CalculationError
    )


def _microseconds(tasks: Sequence[Task]) -> float:
    started = time.process_time()
    for task in tasks:
        task()
    return (time.process_time() - started) * 1e6 / len(tasks)


def _timetable(chance: random.Random, number: int) -> Any:
    """A lodging with its decisions: rates that change each year, one season or two, a ranking that may end."""
    ranked = number % 10 < 6
    end = FIRST + dt.timedelta(days=chance.randrange(400, 1200))
    rankings = (Ranking(f"meuble_{chance.randint(1, 5)}", dt.date(2020, 1, 1), end),) if ranked else ()
    rates = tuple(
        Rates(
            dt.date(year, 1, 1),
            dt.date(year, 12, 31),
            {line: 20 * (index + 1) + year - 2022 for index, line in enumerate(reversed(LAW.lines))},
            Decimal(chance.randint(10, 50)) / 10,
            SEASONS[number % 2],
            department_tax=number % 3 == 0,
        )
        for year in range(2023, 2027)
    )
    return timetable(Lodging("meubles", DEPARTMENTS[number % 4], rankings), rates, LAW)


def _task(chance: random.Random, timetables: Sequence[Any]) -> Task:
    return _flat_task(chance) if chance.random() < 0.05 else _stay_task(chance, timetables)


def _stay_task(chance: random.Random, timetables: Sequence[Any], *, explained: bool = False) -> Task:
    arrival = FIRST + dt.timedelta(days=chance.randrange(365 * 3 + 300))
    nights = chance.choice((1, 2, 2, 3, 4, 7, 7, 14))
    persons = chance.randint(1, 8)
    births = (
        (arrival.replace(year=arrival.year - 18, day=1),) if chance.random() < 0.1 and persons > 1 else ()
    )
    stay = Stay(
        arrival,
        arrival + dt.timedelta(days=nights),
        persons,
        chance.randrange(persons) if not births else 0,
        births,
        Decimal(chance.randrange(30_00, 400_00) * nights) / 100,
    )
    terms_on = chance.choice(timetables)
    if explained:
        return lambda: explain_stay(assess_stay(stay, terms_on, majority=18), LAW)
    return lambda: assess_stay(stay, terms_on, majority=18)


def _month_task(chance: random.Random, timetables: Sequence[Any]) -> Task:
    """A month as a host sends it: one stay or two."""
    month = dt.date(2023 + chance.randrange(3), chance.randint(2, 12), 1)
    stays = []
    for _number in range(chance.choice((1, 1, 2))):
        nights = chance.choice((1, 2, 2, 3, 4, 7, 7, 14))
        leaves = month + dt.timedelta(days=chance.randint(2, 28))
        persons = chance.randint(1, 8)
        stays.append(
            DeclaredStay(
                leaves - dt.timedelta(days=nights),
                leaves,
                persons,
                {"exemption.minors": chance.randrange(persons)},
                chance.randrange(30_00, 400_00) * nights,
            )
        )
    terms_on = chance.choice(timetables)
    return lambda: assess_month(month, stays, terms_on, LAW, explained=False)


def _flat_task(chance: random.Random) -> Task:
    surtaxes = lawful_surtaxes(LAW, dt.date(2026, 1, 1), chance.choice(DEPARTMENTS), True)
    capacity, nights = chance.randint(2, 300), chance.randint(30, 366)
    tariff, abatement = chance.randint(20, 400), Decimal(chance.choice((0, 20, 40, 50)))
    return lambda: flat_charge(
        capacity=capacity, nights=nights, tariff=tariff, abatement=abatement, surtaxes=surtaxes
    )


def _line(chance: random.Random, number: int) -> bytes:
    rated = number % 3 == 0
    record = {
        "id": number,
        "date": "2026-07-01",
        "place": "Montpellier (34)",
        "category": "non_classe" if rated else "meuble_3",
        "adopted_tariff_eur": None if rated else 1.3,
        "adopted_rate_pct": 5 if rated else None,
        "cap_eur": 4.9 if rated else None,
        "nights": chance.randint(1, 14),
        "persons_total": chance.randint(1, 6),
        "stay_price_excl_vat_eur": chance.randint(50, 2000),
        "department_surtax_pct": 10,
        "region_surtax_pct": 34,
    }
    return json.dumps(record).encode()


if __name__ == "__main__":
    main()
