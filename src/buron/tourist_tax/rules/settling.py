"""Spreading money over what is owed, to the cent: oldest first, each payment shared between who receives the tax.

Pure arithmetic; no text says how a part payment is shared, so the choice is named here: in proportion to what is still
owed to each, the cents left over going to the collectivity.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from buron.tourist_tax.rules.interest import late_interest, months_late
from buron.tourist_tax.rules.values import NOTHING, CalculationError, Cents, Shares


@dataclass(frozen=True, slots=True)
class Owed:
    """What one lodging still owes for one period; ``key`` is the caller's own."""

    key: tuple[int | None, int]
    due_on: dt.date
    shares: Shares


@dataclass(frozen=True, slots=True)
class Spread:
    """A part of a payment that goes to one account."""

    key: tuple[int | None, int]
    shares: Shares


def split_payment(amount: Cents, owed: Shares) -> Shares:
    """Share a payment like what is owed; no share gets more than it is owed, nothing is lost.

    ``amount`` is between 0 and the total owed, :class:`CalculationError` otherwise. Shares that are negative (a
    correction lowered one of them) get nothing unless everything is paid.
    """
    if not 0 <= amount <= owed.total:
        raise CalculationError("Un paiement ne peut pas dépasser ce qui est dû.")
    if amount == owed.total:
        return owed
    weights = [max(0, owed.base), max(0, owed.department), max(0, owed.region)]
    whole = sum(weights)
    department, region = (amount * weight // whole for weight in weights[1:])
    base = min(amount - department - region, weights[0])
    rest = amount - base - department - region
    more = min(rest, weights[1] - department)
    return Shares(base, department + more, region + rest - more)


def spread(amount: Cents, owed: Sequence[Owed], *, first: int | None = None) -> tuple[list[Spread], Cents]:
    """Spread a payment over what is owed, the earliest due first; gives the parts and what is left over.

    ``first`` is the period to settle before the others.
    """
    parts, rest = [], amount

    def order(item: Owed) -> tuple[bool, dt.date, int, int]:
        return item.key[1] != first, item.due_on, item.key[1], item.key[0] or 0

    for one in sorted(owed, key=order):
        taken = min(rest, one.shares.total)
        if taken > 0:
            parts.append(Spread(one.key, split_payment(taken, one.shares)))
            rest -= taken
    return parts, rest


def opposite(shares: Shares) -> Shares:
    """The contrary entry."""
    return Shares(-shares.base, -shares.department, -shares.region)


def summed(parts: Sequence[Spread]) -> Shares:
    """The sum of parts."""
    return sum((part.shares for part in parts), NOTHING)


def interest_due(
    principal: Cents,
    payments: Sequence[tuple[dt.date, Cents]],
    due_on: dt.date,
    on: dt.date,
    percent_per_month: Decimal,
    *,
    count_started: bool = False,
) -> Cents:
    """Late interest on a debt up to a day: on each part from the due date to its payment, on the rest up to ``on``.

    Payments settle the principal before anything else, in order of their dates.
    """
    rest, total = max(0, principal), 0
    for day, amount in sorted(payments):
        taken = min(rest, max(0, amount))
        months = months_late(due_on, min(day, on), count_started=count_started)
        total += late_interest(taken, months, percent_per_month)
        rest -= taken
    months = months_late(due_on, on, count_started=count_started)
    return total + late_interest(rest, months, percent_per_month)
