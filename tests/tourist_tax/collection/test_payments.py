"""Payments: spread oldest first, shared to the cent, kept as credit, carried over, given back, undone."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from buron.tourist_tax.errors import TaxError
from buron.tourist_tax.models import CashReceipt, LedgerLine, Payment
from buron.tourist_tax.queries.accounts import (
    Holder,
    balance_of,
    credit_of,
    owed,
    positions,
    totals,
)
from buron.tourist_tax.rules import CalculationError, Shares
from buron.tourist_tax.rules.settling import Owed, interest_due, split_payment, spread, summed
from buron.tourist_tax.services.ledger import reverse_line
from buron.tourist_tax.services.payments import (
    Target,
    apply_credit,
    cancel_payment,
    carry_over,
    give_back,
    record_payment,
)
from buron.tourist_tax.services.remissions import Decided, waive

DAY = dt.date(2025, 9, 1)
SHARES = st.builds(Shares, st.integers(0, 50_000), st.integers(0, 9_000), st.integers(0, 9_000))


@given(SHARES, st.floats(0, 1))
def test_a_payment_loses_no_cent_and_overpays_no_share(open_now, part):
    amount = int(open_now.total * part)
    found = split_payment(amount, open_now)
    assert found.total == amount
    for paid, due in zip(
        (found.base, found.department, found.region),
        (open_now.base, open_now.department, open_now.region),
        strict=True,
    ):
        assert 0 <= paid <= due


@given(st.lists(st.tuples(SHARES, st.integers(0, 3)), max_size=8), st.integers(0, 300_000))
def test_what_is_spread_and_what_is_left_make_the_payment(rows, amount):
    items = [
        Owed((number, due), DAY + dt.timedelta(days=due), shares) for number, (shares, due) in enumerate(rows)
    ]
    parts, rest = spread(amount, items)
    assert summed(parts).total + rest == amount
    assert rest == max(0, amount - sum(item.shares.total for item in items))
    if rest == 0 and parts:
        last_due = max(item.due_on for item in items if item.key == parts[-1].key)
        paid = {part.key: part.shares.total for part in parts}
        earlier = [item for item in items if item.due_on < last_due]
        assert all(paid.get(item.key, 0) == item.shares.total for item in earlier)


def test_the_residual_cent_goes_to_the_collectivity():
    assert split_payment(50, Shares(90, 9, 1)) == Shares(46, 4, 0)
    with pytest.raises(CalculationError):
        split_payment(101, Shares(90, 10, 0))


def test_interest_runs_on_what_is_late_only():
    due_on, rate = dt.date(2025, 7, 30), Decimal("0.20")
    assert interest_due(100_000, [], due_on, dt.date(2025, 10, 30), rate) == 600
    paid = [(dt.date(2025, 7, 1), 40_000), (dt.date(2025, 8, 30), 60_000)]
    assert interest_due(100_000, paid, due_on, dt.date(2025, 12, 30), rate) == 120
    assert interest_due(100_000, [], due_on, dt.date(2025, 7, 30), rate) == 0


@pytest.mark.django_db
class TestAccounts:
    @pytest.fixture
    def account(self, make_host, declare):
        """22,00 € due for the first half-year, 11,00 € for the second."""
        party, lodging = make_host()
        declare(lodging, 5, 20)
        declare(lodging, 8, 10)
        return party, lodging

    def pay(self, actor, party, amount, **more):
        more.setdefault("method", Payment.Method.TRANSFER)
        return record_payment(actor=actor, amount=amount, received_on=DAY, party=party, **more)

    def test_oldest_due_first_and_the_rest_is_credit(self, system, account):
        party, _lodging = account
        self.pay(system, party, 2500)
        holder = Holder(party.pk)
        assert [one.shares.total for one in owed(holder)] == [800]
        self.pay(system, party, 1000)
        assert (owed(holder), balance_of(holder), credit_of(holder)) == ([], 0, 200)
        assert totals(holder.lines) == {"due": 3300, "paid": 3300, "balance": 0}

    def test_a_named_period_is_settled_first(self, system, account, periods):
        party, _lodging = account
        self.pay(system, party, 1200, first=periods[1])
        assert [(one.key[1], one.shares.total) for one in owed(Holder(party.pk))] == [(periods[0].pk, 2100)]

    def test_one_payment_over_chosen_places(self, system, account, periods):
        party, lodging = account
        targets = [Target(lodging.pk, periods[0].pk, 300), Target(lodging.pk, periods[1].pk, 200)]
        payment = self.pay(system, party, 600, targets=targets)
        assert sorted(line.amount for line in payment.ledger.all()) == [-300, -200]
        assert credit_of(Holder(party.pk)) == 100
        with pytest.raises(TaxError, match="dépasse ce qui reste"):
            self.pay(system, party, 9000, targets=[Target(lodging.pk, periods[0].pk, 9000)])
        with pytest.raises(TaxError, match="dépasse le montant"):
            self.pay(system, party, 10, targets=targets)
        assert Payment.objects.count() == 1

    def test_credit_waits_then_settles_what_comes(self, system, account, declare):
        party, lodging = account
        self.pay(system, party, 5000)
        assert credit_of(Holder(party.pk)) == 1700
        declare(lodging, 9, 10)
        apply_credit(actor=system, party=party)
        assert (credit_of(Holder(party.pk)), balance_of(Holder(party.pk))) == (600, 0)
        with pytest.raises(TaxError):
            apply_credit(actor=system, party=party)

    def test_credit_is_given_back_once(self, system, account):
        party, _lodging = account
        self.pay(system, party, 5000)
        give_back(actor=system, party=party, amount=1700, on=DAY, because="versé deux fois")
        assert credit_of(Holder(party.pk)) == 0
        with pytest.raises(TaxError, match="dépasse le crédit"):
            give_back(actor=system, party=party, amount=1, on=DAY, because="encore")

    def test_an_overpaid_period_is_carried_over_or_given_back(self, system, account, declare, periods):
        party, lodging = account
        self.pay(system, party, 2200)
        declare(lodging, 5, 5)
        (excess,) = (one for one in positions(Holder(party.pk)) if one.amount < 0)
        assert excess.amount == -1650
        carry_over(actor=system, party=party, source=excess.key)
        assert (owed(Holder(party.pk)), [one.amount for one in positions(Holder(party.pk))]) == ([], [-550])
        give_back(actor=system, party=party, amount=550, on=DAY, because="trop versé", at=excess.key)
        assert (balance_of(Holder(party.pk)), credit_of(Holder(party.pk))) == (0, 0)
        assert sum(one.department for one in LedgerLine.objects.all()) == 0

    def test_a_bounced_cheque_is_owed_again(self, system, account):
        party, _lodging = account
        payment = self.pay(system, party, 4000, method=Payment.Method.CHEQUE)
        cancel_payment(actor=system, payment=payment, because="chèque impayé")
        assert (balance_of(Holder(party.pk)), credit_of(Holder(party.pk))) == (3300, 0)
        with pytest.raises(TaxError, match="déjà annulé"):
            cancel_payment(actor=system, payment=payment, because="encore")
        assert LedgerLine.objects.filter(reverses__isnull=False).count() == 2

    def test_cash_has_a_receipt_of_the_book(self, system, account):
        party, _lodging = account
        for _twice in range(2):
            self.pay(system, party, 100, method=Payment.Method.CASH)
        self.pay(system, party, 100)
        assert sorted(CashReceipt.objects.values_list("number", flat=True)) == [1, 2]

    def test_the_same_bank_line_pays_once(self, system, account):
        party, _lodging = account
        one = self.pay(system, party, 100, external_id="VIR-1")
        assert self.pay(system, party, 100, external_id="VIR-1") == one
        assert Payment.objects.count() == 1

    def test_a_remission_lowers_what_is_owed_until_it_is_undone(self, system, account, periods):
        party, lodging = account
        at = (lodging.pk, periods[0].pk)
        decided = Decided("grace", "Conseil communautaire", DAY, "Maladie", "Décision", b"%PDF-1.7")
        made = waive(actor=system, party=party, at=at, amount=2200, decided=decided)
        assert (balance_of(Holder(party.pk)), made.media_type) == (1100, "application/pdf")
        assert (made.line.base, made.line.department) == (-2000, -200)
        for amount, wrong in (
            (1, {}),
            (-5, {}),
            (1, {"authority": " "}),
            (1, {"because": ""}),
            (1, {"kind": "x"}),
            (1, {"decided_on": dt.date(2100, 1, 1)}),
            (1, {"content": b"MZ"}),
        ):
            with pytest.raises(TaxError):
                waive(actor=system, party=party, at=at, amount=amount, decided=replace(decided, **wrong))
        reverse_line(actor=system, line=made.line, because="Décision retirée")
        assert balance_of(Holder(party.pk)) == 3300
        with pytest.raises(TaxError, match="déjà annulée"):
            reverse_line(actor=system, line=made.line, because="encore")

    @pytest.mark.parametrize(
        ("change", "words"),
        [
            ({"amount": 0}, "plus de 0"),
            ({"amount": -5}, "plus de 0"),
            ({"amount": 10**12}, "zéros"),
            ({"received_on": dt.date(2100, 1, 1)}, "pas encore venue"),
            ({"received_on": dt.date(1, 1, 1)}, "année"),
            ({"method": "troc"}, "moyen"),
            ({"platform": "x"}, "qui paie"),
        ],
    )
    def test_nonsense_is_refused(self, system, account, change, words):
        given_ = {"method": "transfer", "amount": 100, "received_on": DAY, "party": account[0], **change}
        with pytest.raises(TaxError, match=words):
            record_payment(actor=system, **given_)
        assert not Payment.objects.exists()
