"""Money in, money out: recorded once, spread over what is owed, undone by a contrary entry only."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from buron.directory.models import Party
from buron.kernel import journal
from buron.kernel.actors import Actor
from buron.kernel.formats import amount as amount_text
from buron.kernel.models import Office
from buron.kernel.numbering import next_number
from buron.lodging.models import Lodging
from buron.tourist_tax.errors import TaxError
from buron.tourist_tax.models import CashReceipt, CollectionPeriod, LedgerLine, Payment
from buron.tourist_tax.queries.accounts import Holder, Place, credit_of, owed, positions, unspread
from buron.tourist_tax.rules import Shares
from buron.tourist_tax.rules.settling import Owed, Spread, opposite, split_payment, spread
from buron.tourist_tax.services.ledger import append_line
from buron.tourist_tax.services.regularised import after_settling
from buron.tourist_tax.signals import payment_recorded

COLLECT = "tourist_tax.collect"
MOST = 1_000_000_000
Key = Place


@dataclass(frozen=True, slots=True)
class Target:
    """Where a part of a payment goes: lodging (None for a platform's), period, cents."""

    lodging_id: int | None
    period_id: int
    amount: int


def record_payment(
    *,
    actor: Actor,
    method: str,
    amount: int,
    received_on: dt.date,
    party: Party | None = None,
    platform: str = "",
    payer: str = "",
    reference: str = "",
    external_id: str = "",
    comment: str = "",
    first: CollectionPeriod | None = None,
    targets: Sequence[Target] | None = None,
) -> Payment:
    """Enter money that came in, spread it, keep what is over as a credit of the payer.

    Without ``targets`` it goes to the earliest due first; ``first`` names the period to settle before the others (the
    one of the statement that was quoted). A payment with an ``external_id`` that is known is given back as it is.
    Raises :class:`TaxError`.
    """
    actor.require(COLLECT)
    _check(method, amount, received_on, party, platform)
    with transaction.atomic():
        lock(actor)
        known = _known(actor, method, external_id)
        if known is not None:
            return known
        payment = Payment.objects.create(
            office_id=actor.office_id,
            number=next_number(Payment, actor.office_id),
            method=method,
            received_on=received_on,
            amount=amount,
            party=party,
            platform=platform,
            payer=payer.strip()[:160] or (str(party)[:160] if party else platform),
            reference=reference.strip()[:140],
            external_id=external_id,
            comment=comment.strip()[:300],
        )
        holder = Holder(payment.party_id, platform)
        _write(actor, payment, _chosen(holder, amount, first, targets))
        if method == Payment.Method.CASH:
            _receipt(actor, payment)
        _record(actor, "tourist_tax.payment.recorded", payment)
        after_settling(actor=actor, party_id=payment.party_id)
    return payment


def apply_credit(*, actor: Actor, party: Party) -> list[LedgerLine]:
    """Spread what a host has in credit over what it owes, the earliest due first."""
    actor.require(COLLECT)
    with transaction.atomic():
        lock(actor)
        holder = Holder(party.pk)
        left, lines = credit_of(holder), []
        for payment, rest in unspread(holder):
            usable = min(rest, left)
            parts, over = spread(usable, owed(holder)) if usable > 0 else ([], usable)
            lines += _write(actor, payment, parts)
            left -= usable - over
        if not lines:
            raise TaxError(_("Il n’y a pas de crédit à répartir, ou rien à payer."))
        journal.record(
            actor=actor,
            action="tourist_tax.credit.applied",
            target=party,
            after={"amount": -sum(line.amount for line in lines)},
        )
        after_settling(actor=actor, party_id=party.pk)
    return lines


def give_back(
    *,
    actor: Actor,
    party: Party,
    amount: int,
    on: dt.date,
    method: str = Payment.Method.TRANSFER,
    because: str,
    at: Key | None = None,
) -> Payment:
    """Pay money back: from the credit of a host, or (``at``: lodging and period) where it paid more than is due."""
    actor.require(COLLECT)
    if not because.strip():
        raise TaxError(_("Dites pourquoi l’argent est rendu."), "because")
    _check(method, amount, on, party, "")
    with transaction.atomic():
        lock(actor)
        holder = Holder(party.pk)
        shares = _to_give_back(holder, amount, at)
        payment = _outgoing(actor, party, amount, on, method, because)
        if at is not None:
            _enter(actor, payment, at, shares, LedgerLine.Kind.REFUND, _("Remboursement : %s") % because)
        _record(actor, "tourist_tax.payment.given_back", payment)
    return payment


def carry_over(*, actor: Actor, party: Party, source: Key, because: str = "") -> list[LedgerLine]:
    """Carry what was paid in excess for a lodging and period over to what the same host owes, earliest due first."""
    actor.require(COLLECT)
    with transaction.atomic():
        lock(actor)
        holder = Holder(party.pk)
        excess = _excess(holder, source)
        parts, over = spread(excess.total, owed(holder))
        taken = excess.total - over
        if not taken:
            raise TaxError(_("Rien à payer ailleurs : l’excédent peut être remboursé."))
        moved = [(source, split_payment(taken, excess))] + [
            (part.key, opposite(part.shares)) for part in parts
        ]
        label = _("Report d’un excédent") + (f" : {because.strip()}" if because.strip() else "")
        lines = [_line(actor, holder, key, shares, LedgerLine.Kind.TRANSFER, label) for key, shares in moved]
        journal.record(
            actor=actor, action="tourist_tax.credit.carried_over", target=party, after={"amount": taken}
        )
        after_settling(actor=actor, party_id=party.pk)
    return lines


def cancel_payment(*, actor: Actor, payment: Payment, because: str, on: dt.date | None = None) -> Payment:
    """Undo a payment (typed wrongly, cheque that bounced) by its contrary; what it had settled is owed again."""
    actor.require(COLLECT)
    if not because.strip():
        raise TaxError(_("Dites pourquoi le paiement est annulé."), "because")
    with transaction.atomic():
        lock(actor)
        held = Payment.objects.get(pk=payment.pk)
        if held.cancels_id is not None or Payment.objects.filter(cancels=held).exists():
            raise TaxError(_("Ce paiement est déjà annulé."))
        contrary = Payment.objects.create(
            office_id=actor.office_id,
            number=next_number(Payment, actor.office_id),
            method=held.method,
            received_on=on or timezone.localdate(),
            amount=-held.amount,
            party=held.party,
            platform=held.platform,
            payer=held.payer,
            reference=held.reference,
            cancels=held,
            comment=because.strip()[:300],
        )
        for line in held.ledger.order_by("number"):
            _reverse(actor, contrary, line, because)
        _record(actor, "tourist_tax.payment.cancelled", contrary)
    return contrary


def lock(actor: Actor) -> None:
    """Hold the office's accounts until the end of the transaction: two payments never see the same debt."""
    Office.objects.select_for_update().get(pk=actor.office_id)


def _check(method: str, amount: int, day: dt.date, party: Party | None, platform: str) -> None:
    if method not in Payment.Method.values:
        raise TaxError(_("Indiquez le moyen de paiement."), "method")
    if not 0 < amount <= MOST:
        raise TaxError(_("Indiquez un montant de plus de 0 €, sans erreur de zéros."), "amount")
    if day > timezone.localdate():
        raise TaxError(_("Cette date n’est pas encore venue."), "received_on")
    if day.year < 2000:
        raise TaxError(_("Vérifiez l’année du paiement."), "received_on")
    if (party is None) == (not platform):
        raise TaxError(_("Dites qui paie : un hébergeur ou une plateforme."), "party")


def _known(actor: Actor, method: str, external_id: str) -> Payment | None:
    if not external_id:
        return None
    same = Payment.objects.filter(office_id=actor.office_id, method=method, external_id=external_id)
    return same.first()


def _chosen(
    holder: Holder, amount: int, first: CollectionPeriod | None, targets: Sequence[Target] | None
) -> list[Spread]:
    """Where the money goes."""
    open_now = owed(holder)
    if targets is not None:
        return _asked(open_now, amount, targets)
    return spread(amount, open_now, first=first.pk if first else None)[0]


def _asked(open_now: Sequence[Owed], amount: int, targets: Sequence[Target]) -> list[Spread]:
    if sum(target.amount for target in targets) > amount:
        raise TaxError(_("La répartition dépasse le montant reçu."), "targets")
    held = {one.key: one.shares for one in open_now}
    parts = []
    for target in targets:
        key = (target.lodging_id, target.period_id)
        if key not in held or not 0 < target.amount <= held[key].total:
            raise TaxError(
                _("%(amount)s dépasse ce qui reste dû pour un hébergement et une période.")
                % {"amount": amount_text(target.amount)},
                "targets",
            )
        parts.append(Spread(key, split_payment(target.amount, held.pop(key))))
    return parts


def _write(actor: Actor, payment: Payment, parts: Sequence[Spread]) -> list[LedgerLine]:
    label = _("%(method)s du %(day)s") % {
        "method": payment.get_method_display(),
        "day": f"{payment.received_on:%d/%m/%Y}",
    }
    return [
        _enter(actor, payment, part.key, opposite(part.shares), LedgerLine.Kind.PAID, label) for part in parts
    ]


def _enter(actor: Actor, payment: Payment, key: Key, shares: Shares, kind: str, label: str) -> LedgerLine:
    return _line(actor, Holder(payment.party_id, payment.platform), key, shares, kind, label, payment)


def _line(
    actor: Actor,
    holder: Holder,
    key: Key,
    shares: Shares,
    kind: str,
    label: str,
    payment: Payment | None = None,
) -> LedgerLine:
    lodging_id, period_id = key
    return append_line(
        actor=actor,
        kind=kind,
        shares=shares,
        period=CollectionPeriod.objects.get(pk=period_id),
        label=label,
        lodging=Lodging.objects.get(pk=lodging_id) if lodging_id else None,
        party=Party.objects.get(pk=holder.party_id) if holder.party_id else None,
        platform=holder.platform,
        day=payment.received_on if payment else None,
        payment=payment,
    )


def _reverse(actor: Actor, contrary: Payment, line: LedgerLine, because: str) -> LedgerLine:
    return append_line(
        actor=actor,
        kind=line.kind,
        shares=Shares(-line.base, -line.department, -line.region),
        period=line.period,
        label=_("Annulation du paiement nº %(number)s : %(because)s")
        % {"number": contrary.cancels.number if contrary.cancels else 0, "because": because.strip()},
        lodging=line.lodging,
        party=line.party,
        platform=line.platform,
        day=contrary.received_on,
        payment=contrary,
        reverses=line,
    )


def _excess(holder: Holder, key: Key) -> Shares:
    """What was paid too much at a place, as a positive amount."""
    found = next((one for one in positions(holder) if one.key == key and one.amount < 0), None)
    if found is None:
        raise TaxError(_("Il n’y a pas d’excédent pour cet hébergement et cette période."))
    return opposite(found.shares)


def _to_give_back(holder: Holder, amount: int, at: Key | None) -> Shares:
    if at is not None:
        excess = _excess(holder, at)
        if amount > excess.total:
            raise TaxError(_("Le remboursement dépasse l’excédent."), "amount")
        return split_payment(amount, excess)
    if amount > credit_of(holder):
        raise TaxError(_("Le remboursement dépasse le crédit de l’hébergeur."), "amount")
    return Shares(0, 0, 0)


def _outgoing(actor: Actor, party: Party, amount: int, on: dt.date, method: str, because: str) -> Payment:
    return Payment.objects.create(
        office_id=actor.office_id,
        number=next_number(Payment, actor.office_id),
        method=method,
        received_on=on,
        amount=-amount,
        party=party,
        payer=str(party)[:160],
        comment=because.strip()[:300],
    )


def _receipt(actor: Actor, payment: Payment) -> CashReceipt:
    return CashReceipt.objects.create(
        office_id=actor.office_id,
        payment=payment,
        number=next_number(CashReceipt, actor.office_id),
        keeper=actor.label[:120],
    )


def _record(actor: Actor, action: str, payment: Payment) -> None:
    journal.record(
        actor=actor,
        action=action,
        target=payment,
        after={"amount": payment.amount, "method": payment.method, "because": payment.comment},
    )
    transaction.on_commit(lambda: payment_recorded.send(Payment, payment=payment))
