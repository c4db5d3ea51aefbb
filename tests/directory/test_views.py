"""The directory's screens."""

from __future__ import annotations

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from buron.directory import services
from buron.directory.jobs import ask_office
from buron.directory.links import choices_path
from buron.directory.models import Consent, Party
from buron.kernel.models import Job
from buron.kernel.tenancy import office_scope

pytestmark = pytest.mark.django_db


@pytest.fixture
def client(office, make_client):
    return make_client(office, "accueil", "qualite")


@pytest.fixture
def person(scoped, system):
    return services.register_party(
        actor=system,
        first_name="Zoé",
        last_name="Bœuf",
        email="zoe@example.org",
        contact_on=timezone.localdate(),
    )


def test_an_empty_directory_teaches(client, office):
    assert "Le répertoire est vide" in client.get(f"/{office.slug}/contacts/").content.decode()


def test_the_list_asks_as_much_for_many_as_for_one(client, office, scoped, system):
    counts = []
    for size in (1, 3, 60):
        while Party.objects.count() < size:
            services.register_party(
                actor=system, last_name=f"Nom {Party.objects.count()}", roles=["visitor", "host"]
            )
        with CaptureQueriesContext(connection) as asked:
            assert client.get(f"/{office.slug}/contacts/").status_code == 200
        counts.append(len(asked))
    assert counts[0] == counts[1] == counts[2]


def test_a_contact_is_registered_and_a_double_is_shown_first(client, office, person):
    sent = {"kind": "person", "last_name": "Bœuf", "first_name": "Zoé", "language": "fr", "country": "FR"}
    answer = client.post(f"/{office.slug}/contacts/nouveau/", sent)
    assert answer.status_code == 422
    assert "même nom et même prénom" in answer.content.decode()
    answer = client.post(f"/{office.slug}/contacts/nouveau/", {**sent, "another": "on"})
    assert answer.status_code == 302
    with office_scope(office):
        assert Party.objects.count() == 2


def test_the_page_merging_and_erasing(client, office, person, system):
    twin = services.register_party(actor=system, last_name="Bœuf", first_name="Zoé")
    base = f"/{office.slug}/contacts/"
    assert "Peut-être le même" in client.get(f"{base}{person.pk}/").content.decode()
    services.update_party(actor=system, party=twin, changes={"email": "zoe@example.org"})
    assert "même adresse électronique" in client.get(f"{base}doublons/").content.decode().lower()
    shown = client.get(f"{base}{person.pk}/reunir/?avec={twin.pk}")
    assert shown.status_code == 200
    client.post(f"{base}{person.pk}/reunir/", {"other": twin.pk, "keep": twin.pk})
    assert client.get(f"{base}{person.pk}/").headers["Location"].endswith(f"/{twin.pk}/")
    client.post(f"{base}{twin.pk}/effacer/", {"reason": "request"})
    text = client.get(f"{base}{twin.pk}/").content.decode()
    assert "Effacé le" in text
    assert "Bœuf" not in text
    assert "À la demande de la personne" in client.get(f"{base}conservation/").content.decode()


def test_roles_links_and_consents_by_hand(client, office, person, system):
    base = f"/{office.slug}/contacts/"
    house = services.register_party(actor=system, kind="organisation", organisation_name="Gîte du Bois")
    client.post(f"{base}{person.pk}/qualites/", {"code": "host"})
    client.post(f"{base}{house.pk}/personnes/", {"person": "boeuf", "function": "gérante"})
    client.post(f"{base}{person.pk}/accords/", {"purpose": "newsletter", "channel": "letter", "proof": ""})
    with office_scope(office):
        assert person.roles.get().code == "host"
        assert house.people.get().person == person
        assert not Consent.objects.exists()
    client.post(
        f"{base}{person.pk}/accords/", {"purpose": "newsletter", "channel": "letter", "proof": "bulletin"}
    )
    client.post(f"{base}{person.pk}/npai/")
    text = client.get(f"{base}{person.pk}/").content.decode()
    assert "bulletin" in text
    assert "NPAI" in text


@pytest.mark.parametrize("language", ["fr", "en", "de", "nl", "es"])
def test_a_person_withdraws_by_the_link_without_an_account(office, person, system, language):
    services.give_consent(actor=system, party=person, purpose="newsletter", channel="web", language=language)
    browser = Client(enforce_csrf_checks=True)
    path = choices_path(person)
    answer = browser.get(path, {"langue": language})
    assert answer.status_code == 200
    assert not answer.cookies
    assert f'lang="{language}"' in answer.content.decode()
    assert browser.post(path, {"List-Unsubscribe": "One-Click"}).status_code == 200
    with office_scope(office):
        assert Consent.objects.get().withdrawn_by == "la personne, par son lien"


def test_a_false_link_is_not_found(db):
    assert Client().get("/choix/n-importe-quoi/").status_code == 404


def test_the_question_leaves_once_and_the_answer_is_heard(office, person, system, settings, mailoutbox):
    settings.ALLOWED_HOSTS = ["office.example.org", "testserver"]
    Party.objects.filter(pk=person.pk).update(last_contact_on="2020-01-01", language="de")
    settings.EMAIL_BACKEND, real = "django.core.mail.backends.filebased.EmailBackend", settings.EMAIL_BACKEND
    assert ask_office(office, system) == 0
    settings.EMAIL_BACKEND = real
    assert ask_office(office, system) == 1
    assert ask_office(office, system) == 0
    person.refresh_from_db()
    assert person.asked_again_on is None
    from buron.kernel.jobs import queue

    queue.run(queue.claim())
    assert Job.objects.get().state == Job.State.DONE
    message = mailoutbox[0]
    assert message.subject == "Dürfen wir Ihre Kontaktdaten behalten?"
    link = next(
        line for line in message.body.splitlines() if line.startswith("https://office.example.org/choix/")
    )
    path = link.removeprefix("https://office.example.org")
    assert "drei Jahren" in Client().get(path).content.decode()
    Client().post(path, {"keep": "1"})
    person.refresh_from_db()
    assert person.asked_again_on is None
    assert person.last_contact_on == timezone.localdate()
