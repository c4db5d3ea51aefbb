"""The only door to the account of the lodgings: lines are appended, and undone by a line that says the contrary."""

from __future__ import annotations

import datetime as dt

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from buron.directory.models import Party
from buron.kernel import journal
from buron.kernel.actors import Actor
from buron.kernel.numbering import next_number
from buron.lodging.models import Lodging
from buron.tourist_tax.errors import TaxError
from buron.tourist_tax.models import CollectionPeriod, Declaration, LedgerLine, Payment
from buron.tourist_tax.rules import Shares
from buron.tourist_tax.services.regularised import after_settling


def append_line(
    *,
    actor: Actor,
    kind: str,
    shares: Shares,
    period: CollectionPeriod,
    label: str,
    lodging: Lodging | None = None,
    party: Party | None = None,
    platform: str = "",
    day: dt.date | None = None,
    declaration: Declaration | None = None,
    payment: Payment | None = None,
    reverses: LedgerLine | None = None,
) -> LedgerLine:
    """Write one line; due is positive, paid is negative. For the services of this room, which hold the rights.

    Belongs inside the transaction of the deed that it records, which writes the journal.
    """
    with transaction.atomic():
        return LedgerLine.objects.create(
            office_id=actor.office_id,
            number=next_number(LedgerLine, actor.office_id),
            kind=kind,
            day=day or timezone.localdate(),
            lodging=lodging,
            party=party,
            platform=platform,
            period=period,
            declaration=declaration,
            payment=payment,
            reverses=reverses,
            base=shares.base,
            department=shares.department,
            region=shares.region,
            label=label[:200],
        )


def reverse_line(*, actor: Actor, line: LedgerLine, because: str) -> LedgerLine:
    """Undo a line by its contrary, once; the reason is asked. What a declaration or a payment wrote is undone there."""
    actor.require("tourist_tax.collect")
    if not because.strip():
        raise TaxError(_("Dites pourquoi l’écriture est annulée."), "because")
    with transaction.atomic():
        held = LedgerLine.objects.select_for_update().get(pk=line.pk)
        if held.declaration_id is not None or held.payment_id is not None:
            raise TaxError(
                _("Cette écriture vient d’une déclaration ou d’un paiement : corrigez-le lui-même.")
            )
        if held.reverses_id is not None or LedgerLine.objects.filter(reverses=held).exists():
            raise TaxError(_("Cette écriture est déjà annulée."))
        found = append_line(
            actor=actor,
            kind=held.kind,
            shares=Shares(-held.base, -held.department, -held.region),
            period=held.period,
            label=_("Annulation de l’écriture nº %(number)s : %(because)s")
            % {"number": held.number, "because": because.strip()},
            lodging=held.lodging,
            party=held.party,
            platform=held.platform,
            reverses=held,
        )
        journal.record(
            actor=actor, action="tourist_tax.line.reversed", target=held, after={"because": because.strip()}
        )
        after_settling(actor=actor, party_id=held.party_id)
    return found
