"""The hosts' pages: a link that shows one host's lodgings and no other, a month declared once, refusals that help."""

from __future__ import annotations

import datetime as dt
import io
import re
import uuid

import pytest
from django.core import mail
from django.test import Client

from buron.directory.models import Party
from buron.kernel.actors import Actor
from buron.kernel.jobs import work_all
from buron.kernel.tenancy import office_scope
from buron.lodging import services as lodgings
from buron.tourist_tax.errors import TaxError
from buron.tourist_tax.models import (
    CollectionPeriod,
    Decision,
    Declaration,
    FactsProposal,
    GuestStay,
    HostLink,
    LedgerLine,
    PlatformAttestation,
)
from buron.tourist_tax.queries.hosts import attested, owed_by, tasks_of
from buron.tourist_tax.rules import DeclaredTotal
from buron.tourist_tax.services import hosts as services
from buron.tourist_tax.services import send_declaration
from tests.tourist_tax.hosts.conftest import ISO, LAST, TODAY, make_decision, make_host, of

pytestmark = pytest.mark.django_db


def test_a_link_opens_and_says_what_is_left_to_do(pages, host):
    answer = pages.get("/hebergeur/page/")
    assert answer.status_code == 200
    text = answer.content.decode()
    assert "Gîte Ferrand" in text and "1 déclaration à faire" in text
    assert answer["Cache-Control"] == "private, no-store"


def test_the_token_is_in_no_address_and_no_page(pages, link, host):
    for path in ("/hebergeur/page/", "/hebergeur/page/compte/", of(host[1])):
        assert link.token not in pages.get(path).content.decode()
    assert link.token not in pages.cookies["buron_hebergeur"].value


def test_nobody_enters_without_a_link(client, host):
    for path in ("/hebergeur/page/", "/hebergeur/page/compte/", of(host[1]), of(host[1], "total/")):
        assert client.get(path).url == "/hebergeur/"
    assert client.post("/hebergeur/ouvrir/", {"link": "x" * 22}).status_code == 410


def test_a_cut_link_and_an_old_one_close_the_pages(pages, link, system):
    HostLink.objects.filter(pk=link.pk).update(expires_on=TODAY - dt.timedelta(days=1))
    assert pages.get("/hebergeur/page/").url == "/hebergeur/"
    assert pages.post("/hebergeur/ouvrir/", {"link": link.token}).status_code == 410
    HostLink.objects.filter(pk=link.pk).update(expires_on=TODAY)
    assert pages.get("/hebergeur/page/").status_code == 200
    services.revoke_host_link(actor=system, link=link)
    assert pages.get("/hebergeur/page/").url == "/hebergeur/"


def test_a_renewed_link_kills_the_old_one(pages, link, system, host):
    fresh = services.renew_host_link(actor=system, party=host[0])
    assert fresh.token != link.token
    assert pages.get("/hebergeur/page/").url == "/hebergeur/"
    assert HostLink.objects.filter(revoked_at=None).count() == 1


def test_another_host_finds_nothing_of_ours(pages, host, office, system, other_office):
    stranger, theirs = make_host(office, system, "Voisin")
    with office_scope(other_office):
        make_decision(other_office)
    _far, far = make_host(other_office, Actor.system("tests", other_office), "Lointain")
    with office_scope(office):
        sent = send_declaration(
            actor=system, lodging=theirs, month=LAST, kind="total", declared=[DeclaredTotal(5)]
        )
        stay = GuestStay.objects.create(
            office=office, lodging=theirs, arrival=LAST, departure=LAST + dt.timedelta(days=2)
        )
    for lodging in (theirs, far):
        for rest in ("", "total/", "sejours/", "verifier/none/"):
            assert pages.get(of(lodging, rest)).status_code == 404, rest
        for rest in ("envoyer/none/", "total/", "sejours/", "sejours/fichier/", "sejours/calendrier/"):
            assert pages.post(of(lodging, rest)).status_code == 404, rest
        base = f"/hebergeur/page/hebergement/{lodging.pk}/"
        assert pages.get(base).status_code == 404
        assert pages.get(f"{base}registre/{stay.pk}/").status_code == 404
        assert pages.get(f"{base}forfait/{LAST.year}/").status_code == 404
    # Through one's own lodging, another's rows are not found either.
    assert pages.post(f"/hebergeur/page/hebergement/{host[1].pk}/registre/{stay.pk}/").status_code == 404
    for rest in (f"{sent.pk}/", f"{sent.pk}.pdf"):
        assert pages.get(f"/hebergeur/page/declaration/{rest}").status_code == 404
    assert stranger.last_name not in pages.get("/hebergeur/page/").content.decode()


