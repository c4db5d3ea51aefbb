"""What a person says of a year: uses of the revenue, and what a visitor spends for a night."""

from __future__ import annotations

import datetime as dt

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from buron.kernel import journal
from buron.kernel.actors import Actor
from buron.tourist_tax.errors import TaxError
from buron.tourist_tax.models import RevenueUse, SpendingPerNight

DECLARE = "tourist_tax.declare"


def set_spending(
    *,
    actor: Actor,
    valid_from: dt.date,
    cents: int,
    source: str,
    low: int | None = None,
    high: int | None = None,
) -> SpendingPerNight:
    """Choose what a visitor spends for a night from a date; the same date again replaces it."""
    actor.require(DECLARE)
    if not source.strip():
        raise TaxError(_("Dites d’où vient ce montant : il est montré à côté du chiffre."), "source")
    with transaction.atomic():
        held = SpendingPerNight.objects.filter(valid_from=valid_from).first() or SpendingPerNight(
            office_id=actor.office_id, valid_from=valid_from
        )
        held.cents, held.low, held.high, held.source = cents, low, high, source.strip()[:300]
        try:
            held.full_clean()
        except ValidationError as error:
            raise TaxError.of(error) from error
        held.save()
        journal.record(
            actor=actor,
            action="tourist_tax.spending.set",
            target=held,
            after={"cents": cents, "low": low, "high": high, "source": held.source},
        )
    return held


def add_use(*, actor: Actor, year: int, label: str, amount: int) -> RevenueUse:
    """Write a use of the year's revenue."""
    actor.require(DECLARE)
    if not label.strip() or amount <= 0:
        raise TaxError(_("Un emploi a un intitulé et un montant."), "label")
    if not 1990 <= year <= 2100:
        raise TaxError(_("Choisissez une année."), "year")
    with transaction.atomic():
        use = RevenueUse.objects.create(
            office_id=actor.office_id, year=year, label=label.strip()[:200], amount=amount
        )
        journal.record(
            actor=actor,
            action="tourist_tax.revenue_use.added",
            target=use,
            after={"year": year, "amount": amount},
        )
    return use


def remove_use(*, actor: Actor, use: RevenueUse) -> None:
    """Strike a use out of the statement; the journal keeps it."""
    actor.require(DECLARE)
    with transaction.atomic():
        held = RevenueUse.objects.select_for_update().get(pk=use.pk)
        journal.record(
            actor=actor,
            action="tourist_tax.revenue_use.removed",
            target=held,
            before={"year": held.year, "label": held.label, "amount": held.amount},
        )
        held.delete()
