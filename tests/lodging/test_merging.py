"""Doubles made one, sightings matched, entered or set aside."""

from __future__ import annotations

import datetime as dt

import pytest

from buron.directory.models import Party
from buron.lodging import services
from buron.lodging.errors import LodgingError
from buron.lodging.models import Lodging, Sighting
from buron.lodging.services import merging, sightings
from buron.offer.services import create_fiche
from buron.tourist_tax.models import Declaration

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("scoped")]

COMMUNE = "15258"
TODAY = dt.date(2026, 11, 21)


@pytest.fixture
def pair(system) -> tuple[Lodging, Lodging]:
    return tuple(
        services.register_lodging(actor=system, name=name, nature="meubles", insee=COMMUNE, **more)
        for name, more in (("Le Buron", {}), ("Buron (le)", {"capacity": 6, "address": "2 le Bourg"}))
    )


@pytest.fixture
def host(office) -> Party:
    return Party.objects.create(office=office, last_name="Ferrand")


def sighting(office, **facts) -> Sighting:
    return Sighting.objects.create(
        office=office,
        **{
            "source": "state",
            "external_id": "17",
            "name": "Gîte du Pas",
            "insee": COMMUNE,
            "first_seen_on": TODAY,
            "last_seen_on": TODAY,
            **facts,
        },
    )


def test_the_second_gives_what_it_had_and_stays_as_a_signpost(system, office, pair, host):
    kept, gone = pair
    services.add_hosting(actor=system, lodging=gone, party=host)
    services.add_ranking(actor=system, lodging=gone, stars=2, valid_from=dt.date(2026, 1, 1))
    seen = sighting(office, lodging=gone, state="matched")
    merging.merge_lodgings(actor=system, winner=kept, loser=gone)
    kept.refresh_from_db()
    gone.refresh_from_db()
    assert (kept.capacity, kept.address, gone.merged_into) == (6, "2 le Bourg", kept)
    assert kept.hostings.get().party == host
    assert kept.rankings.get().stars == 2
    seen.refresh_from_db()
    assert seen.lodging == kept
    with pytest.raises(LodgingError, match="réuni"):
        services.update_lodging(actor=system, lodging=gone, changes={"name": "x"})


def test_the_registration_number_passes_over(system, pair):
    kept, gone = pair
    services.update_lodging(actor=system, lodging=gone, changes={"registration_number": "15258000123B7"})
    merging.merge_lodgings(actor=system, winner=kept, loser=gone)
    kept.refresh_from_db()
    assert kept.registration_number == "15258000123B7"


def test_two_who_declare_on_one_day_are_settled_first(system, office, pair, host):
    other = Party.objects.create(office=office, last_name="Autre")
    for lodging, party in zip(pair, (host, other), strict=True):
        services.add_hosting(actor=system, lodging=lodging, party=party)
    with pytest.raises(LodgingError, match="mêmes dates"):
        merging.merge_lodgings(actor=system, winner=pair[0], loser=pair[1])


def test_the_same_host_twice_is_one(system, pair, host):
    for lodging in pair:
        services.add_hosting(actor=system, lodging=lodging, party=host)
    merging.merge_lodgings(actor=system, winner=pair[0], loser=pair[1])
    assert pair[0].hostings.count() == 1


def test_two_declarations_of_one_month_are_refused_and_nothing_moves(system, office, pair, host):
    for lodging in pair:
        Declaration.objects.create(
            office=office, lodging=lodging, party=host, month=dt.date(2026, 7, 1), kind="none", state="draft"
        )
    with pytest.raises(LodgingError, match="même période"):
        merging.merge_lodgings(actor=system, winner=pair[0], loser=pair[1])
    assert Lodging.objects.get(pk=pair[1].pk).merged_into is None


def test_distinct_is_said_once(system, pair):
    first = merging.say_distinct(actor=system, one=pair[1], other=pair[0])
    assert merging.say_distinct(actor=system, one=pair[0], other=pair[1]) == first


def test_a_sighting_is_matched_set_aside_and_put_back(system, office, pair):
    seen = sighting(office)
    sightings.match_sighting(actor=system, sighting=seen, lodging=pair[0])
    assert Sighting.objects.get().lodging == pair[0]
    with pytest.raises(LodgingError, match="pourquoi"):
        sightings.ignore_sighting(actor=system, sighting=seen, reason=" ")
    sightings.ignore_sighting(actor=system, sighting=seen, reason="Loué à l’année")
    sightings.reopen_sighting(actor=system, sighting=seen)
    assert (Sighting.objects.get().state, Sighting.objects.get().reason) == ("new", "")


def test_a_sighting_enters_the_register(system, office):
    seen = sighting(office, body={"Type": "Chambre d’hôtes"}, registration_number="not one")
    made = sightings.register_sighting(actor=system, sighting=seen)
    assert (made.name, made.nature, made.registration_number) == ("Gîte du Pas", "chambres_hotes", "")
    with pytest.raises(LodgingError, match="rechargez"):
        sightings.register_sighting(actor=system, sighting=seen)


def test_the_offer_is_seen_and_a_fiche_that_is_matched_is_linked(system, pair):
    fiche = create_fiche(
        actor=system,
        body={"kind": "rental", "name": {"fr": "Le Buron"}, "address": {"insee": COMMUNE}},
    )
    create_fiche(actor=system, body={"kind": "restaurant", "name": {"fr": "La Table"}})
    assert sightings.note_offer(actor=system) == 1
    seen = Sighting.objects.get()
    sightings.match_sighting(actor=system, sighting=seen, lodging=pair[0])
    pair[0].refresh_from_db()
    assert pair[0].fiche == fiche
    assert sightings.note_offer(actor=system) == 0


@pytest.mark.parametrize("facts", [{"units": 6}, {"capacity": 16}])
def test_bed_and_breakfasts_have_five_rooms_and_fifteen_persons(system, facts):
    with pytest.raises(LodgingError, match="D324-13"):
        services.register_lodging(actor=system, name="x", nature="chambres_hotes", insee=COMMUNE, **facts)