def test_a_month_of_the_former_host_is_not_shown(pages, host, system, office):
    party, lodging = host
    hosting = lodging.hostings.get()
    hosting.since = TODAY.replace(day=1)
    hosting.save()
    assert pages.get(of(lodging)).status_code == 404
    assert tasks_of(party, TODAY) == []


def test_a_total_is_kept_looked_at_then_sent_once(pages, host):
    _party, lodging = host
    answer = pages.post(of(lodging, "total/"), {"s0-nights": "40", "s0-minors": "6"})
    assert answer.url == of(lodging, "verifier/total/")
    draft = Declaration.objects.get()
    assert (draft.state, draft.channel, draft.kind) == ("draft", "host", "total")
    text = pages.get(answer.url).content.decode()
    assert "44,00" in text and "nuitées taxées" in text and "L2333-31" in text
    assert "1 nuit ×" not in text
    same = {"client_id": str(uuid.uuid4())}
    first = pages.post(of(lodging, "envoyer/total/"), same)
    second = pages.post(of(lodging, "envoyer/total/"), same)
    assert first.url == second.url
    sent = Declaration.objects.get(state="sent")
    assert (sent.base, sent.department, sent.nights_exempt) == (4000, 400, 6)
    assert LedgerLine.objects.count() == 1
    assert pages.get(first.url).status_code == 200
    assert pages.get(f"/hebergeur/page/declaration/{sent.pk}.pdf").content[:5] == b"%PDF-"
    assert "Tout est déclaré" in pages.get("/hebergeur/page/").content.decode()


def test_no_guest_takes_three_touches(pages, host):
    path, touches = "/hebergeur/page/", 0
    for wanted in (rf'class="host__task[^"]*" href="({of(host[1])})"', r'href="([^"]+/verifier/none/)"'):
        path, touches = re.search(wanted, pages.get(path).content.decode())[1], touches + 1
    action = re.search(r'action="([^"]+/envoyer/none/)"', pages.get(path).content.decode())[1]
    assert pages.post(action, {"client_id": str(uuid.uuid4())}).status_code == 302
    assert touches + 1 <= 3
    assert Declaration.objects.get(state="sent").kind == "none"


def test_a_correction_shows_before_after_and_what_the_account_becomes(pages, host, system):
    _party, lodging = host
    send_declaration(actor=system, lodging=lodging, month=LAST, kind="total", declared=[DeclaredTotal(40)])
    pages.post(of(lodging, "total/"), {"s0-nights": "30"})
    text = pages.get(of(lodging, "verifier/total/")).content.decode()
    assert "44,00" in text and "33,00" in text and "baisse de" in text
    pages.post(of(lodging, "envoyer/total/"), {"client_id": str(uuid.uuid4())})
    assert sorted(line.amount for line in LedgerLine.objects.all()) == [-1100, 4400]


