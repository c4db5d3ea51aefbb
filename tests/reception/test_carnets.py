"""The carnet: one address, five languages, an end, and nothing about the visitor."""

from __future__ import annotations

import datetime as dt
import re
from pathlib import Path
from uuid import uuid4

import pytest
from django.core import mail
from django.test import Client
from django.urls import reverse
from django.utils import timezone, translation

import buron.reception
from buron.kernel.charts.table import Table
from buron.kernel.jobs import work_all
from buron.kernel.models import Job, JournalEntry
from buron.kernel.tenancy import office_scope
from buron.reception.documents import carnet_document
from buron.reception.models import Carnet
from buron.reception.queries.carnets import cards_of, day_text, metres_between
from buron.reception.rules.facts import Facts, FactsError
from buron.reception.services import make_carnet, record_act, revoke_carnet, send_carnet
from buron.reception.services.carnets import DEFAULT_DAYS, carnet_days, purge_carnets
from buron.reception.upkeep import CARNET_MONTHS, purge_addresses
from buron.territory.queries.desks_shown import day_name
from buron.territory.services import plan_days

LANGUAGES = ("fr", "en", "de", "nl", "es")


@pytest.fixture
def fiches(make_fiche):
    day = (timezone.localdate() + dt.timedelta(days=3)).isoformat()
    event = {"sessions": [{"start": day, "end": day, "opens": "20:30"}]}
    return [
        make_fiche("Cascade", short={"fr": "Une chute.", "en": "A waterfall."}),
        make_fiche("Auberge", "restaurant", contacts=[{"type": "phone", "value": "04 71 00 00 00"}]),
        make_fiche("Bal du lac", "event", **event),
    ]


@pytest.fixture
def carnet(adviser, desk, fiches) -> Carnet:
    return make_carnet(
        actor=adviser,
        client_id=uuid4(),
        desk=desk,
        fiches=[fiche.pk for fiche in fiches],
        message="Bonne balade !",
        notes={fiches[0].pk: "Partez tôt."},
    )


def page(carnet: Carnet, **query):
    return Client().get(reverse("reception_public_carnet", kwargs={"token": carnet.token}), query)


def test_the_address_cannot_be_guessed(carnet):
    assert re.fullmatch(r"[A-Za-z0-9_-]{22,43}", carnet.token)
    for wrong in ("x" * 22, carnet.token[:-1] + ("A" if carnet.token[-1] != "A" else "B")):
        assert Client().get(f"/c/{wrong}/").status_code == 404
    assert Client().get("/c/short/").status_code == 404


def test_making_it_again_keeps_its_address(carnet, adviser, desk, fiches):
    again = make_carnet(
        actor=adviser,
        client_id=carnet.client_id,
        desk=desk,
        fiches=[fiches[2].pk, fiches[0].pk],
        language="de",
    )
    assert (again.pk, again.token, again.language) == (carnet.pk, carnet.token, "de")
    assert [item.fiche_id for item in again.items.all()] == [fiches[2].pk, fiches[0].pk]


def test_it_bears_the_hour_of_the_welcome_even_when_the_network_was_away(carnet, adviser, desk, fiches):
    then = timezone.now() - dt.timedelta(hours=5)
    facts = Facts(channel="counter", fiches=tuple(fiche.pk for fiche in fiches))
    record_act(actor=adviser, client_id=carnet.client_id, desk=desk, facts=facts, occurred_at=then)
    assert Carnet.objects.get().given_at == then


@pytest.mark.parametrize(
    "wrong",
    [
        {"fiches": []},
        {"fiches": [999_999]},
        {"fiches": list(range(1, 100))},
        {"language": "xx"},
        {"expires_on": dt.date(2020, 1, 1)},
        {"expires_on": dt.date(2200, 1, 1)},
    ],
)
def test_what_cannot_be_a_carnet_is_refused(adviser, desk, fiches, wrong):
    good = {"actor": adviser, "client_id": uuid4(), "desk": desk, "fiches": [fiches[0].pk]}
    with pytest.raises(FactsError):
        make_carnet(**{**good, **wrong})
    assert not Carnet.objects.exists()


