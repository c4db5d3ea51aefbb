"""The desk screen and what it sends."""

from __future__ import annotations

import datetime as dt
import json
from pathlib import Path
from uuid import uuid4

import pytest
from django.contrib.staticfiles import finders
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from buron.kernel.models import Office
from buron.kernel.tenancy import office_scope
from buron.reception.models import Act, Carnet
from buron.reception.queries.desk import often_shown
from buron.reception.queries.origins import everything, parse, quick
from buron.reception.rules.facts import FactsError
from buron.reception.services import record_counter
from buron.reception.views.desk import PLACE
from buron.reception.views.entries import entry_of
from buron.territory.models import Desk


@pytest.fixture
def client(reception, make_client) -> Client:
    return make_client(reception, "accueil")


@pytest.fixture
def at_desk(client, reception, desk) -> Client:
    """Somebody who said where she is."""
    client.post(url(reception, "place"), {"desk": desk.pk, "channel": "counter"})
    return client


def url(office: Office, name: str, **kwargs) -> str:
    return reverse(f"reception_{name}", kwargs={"office": office.slug, **kwargs})


def send(client: Client, office: Office, name: str, body: object, **kwargs):
    data = body if isinstance(body, str) else json.dumps(body)
    return client.post(url(office, name, **kwargs), data, content_type="application/json")


def welcome(desk: Desk, **others) -> dict:
    answers = {"party": "couple", "origin": "FR-15"}
    return {"client_id": str(uuid4()), "desk": desk.pk, "channel": "counter", "answers": answers, **others}


# -- Where one is ------------------------------------------------------------------------------------------


def test_the_desk_first_asks_where_one_is(client, reception, desk):
    assert client.get(url(reception, "desk")).headers["Location"] == url(reception, "place")
    page = client.get(url(reception, "place")).content.decode()
    assert "Maison du tourisme" in page and " checked" not in page


@pytest.mark.parametrize(
    "chosen", [{}, {"desk": "x", "channel": "counter"}, {"desk": "1", "channel": "pigeon"}]
)
def test_an_unclear_place_is_asked_again(client, reception, desk, chosen):
    response = client.post(url(reception, "place"), chosen)
    assert response.status_code == 422 and PLACE not in client.session


def test_the_place_is_kept_for_the_day(at_desk, reception, desk):
    page = at_desk.get(url(reception, "desk"))
    assert page.status_code == 200
    assert f'data-desk="{desk.pk}"' in page.content.decode()


def test_nothing_is_chosen_beforehand(at_desk, reception):
    page = at_desk.get(url(reception, "desk")).content.decode()
    assert 'aria-pressed="true"' not in page
    assert page.count("checked") == 1  # the channel, which the adviser said herself


def test_a_desk_that_closed_is_asked_again(at_desk, reception, desk):
    Desk.objects.filter(pk=desk.pk).update(active_until=timezone.localdate() - dt.timedelta(days=1))
    assert at_desk.get(url(reception, "desk")).status_code == 302


def test_an_office_without_lists_gets_them(reception, client, desk):
    from buron.reception.models import ListItem

    ListItem.objects.all().delete()
    client.get(url(reception, "desk"))
    assert ListItem.objects.exists()


# -- Searching ---------------------------------------------------------------------------------------------


def test_searching_finds_with_accents_aside_and_marks_the_theme(at_desk, reception, desk, make_fiche):
    make_fiche("Cascade du Faillitoux", "nature")
    make_fiche("Auberge", "restaurant")
    page = at_desk.get(url(reception, "search"), {"q": "CASCADÉ", "bureau": desk.pk}).content.decode()
    assert "Cascade du Faillitoux" in page and "Auberge" not in page
    assert 'data-theme="sights"' in page and 'role="option"' in page


@pytest.mark.parametrize(
    "q", ["", "   ", '"', "a" * 5000, "';--", "\x00", "*", "é" * 200, "💧", "AND OR NOT"]
)
def test_any_words_can_be_typed(at_desk, reception, desk, make_fiche, q):
    make_fiche()
    assert at_desk.get(url(reception, "search"), {"q": q, "bureau": desk.pk}).status_code == 200


