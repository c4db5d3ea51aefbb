"""The screens of collection: they open, they take what is typed, they say what is wrong and lose nothing."""

from __future__ import annotations

import datetime as dt

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from buron.kernel.jobs import enqueue, work_all
from buron.kernel.models import JournalEntry
from buron.kernel.tenancy import office_scope
from buron.tourist_tax.collection_contrib import SWEEP_JOB
from buron.tourist_tax.models import (
    BankLine,
    CardAccount,
    CardTransaction,
    Claim,
    LedgerLine,
    Payment,
    Procedure,
    Remission,
    Statement,
)
from buron.tourist_tax.payfip import PAID, REFUSED, GatewayError, Simulator, read_answer
from buron.tourist_tax.services import cards, procedures
from buron.tourist_tax.services.statements import statement_for

pytestmark = [pytest.mark.django_db]


@pytest.fixture
def ground(system, make_host, declare, periods):
    party, lodging = make_host("Ferrand", "ferrand@hotes.example")
    declare(lodging, 5, 20)
    make_host("Muet")
    return party, lodging, periods[0]


@pytest.fixture
def agent(office, make_client):
    return make_client(office, "taxe")


@pytest.fixture
def at(office):
    def url(screen: str, /, **where):
        return reverse(f"tourist_tax_collect_{screen}", kwargs={"office": office.slug, **where})

    return url


def test_the_reading_screens_open(agent, at, system, ground):
    party, _lodging, period = ground
    statement = statement_for(actor=system, party=party, period=period)
    found = procedures.open_procedure(actor=system, party=party, period=period, reason="unpaid")
    line = LedgerLine.objects.first()
    for address in (
        at("board"),
        f"{at('board')}?periode={period.pk}&etat=late&mots=ferr",
        f"{at('board')}?periode=x&etat=y",
        at("account", pk=party.pk),
        at("line", pk=line.pk),
        at("period", pk=period.pk),
        at("remind", pk=period.pk),
        at("rhythm"),
        at("bank"),
        f"{at('bank')}?etat=zzz",
        at("card"),
        at("procedures"),
        at("procedure", pk=found.pk),
        at("claims"),
        at("claim_new"),
        at("statement", pk=statement.pk),
        at("paper", pk=found.pk, name="mise-en-demeure"),
    ):
        assert agent.get(address).status_code == 200, address
    assert agent.get(at("paper", pk=found.pk, name="rien")).status_code == 404
    board = agent.get(f"{at('board')}?periode={period.pk}").content.decode()
    assert "Ferrand" in board and "22,00" in board and "Muet" in board


def test_a_payment_is_typed_and_undone(agent, at, ground):
    party, _lodging, _period = ground
    refused = agent.post(at("pay", pk=party.pk), {"method": "cash", "amount": "douze", "received_on": "x"})
    assert refused.status_code == 422 and "douze" in refused.content.decode()
    given = {"method": "cash", "amount": "25,50", "received_on": "2025-08-01", "reference": "R1"}
    answer = agent.post(at("pay", pk=party.pk), given, follow=True)
    assert "25,50" in answer.content.decode() and "3,50" in answer.content.decode()
    payment = Payment.objects.get()
    assert agent.get(at("receipt", pk=payment.pk)).content.startswith(b"%PDF-")
    empty = agent.post(at("cancel", pk=payment.pk), {"because": ""}, follow=True)
    assert "Dites pourquoi" in empty.content.decode()
    agent.post(at("cancel", pk=payment.pk), {"because": "erreur"})
    assert sum(one.amount for one in Payment.objects.all()) == 0
    page = agent.get(at("account", pk=party.pk)).content.decode()
    assert "annulé" in page


def test_a_payment_is_split_by_choice(agent, at, ground, declare, periods):
    party, lodging, first = ground
    declare(lodging, 8, 10)
    typed = {"method": "cheque", "amount": "25", "received_on": "2025-09-01", "reference": "R1"}
    proposed = agent.post(at("split", pk=party.pk), {**typed, "period": periods[1].pk, "proposer": "1"})
    page = proposed.content.decode()
    assert 'value="11,00"' in page and 'value="14,00"' in page and "reste 22,00" in page
    early, late = (f"part_{lodging.pk}-{one.pk}" for one in periods)
    assert agent.post(at("split", pk=party.pk), {**typed, "proposer": "1", "amount": "x"}).status_code == 422
    for wrong in ({early: "30"}, {early: "20", late: "11"}, {early: "-1"}, {early: "1e12"}):
        answer = agent.post(at("split", pk=party.pk), {**typed, **wrong})
        assert answer.status_code == 422 and 'value="25"' in answer.content.decode(), wrong
    assert not Payment.objects.exists()
    agent.post(at("split", pk=party.pk), {**typed, early: "20", late: ""})
    (line,) = Payment.objects.get().ledger.all()
    assert (line.period_id, line.amount) == (first.pk, -2000)


