"""Accounts: what each host still owes by lodging and period, and the money that waits to be spread."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any

from django.db.models import Q, QuerySet, Sum

from buron.kernel.whole import whole
from buron.lodging.models import Lodging
from buron.tourist_tax.models import CollectionPeriod, LedgerLine, Payment
from buron.tourist_tax.rules import Shares
from buron.tourist_tax.rules.settling import Owed


@dataclass(frozen=True, slots=True)
class Holder:
    """Whose account: a host, or a platform."""

    party_id: int | None = None
    platform: str = ""

    @property
    def condition(self) -> Q:
        return Q(party_id=self.party_id, platform=self.platform)

    @property
    def lines(self) -> QuerySet[LedgerLine]:
        return LedgerLine.objects.filter(self.condition)

    @property
    def payments(self) -> QuerySet[Payment]:
        return Payment.objects.filter(self.condition)


Place = tuple[int | None, int]
"""Lodging (None for what belongs to none) and period: where something is owed."""


def place_text(place: Place) -> str:
    """A place as a page writes it: ``"12-3"``, ``"-3"`` without a lodging."""
    return f"{place[0] or ''}-{place[1]}"


def place_of(text: str) -> Place:
    """A place as a page wrote it; ``(None, 0)``, where nothing is ever owed, when it is nonsense."""
    lodging, _dash, period = text.partition("-")
    known = whole(lodging)
    return (None, 0) if lodging and known is None else (known, whole(period) or 0)


@dataclass(frozen=True, slots=True)
class Position:
    """Where an account stands for one lodging and period, in cents by share."""

    lodging_id: int | None
    period_id: int
    due_on: dt.date
    shares: Shares

    @property
    def key(self) -> Place:
        return self.lodging_id, self.period_id

    @property
    def place(self) -> str:
        """The same, as a page writes it."""
        return place_text(self.key)

    @property
    def amount(self) -> int:
        return self.shares.total


def positions(holder: Holder) -> list[Position]:
    """Every lodging and period of an account that is not at zero, the earliest due first."""
    rows = (
        holder.lines.order_by("period__pay_by", "period_id", "lodging_id")
        .values_list("lodging_id", "period_id", "period__pay_by")
        .annotate(Sum("base"), Sum("department"), Sum("region"))
    )
    found = [Position(row[0], row[1], row[2], Shares(*row[3:])) for row in rows]
    return [one for one in found if any((one.shares.base, one.shares.department, one.shares.region))]


def owed(holder: Holder) -> list[Owed]:
    """What is still to be paid, ready to be spread over."""
    return [Owed(one.key, one.due_on, one.shares) for one in positions(holder) if one.amount > 0]


def credit_of(holder: Holder) -> int:
    """Money received and not spread, in cents; negative when a payment given back has bounced since."""
    received = holder.payments.aggregate(total=Sum("amount"))["total"] or 0
    spread = LedgerLine.objects.filter(
        Q(payment__party_id=holder.party_id, payment__platform=holder.platform)
    ).aggregate(total=Sum("base") + Sum("department") + Sum("region"))["total"]
    return received + (spread or 0)


def balance_of(holder: Holder) -> int:
    """What an account owes in all (negative: overpaid), credit in waiting apart, in cents."""
    return total_of(holder.lines)


def total_of(lines: QuerySet[LedgerLine]) -> int:
    """Sum of some lines, in cents."""
    return lines.aggregate(total=Sum("base") + Sum("department") + Sum("region"))["total"] or 0


def unspread(holder: Holder) -> list[tuple[Payment, int]]:
    """Payments with money left to spread, oldest first; those that were cancelled are left out."""
    found = (
        holder.payments.filter(amount__gt=0, cancels=None, cancelled_by=None)
        .annotate(spread=Sum("ledger__base") + Sum("ledger__department") + Sum("ledger__region"))
        .order_by("received_on", "number")
    )
    rests = ((payment, payment.amount + (payment.spread or 0)) for payment in found)
    return [(payment, rest) for payment, rest in rests if rest > 0]


def totals(lines: QuerySet[LedgerLine]) -> dict[str, int]:
    """Due (with corrections and interest), paid and balance of some lines, in cents."""
    paid = Q(payment__isnull=False)
    amount = Sum("base") + Sum("department") + Sum("region")
    found: dict[str, Any] = lines.aggregate(
        due=Sum("base", filter=~paid) + Sum("department", filter=~paid) + Sum("region", filter=~paid),
        balance=amount,
    )
    due, balance = found["due"] or 0, found["balance"] or 0
    return {"due": due, "paid": due - balance, "balance": balance}


def names_of(found: list[Position]) -> dict[tuple[int | None, int], tuple[Lodging | None, CollectionPeriod]]:
    """Lodging and period of positions, in two queries."""
    lodgings = Lodging.objects.in_bulk({one.lodging_id for one in found if one.lodging_id})
    periods = CollectionPeriod.objects.in_bulk({one.period_id for one in found})
    return {
        one.key: (lodgings.get(one.lodging_id) if one.lodging_id else None, periods[one.period_id])
        for one in found
    }
