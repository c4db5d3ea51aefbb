"""A host whose last month is to be declared, its link, and a phone that opened it."""

from __future__ import annotations

import datetime as dt

import pytest
from django.test import Client
from django.utils import timezone

from buron.directory.models import Party
from buron.kernel.tenancy import office_scope
from buron.lodging import services as lodgings
from buron.lodging.models import Lodging
from buron.tourist_tax.models import CollectionPeriod, Decision, DecisionRegime, HostLink, Tariff
from buron.tourist_tax.services import hosts as services

TODAY = timezone.localdate()
LAST = (TODAY.replace(day=1) - dt.timedelta(days=1)).replace(day=1)
ISO = f"{LAST:%Y-%m}"


def make_decision(office) -> Decision:
    """Three stars 1,00 €, 3 % unranked, hotels at the forfait; the département's tenth; one period over two years."""
    found = Decision.objects.create(
        office=office,
        title="Tarifs",
        council="CC",
        valid_from=dt.date(TODAY.year - 2, 1, 1),
        percent="3.00",
        department_tax=True,
        state=Decision.State.IN_FORCE,
    )
    for line, cents in (("stars_1", 50), ("stars_3", 100)):
        Tariff.objects.create(office=office, decision=found, line=line, cents=cents)
    DecisionRegime.objects.create(office=office, decision=found, nature="hotels", regime="forfait")
    CollectionPeriod.objects.create(
        office=office,
        decision=found,
        title="Période d’essai",
        first=LAST,
        last=TODAY + dt.timedelta(days=40),
        declare_by=TODAY + dt.timedelta(days=60),
        pay_by=TODAY + dt.timedelta(days=90),
    )
    return found


@pytest.fixture
def decision(office) -> Decision:
    return make_decision(office)


def make_host(office, actor, name: str, *, stars: int = 3, nature: str = "meubles") -> tuple[Party, Lodging]:
    with office_scope(office):
        party = Party.objects.create(office=office, last_name=name, email=f"{name.lower()}@hotes.example")
        lodging = lodgings.register_lodging(
            actor=actor, name=f"Gîte {name}", nature=nature, insee="15258", capacity=4
        )
        if stars:
            lodgings.add_ranking(
                actor=actor, lodging=lodging, stars=stars, valid_from=dt.date(TODAY.year - 2, 1, 1)
            )
        lodgings.add_hosting(actor=actor, lodging=lodging, party=party)
    return party, lodging


@pytest.fixture
def host(office, system, scoped, decision) -> tuple[Party, Lodging]:
    return make_host(office, system, "Ferrand")


@pytest.fixture
def link(system, host) -> HostLink:
    return services.open_host_link(actor=system, party=host[0])


@pytest.fixture
def pages(link) -> Client:
    """A phone that opened the link."""
    client = Client()
    answer = client.post("/hebergeur/ouvrir/", {"link": link.token})
    assert answer.status_code == 302
    return client


def of(lodging: Lodging, rest: str = "") -> str:
    return f"/hebergeur/page/hebergement/{lodging.pk}/{ISO}/{rest}"