def test_the_host_corrects_what_the_agent_typed_and_the_month_counts_once(pages, host, system):
    party, lodging = host
    send_declaration(
        actor=system, lodging=lodging, month=LAST, kind="total", declared=[DeclaredTotal(10)], channel="agent"
    )
    pages.post(of(lodging, "total/"), {"s0-nights": "12"})
    pages.post(of(lodging, "envoyer/total/"), {"client_id": str(uuid.uuid4())})
    assert Declaration.objects.filter(state="sent").count() == 1
    assert sum(one.balance for one in owed_by(party, TODAY)) == 12 * 110


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ({"s0-nights": "-3"}, "négatif"),
        ({"s0-nights": "beaucoup"}, "entier"),
        ({"s0-nights": "300000"}, "vérifiez"),
        ({"s0-nights": ""}, "Un nombre est attendu"),
        ({"s0-nights": "4", "s0-minors": "-1"}, "négatif"),
    ],
)
def test_numbers_that_cannot_be_are_refused_in_words(pages, host, typed, words):
    answer = pages.post(of(host[1], "total/"), typed)
    assert answer.status_code == 422 and words in answer.content.decode()
    assert not Declaration.objects.exists()


def test_more_nights_than_beds_are_asked_again(pages, host):
    _party, lodging = host
    pages.post(of(lodging, "total/"), {"s0-nights": "10000"})
    page = pages.get(of(lodging, "verifier/total/")).content.decode()
    assert "Vérifiez, ou confirmez" in page and 'name="confirmed"' in page  # said before it is sent
    answer = pages.post(of(lodging, "envoyer/total/"), {"client_id": str(uuid.uuid4())})
    assert answer.status_code == 422 and "Vérifiez, ou confirmez" in answer.content.decode()
    assert not LedgerLine.objects.exists()
    sent = pages.post(of(lodging, "envoyer/total/"), {"client_id": str(uuid.uuid4()), "confirmed": "1"})
    assert sent.status_code == 302


def test_an_unranked_lodging_is_asked_its_price_without_taxes(pages, office, system, host):
    _party, lodging = host
    lodging.rankings.all().delete()
    answer = pages.post(of(lodging, "total/"), {"s0-nights": "10"})
    assert answer.status_code == 422 and "hors taxes" in answer.content.decode()
    for price, words in (("1e9", "1 000 000 €"), ("🐄", "Un prix est attendu"), ("-2", "négatif")):
        text = pages.post(of(lodging, "total/"), {"s0-nights": "10", "s0-price": price}).content.decode()
        assert words in text and f'value="{price}"' in text
    kept = pages.post(of(lodging, "total/"), {"s0-nights": "8", "s0-minors": "2", "s0-price": "200,00 €"})
    assert kept.status_code == 302
    text = pages.get(kept.url).content.decode()
    assert "÷ 10 nuitées (exonérées comprises)" in text and "÷ 1 nuit" not in text


def test_platforms_only_with_the_attestation_stops_asking(pages, host):
    party, lodging = host
    sent = pages.post(of(lodging, "envoyer/platforms/"), {"client_id": str(uuid.uuid4()), "attested": "1"})
    assert sent.status_code == 302
    assert attested([lodging.pk], LAST.year) == {lodging.pk}
    assert tasks_of(party, TODAY) == []
    held = PlatformAttestation.objects.get()
    pages.post(f"/hebergeur/page/hebergement/{lodging.pk}/attestation/{held.pk}/retirer/")
    assert attested([lodging.pk], LAST.year) == set()


