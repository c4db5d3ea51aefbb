"""Formal procedures and their clocks, late interest, claims and refunds."""

from __future__ import annotations

import datetime as dt

import pytest
from django.utils import timezone

from buron.kernel import journal
from buron.tourist_tax.errors import TaxError
from buron.tourist_tax.models import CollectionPeriod, LedgerLine, Payment, Procedure
from buron.tourist_tax.queries.accounts import Holder, balance_of, credit_of
from buron.tourist_tax.queries.board import missing_months
from buron.tourist_tax.services import claims, procedures
from buron.tourist_tax.services.hosts import attest_platforms
from buron.tourist_tax.services.interest import charge_interest
from buron.tourist_tax.services.payments import record_payment
from buron.tourist_tax.services.remissions import Decided, waive

pytestmark = [pytest.mark.django_db]
MAY = dt.date(2025, 5, 1)
SENT = dt.date(2025, 9, 1)
PDF = b"%PDF-1.7 essai"


def day(number: int) -> dt.date:
    """So many days after the mise en demeure was sent."""
    return SENT + dt.timedelta(days=number)


class TestProcedure:
    @pytest.fixture
    def opened(self, system, make_host, periods):
        party, lodging = make_host("Muet")
        found = procedures.open_procedure(
            actor=system, party=party, period=periods[0], reason=Procedure.Reason.UNDECLARED
        )
        return found, lodging

    def hold(self, actor, found, lodging, nights=40):
        return procedures.hold_nights(
            actor=actor,
            procedure=found,
            lodging=lodging,
            month=MAY,
            nights=nights,
            price=None,
            data_used="Calendrier public de l’annonce",
        )

    def to_position(self, actor, found):
        Procedure.objects.filter(pk=found.pk).update(state="observed", assessed_on=SENT)
        found.refresh_from_db()
        return procedures.take_position(actor=actor, procedure=found, on=day(50), position="Rejet motivé")

    def test_the_whole_way_enters_nothing_before_the_final_position(self, system, opened):
        found, lodging = opened
        line = self.hold(system, found, lodging)
        assert (line.amount, bool(line.derivation)) == (4400, True)
        found = procedures.send_notice(actor=system, procedure=found, on=SENT, letter_number="1A 000")
        found = procedures.notice_notified(actor=system, procedure=found, on=day(2))
        with pytest.raises(TaxError, match=r"30 jours court jusqu’au 03/10/2025 \(CGCT, art\. L2333-38\)"):
            procedures.send_assessment(actor=system, procedure=found, on=day(32))
        found = procedures.send_assessment(actor=system, procedure=found, on=day(33))
        found = procedures.assessment_notified(actor=system, procedure=found, on=day(34))
        with pytest.raises(TaxError, match="30 jours"):
            procedures.take_position(actor=system, procedure=found, on=day(40), position="Rejet")
        found = procedures.record_observations(actor=system, procedure=found, on=day(40), text="Fermé en mai")
        assert not LedgerLine.objects.exists()
        found = procedures.take_position(actor=system, procedure=found, on=day(50), position="Rejet motivé")
        (entered,) = LedgerLine.objects.all()
        assert (entered.kind, entered.amount, entered.declaration.channel) == ("officio", 4400, "officio")
        with pytest.raises(TaxError, match="30 jours"):
            procedures.propose_title(actor=system, procedure=found, on=day(60))
        found = procedures.propose_title(actor=system, procedure=found, on=day(64))
        assert len(procedures.clocks_of(found)) == 4
        closed = procedures.close_procedure(
            actor=system, procedure=found, settled=True, because="Déclaré depuis"
        )
        assert (closed.state, balance_of(Holder(found.party_id))) == ("settled", 0)

    def test_a_step_out_of_turn_is_refused(self, system, opened):
        found, lodging = opened
        for step in (
            lambda: procedures.notice_notified(actor=system, procedure=found, on=SENT),
            lambda: procedures.send_assessment(actor=system, procedure=found, on=SENT),
            lambda: procedures.propose_title(actor=system, procedure=found, on=SENT),
            lambda: procedures.send_notice(actor=system, procedure=found, on=dt.date(2100, 1, 1)),
            lambda: procedures.take_position(actor=system, procedure=found, on=SENT, position="x"),
            lambda: self.hold(system, found, lodging, nights=0),
            lambda: self.hold(system, found, lodging, nights=10**6),
        ):
            with pytest.raises(TaxError):
                step()
        assert Procedure.objects.get().state == "draft"

    def test_one_open_procedure_for_a_reason(self, system, opened):
        found, _lodging = opened
        with pytest.raises(TaxError, match="déjà ouverte"):
            procedures.open_procedure(
                actor=system, party=found.party, period=found.period, reason=Procedure.Reason.UNDECLARED
            )

    def test_it_closes_by_itself_when_the_host_declares(self, system, opened, declare):
        found, lodging = opened
        self.hold(system, found, lodging)
        for month in range(1, 6):
            declare(lodging, month, 4 if month == 5 else 0)
        found.refresh_from_db()
        assert (found.state, found.lines.count()) == ("draft", 0)
        with pytest.raises(TaxError, match="a déclaré ce mois"):
            self.hold(system, found, lodging)
        declare(lodging, 6, 0)
        found.refresh_from_db()
        assert (found.state, balance_of(Holder(found.party_id))) == ("settled", 440)
        told = [entry.action.rpartition(".")[2] for entry in journal.history(found)]
        assert told[:2] == ["closed", "month_declared"] and told.count("month_declared") == 6
        with pytest.raises(TaxError, match="Rien ne manque"):
            procedures.open_procedure(
                actor=system, party=found.party, period=found.period, reason="undeclared"
            )
        assert procedures.open_procedure(
            actor=system, party=found.party, period=found.period, reason="unpaid"
        )

    @pytest.mark.parametrize("way", ["paid", "waived", "corrected"])
    def test_one_for_want_of_payment_closes_once_the_account_of_its_period_is_settled(
        self, system, make_host, periods, declare, way
    ):
        party, lodging = make_host("Tardif")
        declare(lodging, 5, 10)
        declare(lodging, 8, 10)
        found = procedures.open_procedure(actor=system, party=party, period=periods[0], reason="unpaid")
        pay = {"actor": system, "method": "transfer", "party": party, "received_on": SENT}
        record_payment(amount=600, **pay)
        found.refresh_from_db()
        assert found.state == "draft"  # 5,00 € are still owed
        if way == "paid":
            record_payment(amount=500, **pay)
        elif way == "waived":
            decided = Decided("grace", "Conseil", SENT, "Sinistre")
            waive(actor=system, party=party, at=(lodging.pk, periods[0].pk), amount=500, decided=decided)
        else:
            declare(lodging, 5, 5)
        found.refresh_from_db()
        assert (found.state, found.closed_because[:25]) == ("settled", "Le compte de la période e")
        assert balance_of(Holder(party.pk)) > 0  # the second half-year is still owed
        assert journal.history(found)[0].action == "tourist_tax.procedure.closed"

    def test_what_was_assessed_is_replaced_by_the_declaration_until_the_title(self, system, opened, declare):
        found, lodging = opened
        for month in (1, 2, 3, 4):
            declare(lodging, month, 0)
        self.hold(system, found, lodging)
        found = self.to_position(system, found)
        declare(lodging, 5, 10)
        found.refresh_from_db()
        assert (found.state, balance_of(Holder(found.party_id))) == ("final", 1100)
        assert list(LedgerLine.objects.values_list("kind", "base", "department")) == [
            ("officio", 4000, 400),
            ("correction", -3000, -300),
        ]
        declare(lodging, 6, 0)
        found.refresh_from_db()
        assert found.state == "settled"

    def test_a_titled_month_is_claimed_no_more_declared_and_a_dropped_one_is_asked_again(
        self, system, opened, declare, periods
    ):
        found, lodging = opened
        self.hold(system, found, lodging)
        found = self.to_position(system, found)
        found = procedures.propose_title(actor=system, procedure=found, on=day(64))
        with pytest.raises(TaxError, match="procédure nº 1"):
            declare(lodging, 5, 1)
        procedures.close_procedure(actor=system, procedure=found, settled=False, because="Erreur")
        assert balance_of(Holder(found.party_id)) == 0
        assert len(missing_months(periods[0], day(64), [found.party_id])[found.party_id]) == 6
        assert declare(lodging, 5, 1).amount == balance_of(Holder(found.party_id)) == 110

    def test_an_attestation_closes_it_too(self, system, opened):
        found, lodging = opened
        year = timezone.localdate().year
        CollectionPeriod.objects.filter(pk=found.period_id).update(
            first=dt.date(year, 1, 1),
            last=dt.date(year, 1, 31),
            declare_by=dt.date(year, 2, 1),
            pay_by=dt.date(year, 2, 1),
        )
        attest_platforms(actor=system, lodging=lodging, party=found.party, year=year)
        found.refresh_from_db()
        assert found.state == "settled"
        with pytest.raises(TaxError):
            self.hold(system, found, lodging)

    def test_an_unranked_lodging_needs_the_price(self, system, make_host, periods):
        party, lodging = make_host("Sans étoile", stars=None)
        found = procedures.open_procedure(actor=system, party=party, period=periods[0], reason="undeclared")
        with pytest.raises(TaxError, match="prix hors taxes"):
            self.hold(system, found, lodging)