def test_the_office_chooses_how_long_it_lasts(office, adviser, desk, fiches):
    assert carnet_days(office) == DEFAULT_DAYS
    for nonsense in ("x", 0, -5, 10**6, None):
        office.settings = {"reception": {"carnet_days": nonsense}}
        assert carnet_days(office) == DEFAULT_DAYS
    office.settings = {"reception": {"carnet_days": 10}}
    office.save()
    desk.office = office
    carnet = make_carnet(actor=adviser, client_id=uuid4(), desk=desk, fiches=[fiches[0].pk])
    assert carnet.expires_on == timezone.localdate() + dt.timedelta(days=10)


# -- The page ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_page_speaks_each_language(carnet, language):
    response = page(carnet, langue=language)
    text = response.content.decode()
    assert response.status_code == 200 and f'<html lang="{language}">' in text
    assert "Cascade" in text and "Bonne balade !" in text and "Partez tôt." in text
    french = "Itinéraire" in text
    assert french == (language == "fr")


def test_the_page_takes_the_language_of_the_carnet(carnet):
    Carnet.objects.update(language="nl")
    assert '<html lang="nl">' in page(carnet).content.decode()
    assert '<html lang="nl">' in page(carnet, langue="klingon").content.decode()


def test_texts_that_are_not_translated_say_their_language(carnet):
    text = page(carnet, langue="en").content.decode()
    assert "A waterfall." in text
    assert 'lang="fr">Une chute.' in page(carnet, langue="de").content.decode() or "A waterfall." in text


def test_the_page_leaves_no_trace(carnet):
    response = page(carnet)
    assert not response.cookies
    assert response["X-Robots-Tag"].startswith("noindex") and "noindex" in response.content.decode()
    assert "no-cache" in response["Cache-Control"]


def test_the_page_shows_buttons_map_and_distances(carnet, fiches):
    text = page(carnet).content.decode()
    assert 'href="tel:' in text and "openstreetmap.org/directions" in text
    assert "data-map" in text and f"#fiche-{fiches[0].pk}" in text
    assert "à 2,7 km" in text


@pytest.mark.parametrize(
    ("agent", "address"),
    [
        ("Mozilla/5.0 (Linux; Android 15) Mobile", "geo:45.0,2.6"),
        ("Mozilla/5.0 (iPhone; CPU iPhone OS 19)", "https://maps.apple.com/?daddr=45.0,2.6"),
    ],
)
def test_directions_open_the_visitor_s_own_navigation(carnet, agent, address):
    link = reverse("reception_public_carnet", kwargs={"token": carnet.token})
    assert address in Client(headers={"user-agent": agent}).get(link).content.decode()


def test_what_is_no_longer_published_disappears(carnet, fiches):
    type(fiches[0]).objects.filter(pk=fiches[0].pk).update(state="hidden")
    text = page(carnet).content.decode()
    assert "Cascade" not in text and "Auberge" in text
    type(fiches[0]).objects.update(state="archived")
    assert page(carnet).status_code == 200


def test_an_event_goes_into_the_calendar(carnet, fiches):
    link = reverse("reception_public_event", kwargs={"token": carnet.token, "pk": fiches[2].pk})
    response = Client().get(link)
    text = response.content.decode()
    assert response["Content-Type"].startswith("text/calendar")
    start = timezone.localdate() + dt.timedelta(days=3)
    assert "BEGIN:VEVENT" in text and f"{start:%Y%m%d}T203000" in text and "SUMMARY:Bal du lac" in text
    assert Client().get(link.replace(f"/{fiches[2].pk}.", f"/{fiches[0].pk}.")).status_code == 404
    assert Client().get(link.replace(f"/{fiches[2].pk}.", "/999999.")).status_code == 404