def test_stays_are_written_completed_and_declared(pages, host):
    _party, lodging = host
    day = LAST.replace(day=3)
    typed = {"arrival": day, "departure": day + dt.timedelta(days=4), "client_id": str(uuid.uuid4())}
    for _twice in range(2):
        answer = pages.post(of(lodging, "sejours/"), typed)
        assert answer.status_code == 302
    stay = GuestStay.objects.get()
    assert "complétez-le" in pages.get(of(lodging, "verifier/stays/")).content.decode()
    line = f"/hebergeur/page/hebergement/{lodging.pk}/registre/{stay.pk}/"
    pages.post(line, {**typed, "persons": "3", "minors": "1"})
    pages.post(of(lodging, "envoyer/stays/"), {"client_id": str(uuid.uuid4())})
    sent = Declaration.objects.get(state="sent")
    assert (sent.nights_taxed, sent.nights_exempt, sent.base) == (8, 4, 800)
    pages.post(line, {"remove": "1"})
    assert not GuestStay.objects.exists()


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"departure": "2026-02-30"}, "n’existe pas"),
        ({"departure": f"{LAST:%Y-%m}-01"}, "après l’arrivée"),
        ({"persons": "-2"}, "négatif"),
        ({"persons": "2", "minors": "3"}, "plus de personnes exonérées"),
        ({"arrival": "1999-05-05", "departure": "1999-05-06"}, "trop lointaine"),
    ],
)
def test_stays_that_cannot_be_are_refused(pages, host, change, words):
    typed = {"arrival": f"{LAST:%Y-%m}-02", "departure": f"{LAST:%Y-%m}-05", "persons": "2", **change}
    answer = pages.post(of(host[1], "sejours/"), typed)
    assert answer.status_code == 422 and words in answer.content.decode()
    assert not GuestStay.objects.exists()


def upload(data: bytes, name: str = "sejours.csv") -> io.BytesIO:
    found = io.BytesIO(data)
    found.name = name
    return found


def test_a_file_is_taken_whole_and_once(pages, host):
    lines = f"Arrivée;Départ;Personnes;Référence\n02/{LAST:%m/%Y};05/{LAST:%m/%Y};2;=HYPERLINK\n"
    for _twice in range(2):
        answer = pages.post(of(host[1], "sejours/fichier/"), {"file": upload(lines.encode("cp1252"))})
        assert answer.status_code == 302
    stay = GuestStay.objects.get()
    assert stay.reference == "f:HYPERLINK"  # a spreadsheet would not take it for a formula


def test_a_file_with_a_wrong_line_leaves_nothing_and_says_which(pages, host):
    lines = f"arrivée;départ;personnes\n02/{LAST:%m/%Y};05/{LAST:%m/%Y};2\n31/02/2026;03/03/2026;=2+2\n"
    answer = pages.post(of(host[1], "sejours/fichier/"), {"file": upload(lines.encode())})
    assert answer.status_code == 422
    assert "Ligne 3" in answer.content.decode() and "31/02/2026" in answer.content.decode()
    assert not GuestStay.objects.exists()


def workbook(*lines: tuple[object, ...]) -> bytes:
    import xlsxwriter

    made = io.BytesIO()
    with xlsxwriter.Workbook(made, {"in_memory": True, "default_date_format": "dd/mm/yyyy"}) as book:
        sheet = book.add_worksheet()
        for number, cells in enumerate([("Arrivée", "Départ", "Personnes", "Prix HT", "Référence"), *lines]):
            for column, cell in enumerate(cells):
                sheet.write(number, column, cell)
    return made.getvalue()


def test_a_workbook_is_taken_like_a_csv_its_formulas_inert(pages, host):
    first, last = LAST.replace(day=2), LAST.replace(day=5)
    typed = f"{LAST:06/%m/%Y}"
    wrong = workbook((first, last, 2.0, 300.5, "R1"), (first, first, 2), (first, last, "=1+1"))
    answer = pages.post(of(host[1], "sejours/fichier/"), {"file": upload(wrong, "sejours.xlsx")})
    text = answer.content.decode()
    assert answer.status_code == 422 and "Ligne 3" in text and "Ligne 2 " not in text
    assert not GuestStay.objects.exists()
    # A formula holds the result that its program last wrote: none here.
    right = workbook((first, last, 2.0, 300.5, "=1+2"), (last, typed, "3", "80,50 €", "R2"))
    for _twice in range(2):
        pages.post(of(host[1], "sejours/fichier/"), {"file": upload(right, "sejours.xlsx")})
    stays = GuestStay.objects.order_by("arrival")
    assert [(one.persons, one.price) for one in stays] == [(2, 30050), (3, 8050)]
    assert not any("=" in one.reference for one in stays)


