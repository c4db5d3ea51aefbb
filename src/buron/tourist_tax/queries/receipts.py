"""The two tables of receipts of a year, the shares to pay over, and the yearly statement of revenue and use."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import Sum

from buron.kernel.figures import Cell, FigureQuery, Slice
from buron.kernel.periods import year as whole_year
from buron.lodging.natures import Nature
from buron.territory.names import place_key
from buron.tourist_tax.figures.account import DUE, MONEY, OPERATORS, RECEIVED
from buron.tourist_tax.figures.declared import NIGHTS_TAXED
from buron.tourist_tax.models import CollectionPeriod, LedgerLine, RevenueUse


@dataclass(frozen=True, slots=True)
class Receipts:
    """What came in for a year: by commune and by nature, operators apart, both with the same total."""

    year: int
    communes: list[Slice]
    natures: list[Slice]
    total: int
    due: int
    nights: Cell

    @property
    def left(self) -> int:
        """Not yet come in, in cents: as long as there is any, the year is provisional."""
        return self.due - self.total


def receipts_of(year: int) -> Receipts:
    """The tables « Bilan encaissements » of a tax year, whatever the day of payment."""
    period = whole_year(year)
    received = {split: RECEIVED.compute(FigureQuery(period, split)) for split in ("place", "sort")}
    return Receipts(
        year,
        in_order(received["place"].slices, by_name=True),
        in_order(received["sort"].slices, by_name=False),
        int(received["place"].value or 0),
        int(DUE.compute(FigureQuery(period)).value or 0),
        NIGHTS_TAXED.compute(FigureQuery(period)).value,
    )


def in_order(slices: Sequence[Slice], *, by_name: bool) -> list[Slice]:
    """Communes by name, natures in the order of the law, digital operators last."""
    rank = {nature: place for place, nature in enumerate(Nature.values)}
    return sorted(
        slices,
        key=lambda one: (
            one.code == OPERATORS,
            place_key(one.label) if by_name else f"{rank.get(one.code, 99):02d}",
        ),
    )


@dataclass(frozen=True, slots=True)
class Handed:
    """What came in for a collection period, by who receives it, in cents."""

    period: CollectionPeriod
    base: int
    department: int
    region: int

    @property
    def total(self) -> int:
        return self.base + self.department + self.region


def shares_to_pay(year: int) -> list[Handed]:
    """For each collection period of a year, what was received for the collectivity, the département and the region.

    The collectivity repays each beneficiary at the end of the period (L2531-17 for the region's).
    """
    sums = {
        row["period_id"]: row
        for row in LedgerLine.objects.filter(kind__in=MONEY, period__first__year=year)
        .order_by()
        .values("period_id")
        .annotate(b=-Sum("base"), d=-Sum("department"), r=-Sum("region"))
    }
    return [
        Handed(one, found["b"], found["d"], found["r"])
        for one in CollectionPeriod.objects.filter(first__year=year)
        for found in (sums.get(one.pk, {"b": 0, "d": 0, "r": 0}),)
    ]


@dataclass(frozen=True, slots=True)
class Statement:
    """The yearly statement annexed to the accounts (R2333-45): what came in, what it was used for."""

    year: int
    revenue: int
    department: int
    region: int
    uses: list[RevenueUse]

    @property
    def used(self) -> int:
        return sum(one.amount for one in self.uses)

    @property
    def left(self) -> int:
        return self.revenue - self.used


def statement_of(year: int) -> Statement:
    """Revenue is the collectivity's own share; the additional taxes are only handed over."""
    handed = shares_to_pay(year)
    return Statement(
        year,
        sum(one.base for one in handed),
        sum(one.department for one in handed),
        sum(one.region for one in handed),
        list(RevenueUse.objects.filter(year=year)),
    )
