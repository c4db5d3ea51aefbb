"""Screens and papers of the decisions: entry with live checks, simulation, tariff sheet, notification, reminders."""

from __future__ import annotations

import datetime as dt
import io
from decimal import Decimal

import pytest
from django.core import mail
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from python_calamine import CalamineWorkbook

from buron.kernel.documents.typst import pdf_bytes
from buron.kernel.jobs import JobContext
from buron.kernel.models import Job
from buron.lodging.services import add_ranking, register_lodging
from buron.tourist_tax import decision_jobs
from buron.tourist_tax.clocks import clocks
from buron.tourist_tax.errors import TaxError
from buron.tourist_tax.models import Decision, DeltaFile
from buron.tourist_tax.queries.simulation import simulate
from buron.tourist_tax.rules import DeclaredStay, DeclaredTotal, Season
from buron.tourist_tax.services import (
    Voted,
    draft_decision,
    enter_into_force,
    open_periods,
    send_declaration,
)
from buron.tourist_tax.services.decisions import attach_text, notify_decision
from buron.tourist_tax.tariff_sheet import tariff_document
from buron.tourist_tax.tariff_words import LANGUAGES, WORDS
from tests.tourist_tax.test_delta import file_of

pytestmark = pytest.mark.django_db
PDF = b"%PDF-1.7 texte"
FACTS = {
    "title": "Tarifs 2025",
    "council": "CC du Haut Pays",
    "siren": "200000001",
    "voted_on": dt.date(2024, 6, 12),
    "valid_from": dt.date(2025, 1, 1),
    "percent": Decimal(3),
    "department_tax": True,
}
TYPED = {
    "title": "Tarifs 2026",
    "council": "CC",
    "voted_on": "2025-06-12",
    "valid_from": "2026-01-01",
    "tariff_stars_3": "1,00",
    "percent": "4",
    "season_0_first": "1er mai",
    "season_0_last": "30/09",
    "regime_campings": "forfait",
    "abatement_0_nature": "campings",
    "abatement_0_from": "0",
    "abatement_0_to": "120",
    "abatement_0_percent": "30",
    "rent_night": "1",
    "department_tax": "oui",
}


@pytest.fixture
def current(scoped, system) -> Decision:
    voted = Voted(tariffs={"palace": 250, "stars_3": 90, "stars_1": 50, "outdoor_1_2": 20})
    found = enter_into_force(actor=system, decision=draft_decision(actor=system, voted=voted, **FACTS))
    open_periods(actor=system, year=2025, rhythm="year", declare_days=30, pay_days=30, decision=found)
    return found


@pytest.fixture
def agent(office, make_client):
    client = make_client(office, "taxe")

    class Agent:
        def get(self, name: str, asked: dict | None = None, **kwargs):
            return client.get(reverse(name, kwargs={"office": office.slug, **kwargs}), asked or {})

        def post(self, name: str, said: dict | None = None, **kwargs):
            return client.post(reverse(name, kwargs={"office": office.slug, **kwargs}), said or {})

    return Agent()


def text(answer) -> str:
    return answer.content.decode()


def test_the_list_says_what_applies_when(agent, current, system):
    page = text(agent.get("tourist_tax_decisions"))
    assert "Tarifs 2025" in page and "depuis le 1er" in page
    later = draft_decision(
        actor=system,
        voted=Voted(),
        **{
            **FACTS,
            "title": "Tarifs 2026",
            "voted_on": dt.date(2025, 6, 1),
            "valid_from": dt.date(2026, 1, 1),
        },
    )
    assert "Projet" in text(agent.get("tourist_tax_decisions"))
    enter_into_force(actor=system, decision=later)
    assert "31\u00a0décembre 2025" in text(agent.get("tourist_tax_decisions"))


