"""Sending a month from the host's pages: the declaration, the attestation, the receipt by mail, as one deed."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from buron.directory.models import Party
from buron.kernel.actors import Actor
from buron.kernel.jobs import enqueue
from buron.lodging.models import Lodging
from buron.tourist_tax.errors import TaxError
from buron.tourist_tax.models import Declaration
from buron.tourist_tax.queries.hosts import draft_of, in_force, stays_of_month
from buron.tourist_tax.queries.terms import book
from buron.tourist_tax.rules import (
    CalculationError,
    DeclaredStay,
    DeclaredTotal,
    MonthCharge,
    assess_month,
)
from buron.tourist_tax.services.declarations import check_likely, save_draft, send_declaration
from buron.tourist_tax.services.hosts import attest_platforms
from buron.tourist_tax.services.register import declared_stays

RECEIPT_JOB = "tourist_tax.mail_receipt"
Declared = DeclaredStay | DeclaredTotal


@dataclass(frozen=True, slots=True)
class Preview:
    """What a month would come to, beside what it came to before."""

    kind: str
    declared: tuple[Declared, ...]
    charge: MonthCharge
    former: Declaration | None
    doubt: str = ""
    """Why somebody should look again before it is sent; empty when nothing is unlikely."""

    @property
    def amount(self) -> int:
        return self.charge.shares.total

    @property
    def change(self) -> int:
        """What the account takes, in cents: less than nothing when it goes down."""
        return self.amount - (self.former.amount if self.former else 0)

    @property
    def fall(self) -> int:
        """The same when it goes down, as a positive amount."""
        return -self.change


def preview_month(lodging: Lodging, month: dt.date, kind: str, channel: str) -> Preview:
    """Compute a month from its draft or its register, and write nothing. Raises :class:`TaxError`."""
    declared = declared_of(lodging, month, kind, channel)
    terms = book()
    try:
        found = assess_month(month, declared, terms.terms_of(lodging), terms.law, policy=terms.policy)
    except CalculationError as error:
        raise TaxError(str(error), "lines") from error
    return Preview(kind, tuple(declared), found, in_force(lodging, month), _doubt(lodging, month, found))


def _doubt(lodging: Lodging, month: dt.date, found: MonthCharge) -> str:
    try:
        check_likely(lodging, month, found)
    except TaxError as error:
        return str(error)
    return ""


def declared_of(lodging: Lodging, month: dt.date, kind: str, channel: str) -> Sequence[Declared]:
    """The lines of a month: those of the register, those of the draft, or none."""
    if kind == Declaration.Kind.STAYS:
        return declared_stays(stays_of_month(lodging, month))
    if kind == Declaration.Kind.TOTAL:
        draft = draft_of(lodging, month, channel)
        return totals_of(draft) if draft else []
    return []


def totals_of(declaration: Declaration) -> list[DeclaredTotal]:
    """The totals of a draft or of a declaration, as they were given."""
    found = []
    for line in declaration.lines.all():
        last = line.departure - dt.timedelta(days=1) if line.departure else None
        found.append(DeclaredTotal(line.nights_taxed, dict(line.exempt), line.price, line.arrival, last))
    return found


def send_month(
    *,
    actor: Actor,
    lodging: Lodging,
    party: Party,
    month: dt.date,
    kind: str,
    channel: str,
    client_id: uuid.UUID | None = None,
    confirmed: bool = False,
    attested: bool = False,
    comment: str = "",
) -> Declaration:
    """Send a month as its pages prepared it. A repeated sending gives the first one. Raises :class:`TaxError`."""
    actor.require("tourist_tax.declare")
    bound = _bound(client_id, lodging, month)
    with transaction.atomic():
        known = _sent_under(bound, lodging)
        if known is not None:
            return known
        declared = declared_of(lodging, month, kind, channel)
        if kind in (Declaration.Kind.TOTAL, Declaration.Kind.STAYS) and not declared:
            raise TaxError(
                _("Rien n’est encore noté pour ce mois : remplissez-le, ou déclarez « aucun client ».")
            )
        sent = send_declaration(
            actor=actor,
            lodging=lodging,
            month=month,
            kind=kind,
            declared=declared,
            channel=channel,
            client_id=bound,
            confirmed=confirmed,
            comment=comment,
        )
        if attested and kind == Declaration.Kind.PLATFORMS:
            attest_platforms(actor=actor, lodging=lodging, party=party, year=month.year)
        enqueue(actor, RECEIPT_JOB, key=f"{RECEIPT_JOB}:{sent.pk}", declaration_id=sent.pk)
    return sent


def send_waiting(
    *,
    actor: Actor,
    lodging: Lodging,
    party: Party,
    month: dt.date,
    kind: str,
    declared: Sequence[DeclaredTotal],
    channel: str,
    client_id: uuid.UUID,
    former: int | None,
) -> Declaration:
    """Send a month that was typed without network. A repeated sending gives the first one.

    ``former`` is the declaration that held when the page was kept: when another one took its place meanwhile, somebody
    must look. Raises :class:`TaxError`; the totals then stay as the draft of the month.
    """
    actor.require("tourist_tax.declare")
    facts: dict[str, Any] = {"lodging": lodging, "month": month, "kind": kind, "channel": channel}
    try:
        with transaction.atomic():
            held = Lodging.objects.select_for_update().get(pk=lodging.pk)
            known = _sent_under(_bound(client_id, lodging, month), held)
            if known is not None:
                return known
            now = in_force(held, month)
            if now is not None and now.pk != former:
                raise TaxError(_("Ce mois a été déclaré entre-temps : vérifiez, puis envoyez."), "former")
            if kind == Declaration.Kind.TOTAL:
                save_draft(actor=actor, declared=declared, **facts)
            return send_month(actor=actor, party=party, client_id=client_id, **facts)
    except TaxError:
        if kind == Declaration.Kind.TOTAL:
            save_draft(actor=actor, declared=declared, **facts)
        raise


def _bound(client_id: uuid.UUID | None, lodging: Lodging, month: dt.date) -> uuid.UUID | None:
    """Bound to its lodging and month, so that an identifier never opens another host's declaration."""
    return uuid.uuid5(client_id, f"{lodging.pk}:{month:%Y-%m}") if client_id else None


def _sent_under(bound: uuid.UUID | None, lodging: Lodging) -> Declaration | None:
    return Declaration.objects.filter(client_id=bound, lodging=lodging).first() if bound else None
