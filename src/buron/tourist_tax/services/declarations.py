"""Declaring: a draft is kept, a declaration is sent once, a correction replaces it and moves the account."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Sequence
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from buron.directory.models import Party
from buron.kernel import journal
from buron.kernel.actors import Actor
from buron.lodging.models import Lodging
from buron.lodging.queries import declarant_on
from buron.tourist_tax.errors import TaxError
from buron.tourist_tax.models import Declaration, DeclarationLine, LedgerLine
from buron.tourist_tax.queries import Book, book, period_of
from buron.tourist_tax.rules import (
    CalculationError,
    DeclaredStay,
    DeclaredTotal,
    LineCharge,
    MonthCharge,
    Shares,
    assess_month,
    end_of_month,
)
from buron.tourist_tax.rules.wording import to_json
from buron.tourist_tax.services.ledger import append_line
from buron.tourist_tax.services.regularised import after_declaration, check_not_titled
from buron.tourist_tax.signals import declaration_sent

DECLARE = "tourist_tax.declare"
Declared = DeclaredStay | DeclaredTotal
OWN = (Declaration.Channel.HOST, Declaration.Channel.AGENT, Declaration.Channel.IMPORT)
"""The host's own word, whoever typed it: the last one replaces the others, so that a month is never counted twice."""
REPLACED = (*OWN, Declaration.Channel.OFFICIO)
"""What the host's word replaces: its former one, or what was assessed for want of it."""


def save_draft(
    *,
    actor: Actor,
    lodging: Lodging,
    month: dt.date,
    kind: str,
    declared: Sequence[Declared] = (),
    channel: str = Declaration.Channel.HOST,
    comment: str = "",
) -> Declaration:
    """Keep what was typed so far, whatever it is worth: amounts are computed only on sending."""
    actor.require(DECLARE)
    check_kind(kind, declared)
    with transaction.atomic():
        draft = _draft(actor, lodging, month, channel, "")
        draft.kind, draft.comment = kind, comment.strip()[:500]
        draft.save()
        draft.lines.all().delete()
        DeclarationLine.objects.bulk_create(
            row(actor, draft, position, one) for position, one in enumerate(declared)
        )
    return draft


def send_declaration(
    *,
    actor: Actor,
    lodging: Lodging,
    month: dt.date,
    kind: str,
    declared: Sequence[Declared] = (),
    channel: str = Declaration.Channel.HOST,
    platform: str = "",
    collected: int | None = None,
    comment: str = "",
    client_id: uuid.UUID | None = None,
    confirmed: bool = False,
    at: dt.datetime | None = None,
    terms: Book | None = None,
) -> Declaration:
    """Send the declaration of a month, or correct the one that was sent: the account takes the difference.

    ``month`` is any day of it. ``confirmed`` lets through what is possible but unlikely (more nights than beds).
    ``client_id`` makes a repeated sending harmless. ``collected`` is what the declarant says was collected, in cents.
    ``at`` is for a past declaration that is entered or taken over now. Raises :class:`TaxError`.
    """
    actor.require(DECLARE)
    check_kind(kind, declared)
    month = month.replace(day=1)
    now = at or timezone.now()
    with transaction.atomic():
        known = _already(actor, client_id)
        if known is not None:
            return known
        held = Lodging.objects.select_for_update().get(pk=lodging.pk)
        check_month(held, month, timezone.localdate(now))
        if channel in OWN:
            check_not_titled(held, month)
        found = assess(terms or book(), held, month, declared)
        if not confirmed:
            check_likely(held, month, found)
        sent = _draft(actor, held, month, channel, platform)
        sent.kind, sent.collected, sent.comment = kind, collected, comment.strip()[:500]
        sent.client_id = client_id
        fill(sent, found)
        _keep(actor, sent, found, now)
    return sent


def send_charge(
    *,
    actor: Actor,
    lodging: Lodging,
    month: dt.date,
    kind: str,
    found: MonthCharge,
    channel: str,
    platform: str = "",
    collected: int | None = None,
    comment: str = "",
    at: dt.datetime | None = None,
) -> Declaration:
    """Send, or correct, a declaration whose amounts the caller computed by the rules."""
    actor.require(DECLARE)
    now = at or timezone.now()
    with transaction.atomic():
        held = Lodging.objects.select_for_update().get(pk=lodging.pk)
        sent = _draft(actor, held, month, channel, platform)
        sent.kind, sent.collected, sent.comment = kind, collected, comment.strip()[:500]
        fill(sent, found)
        _keep(actor, sent, found, now)
    return sent