@pytest.mark.parametrize("bureau", ["", "x", "0", "-1", "9" * 30, "²"])
def test_an_unknown_desk_is_not_found(at_desk, reception, bureau):
    assert at_desk.get(url(reception, "search"), {"q": "a", "bureau": bureau}).status_code == 404


def test_what_is_often_shown_comes_first_without_words(at_desk, reception, desk, make_fiche, welcome):
    fiches = [make_fiche(f"Fiche {rank}") for rank in range(3)]
    yesterday = timezone.now() - dt.timedelta(days=1)
    for _ in range(2):
        welcome(fiches=(fiches[2].pk,), when=yesterday)
    welcome(fiches=(fiches[1].pk,), when=yesterday)
    welcome(fiches=(fiches[0].pk,))  # today's do not move the list
    assert often_shown(desk.pk, timezone.localdate()) == [fiches[2].pk, fiches[1].pk]
    page = at_desk.get(url(reception, "search"), {"q": "", "bureau": desk.pk}).content.decode()
    assert page.index("Fiche 2") < page.index("Fiche 1") and "Fiche 0" not in page


def test_the_card_gives_what_is_read_aloud(at_desk, reception, make_fiche):
    contacts = [{"type": "phone", "value": "04 71 00 00 00"}]
    fiche = make_fiche(contacts=contacts, short={"fr": "Une belle chute."})
    page = at_desk.get(url(reception, "card", pk=fiche.pk)).content.decode()
    assert "04 71 00 00 00" in page and "Une belle chute." in page and "Téléphone" in page
    assert at_desk.get(url(reception, "card", pk=999_999)).status_code == 404


# -- Recording ---------------------------------------------------------------------------------------------


def test_a_welcome_is_recorded_with_the_day_s_count(at_desk, reception, desk, adviser):
    record_counter(actor=adviser, desk=desk, day=timezone.localdate(), raw=41, both_ways=True)
    response = send(at_desk, reception, "record", welcome(desk, people=2, duration=75))
    assert response.status_code == 200
    answer = response.json()
    assert answer["counts"] == {"desk": 1, "mine": 1, "visitors": 20}
    assert at_desk.get(url(reception, "counts"), {"bureau": desk.pk}).json() == answer["counts"]
    act = Act.objects.get(pk=answer["act"])
    assert (act.party, act.origin_country, act.origin_department) == ("couple", "FR", "15")
    assert (act.people, act.duration_seconds, act.language) == (2, 75, None)
    assert act.confidence == {"party": "observed", "origin": "declared"}


def test_a_double_click_records_once(at_desk, reception, desk):
    body = welcome(desk)
    first, second = (send(at_desk, reception, "record", body).json() for _ in range(2))
    assert first["act"] == second["act"] and Act.objects.count() == 1


def test_a_welcome_that_waited_keeps_its_time(at_desk, reception, desk):
    act = Act.objects.get(pk=send(at_desk, reception, "record", welcome(desk, age=600)).json()["act"])
    assert 590 <= (timezone.now() - act.occurred_at).total_seconds() <= 620


def test_three_taps_are_enough(at_desk, reception, desk):
    body = {"client_id": str(uuid4()), "desk": desk.pk, "channel": "counter", "answers": {}}
    assert send(at_desk, reception, "record", body).status_code == 200


def test_undoing_at_once_then_too_late(at_desk, reception, desk):
    act = send(at_desk, reception, "record", welcome(desk)).json()
    response = at_desk.post(act["undo"])
    assert response.status_code == 200 and response.json()["counts"]["desk"] == 0
    act = send(at_desk, reception, "record", welcome(desk)).json()
    Act.objects.filter(pk=act["act"]).update(recorded_at=timezone.now() - dt.timedelta(minutes=5))
    response = at_desk.post(act["undo"])
    assert response.status_code in (403, 409) and not Act.objects.get(pk=act["act"]).is_cancelled