def test_a_remission_is_entered_shown_and_undone(agent, at, ground):
    party, lodging, period = ground
    url = at("remission", pk=party.pk)
    assert "reste 22,00" in agent.get(url).content.decode()
    given = {
        "place": f"{lodging.pk}-{period.pk}",
        "kind": "lost",
        "amount": "10",
        "authority": "Conseil communautaire",
        "decided_on": "2025-10-02",
        "because": "Insolvable",
    }
    paper = SimpleUploadedFile("decision.pdf", b"%PDF-1.7 x")
    for wrong in ({"amount": "99"}, {"place": "9-9"}, {"decided_on": "2100-01-01"}, {"authority": ""}):
        assert agent.post(url, {**given, **wrong}).status_code == 422
    shown = agent.post(url, {**given, "paper": paper}, follow=True).content.decode()
    assert "Insolvable" in shown and "decision.pdf" in shown and "Annuler cette écriture" in shown
    made = Remission.objects.get()
    assert agent.get(at("remission_paper", pk=made.pk))["Content-Type"] == "application/pdf"
    empty = agent.post(at("line_undo", pk=made.line_id), {"because": ""}, follow=True)
    assert "Dites pourquoi" in empty.content.decode()
    agent.post(at("line_undo", pk=made.line_id), {"because": "retirée"})
    assert made.line.reversed_by.amount == 1000
    assert agent.post(at("line_undo", pk=made.line_id), {"because": "encore"}).status_code == 404
    due = LedgerLine.objects.filter(kind="due").get()
    assert agent.post(at("line_undo", pk=due.pk), {"because": "x"}).status_code == 404


def test_money_goes_back_and_over(agent, at, ground, declare):
    party, lodging, period = ground
    agent.post(at("pay", pk=party.pk), {"method": "transfer", "amount": "30", "received_on": "2025-08-01"})
    declare(lodging, 6, 2)
    agent.post(at("credit", pk=party.pk))
    declare(lodging, 5, 10)
    place = f"{lodging.pk}-{period.pk}"
    agent.post(at("carry", pk=party.pk), {"place": place})
    given = {"rendre-amount": "1", "rendre-on": "2025-09-01", "rendre-because": "trop", "place": place}
    assert agent.post(at("give_back", pk=party.pk), given).status_code == 302
    assert agent.post(at("give_back", pk=party.pk), {"rendre-amount": "x"}).status_code == 422
    assert agent.post(at("carry", pk=party.pk), {"place": "9" * 40}).status_code == 302
    assert Payment.objects.filter(amount=-100).count() == 1
    assert agent.post(at("interest", pk=party.pk), {"interet-period": "x"}).status_code == 422


def test_statements_reminders_and_closing(agent, at, ground):
    party, _lodging, period = ground
    page = agent.get(at("remind", pk=period.pk)).content.decode()
    assert "Ferrand" in page and "Muet" in page
    agent.post(at("remind", pk=period.pk), {"party": [str(party.pk), "x"]})
    assert "Relances parties" in agent.get(at("remind", pk=period.pk)).content.decode()
    refused = agent.post(at("close", pk=period.pk), follow=True).content.decode()
    assert "restent à émettre" in refused
    agent.post(at("issue", pk=period.pk))
    work_all()
    batch = Statement.objects.get().batch
    assert b"".join(agent.get(at("batch", pk=batch.pk)).streaming_content).startswith(b"%PDF-")
    assert "Clore la période" in agent.get(at("period", pk=period.pk)).content.decode()
    agent.post(at("close", pk=period.pk))
    period.refresh_from_db()
    assert period.closed_at is not None


