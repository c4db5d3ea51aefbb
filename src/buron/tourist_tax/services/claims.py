"""Claims for money back: received with their papers, decided with a reason, refunded once."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from buron.directory.models import Party
from buron.kernel import journal
from buron.kernel.actors import Actor
from buron.kernel.numbering import next_number
from buron.lodging.models import Lodging
from buron.tourist_tax.errors import TaxError
from buron.tourist_tax.joined import media_type_of
from buron.tourist_tax.models import Claim, ClaimPaper, CollectionPeriod, LedgerLine, Payment
from buron.tourist_tax.queries import period_of
from buron.tourist_tax.queries.accounts import Holder
from buron.tourist_tax.rules import Shares
from buron.tourist_tax.rules.settling import opposite
from buron.tourist_tax.services.ledger import append_line
from buron.tourist_tax.services.payments import COLLECT, MOST, lock

State = Claim.State
MOST_PAPERS = 10


@dataclass(frozen=True, slots=True)
class Stated:
    """What a claimant says; ``asked`` in cents."""

    kind: str
    name: str
    asked: int
    received_on: dt.date
    email: str = ""
    address: str = ""
    iban: str = ""
    platform: str = ""
    story: str = ""
    arrival: dt.date | None = None
    departure: dt.date | None = None
    lodging: Lodging | None = None
    party: Party | None = None
    papers: tuple[tuple[str, bytes], ...] = field(default=())


def receive_claim(*, actor: Actor, stated: Stated) -> Claim:
    """Enter a claim as it came, with its papers."""
    actor.require(COLLECT)
    _check(stated)
    with transaction.atomic():
        made = Claim.objects.create(
            office_id=actor.office_id,
            number=next_number(Claim, actor.office_id),
            kind=stated.kind,
            received_on=stated.received_on,
            party=stated.party,
            name=stated.name.strip()[:160],
            email=stated.email,
            address=stated.address.strip()[:300],
            iban="".join(stated.iban.split()).upper()[:34],
            lodging=stated.lodging,
            platform=stated.platform.strip()[:40],
            arrival=stated.arrival,
            departure=stated.departure,
            asked=stated.asked,
            story=stated.story.strip()[:3000],
        )
        for title, content in stated.papers:
            add_paper(actor=actor, claim=made, title=title, content=content)
        journal.record(
            actor=actor, action="tourist_tax.claim.received", target=made, after={"asked": made.asked}
        )
    return made


def add_paper(*, actor: Actor, claim: Claim, title: str, content: bytes) -> ClaimPaper:
    """Join a paper: PDF, JPEG or PNG, 10 MB at most."""
    actor.require(COLLECT)
    media = media_type_of(content, "paper")
    if claim.papers.count() >= MOST_PAPERS:
        raise TaxError(_("Une réclamation a dix pièces au plus."), "paper")
    return ClaimPaper.objects.create(
        office_id=actor.office_id, claim=claim, title=title[:120], content=content, media_type=media
    )


def ask_papers(*, actor: Actor, claim: Claim, wanted: str) -> Claim:
    """Ask the claimant for what is missing to decide."""
    actor.require(COLLECT)
    if not wanted.strip():
        raise TaxError(_("Dites quelles pièces manquent."), "wanted")
    with transaction.atomic():
        held = _held(claim, State.RECEIVED, State.PAPERS)
        held.state, held.wanted = State.PAPERS, wanted.strip()[:400]
        held.save(update_fields=["state", "wanted"])
        journal.record(actor=actor, action="tourist_tax.claim.papers_asked", target=held)
    return held


def decide_claim(
    *, actor: Actor, claim: Claim, granted: int, answer: str, lodging: Lodging | None = None
) -> Claim:
    """Record the collectivity's decision: an amount granted (0 refuses), and why."""
    actor.require(COLLECT)
    if not answer.strip():
        raise TaxError(_("Une décision est motivée : écrivez pourquoi."), "answer")
    if not 0 <= granted <= claim.asked:
        raise TaxError(_("Le montant accordé va de 0 au montant demandé."), "granted")
    with transaction.atomic():
        held = _held(claim, State.RECEIVED, State.PAPERS)
        held.state = State.ACCEPTED if granted else State.REFUSED
        held.granted, held.answer, held.decided_on = granted, answer.strip(), timezone.localdate()
        held.lodging = lodging or held.lodging
        held.save(update_fields=["state", "granted", "answer", "decided_on", "lodging"])
        journal.record(
            actor=actor, action="tourist_tax.claim.decided", target=held, after={"granted": granted}
        )
    return held


