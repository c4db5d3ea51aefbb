"""Late interest as ledger lines: what the law gives on what was late, less what was already charged."""

from __future__ import annotations

import datetime as dt

from django.db import transaction
from django.db.models import F, Q, Sum
from django.utils import timezone
from django.utils.translation import gettext as _

from buron.directory.models import Party
from buron.kernel import journal
from buron.kernel.actors import Actor
from buron.kernel.formats import number as number_text
from buron.lodging.models import Lodging
from buron.tourist_tax.errors import TaxError
from buron.tourist_tax.law import current_law
from buron.tourist_tax.models import CollectionPeriod, Declaration, LedgerLine
from buron.tourist_tax.rules import Shares
from buron.tourist_tax.rules.settling import interest_due
from buron.tourist_tax.services.ledger import append_line
from buron.tourist_tax.services.payments import COLLECT, lock

AMOUNT = F("base") + F("department") + F("region")
DUES = (LedgerLine.Kind.DUE, LedgerLine.Kind.CORRECTION, LedgerLine.Kind.OFFICIO, LedgerLine.Kind.WAIVER)


def charge_interest(
    *, actor: Actor, party: Party, period: CollectionPeriod, on: dt.date | None = None
) -> list[LedgerLine]:
    """Charge the interest of a host for a period up to a day, one line for each lodging that was late.

    Run again later, it charges the difference only. The rate is that of the last day of payment; whether a started
    month counts is what ``law/control.yaml`` says, with its doubt. Interest goes to the collectivity. Raises
    :class:`TaxError` when there is nothing to charge.
    """
    actor.require(COLLECT)
    day = on or timezone.localdate()
    if day > timezone.localdate():
        raise TaxError(_("Cette date n’est pas encore venue."), "on")
    with transaction.atomic():
        lock(actor)
        lines = [
            line
            for lodging_id in _lodgings(party, period)
            if (line := _charge(actor, party, period, lodging_id, day)) is not None
        ]
        if not lines:
            raise TaxError(_("Aucun intérêt à ajouter à ce jour pour cette période."))
        journal.record(
            actor=actor,
            action="tourist_tax.interest.charged",
            target=party,
            after={"amount": sum(line.amount for line in lines), "period": period.title},
        )
    return lines


def _lodgings(party: Party, period: CollectionPeriod) -> list[int | None]:
    rows = LedgerLine.objects.filter(party=party, period=period, platform="").order_by("lodging_id")
    return list(rows.values_list("lodging_id", flat=True).distinct())


def _charge(
    actor: Actor, party: Party, period: CollectionPeriod, lodging_id: int | None, day: dt.date
) -> LedgerLine | None:
    lines = LedgerLine.objects.filter(Q(party=party, period=period, lodging_id=lodging_id, platform=""))
    law = current_law()
    flat = lines.filter(declaration__kind=Declaration.Kind.FORFAIT).exists()
    rate = law.on("interest.flat" if flat else "interest.reel", period.pay_by)
    started = law.on("interest.started_month", period.pay_by)
    if rate is None:
        raise TaxError(_("Le taux des intérêts de retard à cette date n’est pas connu de Buron."))
    principal = lines.filter(kind__in=DUES).aggregate(total=Sum(AMOUNT))["total"] or 0
    charged = lines.filter(kind=LedgerLine.Kind.INTEREST).aggregate(total=Sum(AMOUNT))["total"] or 0
    payments = lines.filter(kind=LedgerLine.Kind.PAID, reverses=None, reversed_by=None)
    owed = interest_due(
        principal,
        [(one.day, -one.amount) for one in payments],
        period.pay_by,
        day,
        rate.decimal,
        count_started=bool(started and started.value != "whole_months_only"),
    )
    if owed <= charged:
        return None
    return append_line(
        actor=actor,
        kind=LedgerLine.Kind.INTEREST,
        shares=Shares(owed - charged, 0, 0),
        period=period,
        label=_("Intérêt de retard à %(rate)s %% par mois, arrêté au %(day)s (%(cite)s)")
        % {
            "rate": number_text(rate.decimal, 2),
            "day": f"{day:%d/%m/%Y}",
            "cite": rate.reference.cite,
        },
        lodging=Lodging.objects.get(pk=lodging_id) if lodging_id else None,
        party=party,
        day=day,
    )
