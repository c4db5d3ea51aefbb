"""Parties registered, found, made one, erased; nothing of a person outlives an erasure."""

from __future__ import annotations

import datetime as dt

import pytest
from django.core.exceptions import PermissionDenied
from django.utils import timezone

from buron.directory import holdings, links, queries, services
from buron.directory.errors import DirectoryError
from buron.directory.models import Consent, Erasure, Party, PartyLink, PartyRole
from buron.directory.upkeep import erase_silent
from buron.kernel.actors import Actor
from buron.kernel.models import JournalEntry

pytestmark = pytest.mark.django_db


@pytest.fixture
def person(scoped, system):
    return services.register_party(
        actor=system,
        first_name="Zoé",
        last_name="Boeuf",
        email="Zoe.Boeuf@Example.org",
        city="Thiézac",
        roles=["visitor"],
        contact_on=dt.date(2026, 1, 5),
    )


def test_a_contact_is_found_by_folded_words(person):
    for words in ("boeuf zoe", "ZOÉ bœuf", "thiezac", "zoe.boeuf@example.org", "BOEU"):
        assert list(queries.find_parties(words)) == [person], words
    assert not queries.find_parties("oeuf")
    assert list(queries.find_parties("", "visitor")) == [person]
    assert not queries.find_parties("", "host")
    assert queries.party_by_email(" ZOE.boeuf@EXAMPLE.org ") == person


def test_the_journal_names_nobody(person, system):
    services.update_party(actor=system, party=person, changes={"phone": "04 71 00 00 01"})
    services.give_consent(actor=system, party=person, purpose="newsletter", channel="phone", proof="appel")
    for entry in JournalEntry.objects.all():
        said = f"{entry.target_label} {entry.before} {entry.after}".lower()
        assert not any(word in said for word in ("boeuf", "zoé", "04 71", "example.org"))


def test_a_right_is_asked(person, office):
    nobody = Actor.guest("x", "x", office, frozenset())
    with pytest.raises(PermissionDenied):
        services.update_party(actor=nobody, party=person, changes={"city": "Vic"})


@pytest.mark.parametrize(
    ("fields", "name"),
    [
        ({"kind": "organisation", "last_name": "x"}, "organisation_name"),
        ({"first_name": "x"}, "last_name"),
        ({"last_name": "x", "siret": "123"}, "siret"),
        ({"last_name": "x", "country": "XX"}, "country"),
        ({"last_name": "x", "email": "pas une adresse"}, "email"),
    ],
)
def test_what_is_wrong_is_said_beside_the_field(scoped, system, fields, name):
    with pytest.raises(DirectoryError) as caught:
        services.register_party(actor=system, **fields)
    assert caught.value.field == name


def test_a_new_address_is_no_longer_refused(person, system):
    services.mark_email_refused(actor=system, party=person)
    services.mark_address_refused(actor=system, party=person)
    held = services.update_party(actor=system, party=person, changes={"email": "zoe@example.net"})
    assert held.email_refused_at is None
    assert held.address_refused_at is not None


def test_a_consent_is_once_in_force_and_keeps_its_words(person, system):
    first = services.give_consent(
        actor=system, party=person, purpose="newsletter", channel="web", language="en"
    )
    assert "newsletter" in first.wording and person.office.name in first.wording
    assert services.give_consent(actor=system, party=person, purpose="newsletter", channel="mail") == first
    services.withdraw_consent(actor=system, consent=first, by="elle")
    again = services.give_consent(actor=system, party=person, purpose="newsletter", channel="mail")
    assert again != first
    assert Consent.objects.get(purpose="newsletter", withdrawn_at=None) == again


def test_two_contacts_become_one(person, system):
    house = services.register_party(actor=system, kind="organisation", organisation_name="Gîte du Bois")
    other = services.register_party(
        actor=system, last_name="Bœuf", first_name="Zoé", phone="0471000001", roles=["visitor", "host"]
    )
    services.link_person(actor=system, organisation=house, person=other, function="gérante")
    services.link_person(actor=system, organisation=house, person=person)
    kept = services.merge_parties(actor=system, winner=person, loser=other)
    other.refresh_from_db()
    assert (other.merged_into, kept.phone) == (person, "0471000001")
    assert sorted(PartyRole.objects.values_list("code", "party")) == [("host", kept.pk), ("visitor", kept.pk)]
    assert [link.person for link in PartyLink.objects.all()] == [person]
    assert list(queries.find_parties("boeuf")) == [person]
    with pytest.raises(DirectoryError):
        services.update_party(actor=system, party=other, changes={"city": "Vic"})


