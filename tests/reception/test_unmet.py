"""Unmet requests: noted, grouped by a person, told once to the commune."""

from __future__ import annotations

import datetime as dt
import json
from uuid import uuid4

import pytest
from django.core import mail
from django.core.exceptions import PermissionDenied
from django.utils import timezone

from buron.kernel.jobs import work_all
from buron.kernel.services.settings import change_settings
from buron.reception.models import UnmetLetter, UnmetRequest
from buron.reception.papers.letters import of_place
from buron.reception.queries.unmet import listed, months_to_tell, proposals, told
from buron.reception.rules.facts import FactsError
from buron.reception.rules.nearness import clusters
from buron.reception.services import (
    amend_unmet,
    cancel_unmet,
    discard_letter,
    group_unmet,
    prepare_letters,
    record_unmet,
    review_letter,
    send_again,
    send_letter,
    ungroup_unmet,
)
from buron.territory.models import OfficeCommune

VIC, MUR = "15258", "15138"
LAST_MONTH = timezone.localdate().replace(day=1) - dt.timedelta(days=10)


@pytest.fixture
def unmet(adviser, desk):
    def unmet(
        words: str = "navette du dimanche", theme: str = "bus", insee: str = VIC, **fields
    ) -> UnmetRequest:
        return record_unmet(
            actor=fields.pop("actor", adviser),
            client_id=fields.pop("client_id", uuid4()),
            theme=theme,
            words=words,
            insee=insee,
            channel=fields.pop("channel", "counter"),
            desk=fields.pop("desk", desk),
            day=fields.pop("day", LAST_MONTH),
        )

    return unmet


@pytest.fixture
def prepared(unmet, director):
    unmet()
    (letter,) = prepare_letters(actor=director, day=LAST_MONTH)
    return letter


def test_near_words_are_proposed_and_not_decided():
    words = {
        1: "navette dimanche",
        2: "la navette du dimanche",
        3: "pain frais",
        4: "navettes vers le lac",
        5: "de la",
    }
    assert clusters(words) == [[1, 2, 4]]
    assert clusters({}) == [] and clusters({1: "", 2: ""}) == []


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("Apchon", "d’Apchon"),
        ("Le Claux", "du Claux"),
        ("Les Salles", "des Salles"),
        ("La Godivelle", "de La Godivelle"),
        ("Élancourt", "d’Élancourt"),
        ("Menet", "de Menet"),
        ("", "de "),
    ],
)
def test_a_town_hall_is_named_in_good_french(name, said):
    assert of_place(name) == said


def test_it_is_noted_once(unmet, desk):
    same = uuid4()
    first = unmet("  navette   du dimanche ", client_id=same, channel="kiosk", desk=None)
    assert unmet(client_id=same) == first
    assert (first.words, first.channel, first.desk, first.group, first.letter) == (
        "navette du dimanche",
        "kiosk",
        None,
        None,
        None,
    )


@pytest.mark.parametrize(
    ("fields", "named"),
    [
        ({"theme": ""}, "theme"),
        ({"theme": "moon"}, "theme"),
        ({"words": " "}, "words"),
        ({"words": "x" * 121}, "words"),
        ({"insee": "99999"}, "insee"),
        ({"channel": "pigeon"}, "channel"),
        ({"day": timezone.localdate() + dt.timedelta(days=1)}, "day"),
        ({"day": timezone.localdate() - dt.timedelta(days=90)}, "day"),
    ],
)
def test_what_cannot_be_noted_says_why(unmet, fields, named):
    with pytest.raises(FactsError) as caught:
        unmet(**fields)
    assert caught.value.field == named


def test_its_author_takes_it_back_at_once_then_its_keepers(unmet, adviser, director):
    one, other = unmet(), unmet()
    assert cancel_unmet(actor=adviser, request=one).cancelled_at
    UnmetRequest.objects.filter(pk=other.pk).update(recorded_at=timezone.now() - dt.timedelta(minutes=5))
    with pytest.raises(PermissionDenied):
        cancel_unmet(actor=adviser, request=other)
    cancel_unmet(actor=director, request=other)
    assert not listed({}).exists()


def test_a_person_groups_what_is_the_same(unmet, director, adviser):
    rows = [unmet("navette dimanche"), unmet("la navette du dimanche"), unmet("navettes du lac")]
    unmet("docteur", "doctor")
    (proposal,) = proposals()
    assert {row.pk for row in proposal.requests} == {row.pk for row in rows}
    with pytest.raises(PermissionDenied):
        group_unmet(actor=adviser, requests=[row.pk for row in rows], title="x")
    group = group_unmet(actor=director, requests=[row.pk for row in rows[:2]], title="Navette du dimanche")
    group_unmet(actor=director, requests=[rows[2].pk], title="navette du DIMANCHE")
    (line, doctor) = told(UnmetRequest.objects.select_related("group"))
    assert (line.words, line.count, doctor.count) == ("Navette du dimanche", 3, 1)
    with pytest.raises(FactsError, match="même thème"):
        group_unmet(
            actor=director, requests=list(UnmetRequest.objects.values_list("pk", flat=True)), title="x"
        )
    ungroup_unmet(actor=director, group=group)
    assert len(told(UnmetRequest.objects.select_related("group"))) == 4


