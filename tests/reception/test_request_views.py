"""The inbox on the screen, the public form, the pipe of a mail server."""

from __future__ import annotations

import io
import uuid

import pytest
from django.core.management import CommandError, call_command
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from buron.directory.models import Consent
from buron.kernel.tenancy import office_scope
from buron.reception.forms import requests as forms
from buron.reception.models import AnswerTemplate, Enquiry, EnquiryFile, EnquiryMessage
from buron.reception.services import requests as services
from tests.reception.test_requests import raw_mail

pytestmark = pytest.mark.django_db


@pytest.fixture
def client(office, make_client):
    return make_client(office, "accueil", "qualite")


@pytest.fixture
def mail(scoped, system):
    return services.receive_mail(actor=system, raw=raw_mail()).message.enquiry


def test_an_empty_inbox_teaches(client, office):
    assert "Relever la boîte de l’office" in client.get(f"/{office.slug}/demandes/").content.decode()


def test_the_inbox_asks_as_much_for_many_as_for_one(client, office, scoped, system):
    counts = []
    for size in (1, 3, 60):
        while Enquiry.objects.count() < size:
            services.receive_enquiry(
                actor=system,
                client_id=uuid.uuid4(),
                channel="letter",
                body="Une carte",
                contact={"last_name": f"Nom {Enquiry.objects.count()}"},
            )
        with CaptureQueriesContext(connection) as asked:
            assert client.get(f"/{office.slug}/demandes/").status_code == 200
        counts.append(len(asked))
    assert counts[0] == counts[1] == counts[2]


def test_a_letter_is_written_down_and_nothing_is_lost(client, office):
    url = f"/{office.slug}/demandes/nouvelle/"
    sent = {
        "client_id": str(uuid.uuid4()),
        "channel": "letter",
        "received_on": "2030-01-01",
        "body": "Une carte",
        "language": "fr",
        "country": "FR",
        "last_name": "Lys",
    }
    answer = client.post(url, sent)
    assert answer.status_code == 422
    assert "n’est pas encore venu" in answer.content.decode() and "Une carte" in answer.content.decode()
    sent["received_on"] = "not a day"
    assert client.post(url, sent).status_code == 422


def test_a_ready_answer_is_previewed_then_sent_and_taken_back(client, office, mail, system):
    services.save_template(
        actor=system, name="Doc", subject={"fr": "Doc"}, body={"fr": "Bonjour {prenom}, {carnet}"}
    )
    with office_scope(office):
        template = AnswerTemplate.objects.get()
    url = f"/{office.slug}/demandes/{mail.pk}/"
    assert "Bonjour Rose, {carnet}" in client.get(url, {"modele": template.pk}).content.decode()
    sent = {"kind": "mail", "text": "Bonjour {prenom}, {carnet}", "subject": "Re: Carte"}
    preview = client.post(url, {**sent, "preview": "1"}).content.decode()
    assert "Il manque" in preview and "adresse du carnet" in preview
    refused = client.post(url, sent)
    assert refused.status_code == 422 and "adresse du carnet" in refused.content.decode()
    assert client.post(url, {**sent, "text": "Bonjour {prenom}"}).status_code == 302
    with office_scope(office):
        message = EnquiryMessage.objects.get(direction="out")
        assert message.text == "Bonjour Rose"
    undone = client.post(
        f"/{office.slug}/demandes/messages/{message.pk}/reprendre/", headers={"hx-request": "true"}
    )
    assert "reprise" in undone.headers["HX-Trigger"]
    with office_scope(office):
        assert EnquiryMessage.objects.get(pk=message.pk).state == "withdrawn"


def test_letters_are_printed_together(client, office, scoped, system):
    for _rank in range(2):
        enquiry = services.receive_enquiry(
            actor=system,
            client_id=uuid.uuid4(),
            channel="letter",
            body="Une carte",
            contact={"last_name": "Lys", "address": "1 rue", "city": "Vic"},
        )
        services.answer(actor=system, enquiry=enquiry, kind="letter", text="Voici")
    base = f"/{office.slug}/demandes/envois/"
    assert client.get(f"{base}courriers.pdf").content.startswith(b"%PDF-")
    pks = [str(pk) for pk in EnquiryMessage.objects.filter(state="to_print").values_list("pk", flat=True)]
    client.post(f"{base}partis/", {"m": [*pks, "x", "99999999999999"]})
    assert Enquiry.objects.filter(state="answered").count() == 2
    assert "Revenu (NPAI)" in client.get(base).content.decode()


def test_an_attachment_is_a_file_and_never_a_page(client, office, scoped, system):
    from email.message import EmailMessage

    message = EmailMessage()
    message["From"] = "x@example.org"
    message.set_content("Voici")
    message.add_attachment(
        b"<script>alert(1)</script>", maintype="text", subtype="html", filename="page.html"
    )
    services.receive_mail(actor=system, raw=message.as_bytes())
    file = EnquiryFile.objects.get()
    answer = client.get(f"/{office.slug}/demandes/pieces/{file.pk}/")
    assert answer["Content-Type"] == "application/octet-stream"
    assert answer["Content-Disposition"].startswith("attachment")
    assert "sandbox" in answer["Content-Security-Policy"]


