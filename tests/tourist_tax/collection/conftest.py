"""A small office that collects: a decision, two half-years, three hosts, what they declared."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable

import pytest
from django.utils import timezone

from buron.directory.models import Party
from buron.lodging import services as register
from buron.lodging.models import Lodging
from buron.tourist_tax.models import CollectionPeriod, Decision, Declaration, Tariff
from buron.tourist_tax.rules import DeclaredTotal
from buron.tourist_tax.services import send_declaration

YEAR = 2025
JUNE = dt.date(YEAR, 6, 1)


@pytest.fixture
def decision(office, scoped) -> Decision:
    """Meublés: 0,50 € at 1 star, 1,00 € at 3 stars, 3 % unranked; the département's tenth applies."""
    found = Decision.objects.create(
        office=office,
        title="Tarifs",
        council="CC",
        valid_from=dt.date(YEAR - 1, 1, 1),
        percent="3.00",
        department_tax=True,
        state=Decision.State.IN_FORCE,
    )
    for line, cents in (("stars_1", 50), ("stars_3", 100)):
        Tariff.objects.create(office=office, decision=found, line=line, cents=cents)
    return found


@pytest.fixture
def periods(office, decision) -> tuple[CollectionPeriod, CollectionPeriod]:
    made = []
    for half, (first, last) in enumerate((((1, 1), (6, 30)), ((7, 1), (12, 31))), start=1):
        end = dt.date(YEAR, *last)
        made.append(
            CollectionPeriod.objects.create(
                office=office,
                decision=decision,
                title=f"Semestre {half} de {YEAR}",
                first=dt.date(YEAR, *first),
                last=end,
                declare_by=end + dt.timedelta(days=15),
                pay_by=end + dt.timedelta(days=30),
            )
        )
    return made[0], made[1]


@pytest.fixture
def make_host(system, office, scoped) -> Callable[..., tuple[Party, Lodging]]:
    """A host with one lodging of three stars."""

    def make(name: str = "Ferrand", email: str = "", stars: int | None = 3, **more):
        party = Party.objects.create(
            office=office,
            last_name=name,
            email=email,
            search_words=f" {name.lower()}",
            address="4 rue du Four",
            postcode="15300",
            city="Murat",
        )
        lodging = register.register_lodging(
            actor=system, name=f"Gîte {name}", nature="meubles", insee="15258", capacity=6, **more
        )
        if stars:
            register.add_ranking(
                actor=system, lodging=lodging, stars=stars, valid_from=dt.date(YEAR - 1, 1, 1)
            )
        register.add_hosting(actor=system, lodging=lodging, party=party)
        return party, lodging

    return make


@pytest.fixture
def declare(system, periods) -> Callable[..., Declaration]:
    """Declare so many taxed nights for a month of the year, at 1,10 € each."""

    def send(lodging: Lodging, month: int, nights: int, **more) -> Declaration:
        kind = Declaration.Kind.TOTAL if nights else Declaration.Kind.NONE
        return send_declaration(
            actor=system,
            lodging=lodging,
            month=dt.date(YEAR, month, 1),
            kind=kind,
            declared=[DeclaredTotal(nights)] if nights else (),
            confirmed=True,
            **more,
        )

    return send


@pytest.fixture
def today() -> dt.date:
    return timezone.localdate()