def test_a_fiche_of_another_carnet_gives_no_dates(carnet, make_fiche):
    today = timezone.localdate().isoformat()
    other = make_fiche("Ailleurs", "event", sessions=[{"start": today, "end": today}])
    link = reverse("reception_public_event", kwargs={"token": carnet.token, "pk": other.pk})
    assert Client().get(link).status_code == 404


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_carnet_is_printed_in_each_language(carnet, language):
    link = reverse("reception_public_carnet_pdf", kwargs={"token": carnet.token})
    response = Client().get(link, {"langue": language})
    assert response["Content-Type"] == "application/pdf" and response.content.startswith(b"%PDF")


# -- Its end -----------------------------------------------------------------------------------------------


def test_once_over_it_says_so_politely(carnet, office):
    office.phone = "04 71 11 22 33"
    office.save()
    Carnet.objects.update(expires_on=timezone.localdate() - dt.timedelta(days=1))
    response = page(carnet)
    text = response.content.decode()
    assert response.status_code == 410 and "04 71 11 22 33" in text and "Cascade" not in text
    assert not response.cookies
    link = reverse("reception_public_carnet", kwargs={"token": carnet.token})
    assert Client().get(f"{link}carnet.pdf").status_code == 404


def test_the_last_day_is_included(carnet):
    Carnet.objects.update(expires_on=timezone.localdate())
    assert page(carnet).status_code == 200


def test_a_revoked_carnet_is_closed_at_once(carnet, adviser):
    first = revoke_carnet(actor=adviser, carnet=carnet).revoked_at
    assert page(carnet).status_code == 410
    assert revoke_carnet(actor=adviser, carnet=carnet).revoked_at == first


def test_addresses_are_forgotten_some_months_later(carnet, reception):
    Carnet.objects.update(expires_on=timezone.localdate() - dt.timedelta(days=20))
    assert purge_addresses(reception) == 0
    Carnet.objects.update(expires_on=timezone.localdate() - dt.timedelta(days=31 * CARNET_MONTHS + 1))
    token = carnet.token
    assert purge_addresses(reception) == 1 and purge_addresses(reception) == 0
    carnet.refresh_from_db()
    assert (carnet.token, carnet.message, carnet.items.count()) == (None, "", 3)
    assert not carnet.items.exclude(note="").exists()
    assert Client().get(f"/c/{token}/").status_code == 404
    assert purge_carnets(timezone.localdate()) == 0


# -- Mail --------------------------------------------------------------------------------------------------


def test_the_address_serves_once_and_is_forgotten(carnet, adviser):
    send_carnet(
        actor=adviser, carnet=carnet, email=" visiteur@example.org ", link="https://office.example/c/x/"
    )
    assert Job.objects.get().args["email"] == "visiteur@example.org"
    assert work_all() == 1
    job = Job.objects.get()
    assert (job.state, job.args) == (Job.State.DONE, {})
    message = mail.outbox[0]
    assert message.to == ["visiteur@example.org"] and "https://office.example/c/x/" in message.body
    assert "1. Cascade" in message.body and "Partez tôt." in message.body
    for entry in JournalEntry.objects.all():
        assert "visiteur@" not in f"{entry.before}{entry.after}{entry.target_label}"


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_mail_is_in_the_language_of_the_carnet(carnet, adviser, language):
    Carnet.objects.update(language=language)
    carnet.refresh_from_db()
    send_carnet(actor=adviser, carnet=carnet, email="v@example.org", link="https://office.example/c/x/")
    work_all()
    hello = {"fr": "Bonjour", "en": "Hello", "de": "Guten Tag", "nl": "Goedendag", "es": "Buenos días"}
    assert mail.outbox[0].body.startswith(hello[language])


