"""The register: lodgings, who holds them, how they are ranked."""

from __future__ import annotations

import datetime as dt

import pytest
from django.core.exceptions import PermissionDenied

from buron.directory.models import Party
from buron.kernel.actors import Actor
from buron.kernel.models import JournalEntry
from buron.lodging import queries, services
from buron.lodging.errors import LodgingError
from buron.lodging.models import Lodging

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("scoped")]

COMMUNE = "15258"


@pytest.fixture
def gentian(system) -> Lodging:
    return services.register_lodging(
        actor=system, name="La Gentiane", nature="meubles", insee=COMMUNE, capacity=4
    )


@pytest.fixture
def host(office) -> Party:
    return Party.objects.create(office=office, last_name="Ferrand")


def test_numbers_follow_each_other_and_the_journal_says_so(system, gentian):
    second = services.register_lodging(actor=system, name="Le Buron", nature="meubles", insee=COMMUNE)
    assert (gentian.number, second.number) == (1, 2)
    entry = JournalEntry.objects.get(action="lodging.lodging.registered", target_id=str(second.pk))
    assert entry.after["name"] == "Le Buron"


def test_registering_needs_the_right(make_member, office):
    with pytest.raises(PermissionDenied):
        services.register_lodging(
            actor=Actor.member(make_member(office, "accueil")), name="x", nature="meubles", insee=COMMUNE
        )


@pytest.mark.parametrize(
    ("description", "field"),
    [
        ({"insee": "99999"}, "insee"),
        ({"nature": "igloo"}, "nature"),
        ({"name": ""}, "name"),
        ({"registration_number": "123"}, "registration_number"),
        ({"registration_number": "63001000123B7"}, "registration_number"),
        ({"openings": [["05-01", "31"]]}, "openings"),
        ({"capacity": -1}, "capacity"),
        ({"latitude": 45.0}, None),
        ({"opened_on": dt.date(2026, 2, 1), "closed_on": dt.date(2026, 1, 1)}, None),
    ],
)
def test_what_cannot_be_is_refused_and_named(system, description, field):
    values = {"name": "x", "nature": "meubles", "insee": COMMUNE, **description}
    with pytest.raises(LodgingError) as refused:
        services.register_lodging(actor=system, **values)
    assert refused.value.field == field
    assert not Lodging.objects.exists()


def test_one_registration_number_serves_one_lodging(system, gentian):
    services.update_lodging(actor=system, lodging=gentian, changes={"registration_number": "15258 000123 B7"})
    with pytest.raises(LodgingError, match="déjà ce numéro"):
        services.register_lodging(
            actor=system, name="Autre", nature="meubles", insee=COMMUNE, registration_number="15258000123B7"
        )


def test_an_unchanged_lodging_writes_nothing(system, gentian):
    entries = JournalEntry.objects.count()
    services.update_lodging(actor=system, lodging=gentian, changes={"name": " La Gentiane "})
    assert JournalEntry.objects.count() == entries


def test_one_party_declares_at_a_time(system, office, gentian, host):
    heir = Party.objects.create(office=office, last_name="Ferrand fils")
    first = services.add_hosting(actor=system, lodging=gentian, party=host)
    with pytest.raises(LodgingError, match="déclare déjà"):
        services.add_hosting(actor=system, lodging=gentian, party=heir, since=dt.date(2026, 7, 1))
    services.end_hosting(actor=system, hosting=first, last_day=dt.date(2026, 6, 30))
    services.add_hosting(actor=system, lodging=gentian, party=heir, since=dt.date(2026, 7, 1))
    assert queries.declarant_on(gentian, dt.date(2026, 6, 30)) == host
    assert queries.declarant_on(gentian, dt.date(2026, 7, 1)) == heir
    assert list(queries.lodgings_of(host)) == [gentian]


def test_a_new_ranking_ends_the_one_before(system, gentian):
    old = services.add_ranking(actor=system, lodging=gentian, stars=2, valid_from=dt.date(2022, 3, 1))
    services.add_ranking(actor=system, lodging=gentian, stars=3, valid_from=dt.date(2026, 3, 1))
    old.refresh_from_db()
    assert old.valid_until == dt.date(2026, 2, 28)
    with pytest.raises(LodgingError, match="commence déjà"):
        services.add_ranking(actor=system, lodging=gentian, stars=4, valid_from=dt.date(2025, 1, 1))


def test_a_ranking_ends_early_for_a_reason(system, gentian):
    ranking = services.add_ranking(actor=system, lodging=gentian, stars=2, valid_from=dt.date(2026, 3, 1))
    with pytest.raises(LodgingError, match="Dites pourquoi"):
        services.end_ranking(actor=system, ranking=ranking, last_day=dt.date(2026, 5, 1), because=" ")
    services.end_ranking(actor=system, ranking=ranking, last_day=dt.date(2026, 5, 1), because="travaux")
    ranking.refresh_from_db()
    assert ranking.valid_until == dt.date(2026, 5, 1)


def test_closed_lodgings_are_let_until_their_last_day(system, gentian):
    services.close_lodging(actor=system, lodging=gentian, last_day=dt.date(2026, 3, 31))
    assert list(queries.let_between(dt.date(2026, 3, 1), dt.date(2026, 3, 31))) == [gentian]
    assert not queries.let_between(dt.date(2026, 4, 1), dt.date(2026, 4, 30))
    services.reopen_lodging(actor=system, lodging=gentian)
    assert queries.let_between(dt.date(2026, 4, 1), dt.date(2026, 4, 30))
