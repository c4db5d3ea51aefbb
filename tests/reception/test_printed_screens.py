"""Screens of the printed documents: a season kept from the first delivery to the closing of the stock-taking."""

from __future__ import annotations

import datetime as dt
import json
from uuid import uuid4

import pytest
from django.urls import reverse
from django.utils import timezone

from buron.reception.models import PrintCount, PrintEdition, PrintMovement, PrintPlace, PrintRound, PrintTitle
from buron.reception.queries.printed.stock import stock_at
from buron.reception.services import printed as services

TODAY = timezone.localdate()


@pytest.fixture
def go(reception, make_client):
    client = make_client(reception, "accueil")

    def send(name, data=None, query=None, **kwargs):
        address = reverse(f"reception_{name}", kwargs={"office": reception.slug, **kwargs})
        return client.get(address, query) if data is None else client.post(address, data)

    return send


@pytest.fixture
def store(reception, system):
    return services.save_place(actor=system, name="Réserve", note="Cave, à gauche")


@pytest.fixture
def edition(reception, system):
    title = services.save_title(actor=system, name="Guide", kind="guide")
    return services.save_edition(
        actor=system, title=title, year=2026, languages=["fr"], per_box=50, low_at=40, printer_delay=15
    )


def delivery(edition, store, **others):
    values = {"client_id": str(uuid4()), "kind": "delivery", "edition": edition.pk, "place": store.pk}
    return {**values, "day": TODAY.isoformat(), **others}


def test_a_title_its_edition_and_its_first_boxes(go, store):
    assert go("print_title_new", {"name": "", "kind": "guide"}).status_code == 422
    go("print_title_new", {"name": "Carte", "kind": "map", "at_desk": "on"})
    title = PrintTitle.objects.get()
    said = {"year": "2026", "languages": ["de", "fr"], "per_box": "100", "unit_price": "0,085"}
    assert go("print_edition_new", {**said, "year": "abc"}, pk=title.pk).status_code == 422
    go("print_edition_new", said, pk=title.pk)
    edition = PrintEdition.objects.get()
    assert (edition.languages, str(edition.unit_price)) == ("fr,de", "0.0850")
    go("print_movement_new", delivery(edition, store, boxes="3", quantity="20"))
    assert stock_at(edition.pk, store.pk) == 320
    assert "320" in go("printed").content.decode()
    assert "320" in go("print_title", pk=title.pk).content.decode()


@pytest.mark.parametrize(
    "wrong",
    [
        {"quantity": ""},
        {"quantity": "-3"},
        {"quantity": "5", "kind": "transfer"},
        {"quantity": "5", "kind": "loss"},
        {"quantity": "5", "kind": "distribution"},
        {"quantity": "5", "day": (TODAY + dt.timedelta(days=2)).isoformat()},
        {"quantity": "5", "kind": "correction"},
    ],
)
def test_a_movement_that_says_too_little_is_refused_and_kept_on_screen(go, edition, store, wrong):
    answer = go("print_movement_new", delivery(edition, store, **wrong))
    assert answer.status_code == 422
    assert not PrintMovement.objects.exists()


def test_a_movement_is_taken_back_with_a_reason(go, edition, store):
    go("print_movement_new", delivery(edition, store, quantity="10"))
    movement = PrintMovement.objects.get()
    assert "Retirer" in go("print_movements").content.decode()
    assert go("print_movement_undo", {"reason": ""}, pk=movement.pk).status_code == 422
    go("print_movement_undo", {"reason": "Deux fois"}, pk=movement.pk)
    assert stock_at(edition.pk, store.pk) == 0
    assert go("print_movements").status_code == 200


def test_movements_are_downloaded_as_the_list_is_narrowed(go, edition, store):
    go("print_movement_new", delivery(edition, store, quantity="10"))
    lost = {"kind": "loss", "quantity": "3", "reason": "Dégât des eaux", "client_id": str(uuid4())}
    go("print_movement_new", delivery(edition, store, **lost))

    def lines(**query):
        answer = go("print_movements_file", form="csv", query=query)
        return b"".join(answer.streaming_content).decode("utf-8-sig").splitlines()[1:]

    assert len(lines()) == len(lines(genre="nonsense", start="hier", edition="x")) == 2
    assert "Dégât des eaux" in lines(genre="loss", edition=edition.pk)[0]
    assert lines(end=(TODAY - dt.timedelta(days=1)).isoformat()) == []
    assert go("print_movements_file", form="xlsx").content.startswith(b"PK")
    assert go("print_movements_file", form="exe").status_code == 404


