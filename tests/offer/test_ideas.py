"""Situational ideas: nothing is invented, and equals take turns."""

from __future__ import annotations

import datetime as dt
import json
from collections import Counter

import pytest
from django.urls import reverse

from buron.kernel.tenancy import office_scope
from buron.offer.ideas import Candidate, Stop, band, evenings_of, in_turn, situations_of, tonight
from buron.offer.queries.ideas import ideas
from buron.offer.search.query import Point
from buron.offer.services import create_fiche
from buron.offer.services.ideas import BadIdeas, choose_partners, count_ideas, forget_turns
from buron.offer.services.selections import create_selection

DAY = dt.date(2026, 7, 14)


def body(kind="activity", **fields):
    return {"kind": kind, "name": {"fr": "Lieu"}, **fields}


def term(label):
    return [{"key": label.lower(), "label": label}]


def answers(one, **others):
    return {key: told["answer"] for key, told in situations_of(one, **others).items()}


@pytest.mark.parametrize(
    ("one", "situation", "answer"),
    [
        (body("heritage", subkind="Musée"), "rain", "yes"),
        (body("heritage", subkind="Site patrimonial"), "rain", "unknown"),
        (body("trail"), "rain", "no"),
        (body("nature", name={"fr": "Grotte aux Fées"}), "rain", "yes"),
        (body("nature", name={"fr": "Lac"}), "rain", "no"),
        (body(themes=term("Découverte")), "rain", "unknown"),
        (body("nature", name={"fr": "Cascade du Moulin"}), "heat", "yes"),
        (body("tasting", name={"fr": "Fromages du Lac"}), "heat", "unknown"),
        (body(amenities=term("Ombragé")), "heat", "yes"),
        (body(ages={"min": 72}), "children", "yes"),
        (body(ages={"min": 16 * 12}), "children", "no"),
        (body("trail", route={"difficulty": "easy", "distance_m": 4000}), "children", "yes"),
        (body("trail", route={"difficulty": "easy"}), "children", "unknown"),
        (body("trail", route={"difficulty": "hard"}), "children", "no"),
        (body(themes=term("En famille")), "children", "yes"),
        (body("restaurant", amenities=term("Chaises hautes")), "children", "yes"),
        (body(pets=True), "dog", "yes"),
        (body(pets=False), "dog", "no"),
        (body(), "dog", "unknown"),
        (body(services=term("Navette")), "no_car", "yes"),
        (body(), "no_car", "unknown"),
        (body(position={"lat": 45.0, "lon": 2.6}), "no_car", "unknown"),
    ],
)
def test_each_rule_says_what_the_fiche_says(one, situation, answer):
    assert answers(one)[situation] == answer


def test_stops_and_desks_answer_for_those_without_a_car():
    here = body(position={"lat": 45.0, "lon": 2.6})
    near, far = Stop("Gare", 45.003, 2.6), Stop("Bourg", 45.1, 2.6)
    assert answers(here, stops=[near])["no_car"] == "yes"
    assert answers(here, stops=[far])["no_car"] == "no"
    assert answers(here, centres=[Stop("Maison", 45.01, 2.6)])["no_car"] == "yes"


def test_lodgings_are_no_idea():
    assert situations_of(body("hotel", pets=True)) == {}


def slot(*slots):
    return body(opening={"periods": [{"start": "2026-01-01", "end": "2026-12-31", "slots": list(slots)}]})


@pytest.mark.parametrize(
    ("one", "answer"),
    [
        (slot({"opens": "10:00", "closes": "18:00"}), "no"),
        (slot({"opens": "10:00", "closes": "20:00"}), "yes"),
        (slot({"opens": "20:30"}), "yes"),
        (slot({"opens": "16:00", "closes": "01:00"}), "yes"),
        (slot({"opens": "10:00"}), "unknown"),
        (slot(), "unknown"),
        (body(), "unknown"),
        (body(cancelled=True), "no"),
    ],
)
def test_tonight_is_known_from_hours_only(one, answer):
    assert tonight(one, DAY).answer == answer


def test_evenings_for_a_bundle():
    one = body("event", sessions=[{"start": "2026-07-15", "end": "2026-07-15", "opens": "21:00"}])
    assert evenings_of(one, DAY, 5) == ["2026-07-15"]
    assert "tonight" not in situations_of(one)
    assert answers(one, day=dt.date(2026, 7, 15))["tonight"] == "yes"


def candidate(pk, **values):
    return Candidate(
        **{"id": pk, "known": True, "open": True, "band": 0, "partner": False, "shown": 0, **values}
    )


def test_the_order_keeps_its_reasons():
    rows = [
        candidate(1, known=False, partner=True),
        candidate(2, open=False),
        candidate(3, band=2, partner=True),
        candidate(4, shown=5),
        candidate(5, shown=5, partner=True),
        candidate(6),
    ]
    order = [one.id for one in in_turn(rows, day=DAY, place="d", partners_first=True)]
    assert order == [5, 6, 4, 3, 2, 1]
    order = [one.id for one in in_turn(rows, day=DAY, place="d", partners_first=False)]
    assert order[0] == 6
    assert band(None) > band(60_000) > band(20_000) > band(10_000)


def test_equals_take_turns_over_the_days():
    shown: Counter[int] = Counter()
    for rank in range(40):
        day = DAY + dt.timedelta(days=rank)
        rows = [candidate(pk, shown=shown[pk]) for pk in range(1, 9)]
        first = in_turn(rows, day=day, place="desk:1", partners_first=False)[:2]
        assert first == in_turn(rows, day=day, place="desk:1", partners_first=False)[:2]
        shown.update(one.id for one in first)
    assert set(shown.values()) == {10}, "80 places for 8 equals"


