"""Statements: one for each host and period, numbered, frozen, completed after a correction, on paper and by mail."""

from __future__ import annotations

import datetime as dt

import pytest
from django.core import mail

from buron.kernel.jobs import work_all
from buron.tourist_tax.errors import TaxError
from buron.tourist_tax.models import Statement, StatementBatch
from buron.tourist_tax.services.payments import record_payment
from buron.tourist_tax.services.statements import (
    ask_statements,
    close_period,
    issue_statements,
    mark_sent,
    print_statements,
    statement_for,
)

pytestmark = [pytest.mark.django_db]


@pytest.fixture
def declared(make_host, declare):
    """Two hosts with tax, one without guests; the first has two lodgings' worth of months."""
    hosts = [make_host("Ferrand", "ferrand@hotes.example"), make_host("Vidal"), make_host("Roux")]
    declare(hosts[0][1], 4, 10)
    declare(hosts[0][1], 5, 0)
    declare(hosts[1][1], 5, 30)
    declare(hosts[2][1], 5, 0)
    return hosts


def issue(actor, period, **more) -> list[Statement]:
    batch = StatementBatch.objects.create(office_id=actor.office_id, period=period, asked_by="tests")
    return issue_statements(actor=actor, batch=batch, **more)


def test_one_statement_for_each_host_who_owes(system, declared, periods):
    made = issue(system, periods[0], issued_on=dt.date(2025, 7, 20))
    assert [(one.reference, str(one.party), one.due, one.balance) for one in made] == [
        ("TS2025-00001", "Ferrand", 1100, 1100),
        ("TS2025-00002", "Vidal", 3300, 3300),
    ]
    months = made[0].content["lodgings"][0]["months"]
    assert [(month["month"], month["kind"], month["taxed"]) for month in months] == [
        ("2025-04", "total", 10),
        ("2025-05", "none", 0),
    ]
    assert (made[0].base, made[0].department, made[0].region) == (1000, 100, 0)
    assert [one.channel for one in made] == ["mail", "letter"]


def test_numbers_have_no_hole_and_begin_again_each_year(system, declared, periods, declare):
    issue(system, periods[0], issued_on=dt.date(2025, 7, 20))
    declare(declared[1][1], 8, 1)
    (next_one,) = issue(system, periods[1], issued_on=dt.date(2026, 1, 10))
    assert next_one.reference == "TS2026-00001"


def test_a_second_issue_gives_nothing_until_a_correction(system, declared, periods, declare):
    first, _other = issue(system, periods[0])
    record_payment(
        actor=system, method="cheque", amount=1100, received_on=dt.date(2025, 7, 1), party=first.party
    )
    assert issue(system, periods[0]) == []
    declare(declared[0][1], 4, 15)
    (complement,) = issue(system, periods[0])
    assert (complement.complements, complement.due, complement.paid, complement.balance) == (
        first, 1650, 1100, 550,
    )  # fmt: skip
    first.refresh_from_db()
    assert first.due == 1100
    assert statement_for(actor=system, party=first.party, period=periods[0]) == complement


def test_an_issue_that_runs_twice_issues_once(system, declared, periods):
    batch = StatementBatch.objects.create(office_id=system.office_id, period=periods[0], asked_by="tests")
    assert issue_statements(actor=system, batch=batch) == issue_statements(actor=system, batch=batch)
    assert Statement.objects.count() == 2


def test_the_job_prints_and_mails(system, declared, periods, django_capture_on_commit_callbacks):
    batch, _job = ask_statements(actor=system, period=periods[0])
    work_all()
    batch.refresh_from_db()
    assert batch.issued == 2
    with batch.file.open() as kept:
        assert kept.read(5) == b"%PDF-"
    (message,) = mail.outbox
    assert message.to == ["ferrand@hotes.example"] and "TS" in message.subject
    assert "11,00" in message.body and message.attachments[0][1].startswith(b"%PDF-")
    assert Statement.objects.get(channel="mail").sent_at is not None
    assert Statement.objects.get(channel="letter").sent_at is None
    assert mark_sent(actor=system, statements=list(Statement.objects.all())) == 1


def test_many_letters_are_cut_into_files(system, declared, periods, monkeypatch):
    monkeypatch.setattr("buron.tourist_tax.services.statements.AT_ONCE", 1)
    made = issue(system, periods[0])
    names = print_statements(actor=system, batch=made[0].batch)
    assert len(names) == 2 and made[0].batch.file.name.endswith(".zip")


def test_a_period_is_closed_once_its_statements_are_out(system, declared, periods):
    with pytest.raises(TaxError, match="2 états"):
        close_period(actor=system, period=periods[0])
    issue(system, periods[0])
    assert close_period(actor=system, period=periods[0]).closed_at is not None
    with pytest.raises(TaxError, match="déjà close"):
        close_period(actor=system, period=periods[0])


def test_nothing_to_state_is_said(system, declared, periods):
    with pytest.raises(TaxError, match="Rien à mettre"):
        statement_for(actor=system, party=declared[2][0], period=periods[0])
    assert not StatementBatch.objects.exists()


@pytest.mark.parametrize("count", [1, 3, 30])
def test_the_reads_do_not_grow_with_the_hosts(
    system, make_host, declare, periods, count, django_assert_max_num_queries
):
    from buron.tourist_tax.queries.statements import drafts

    for rank in range(count):
        declare(make_host(f"Hôte {rank:02d}")[1], 5, 3)
    with django_assert_max_num_queries(6):
        assert len(drafts(periods[0])) == count
