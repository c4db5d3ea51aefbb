"""Decisions of the council: drafted, checked, put in force, replaced; and the periods that they open."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

import pytest

from buron.tourist_tax.errors import TaxError
from buron.tourist_tax.models import CollectionPeriod, Decision
from buron.tourist_tax.queries import book
from buron.tourist_tax.rules import Season
from buron.tourist_tax.services import (
    Voted,
    draft_decision,
    enter_into_force,
    open_periods,
    update_draft,
    withdraw_decision,
)

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("scoped")]

VOTED = Voted(
    tariffs={"stars_3": 90, "stars_1": 50},
    regimes={"campings": "forfait"},
    seasons=[Season((5, 1), (9, 30))],
    abatements=[("campings", 0, 120, Decimal(30))],
)
FACTS = {
    "title": "Tarifs 2026",
    "council": "CC",
    "voted_on": dt.date(2025, 6, 12),
    "valid_from": dt.date(2026, 1, 1),
    "percent": Decimal("3.00"),
}


def test_a_decision_in_force_gives_the_rates_until_the_next_one(system):
    first = draft_decision(actor=system, voted=VOTED, **FACTS)
    assert book().rates == ()
    enter_into_force(actor=system, decision=first)
    later = draft_decision(
        actor=system,
        voted=Voted(tariffs={"stars_3": 100}),
        **{
            **FACTS,
            "title": "Tarifs 2027",
            "voted_on": dt.date(2026, 6, 1),
            "valid_from": dt.date(2027, 1, 1),
        },
    )
    enter_into_force(actor=system, decision=later)
    one, two = book().rates
    assert (one.valid_until, two.valid_until) == (dt.date(2026, 12, 31), None)
    assert (one.tariffs, one.percent) == ({"stars_3": 90, "stars_1": 50}, Decimal(3))
    assert one.seasons == (Season((5, 1), (9, 30)),)
    assert one.regimes == {"campings": "forfait"}


@pytest.mark.parametrize(
    ("voted", "facts", "words"),
    [
        (Voted(tariffs={"stars_3": 250}), {}, "plafond.*L2333-30"),
        (Voted(), {"percent": Decimal(6)}, "taux de 6"),
        (Voted(), {"voted_on": dt.date(2025, 9, 1)}, "devait être adoptée"),
        (Voted(), {"voted_on": None}, "jour du vote"),
    ],
)
def test_what_the_law_forbids_does_not_enter_into_force(system, voted, facts, words):
    draft = draft_decision(actor=system, voted=voted, **{**FACTS, **facts})
    with pytest.raises(TaxError, match=words):
        enter_into_force(actor=system, decision=draft)
    draft.refresh_from_db()
    assert draft.state == Decision.State.DRAFT


@pytest.mark.parametrize(
    ("voted", "facts"),
    [
        (Voted(tariffs={"stars_9": 50}), {}),
        (Voted(tariffs={"unclassified": 50}), {}),
        (Voted(tariffs={"stars_3": -1}), {}),
        (Voted(regimes={"igloos": "reel"}), {}),
        (Voted(regimes={"meubles": "gratuit"}), {}),
        (Voted(regimes={"sans_classement": "forfait"}), {}),
        (Voted(abatements=[("", 200, 100, Decimal(10))]), {}),
        (Voted(), {"percent": Decimal(-1)}),
        (Voted(), {"title": ""}),
        (Voted(), {"valid_until": dt.date(2025, 1, 1)}),
        (Voted(), {"colour": "blue"}),
    ],
)
def test_what_cannot_be_read_is_not_even_drafted(system, voted, facts):
    with pytest.raises(TaxError):
        draft_decision(actor=system, voted=voted, **{**FACTS, **facts})
    assert not Decision.objects.exists()


def test_a_draft_is_corrected_and_what_is_in_force_is_not(system):
    draft = draft_decision(actor=system, voted=VOTED, **FACTS)
    update_draft(
        actor=system, decision=draft, changes={"title": "Autre"}, voted=Voted(tariffs={"stars_3": 80})
    )
    assert [tariff.cents for tariff in draft.tariffs.all()] == [80]
    enter_into_force(actor=system, decision=draft)
    with pytest.raises(TaxError, match="plus un projet"):
        update_draft(actor=system, decision=draft, changes={"title": "Encore"})
    twin = draft_decision(actor=system, voted=VOTED, **FACTS)
    with pytest.raises(TaxError, match="commence déjà"):
        enter_into_force(actor=system, decision=twin)
    withdraw_decision(actor=system, decision=draft, because="annulée par le tribunal")
    enter_into_force(actor=system, decision=twin)


def test_periods_cut_the_year_once(system):
    opened = open_periods(actor=system, year=2026, rhythm="quadrimestre", declare_days=10, pay_days=20)
    assert [period.title for period in opened][0] == "1er quadrimestre 2026"
    assert [(str(period.first), str(period.last)) for period in opened][1] == ("2026-05-01", "2026-08-31")
    assert opened[2].pay_by == dt.date(2027, 1, 20)
    assert open_periods(actor=system, year=2026, rhythm="month", declare_days=10, pay_days=20) == []
    assert CollectionPeriod.objects.count() == 3
    with pytest.raises(TaxError):
        open_periods(actor=system, year=2026, rhythm="lunaire", declare_days=10, pay_days=20)