def test_a_mail_that_never_leaves_is_forgotten_too(carnet, adviser, settings):
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", 1
    send_carnet(actor=adviser, carnet=carnet, email="v@example.org", link="https://office.example/c/x/")
    for _ in range(10):
        Job.objects.filter(state=Job.State.WAITING).update(run_at=timezone.now())
        work_all()
    job = Job.objects.get()
    assert (job.state, job.args) == (Job.State.FAILED, {}) and "v@example.org" not in job.error


@pytest.mark.parametrize(
    "email", ["", "x", "a@b", "a b@example.org", "a@example.org\nBcc: z@example.org", "é" * 300]
)
def test_what_is_no_address_is_refused(carnet, adviser, email):
    with pytest.raises(FactsError):
        send_carnet(actor=adviser, carnet=carnet, email=email, link="https://office.example/c/x/")
    assert not Job.objects.exists()


def test_a_closed_carnet_is_not_sent(carnet, adviser):
    send_carnet(actor=adviser, carnet=carnet, email="v@example.org", link="https://office.example/c/x/")
    revoke_carnet(actor=adviser, carnet=carnet)
    work_all()
    assert not mail.outbox
    carnet.refresh_from_db()
    with pytest.raises(FactsError):
        send_carnet(actor=adviser, carnet=carnet, email="v@example.org", link="https://office.example/c/x/")


def test_sending_has_a_limit(carnet, adviser, monkeypatch):
    monkeypatch.setattr("buron.reception.services.carnets.MAILS_PER_HOUR", 2)
    for _ in range(2):
        send_carnet(actor=adviser, carnet=carnet, email="v@example.org", link="https://office.example/c/x/")
    with pytest.raises(FactsError):
        send_carnet(actor=adviser, carnet=carnet, email="v@example.org", link="https://office.example/c/x/")


# -- Staff -------------------------------------------------------------------------------------------------


def test_the_staff_sees_prints_and_closes_it(carnet, make_client, reception):
    client = make_client(reception, "accueil")
    names = {"office": reception.slug, "pk": carnet.pk}
    shown = client.get(reverse("reception_carnet", kwargs=names)).content.decode()
    assert carnet.token in shown and "<svg" in shown
    assert client.get(reverse("reception_carnet_pdf", kwargs=names)).content.startswith(b"%PDF")
    assert (
        "jusqu’au"
        in client.get(reverse("reception_carnets", kwargs={"office": reception.slug})).content.decode()
    )
    assert client.post(reverse("reception_carnet_revoke", kwargs=names)).status_code == 302
    assert page(carnet).status_code == 410


def test_another_office_s_carnet_is_not_found(carnet, stranger, other_office):
    for name in ("carnet", "carnet_pdf"):
        link = reverse(f"reception_{name}", kwargs={"office": other_office.slug, "pk": carnet.pk})
        assert stranger.get(link).status_code == 404
    for name in ("carnet_revoke", "carnet_send"):
        link = reverse(f"reception_{name}", kwargs={"office": other_office.slug, "pk": carnet.pk})
        assert stranger.post(link, "{}", content_type="application/json").status_code == 404
    assert page(carnet).status_code == 200


def test_the_public_page_works_from_outside_any_scope(carnet):
    with office_scope(carnet.office):
        pass
    assert page(carnet).status_code == 200


@pytest.mark.parametrize("count", [1, 3, 12])
def test_the_page_asks_few_queries(adviser, desk, make_fiche, count, django_assert_max_num_queries):
    ids = [make_fiche(f"Fiche {rank}").pk for rank in range(count)]
    carnet = make_carnet(actor=adviser, client_id=uuid4(), desk=desk, fiches=ids)
    with django_assert_max_num_queries(6):
        assert len(cards_of(carnet, "fr", timezone.localdate())) == count


# -- Words -------------------------------------------------------------------------------------------------