def refund_claim(
    *, actor: Actor, claim: Claim, on: dt.date, method: str = Payment.Method.TRANSFER
) -> Payment:
    """Pay what was granted: the tax that was wrongly collected is lowered, and the same money goes out.

    The account of who had paid it (host, or platform) keeps its balance; the payment goes to the claimant. Shares are
    those of what that account holds for the stay's period, the cents left over being the collectivity's.
    """
    actor.require(COLLECT)
    if on > timezone.localdate():
        raise TaxError(_("Cette date n’est pas encore venue."), "on")
    with transaction.atomic():
        lock(actor)
        held = _held(claim, State.ACCEPTED)
        amount = held.granted or 0
        if not 0 < amount <= MOST:
            raise TaxError(_("Aucun montant n’a été accordé."))
        holder, period = _paid_by(held), period_of(held.arrival or held.received_on)
        shares = _shares(holder, period, amount)
        payment = Payment.objects.create(
            office_id=actor.office_id,
            number=next_number(Payment, actor.office_id),
            method=method,
            received_on=on,
            amount=-amount,
            party_id=holder.party_id,
            platform=holder.platform,
            payer=held.name,
            comment=str(held),
        )
        for kind, part, paid in (
            (LedgerLine.Kind.WAIVER, opposite(shares), None),
            (LedgerLine.Kind.REFUND, shares, payment),
        ):
            append_line(
                actor=actor,
                kind=kind,
                shares=part,
                period=period,
                label=_("Dégrèvement : %s") % held if paid is None else _("Remboursé : %s") % held,
                lodging=held.lodging,
                party=Party.objects.get(pk=holder.party_id) if holder.party_id else None,
                platform=holder.platform,
                day=on,
                payment=paid,
            )
        held.state, held.payment, held.period = State.REFUNDED, payment, period
        held.save(update_fields=["state", "payment", "period"])
        journal.record(
            actor=actor, action="tourist_tax.claim.refunded", target=held, after={"amount": amount}
        )
    return payment


def forget_claimants(before: dt.date) -> int:
    """Erase names, addresses and papers of claims decided before a day; amounts and dates stay."""
    old = Claim.objects.filter(
        decided_on__lt=before, erased_at=None, state__in=[State.REFUSED, State.REFUNDED]
    )
    keys = list(old.values_list("pk", flat=True)[:1000])
    ClaimPaper.objects.filter(claim_id__in=keys).delete()
    return Claim.objects.filter(pk__in=keys).update(
        name="Demandeur effacé", email="", address="", iban="", story="", erased_at=timezone.now()
    )


def _check(stated: Stated) -> None:
    if stated.kind not in Claim.Kind.values:
        raise TaxError(_("Dites ce qui est réclamé."), "kind")
    if not stated.name.strip():
        raise TaxError(_("Indiquez qui réclame."), "name")
    if not 0 < stated.asked <= MOST:
        raise TaxError(_("Indiquez le montant demandé."), "asked")
    if stated.received_on > timezone.localdate():
        raise TaxError(_("Cette date n’est pas encore venue."), "received_on")
    if stated.arrival and stated.departure and stated.departure <= stated.arrival:
        raise TaxError(_("Le départ doit venir après l’arrivée."), "departure")


def _held(claim: Claim, *states: str) -> Claim:
    held = Claim.objects.select_for_update(of=("self",)).get(pk=claim.pk)
    if held.state not in states:
        raise TaxError(_("La réclamation est « %s » : cela ne se fait plus.") % held.get_state_display())
    return held


def _paid_by(claim: Claim) -> Holder:
    if claim.platform:
        return Holder(None, claim.platform)
    if claim.party_id:
        return Holder(claim.party_id)
    raise TaxError(_("Dites qui avait versé la taxe : la plateforme, ou l’hébergeur."), "platform")


def _shares(holder: Holder, period: CollectionPeriod, amount: int) -> Shares:
    rows = holder.lines.filter(period=period, payment=None).values_list("base", "department", "region")
    base, department, region = (max(0, sum(part)) for part in zip(*rows, strict=True)) if rows else (1, 0, 0)
    whole = base + department + region
    if whole <= 0:
        return Shares(amount, 0, 0)
    first, second = amount * department // whole, amount * region // whole
    return Shares(amount - first - second, first, second)
