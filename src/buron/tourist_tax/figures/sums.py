"""Figures that add up a column over rows: one way to split, filter and open them."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.db.models import Count, QuerySet, Sum
from django.db.models.expressions import Combinable
from django.utils import timezone

from buron.kernel.figures import MONTH, NOT_ASKED, Column, Figure, FigureQuery, Rows, Slice, share
from buron.kernel.formats import month_text
from buron.kernel.periods import Period
from buron.lodging.natures import Nature
from buron.territory.reference import commune_name

LATE_DAYS = 60
"""Declarations and payments still come in that long after a period: until then its figures are provisional."""


@dataclass(frozen=True, slots=True)
class Axis:
    """A way to split: the column, how a code is written, read and named."""

    key: str
    column: str
    label: Callable[[Any], str] = str
    code: Callable[[Any], str] = str
    read: Callable[[str], Any] = str


@dataclass(frozen=True, slots=True)
class Sums:
    """A figure that is the sum of ``measure`` over rows, cents or nights; not known when there is no row."""

    base: Callable[[Period], QuerySet[Any]]
    measure: Combinable
    axes: Sequence[Axis]
    columns: Sequence[Column]
    row: Callable[[Any], tuple[object, ...]]
    order: Sequence[str] = ("pk",)
    related: Sequence[str] = ()
    note: Callable[[Period], str] = field(default=lambda _period: "")

    def select(self, query: FigureQuery) -> QuerySet[Any]:
        """The rows of a question."""
        found = self.base(query.period)
        for key, code in query.filters.items():
            by = self.axis(key)
            if code == NOT_ASKED:
                found = found.filter(**{f"{by.column}__isnull": True})
            else:
                found = found.filter(**{by.column: by.read(code)})
        return found

    def axis(self, key: str) -> Axis:
        for one in self.axes:
            if one.key == key:
                return one
        raise ValueError(f"« {key[:40]} » ne découpe pas ce chiffre.")

    def compute(self, query: FigureQuery) -> Figure:
        found = self.select(query).order_by()
        provisional, note = is_provisional(query.period), self.note(query.period)
        if query.split is None:
            total = found.aggregate(value=Sum(self.measure), n=Count("pk"))
            return Figure(total["value"], total["n"], 0, provisional, note=note)
        by = self.axis(query.split)
        parts = list(
            found.values_list(by.column).annotate(value=Sum(self.measure), n=Count("pk")).order_by(by.column)
        )
        return self._figure(by, parts, provisional, note)

    def _figure(
        self, by: Axis, parts: Sequence[tuple[Any, int, int]], provisional: bool, note: str
    ) -> Figure:
        n = sum(count for _code, _value, count in parts)
        answered = sum(value for code, value, _count in parts if code is not None)
        slices = [
            Slice(by.code(code), by.label(code), value, count, _share(value, answered))
            for code, value, count in parts
            if code is not None
        ]
        if by.key != MONTH:
            slices.sort(key=lambda one: -int(one.value or 0))
        total = sum(value for _code, value, _count in parts) if parts else None
        unasked = n - sum(one.n for one in slices)
        return Figure(total, n, unasked, provisional, tuple(slices), note)

    def rows(self, query: FigureQuery) -> Rows:
        found = self.select(query).select_related(*self.related).order_by(*self.order)

        def page(offset: int, limit: int) -> Sequence[Sequence[object]]:
            return [self.row(one) for one in found[offset : offset + limit]]

        return Rows(self.columns, found.count(), page)


def _share(value: int, whole: int) -> Any:
    """A part below zero or above the whole (a refund) is no share."""
    return share(value, whole) if 0 <= value <= whole else None


def is_provisional(period: Period) -> bool:
    """Until two months after its end, declarations and payments of a period still come in."""
    return not period.is_over(timezone.localdate() - dt.timedelta(days=LATE_DAYS))


def nature_name(nature: str) -> str:
    return str(dict(Nature.choices).get(nature, nature))


def read_month(code: str) -> dt.date:
    if len(code) != 7:
        raise ValueError("Un mois s’écrit 2024-07.")
    return dt.date(int(code[:4]), int(code[5:]), 1)


def month_code(month: dt.date) -> str:
    return f"{month:%Y-%m}"


def axes(prefix: str = "", *, month: str = "") -> tuple[Axis, ...]:
    """The axes that lodgings give, and the column of months when there is one."""
    found = (
        Axis("nature", f"{prefix}lodging__nature", nature_name),
        Axis("commune", f"{prefix}lodging__insee", commune_name),
    )
    return (*found, Axis(MONTH, month, month_text, month_code, read_month)) if month else found
