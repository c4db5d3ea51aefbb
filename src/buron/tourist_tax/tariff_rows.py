"""The lines of a decision as screens show them: voted, with surtaxes, between which limits."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from decimal import Decimal

from buron.tourist_tax.law import current_law
from buron.tourist_tax.models import Decision
from buron.tourist_tax.rules import Finding, check_rate, check_tariff, lawful_surtaxes
from buron.tourist_tax.rules.charge import parts_apart
from buron.tourist_tax.sheet import Limit


@dataclass(frozen=True, slots=True)
class TariffRow:
    """One line: cents per person and night, ``total`` with the surtaxes known on that day, or a percentage.

    ``finding`` compares with the limits of the day, which may not be those of the vote.
    """

    limit: Limit
    proportional: bool
    percent: Decimal | None
    cents: int | None
    total: int | None
    finding: Finding | None


def tariff_rows(decision: Decision, department: str, day: dt.date | None = None) -> list[TariffRow]:
    """All lines of the table in their order; ``day`` is the first one of the decision unless given."""
    law, day = current_law(), day or decision.valid_from
    ppms = tuple(one.ppm for one in lawful_surtaxes(law, day, department, decision.department_tax))
    voted = {tariff.line: tariff.cents for tariff in decision.tariffs.all()}
    rows = []
    for line in sorted(law.lines.values(), key=lambda one: one.number):
        limit = Limit(
            line.number, line.title, *law.limits(line.key, day), "%" if line.proportional else "EUR"
        )
        cents = voted.get(line.key)
        if line.proportional:
            finding = check_rate(law, day, decision.percent) if decision.percent is not None else None
            rows.append(TariffRow(limit, True, decision.percent, None, None, finding))
            continue
        finding = check_tariff(law, day, line.key, cents) if cents is not None else None
        total = None if cents is None else parts_apart(cents, ppms).total
        rows.append(TariffRow(limit, False, None, cents, total, finding))
    return rows