@pytest.mark.parametrize("data", [b"", b"PK\x03\x04rest", b"\xff\xfe\x00", b"a;b\n1;2", b"x" * 3_000_000])
def test_other_files_are_refused_politely(pages, host, data):
    answer = pages.post(of(host[1], "sejours/fichier/"), {"file": upload(data)})
    assert answer.status_code == 422
    assert not GuestStay.objects.exists()


def test_real_calendars_fill_the_register_without_names(pages, host, samples):
    lodging = host[1]
    lodging.hostings.update(since=None)
    for name in ("airbnb_2020.ics", "abritel_2020.ics"):
        data = (samples / "ical" / name).read_bytes()
        for _twice in range(2):
            answer = pages.post(
                of(lodging, "sejours/calendrier/"), {"file": upload(data, name), "platform": ""}
            )
            assert answer.status_code == 302
    stays = list(GuestStay.objects.all())
    assert len(stays) > 5 and len({stay.reference for stay in stays}) == len(stays)
    assert any(stay.set_aside for stay in stays) and all(stay.persons is None for stay in stays)
    kept = " ".join(str(vars(stay)) for stay in stays)
    assert "Client" not in kept and "Phone" not in kept


@pytest.mark.parametrize(
    "url", ["http://exemple.fr/a.ics", "https://127.0.0.1/a.ics", "https://localhost/x", "ftp:"]
)
def test_a_calendar_of_the_inside_is_refused(pages, host, url):
    answer = pages.post(of(host[1], "sejours/calendrier/"), {"url": url})
    assert answer.status_code == 422


def test_a_correction_of_facts_waits_for_the_office(pages, host, office, make_client):
    party, lodging = host
    form = {"name": "Gîte neuf", "address": "", "postcode": "", "capacity": "6", "note": "J’ai agrandi."}
    assert pages.post(f"/hebergeur/page/hebergement/{lodging.pk}/", form).status_code == 302
    lodging.refresh_from_db()
    assert lodging.capacity == 4
    proposal = FactsProposal.objects.get()
    assert proposal.changes == {"name": "Gîte neuf", "capacity": 6}
    agent = make_client(office, "taxe")
    base = f"/{office.slug}/taxe-de-sejour/hebergeurs"
    assert "agrandi" in agent.get(f"{base}/corrections/").content.decode()
    agent.post(f"{base}/corrections/{proposal.pk}/", {"accept": "1"})
    lodging.refresh_from_db()
    assert (lodging.capacity, lodging.name) == (6, "Gîte neuf")


def test_the_year_at_the_forfait(office, system, scoped, decision):
    january = dt.date(LAST.year, 1, 1)
    days = {"last": LAST - dt.timedelta(days=1), "declare_by": TODAY, "pay_by": TODAY}
    if LAST.month > 1:
        CollectionPeriod.objects.create(office=office, title="Début d’année", first=january, **days)
    party, lodging = make_host(office, system, "Hotelier", stars=1, nature="hotels")
    assert [task.is_flat for task in tasks_of(party, TODAY)] == [True]
    client = Client()
    client.post("/hebergeur/ouvrir/", {"link": services.open_host_link(actor=system, party=party).token})
    page = f"/hebergeur/page/hebergement/{lodging.pk}/forfait/{LAST.year}/"
    asked = {"capacity": "20", "first": f"{LAST.year}-05-01", "last": f"{LAST.year}-05-10"}
    text = client.get(page, asked).content.decode()
    assert "110,00" in text  # 20 × 10 nights × 0,50 €, and the tenth
    assert client.post(page, asked).status_code == 302
    sent = Declaration.objects.get(kind="forfait", state="sent")
    assert sent.amount == 11000
    assert tasks_of(party, TODAY) == []


