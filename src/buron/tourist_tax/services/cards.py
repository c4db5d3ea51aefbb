"""Paying by card: an operation is opened, the payer goes to the gateway, its answer is entered once."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable
from dataclasses import dataclass

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from buron.directory.models import Party
from buron.kernel import journal
from buron.kernel.actors import Actor
from buron.kernel.models import Office
from buron.kernel.tenancy import across_offices, office_scope
from buron.tourist_tax import payfip
from buron.tourist_tax.errors import TaxError
from buron.tourist_tax.models import CardAccount, CardTransaction, Payment, Statement
from buron.tourist_tax.queries.accounts import Holder, balance_of, credit_of
from buron.tourist_tax.services.payments import COLLECT, lock, record_payment

Urls = Callable[[CardTransaction], tuple[str, str]]
ENDS = {
    payfip.PAID: CardTransaction.State.PAID,
    payfip.PAID_BY_DEBIT: CardTransaction.State.PAID,
    payfip.REFUSED: CardTransaction.State.REFUSED,
    payfip.CANCELLED: CardTransaction.State.CANCELLED,
}


PATIENCE = dt.timedelta(minutes=20)
GIVEN_UP = dt.timedelta(days=7)
MOST_AT_ONCE = 200


@dataclass(frozen=True, slots=True)
class Swept:
    """What a sweep did: operations that ended, those given up, and the gateway's fault if it did not answer."""

    settled: int
    abandoned: int
    fault: str = ""


def configure_card(
    *, actor: Actor, gateway: str, client_number: str = "", mode: str = "T", is_active: bool = False
) -> CardAccount:
    """Say by which gateway the hosts of the office may pay."""
    actor.require(COLLECT)
    if gateway not in CardAccount.Gateway.values or mode not in ("T", "X", "W"):
        raise TaxError(_("Choisissez un service de paiement et un mode."), "gateway")
    if gateway == CardAccount.Gateway.PAYFIP and not re.fullmatch(r"\d{6}", client_number):
        raise TaxError(_("Le numéro de client PayFiP a six chiffres."), "client_number")
    with transaction.atomic():
        account, _created = CardAccount.objects.update_or_create(
            office_id=actor.office_id,
            defaults={
                "gateway": gateway,
                "client_number": client_number,
                "mode": mode,
                "is_active": is_active,
            },
        )
        journal.record(
            actor=actor,
            action="tourist_tax.card.configured",
            target=account,
            after={"gateway": gateway, "mode": mode, "is_active": is_active},
        )
    return account


def start_card(
    *,
    actor: Actor,
    party: Party,
    amount: int,
    urls: Urls,
    email: str = "",
    statement: Statement | None = None,
) -> tuple[CardTransaction, str]:
    """Open a payment of a host; gives the operation and the address of the gateway's page.

    For the host itself (a guest that declares) and for the agent who sends the link. ``urls`` gives the addresses of
    notification and return of an operation. Refused above what is owed.
    """
    actor.require("tourist_tax.declare")
    account = CardAccount.objects.filter(is_active=True).first()
    if account is None:
        raise TaxError(_("Le paiement par carte n’est pas ouvert dans cet office."))
    owed = balance_of(Holder(party.pk)) - credit_of(Holder(party.pk))
    if not 100 <= amount <= owed:
        raise TaxError(_("Le paiement par carte va de 1 € à ce qui est dû."), "amount")
    made = CardTransaction(
        office_id=actor.office_id,
        gateway=account.gateway,
        reference=_reference(statement, party),
        party=party,
        statement=statement,
        amount=amount,
        email=email,
    )
    notify, back = urls(made)
    gateway = payfip.gateway_of(account)
    request = payfip.Request(
        amount, made.reference, _("Taxe de séjour"), email, timezone.localdate().year, notify, back
    )
    try:
        made.id_op = gateway.create(request)
    except payfip.GatewayError as error:
        raise TaxError(str(error)) from error
    with transaction.atomic():
        made.save()
        journal.record(actor=actor, action="tourist_tax.card.started", target=made, after={"amount": amount})
    return made, gateway.page(made.id_op)


def settle_card(*, made: CardTransaction) -> CardTransaction:
    """Ask the gateway what became of an operation and enter the money, once however often it is asked.

    Called by the notification and by the payer's return, in this order or the other. A gateway that does not answer
    changes nothing: the sweep asks again.
    """
    with across_offices("a card operation is found by its own key before its office is known"):
        office = Office.objects.get(pk=made.office_id)
    with office_scope(office):
        try:
            return _ask(Actor.system("tourist_tax.card", office), made)
        except payfip.GatewayError:
            return made


