"""The liaison book: written in two seconds, read by those it calls, searched, printed, forgotten in time."""

from __future__ import annotations

import datetime as dt
import json
from uuid import uuid4

import pytest
from django.core.exceptions import PermissionDenied
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st

from buron.kernel.actors import Actor
from buron.kernel.context import menu_of
from buron.reception.models import LiaisonNote, LiaisonStep
from buron.reception.papers.liaison import week_document
from buron.reception.queries.liaison import calls_of, in_words, listed, new_to
from buron.reception.rules.facts import FactsError
from buron.reception.rules.mentions import mentioned
from buron.reception.services import add_list_item, add_step, read_book, read_mention, reopen_note, write_note
from buron.reception.services.liaison import forget_notes

NAMES = {1: "Maëlle Durif", 2: "Jean Roux", 3: "Jean-Paul Alric", 4: "Maëlle Soulier"}


@pytest.mark.parametrize(
    ("text", "called"),
    [
        ("Voir avec @Maëlle Durif pour les clés", [1]),
        ("@jean roux, @JEAN-PAUL ALRIC : lisez", [2, 3]),
        ("@Maëlle : laquelle ?", []),
        ("@maelle durif.", [1]),
        ("@jean", []),
        ("@Jean-Paul", []),
        ("écrire à contact@example.org", []),
        ("", []),
    ],
)
def test_colleagues_are_found_in_a_text(text, called):
    assert mentioned(text, NAMES) == called


def test_a_first_name_is_enough_when_nobody_else_has_it():
    assert mentioned("@Odile peux-tu ?", {7: "Odile Vey", 8: "Luc Vey"}) == [7]


@given(st.text(max_size=200))
def test_any_text_is_read_without_a_fault(text):
    assert set(mentioned(text, NAMES)) <= set(NAMES)


@pytest.fixture
def colleague(reception, make_member):
    member = make_member(reception, "accueil")
    member.user.name = "Odile Vey"
    member.user.save()
    return Actor.member(member)


@pytest.fixture
def write(adviser, reception):
    def write(text: str = "Le ponton est fermé", kind: str = "info", **fields) -> LiaisonNote:
        return write_note(
            actor=fields.pop("actor", adviser),
            client_id=fields.pop("client_id", uuid4()),
            kind=kind,
            text=text,
            **fields,
        )

    return write


def test_an_information_expects_nothing_the_rest_stays_open(write):
    states = {kind: write(kind=kind).state for kind in ("info", "todo", "incident")}
    assert states == {"info": "noted", "todo": "open", "incident": "open"}


def test_an_offices_own_kind_behaves_as_the_one_it_adds_up_to(write, director):
    item = add_list_item(actor=director, key="liaison", label="Panne", core_code="incident")
    note = write(kind=item.code)
    assert (note.is_incident, note.state) == (True, "open")


def test_sent_twice_it_is_written_once(write):
    same = uuid4()
    assert write(client_id=same) == write(client_id=same)
    assert LiaisonNote.objects.count() == 1


@pytest.mark.parametrize(
    ("fields", "named"),
    [
        ({"text": "  "}, "text"),
        ({"text": "x" * 2001}, "text"),
        ({"kind": "gossip"}, "kind"),
        ({"place": "x" * 121}, "place"),
        ({"day": timezone.localdate() + dt.timedelta(days=1)}, "day"),
        ({"day": timezone.localdate() - dt.timedelta(days=400)}, "day"),
    ],
)
def test_what_cannot_be_written_says_why(write, fields, named):
    with pytest.raises(FactsError) as caught:
        write(**fields)
    assert caught.value.field == named


def test_an_incident_has_its_place_what_was_done_and_what_follows(write, adviser, director):
    note = write(
        "Vitre fendue",
        "incident",
        place="Salle d’attente",
        done="Zone fermée",
        follow_up="Appeler le vitrier",
    )
    assert (note.place, note.follow_up, [step.text for step in note.steps.all()]) == (
        "Salle d’attente",
        "Appeler le vitrier",
        ["Zone fermée"],
    )
    add_step(actor=director, note=note, text="Vitre changée", close=True)
    note.refresh_from_db()
    assert (note.state, note.closed_by_id) == ("closed", int(director.id))
    assert LiaisonStep.objects.filter(author_id=int(director.id)).count() == 1
    reopen_note(actor=adviser, note=note)
    note.refresh_from_db()
    assert (note.state, note.closed_at, note.closed_by) == ("open", None, None)


def test_whoever_is_called_sees_it_until_she_says_that_she_read(write, colleague, adviser):
    note = write("@Odile : rappeler la mairie")
    me, today = int(colleague.id), timezone.localdate()
    assert list(calls_of(me)) == [note]
    assert (new_to(me, today).notes, new_to(me, today).mentions) == (0, 1)
    read_book(actor=colleague)
    assert list(calls_of(me)) == [note]
    read_mention(actor=colleague, note=note)
    assert not calls_of(me) and new_to(me, today).total == 0
    assert new_to(int(adviser.id), today).total == 0


def test_answering_is_reading(write, colleague):
    note = write("@odile vey : les clés ?")
    add_step(actor=colleague, note=note, text="Dans le tiroir")
    assert not calls_of(int(colleague.id))


def test_the_days_entries_of_others_are_new_until_the_book_is_opened(
    write, colleague, make_client, reception
):
    write()
    write(actor=colleague)
    me, today = int(colleague.id), timezone.localdate()
    assert new_to(me, today).notes == 1
    read_book(actor=colleague)
    assert new_to(me, today).notes == 0
    write()
    assert new_to(me, today).notes == 1