def messages_of_the_carnet() -> set[str]:
    """Every sentence that a visitor may read, taken from the templates and modules that speak to him."""
    root = Path(buron.reception.__file__).parent
    found: set[str] = set()
    for path in [
        *(root / "templates/reception/public").glob("*.html"),
        root / "templates/reception/mails/carnet.txt",
    ]:
        text = path.read_text(encoding="utf-8")
        found |= set(re.findall(r'{% translate "([^"]+)"', text)) | set(re.findall(r'_\("([^"]+)"\)', text))
        for block in re.findall(r"{% blocktranslate[^%]*%}(.*?){% endblocktranslate %}", text, re.DOTALL):
            found.add(re.sub(r"{{ (\w+) }}", r"%(\1)s", block))
    for name in ("queries/carnets.py", "documents.py", "mails.py"):
        found |= set(re.findall(r'\b_\("([^"]+)"\)', (root / name).read_text(encoding="utf-8")))
    return found


def test_every_sentence_is_translated():
    messages = messages_of_the_carnet()
    assert len(messages) > 30
    same = {"Adresse"}  # German says the same
    for language in LANGUAGES[1:]:
        with translation.override(language):
            missing = [text for text in messages if translation.gettext(text) == text and text not in same]
        assert not missing, (language, missing)


def test_days_are_written_in_each_language():
    day = dt.date(timezone.localdate().year, 7, 12)
    later = dt.date(day.year + 1, 7, 12)
    for language, word in (
        ("fr", "juillet"),
        ("en", "July"),
        ("de", "Juli"),
        ("nl", "juli"),
        ("es", "de julio"),
    ):
        with translation.override(language):
            assert word in day_text(day) and str(day.year) not in day_text(day)
            assert str(later.year) in day_text(later)


def test_distances_are_right():
    assert metres_between(45.0, 2.0, 45.0, 2.0) == 0
    assert 111_000 < metres_between(45.0, 2.0, 46.0, 2.0) < 111_400


def test_the_page_says_when_the_desks_are_open(carnet, desk, system):
    assert "bureaux aujourd" not in page(carnet).content.decode()
    hours = ((540, 720),)
    plan_days(actor=system, desk=desk, days=[timezone.localdate()], slots=hours)
    assert "Open today: 09:00–12:00" in page(carnet, langue="en").content.decode()


def day_name_in(language, day):
    with translation.override(language):
        return day_name(day)


def test_paper_says_the_hours_of_the_days_of_the_stay(carnet, desk, adviser, system):
    def told():
        with translation.override("en"):
            blocks = carnet_document(Carnet.objects.get(pk=carnet.pk), [], "en", "https://x.example/").blocks
        return [row for block in blocks if isinstance(block, Table) for row in block.rows]

    today = timezone.localdate()
    ahead = [today + dt.timedelta(days=rank) for rank in range(9)]
    assert told() == []  # nobody gave the hours: nothing is said
    plan_days(actor=system, desk=desk, days=ahead[:3], slots=((540, 720),))
    plan_days(actor=system, desk=desk, days=ahead[3:], slots=())
    first, second, third, fourth, seventh = (day_name_in("en", ahead[rank]) for rank in (0, 1, 2, 3, 6))
    week = [desk.name, f"from {first} to {third}", "09:00–12:00"]
    assert told() == [week, ["", f"from {fourth} to {seventh}", "closed"]]
    facts = Facts(channel="counter", stay="weekend")
    carnet.act = record_act(actor=adviser, client_id=carnet.client_id, desk=desk, facts=facts)
    assert told() == [[desk.name, f"from {first} to {second}", "09:00–12:00"]]


def test_every_public_page_leads_to_the_desks(carnet, office, adviser):
    site = office.slug
    for path in (f"/demande/{site}/?langue=de", f"/p/{site}/de/", f"/p/{site}/de/bureaux"):
        assert f'/p/{site}/de/bureaux"' in Client().get(path).content.decode(), path
    revoke_carnet(actor=adviser, carnet=carnet)
    assert f'/p/{site}/de/bureaux"' in page(carnet, langue="de").content.decode()