def test_a_month_is_told_once_to_each_commune(unmet, director):
    unmet()
    unmet("pharmacie de garde", "doctor", MUR)
    unmet("sans commune", insee="")
    unmet("ce mois-ci", day=timezone.localdate())
    (month,) = months_to_tell(timezone.localdate())
    assert (month.requests, month.communes) == (2, 2)
    letters = prepare_letters(actor=director, day=LAST_MONTH)
    assert [letter.insee for letter in letters] == sorted([VIC, MUR])
    assert prepare_letters(actor=director, day=LAST_MONTH) == []
    assert months_to_tell(timezone.localdate()) == []
    with pytest.raises(FactsError, match="pas fini"):
        prepare_letters(actor=director, day=timezone.localdate())


def test_letters_of_a_month_are_prepared_once_and_leave_on_the_day_that_is_chosen(
    clock, unmet, system, reception
):
    towns = "reception.tell_towns"
    clock("2027-06-15 12:00", towns)
    unmet(day=dt.date(2027, 6, 15))
    unmet("pharmacie de garde", "doctor", MUR, day=dt.date(2027, 6, 15))
    assert clock("2027-07-01 05:00", towns) == []
    assert clock("2027-07-01 07:00", towns) == [towns]
    first, second = UnmetLetter.objects.order_by("insee")
    assert (first.state, first.month) == ("draft", dt.date(2027, 6, 1))
    discard_letter(actor=system, letter=second)
    clock("2027-07-10 07:00", towns)
    assert (
        UnmetLetter.objects.get() == first and not mail.outbox
    )  # a person sends, and what was given up stays so
    change_settings(actor=system, office=reception, values={"reception.town_letters_day": 12})
    UnmetLetter.objects.update(email="mairie@example.org")
    clock("2027-07-11 07:00", towns)
    assert not mail.outbox
    clock("2027-07-12 07:00", towns)
    clock("2027-07-13 07:00", towns)
    assert [one.to for one in mail.outbox] == [["mairie@example.org"]]
    assert UnmetLetter.objects.get().delivered_at is not None


def test_a_letter_is_read_over_then_sent_then_kept(prepared, director, settings):
    with pytest.raises(FactsError, match="Relisez"):
        send_letter(actor=director, letter=prepared, way="post")
    review_letter(actor=director, letter=prepared, body="Bonjour, voici.", email="mairie@example.org")
    sent = send_letter(actor=director, letter=prepared, way="mail")
    assert (sent.state, sent.delivered_at) == ("sent", None)
    assert bytes(sent.document).startswith(b"%PDF") and len(sent.digest) == 64
    work_all()
    sent.refresh_from_db()
    assert sent.delivered_at is not None
    (message,) = mail.outbox
    assert message.to == ["mairie@example.org"] and "navette du dimanche (1)" in message.body
    assert message.attachments[0][0].endswith(".pdf")
    for again in (
        lambda: send_letter(actor=director, letter=prepared, way="mail"),
        lambda: review_letter(actor=director, letter=prepared, body="x"),
        lambda: discard_letter(actor=director, letter=prepared),
        lambda: send_again(actor=director, letter=prepared),
    ):
        with pytest.raises(FactsError):
            again()
    work_all()
    assert len(mail.outbox) == 1


def test_what_was_told_does_not_change_nor_go_again(prepared, unmet, director):
    review_letter(actor=director, letter=prepared, body="Bonjour")
    send_letter(actor=director, letter=prepared, way="post")
    row = UnmetRequest.objects.get()
    with pytest.raises(FactsError, match="transmise"):
        cancel_unmet(actor=director, request=row)
    with pytest.raises(FactsError, match="transmise"):
        amend_unmet(actor=director, request=row, theme="bus", words="x", insee=MUR)
    late = unmet("une autre, notée plus tard")
    (second,) = prepare_letters(actor=director, day=LAST_MONTH)
    assert second.pk != prepared.pk and list(second.requests.all()) == [late]


def test_what_comes_late_joins_a_waiting_letter_and_asks_for_another_reading(prepared, unmet, director):
    review_letter(actor=director, letter=prepared, body="Bonjour")
    unmet("en retard")
    (same,) = prepare_letters(actor=director, day=LAST_MONTH)
    assert (same.pk, same.state, same.requests.count()) == (prepared.pk, "draft", 2)