@pytest.fixture
def offer(scoped, system):
    rows = {}
    for name, one in {
        "Musée": body("heritage", subkind="Musée", position={"lat": 45.0, "lon": 2.6}),
        "Cinéma": body("facility", subkind="Cinéma", position={"lat": 45.01, "lon": 2.6}),
        "Site": body("heritage"),
        "Sentier": body("trail"),
        "Musée fermé": body("heritage", subkind="Musée", opening={"temporarily_closed": True}),
    }.items():
        rows[name] = create_fiche(actor=system, body={**one, "name": {"fr": name}})
    return rows


def test_ideas_leave_out_what_is_closed_and_say_what_is_not_said(offer):
    found = ideas("rain", day=DAY, near=Point(45.0, 2.6), place="desk:1")
    names = [(one.name, one.answer) for one in found.ideas]
    assert sorted(names[:2]) == [("Cinéma", "yes"), ("Musée", "yes")]
    assert names[2:] == [("Site", "unknown")]
    assert (found.known, found.unsaid) == (2, 1)
    assert found.ideas[0].because


def test_what_was_shown_yesterday_gives_way(offer, system):
    museum = offer["Musée"].pk
    count = {"actor": system, "situation": "rain", "place": "desk:1", "fiches": [museum, museum]}
    assert count_ideas(day=DAY - dt.timedelta(days=1), **count) == 1
    found = ideas("rain", day=DAY, place="desk:1")
    assert [one.name for one in found.ideas[:2]] == ["Cinéma", "Musée"]
    count_ideas(day=DAY, **count)
    assert [one.shown for one in ideas("rain", day=DAY, place="desk:1").ideas[:2]] == [0, 2]
    with pytest.raises(BadIdeas):
        count_ideas(**{**count, "situation": "storm"}, day=DAY)


def test_partners_go_first_only_where_the_office_says(offer, system):
    partners = create_selection(actor=system, name="Partenaires", fiches=[offer["Musée"].pk])
    count_ideas(
        actor=system, situation="rain", day=DAY - dt.timedelta(days=1), place="d", fiches=[offer["Musée"].pk]
    )
    choose_partners(actor=system, partners=partners, situations=["heat"])
    assert ideas("rain", day=DAY, place="d").ideas[0].name == "Cinéma"
    choose_partners(actor=system, partners=partners, situations=["heat", "rain"])
    found = ideas("rain", day=DAY, place="d")
    assert found.ideas[0].name == "Musée"
    assert found.partners_first


def test_an_edited_fiche_is_read_again(offer, system):
    from buron.offer.services import edit_fiche

    assert ideas("dog", day=DAY).known == 0
    edit_fiche(actor=system, fiche=offer["Site"], values={"pets": True})
    assert ideas("dog", day=DAY).known == 1


def test_the_number_of_queries_does_not_grow(offer, system, django_assert_max_num_queries):
    ideas("rain", day=DAY)
    with django_assert_max_num_queries(6):
        ideas("rain", day=DAY)


def test_another_office_has_its_own(offer, other_office):
    with office_scope(other_office):
        assert ideas("rain", day=DAY).ideas == ()


def test_the_desk_asks_and_counts(offer, office, make_client):
    from buron.territory.models import Desk

    desk = Desk.objects.create(office=office, name="Maison", slug="maison", latitude=45.0, longitude=2.6)
    client = make_client(office, "accueil")

    def address(name, **kwargs):
        return reverse(f"reception_{name}", kwargs={"office": office.slug, **kwargs})

    page = client.get(address("ideas", situation="rain") + f"?bureau={desk.pk}")
    text = page.content.decode()
    assert page.status_code == 200
    assert "non renseigné" in text
    assert "Pourquoi ces idées" in text
    sent = {"situation": "rain", "desk": desk.pk, "fiches": [offer["Musée"].pk]}
    answer = client.post(address("ideas_shown"), json.dumps(sent), content_type="application/json")
    assert answer.json() == {"counted": 1}
    assert client.get(address("ideas", situation="storm") + f"?bureau={desk.pk}").status_code == 404


def test_the_office_chooses_where_partners_go_first(offer, office, system, make_client):
    partners = create_selection(actor=system, name="Partenaires", fiches=[offer["Musée"].pk])
    address = reverse("offer_ideas", kwargs={"office": office.slug})
    keeper, adviser = make_client(office, "etourisme"), make_client(office, "accueil")
    assert keeper.post(address, {"partners": partners.pk, "situations": ["storm"]}).status_code == 422
    assert keeper.post(address, {"partners": partners.pk, "situations": ["rain"]}).status_code == 302
    assert adviser.post(address, {"partners": "", "situations": []}).status_code == 403
    assert "Enregistrer la règle" not in adviser.get(address).content.decode()
    assert ideas("rain", day=DAY).partners_first


def test_old_turns_are_forgotten(offer, system):
    for age in (10, 80):
        count_ideas(
            actor=system,
            situation="rain",
            day=DAY - dt.timedelta(days=age),
            place="d",
            fiches=[offer["Musée"].pk],
        )
    assert forget_turns(DAY - dt.timedelta(days=62)) == 1
    assert sum(one.shown for one in ideas("rain", day=DAY).ideas) == 1