def test_what_is_typed_becomes_a_draft_and_comes_back(agent, scoped):
    answer = agent.post("tourist_tax_decision_new", {**TYPED, "text": SimpleUploadedFile("d.pdf", PDF)})
    draft = Decision.objects.get()
    assert answer.status_code == 302 and draft.rent_threshold_night == 100
    assert [(one.first, one.last) for one in draft.seasons.all()] == [(501, 930)]
    assert [(one.nature, one.nights_to, one.percent) for one in draft.abatements.all()] == [
        ("campings", 120, Decimal(30))
    ]
    assert {one.nature: one.regime for one in draft.regimes.all()} == {"campings": "forfait"}
    sent = agent.get("tourist_tax_decision_text", pk=draft.pk)
    assert b"".join(sent.streaming_content) == PDF and sent["Content-Type"] == "application/pdf"
    form = agent.get("tourist_tax_decision_edit", pk=draft.pk).context["form"]
    assert form["tariff_stars_3"].value() == Decimal("1.00") and form["season_0_first"].value() == "01/05"
    assert agent.get("tourist_tax_decision", pk=draft.pk).status_code == 200
    agent.post("tourist_tax_decision_edit", {**TYPED, "tariff_stars_3": "1,10"}, pk=draft.pk)
    assert draft.tariffs.get().cents == 110
    agent.post("tourist_tax_decision_enter", pk=draft.pk)
    draft.refresh_from_db()
    assert draft.state == Decision.State.IN_FORCE
    assert agent.get("tourist_tax_decision_edit", pk=draft.pk).status_code == 302


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"tariff_stars_3": "abc"}, "tariff_stars_3"),
        ({"tariff_stars_3": "-1"}, "tariff_stars_3"),
        ({"valid_from": "2026-02-30"}, "valid_from"),
        ({"valid_from": "0026-01-01"}, "valid_from"),
        ({"valid_until": "2025-01-01"}, "valid_until"),
        ({"season_0_first": "31/02"}, "season_0_first"),
        ({"season_0_last": ""}, "season_0_last"),
        ({"siren": "12"}, "siren"),
        ({"abatement_0_percent": ""}, "abatement_0_percent"),
        ({"communes": ["99999"]}, "communes"),
        ({"title": ""}, "title"),
    ],
)
def test_nonsense_stays_on_the_form(agent, scoped, change, field):
    answer = agent.post("tourist_tax_decision_new", {**TYPED, **change})
    assert answer.status_code == 422 and not Decision.objects.exists()
    form = answer.context["form"]
    assert field in form.errors or form.non_field_errors()


def test_the_law_is_told_while_typing_and_nothing_is_kept(agent, scoped):
    said = {**TYPED, "tariff_stars_3": "2,50", "voted_on": "2025-07-01", "percent": "6"}
    page = text(agent.post("tourist_tax_decision_check", said))
    assert "au-dessus du plafond" in page and "L2333-30" in page and "devait être adoptée" in page
    assert 'id="limit-tariff_stars_3" hx-swap-oob="true"' in page and "0,50\u00a0€ à 1,70\u00a0€" in page
    assert not Decision.objects.exists()
    for nonsense in ({}, {"valid_from": "hier", "tariff_stars_3": "x"}):
        assert agent.post("tourist_tax_decision_check", nonsense).status_code == 200


def test_what_the_law_refuses_is_told_with_its_article_and_stays_a_draft(agent, scoped):
    agent.post("tourist_tax_decision_new", {**TYPED, "tariff_stars_3": "2,50"})
    draft = Decision.objects.get()
    answer = agent.post("tourist_tax_decision_enter", pk=draft.pk)
    draft.refresh_from_db()
    assert answer.status_code == 302 and draft.state == Decision.State.DRAFT
    assert "La loi ne permet pas" in text(agent.get("tourist_tax_decision", pk=draft.pk))
    assert agent.post("tourist_tax_decision_withdraw", pk=draft.pk).status_code == 422
    agent.post("tourist_tax_decision_withdraw", {"because": "essai"}, pk=draft.pk)
    assert "essai" in text(agent.get("tourist_tax_decisions"))


def test_the_text_is_a_pdf(current, system):
    with pytest.raises(TaxError, match="PDF"):
        attach_text(actor=system, decision=current, name="a.pdf", content=b"MZ")
    attach_text(actor=system, decision=current, name="a.pdf", content=PDF)
    attach_text(actor=system, decision=current, name="b.pdf", content=PDF + b"2")
    current.refresh_from_db()
    with current.text.open() as kept:
        assert kept.read() == PDF + b"2"


