"""Outings: their acts join them, and their days count only while the desks are closed."""

from __future__ import annotations

import datetime as dt
import uuid

import pytest
from django.urls import reverse

from buron.reception.models import Act, Outing
from buron.reception.queries.opening_count import counted_days
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
    assert f"?sortie={held.pk}" in screen.content.decode()
    assert not Act.objects.exists()
