"""Outings: their acts join them, and their days count only while the desks are closed."""

from __future__ import annotations

import datetime as dt
import uuid

import pytest
from django.urls import reverse
from django.utils import timezone

from buron.kernel import periods
from buron.kernel.contributions import indicators
from buron.kernel.figures import Figure, FigureQuery
from buron.reception.models import Act, Outing
from buron.reception.queries.opening_count import counted_days
from buron.reception.queries.outings import held_between
from buron.reception.rules.facts import Facts, FactsError
from buron.reception.services import record_late, setup_lists
from buron.reception.services.outings import Hours, cancel_outing, plan_outing
from buron.territory.rules.slots import parse_slots
from buron.territory.services import create_desk, plan_days

DAY = dt.date(2026, 7, 15)


@pytest.fixture
def desk(scoped, system):
    setup_lists(actor=system)
    return create_desk(actor=system, name="Le Bourg", insee="15265")


def outing(system, desk, *days: dt.date, **more: str) -> Outing:
    hours = [Hours(day, dt.time(9), dt.time(12)) for day in days]
    return plan_outing(actor=system, desk=desk, days=hours, name="Marché", **more)


def test_an_act_out_of_the_walls_joins_the_outing_of_its_day(desk, system):
    held = outing(system, desk, DAY)
    act = record_late(
        actor=system, client_id=uuid.uuid4(), desk=desk, facts=Facts(channel="outreach"), day=DAY
    )
    assert act.outing == held
    with pytest.raises(FactsError):
        cancel_outing(actor=system, outing=held, reason="pluie")


def test_an_outing_counts_only_while_every_desk_is_closed(desk, system):
    plan_days(actor=system, desk=desk, days=[DAY], slots=parse_slots("10h-18h"))
    outing(system, desk, DAY, DAY + dt.timedelta(days=1))
    first, second, third = counted_days(DAY, DAY + dt.timedelta(days=2))
    assert (first.source, second.source, third.source) == ("desk", "outing", "")
    assert "chevauche" in first.sentences[1]


def test_one_tap_opens_the_desk_for_the_outing(office, desk, system, make_client):
    held = outing(system, desk, DAY)
    browser = make_client(office, "accueil")
    for name in ("reception_outings", "reception_outing_new", "reception_opening_count"):
        assert browser.get(reverse(name, kwargs={"office": office.slug})).status_code == 200
    page = reverse("reception_outing", kwargs={"office": office.slug, "pk": held.pk})
    assert browser.get(page).status_code == 200
    start = reverse("reception_outing_start", kwargs={"office": office.slug, "pk": held.pk})
    screen = browser.post(start, follow=True)
    told = screen.content.decode()
    assert f"?sortie={held.pk}" in told and f'{page}">Marché</a>' in told
    assert not Act.objects.exists()


def figures(key: str) -> Figure:
    return indicators.get(f"reception.{key}").compute(FigureQuery(periods.year(2025)))


def test_days_out_are_told_by_outings_and_by_acts_that_none_holds(desk, system):
    before = dt.date(2025, 7, 16)
    days = [before, before + dt.timedelta(days=1)]
    alone = before + dt.timedelta(days=9)
    for day in (before, alone):
        client_id = uuid.uuid4()
        Act.objects.create(
            office=desk.office,
            client_id=client_id,
            desk=desk,
            occurred_at=timezone.now(),
            recorded_at=timezone.now(),
            day=day,
            until=day,
            channel="outreach",
        )
    assert (figures("outings").value, figures("outing_hours").value) == (2, None)
    outing(system, desk, *days)
    outing(system, desk, dt.date(2025, 2, 7), kind="fair")
    gone = outing(system, desk, dt.date(2025, 8, 3))
    cancel_outing(actor=system, outing=gone, reason="orage")
    assert figures("outings").value == 3  # two days of market, and the day that no outing holds
    assert (figures("outing_hours").value, figures("fair_days").value) == (6, 1)
    assert "1 jour hors les murs" in figures("outing_hours").note
    rows = indicators.get("reception.outings").rows(FigureQuery(periods.year(2025)))
    assert [row[5] for row in rows.page(0, 9)] == [1, 0, 1]
    assert [one.name for one in held_between(before, alone)] == ["Marché"]
