"""Sharing a sum between the collectivity, the département and the region, no cent lost."""

from __future__ import annotations

from buron.kernel.money import share_out
from buron.tourist_tax.rules.values import Cents, Shares


def in_proportion(total: Cents, of: Shares) -> Shares:
    """``total`` split as ``of`` is, the cents left over going to the collectivity.

    With nothing to go by (``of`` null), everything is the collectivity's.
    """
    weights = [max(of.base, 0), max(of.department, 0), max(of.region, 0)]
    if total == of.total:
        return of
    if not sum(weights):
        return Shares(total, 0, 0)
    sign = -1 if total < 0 else 1
    department, region = (sign * (abs(total) * weight // sum(weights)) for weight in weights[1:])
    return Shares(total - department - region, department, region)


def all_in_percent(total: Cents, department: int, region: int) -> Shares:
    """A sum that holds surtaxes of so many millionths of the base: what only comes as a total is taken apart.

    The cents left over go to the collectivity.
    """
    million = 1_000_000
    whole = million + department + region
    parts = share_out(total, [million, department, region]) if whole else [total, 0, 0]
    return Shares(total - parts[1] - parts[2], parts[1], parts[2])
