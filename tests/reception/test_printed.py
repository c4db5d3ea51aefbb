"""Printed documents: stock is the sum of movements, whatever is done, undone, counted or carried around."""

from __future__ import annotations

import datetime as dt
from uuid import uuid4

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from buron.reception.models import PrintMovement, PrintStop
from buron.reception.queries.printed.stock import lines, low_lines, stock_at
from buron.reception.rules.facts import Facts, FactsError
from buron.reception.services import amend_act, cancel_act, record_act, restore_act
from buron.reception.services import printed as services
from buron.territory.models import Desk

TODAY = timezone.localdate()


@pytest.fixture
def edition(scoped, system):
    title = services.save_title(actor=system, name="Carte touristique", kind="map")
    return services.save_edition(
        actor=system, title=title, year=2026, languages=["de", "fr"], per_box=100, low_at=50
    )


@pytest.fixture
def store(scoped, system):
    return services.save_place(actor=system, name="Réserve")


@pytest.fixture
def here(scoped):
    return Desk.objects.create(office=scoped, name="Vic", slug="vic")


def deliver(system, edition, place, quantity, **others):
    values = {"client_id": uuid4(), "day": TODAY, **others}
    return services.receive_delivery(actor=system, edition=edition, place=place, quantity=quantity, **values)


def test_stock_is_the_sum_of_what_moved(system, edition, store):
    cellar = services.save_place(actor=system, name="Cave")
    deliver(system, edition, store, 500)
    common = {"actor": system, "edition": edition, "place": store, "day": TODAY}
    services.transfer(client_id=uuid4(), target=cellar, quantity=200, **common)
    services.distribute(client_id=uuid4(), quantity=30, recipient="Camping", **common)
    services.lose(client_id=uuid4(), quantity=10, reason="Dégât des eaux", **common)
    services.hand_out(client_id=uuid4(), quantity=5, **common)
    assert (stock_at(edition.pk, store.pk), stock_at(edition.pk, cellar.pk)) == (255, 200)
    (line,) = lines([edition])
    assert line.total == 455
    assert line.boxes == "4 cartons et 55 ex."
    assert not line.is_low


def test_nothing_recorded_is_not_a_stock_of_zero(edition):
    (line,) = lines([edition])
    assert line.total is None
    assert not low_lines(TODAY)


def test_sent_twice_is_one_movement(system, edition, store):
    twice = uuid4()
    assert deliver(system, edition, store, 10, client_id=twice) == deliver(
        system, edition, store, 10, client_id=twice
    )
    assert stock_at(edition.pk, store.pk) == 10


def test_undone_once_with_a_reason(system, edition, store):
    movement = deliver(system, edition, store, 10)
    with pytest.raises(FactsError):
        services.undo_movement(actor=system, movement=movement, reason=" ")
    first = services.undo_movement(actor=system, movement=movement, reason="Mauvais lieu")
    assert services.undo_movement(actor=system, movement=movement, reason="Mauvais lieu") == first
    assert stock_at(edition.pk, store.pk) == 0


@pytest.mark.parametrize(
    "wrong",
    [
        {"kind": "delivery", "source": True},
        {"kind": "handed", "target": True},
        {"kind": "handed", "source": True, "quantity": 0},
        {"kind": "correction", "source": True, "reason": ""},
        {"kind": "transfer", "source": True},
        {"kind": "loss", "source": True, "undo": True},
    ],
)
def test_the_database_refuses_movements_that_go_nowhere(scoped, edition, store, wrong):
    values = {"quantity": 1, "reason": "essai", **wrong}
    for way in ("source", "target"):
        values[way] = store if values.get(way) else None
    with pytest.raises(IntegrityError), transaction.atomic():
        PrintMovement.objects.create(office=scoped, client_id=uuid4(), edition=edition, day=TODAY, **values)


def act_with(system, desk, documents, client_id=None):
    facts = Facts(channel="counter", documents=documents)
    return record_act(actor=system, client_id=client_id or uuid4(), desk=desk, facts=facts)


@pytest.fixture
def lists(system):
    from buron.reception.services import setup_lists

    return setup_lists(actor=system)