def test_two_councils_tax_their_own_communes(scoped, system):
    north = draft_decision(
        actor=system, voted=Voted(tariffs={"stars_3": 90}), **{**FACTS, "communes": ["15014"]}
    )
    south = draft_decision(
        actor=system,
        voted=Voted(tariffs={"stars_3": 120}),
        **{**FACTS, "siren": "200000002", "communes": ["15012"]},
    )
    for one in (north, south):
        enter_into_force(actor=system, decision=one)
    twin = draft_decision(
        actor=system, voted=Voted(), **{**FACTS, "siren": "200000003", "communes": ["15012"]}
    )
    with pytest.raises(TaxError, match="commence déjà"):
        enter_into_force(actor=system, decision=twin)
    open_periods(actor=system, year=2025, rhythm="year", declare_days=30, pay_days=30)
    for insee, base in (("15014", 14 * 90), ("15012", 14 * 120)):
        sent = send_declaration(
            actor=system,
            lodging=_ranked(system, insee),
            month=dt.date(2025, 7, 1),
            kind="stays",
            declared=[WEEK],
        )
        assert sent.base == base


WEEK = DeclaredStay(dt.date(2025, 7, 5), dt.date(2025, 7, 12), 3, {"exemption.minors": 1})


def _ranked(system, insee: str = "15014"):
    found = register_lodging(actor=system, name=f"Gîte {insee}", nature="meubles", insee=insee, capacity=6)
    add_ranking(actor=system, lodging=found, stars=3, valid_from=dt.date(2024, 1, 1))
    found.refresh_from_db()
    return found


@pytest.fixture
def declared(current, system):
    """A ranked gîte with a week and a total, an unranked one with a price, a campsite."""
    gite = _ranked(system)
    july, august = dt.date(2025, 7, 1), dt.date(2025, 8, 1)
    send_declaration(actor=system, lodging=gite, month=july, kind="stays", declared=[WEEK])
    total = DeclaredTotal(10, {"exemption.minors": 2})
    send_declaration(actor=system, lodging=gite, month=august, kind="total", declared=[total])
    house = register_lodging(actor=system, name="Maison", nature="meubles", insee="15014", capacity=6)
    priced = DeclaredStay(WEEK.arrival, WEEK.departure, 2, price=70_000)
    send_declaration(actor=system, lodging=house, month=july, kind="stays", declared=[priced])
    camp = register_lodging(
        actor=system,
        name="Camping",
        nature="campings",
        insee="15012",
        capacity=30,
        openings=[["05-01", "09-30"]],
    )
    nights = DeclaredTotal(100)
    send_declaration(actor=system, lodging=camp, month=july, kind="total", declared=[nights])


def _project(system, **changes) -> Decision:
    voted = Voted(
        tariffs={"palace": 250, "stars_3": 180, "stars_1": 50, "outdoor_1_2": 20},
        regimes=changes.pop("regimes", {}),
        seasons=changes.pop("seasons", ()),
        abatements=changes.pop("abatements", ()),
    )
    return draft_decision(actor=system, voted=voted, **{**FACTS, "percent": Decimal(5), **changes})


def test_the_same_decision_changes_nothing(declared, current):
    found = simulate(current, 2025)
    assert found.total.difference == 0 and not found.left
    assert found.total.nights == 14 + 10 + 14 + 100


def test_a_project_on_the_nights_of_the_year(declared, current, system):
    found = simulate(_project(system), 2025)
    assert found.categories["meuble_3"].before.base == 24 * 90
    assert found.categories["meuble_3"].after.base == 24 * 180
    assert found.categories["meuble_3"].after.department == 24 * 18
    # 700 € / 7 nights / 2 persons at 5 % reaches the cap, the highest tariff voted.
    assert found.categories["non_classe"].after.base == 14 * 250
    assert found.communes["15012"].after.base == 100 * 20
    for name in ("natures", "communes", "categories"):
        assert sum(group.amounts.after.total for group in found.groups(name)) == found.total.after.total


def test_a_project_with_a_season_and_a_forfait(declared, current, system):
    project = _project(
        system,
        regimes={"campings": "forfait"},
        seasons=[Season((5, 1), (7, 31))],
        abatements=[("campings", 0, None, Decimal(50))],
    )
    found = simulate(project, 2025)
    assert found.categories["meuble_3"].after.base == 14 * 180
    # 30 persons less half, 92 nights of May to July, 0.20 €.
    assert found.natures["campings"].after.base == 15 * 20 * 92
    assert found.natures["campings"].before.base == 100 * 20


