"""What a phone keeps of a host's pages, and what waited on it: it arrives once, or says why not."""

from __future__ import annotations

import uuid

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from buron.lodging import services as lodgings
from buron.tourist_tax.models import Declaration, GuestStay, LedgerLine
from buron.tourist_tax.rules import DeclaredTotal
from buron.tourist_tax.services import send_declaration
from buron.tourist_tax.services.hosts import open_host_link
from tests.tourist_tax.hosts.conftest import LAST, make_host, of

pytestmark = pytest.mark.django_db
KEPT = "/hebergeur/page/sans-reseau/"


def waited(lodging, kind: str = "total") -> str:
    return of(lodging, f"attente/{kind}/")


def test_what_waited_is_sent_once_however_often_it_comes(pages, host):
    item = {"client_id": str(uuid.uuid4()), "former": "", "s0-nights": "40", "s0-minors": "6"}
    answers = [pages.post(waited(host[1]), item) for _time in range(3)]
    assert {one.status_code for one in answers} == {200}
    assert len({one.json()["url"] for one in answers}) == 1
    sent = Declaration.objects.get()  # and no draft beside it
    assert (sent.state, sent.amount, sent.nights_exempt) == ("sent", 4400, 6)
    assert LedgerLine.objects.count() == 1


def test_what_cannot_be_is_kept_with_the_reason(pages, host, system):
    """Nonsense, more nights than beds, a month that somebody declared meanwhile."""
    lodging = host[1]
    for typed, words in (
        ({"s0-nights": "-3"}, "Nuitées qui paient : Un nombre négatif"),
        ({"s0-nights": "🐄"}, "entier"),
        ({}, "nombre est attendu"),
    ):
        answer = pages.post(waited(lodging), {"client_id": str(uuid.uuid4()), **typed})
        assert answer.status_code == 422 and words in answer.json()["message"]
    assert pages.post(waited(lodging), {"client_id": "rien", "s0-nights": "4"}).status_code == 422
    assert not Declaration.objects.exists()
    answer = pages.post(waited(lodging), {"client_id": str(uuid.uuid4()), "s0-nights": "10000"})
    assert answer.status_code == 422 and "Vérifiez" in answer.json()["message"]
    assert (
        Declaration.objects.get().lines.get().nights_taxed == 10_000
    )  # the draft of the page that it leads to
    sent = send_declaration(
        actor=system, lodging=lodging, month=LAST, kind="total", declared=[DeclaredTotal(4)], channel="agent"
    )
    for kind in ("none", "total"):
        item = {"client_id": str(uuid.uuid4()), "former": "", "s0-nights": "5"}
        answer = pages.post(waited(lodging, kind), item)
        assert answer.status_code == 422 and "entre-temps" in answer.json()["message"]
    item |= {"former": str(sent.pk)}
    assert pages.post(waited(lodging), item).status_code == 200
    assert Declaration.objects.get(state="sent").nights_taxed == 5


def test_nothing_of_another_host_is_reached(pages, office, system):
    _party, theirs = make_host(office, system, "Voisin")
    item = {"client_id": str(uuid.uuid4()), "s0-nights": "4"}
    assert pages.post(waited(theirs), item).status_code == 404
    assert pages.post(waited(theirs, "stays"), item).status_code == 404
    assert Client().post(waited(theirs), item).url == "/hebergeur/"
    assert "Voisin" not in pages.get(KEPT).content.decode()


def test_the_kept_page_asks_as_many_questions_for_1_and_4_lodgings(office, system, host, pages):
    party, _lodging = host
    counts = []
    for more in (0, 3):
        for number in range(more):
            lodging = lodgings.register_lodging(
                actor=system, name=f"Gîte {number}", nature="meubles", insee="15258", capacity=4
            )
            lodgings.add_hosting(actor=system, lodging=lodging, party=party)
        pages.get(KEPT)
        with CaptureQueriesContext(connection) as asked:
            text = pages.get(KEPT).content.decode()
        counts.append(len(asked))
        assert text.count("data-host-month") == 1 + more
    assert counts[0] == counts[1]


def test_the_page_says_until_when_and_the_worker_nothing_of_anybody(pages, host, link):
    answer = pages.get(KEPT)
    assert answer["X-Page-Version"] and answer["Cache-Control"] == "private, no-store"
    assert '"days": 62' in answer.content.decode() and link.token not in answer.content.decode()
    for path in ("/hebergeur/veilleur.js", "/hebergeur/hors-ligne/absent/", "/hebergeur/hors-ligne/ferme/"):
        text = Client().get(path).content.decode()
        assert KEPT in text and "Ferrand" not in text
    assert Client().get("/hebergeur/hors-ligne/autre/").status_code == 404
    assert Client().get(KEPT).url == "/hebergeur/"


def test_each_host_and_each_agent_sends_only_what_is_its_own(office, system, host, pages, make_client):
    other, _lodging = make_host(office, system, "Voisin")
    neighbour = Client()
    neighbour.post("/hebergeur/ouvrir/", {"link": open_host_link(actor=system, party=other).token})
    agent = make_client(office, "taxe")
    page = f"/{office.slug}/taxe-de-sejour/hebergeurs/{host[0].pk}/saisie/"
    marks = {
        client.get(path).content.decode().partition('"whose": "')[2][:16]
        for client, path in ((pages, "/hebergeur/page/"), (neighbour, "/hebergeur/page/"), (agent, page))
    }
    assert len(marks) == 3 and all(len(mark) == 16 for mark in marks)


def test_a_stay_that_waited_is_noted_once_or_refused_with_the_reason(pages, host, office, system):
    where = f"/hebergeur/page/hebergement/{host[1].pk}/registre/attente/"
    typed = {"arrival": "2026-05-02", "departure": "2026-05-05", "persons": "4", "minors": "1"}
    item = {"client_id": str(uuid.uuid4()), **typed}
    answers = [pages.post(where, item) for _time in range(3)]
    assert {one.status_code for one in answers} == {200} and "/sejours/" in answers[0].json()["url"]
    stay = GuestStay.objects.get()
    assert (stay.lodging, stay.persons, stay.exempt) == (host[1], 4, {"exemption.minors": 1})
    for wrong, words in (
        ({"departure": "2026-05-01"}, "après"),
        ({"departure": "demain"}, "Départ : Cette date n’existe pas."),
        ({"client_id": "x"}, "pas complet"),
    ):
        answer = pages.post(where, {**item, "client_id": str(uuid.uuid4()), **wrong})
        assert answer.status_code == 422 and words in answer.json()["message"]
    theirs = make_host(office, system, "Voisin")[1]
    assert pages.post(where.replace(f"/{host[1].pk}/", f"/{theirs.pk}/"), item).status_code == 404
    assert GuestStay.objects.count() == 1
    assert pages.get(KEPT).text.count("data-host-stay ") == 1