class TestInterest:
    def test_interest_on_what_is_late_once(self, system, make_host, declare, periods):
        party, lodging = make_host()
        declare(lodging, 5, 1000)
        with pytest.raises(TaxError, match="Aucun intérêt"):
            charge_interest(actor=system, party=party, period=periods[0], on=dt.date(2025, 8, 1))
        (line,) = charge_interest(actor=system, party=party, period=periods[0], on=dt.date(2025, 10, 30))
        assert (line.amount, line.base) == (660, 660) and "L2333-38" in line.label
        with pytest.raises(TaxError):
            charge_interest(actor=system, party=party, period=periods[0], on=dt.date(2025, 10, 30))
        (more,) = charge_interest(actor=system, party=party, period=periods[0], on=dt.date(2025, 11, 30))
        assert more.amount == 220

    def test_what_was_paid_late_bears_interest_until_its_day(self, system, make_host, declare, periods):
        party, lodging = make_host()
        declare(lodging, 5, 1000)
        record_payment(
            actor=system, method="cheque", amount=110_000, received_on=dt.date(2025, 8, 30), party=party
        )
        (line,) = charge_interest(actor=system, party=party, period=periods[0], on=dt.date(2026, 3, 1))
        assert line.amount == 220


class TestClaims:
    def stated(self, **more):
        given = {
            "kind": "minors",
            "name": "Une cliente",
            "asked": 800,
            "received_on": dt.date(2025, 7, 10),
            "arrival": dt.date(2025, 5, 10),
            "platform": "airbnb",
            "papers": (("justificatif", PDF),),
        }
        return claims.Stated(**{**given, **more})

    def test_minors_taxed_by_a_platform_get_their_money_back(self, system, periods):
        claim = claims.receive_claim(actor=system, stated=self.stated())
        claim = claims.ask_papers(actor=system, claim=claim, wanted="Livret de famille")
        claim = claims.decide_claim(actor=system, claim=claim, granted=660, answer="Deux mineurs")
        payment = claims.refund_claim(actor=system, claim=claim, on=dt.date(2025, 9, 1))
        assert (payment.amount, payment.platform) == (-660, "airbnb")
        assert balance_of(Holder(None, "airbnb")) == credit_of(Holder(None, "airbnb")) == 0
        kinds = dict(LedgerLine.objects.values_list("kind", "base"))
        assert kinds == {"waiver": -660, "refund": 660}
        with pytest.raises(TaxError):
            claims.refund_claim(actor=system, claim=claim, on=dt.date(2025, 9, 1))
        assert Payment.objects.count() == 1

    def test_a_host_account_keeps_its_balance_and_shares(self, system, make_host, declare, periods):
        party, lodging = make_host()
        declare(lodging, 5, 20)
        claim = claims.receive_claim(
            actor=system, stated=self.stated(platform="", party=party, lodging=lodging, kind="exempt")
        )
        claim = claims.decide_claim(actor=system, claim=claim, granted=220, answer="Saisonnier")
        claims.refund_claim(actor=system, claim=claim, on=dt.date(2025, 9, 1))
        assert balance_of(Holder(party.pk)) == 2200
        refund = LedgerLine.objects.get(kind="refund")
        assert (refund.base, refund.department) == (200, 20)

    @pytest.mark.parametrize(
        "change",
        [
            {"kind": "x"},
            {"name": " "},
            {"asked": 0},
            {"received_on": dt.date(2100, 1, 1)},
            {"departure": dt.date(2025, 5, 1)},
            {"papers": (("photo", b"MZ executable"),)},
        ],
    )
    def test_nonsense_is_refused(self, system, scoped, change):
        with pytest.raises(TaxError):
            claims.receive_claim(actor=system, stated=self.stated(**change))

    def test_a_decision_has_a_reason_and_a_bound(self, system, periods):
        claim = claims.receive_claim(actor=system, stated=self.stated())
        for granted, answer in ((900, "trop"), (-1, "moins"), (10, " ")):
            with pytest.raises(TaxError):
                claims.decide_claim(actor=system, claim=claim, granted=granted, answer=answer)
        claims.decide_claim(actor=system, claim=claim, granted=0, answer="Aucune preuve")
        assert claims.forget_claimants(dt.date(2100, 1, 1)) == 1
        claim.refresh_from_db()
        assert (claim.name, claim.papers.count(), claim.asked) == ("Demandeur effacé", 0, 800)
