"""Counting rows that have a day: one declaration gives the figure, its parts and its rows.

Smaller than :mod:`buron.reception.figures.acts`, whose rows may cover a span: here a row is one thing on one day.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.db.models import Count, Q, QuerySet
from django.utils import timezone

from buron.kernel import periods
from buron.kernel.contributions import Dimension
from buron.kernel.counting import month_name
from buron.kernel.figures import NOT_ASKED, Column, Figure, FigureQuery, Rows, Slice, Value, share
from buron.kernel.whole import whole
from buron.reception.figures.axes import FigureError

if TYPE_CHECKING:
    from buron.kernel.contributions import Text

LONGEST_CODE = 40


@dataclass(frozen=True, slots=True)
class Part:
    """A way to cut the rows: the ``column`` grouped by, and the labels of its codes.

    ``empty`` is the value of the column that says nothing (null, or an empty text). ``read`` turns a code back into a
    value of the column, and raises :class:`ValueError` when it has no meaning.
    """

    key: str
    title: Text
    column: str
    labels: Callable[[Iterable[str]], Mapping[str, str]]
    empty: Any = None
    read: Callable[[str], Any] = str

    @property
    def dimension(self) -> Dimension:
        return Dimension(self.key, self.title)

    def where(self, code: str) -> Q:
        """The rows of a code, :data:`NOT_ASKED` included."""
        if code == NOT_ASKED:
            return Q((self.column, "")) if self.empty == "" else Q((f"{self.column}__isnull", True))
        if not code or len(code) > LONGEST_CODE:
            raise FigureError(f"« {code[:20]} » ne découpe pas cet indicateur.")
        try:
            return Q((self.column, self.read(code)))
        except ValueError as error:
            raise FigureError(f"« {code[:20]} » ne découpe pas cet indicateur.") from error


def identifier(code: str) -> int:
    """The identifier that a code writes."""
    number = whole(code)
    if number is None:
        raise ValueError(code)
    return number


def _months(codes: Iterable[str]) -> Mapping[str, str]:
    return {code: month_name(code) for code in sorted(codes)}


def _days(codes: Iterable[str]) -> Mapping[str, str]:
    return {code: f"{code[8:]}/{code[5:7]}/{code[:4]}" for code in sorted(codes)}


def _span(code: str, kind: str) -> Q:
    """The days of a month or of a day."""
    try:
        period = periods.parse(code)
    except periods.PeriodError as error:
        raise FigureError(str(error)) from error
    if period.kind != kind:
        raise FigureError(f"« {code[:20]} » n’est pas un {'mois' if kind == 'month' else 'jour'}.")
    return Q(day__gte=period.start, day__lte=period.end)


@dataclass(frozen=True, slots=True)
class Counted:
    """An indicator that counts rows with a ``day``, selected by ``base``."""

    base: Callable[[], QuerySet[Any]]
    parts: Mapping[str, Part]
    columns: Sequence[Column]
    page: Callable[[QuerySet[Any], int, int], Sequence[Sequence[object]]]

    @property
    def dimensions(self) -> tuple[Dimension, ...]:
        own = [part.dimension for part in self.parts.values()]
        return (*own, Dimension("month", "Mois"), Dimension("day", "Jour"))

    def selected(self, query: FigureQuery) -> QuerySet[Any]:
        """The rows of a query; :class:`FigureError` when a filter has no meaning."""
        rows = self.base().filter(day__gte=query.period.start, day__lte=query.period.end)
        for key, code in query.filters.items():
            rows = rows.filter(self._where(key, code))
        return rows

    def _where(self, key: str, code: str) -> Q:
        if key in ("month", "day"):
            return Q(pk__isnull=True) if code == NOT_ASKED else _span(code, key)
        if key not in self.parts:
            raise FigureError(f"« {key[:40]} » ne découpe pas cet indicateur.")
        return self.parts[key].where(code)

    def compute(self, query: FigureQuery) -> Figure:
        """The figure; not known rather than zero before the office wrote its first row."""
        rows = self.selected(query)
        provisional = not query.period.is_over(timezone.localdate())
        if query.split is None:
            n = rows.count()
            return Figure(self._known(n, query), n, 0, provisional)
        counts, unasked = self._counts(rows, query.split)
        n = sum(counts.values()) + unasked
        slices = self._slices(query, counts)
        return Figure(self._known(n, query), n, unasked, provisional, slices)

    def _known(self, n: int, query: FigureQuery) -> Value:
        return n if n or self.base().filter(day__lte=query.period.end).exists() else None

    def _counts(self, rows: QuerySet[Any], split: str) -> tuple[dict[str, int], int]:
        by_time = split in ("month", "day")
        if not by_time and split not in self.parts:
            raise FigureError(f"« {split[:40]} » ne découpe pas cet indicateur.")
        column = "day" if by_time else self.parts[split].column
        counts: dict[str, int] = {}
        unasked = 0
        for value, n in rows.order_by().values_list(column).annotate(n=Count("pk")):
            if not by_time and value in (None, self.parts[split].empty):
                unasked += n
                continue
            code = _time_code(value, split) if by_time else str(value)
            counts[code] = counts.get(code, 0) + n
        return counts, unasked

    def _slices(self, query: FigureQuery, counts: Mapping[str, int]) -> tuple[Slice, ...]:
        split = query.split or ""
        times = {"month": _months, "day": _days}
        labels = (times.get(split) or self.parts[split].labels)(counts)
        whole = sum(counts.values())
        made = [
            Slice(code, labels.get(code, code), n, n, share(n, whole))
            for code, n in sorted(counts.items(), key=lambda one: one[0] if split in times else "")
        ]
        if split not in times:
            made.sort(key=lambda one: (-one.n, one.label))
        return tuple(made[: query.limit] if query.limit is not None else made)

    def rows(self, query: FigureQuery) -> Rows:
        """The rows that :meth:`compute` counts for the same query, newest first."""
        found = self.selected(query).order_by("-day", "-pk")
        return Rows(self.columns, found.count(), lambda offset, limit: self.page(found, offset, limit))


def _time_code(day: dt.date, split: str) -> str:
    return f"{day:%Y-%m}" if split == "month" else day.isoformat()
