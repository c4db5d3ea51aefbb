"""Late interest (CGCT L2333-38 and L2333-46): a percentage of what is late for each month."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

from buron.kernel.money import round_half_up
from buron.tourist_tax.rules.values import CalculationError, Cents


def months_late(due_on: dt.date, paid_on: dt.date, *, count_started: bool = False) -> int:
    """Months from the due date to the payment; whether a started one counts is not settled by any text read."""
    if paid_on <= due_on:
        return 0
    months = (paid_on.year - due_on.year) * 12 + paid_on.month - due_on.month
    if paid_on.day < due_on.day and not _is_month_end(paid_on):
        months -= 1
        started = True
    else:
        started = paid_on.day > due_on.day
    return months + int(count_started and started)


def _is_month_end(day: dt.date) -> bool:
    return (day + dt.timedelta(days=1)).day == 1


def late_interest(amount: Cents, months: int, percent_per_month: Decimal) -> Cents:
    """Simple interest in cents, rounded half up: 1,000 € three months late at 0.20 % is 6.00 €."""
    if amount < 0 or months < 0 or percent_per_month < 0:
        raise CalculationError("Le montant, les mois et le taux ne peuvent pas être négatifs.")
    return round_half_up(amount * months * percent_per_month / 100)