def test_what_cannot_be_simulated_is_said_apart(declared, current, system):
    voted = Voted(tariffs={"palace": 250, "outdoor_1_2": 20})
    project = draft_decision(actor=system, voted=voted, **FACTS)
    found = simulate(project, 2025)
    (left,) = found.left.values()
    assert "Aucun tarif voté" in left.reason and (left.declarations, left.nights) == (2, 24)
    assert "meuble_3" not in found.categories


def test_the_simulation_on_screen_and_as_a_workbook(agent, declared, current, system):
    project = _project(system)
    page = text(agent.get("tourist_tax_simulation", {"annee": "2025"}, pk=project.pk))
    assert "Ce que la simulation suppose" in page and "Aurillac" in page
    for year in ("", "abcd", "0000", "9999", "²025"):
        assert agent.get("tourist_tax_simulation", {"annee": year}, pk=project.pk).status_code == 200
    book = agent.get("tourist_tax_simulation_xlsx", {"annee": "2025"}, pk=project.pk)
    sheets = CalamineWorkbook.from_filelike(io.BytesIO(book.content)).sheet_names
    assert {"Par commune", "Par catégorie", "Hypothèses"} <= set(sheets)


def test_the_sheet_in_five_languages(current, system):
    gite = _ranked(system)
    current.rent_threshold_night = 100
    for language in LANGUAGES:
        words = WORDS[language]
        assert set(words.lines) == set(WORDS["fr"].lines)
        assert set(words.exemptions) == set(WORDS["fr"].exemptions) and len(words.months) == 12
        document = tariff_document(
            current.office,
            current,
            day=dt.date(2025, 7, 1),
            language=language,
            departments=["15"],
            lodging=gite,
        )
        amount = "€0.99" if language == "en" else "0,99\u00a0€"
        assert any(amount in str(getattr(block, "text", "")) for block in document.blocks)
        assert pdf_bytes(document).startswith(b"%PDF-")


def test_the_sheet_on_screen(agent, current, system):
    gite = _ranked(system)
    page = text(
        agent.get("tourist_tax_tariffs", {"langue": "de", "hebergement": str(gite.pk)}, pk=current.pk)
    )
    assert "Kurtaxe" in page and gite.name in page
    assert agent.get("tourist_tax_tariffs_pdf", pk=current.pk).content.startswith(b"%PDF-")
    assert agent.get("tourist_tax_tariffs", {"langue": "xx"}, pk=current.pk).status_code == 200
    for nonsense in ("x", "999999", "9" * 40):
        assert agent.get("tourist_tax_tariffs", {"hebergement": nonsense}, pk=current.pk).status_code == 404
    assert agent.get("tourist_tax_tariffs_now").status_code == 302


def test_anybody_reads_the_tariffs_in_force(current, office, client):
    page = client.get(f"/taxe-de-sejour/{office.slug}/tarifs/", {"langue": "en"})
    assert page.status_code == 200 and "Tourist tax" in text(page) and "€0.99" in text(page)
    assert client.get(f"/taxe-de-sejour/{office.slug}/tarifs.pdf").content.startswith(b"%PDF-")
    current.state = Decision.State.WITHDRAWN
    current.save()
    assert client.get(f"/taxe-de-sejour/{office.slug}/tarifs/").status_code == 404
    assert client.get("/taxe-de-sejour/inconnu/tarifs/").status_code == 404


def test_the_notification(agent, current, system):
    assert b"<delta>" in agent.get("tourist_tax_notice_xml", pk=current.pk).content
    assert agent.get("tourist_tax_notice_xlsx", pk=current.pk).content.startswith(b"PK")
    unvoted = draft_decision(
        actor=system, voted=Voted(), **{**FACTS, "voted_on": None, "valid_from": dt.date(2027, 1, 1)}
    )
    assert agent.get("tourist_tax_notice_xml", pk=unvoted.pk).status_code == 302
    assert (
        agent.post("tourist_tax_decision_notify", {"notified_on": "2999-01-01"}, pk=current.pk).status_code
        == 422
    )
    agent.post("tourist_tax_decision_notify", {"notified_on": "2024-09-10"}, pk=current.pk)
    current.refresh_from_db()
    assert current.notified_on == dt.date(2024, 9, 10)
    with pytest.raises(TaxError, match="après le vote"):
        notify_decision(actor=system, decision=current, notified_on=dt.date(2024, 1, 1))


