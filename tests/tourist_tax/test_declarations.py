"""Declaring for a month: drafts, sending, correcting, and what the account becomes."""

from __future__ import annotations

import datetime as dt
import uuid

import pytest

from buron.directory.models import Party
from buron.lodging import services as register
from buron.lodging.models import Lodging
from buron.tourist_tax.errors import TaxError
from buron.tourist_tax.models import Declaration, LedgerLine
from buron.tourist_tax.rules import DeclaredStay, DeclaredTotal
from buron.tourist_tax.services import reverse_line, save_draft, send_declaration

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("scoped", "decision")]

MAY = dt.date(2026, 5, 1)
TOTAL, STAYS, NONE = Declaration.Kind.TOTAL, Declaration.Kind.STAYS, Declaration.Kind.NONE


@pytest.fixture
def lodging(system, office) -> Lodging:
    found = register.register_lodging(
        actor=system, name="La Gentiane", nature="meubles", insee="15258", capacity=4
    )
    register.add_ranking(actor=system, lodging=found, stars=3, valid_from=dt.date(2024, 1, 1))
    register.add_hosting(
        actor=system, lodging=found, party=Party.objects.create(office=office, last_name="Ferrand")
    )
    return found


def balance(lodging: Lodging) -> int:
    return sum(line.amount for line in LedgerLine.objects.filter(lodging=lodging))


def test_stays_are_computed_to_the_cent_and_enter_the_account(system, lodging):
    stays = [
        DeclaredStay(dt.date(2026, 5, 2), dt.date(2026, 5, 5), 3, {"exemption.minors": 1}),
        DeclaredStay(dt.date(2026, 4, 29), dt.date(2026, 5, 2), 2),
    ]
    sent = send_declaration(actor=system, lodging=lodging, month=MAY, kind=STAYS, declared=stays)
    assert (sent.nights_taxed, sent.nights_exempt, sent.stays) == (12, 3, 2)
    assert (sent.base, sent.department, sent.region) == (1200, 120, 0)
    assert sent.party is not None
    assert sent.derivation
    line = LedgerLine.objects.get()
    assert (line.kind, line.amount, line.number, line.party) == ("due", 1320, 1, sent.party)


def test_a_correction_replaces_and_moves_the_account_by_the_difference(system, lodging):
    first = send_declaration(
        actor=system, lodging=lodging, month=MAY, kind=TOTAL, declared=[DeclaredTotal(40)]
    )
    second = send_declaration(
        actor=system, lodging=lodging, month=MAY, kind=TOTAL, declared=[DeclaredTotal(30)]
    )
    first.refresh_from_db()
    assert (first.state, first.replaced_by, second.version) == (Declaration.State.REPLACED, second, 2)
    assert [line.amount for line in LedgerLine.objects.all()] == [4400, -1100]
    third = send_declaration(actor=system, lodging=lodging, month=MAY, kind=NONE)
    assert (third.version, balance(lodging)) == (3, 0)


def test_an_unranked_lodging_needs_the_price(system, lodging):
    register.end_ranking(
        actor=system, ranking=lodging.rankings.get(), last_day=dt.date(2026, 4, 30), because="fin"
    )
    with pytest.raises(TaxError, match="prix hors taxes"):
        send_declaration(actor=system, lodging=lodging, month=MAY, kind=TOTAL, declared=[DeclaredTotal(10)])
    shared = DeclaredTotal(8, {"exemption.minors": 2}, 20000)
    sent = send_declaration(actor=system, lodging=lodging, month=MAY, kind=TOTAL, declared=[shared])
    # 200 € over 10 person-nights at 3 % is 0,60 € each; eight of them pay.
    assert (sent.base, sent.department) == (480, 48)


def test_a_total_across_a_change_of_tariff_is_asked_in_two(system, lodging):
    register.end_ranking(
        actor=system, ranking=lodging.rankings.get(), last_day=dt.date(2026, 5, 14), because="fin"
    )
    with pytest.raises(TaxError, match="15/05/2026"):
        send_declaration(
            actor=system, lodging=lodging, month=MAY, kind=TOTAL, declared=[DeclaredTotal(10, {}, 9000)]
        )
    halves = [
        DeclaredTotal(4, first=MAY, last=dt.date(2026, 5, 14)),
        DeclaredTotal(6, {}, 12000, dt.date(2026, 5, 15), dt.date(2026, 5, 31)),
    ]
    sent = send_declaration(actor=system, lodging=lodging, month=MAY, kind=TOTAL, declared=halves)
    assert sent.base == 4 * 100 + 6 * 60