def test_a_stock_taking_from_the_sheet_to_the_closing(go, edition, store):
    go("print_movement_new", delivery(edition, store, quantity="100"))
    go("print_counts", {"name": "Inventaire", "places": [store.pk]})
    count = PrintCount.objects.get()
    assert go("print_count_sheet", pk=count.pk).content.startswith(b"%PDF")
    assert go("print_count", {f"compte-{edition.pk}": "x"}, pk=count.pk).status_code == 422
    go("print_count", {f"compte-{edition.pk}": "93"}, pk=count.pk)
    go("print_count_close", {}, pk=count.pk)
    assert stock_at(edition.pk, store.pk) == 100, "a difference without a reason closes nothing"
    go("print_count", {f"compte-{edition.pk}": "93", f"raison-{edition.pk}": "Humidité"}, pk=count.pk)
    go("print_count_close", {}, pk=count.pk)
    assert stock_at(edition.pk, store.pk) == 93
    assert "Clos le" in go("print_count", pk=count.pk).content.decode()


def test_a_round_ticked_stop_by_stop(go, edition, store, make_fiche):
    go("print_movement_new", delivery(edition, store, quantity="100"))
    go("print_rounds", {"name": "Vallée", "day": TODAY.isoformat(), "place": store.pk})
    tour = PrintRound.objects.get()
    go("print_round_load", {"edition": edition.pk, "taken": "40"}, pk=tour.pk)
    assert go("print_stop_add", {"name": ""}, pk=tour.pk).status_code == 422
    assert go("print_stop_add", {"fiche": "99999"}, pk=tour.pk).status_code == 422
    fiche = make_fiche("Camping du Moulin")
    go("print_stop_add", {"fiche": str(fiche.pk)}, pk=tour.pk)
    go("print_stop_add", {"name": "Épicerie"}, pk=tour.pk)
    first, second = tour.stops.all()
    assert first.name == "Camping du Moulin"
    refused = go("print_stop_serve", {"outcome": "done", f"laisse-{edition.pk}": "x"}, pk=first.pk)
    assert refused.status_code == 422
    go("print_stop_serve", {"outcome": "done", f"laisse-{edition.pk}": "25"}, pk=first.pk)
    go("print_stop_remove", {}, pk=first.pk)
    go("print_stop_move", {"vers": "haut"}, pk=second.pk)
    assert [stop.name for stop in tour.stops.all()] == ["Épicerie", "Camping du Moulin"]
    assert go("print_round_sheet", pk=tour.pk).content.startswith(b"%PDF")
    assert "15" in go("print_round", pk=tour.pk).content.decode()
    assert go("print_round_close", {f"rapporte-{edition.pk}": "10"}, pk=tour.pk).status_code == 422
    go("print_round_close", {f"rapporte-{edition.pk}": "15"}, pk=tour.pk)
    assert stock_at(edition.pk, store.pk) == 75
    assert "Terminée" in go("print_rounds").content.decode()


def test_places_have_one_name_and_desks_one_place(go, desk, store):
    go("print_places", {"name": "Comptoir", "desk": desk.pk})
    assert go("print_places", {"name": "Autre", "desk": desk.pk}).status_code == 422
    assert go("print_place", {"name": "Cave"}, pk=store.pk).status_code == 302
    go("print_place_retire", {}, pk=store.pk)
    assert PrintPlace.objects.get(pk=store.pk).retired_on


def test_the_desk_offers_documents_and_the_act_carries_them(
    go, reception, desk, edition, adviser, make_client
):
    client = make_client(reception, "accueil")
    place = {"office": reception.slug}
    client.post(reverse("reception_place", kwargs=place), {"desk": desk.pk, "channel": "counter"})
    page = client.get(reverse("reception_desk", kwargs=place)).content.decode()
    assert "Documents remis" in page
    assert f'data-document="{edition.pk}"' in page
    sent = {
        "client_id": str(uuid4()),
        "desk": desk.pk,
        "channel": "counter",
        "documents": {str(edition.pk): 2},
    }
    record = reverse("reception_record", kwargs=place)
    for _again in range(2):
        assert client.post(record, json.dumps(sent), content_type="application/json").status_code == 200
    assert PrintMovement.objects.get().quantity == 2
    for wrong in ({"x": 1}, {str(edition.pk): "2"}, [1], {str(edition.pk): 5000}):
        body = json.dumps({**sent, "client_id": str(uuid4()), "documents": wrong})
        assert client.post(record, body, content_type="application/json").status_code == 422


@pytest.mark.parametrize("rows", [1, 3])
def test_the_same_queries_for_any_number_of_editions(
    go, reception, system, store, edition, rows, django_assert_max_num_queries
):
    for year in range(rows):
        one = services.save_edition(
            actor=system, title=edition.title, year=2010 + year, languages=["fr"], low_at=1
        )
        services.receive_delivery(
            actor=system, client_id=uuid4(), edition=one, place=store, quantity=5, day=TODAY
        )
    with django_assert_max_num_queries(20):
        go("printed")
    with django_assert_max_num_queries(16):
        go("print_forecast")
    with django_assert_max_num_queries(16):
        go("print_movements")
