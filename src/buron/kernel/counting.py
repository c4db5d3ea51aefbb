"""Indicators over the rows of one table, whatever the room: how they are cut, measured, and opened again.

For tables of at most some thousands of rows in a period: the rows are read once, with the column of the split and the
one that is measured, and folded here, so that a median needs no more than a sum. A figure and its rows agree because
the same condition makes both.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import Q, QuerySet
from django.utils import timezone

from buron.kernel import formats
from buron.kernel.contributions import Dimension, Text
from buron.kernel.figures import MONTH, NOT_ASKED, Column, Figure, FigureQuery, Rows, Slice, Value, share
from buron.kernel.periods import Period

Label = Callable[[str], str]
_MONTH = re.compile(r"(\d{4})-(0[1-9]|1[0-2])\Z")
LARGEST_KEY = 2**31 - 1


class CountingError(ValueError):
    """What is asked of the indicator has no meaning; the message is French."""


@dataclass(frozen=True, slots=True)
class Cut:
    """A way to split: ``path`` is a column of the rows (``desk_id``, ``party__language``); empty values are unasked.

    ``labels`` gives the names of codes, asked once for each figure; ``kind`` says how a code is read back.
    """

    key: str
    title: Text
    path: str
    labels: Callable[[], Label]
    kind: str = "text"

    @property
    def dimension(self) -> Dimension:
        return Dimension(self.key, self.title)

    def code(self, value: Any) -> str:
        """The code of a column's value; empty when the row does not say."""
        if value in (None, ""):
            return ""
        if self.kind == "month":
            return f"{_local(value):%Y-%m}"
        return str(value)[:80]

    def condition(self, code: str) -> Q:
        """The rows of a code."""
        if code == NOT_ASKED:
            null = Q(**{f"{self.path}__isnull": True})
            return null | Q(**{self.path: ""}) if self.kind == "text" else null
        if self.kind == "month":
            return self._month(code)
        if self.kind == "key":
            known = code.isascii() and code.isdigit() and len(code) < 11 and int(code) <= LARGEST_KEY
            return Q(**{self.path: int(code)}) if known else Q(pk=None)
        return Q(**{self.path: code})

    def _month(self, code: str) -> Q:
        found = _MONTH.match(code)
        if not found or not 1 <= int(found[1]) <= 9998:
            return Q(pk=None)
        first = dt.date(int(found[1]), int(found[2]), 1)
        following = (first + dt.timedelta(days=31)).replace(day=1)
        return Q(**{f"{self.path}__gte": first, f"{self.path}__lt": following})


def _local(value: dt.date | dt.datetime) -> dt.date:
    return timezone.localtime(value).date() if isinstance(value, dt.datetime) else value


def month_cut(path: str, title: Text) -> Cut:
    """The months of a date column (not of an instant, whose day depends on the clock)."""
    return Cut(MONTH, title, path, lambda: month_name, "month")


def month_name(code: str) -> str:
    """« juillet 2026 » of ``2026-07``, and of what begins so."""
    return formats.month_text(dt.date(int(code[:4]), int(code[5:7]), 1))


@dataclass(frozen=True, slots=True)
class Count:
    """An indicator over rows.

    ``base`` gives the rows of a period. ``measured`` is the column whose values ``measure`` folds (the rows themselves
    are counted when there is none). ``line`` makes the tuple of a row, in the order of ``columns``. ``known_since``
    tells whether anybody was counting by the end of a period: before, no row means unknown and not zero.
    """

    base: Callable[[Period], QuerySet[Any]]
    columns: Sequence[Column]
    line: Callable[[Any], Sequence[object]]
    cuts: Sequence[Cut] = ()
    measured: str = "pk"
    measure: Callable[[Sequence[Any]], Value] = len
    known_since: Callable[[Period], bool] = lambda period: True
    shares: bool = True
    note: Text = ""

    @property
    def dimensions(self) -> tuple[Dimension, ...]:
        return tuple(cut.dimension for cut in self.cuts)

    def compute(self, query: FigureQuery) -> Figure:
        """The figure: one query for the rows, and those of labels."""
        rows = self._rows(query)
        provisional = not query.period.is_over(timezone.localdate())
        if query.split is None:
            values = list(rows.order_by().values_list(self.measured, flat=True))
            return Figure(self._value(values, query.period), len(values), 0, provisional, (), str(self.note))
        cut = self._cut(query.split)
        groups: dict[str, list[Any]] = {}
        for key, value in rows.order_by().values_list(cut.path, self.measured):
            groups.setdefault(cut.code(key), []).append(value)
        values = [value for group in groups.values() for value in group]
        unasked = len(groups.pop("", []))
        slices = self._slices(cut, groups, len(values) - unasked, query)
        return Figure(
            self._value(values, query.period), len(values), unasked, provisional, slices, str(self.note)
        )

    def _value(self, values: Sequence[Any], period: Period) -> Value:
        return self.measure(values) if values or self.known_since(period) else None

    def _slices(
        self, cut: Cut, groups: Mapping[str, list[Any]], answered: int, query: FigureQuery
    ) -> tuple[Slice, ...]:
        name = cut.labels()
        found = [
            Slice(
                code,
                name(code) or code,
                self.measure(values),
                len(values),
                share(len(values), answered) if self.shares else None,
            )
            for code, values in groups.items()
        ]
        found.sort(key=lambda one: one.code if cut.kind == "month" else (-one.n, one.label))
        return tuple(found if query.limit is None else found[: query.limit])

    def _cut(self, key: str) -> Cut:
        for cut in self.cuts:
            if cut.key == key:
                return cut
        raise CountingError(f"« {key[:40]} » ne découpe pas cet indicateur.")

    def _rows(self, query: FigureQuery) -> QuerySet[Any]:
        rows = self.base(query.period)
        for key, code in query.filters.items():
            rows = rows.filter(self._cut(key).condition(code))
        return rows

    def rows(self, query: FigureQuery) -> Rows:
        """The rows that the figure was counted from."""
        found = self._rows(query)

        def page(offset: int, limit: int) -> Sequence[Sequence[object]]:
            return [self.line(row) for row in found[offset : offset + limit]]

        return Rows(self.columns, found.count(), page)
