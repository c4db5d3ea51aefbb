"""Collecting the tourist tax: statements, every means of payment, reminders, a bank file, procedures, a refund."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass

from buron.directory.models import Party
from buron.kernel.actors import Actor
from buron.kernel.models import Office
from buron.lodging.models import Lodging
from buron.tourist_tax.errors import TaxError
from buron.tourist_tax.models import (
    BankLine,
    CollectionPeriod,
    Payment,
    Procedure,
    Remission,
    Statement,
    StatementBatch,
)
from buron.tourist_tax.payfip import PAID, Simulator
from buron.tourist_tax.queries.accounts import Holder, credit_of, owed, positions
from buron.tourist_tax.queries.board import board, missing_months, parties_of, sorted_rows
from buron.tourist_tax.services import bank, cards, claims, procedures
from buron.tourist_tax.services.interest import charge_interest
from buron.tourist_tax.services.payments import cancel_payment, give_back, record_payment
from buron.tourist_tax.services.reminders import mark_left, send_reminders
from buron.tourist_tax.services.remissions import Decided, waive
from buron.tourist_tax.services.statements import issue_statements, mark_sent

ONE_DAY = dt.timedelta(days=1)
REMINDED, REMINDED_AGAIN = 18, 7
OTHER_CREDITS = (
    ("VIR SEPA LOYER SALLE DES FETES", "COMITE DES FETES", 18_000),
    ("REMISE CB BOUTIQUE", "", 23_450),
    ("VIR INST TAXE DE SEJOUR MERCI", "M MME LOCATAIRES", 4_620),
)


@dataclass(slots=True)
class Scene:
    """What the steps share: who acts, the day, the last period to be over and its debtors, the heaviest first."""

    office: Office
    actor: Actor
    today: dt.date
    period: CollectionPeriod
    debtors: list[Party]

    def owed_by(self, party: Party) -> int:
        return sum(one.amount for one in positions(Holder(party.pk)) if one.period_id == self.period.pk)

    def near(self, days: int) -> dt.date:
        """So many days after the last day of payment, today at the latest."""
        return min(self.today, self.period.pay_by + days * ONE_DAY)


def collect(office: Office, actor: Actor, today: dt.date) -> None:
    """The last two periods whose payment is over, at every stage of collecting."""
    over = list(CollectionPeriod.objects.filter(pay_by__lt=today).order_by("-pay_by")[:2])
    if len(over) < 2:
        return
    late = [row for row in sorted_rows(board(over[0], today).rows) if row.balance > 0]
    parties = parties_of(late)
    scene = Scene(office, actor, today, over[0], [parties[row.party_id] for row in late])
    _statements(scene)
    _remind(scene)
    _pay(scene)
    _bank_file(scene)
    _claims(scene)
    _procedures(scene, over[1])


def _statements(scene: Scene) -> None:
    day = min(scene.today, scene.period.declare_by + ONE_DAY)
    batch = StatementBatch.objects.create(
        office=scene.office, period=scene.period, asked_by=scene.actor.label
    )
    mark_sent(actor=scene.actor, statements=issue_statements(actor=scene.actor, batch=batch, issued_on=day))


def _remind(scene: Scene) -> None:
    """A first reminder to most, a second one to some that still owe."""
    for days, count in ((9, REMINDED), (31, REMINDED_AGAIN)):
        chosen = [party.pk for party in scene.debtors[:count]]
        made = send_reminders(
            actor=scene.actor, period=scene.period, party_ids=chosen, today=scene.near(days)
        )
        mark_left(actor=scene.actor, reminders=made)


def _pay(scene: Scene) -> None:
    """After the reminders: a cheque, cash, a card, a part, one too much that is given back, a cheque that bounces."""
    cheque, cash, card, part, over, bounced = scene.debtors[-6:]

    def paid(party: Party, method: str, amount: int, reference: str = "") -> Payment:
        return record_payment(
            actor=scene.actor,
            method=method,
            amount=amount,
            received_on=scene.near(12),
            party=party,
            reference=reference,
            first=scene.period,
        )

    paid(cheque, Payment.Method.CHEQUE, scene.owed_by(cheque), "Chèque 4410227")
    paid(cash, Payment.Method.CASH, scene.owed_by(cash))
    paid(part, Payment.Method.CASH, max(100, scene.owed_by(part) // 2))
    paid(over, Payment.Method.TRANSFER, sum(one.shares.total for one in owed(Holder(over.pk))) + 2_500)
    give_back(
        actor=scene.actor,
        party=over,
        amount=credit_of(Holder(over.pk)),
        on=scene.near(20),
        because="Virement fait deux fois",
    )
    wrong = paid(bounced, Payment.Method.CHEQUE, scene.owed_by(bounced), "Chèque 0093316")
    cancel_payment(actor=scene.actor, payment=wrong, because="Chèque impayé", on=scene.near(24))
    _by_card(scene, card)


def _by_card(scene: Scene, party: Party) -> None:
    cards.configure_card(actor=scene.actor, gateway="simulator", is_active=True)
    statement = Statement.objects.filter(party=party, period=scene.period).first()
    made, _page = cards.start_card(
        actor=scene.actor,
        party=party,
        amount=scene.owed_by(party),
        urls=lambda one: ("/payer/notification/", f"/payer/retour/{one.key}/"),
        email=party.email,
        statement=statement,
    )
    Simulator.finish(made.id_op, PAID)
    cards.settle_card(made=made)


def _bank_file(scene: Scene) -> None:
    """A month of the bank: references of statements, names, a sum alone, and what is not of the tax."""
    rows = list(_credits(scene))
    text = "Date;Libellé;Donneur d’ordre;Crédit\n" + "".join(
        f"{scene.near(15 + rank):%d/%m/%Y};{label};{payer};{cents // 100},{cents % 100:02d}\n"
        for rank, (label, payer, cents) in enumerate(rows)
    )
    source = bank.take_bank_file(actor=scene.actor, name="releve-regie.csv", payload=text.encode())
    bank.read_bank_file(actor=scene.actor, source=source)
    bank.confirm_sure(actor=scene.actor)
    for line in BankLine.objects.filter(state=BankLine.State.NEW, label__in=[OTHER_CREDITS[1][0]]):
        bank.ignore_line(actor=scene.actor, line=line)


def _credits(scene: Scene) -> Iterator[tuple[str, str, int]]:
    chosen = scene.debtors[REMINDED_AGAIN : REMINDED_AGAIN + 6]
    references = {
        one.party_id: one.reference for one in Statement.objects.filter(party__in=chosen, period=scene.period)
    }
    for rank, party in enumerate(chosen):
        name, amount = str(party).upper(), scene.owed_by(party)
        if amount > 0 and rank < 4:
            yield f"VIR SEPA {references.get(party.pk, '')}", name, amount
        elif amount > 0:
            yield "VIR SEPA TAXE SEJOUR ETE", name, amount
    yield from OTHER_CREDITS


def _claims(scene: Scene) -> None:
    """Minors taxed by a platform, paid back; a seasonal worker who waits for an answer."""
    arrival = scene.period.first + 70 * ONE_DAY
    minors = claims.receive_claim(
        actor=scene.actor,
        stated=claims.Stated(
            kind="minors",
            name="Famille en séjour",
            asked=1_540,
            received_on=scene.near(3),
            platform="Airbnb",
            story="Deux enfants de neuf et douze ans taxés sept nuits.",
            papers=(("livret-de-famille.pdf", b"%PDF-1.4\n"),),
            arrival=arrival,
            departure=arrival + 7 * ONE_DAY,
        ),
    )
    minors = claims.decide_claim(
        actor=scene.actor, claim=minors, granted=1_540, answer="Les deux enfants sont mineurs (L2333-31)."
    )
    claims.refund_claim(actor=scene.actor, claim=minors, on=scene.near(18))
    claims.receive_claim(
        actor=scene.actor,
        stated=claims.Stated(
            kind="exempt",
            name="Saisonnier d’un restaurant",
            asked=2_310,
            received_on=scene.near(40),
            party=scene.debtors[0],
            story="Contrat saisonnier dans la commune, taxe payée en attendant.",
            arrival=arrival,
            departure=arrival + 7 * ONE_DAY,
        ),
    )


def _procedures(scene: Scene, before: CollectionPeriod) -> None:
    """A mise en demeure for tax not paid, an assessment of one that never declared, interest, a remission."""
    debtor, pardoned = scene.debtors[0], scene.debtors[1]
    found = procedures.open_procedure(
        actor=scene.actor, party=debtor, period=scene.period, reason=Procedure.Reason.UNPAID
    )
    found = procedures.send_notice(
        actor=scene.actor, procedure=found, on=scene.near(38), letter_number="1A 204 118 7732 4"
    )
    procedures.notice_notified(actor=scene.actor, procedure=found, on=scene.near(41))
    charge_interest(actor=scene.actor, party=debtor, period=scene.period)
    place = next(one for one in owed(Holder(pardoned.pk)) if one.key[1] == scene.period.pk)
    decided = Decided(
        Remission.Kind.GRACE,
        "Conseil communautaire",
        scene.near(35),
        "Hospitalisation en août, activité interrompue",
    )
    waive(
        actor=scene.actor,
        party=pardoned,
        at=place.key,
        amount=max(1, place.shares.total // 2),
        decided=decided,
    )
    _assess(scene, before)


def _assess(scene: Scene, before: CollectionPeriod) -> None:
    """Ex officio, from the mise en demeure to the final position, for one that declared nothing of a period."""
    silent = missing_months(before, scene.today, [row.party_id for row in board(before, scene.today).rows])
    lodgings = Lodging.objects.in_bulk({one for pairs in silent.values() for one, _month in pairs})
    parties = Party.objects.in_bulk(silent)
    actor, posted = scene.actor, before.pay_by + 40 * ONE_DAY
    for party_id, pairs in sorted(silent.items(), key=lambda item: (-len(item[1]), item[0])):
        lodging_id, month = pairs[-1]
        try:
            found = procedures.open_procedure(
                actor=actor, party=parties[party_id], period=before, reason=Procedure.Reason.UNDECLARED
            )
            for lodging_id, month in pairs[-2:]:
                procedures.hold_nights(
                    actor=actor,
                    procedure=found,
                    lodging=lodgings[lodging_id],
                    month=month,
                    nights=38,
                    price=38 * 2_100,
                    data_used="Calendrier public de l’annonce, relevé chaque lundi",
                )
        except TaxError:
            continue
        break
    else:
        return
    found = procedures.send_notice(actor=actor, procedure=found, on=posted, letter_number="1A 204 118 7719 5")
    found = procedures.notice_notified(actor=actor, procedure=found, on=posted + 3 * ONE_DAY)
    found = procedures.send_assessment(
        actor=actor,
        procedure=found,
        on=posted + 35 * ONE_DAY,
        exchanges="Deux relances et un appel, sans réponse.",
    )
    found = procedures.assessment_notified(actor=actor, procedure=found, on=posted + 37 * ONE_DAY)
    procedures.take_position(
        actor=actor,
        procedure=found,
        on=posted + 70 * ONE_DAY,
        position="Aucune observation n’a été présentée dans le délai : les nuitées de l’avis sont maintenues.",
    )
