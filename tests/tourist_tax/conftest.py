"""What most tests of the tax stand on: a decision in force and its period."""

from __future__ import annotations

import datetime as dt

import pytest

from buron.tourist_tax.models import CollectionPeriod, Decision, Tariff


@pytest.fixture
def decision(office) -> Decision:
    """Meublés: 0,50 € at 1 star, 1,00 € at 3 stars, 3 % unranked; the département's tenth applies."""
    found = Decision.objects.create(
        office=office,
        title="Tarifs 2026",
        council="CC",
        valid_from=dt.date(2026, 1, 1),
        percent="3.00",
        department_tax=True,
        state=Decision.State.IN_FORCE,
    )
    for line, cents in (("stars_1", 50), ("stars_3", 100)):
        Tariff.objects.create(office=office, decision=found, line=line, cents=cents)
    CollectionPeriod.objects.create(
        office=office,
        decision=found,
        title="1er semestre 2026",
        first=dt.date(2026, 1, 1),
        last=dt.date(2026, 6, 30),
        declare_by=dt.date(2026, 7, 15),
        pay_by=dt.date(2026, 7, 31),
    )
    return found
