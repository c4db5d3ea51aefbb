"""Taking over the past of another tool: many declarations, then their payments, each batch in one transaction.

The amounts come from the rules and the lines enter the account exactly as those of :func:`send_declaration`; only the
writing is by hundreds, with one entry in the journal for the batch.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from itertools import groupby

from django.db import IntegrityError, transaction
from django.db.models import Sum
from django.utils import timezone
from django.utils.translation import gettext as _

from buron.directory.models import Party
from buron.kernel import journal
from buron.kernel.actors import Actor
from buron.kernel.numbering import next_number
from buron.lodging.models import Hosting, Lodging
from buron.tourist_tax.errors import TaxError
from buron.tourist_tax.models import CollectionPeriod, Declaration, DeclarationLine, LedgerLine, Payment
from buron.tourist_tax.queries import Book, book
from buron.tourist_tax.rules import MonthCharge, Shares, end_of_month
from buron.tourist_tax.rules.sharing import in_proportion
from buron.tourist_tax.services import declarations as one_by_one

DECLARE = "tourist_tax.declare"
COLLECT = "tourist_tax.collect"
SLICE = 500

Key = tuple[int, dt.date, str, str]
"""Lodging, month, voice, platform: what a declaration in force is the only one of. The host has one voice."""


def _voice(channel: str) -> str:
    return "own" if channel in one_by_one.OWN else channel


@dataclass(frozen=True, slots=True)
class PastDeclaration:
    """A declaration as the other tool has it; of two for one month and channel, the later corrects the earlier.

    ``channel`` is the way by which it had come, when that is known. ``charge`` is given when the caller computed it
    (lines of a platform, which owes what it collected even for a house that was closed).
    """

    lodging: Lodging
    month: dt.date
    kind: str
    sent_at: dt.datetime
    declared: Sequence[one_by_one.Declared] = ()
    channel: str = Declaration.Channel.IMPORT
    platform: str = ""
    collected: int | None = None
    comment: str = ""
    charge: MonthCharge | None = None

    @property
    def key(self) -> Key:
        return (self.lodging.pk, self.month.replace(day=1), _voice(self.channel), self.platform)


@dataclass(frozen=True, slots=True)
class PastPayment:
    """A payment as the other tool has it; ``parts`` say what it settles: lodging, period, cents."""

    method: str
    received_on: dt.date
    parts: Sequence[tuple[Lodging | None, CollectionPeriod, int]]
    party: Party | None = None
    platform: str = ""
    payer: str = ""
    reference: str = ""
    external_id: str = ""
    comment: str = ""

    @property
    def amount(self) -> int:
        return sum(cents for _lodging, _period, cents in self.parts)


@dataclass(slots=True)
class _Batch:
    """What is known once for a whole batch."""

    actor: Actor
    terms: Book
    periods: list[CollectionPeriod]
    hostings: dict[int, list[Hosting]]
    rows: list[DeclarationLine] = field(default_factory=list)
    entries: list[LedgerLine] = field(default_factory=list)

    def period(self, month: dt.date) -> CollectionPeriod:
        for one in self.periods:
            if one.first <= month <= one.last:
                return one
        raise TaxError(
            _("Aucune période de perception n’est ouverte pour %(month)s : l’office doit l’ouvrir.")
            % {"month": f"{month:%m/%Y}"}
        )

    def owing(self, past: PastDeclaration) -> Party | None:
        if past.channel == Declaration.Channel.PLATFORM:
            return None
        for day in (end_of_month(past.month), past.month):
            for one in self.hostings.get(past.lodging.pk, ()):
                if one.holds_on(day):
                    return one.party
        return None


def take_over_declarations(
    *, actor: Actor, declarations: Iterable[PastDeclaration], origin: str, terms: Book | None = None
) -> list[Declaration]:
    """Enter past declarations, computed by the rules; all of them or none. Raises :class:`TaxError`.

    ``origin`` names the tool or the file. What already has a declaration in force is corrected by
    :func:`send_declaration`, unless it says the same.
    """
    actor.require(DECLARE)
    pasts = sorted(declarations, key=lambda one: (one.key, one.sent_at))
    if not pasts:
        return []
    with transaction.atomic():
        batch = _batch(actor, pasts, terms)
        known = _known(pasts)
        fresh = [one for one in pasts if one.key not in known]
        sent = _enter_fresh(batch, fresh)
        sent += [_correct(batch, one, known) for one in pasts if one.key in known]
        journal.record(
            actor=actor,
            action="tourist_tax.declarations.taken_over",
            after={"origin": origin[:160], "count": len(sent), "amount": sum(one.amount for one in sent)},
        )
    return sent


def _batch(actor: Actor, pasts: Sequence[PastDeclaration], terms: Book | None) -> _Batch:
    ids = sorted({one.lodging.pk for one in pasts})
    # Locked in one order, so that two batches wait for each other instead of dying together.
    list(Lodging.objects.select_for_update().filter(pk__in=ids).order_by("pk").values_list("pk"))
    hostings: dict[int, list[Hosting]] = {}
    for hosting in Hosting.objects.filter(lodging_id__in=ids, declares=True).select_related("party"):
        hostings.setdefault(hosting.lodging_id, []).append(hosting)
    return _Batch(actor, terms or book(), list(CollectionPeriod.objects.all()), hostings)


def _known(pasts: Sequence[PastDeclaration]) -> dict[Key, Declaration]:
    """What is in force or being written already, by key."""
    months = [one.month for one in pasts]
    living = Declaration.objects.filter(
        month__gte=min(months).replace(day=1), month__lte=max(months)
    ).exclude(state=Declaration.State.REPLACED)
    return {(one.lodging_id, one.month, _voice(one.channel), one.platform): one for one in living}


def _correct(batch: _Batch, past: PastDeclaration, known: dict[Key, Declaration]) -> Declaration:
    """One by one, through the ordinary door; nothing when the declaration in force says the same."""
    held, found = known[past.key], _assessed(batch, past)
    same = (held.kind, held.nights_taxed, held.nights_exempt, held.amount)
    if held.state == Declaration.State.SENT and same == (
        past.kind,
        found.nights_taxed,
        found.nights_exempt,
        found.shares.total,
    ):
        return held
    return one_by_one.send_charge(
        actor=batch.actor,
        lodging=past.lodging,
        month=past.month,
        kind=past.kind,
        found=found,
        channel=past.channel,
        platform=past.platform,
        collected=past.collected,
        comment=past.comment,
        at=past.sent_at,
    )


def _enter_fresh(batch: _Batch, pasts: Sequence[PastDeclaration]) -> list[Declaration]:
    """Those of a key in order of time: the last one is in force, each of the others is replaced by the next."""
    generations: list[list[tuple[PastDeclaration, MonthCharge, Declaration]]] = []
    for _key, versions in groupby(pasts, key=lambda one: one.key):
        held = [
            (one, found, _made(batch, one, found)) for one in versions for found in (_assessed(batch, one),)
        ]
        for number, (_past, _found, made) in enumerate(held, start=1):
            made.version = number
        generations.append(held)
    _write_declarations(generations)
    for held in generations:
        before = Shares(0, 0, 0)
        for past, found, made in held:
            _write_lines(batch, made, found)
            before = _write_entry(batch, past, made, before)
    DeclarationLine.objects.bulk_create(batch.rows, batch_size=SLICE)
    _number(batch)
    return [made for held in generations for _past, _found, made in held]


def _write_declarations(
    generations: Sequence[list[tuple[PastDeclaration, MonthCharge, Declaration]]],
) -> None:
    """The newest of each key first, since a replaced one names its successor."""
    depth = max((len(held) for held in generations), default=0)
    for back in range(1, depth + 1):
        rows = []
        for held in (one for one in generations if len(one) >= back):
            made = held[-back][2]
            if back > 1:
                made.state, made.replaced_by = Declaration.State.REPLACED, held[1 - back][2]
            rows.append(made)
        Declaration.objects.bulk_create(rows, batch_size=SLICE)


def _assessed(batch: _Batch, past: PastDeclaration) -> MonthCharge:
    month = past.month.replace(day=1)
    try:
        batch.period(month)
        if past.charge is not None:
            return past.charge
        one_by_one.check_kind(past.kind, past.declared)
        one_by_one.check_month(past.lodging, month, timezone.localdate(past.sent_at))
        return one_by_one.assess(batch.terms, past.lodging, month, past.declared)
    except TaxError as error:
        # A batch is refused whole: say by which of its declarations.
        raise TaxError(f"{past.lodging}, {month:%m/%Y} : {error}", error.field) from error


def _made(batch: _Batch, past: PastDeclaration, found: MonthCharge) -> Declaration:
    made = Declaration(
        office_id=batch.actor.office_id,
        lodging=past.lodging,
        party=batch.owing(past),
        month=past.month.replace(day=1),
        channel=past.channel,
        platform=past.platform,
        kind=past.kind,
        state=Declaration.State.SENT,
        collected=past.collected,
        comment=past.comment.strip()[:500],
        sent_at=past.sent_at,
        sent_by=batch.actor.label[:120],
    )
    one_by_one.fill(made, found)
    return made


def _write_lines(batch: _Batch, made: Declaration, found: MonthCharge) -> None:
    batch.rows += [
        one_by_one.row(batch.actor, made, position, line.declared, line)
        for position, line in enumerate(found.lines)
    ]


def _write_entry(batch: _Batch, past: PastDeclaration, made: Declaration, before: Shares) -> Shares:
    """The difference with the version before, to be numbered with the others; nothing when nothing changes."""
    now = Shares(made.base, made.department, made.region)
    moved = Shares(now.base - before.base, now.department - before.department, now.region - before.region)
    if moved != Shares(0, 0, 0):
        batch.entries.append(
            LedgerLine(
                office_id=batch.actor.office_id,
                kind=LedgerLine.Kind.CORRECTION if made.version > 1 else LedgerLine.Kind.DUE,
                day=timezone.localdate(past.sent_at),
                lodging=past.lodging,
                party=made.party,
                platform=made.platform,
                period=batch.period(made.month),
                declaration=made,
                base=moved.base,
                department=moved.department,
                region=moved.region,
                label=_("Déclaration de %(month)s") % {"month": f"{made.month:%m/%Y}"},
            )
        )
    return now


def _number(batch: _Batch) -> None:
    batch.entries.sort(key=lambda entry: entry.day)
    write_entries(batch.actor, batch.entries)


def write_entries(actor: Actor, entries: Sequence[LedgerLine]) -> None:
    """Append many lines under the numbers that follow, in their order; inside the transaction of their deed."""
    if not entries:
        return
    for number, entry in enumerate(entries, start=next_number(LedgerLine, actor.office_id)):
        entry.number = number
    LedgerLine.objects.bulk_create(entries, batch_size=SLICE)


def take_over_payments(*, actor: Actor, payments: Iterable[PastPayment], origin: str) -> list[Payment]:
    """Enter past payments, each spread as it says, and pro rata between the three shares of what is due there.

    The same ``external_id`` comes in once. Raises :class:`TaxError`.
    """
    actor.require(COLLECT)
    pasts = sorted(payments, key=lambda one: one.received_on)
    if any(not one.amount for one in pasts):
        raise TaxError(_("Un paiement de zéro euro n’est pas un paiement."))
    try:
        with transaction.atomic():
            return _enter_payments(actor, pasts, origin)
    except IntegrityError as error:
        raise TaxError(_("Un de ces paiements est déjà entré : rien n’a été pris.")) from error


def _enter_payments(actor: Actor, pasts: Sequence[PastPayment], origin: str) -> list[Payment]:
    known = {
        (method, external)
        for method, external in Payment.objects.exclude(external_id="").values_list("method", "external_id")
    }
    kept = [one for one in pasts if not one.external_id or (one.method, one.external_id) not in known]
    first = next_number(Payment, actor.office_id)
    made = [_payment(actor, number, one) for number, one in enumerate(kept, start=first)]
    Payment.objects.bulk_create(made, batch_size=SLICE)
    dues = dues_by_account()
    entries = [
        entry
        for payment, past in zip(made, kept, strict=True)
        for entry in spread(actor, payment, past.parts, dues)
    ]
    write_entries(actor, entries)
    journal.record(
        actor=actor,
        action="tourist_tax.payments.taken_over",
        after={"origin": origin[:160], "count": len(made), "amount": sum(one.amount for one in made)},
    )
    return made


def _payment(actor: Actor, number: int, past: PastPayment) -> Payment:
    return Payment(
        office_id=actor.office_id,
        number=number,
        method=past.method,
        received_on=past.received_on,
        amount=past.amount,
        party=past.party,
        platform=past.platform,
        payer=past.payer[:160],
        reference=past.reference[:140],
        external_id=past.external_id or "",
        comment=past.comment[:300],
    )


Account = tuple[int | None, int, str]
"""Lodging, period, platform."""


def dues_by_account() -> dict[Account, Shares]:
    """What is due in all, payments left aside, by account."""
    found = (
        LedgerLine.objects.exclude(kind__in=[LedgerLine.Kind.PAID, LedgerLine.Kind.REFUND])
        .order_by()
        .values_list("lodging_id", "period_id", "platform")
        .annotate(Sum("base"), Sum("department"), Sum("region"))
    )
    return {(lodging, period, platform): Shares(*sums) for lodging, period, platform, *sums in found}


def spread(
    actor: Actor,
    payment: Payment,
    parts: Iterable[tuple[Lodging | None, CollectionPeriod, int]],
    dues: dict[Account, Shares],
) -> list[LedgerLine]:
    """The lines that take a payment in, unnumbered: paid is negative, split as the dues of the account are."""
    entries = []
    for lodging, period, cents in parts:
        due = dues.get((lodging.pk if lodging else None, period.pk, payment.platform), Shares(0, 0, 0))
        shares = in_proportion(cents, due)
        entries.append(
            LedgerLine(
                office_id=actor.office_id,
                kind=LedgerLine.Kind.PAID,
                day=payment.received_on,
                lodging=lodging,
                party=payment.party,
                platform=payment.platform,
                period=period,
                payment=payment,
                base=-shares.base,
                department=-shares.department,
                region=-shares.region,
                label=_("Paiement nº %(number)s") % {"number": payment.number},
            )
        )
    return entries