def test_the_menu_says_how_much_waits_and_asks_once(write, colleague, make_client, reception):
    write("@Odile : rappeler la mairie")
    write()
    client = make_client(reception, "accueil")
    page, none = f"/{reception.slug}/accueil/actes/", "entrée non lue"
    with CaptureQueriesContext(connection) as before:
        assert "2 entrées non lues" in client.get(page).content.decode()
    asked = [one["sql"] for one in before.captured_queries if "reception_liaisonnote" in one["sql"]]
    assert len(asked) == 1 and "reception_enquiry" in asked[0]
    client.get(f"/{reception.slug}/accueil/liaison/")
    assert none not in client.get(page).content.decode()
    lines = [line for group in menu_of(reception, colleague, "") for line in group["entries"]]
    told = {line["title"]: line["badge"]() for line in lines}
    assert (
        told["Cahier de liaison"] == {"count": 2, "said": "2 entrées non lues"} and told["Demandes"] is None
    )


def test_it_is_searched_without_accents(write):
    found = write("Clé égarée à l’Œuvre", done="Prévenu la gendarmerie")
    write("Autre chose")
    for text in ("cle EGAREE", "oeuvre", "gendarmerie"):
        assert [note.pk for note in listed({"q": text})] == [found.pk]
    add_step(actor=Actor.system("t", found.office), note=found, text="Retrouvée au lavoir")
    assert [note.pk for note in listed({"q": "retrouvee lavoir cle"})] == [found.pk]
    assert [note.pk for note in listed({"q": "%_"})] != []  # nothing to look for narrows nothing


@pytest.mark.parametrize("count", [1, 3, 40])
def test_a_page_of_the_book_costs_the_same(
    write, count, make_client, reception, django_assert_max_num_queries
):
    for rank in range(count):
        write(f"Entrée {rank}", done="Fait")
    client = make_client(reception, "accueil")
    with django_assert_max_num_queries(26):
        page = client.get(f"/{reception.slug}/accueil/liaison/")
    assert page.status_code == 200 and "Entrée" in page.content.decode()


def test_the_week_is_printed_in_order(write, reception):
    today = timezone.localdate()
    write("Hier", day=today - dt.timedelta(days=1))
    write("Aujourd’hui", "incident", place="Comptoir", done="Essuyé", follow_up="Changer le joint")
    lines = in_words(list(listed({}).order_by("day", "pk")), None)
    document = week_document(reception, today - dt.timedelta(days=6), today, lines, 0)
    cells = [
        cell for block in document.blocks if hasattr(block, "rows") for row in block.rows for cell in row
    ]
    assert any("Comptoir" in cell and "Changer le joint" in cell for cell in cells)
    assert cells.index(next(c for c in cells if "Hier" in c)) < cells.index(
        next(c for c in cells if "Auj" in c)
    )


@pytest.mark.parametrize("asked", ["", "2026-02-30", "hier", "0001-01-01", "9999-12-31"])
def test_any_week_may_be_asked(write, make_client, reception, asked):
    answer = make_client(reception, "accueil").get(
        f"/{reception.slug}/accueil/liaison/semaine.pdf", {"jour": asked}
    )
    assert answer.status_code == 200 and answer.content.startswith(b"%PDF")


def test_it_is_written_and_answered_on_screen(make_client, reception, colleague):
    client = make_client(reception, "accueil")
    base = f"/{reception.slug}/accueil/liaison"
    refused = client.post(f"{base}/", {"client_id": str(uuid4()), "text": "Sans type", "day": "2026-01-01"})
    assert refused.status_code == 422 and "Sans type" in refused.content.decode()
    said = {
        "client_id": str(uuid4()),
        "text": "@Odile : la clé",
        "kind": "todo",
        "day": timezone.localdate().isoformat(),
    }
    assert client.post(f"{base}/", said).status_code == 302
    note = LiaisonNote.objects.get()
    assert client.post(f"{base}/{note.pk}/suite/", {"text": "", "close": ""}).status_code == 422
    assert client.post(f"{base}/{note.pk}/suite/", {"text": "", "close": "1"}).status_code == 302
    note.refresh_from_db()
    assert note.state == "closed"
    assert client.get(f"{base}/nouveau/").json() == {"notes": 0, "mentions": 0}


def test_it_is_written_from_the_desk(make_client, reception, desk):
    client = make_client(reception, "accueil")
    body = {"client_id": str(uuid4()), "kind": "incident", "text": "Fuite", "place": "Cave", "desk": desk.pk}
    address = f"/{reception.slug}/accueil/liaison/ecrire/"
    for _ in range(2):
        assert client.post(address, json.dumps(body), content_type="application/json").status_code == 200
    note = LiaisonNote.objects.get()
    assert (note.place, note.desk, note.is_incident) == ("Cave", desk, True)
    wrong = client.post(
        address, json.dumps(body | {"kind": "", "client_id": str(uuid4())}), "application/json"
    )
    assert wrong.status_code == 422 and wrong.json()["field"] == "kind"


def test_an_elected_member_does_not_read_it(make_member, reception, write):
    elected = Actor.member(make_member(reception, "elu"))
    with pytest.raises(PermissionDenied):
        write(actor=elected)


def test_old_words_are_forgotten_and_still_counted(write):
    old = write(
        "Madame X a perdu son sac",
        "incident",
        done="Rendu",
        day=timezone.localdate() - dt.timedelta(days=300),
    )
    write("Neuf")
    assert forget_notes(timezone.localdate() - dt.timedelta(days=200)) == 1
    old.refresh_from_db()
    assert (old.text, old.folded, old.is_incident, old.steps.count()) == ("", "", True, 0)