def send_forfait(
    *, actor: Actor, lodging: Lodging, year: int, found: MonthCharge, channel: str, comment: str = ""
) -> Declaration:
    """Send the yearly declaration of a lodging at the forfait, computed by the caller from its capacity."""
    return send_charge(
        actor=actor,
        lodging=lodging,
        month=dt.date(year, 1, 1),
        kind=Declaration.Kind.FORFAIT,
        found=found,
        channel=channel,
        comment=comment,
    )


def check_kind(kind: str, declared: Sequence[Declared]) -> None:
    """Refuse a manner of declaring that its lines contradict."""
    if kind not in Declaration.Kind.values:
        raise TaxError(_("Dites comment vous déclarez."), "kind")
    empty = kind in (Declaration.Kind.NONE, Declaration.Kind.PLATFORMS)
    if empty and declared:
        raise TaxError(_("Une déclaration sans client n’a pas de ligne."), "kind")
    if kind == Declaration.Kind.STAYS and not all(isinstance(one, DeclaredStay) for one in declared):
        raise TaxError(_("Une déclaration séjour par séjour n’a que des séjours."), "kind")
    if kind == Declaration.Kind.TOTAL and not all(isinstance(one, DeclaredTotal) for one in declared):
        raise TaxError(_("Une déclaration par totaux n’a que des totaux."), "kind")


def _already(actor: Actor, client_id: uuid.UUID | None) -> Declaration | None:
    if client_id is None:
        return None
    sent = Declaration.objects.exclude(state=Declaration.State.DRAFT)
    return sent.filter(office_id=actor.office_id, client_id=client_id).first()


def check_month(lodging: Lodging, month: dt.date, today: dt.date) -> None:
    """Refuse a month to come, and one in which the lodging was not let."""
    if month > today:
        raise TaxError(_("Ce mois n’a pas commencé : il se déclarera quand il sera venu."), "month")
    if lodging.merged_into_id is not None:
        raise TaxError(_("Cet hébergement a été réuni à un autre : déclarez pour celui-là."))
    if lodging.opened_on and end_of_month(month) < lodging.opened_on:
        raise TaxError(_("Cet hébergement n’était pas encore loué ce mois-là."), "month")
    if lodging.closed_on and month > lodging.closed_on:
        raise TaxError(_("Cet hébergement n’était plus loué ce mois-là."), "month")


def assess(terms: Book, lodging: Lodging, month: dt.date, declared: Sequence[Declared]) -> MonthCharge:
    """What the rules make of a month; :class:`TaxError` in their words."""
    try:
        return assess_month(month, declared, terms.terms_of(lodging), terms.law, policy=terms.policy)
    except CalculationError as error:
        raise TaxError(str(error), "lines") from error


def check_likely(lodging: Lodging, month: dt.date, found: MonthCharge) -> None:
    """Refuse more nights than the beds allow; who confirms passes. :class:`TaxError` on ``confirmed``."""
    if lodging.capacity is None:
        return
    most = lodging.capacity * end_of_month(month).day
    nights = sum(_nights_in(month, line) for line in found.lines)
    if nights > most:
        raise TaxError(
            _(
                "%(nights)d nuitées pour %(capacity)d personnes au plus : ce mois n’en compte que %(most)d. "
                "Vérifiez, ou confirmez."
            )
            % {"nights": nights, "capacity": lodging.capacity, "most": most},
            "confirmed",
        )


def _nights_in(month: dt.date, line: LineCharge) -> int:
    """Person-nights of a line that fall in the month: a stay may have begun before it."""
    declared = line.declared
    if isinstance(declared, DeclaredTotal):
        return line.nights_taxed + line.nights_exempt
    return (declared.departure - max(declared.arrival, month)).days * declared.persons


def _draft(actor: Actor, lodging: Lodging, month: dt.date, channel: str, platform: str) -> Declaration:
    """The draft of that month, made if there is none."""
    draft, _created = Declaration.objects.get_or_create(
        office_id=actor.office_id,
        lodging=lodging,
        month=month.replace(day=1),
        channel=channel,
        platform=platform,
        state=Declaration.State.DRAFT,
        defaults={"kind": Declaration.Kind.TOTAL},
    )
    return draft


def fill(sent: Declaration, found: MonthCharge) -> None:
    """Put what was computed into a declaration."""
    shares = found.shares
    sent.nights_taxed, sent.nights_exempt = found.nights_taxed, found.nights_exempt
    sent.base, sent.department, sent.region = shares.base, shares.department, shares.region
    sent.category = found.category
    sent.stays = _stays(found)
    sent.derivation = [
        {
            "line": number,
            "text": step.text,
            "article": step.article,
            "kind": step.kind,
            "said": to_json(step.said),
        }
        for number, line in enumerate(found.lines, start=1)
        for step in line.steps
    ]