def test_a_mended_commune_leaves_its_letter_and_a_letter_given_up_frees_its_rows(prepared, unmet, director):
    row = UnmetRequest.objects.get()
    amend_unmet(actor=director, request=row, theme="bus", words="navette", insee=MUR)
    review_letter(actor=director, letter=prepared, body="Bonjour")
    with pytest.raises(FactsError, match="plus aucune"):
        send_letter(actor=director, letter=prepared, way="post")
    (other,) = prepare_letters(actor=director, day=LAST_MONTH)
    discard_letter(actor=director, letter=other)
    row.refresh_from_db()
    assert row.letter is None and not UnmetLetter.objects.filter(pk=other.pk).exists()


def test_a_letter_by_mail_needs_an_address_and_remembers_it(prepared, unmet, director):
    review_letter(actor=director, letter=prepared, body="Bonjour")
    with pytest.raises(FactsError, match="adresse"):
        send_letter(actor=director, letter=prepared, way="mail")
    with pytest.raises(FactsError, match="valable"):
        review_letter(actor=director, letter=prepared, body="Bonjour", email="mairie")
    review_letter(actor=director, letter=prepared, body="Bonjour", email="mairie@example.org")
    send_letter(actor=director, letter=prepared, way="post")
    unmet()
    assert prepare_letters(actor=director, day=LAST_MONTH)[0].email == "mairie@example.org"


def test_all_of_it_on_screen(unmet, make_client, reception, desk):
    OfficeCommune.objects.create(office=reception, insee=VIC)
    client = make_client(reception, "direction")
    base = f"/{reception.slug}/accueil/sans-reponse"
    body = {"client_id": str(uuid4()), "theme": "bus", "words": "taxi", "insee": VIC, "desk": desk.pk}
    assert client.post(f"{base}/noter/", json.dumps(body), "application/json").status_code == 200
    assert (
        client.post(f"{base}/noter/", json.dumps(body | {"words": 3}), "application/json").status_code == 422
    )
    form = {
        "client_id": str(uuid4()),
        "theme": "bus",
        "words": "taxi le soir",
        "insee": VIC,
        "channel": "email",
    }
    assert client.post(f"{base}/", form | {"day": ""}).status_code == 302
    assert client.post(f"{base}/", form | {"theme": ""}).status_code == 422
    rows = list(UnmetRequest.objects.values_list("pk", flat=True))
    client.post(f"{base}/regrouper/", {"demande": [*rows, "x"], "title": "Taxi"})
    page = client.get(f"{base}/", {"q": "taxi", "theme": "nonsense", "start": "hier"}).content.decode()
    assert "Taxi" in page and "taxi le soir" in page
    UnmetRequest.objects.update(day=LAST_MONTH)
    client.post(f"{base}/courriers/preparer/", {"mois": LAST_MONTH.isoformat()})
    letter = UnmetLetter.objects.get()
    one = f"{base}/courriers/{letter.pk}"
    assert client.get(f"{one}/courrier.pdf").content.startswith(b"%PDF")
    assert client.post(f"{one}/", {"body": ""}).status_code == 422
    assert client.post(f"{one}/", {"body": "Bonjour", "email": ""}).status_code == 302
    client.post(f"{one}/envoyer/", {"way": "post"})
    letter.refresh_from_db()
    assert letter.state == "sent"
    assert client.get(f"{one}/courrier.pdf").content == bytes(letter.document)
    assert "Imprimé" in client.get(f"{one}/").content.decode()
    for wrong in ("", "9999-99-99", "avant"):
        assert client.post(f"{base}/courriers/preparer/", {"mois": wrong}).status_code == 302
    row = UnmetRequest.objects.first()
    assert "à la commune" in client.get(f"{base}/{row.pk}/").content.decode()


@pytest.mark.parametrize("count", [1, 3, 60])
def test_the_list_costs_the_same(unmet, make_client, reception, count, django_assert_max_num_queries):
    for rank in range(count):
        unmet(f"demande {rank}")
    client = make_client(reception, "direction")
    with django_assert_max_num_queries(26):
        assert client.get(f"/{reception.slug}/accueil/sans-reponse/").status_code == 200


def test_the_desk_offers_both_without_the_script(
    make_client, reception, desk, unmet, django_assert_max_num_queries
):
    client = make_client(reception, "accueil")
    client.post(f"/{reception.slug}/accueil/poste/", {"desk": desk.pk, "channel": "counter"})
    page = client.get(f"/{reception.slug}/accueil/").content.decode()
    assert 'data-dialog-open="unmet-dialog"' in page and 'data-dialog-open="liaison-dialog"' in page
    assert (
        "Baignade" in page
        and "checked" not in page.partition('id="unmet-dialog"')[2].partition("</dialog>")[0]
    )