def test_the_two_dates_of_the_year(current, system, monkeypatch, make_member, office):
    assert [clock.key for clock in clocks(dt.date(2025, 6, 1))] == ["vote"]
    assert clocks(dt.date(2025, 7, 1)) == []
    later = draft_decision(
        actor=system,
        voted=Voted(),
        **{**FACTS, "voted_on": dt.date(2025, 6, 20), "valid_from": dt.date(2026, 1, 1)},
    )
    (clock,) = clocks(dt.date(2025, 9, 1))
    assert (clock.key, clock.before, clock.days, clock.tone) == ("notice", dt.date(2025, 9, 15), 14, "warn")
    assert clocks(dt.date(2025, 10, 1))[0].tone == "bad"
    _remind_on(dt.date(2025, 9, 1), monkeypatch, make_member, office)
    assert [message.to for message in mail.outbox] == [["taxe@example.org"]]
    assert "15\u00a0septembre 2025" in mail.outbox[0].body and "14 jours" in mail.outbox[0].body
    notify_decision(actor=system, decision=later, notified_on=dt.date(2025, 9, 1))
    assert clocks(dt.date(2025, 9, 3)) == []


def _remind_on(day: dt.date, monkeypatch, make_member, office) -> None:
    make_member(office, "taxe", email="taxe@example.org")
    make_member(office, "accueil", email="accueil@example.org")
    monkeypatch.setattr(decision_jobs.timezone, "localdate", lambda: day)
    decision_jobs.remind_decisions(JobContext(Job(), None, None))


def test_the_national_file_on_screen(agent, scoped):
    scoped.epci_siren = "200000001"
    scoped.save()
    for bad in (b"", b"rien", file_of()[:-30]):
        assert agent.post("tourist_tax_delta", {"file": SimpleUploadedFile("f.xml", bad)}).status_code == 422
    assert agent.post("tourist_tax_delta", {}).status_code == 422
    agent.post("tourist_tax_delta", {"file": SimpleUploadedFile("f.xml", file_of())})
    kept = DeltaFile.objects.get()
    page = text(agent.get("tourist_tax_delta_file", pk=kept.pk))
    assert "jamais corrigé" in page and "au-dessus du plafond" in page
    answer = agent.post("tourist_tax_delta_take", pk=kept.proposals.get().pk)
    assert answer.status_code == 302 and Decision.objects.get().source == "delta"
    assert "Repris" in text(agent.get("tourist_tax_delta_file", pk=kept.pk))
    assert "f.xml" in text(agent.get("tourist_tax_delta"))


def test_the_periods(agent, current):
    said = {"year": "2026", "rhythm": "quarter", "declare_days": "15", "pay_days": "30"}
    assert agent.post("tourist_tax_periods", said).status_code == 302
    assert "4e trimestre 2026" in text(agent.get("tourist_tax_periods"))
    assert agent.post("tourist_tax_periods", {**said, "year": "xx"}).status_code == 422
    assert agent.post("tourist_tax_periods", {**said, "pay_days": "0"}).status_code == 422


def test_the_law_page_shows_what_was_voted(agent, current):
    page = text(agent.get("tourist_tax_law", {"date": "2025-07-01"}))
    assert "Ce que le conseil a voté" in page and "Tarifs 2025" in page and "0,99\u00a0€" in page
    assert "Aucune délibération n’est enregistrée" in text(
        agent.get("tourist_tax_law", {"date": "2020-01-01"})
    )


@pytest.mark.parametrize(
    "name",
    ["tourist_tax_decision", "tourist_tax_simulation", "tourist_tax_tariffs", "tourist_tax_decision_text"],
)
def test_another_office_does_not_see_it(current, other_office, make_client, name):
    client = make_client(other_office, "taxe")
    address = reverse(name, kwargs={"office": other_office.slug, "pk": current.pk})
    assert client.get(address).status_code == 404
    own = reverse(name, kwargs={"office": current.office.slug, "pk": current.pk})
    assert client.get(own).status_code == 404


def test_an_elected_person_reads_and_does_not_write(current, office, make_client):
    client = make_client(office, "elu")
    at = {"office": office.slug}
    assert client.get(reverse("tourist_tax_decisions", kwargs=at)).status_code == 200
    assert client.get(reverse("tourist_tax_decision_new", kwargs=at)).status_code == 403
    for name in ("tourist_tax_decision_enter", "tourist_tax_decision_withdraw"):
        assert client.post(reverse(name, kwargs={**at, "pk": current.pk})).status_code == 403