NONSENSE = [
    "",
    "{",
    "[]",
    "null",
    '"x"',
    "[" * 5000,
    {"client_id": "x"},
    {"client_id": str(uuid4())},
    {"client_id": str(uuid4()), "desk": "1"},
    {"client_id": str(uuid4()), "desk": 10**12},
    {"client_id": str(uuid4()), "desk": True},
    {"client_id": str(uuid4()), "desk": 1.5e300},
]


@pytest.mark.parametrize("body", NONSENSE)
def test_nonsense_is_refused_with_a_sentence(at_desk, reception, desk, body):
    response = send(at_desk, reception, "record", body)
    assert response.status_code == 422 and response.json()["message"]
    assert not Act.objects.exists()


@pytest.mark.parametrize(
    "others",
    [
        {"answers": []},
        {"answers": {"party": 3}},
        {"answers": {"party": "x" * 41}},
        {"answers": {"origin": "FR-99"}},
        {"answers": {"origin": "ZZZZZZZZ"}},
        {"answers": {"origin": "BE-15"}},
        {"channel": None},
        {"channel": ["counter"]},
        {"people": "many"},
        {"people": -3},
        {"people": 1e308},
        {"themes": "hiking"},
        {"themes": [1]},
        {"fiches": ["1"]},
        {"fiches": [True]},
        {"fiches": [10**30]},
        {"fiches": list(range(1, 300))},
        {"note": "\x00"},
        {"note": 12},
    ],
)
def test_each_unreadable_answer_is_refused(at_desk, reception, desk, others):
    response = send(at_desk, reception, "record", welcome(desk, **others))
    assert response.status_code == 422 and response.json()["message"]
    assert not Act.objects.exists()


json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=20),
    lambda children: (
        st.lists(children, max_size=4) | st.dictionaries(st.text(max_size=8), children, max_size=4)
    ),
    max_leaves=8,
)
FIELDS = [
    "client_id",
    "desk",
    "channel",
    "answers",
    "people",
    "themes",
    "themes_dropped",
    "fiches",
    "note",
    "duration",
    "age",
]


@settings(max_examples=2 * settings.default.max_examples, suppress_health_check=[HealthCheck.too_slow])
@given(st.dictionaries(st.sampled_from(FIELDS), json_values))
def test_any_json_is_an_entry_or_a_refusal(body):
    try:
        entry_of({"client_id": str(uuid4()), **body})
    except FactsError as error:
        assert str(error)


def test_another_answer_to_the_same_welcome_is_a_conflict_later(at_desk, reception, desk):
    body = welcome(desk)
    act = send(at_desk, reception, "record", body).json()["act"]
    Act.objects.filter(pk=act).update(recorded_at=timezone.now() - dt.timedelta(minutes=5))
    response = send(at_desk, reception, "record", {**body, "answers": {"party": "solo"}})
    assert response.status_code == 409 and response.json()["message"]


# -- Rights ------------------------------------------------------------------------------------------------

POSTS = ["record", "carnet_make", "place"]
GETS = ["desk", "place", "search", "late", "tally", "acts", "carnets", "counters", "lists", "imports"]


@pytest.mark.parametrize("name", GETS)
def test_a_stranger_learns_nothing(stranger, reception, desk, name):
    assert stranger.get(url(reception, name)).status_code == 404


@pytest.mark.parametrize("name", POSTS)
def test_a_stranger_writes_nothing(stranger, reception, desk, name):
    assert send(stranger, reception, name, welcome(desk)).status_code == 404
    assert not Act.objects.exists()


def test_whoever_is_not_signed_in_writes_nothing(reception, desk):
    assert send(Client(), reception, "record", welcome(desk)).status_code == 403
    assert Client().get(url(reception, "desk")).status_code == 302


