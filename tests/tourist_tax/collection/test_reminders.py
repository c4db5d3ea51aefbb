"""The board and the reminders: who owes what, who is written to, and who never is."""

from __future__ import annotations

import datetime as dt

import pytest
from django.core import mail

from buron.kernel.jobs import work_all
from buron.lodging.models import Lodging
from buron.tourist_tax.errors import TaxError
from buron.tourist_tax.models import PlatformAttestation, Reminder
from buron.tourist_tax.queries.board import board, missing_months, sorted_rows
from buron.tourist_tax.services.payments import record_payment
from buron.tourist_tax.services.reminders import StepText, change_steps, planned, send_reminders

pytestmark = [pytest.mark.django_db]
LATE = dt.date(2025, 8, 10)
"""Eleven days after the last day of payment of the first half-year (30 July)."""


@pytest.fixture
def hosts(system, make_host, declare, periods):
    """One who owes, one who declared no guest, one let by platforms, one who paid, one who declared nothing."""
    made = {name: make_host(name) for name in ("Doit", "Zero", "Plateforme", "Paie", "Muet")}
    for month in range(1, 7):
        declare(made["Doit"][1], month, 10)
        declare(made["Zero"][1], month, 0)
        declare(made["Paie"][1], month, 1)
    Lodging.objects.filter(pk=made["Plateforme"][1].pk).update(channels="platforms")
    record_payment(
        actor=system, method="cheque", amount=660, received_on=dt.date(2025, 7, 1), party=made["Paie"][0]
    )
    return made


def test_the_board_says_what_is_due_declared_missing_and_paid(hosts, periods):
    found = board(periods[0], LATE)
    by_name = {name: next(r for r in found.rows if r.party_id == hosts[name][0].pk) for name in hosts}
    assert {name: row.state for name, row in by_name.items()} == {
        "Doit": "late",
        "Zero": "settled",
        "Plateforme": "nothing",
        "Paie": "settled",
        "Muet": "missing",
    }
    assert (by_name["Muet"].expected, by_name["Muet"].missing) == (6, 6)
    assert (found.due, found.paid, found.balance) == (7260, 660, 6600)
    assert [row.party_id for row in sorted_rows(found.rows)][:2] == [hosts["Doit"][0].pk, hosts["Muet"][0].pk]
    assert sum(found.states.values()) == 5


def test_before_the_end_of_the_months_nothing_is_missing(hosts, periods):
    early = board(periods[1], dt.date(2025, 7, 15))
    assert early.expected == 0 and early.states["missing"] == 0


def test_only_those_who_owe_are_on_the_list(hosts, periods, office):
    drafts = planned(periods[0], office, LATE)
    assert {str(draft.party) for draft in drafts} == {"Doit", "Muet"}
    by_name = {str(draft.party): draft for draft in drafts}
    assert by_name["Doit"].amount == 6600 and by_name["Doit"].missing == []
    assert "66,00" in by_name["Doit"].text and "Pas encore" not in by_name["Doit"].text
    assert by_name["Muet"].amount is None and len(by_name["Muet"].missing) == 6
    assert "juin 2025" in by_name["Muet"].text and "Reste à payer" not in by_name["Muet"].text


def test_an_attestation_stops_the_reminders(hosts, periods, office):
    lodging = hosts["Muet"][1]
    PlatformAttestation.objects.create(
        office=office,
        lodging=lodging,
        year=2025,
        stated_at=dt.datetime(2025, 1, 5, tzinfo=dt.UTC),
        stated_by="Muet",
    )
    assert [str(draft.party) for draft in planned(periods[0], office, LATE)] == ["Doit"]


def test_a_step_is_sent_once_then_the_next_one(system, hosts, periods, office):
    made = send_reminders(actor=system, period=periods[0], today=LATE)
    assert {one.title for one in made} == {"Première relance"} and len(made) == 2
    with pytest.raises(TaxError, match="Personne"):
        send_reminders(actor=system, period=periods[0], today=LATE)
    later = send_reminders(
        actor=system,
        period=periods[0],
        party_ids=[hosts["Doit"][0].pk],
        today=dt.date(2025, 9, 1),
    )
    assert [one.title for one in later] == ["Dernière relance"]


def test_mails_leave_by_the_queue_and_letters_wait(system, hosts, periods, office):
    hosts["Doit"][0].email = "doit@hotes.example"
    hosts["Doit"][0].save()
    send_reminders(actor=system, period=periods[0], today=LATE)
    work_all()
    assert [message.to for message in mail.outbox] == [["doit@hotes.example"]]
    results = dict(Reminder.objects.values_list("party__last_name", "result"))
    assert results == {"Doit": "sent", "Muet": "waiting"}


def test_the_rhythm_is_the_offices_own(system, hosts, periods, office):
    change_steps(actor=system, chosen=[StepText(20, "Vingt jours", "Objet {période}", "Texte {montant}")])
    assert planned(periods[0], office, LATE) == []
    (draft, _other) = planned(periods[0], office, LATE + dt.timedelta(days=20))
    assert draft.subject == "Objet Semestre 1 de 2025"
    for wrong in (
        StepText(8, "x", "x", "{inconnu}"),
        StepText(900, "x", "x", "x"),
        StepText(8, "", "x", "x"),
    ):
        with pytest.raises(TaxError):
            change_steps(actor=system, chosen=[wrong])
    with pytest.raises(TaxError, match="même jour"):
        change_steps(actor=system, chosen=[StepText(8, "x", "x", "x"), StepText(8, "y", "y", "y")])


def test_missing_months_name_the_lodging(hosts, periods):
    party, lodging = hosts["Muet"]
    found = missing_months(periods[0], LATE, [party.pk])
    assert found == {party.pk: [(lodging.pk, dt.date(2025, month, 1)) for month in range(1, 7)]}


@pytest.mark.parametrize("count", [1, 3, 25])
def test_the_board_reads_the_same_for_any_number(
    make_host, declare, periods, count, django_assert_max_num_queries
):
    for rank in range(count):
        declare(make_host(f"Hôte {rank}")[1], 5, 3)
    with django_assert_max_num_queries(10):
        assert len(board(periods[0], LATE).rows) == count