def test_a_bank_file_is_dropped_mapped_and_confirmed(agent, at, ground):
    party, _lodging, _period = ground
    odd = SimpleUploadedFile("r.csv", b"Quand;Combien;Quoi\n20/08/2025;22,00;VIR FERRAND\n")
    answer = agent.post(at("bank"), {"file": odd}, follow=True)
    assert "VIR FERRAND" in answer.content.decode()
    columns = answer.redirect_chain[-1][0]
    assert agent.post(columns, {"day": "Quand"}).status_code == 422
    agent.post(columns, {"day": "Quand", "amount": "Combien", "label": "Quoi"})
    line = BankLine.objects.get()
    assert (line.certainty, line.party) == ("likely", party)
    assert "Ferrand" in agent.get(at("bank_line", pk=line.pk), {"mots": "ferr"}).content.decode()
    agent.post(at("confirm", pk=line.pk))
    assert Payment.objects.get().amount == 2200
    twice = SimpleUploadedFile("r.csv", b"Quand;Combien;Quoi\n20/08/2025;22,00;VIR FERRAND\n")
    refused = agent.post(at("bank"), {"file": twice})
    assert refused.status_code == 422 and "déjà entré" in refused.content.decode()
    wrong = agent.post(at("bank"), {"file": SimpleUploadedFile("x.pdf", b"%PDF-1.7")})
    assert wrong.status_code == 422


def test_a_procedure_by_its_screen(agent, at, ground):
    party, lodging, period = ground
    opened = agent.post(
        at("open", pk=party.pk),
        {"procedure-period": period.pk, "procedure-reason": "undeclared"},
        follow=True,
    )
    found = Procedure.objects.get()
    assert "Nuitées retenues" in opened.content.decode()
    hold = {"nuits-lodging": lodging.pk, "nuits-month": "2025-04", "nuits-nights": "12"}
    assert agent.post(at("hold", pk=found.pk), hold).status_code == 422
    agent.post(at("hold", pk=found.pk), {**hold, "nuits-data_used": "Annonce"})
    assert found.lines.get().amount == 1320
    assert agent.get(at("paper", pk=found.pk, name="avis")).content.startswith(b"%PDF-")
    step = at("advance", pk=found.pk, step="envoi")
    assert agent.post(step, {"envoi-on": "32/01/2025"}).status_code == 422
    agent.post(step, {"envoi-on": "2025-09-01", "envoi-letter_number": "1A"})
    agent.post(at("advance", pk=found.pk, step="notification"), {"notification-on": "2025-09-03"})
    early = agent.post(at("advance", pk=found.pk, step="avis"), {"avis-on": "2025-09-20"})
    assert early.status_code == 422 and "30 jours" in early.content.decode()
    assert agent.post(at("advance", pk=found.pk, step="rien")).status_code == 404
    agent.post(at("end", pk=found.pk), {"issue": "abandon", "clore-because": "erreur"})
    found.refresh_from_db()
    assert found.state == "dropped"


def test_a_claim_by_its_screen(agent, at, ground):
    given = {"kind": "minors", "name": "Cliente", "asked": "8,00", "received_on": "2025-07-10"}
    assert agent.post(at("claim_new"), {**given, "asked": "-"}).status_code == 422
    paper = SimpleUploadedFile("livret.pdf", b"%PDF-1.7 x")
    agent.post(at("claim_new"), {**given, "platform": "airbnb", "arrival": "2025-05-02", "paper": paper})
    claim = Claim.objects.get()
    assert agent.get(at("claim", pk=claim.pk)).status_code == 200
    assert agent.get(at("claim_paper", pk=claim.papers.get().pk))["Content-Type"] == "application/pdf"
    agent.post(at("claim_papers", pk=claim.pk), {"wanted": "Justificatif"})
    assert agent.post(at("claim_decide", pk=claim.pk), {"granted": "99", "answer": "x"}).status_code == 422
    agent.post(at("claim_decide", pk=claim.pk), {"granted": "8", "answer": "Accordé"})
    agent.post(at("claim_refund", pk=claim.pk))
    claim.refresh_from_db()
    assert (claim.state, claim.payment.amount) == ("refunded", -800)


def test_those_who_read_cannot_collect(office, make_client, at, ground):
    reader = make_client(office, "direction")
    assert "Enregistrer un paiement" not in reader.get(at("account", pk=ground[0].pk)).content.decode()
    assert reader.post(at("pay", pk=ground[0].pk)).status_code == 403
    assert reader.post(at("remind", pk=ground[2].pk), {"party": [ground[0].pk]}).status_code == 403
    assert make_client(office, "elu").get(at("board")).status_code == 403