def test_an_act_hands_out_and_its_corrections_follow(system, edition, here, lists):
    act = act_with(system, here, {edition.pk: 3})
    place = PrintMovement.objects.get().source
    assert place.desk == here
    assert act.outcome == "documents"
    assert stock_at(edition.pk, place.pk) == -3
    amend_act(actor=system, act=act, facts=Facts("counter", documents={edition.pk: 1}), reason="Erreur")
    assert stock_at(edition.pk, place.pk) == -1
    amend_act(actor=system, act=act, facts=Facts("counter", note="suite"), reason="Note")
    assert stock_at(edition.pk, place.pk) == -1
    cancel_act(actor=system, act=act, reason="Doublon")
    assert stock_at(edition.pk, place.pk) == 0
    restore_act(actor=system, act=act, reason="Finalement non")
    assert stock_at(edition.pk, place.pk) == -1


def test_the_same_act_sent_again_hands_out_once(system, edition, here, lists):
    again = uuid4()
    assert act_with(system, here, {edition.pk: 2}, again) == act_with(system, here, {edition.pk: 2}, again)
    assert PrintMovement.objects.count() == 1


def test_an_act_refuses_documents_that_do_not_exist(system, here, lists):
    with pytest.raises(FactsError, match="documents remis"):
        act_with(system, here, {987: 1})


def test_stock_taking_writes_the_difference_with_its_reason(system, edition, store):
    deliver(system, edition, store, 100)
    count = services.open_count(actor=system, name="Fin de saison", places=[store])
    note = {"actor": system, "count": count, "place": store, "edition": edition}
    services.note_count(counted=90, **note)
    with pytest.raises(FactsError, match="raison"):
        services.close_count(actor=system, count=count)
    services.note_count(counted=90, reason="Non notés en août", **note)
    deliver(system, edition, store, 20)
    services.close_count(actor=system, count=count)
    services.close_count(actor=system, count=count)
    assert stock_at(edition.pk, store.pk) == 110, "what moved after the counting stays"
    with pytest.raises(FactsError, match="clos"):
        services.note_count(counted=1, **note)


def plan(system, store, edition, taken=40):
    tour = services.plan_round(actor=system, name="Vallée", day=TODAY, place=store)
    services.load_round(actor=system, tour=tour, taken={edition.pk: taken})
    stops = [services.add_stop(actor=system, tour=tour, name=name) for name in ("Camping", "Épicerie")]
    return tour, stops


def test_a_round_leaves_moves_only_differences_and_balances(system, edition, store):
    deliver(system, edition, store, 100)
    tour, (camping, grocer) = plan(system, store, edition)
    for copies in (20, 25, 25):
        services.serve_stop(actor=system, stop=camping, outcome="done", left={edition.pk: copies})
    services.serve_stop(actor=system, stop=grocer, outcome="absent", left={edition.pk: 9})
    assert stock_at(edition.pk, store.pk) == 75
    with pytest.raises(FactsError, match="manquent"):
        services.close_round(actor=system, tour=tour, returned={edition.pk: 13})
    services.close_round(actor=system, tour=tour, returned={edition.pk: 13}, reason="Tombés à l’eau")
    assert stock_at(edition.pk, store.pk) == 73
    with pytest.raises(FactsError, match="terminée"):
        services.serve_stop(actor=system, stop=grocer, outcome="done", left={})


def test_a_round_is_made_again_like_another(system, edition, store):
    tour, stops = plan(system, store, edition)
    services.move_stop(actor=system, stop=stops[1], up=True)
    again = services.plan_round(actor=system, name="Vallée 2", day=TODAY, place=store, like=tour)
    assert [stop.name for stop in again.stops.all()] == ["Épicerie", "Camping"]
    assert {stop.outcome for stop in again.stops.all()} == {PrintStop.Outcome.WAITING}


def test_a_day_to_come_and_a_twin_are_refused(system, edition, store):
    with pytest.raises(FactsError, match="pas encore"):
        deliver(system, edition, store, 1, day=TODAY + dt.timedelta(days=1))
    with pytest.raises(FactsError, match="existe déjà"):
        services.save_title(actor=system, name="Carte touristique", kind="map")
    with pytest.raises(FactsError, match="existe déjà"):
        services.save_edition(actor=system, title=edition.title, year=2026, languages=["fr", "de"])