def test_the_second_step_asks_a_code_by_mail(pages, link, office):
    office.settings = {"tourist_tax": {"second_step": 1}}
    office.save()
    assert pages.get("/hebergeur/page/").url == "/hebergeur/code/"
    assert pages.post("/hebergeur/code/", {"send": "1"}).status_code == 200
    work_all()
    code = mail.outbox[-1].body.split("est ")[1][:6]
    assert (
        pages.post("/hebergeur/code/", {"code": "000000" if code != "000000" else "111111"}).status_code
        == 422
    )
    assert pages.post("/hebergeur/code/", {"code": code}).url == "/hebergeur/page/"
    assert pages.get("/hebergeur/page/").status_code == 200
    assert not services.check_code(link, code)  # once


def test_a_code_dies_after_five_tries(link):
    code = services.new_code(link)
    for _try in range(5):
        assert not services.check_code(link, "wrong")
    assert not services.check_code(link, code)


def test_links_leave_in_a_batch_once_and_letters_for_the_others(office, system, host, make_client):
    make_host(office, system, "Second")
    Party.objects.filter(last_name="Second").update(email="")
    agent = make_client(office, "taxe")
    base = f"/{office.slug}/taxe-de-sejour/hebergeurs"
    for _twice in range(2):
        agent.post(f"{base}/liens/")
        work_all()
    assert [one.to for one in mail.outbox] == [["ferrand@hotes.example"]]
    assert "/hebergeur/#" in mail.outbox[0].body
    assert agent.post(f"{base}/courriers/").content[:5] == b"%PDF-"
    assert agent.post(f"{base}/courriers/").status_code == 302
    assert HostLink.objects.filter(revoked_at=None).count() == 2


def test_the_receipt_leaves_by_mail(pages, host):
    pages.post(of(host[1], "envoyer/none/"), {"client_id": str(uuid.uuid4())})
    work_all()
    assert mail.outbox[-1].attachments[0][2] == "application/pdf"


def test_an_agent_declares_for_a_host_and_looks_without_writing(office, host, make_client):
    party, lodging = host
    agent = make_client(office, "taxe")
    base = f"/{office.slug}/taxe-de-sejour/hebergeurs/{party.pk}"
    for path in ("/", "/saisie/", "/vue/", "/vue/compte/", f"/saisie/hebergement/{lodging.pk}/{ISO}/"):
        assert agent.get(base + path).status_code == 200, path
    sent = agent.post(f"{base}/saisie/hebergement/{lodging.pk}/{ISO}/envoyer/none/")
    assert sent.status_code == 302
    assert Declaration.objects.get(state="sent").channel == "agent"
    assert agent.post(f"{base}/vue/hebergement/{lodging.pk}/", {"name": "x"}).status_code == 405
    keeper = make_client(office, "regie")
    assert keeper.get(f"{base}/vue/").status_code == 200
    assert keeper.get(f"{base}/saisie/").status_code == 403


def test_the_list_of_hosts_asks_as_many_questions_at_1_3_and_60(office, system, host, make_client):
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    agent = make_client(office, "taxe")
    page = f"/{office.slug}/taxe-de-sejour/hebergeurs/"
    counts = []
    for more in (0, 2, 45):
        for number in range(more):
            make_host(office, system, f"Hote{more}x{number}", stars=0)
        agent.get(page)
        with CaptureQueriesContext(
            connection,
        ) as asked:
            agent.get(page)
        counts.append(len(asked))
    assert counts[0] == counts[1] == counts[2]


def test_a_host_may_do_nothing_but_declare(link, host):
    from django.core.exceptions import PermissionDenied

    actor = services.host_actor(link)
    with pytest.raises(PermissionDenied):
        services.open_host_link(actor=actor, party=host[0])
    with pytest.raises(PermissionDenied):
        lodgings.update_lodging(actor=actor, lodging=host[1], changes={"capacity": 9})


def test_an_iban_with_wrong_digits_is_refused(system, office, scoped):
    with pytest.raises(TaxError, match="IBAN"):
        services.save_paying_terms(
            actor=system, office=office, payee="", iban="FR1420041010050500013M02607", bic="", other_ways=""
        )


