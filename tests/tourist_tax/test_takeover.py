"""Taking over the past: the same amounts, constraints and account as sending one by one, in a few statements."""

from __future__ import annotations

import datetime as dt

import pytest
from django.utils import timezone

from buron.directory.models import Party
from buron.kernel.models import JournalEntry
from buron.lodging import services as register
from buron.lodging.models import Lodging
from buron.tourist_tax.errors import TaxError
from buron.tourist_tax.models import CollectionPeriod, Declaration, LedgerLine, Payment
from buron.tourist_tax.rules import DeclaredTotal, Shares
from buron.tourist_tax.rules.sharing import all_in_percent, in_proportion
from buron.tourist_tax.services import (
    PastDeclaration,
    PastPayment,
    send_declaration,
    take_over_declarations,
    take_over_payments,
)

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("scoped", "decision")]

MAY, JUNE = dt.date(2026, 5, 1), dt.date(2026, 6, 1)
TOTAL, NONE = Declaration.Kind.TOTAL, Declaration.Kind.NONE


@pytest.fixture
def houses(system, office) -> list[Lodging]:
    host = Party.objects.create(office=office, last_name="Ferrand")
    found = []
    for name in ("La Gentiane", "Le Buron", "La Jasse"):
        one = register.register_lodging(actor=system, name=name, nature="meubles", insee="15258", capacity=4)
        register.add_ranking(actor=system, lodging=one, stars=3, valid_from=dt.date(2024, 1, 1))
        register.add_hosting(actor=system, lodging=one, party=host)
        found.append(one)
    return found


def at(month: int, day: int) -> dt.datetime:
    return timezone.make_aware(dt.datetime(2026, month, day, 12))


def past(lodging: Lodging, month: dt.date, nights: int, sent_at: dt.datetime, **more) -> PastDeclaration:
    lines = [DeclaredTotal(nights)] if nights else []
    return PastDeclaration(lodging, month, TOTAL if nights else NONE, sent_at, lines, **more)


def test_many_enter_as_if_sent_one_by_one(system, houses):
    batch = [past(one, month, 10, at(7, 1)) for one in houses for month in (MAY, JUNE)]
    sent = take_over_declarations(actor=system, declarations=batch, origin="ancien outil")
    assert len(sent) == 6
    single = send_declaration(
        actor=system, lodging=houses[0], month=dt.date(2026, 4, 1), kind=TOTAL, declared=[DeclaredTotal(10)]
    )
    assert {(one.base, one.department, one.category, one.party_id) for one in sent} == {
        (single.base, single.department, single.category, single.party_id)
    }
    assert list(LedgerLine.objects.values_list("number", flat=True)) == [1, 2, 3, 4, 5, 6, 7]
    assert sum(line.amount for line in LedgerLine.objects.all()) == 7 * 1100
    assert JournalEntry.objects.filter(action="tourist_tax.declarations.taken_over").count() == 1


def test_a_correction_within_the_batch_replaces_and_moves_the_account(system, houses):
    first = past(houses[0], MAY, 40, at(6, 2))
    take_over_declarations(
        actor=system, declarations=[past(houses[0], MAY, 30, at(6, 9)), first], origin="ancien outil"
    )
    old, new = Declaration.objects.order_by("version")
    assert (old.state, old.replaced_by, new.state, new.version) == ("replaced", new, "sent", 2)
    assert [line.amount for line in LedgerLine.objects.all()] == [4400, -1100]


def test_the_same_batch_twice_enters_nothing_twice(system, houses):
    batch = [past(one, MAY, 10, at(6, 2)) for one in houses] + [past(houses[0], JUNE, 0, at(7, 2))]
    for _twice in range(2):
        take_over_declarations(actor=system, declarations=batch, origin="ancien outil")
    assert (Declaration.objects.count(), LedgerLine.objects.count()) == (4, 3)
    take_over_declarations(actor=system, declarations=[past(houses[1], MAY, 12, at(7, 9))], origin="corrigé")
    assert LedgerLine.objects.filter(lodging=houses[1], kind="correction").get().amount == 220


def test_one_that_cannot_be_stops_the_whole_batch(system, houses):
    batch = [past(houses[0], MAY, 10, at(6, 2)), past(houses[1], dt.date(2026, 8, 1), 10, at(9, 2))]
    with pytest.raises(TaxError, match="Aucune période"):
        take_over_declarations(actor=system, declarations=batch, origin="ancien outil")
    assert not Declaration.objects.exists()
    assert not LedgerLine.objects.exists()


def test_a_batch_costs_the_same_whatever_its_size(system, houses, django_assert_max_num_queries):
    batch = [past(one, month, 10, at(7, 1)) for one in houses for month in (MAY, JUNE)]
    with django_assert_max_num_queries(27):
        take_over_declarations(actor=system, declarations=batch, origin="ancien outil")


def test_past_payments_settle_accounts_to_the_cent_and_come_in_once(system, houses):
    take_over_declarations(
        actor=system, declarations=[past(one, MAY, 10, at(6, 2)) for one in houses], origin="ancien outil"
    )
    period = CollectionPeriod.objects.get()
    whole = PastPayment(
        Payment.Method.TRANSFER, dt.date(2026, 7, 20), [(houses[0], period, 1100)], external_id="V1"
    )
    part = PastPayment(
        Payment.Method.CHEQUE,
        dt.date(2026, 7, 21),
        [(houses[1], period, 505), (houses[2], period, 1)],
        external_id="C1",
    )
    for _twice in range(2):
        take_over_payments(actor=system, payments=[part, whole], origin="ancien outil")
    assert [(one.number, one.amount) for one in Payment.objects.order_by("number")] == [(1, 1100), (2, 506)]
    paid = LedgerLine.objects.filter(kind="paid").order_by("number")
    assert [(line.base, line.department) for line in paid] == [(-1000, -100), (-460, -45), (-1, 0)]


@pytest.mark.parametrize("total", [0, 1, 7, 505, 1100, -505, 123_457])
def test_shares_lose_no_cent(total):
    for of in (Shares(1000, 100, 0), Shares(7, 3, 2), Shares(0, 0, 0)):
        assert in_proportion(total, of).total == total
    assert all_in_percent(total, 100_000, 340_000).total == total


def test_a_whole_due_is_paid_share_by_share():
    assert in_proportion(1443, Shares(1000, 101, 342)) == Shares(1000, 101, 342)
    assert all_in_percent(144, 100_000, 340_000) == Shares(100, 10, 34)