class TestCard:
    @pytest.fixture
    def started(self, system, ground, agent, at):
        agent.post(at("card"), {"gateway": "simulator", "mode": "T", "is_active": "on"})
        assert CardAccount.objects.get().is_active
        statement = statement_for(actor=system, party=ground[0], period=ground[2])

        def urls(made):
            return "https://ot.example/n", f"https://ot.example/payer/retour/{made.key}/"

        return cards.start_card(actor=system, party=ground[0], amount=2200, urls=urls, statement=statement)

    def test_paid_notified_and_back_enter_the_money_once(self, started):
        made, page = started
        visitor = Client()
        assert "22,00" in visitor.get(page).content.decode()
        back = visitor.post(page, {"fin": PAID}, follow=True)
        assert "Merci" in back.content.decode()
        notify = reverse("tourist_tax_payfip_notification")
        for _again in range(2):
            assert visitor.post(notify, {"idOp": made.id_op}).status_code == 200
        payment = Payment.objects.get()
        assert (payment.method, payment.amount, payment.external_id) == ("card", 2200, made.id_op)

    def test_the_return_alone_is_enough_and_a_refusal_enters_nothing(self, started):
        made, page = started
        visitor = Client()
        answer = visitor.post(page, {"fin": REFUSED, "notifier": "non"}, follow=True)
        assert "refusé" in answer.content.decode()
        assert Simulator.finish(made.id_op, PAID)["result"] == REFUSED
        assert not Payment.objects.exists()
        assert CardTransaction.objects.get().state == "refused"

    def test_a_lost_notification_is_swept_once_by_the_system(self, started, office):
        made, _page = started
        Simulator.finish(made.id_op, PAID)

        def sweep(**ago):
            with office_scope(office):
                CardTransaction.objects.update(started_at=timezone.now() - dt.timedelta(**ago))
            enqueue(None, SWEEP_JOB)
            work_all()
            with office_scope(office):
                return list(Payment.objects.values_list("method", "amount"))

        assert sweep(minutes=5) == []
        assert sweep(hours=1) == sweep(hours=2) == [("card", 2200)]
        with office_scope(office):
            last = JournalEntry.objects.get(action="tourist_tax.card.settled")
        assert (last.actor_kind, last.actor_id, last.after) == ("system", SWEEP_JOB, {"result": "P"})

    def test_silence_is_given_up_and_heard_when_it_ends(self, started, office, system):
        made, _page = started
        with office_scope(office):
            week = timezone.now() + dt.timedelta(days=8)
            assert cards.sweep_cards(actor=system, now=week).abandoned == 1
            Simulator.finish(made.id_op, PAID)
            assert cards.settle_card(made=CardTransaction.objects.get()).state == "paid"

    def test_an_answer_about_another_sum_enters_nothing_and_is_told_once(self, started, office, system):
        made, _page = started
        with office_scope(office):
            CardTransaction.objects.update(amount=1)
            Simulator.finish(made.id_op, PAID)
            later = timezone.now() + dt.timedelta(hours=1)
            for _again in range(2):
                assert cards.sweep_cards(actor=system, now=later).settled == 0
                assert cards.settle_card(made=CardTransaction.objects.get()).result == "?"
            assert not Payment.objects.exists()
            assert JournalEntry.objects.filter(action="tourist_tax.card.doubted").count() == 1

    def test_nobody_learns_anything_from_a_false_notice(self, db):
        notify = reverse("tourist_tax_payfip_notification")
        for value in ("", "x", "a" * 500):
            assert Client().post(notify, {"idOp": value}).status_code == 200
        nowhere = "00000000-0000-4000-8000-000000000000"
        assert Client().get(reverse("tourist_tax_payfip_back", kwargs={"key": nowhere})).status_code == 404
        assert Client().get(reverse("tourist_tax_payfip_page", kwargs={"id_op": "x"})).status_code == 404

    def test_a_payment_waits_while_the_payer_is_away(self, started, office):
        made, _page = started
        with office_scope(office):
            assert cards.settle_card(made=made).state == "started"


def test_the_answers_of_the_web_service_are_read():
    answer = (
        b'<s:Envelope xmlns:s="http://schemas.xmlsoap.org/soap/envelope/"><s:Body><r xmlns="urn:x"><return>'
        b"<idOp>abc</idOp><resultrans>P</resultrans><montant>2200</montant></return></r></s:Body></s:Envelope>"
    )
    assert read_answer(answer) == {"idOp": "abc", "resultrans": "P", "montant": "2200"}
    for wrong in (b"", b"<a", b"<!DOCTYPE x><a/>", b"x" * 300_000):
        with pytest.raises(GatewayError):
            read_answer(wrong)
