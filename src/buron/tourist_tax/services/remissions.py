"""Remissions and admissions en non-valeur: decided by the collectivity, recorded here, undone by ``reverse_line``."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from buron.directory.models import Party
from buron.kernel import journal
from buron.kernel.actors import Actor
from buron.lodging.models import Lodging
from buron.tourist_tax.errors import TaxError
from buron.tourist_tax.joined import media_type_of
from buron.tourist_tax.models import CollectionPeriod, LedgerLine, Remission
from buron.tourist_tax.queries.accounts import Holder, owed
from buron.tourist_tax.rules.settling import opposite, split_payment
from buron.tourist_tax.services.ledger import append_line
from buron.tourist_tax.services.payments import COLLECT, Key, lock
from buron.tourist_tax.services.regularised import after_settling


@dataclass(frozen=True, slots=True)
class Decided:
    """What the collectivity decided: its kind, by whom, when, why, and the paper that says so if there is one."""

    kind: str
    authority: str
    decided_on: dt.date
    because: str
    title: str = ""
    content: bytes = b""


def waive(*, actor: Actor, party: Party, at: Key, amount: int, decided: Decided) -> Remission:
    """Lower what a host owes for a lodging and period by what was decided; shared like what is owed.

    The office records it and decides nothing. Raises :class:`TaxError`.
    """
    actor.require(COLLECT)
    _check(decided)
    media = media_type_of(decided.content, "paper") if decided.content else ""
    with transaction.atomic():
        lock(actor)
        open_now = {one.key: one.shares for one in owed(Holder(party.pk))}
        if at not in open_now or not 0 < amount <= open_now[at].total:
            raise TaxError(_("La remise dépasse ce qui reste dû pour cette période."), "amount")
        lodging_id, period_id = at
        line = append_line(
            actor=actor,
            kind=LedgerLine.Kind.WAIVER,
            shares=opposite(split_payment(amount, open_now[at])),
            period=CollectionPeriod.objects.get(pk=period_id),
            label=f"{Remission.Kind(decided.kind).label} : {decided.because.strip()}",
            lodging=Lodging.objects.get(pk=lodging_id) if lodging_id else None,
            party=party,
        )
        made = Remission.objects.create(
            office_id=actor.office_id,
            line=line,
            kind=decided.kind,
            authority=decided.authority.strip()[:160],
            decided_on=decided.decided_on,
            because=decided.because.strip()[:300],
            title=decided.title.strip()[:120],
            content=decided.content,
            media_type=media,
        )
        journal.record(
            actor=actor,
            action="tourist_tax.debt.waived",
            target=party,
            after={"amount": amount, "authority": made.authority, "because": made.because},
        )
        after_settling(actor=actor, party_id=party.pk)
    return made


def _check(decided: Decided) -> None:
    if decided.kind not in Remission.Kind.values:
        raise TaxError(_("Dites si c’est une remise ou une admission en non-valeur."), "kind")
    if not decided.authority.strip():
        raise TaxError(_("Indiquez qui a décidé : conseil, président, comptable public."), "authority")
    if not decided.because.strip():
        raise TaxError(_("Indiquez le motif de la décision."), "because")
    if decided.decided_on > timezone.localdate():
        raise TaxError(_("Cette date n’est pas encore venue."), "decided_on")
