"""Several people pay, or the gateway answers several times, at the same moment: threads on a real database."""

from __future__ import annotations

import threading
from collections.abc import Callable

import pytest
from django.db import connection

from buron.kernel.tenancy import office_scope
from buron.tourist_tax.models import CardAccount, CardTransaction, CashReceipt, LedgerLine, Payment
from buron.tourist_tax.payfip import PAID, Simulator
from buron.tourist_tax.queries.accounts import Holder, balance_of, credit_of
from buron.tourist_tax.services.cards import settle_card, start_card
from buron.tourist_tax.services.payments import record_payment
from buron.tourist_tax.services.statements import statement_for

pytestmark = [pytest.mark.django_db(transaction=True)]
THREADS = 4


@pytest.fixture
def at_once(office) -> Callable[[Callable[[], object]], None]:
    """Run a deed in several threads that start together; any fault fails the test."""
    if connection.vendor == "sqlite" and connection.is_in_memory_db():
        pytest.skip("threads of an in-memory SQLite share one lock that real files do not have")

    def run(deed: Callable[[], object]) -> None:
        start, faults = threading.Barrier(THREADS), []

        def one() -> None:
            try:
                start.wait()
                with office_scope(office):
                    deed()
            except Exception as error:
                faults.append(error)
            finally:
                connection.close()

        threads = [threading.Thread(target=one) for _ in range(THREADS)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        assert not faults

    return run


def test_payments_on_the_same_statement_keep_their_numbers_and_their_sum(
    system, make_host, declare, periods, at_once
):
    party, lodging = make_host()
    declare(lodging, 5, 20)
    statement = statement_for(actor=system, party=party, period=periods[0])

    def pay() -> None:
        record_payment(
            actor=system,
            method=Payment.Method.CASH,
            amount=900,
            received_on=statement.issued_on,
            party=party,
            reference=statement.reference,
            first=periods[0],
        )

    at_once(pay)
    holder = Holder(party.pk)
    assert (balance_of(holder), credit_of(holder)) == (0, THREADS * 900 - 2200)
    numbers = list(range(1, THREADS + 1))
    assert sorted(CashReceipt.objects.values_list("number", flat=True)) == numbers
    assert sorted(Payment.objects.values_list("number", flat=True)) == numbers
    lines = LedgerLine.objects.order_by("number")
    assert [one.number for one in lines] == list(range(1, len(lines) + 1))
    shares = [sum(getattr(one, part) for one in lines) for part in ("base", "department", "region")]
    assert shares == [0, 0, 0]


def test_a_card_payment_that_is_told_several_times_enters_once(system, office, make_host, declare, at_once):
    party, lodging = make_host()
    declare(lodging, 5, 20)
    CardAccount.objects.create(office=office, gateway="simulator", is_active=True)
    made, _page = start_card(
        actor=system,
        party=party,
        amount=2200,
        urls=lambda _made: ("https://ot.example/n", "https://ot.example/r"),
    )
    Simulator.finish(made.id_op, PAID)
    at_once(lambda: settle_card(made=made))
    assert Payment.objects.get().amount == 2200 and balance_of(Holder(party.pk)) == 0
    assert CardTransaction.objects.get().payment == Payment.objects.get()