def _stays(found: MonthCharge) -> int | None:
    """How many stays, when every line says so."""
    counts = [1 if isinstance(line.declared, DeclaredStay) else line.declared.stays for line in found.lines]
    known = [count for count in counts if count is not None]
    return sum(known) if len(known) == len(counts) else None


def _keep(actor: Actor, sent: Declaration, found: MonthCharge, now: dt.datetime) -> None:
    """Write the lines, put the former version aside, move the account, and say so."""
    sent.lines.all().delete()
    rows = [row(actor, sent, position, line.declared, line) for position, line in enumerate(found.lines)]
    DeclarationLine.objects.bulk_create(rows)
    former = _put_aside(sent)
    sent.version = former.version + 1 if former else 1
    sent.party = _owing(sent)
    sent.state, sent.sent_at, sent.sent_by = Declaration.State.SENT, now, actor.label[:120]
    sent.save()
    _enter(actor, sent, former, timezone.localdate(now))
    if sent.channel in OWN:
        after_declaration(actor=actor, sent=sent)
    journal.record(
        actor=actor,
        action="tourist_tax.declaration.corrected" if former else "tourist_tax.declaration.sent",
        target=sent,
        before=_journaled(former) if former else {},
        after=_journaled(sent),
    )
    transaction.on_commit(lambda: declaration_sent.send(Declaration, declaration=sent))


def _put_aside(sent: Declaration) -> Declaration | None:
    former = (
        Declaration.objects.select_for_update()
        .filter(
            lodging=sent.lodging,
            month=sent.month,
            channel__in=REPLACED if sent.channel in OWN else [sent.channel],
            platform=sent.platform,
            state=Declaration.State.SENT,
        )
        .order_by("-sent_at", "-pk")
        .first()
    )
    if former is not None:
        former.state, former.replaced_by = Declaration.State.REPLACED, sent
        former.save(update_fields=["state", "replaced_by", "updated_at"])
    return former


def _owing(sent: Declaration) -> Party | None:
    if sent.channel == Declaration.Channel.PLATFORM:
        return None
    return declarant_on(sent.lodging, end_of_month(sent.month)) or declarant_on(sent.lodging, sent.month)


def _enter(actor: Actor, sent: Declaration, former: Declaration | None, day: dt.date) -> None:
    """The difference with the former version, or the whole; nothing when nothing changes."""
    before = Shares(former.base, former.department, former.region) if former else Shares(0, 0, 0)
    shares = Shares(sent.base - before.base, sent.department - before.department, sent.region - before.region)
    if shares == Shares(0, 0, 0):
        return
    append_line(
        actor=actor,
        kind=_kind_of(sent, former),
        shares=shares,
        period=period_of(sent.month),
        label=_("Déclaration de %(month)s") % {"month": f"{sent.month:%m/%Y}"},
        lodging=sent.lodging,
        party=sent.party,
        platform=sent.platform,
        day=day,
        declaration=sent,
    )


def row(
    actor: Actor, declaration: Declaration, position: int, declared: Declared, line: LineCharge | None = None
) -> DeclarationLine:
    """A line of a declaration, unsaved; amounts are those of ``line``, computed on sending."""
    row = DeclarationLine(
        office_id=actor.office_id,
        declaration=declaration,
        position=position,
        exempt=dict(declared.exempt),
        price=declared.price,
        nights_taxed=line.nights_taxed if line else 0,
        nights_exempt=line.nights_exempt if line else sum(declared.exempt.values()),
    )
    if isinstance(declared, DeclaredStay):
        row.arrival, row.departure, row.persons = declared.arrival, declared.departure, declared.persons
        row.collected_on, row.reference = declared.collected_on, declared.reference[:80]
    elif declared.first and declared.last:
        row.arrival, row.departure = declared.first, declared.last + dt.timedelta(days=1)
    if isinstance(declared, DeclaredTotal) and line is None:
        row.nights_taxed = max(declared.nights_taxed, 0)
    if line is not None:
        row.category = line.category
        row.base, row.department, row.region = line.shares.base, line.shares.department, line.shares.region
    return row


def _journaled(declaration: Declaration) -> dict[str, Any]:
    return {
        "version": declaration.version,
        "kind": declaration.kind,
        "nights_taxed": declaration.nights_taxed,
        "nights_exempt": declaration.nights_exempt,
        "amount": declaration.amount,
    }


def _kind_of(sent: Declaration, former: Declaration | None) -> str:
    if former is not None:
        return LedgerLine.Kind.CORRECTION
    officio = sent.channel == Declaration.Channel.OFFICIO
    return LedgerLine.Kind.OFFICIO if officio else LedgerLine.Kind.DUE
