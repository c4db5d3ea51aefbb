"""Counters at the doors: what they send by themselves, what is missing, and who may give a key."""

from __future__ import annotations

import datetime as dt
import json

import pytest
from django.core.exceptions import PermissionDenied
from django.urls import reverse
from django.utils import timezone

from buron.kernel.actors import Actor
from buron.kernel.models import JournalEntry
from buron.reception.models import CounterDevice, CounterReading
from buron.reception.queries.doors import DoorBook, gaps
from buron.reception.rules.facts import FactsError
from buron.reception.services import record_counter
from buron.reception.services.devices import (
    MOST_READINGS,
    install_device,
    make_device_key,
    remove_device,
    revoke_device_key,
)
from buron.reception.views.counter_push import MOST_CALLS
from buron.territory.rules.slots import parse_slots
from buron.territory.services import plan_days

ADDRESS = "/p/compteur"
TODAY = timezone.localdate


def day(back: int) -> dt.date:
    return TODAY() - dt.timedelta(days=back)


@pytest.fixture
def device(reception, desk, system):
    return install_device(actor=system, desk=desk, name="Porte", both_ways=True, installed_on=day(20))


@pytest.fixture
def key(device, system):
    return make_device_key(actor=system, device=device)


def send(client, key: str, *readings: object, body: object = None):
    data = json.dumps({"readings": readings}) if body is None else body
    headers = {"Authorization": f"Bearer {key}"}
    return client.post(ADDRESS, data, content_type="application/json", headers=headers)


def reading(back: int, hour: int | None = None, **more: object) -> dict[str, object]:
    found: dict[str, object] = {"day": day(back).isoformat(), **more}
    return found if hour is None else {**found, "hour": hour}


def test_the_same_sending_twice_counts_once_and_another_number_corrects(client, key, desk):
    hours = [reading(2, 10, count=31), reading(2, 11, entries=18, exits=17)]
    assert send(client, key, *hours).json() == {"new": 2, "changed": 0, "same": 0, "refused": []}
    assert send(client, key, *hours).json()["same"] == 2
    assert send(client, key, reading(2, 10, count=33)).json()["changed"] == 1
    told = CounterReading.objects.order_by("hour").values_list("raw", "both_ways", "source")
    assert list(told) == [(33, True, "push"), (35, True, "push")]
    pushed = JournalEntry.objects.filter(action="reception.device.pushed")
    assert pushed.count() == 2 and pushed.first().actor_kind == "device"


def test_what_a_person_typed_is_kept_and_the_rest_is_written(client, key, desk, system):
    record_counter(actor=system, desk=desk, day=day(3), hour=10, raw=40, both_ways=True)
    record_counter(actor=system, desk=desk, day=day(4), raw=90, both_ways=True)
    answer = send(
        client,
        key,
        reading(3, 10, count=12),
        reading(4, 10, count=12),
        reading(40, count=5),
        reading(-1, count=5),
        reading(2, count=-3),
        {"day": "hier", "count": 3},
        {"day": day(2).isoformat(), "number": 3},
        7,
        reading(2, count=8),
    ).json()
    assert [one["rank"] for one in answer["refused"]] == [0, 1, 2, 3, 4, 5, 6, 7]
    assert (answer["new"], CounterReading.objects.get(day=day(3)).raw) == (1, 40)
    assert "deux fois" in answer["refused"][1]["message"]


@pytest.mark.parametrize("body", ["", "[]", "{", '{"readings": {}}', "é" * 9, "[" * 5000])
def test_what_is_no_sending_is_refused_whole(client, key, body):
    answer = send(client, key, body=body)
    assert answer.status_code == 422 and answer.json()["message"]


def test_a_sending_is_bounded(client, key):
    assert send(client, key, *[reading(2, count=1)] * (MOST_READINGS + 1)).status_code == 413
    assert send(client, key, body=b" " * 200_000).status_code == 413
    codes = {send(client, key).status_code for _ in range(MOST_CALLS)}
    assert codes == {200, 429}


def test_a_key_opens_only_while_it_lives(client, key, device, system):
    renewed = make_device_key(actor=system, device=device)
    assert send(client, key).status_code == 401
    assert send(client, renewed).status_code == 200
    revoke_device_key(actor=system, device=device)
    assert send(client, renewed).status_code == 401
    for wrong in ("", "x", "é", "y" * 500):
        assert client.post(ADDRESS, headers={"Authorization": f"Bearer {wrong}"}).status_code == 401
    assert client.get(ADDRESS).status_code == 405
    again = make_device_key(actor=system, device=device)
    remove_device(actor=system, device=device, removed_on=TODAY())
    assert send(client, again).status_code == 401
    assert not CounterReading.objects.exists()


def test_only_who_keeps_the_counters_gives_keys(device, desk, make_member, reception):
    adviser = Actor.member(make_member(reception, "accueil"))
    with pytest.raises(PermissionDenied):
        make_device_key(actor=adviser, device=device)
    with pytest.raises(FactsError):
        install_device(
            actor=Actor.system("tests", reception),
            desk=desk,
            name="Autre",
            both_ways=False,
            installed_on=day(1),
        )


def test_gaps_are_the_open_days_that_nobody_read(reception, desk, device, system):
    opened = [day(back) for back in (9, 8, 7, 6, 4, 3)]  # closed on the fifth day
    plan_days(actor=system, desk=desk, days=opened, slots=parse_slots("10h-12h"))
    record_counter(actor=system, desk=desk, day=day(9), raw=20, both_ways=True)
    record_counter(actor=system, desk=desk, day=day(3), hour=10, raw=0, both_ways=True)
    days = [one for one in DoorBook(day(10), TODAY()).days(desk) if one.opening.planned is not None]
    within = [one for one in days if day(9) <= one.day <= day(3)]
    assert gaps(within) == [(day(8), day(4))]
    assert within[-1].missing_hours == [11] and within[-1].halves == 0
    assert [one.is_expected for one in within] == [True, True, True, True, False, True, True]


def test_a_key_is_shown_once_on_a_screen_that_nothing_keeps(reception, office, device, desk, make_client):
    browser = make_client(office, "direction")
    where = {"office": office.slug}
    made = browser.post(reverse("reception_device_key", kwargs={**where, "pk": device.pk}))
    assert "cpt_" in made.content.decode() and made["Cache-Control"] == "no-store"
    page = browser.get(reverse("reception_door", kwargs={**where, "slug": desk.slug})).content.decode()
    assert "cpt_" not in page and "aucune donnée" in page
    assert CounterDevice.objects.get().digest
    listed = browser.get(reverse("reception_counters", kwargs=where)).content.decode()
    assert "rien reçu encore" in listed
