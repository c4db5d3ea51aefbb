"""One record: what changes in the register is seen in the fiche, and the other way round, without going round."""

from __future__ import annotations

import datetime as dt

import pytest
from django.utils import timezone

from buron.kernel.actors import Actor
from buron.kernel.models import JournalEntry
from buron.lodging import services
from buron.lodging.errors import LodgingError
from buron.lodging.models import Lodging
from buron.lodging.services import following, sharing
from buron.offer.models import Fiche
from buron.offer.services import create_fiche, edit_fiche

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("scoped")]

COMMUNE, NEXT = "15258", "15141"
NUMBER = "15258000123B7"


@pytest.fixture
def fiche(system) -> Fiche:
    return create_fiche(
        actor=system,
        body={
            "kind": "rental",
            "name": {"fr": "Gîte de la Gentiane"},
            "address": {"lines": ["3 le Bourg"], "postcode": "15380", "insee": COMMUNE},
            "position": {"lat": 45.1, "lon": 2.6},
        },
    )


@pytest.fixture
def lodging(system) -> Lodging:
    return services.register_lodging(
        actor=system, name="Gîte de la Gentiane", nature="meubles", insee=COMMUNE, capacity=4
    )


@pytest.fixture
def linked(system, lodging, fiche) -> Lodging:
    return following.link_fiche(actor=system, lodging=lodging, fiche=fiche)


def again(fiche: Fiche) -> Fiche:
    return Fiche.objects.get(pk=fiche.pk)


def test_each_takes_what_it_did_not_know(linked, fiche):
    assert (linked.address, linked.postcode, linked.latitude) == ("3 le Bourg", "15380", 45.1)
    assert again(fiche).body["capacity"] == {"persons": 4}
    assert not sharing.differences(linked)


@pytest.mark.parametrize(
    ("changes", "path", "value"),
    [
        ({"name": "Le Buron"}, "name", {"fr": "Le Buron"}),
        ({"address": "4 le Bourg\nÉtage 2"}, "address.lines", ["4 le Bourg", "Étage 2"]),
        ({"capacity": 6}, "capacity.persons", 6),
        ({"registration_number": NUMBER}, "registration_number", NUMBER),
        ({"latitude": 45.2, "longitude": 2.7}, "position", {"lat": 45.2, "lon": 2.7}),
        ({"insee": NEXT}, "address.insee", NEXT),
    ],
)
def test_the_register_writes_to_the_fiche(system, linked, fiche, changes, path, value):
    services.update_lodging(actor=system, lodging=linked, changes=changes)
    found = again(fiche).body
    for part in path.split("."):
        found = found[part]
    assert found == value


def test_the_fiche_is_written_with_the_right_to_keep_the_register(make_member, office, linked, fiche):
    agent = Actor.member(make_member(office, "taxe"))
    assert not agent.can("offer.edit")
    services.update_lodging(actor=agent, lodging=linked, changes={"capacity": 5})
    assert again(fiche).body["capacity"]["persons"] == 5
    assert JournalEntry.objects.filter(action="offer.fiche.edited", actor_label=agent.label).exists()


def test_the_register_follows_the_fiche_and_it_goes_no_further(
    system, linked, fiche, django_capture_on_commit_callbacks
):
    with django_capture_on_commit_callbacks(execute=True):
        edit_fiche(
            actor=system,
            fiche=fiche,
            values={"capacity.persons": 8, "registration_number": NUMBER, "name.fr": "Gîte Neuf"},
        )
    linked.refresh_from_db()
    assert (linked.capacity, linked.registration_number, linked.name) == (8, NUMBER, "Gîte Neuf")
    edits = JournalEntry.objects.filter(action="offer.fiche.edited").count()
    assert following.follow_fiches(actor=system) == 0
    assert JournalEntry.objects.filter(action="offer.fiche.edited").count() == edits


def test_what_the_register_has_of_its_own_stays_until_somebody_settles(system, lodging, fiche):
    edit_fiche(actor=system, fiche=fiche, values={"capacity.persons": 9})
    linked = following.link_fiche(actor=system, lodging=lodging, fiche=again(fiche))
    following.follow_fiches(actor=system)
    linked.refresh_from_db()
    assert linked.capacity == 4
    assert [one.field for one in sharing.differences(linked)] == ["capacity"]
    kept = following.settle_difference(actor=system, lodging=linked, field="capacity", keep="fiche")
    assert kept.capacity == 9
    assert not sharing.differences(kept)


def test_the_register_may_be_right(system, lodging, fiche):
    edit_fiche(actor=system, fiche=fiche, values={"capacity.persons": 9})
    linked = following.link_fiche(actor=system, lodging=lodging, fiche=again(fiche))
    following.settle_difference(actor=system, lodging=linked, field="capacity", keep="register")
    assert again(fiche).body["capacity"]["persons"] == 4


def test_a_value_of_the_fiche_that_cannot_be_true_is_not_taken(system, linked, fiche):
    edit_fiche(actor=system, fiche=fiche, values={"registration_number": "63001000123B7"})
    following.follow_fiches(actor=system)
    linked.refresh_from_db()
    assert linked.registration_number == ""


def test_a_ranking_is_seen_in_the_fiche_until_it_ends(system, linked, fiche):
    today = timezone.localdate()
    ranking = services.add_ranking(
        actor=system, lodging=linked, stars=3, valid_from=today - dt.timedelta(days=9)
    )
    (label,) = again(fiche).body["labels"]
    assert (label["stars"], label["end"]) == (3, ranking.valid_until.isoformat())
    services.end_ranking(actor=system, ranking=ranking, last_day=today - dt.timedelta(days=1), because="x")
    assert not again(fiche).body.get("labels")


def test_a_ranking_of_the_fiche_is_taken_when_it_is_dated(system, linked, fiche):
    label = {"key": "classement", "label": "Classement", "stars": 2, "ranking": True}
    edit_fiche(actor=system, fiche=fiche, values={"labels": [label]})
    following.follow_fiches(actor=system)
    assert not linked.rankings.exists()
    edit_fiche(
        actor=system, fiche=again(fiche), values={"labels": [{**label, "stars": 3, "start": "2026-03-01"}]}
    )
    following.follow_fiches(actor=system)
    assert [(one.stars, one.source) for one in linked.rankings.all()] == [(3, "offer")]


def test_a_fiche_is_the_fiche_of_one_lodging(system, linked, fiche):
    other = services.register_lodging(actor=system, name="Autre", nature="meubles", insee=COMMUNE)
    with pytest.raises(LodgingError, match="déjà celle"):
        following.link_fiche(actor=system, lodging=other, fiche=fiche)
    following.unlink_fiche(actor=system, lodging=linked)
    assert following.link_fiche(actor=system, lodging=other, fiche=fiche).fiche == fiche


def test_a_restaurant_is_no_lodging(system, lodging):
    table = create_fiche(actor=system, body={"kind": "restaurant", "name": {"fr": "La Table"}})
    with pytest.raises(LodgingError, match="hébergement"):
        following.link_fiche(actor=system, lodging=lodging, fiche=table)


def test_a_lodging_enters_the_register_from_its_fiche(system, fiche):
    made = following.register_from_fiche(actor=system, fiche=fiche)
    assert (made.name, made.insee, made.nature, made.fiche) == (
        "Gîte de la Gentiane",
        COMMUNE,
        "meubles",
        fiche,
    )