def test_an_elected_person_reads_and_records_nothing(reception, make_client, desk):
    elected = make_client(reception, "elu")
    assert elected.get(url(reception, "acts")).status_code == 200
    assert elected.get(url(reception, "desk")).status_code == 403
    assert send(elected, reception, "record", welcome(desk)).status_code == 403
    assert elected.get(url(reception, "lists")).status_code == 403
    assert elected.get(url(reception, "imports")).status_code == 403


def test_another_office_s_desk_and_fiches_are_unknown(at_desk, reception, desk, other_office, make_fiche):
    from buron.offer.models import Fiche

    with office_scope(other_office):
        theirs = Desk.objects.create(office=other_office, name="Ailleurs", slug="ailleurs")
        fiche = Fiche.objects.create(office=other_office, name="X", slug="x", kind="nature", body={})
    assert send(at_desk, reception, "record", welcome(theirs)).status_code == 422
    assert send(at_desk, reception, "record", welcome(desk, fiches=[fiche.pk])).status_code == 422
    body = {"client_id": str(uuid4()), "desk": desk.pk, "fiches": [fiche.pk]}
    assert send(at_desk, reception, "carnet_make", body).status_code == 422
    assert not Act.objects.exists() and not Carnet.objects.exists()


# -- Quick origins -----------------------------------------------------------------------------------------


def test_quick_origins_are_what_the_desk_sees(desk, welcome):
    yesterday = timezone.now() - dt.timedelta(days=1)
    for department, count in (("63", 3), ("75", 1)):
        for _ in range(count):
            welcome(origin_country="FR", origin_department=department, when=yesterday)
    welcome(origin_country="IT", when=yesterday)
    welcome(origin_country="ZZ", when=yesterday)
    welcome(origin_country="FR", origin_department="31")  # today: buttons do not move under the hand
    codes = [origin.code for origin in quick(desk.pk, timezone.localdate(), "15")]
    assert codes[:3] == ["FR-63", "FR-75", "FR-15"] and len(codes) == 8
    assert codes[6:] == ["IT", "BE"] and "FR-31" not in codes


@pytest.mark.parametrize(
    ("code", "country", "department"),
    [
        ("FR-15", "FR", "15"),
        ("fr-2a", "FR", "2A"),
        ("RE", "FR", "974"),
        ("BE", "BE", None),
        ("FR", "FR", None),
        ("ZZ", "ZZ", None),
    ],
)
def test_origins_are_read_back(code, country, department):
    found = parse(code)
    assert (found.country, found.department) == (country, department)


@pytest.mark.parametrize("code", ["", "X", "FR-", "FR-0", "QQ", "FR-15-63", "BE-1", "é", "F"])
def test_unknown_origins_are_none(code):
    assert parse(code) is None or code == "FR-"


# -- Queries -----------------------------------------------------------------------------------------------


def count_queries(client: Client, address: str) -> int:
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    with CaptureQueriesContext(
        connection,
    ) as captured:
        assert client.get(address).status_code == 200
    return len(captured)


def test_the_desk_asks_the_same_number_of_queries(at_desk, reception, desk, make_fiche, welcome):
    fiches = [make_fiche(f"Fiche {rank}") for rank in range(8)]
    yesterday = timezone.now() - dt.timedelta(days=1)
    counts = []
    for rows in (1, 3, 30):
        for rank in range(rows):
            welcome(
                fiches=(fiches[rank % 8].pk,), origin_country="FR", origin_department="15", when=yesterday
            )
        at_desk.get(url(reception, "desk"))
        counts.append(count_queries(at_desk, url(reception, "desk")))
    assert len(set(counts)) == 1 and counts[0] <= 20


def test_the_browser_holds_the_names_of_all_origins():
    """Written by ``tools/origins.py``."""
    module = Path(finders.find("reception/origin_names.js") or "").read_text(encoding="utf-8")
    names = json.loads(
        module.partition("export const names = ")[2].strip().rstrip(";").replace("],\n]", "]\n]")
    )
    assert names == [[one.code, one.label] for one in everything()]