def test_what_came_by_mail_is_written_and_not_run(client, office, scoped, system):
    services.receive_mail(actor=system, raw=raw_mail("<script>alert(1)</script>", Subject="<b>x</b>"))
    enquiry = Enquiry.objects.get()
    for url in (f"/{office.slug}/demandes/", f"/{office.slug}/demandes/{enquiry.pk}/"):
        text = client.get(url).content.decode()
        assert "<script>alert(1)" not in text and "<b>x</b>" not in text


def sent_by_a_visitor(**changes):
    fields = {
        "name": "Rose Lys",
        "email": "rose@example.org",
        "body": "Une carte ?",
        "ticket": forms.new_ticket(),
    }
    return {**fields, **changes}


@pytest.fixture
def slow(monkeypatch):
    """Nobody waits in a test: what was typed at once counts as typed slowly."""
    monkeypatch.setattr(forms, "FASTEST_SECONDS", -1)


@pytest.mark.parametrize("language", ["fr", "en", "de", "nl", "es"])
def test_a_visitor_asks_without_a_cookie_and_agrees_to_nothing_by_default(office, slow, language):
    url = f"/demande/{office.slug}/?langue={language}"
    browser = Client(enforce_csrf_checks=True)
    page = browser.get(url)
    assert f'lang="{language}"' in page.content.decode()
    assert "checked" not in page.content.decode()
    assert not page.cookies
    sent = sent_by_a_visitor()
    assert browser.post(url, sent).status_code == 200
    assert browser.post(url, sent).status_code == 200
    with office_scope(office):
        enquiry = Enquiry.objects.get()
        assert (enquiry.channel, enquiry.language, enquiry.party.last_name) == ("web", language, "Lys")
        assert not Consent.objects.exists()


def test_a_visitor_agrees_to_words_that_are_kept(office, slow):
    Client().post(f"/demande/{office.slug}/?langue=nl", sent_by_a_visitor(news="1"))
    with office_scope(office):
        consent = Consent.objects.get()
    assert consent.language == "nl" and "nieuwsbrief" in consent.wording


def test_programs_that_fill_forms_are_kept_out(office, slow, monkeypatch):
    url = f"/demande/{office.slug}/"
    assert Client().post(url, sent_by_a_visitor(site_web="https://spam.example")).status_code == 200
    assert Client().post(url, sent_by_a_visitor(ticket="faux")).status_code == 422
    monkeypatch.setattr(forms, "FASTEST_SECONDS", 60)
    answer = Client().post(url, sent_by_a_visitor())
    assert answer.status_code == 422 and "Une carte ?" in answer.content.decode()
    with office_scope(office):
        assert not Enquiry.objects.exists()
    for _rank in range(8):
        answer = Client().post(url, sent_by_a_visitor())
    assert answer.status_code == 429


def piped(monkeypatch, raw):
    class Input:
        buffer = io.BytesIO(raw)

    monkeypatch.setattr("sys.stdin", Input)
    out = io.StringIO()
    call_command("buron_courrier", stdout=out)
    return out.getvalue()


def test_a_mail_server_pipes_a_message(office, monkeypatch):
    raw = raw_mail()
    assert "Message reçu" in piped(monkeypatch, raw)
    assert "déjà reçu" in piped(monkeypatch, raw)
    for bad in (b"", b"x" * (26 * 2**20)):
        with pytest.raises(CommandError) as caught:
            piped(monkeypatch, bad)
        assert caught.value.returncode == 77


def test_settings_mailboxes_templates_and_brochures(client, office):
    base = f"/{office.slug}/demandes/reglages/"
    assert client.get(base).status_code == 200
    assert client.post(base, {"answer_days": "99"}).status_code == 422
    assert client.post(base, {"answer_days": "2", "count_as_acts": "on"}).status_code == 302
    box = {
        "address": "a@example.org",
        "host": "imap.example.org",
        "port": "993",
        "username": "a",
        "folder": "INBOX",
    }
    assert client.post(f"{base}boites/ajouter/", box).status_code == 422
    assert client.post(f"{base}boites/ajouter/", {**box, "password": "secret"}).status_code == 302
    text = client.get(base).content.decode()
    assert "imap.example.org" in text and "secret" not in text
    fields = {"name": "x", "subject_fr": "Objet", "body_fr": "Bonjour {prenon}"}
    answer = client.post(f"{base}modeles/ajouter/", fields)
    assert answer.status_code == 422 and "prenon" in answer.content.decode()
    assert client.get(f"{base}modeles/ajouter/?depart=0").status_code == 200
    client.post(
        f"{base}brochures/ajouter/", {"title": "Guide", "language": "fr", "url": "https://example.org/g"}
    )
    assert "Guide" in client.get(base).content.decode()


def test_the_desk_does_not_say_sent_without_a_mail_server(office, client, settings, scoped, system):
    import datetime as dt

    from buron.reception.models import Carnet
    from buron.territory.services import create_desk

    settings.EMAIL_BACKEND = "django.core.mail.backends.filebased.EmailBackend"
    desk = create_desk(actor=system, name="À distance", kind="virtual")
    carnet = Carnet.objects.create(
        office=office, client_id=uuid.uuid4(), token="x" * 22, desk=desk, expires_on=dt.date(2100, 1, 1)
    )
    answer = client.post(
        f"/{office.slug}/accueil/carnets/{carnet.pk}/envoyer/", {"email": "a@example.org"}, "application/json"
    )
    assert answer.status_code == 422
    assert "n’est pas parti" in answer.json()["message"]