@pytest.mark.parametrize("month", ["2026-13", "abc", "2010-01", "2099-01", "1"])
def test_nonsense_months_are_not_found(pages, host, month):
    assert pages.get(f"/hebergeur/page/hebergement/{host[1].pk}/{month}/").status_code == 404


def test_what_is_owed_is_paid_by_card_when_the_office_opens_it(pages, host, system):
    from buron.tourist_tax.services.cards import configure_card

    send_declaration(actor=system, lodging=host[1], month=LAST, kind="total", declared=[DeclaredTotal(40)])
    account = "/hebergeur/page/compte/"
    assert "Payer par carte" not in pages.get(account).content.decode()
    assert pages.post(f"{account}carte/").url == account
    configure_card(actor=system, gateway="simulator", is_active=True)
    assert "Payer par carte" in pages.get(account).content.decode()
    text = pages.post(f"{account}carte/").content.decode()
    assert "44,00" in text and "/payer/essai/" in text


def test_old_registers_are_forgotten_and_declarations_stay(host, office):
    from buron.tourist_tax.host_upkeep import forget_stays

    for years in (1, 9):
        day = TODAY - dt.timedelta(days=366 * years)
        GuestStay.objects.create(
            office=office, lodging=host[1], arrival=day, departure=day + dt.timedelta(days=2)
        )
    assert forget_stays(office) == 1
    assert GuestStay.objects.count() == 1


def test_the_sheet_to_post_is_handed_over_in_five_languages(pages, host, office, decision, client):
    lodging = host[1]
    base = f"/hebergeur/page/hebergement/{lodging.pk}/"
    text = pages.get(base).content.decode()
    assert all(f"{base}tarifs.pdf?langue={code}" in text for code in ("fr", "en", "de", "nl", "es"))
    assert pages.get(f"{base}tarifs.pdf?langue=nl").content[:5] == b"%PDF-"
    public = f"/taxe-de-sejour/{office.slug}/tarifs/?langue=fr"
    assert public in pages.get("/hebergeur/page/").content.decode()
    desks = f"/p/{office.slug}/bureaux"
    assert public in client.get(desks).content.decode()
    assert pages.get(f"{base}mairie.pdf").content[:5] == b"%PDF-"
    Decision.objects.update(valid_from=TODAY + dt.timedelta(days=9))
    assert public not in client.get(desks).content.decode()
    assert pages.get(f"{base}tarifs.pdf").status_code == 404


def test_the_pages_and_the_mails_speak_the_languages_of_hosts(pages, host, system):
    for code, words in (
        ("de", "Was ist noch zu tun"),
        ("nl", "Wat is er nog te doen"),
        ("es", "¿Qué queda por"),
    ):
        text = pages.get(f"/hebergeur/page/?langue={code}").content.decode()
        assert words in text and f'<html lang="{code}"' in text
    for rest in ("", "total/", "sejours/", "verifier/none/"):
        assert (
            "Ce qu’il reste" not in pages.get(of(host[1], rest)).content.decode()
        )  # the cookie kept Spanish
    Party.objects.filter(pk=host[0].pk).update(language="de")
    pages.post(of(host[1], "envoyer/none/"), {"client_id": str(uuid.uuid4())})
    work_all()
    assert mail.outbox[-1].subject.startswith("Meldung erhalten")
    assert "Kurtaxe (taxe de séjour)" in mail.outbox[-1].body


def test_the_receipt_says_the_hour_of_the_place(host, system):
    from buron.kernel.documents.html import html_fragment
    from buron.tourist_tax.papers import host_receipt

    sent = send_declaration(actor=system, lodging=host[1], month=LAST, kind="none")
    sent.sent_at = dt.datetime(2026, 7, 14, 22, 30, tzinfo=dt.UTC)
    text = html_fragment(host_receipt.receipt_document(sent, host[0])).replace("\u00a0", " ")
    assert "15 juillet 2026 à 0 h 30" in text