def sweep_cards(*, actor: Actor, now: dt.datetime | None = None) -> Swept:
    """Ask the gateway about the operations whose notification may be lost; what was paid is entered, once.

    Those that began less than :data:`PATIENCE` ago are left to the payer. One of which the gateway has said nothing
    for :data:`GIVEN_UP` is shown as abandoned; a notification that comes later is heard all the same. The first one
    that the gateway does not answer ends the sweep: the others wait for the next one.
    """
    actor.require(COLLECT)
    at = now or timezone.now()
    started = CardTransaction.objects.filter(
        state=CardTransaction.State.STARTED, started_at__lt=at - PATIENCE
    )
    waiting = started.exclude(result=CardTransaction.DOUBTED).order_by("pk")
    settled = abandoned = 0
    for made in waiting[:MOST_AT_ONCE]:
        try:
            found = _ask(actor, made)
        except payfip.GatewayError as error:
            if made.started_at > at - GIVEN_UP:
                return Swept(settled, abandoned, str(error))
            found = made
        if found.state != CardTransaction.State.STARTED:
            settled += 1
        elif made.started_at <= at - GIVEN_UP:
            abandoned += _give_up(actor, made)
    return Swept(settled, abandoned)


def _ask(actor: Actor, made: CardTransaction) -> CardTransaction:
    """One operation asked of its gateway; :class:`payfip.GatewayError` when it does not answer."""
    account = CardAccount.objects.filter(gateway=made.gateway).first()
    if account is None or made.result in ENDS:
        return CardTransaction.objects.get(pk=made.pk)
    return _enter(actor, made, payfip.gateway_of(account).outcome(made.id_op))


def _enter(actor: Actor, made: CardTransaction, found: payfip.Outcome) -> CardTransaction:
    with transaction.atomic():
        lock(actor)
        held = CardTransaction.objects.select_for_update(of=("self",)).get(pk=made.pk)
        if held.result in ENDS or found.result not in ENDS:
            return held
        if ENDS[found.result] == CardTransaction.State.PAID:
            if (found.amount, found.reference) != (held.amount, held.reference):
                return _doubt(actor, held, found)
            held.payment = record_payment(
                actor=actor,
                method=Payment.Method.CARD,
                amount=held.amount,
                received_on=timezone.localdate(),
                party=held.party,
                reference=held.reference,
                external_id=held.id_op,
                first=held.statement.period if held.statement else None,
            )
        _close(actor, held, found.result, ENDS[found.result])
    return held


def _doubt(actor: Actor, held: CardTransaction, found: payfip.Outcome) -> CardTransaction:
    """What the gateway says is not what was asked: no money is entered, a person looks at it. Told once."""
    if held.result == CardTransaction.DOUBTED:
        return held
    held.result = CardTransaction.DOUBTED
    held.save(update_fields=["result"])
    journal.record(
        actor=actor,
        action="tourist_tax.card.doubted",
        target=held,
        after={"amount": found.amount, "reference": found.reference[:30]},
    )
    return held


def _give_up(actor: Actor, made: CardTransaction) -> int:
    with transaction.atomic():
        held = CardTransaction.objects.select_for_update(of=("self",)).get(pk=made.pk)
        if held.state != CardTransaction.State.STARTED:
            return 0
        _close(actor, held, payfip.PENDING, CardTransaction.State.CANCELLED)
    return 1


def _close(actor: Actor, held: CardTransaction, result: str, state: str) -> None:
    held.result, held.state, held.settled_at = result, state, timezone.now()
    held.save(update_fields=["result", "state", "settled_at", "payment"])
    journal.record(actor=actor, action="tourist_tax.card.settled", target=held, after={"result": result})


def operation(*, id_op: str = "", key: str = "") -> CardTransaction | None:
    """The operation of a notification (``id_op``) or of a return (``key``), read before its office is known."""
    with across_offices("a card operation is found by its own key before its office is known"):
        rows = CardTransaction.objects.select_related("office", "party")
        return (rows.filter(key=key) if key else rows.filter(id_op=id_op)).first()


def _reference(statement: Statement | None, party: Party) -> str:
    """Letters and digits only, as PayFiP wants them."""
    return re.sub(r"[^A-Za-z0-9]", "", statement.reference) if statement else f"TSH{party.pk}"