@pytest.mark.parametrize(
    ("declared", "words"),
    [
        ([DeclaredStay(dt.date(2026, 5, 5), dt.date(2026, 5, 2), 2)], "après l’arrivée"),
        ([DeclaredStay(dt.date(2026, 5, 30), dt.date(2026, 6, 3), 2)], "mois de sa dernière nuit"),
        ([DeclaredStay(dt.date(2026, 5, 2), dt.date(2026, 5, 3), 0)], "nombre de personnes"),
        ([DeclaredStay(dt.date(2026, 5, 2), dt.date(2026, 5, 3), 2, {"x": 1})], "Motif"),
        ([DeclaredStay(dt.date(2026, 5, 2), dt.date(2026, 5, 3), 2, {"exemption.minors": -1})], "négatif"),
        ([DeclaredStay(dt.date(2026, 5, 2), dt.date(2026, 5, 3), 1, {"exemption.minors": 2})], "exonérées"),
        ([DeclaredStay(dt.date(2026, 5, 2), dt.date(2026, 5, 30), 40)], "confirmez"),
    ],
)
def test_what_cannot_be_is_refused_and_nothing_is_kept(system, lodging, declared, words):
    with pytest.raises(TaxError, match=words):
        send_declaration(actor=system, lodging=lodging, month=MAY, kind=STAYS, declared=declared)
    assert not Declaration.objects.exists()
    assert not LedgerLine.objects.exists()


def test_a_repeated_sending_counts_once(system, lodging):
    same = uuid.uuid4()
    for _twice in range(2):
        send_declaration(
            actor=system, lodging=lodging, month=MAY, kind=TOTAL, declared=[DeclaredTotal(4)], client_id=same
        )
    assert Declaration.objects.count() == LedgerLine.objects.count() == 1


def test_a_draft_keeps_what_was_typed_and_is_sent(system, lodging):
    odd = [DeclaredStay(dt.date(2026, 5, 2), dt.date(2026, 5, 30), 40)]
    save_draft(actor=system, lodging=lodging, month=MAY, kind=STAYS, declared=odd)
    draft = save_draft(actor=system, lodging=lodging, month=MAY, kind=STAYS, declared=odd)
    assert (draft.lines.count(), draft.amount) == (1, 0)
    sent = send_declaration(actor=system, lodging=lodging, month=MAY, kind=NONE)
    assert (sent.pk, sent.lines.count()) == (draft.pk, 0)


def test_a_month_to_come_or_without_period_is_refused(system, lodging):
    future = dt.date(2100, 1, 1)
    with pytest.raises(TaxError, match="pas commencé"):
        send_declaration(actor=system, lodging=lodging, month=future, kind=NONE)
    with pytest.raises(TaxError, match="Aucune période"):
        send_declaration(
            actor=system, lodging=lodging, month=dt.date(2026, 8, 1), kind=TOTAL, declared=[DeclaredTotal(1)]
        )


def test_a_line_of_a_declaration_is_not_undone_by_hand(system, lodging):
    send_declaration(actor=system, lodging=lodging, month=MAY, kind=TOTAL, declared=[DeclaredTotal(4)])
    with pytest.raises(TaxError, match="corrigez-le"):
        reverse_line(actor=system, line=LedgerLine.objects.get(), because="erreur")


def test_the_page_of_the_lodging_shows_its_account(system, office, lodging, make_client):
    page = f"/{office.slug}/hebergements/{lodging.pk}/"
    empty = make_client(office, "taxe").get(page).content.decode()
    assert "Mois non déclarés : 01/2026, 02/2026" in empty and "Ouvrir le compte" in empty
    send_declaration(actor=system, lodging=lodging, month=MAY, kind=TOTAL, declared=[DeclaredTotal(10)])
    shown = make_client(office, "taxe").get(page).content.decode()
    assert "2026 : 11,00" in shown and "Dernière déclaration : 05/2026, 10 nuitées" in shown
    assert "Ouvrir le compte" not in make_client(office, "accueil").get(page).content.decode()