def test_a_withdrawal_survives_a_merge(person, system):
    other = services.register_party(actor=system, last_name="Boeuf", first_name="Z.")
    services.give_consent(
        actor=system,
        party=person,
        purpose="newsletter",
        channel="phone",
        at=timezone.now() - dt.timedelta(days=9),
    )
    consent = services.give_consent(
        actor=system,
        party=other,
        purpose="newsletter",
        channel="phone",
        at=timezone.now() - dt.timedelta(days=8),
    )
    services.withdraw_consent(actor=system, consent=consent)
    services.merge_parties(actor=system, winner=person, loser=other)
    assert not Consent.objects.filter(withdrawn_at=None).exists()


def test_two_consents_in_force_become_one(person, system):
    other = services.register_party(actor=system, last_name="Boeuf", first_name="Z.")
    for one in (person, other):
        services.give_consent(actor=system, party=one, purpose="newsletter", channel="phone")
    services.merge_parties(actor=system, winner=person, loser=other)
    assert Consent.objects.filter(party=person, withdrawn_at=None).count() == 1


def test_likely_doubles_say_why(person, system):
    twin = services.register_party(actor=system, last_name="boeuf", first_name="ZOÉ", city="Vic")
    assert [(one.party, one.reason) for one in queries.likely_doubles(person)] == [
        (twin, "même nom et même prénom")
    ]
    services.update_party(actor=system, party=twin, changes={"email": "zoe.boeuf@example.org"})
    assert queries.likely_doubles(person)[0].reason == "même adresse électronique"


def test_nothing_of_a_person_outlives_an_erasure(person, system):
    services.give_consent(actor=system, party=person, purpose="newsletter", channel="phone", proof="appel")
    token = links.choices_path(person).split("/")[2]
    assert links.party_of(token)
    services.erase_party(actor=system, party=person, reason="request")
    left = Party.objects.values().get(pk=person.pk)
    said = " ".join(map(str, left.values())).lower()
    assert not any(word in said for word in ("boeuf", "zoé", "zoe", "example.org", "thiézac", "thiezac"))
    assert not Consent.objects.exists()
    assert links.party_of(token) is None
    line = Erasure.objects.get()
    assert (line.count, line.reason, line.numbers) == (1, "request", [person.pk])


def test_a_room_that_must_keep_says_why(person, system, monkeypatch):
    kept = holdings.Holding(
        "tests.duty", "Essai", "directory.view", lambda one: [], keeps=lambda one: "La loi demande six ans."
    )
    monkeypatch.setitem(holdings.holdings._entries, kept.key, kept)
    with pytest.raises(DirectoryError, match="six ans"):
        services.erase_party(actor=system, party=person, reason="request")
    person.refresh_from_db()
    assert person.last_name == "Boeuf"


def test_silence_is_asked_then_erased(office, person, system):
    today = timezone.localdate()
    old = today - dt.timedelta(days=4 * 366)
    host = services.register_party(actor=system, last_name="Hôte", roles=["host"], contact_on=old)
    Party.objects.filter(pk=person.pk).update(last_contact_on=old)
    assert list(queries.to_ask_again(today)) == [person]
    services.ask_again(actor=system, parties=[person], day=today - dt.timedelta(days=61))
    assert list(queries.to_erase(today)) == [person]
    assert erase_silent(office) == 1
    assert Erasure.objects.get().reason == "silence"
    host.refresh_from_db()
    assert host.last_name == "Hôte"


def test_years_pass_and_the_night_asks_then_erases(clock, person, system, settings, mailoutbox):
    ask, night = "directory.ask_silent", "kernel.nightly"
    settings.ALLOWED_HOSTS = ["office.example.org"]
    assert clock("2029-01-04 08:00", ask) == [ask]  # three years to the day: not silent yet
    assert not mailoutbox
    assert clock("2029-01-04 09:00", ask) == []
    clock("2029-02-10 08:00", ask)
    clock("2029-02-10 08:05", ask)
    clock("2029-02-11 08:00", ask)
    assert [one.to for one in mailoutbox] == [["Zoe.Boeuf@Example.org"]]
    clock("2029-04-10 04:00", night)
    assert not Erasure.objects.exists()  # sixty days to answer
    assert clock("2029-04-12 04:00", night) == [night]
    assert Erasure.objects.get().reason == "silence"
    person.refresh_from_db()
    assert (person.last_name, person.email) == ("", "")


def test_a_sign_stops_the_clock(office, person, system):
    old = timezone.localdate() - dt.timedelta(days=4 * 366)
    Party.objects.filter(pk=person.pk).update(last_contact_on=old, asked_again_on=old)
    services.keep_contact(actor=system, party=person)
    assert erase_silent(office) == 0
