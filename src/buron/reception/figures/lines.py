"""Figures whose rows are put together by reading several tables: one declaration gives the figure, its parts, its rows.

For rows that the database cannot count alone (days that nobody wrote, days out and acts): they are few, a few hundred
a year, and are cut and summed in memory.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Generic, Protocol, TypeVar

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from buron.kernel.contributions import Dimension
from buron.kernel.counting import month_name
from buron.kernel.figures import NOT_ASKED, Column, Figure, FigureQuery, Rows, Slice, Value, share
from buron.kernel.periods import Period
from buron.reception.figures.axes import FigureError

if TYPE_CHECKING:
    from buron.kernel.contributions import Text

One = TypeVar("One")
Cuttable = TypeVar("Cuttable", contravariant=True)


@dataclass(frozen=True, slots=True)
class Cut(Generic[Cuttable]):
    """A way to cut lines: ``code`` of a line (None: it does not say) and what the code is called."""

    key: str
    title: Text
    code: Callable[[Cuttable], str | None]
    label: Callable[[Cuttable], str]
    by_time: bool = False


@dataclass(frozen=True, slots=True)
class Lines(Generic[One]):
    """An indicator over lines. ``read`` gives those of a period, newest first, or None when nothing is known of it.

    ``worth`` makes the value; parts have a share when it is a plain sum (``adds``).
    """

    read: Callable[[Period], Sequence[One] | None]
    worth: Callable[[Sequence[One]], Value]
    cuts: tuple[Cut[One], ...]
    columns: Sequence[Column]
    row: Callable[[One], Sequence[object]]
    adds: bool = True
    note: Callable[[Sequence[One]], str] = lambda lines: ""

    @property
    def dimensions(self) -> tuple[Dimension, ...]:
        return tuple(Dimension(cut.key, cut.title) for cut in self.cuts)

    def _cut(self, key: str) -> Cut[One]:
        found = next((cut for cut in self.cuts if cut.key == key), None)
        if found is None:
            raise FigureError(f"« {key[:40]} » ne découpe pas cet indicateur.")
        return found

    def selected(self, query: FigureQuery) -> Sequence[One] | None:
        """The lines of a query; :class:`FigureError` when a filter has no meaning."""
        wanted = [
            (self._cut(key), None if code == NOT_ASKED else code) for key, code in query.filters.items()
        ]
        lines = self.read(query.period)
        if lines is None:
            return None
        return [line for line in lines if all(cut.code(line) == code for cut, code in wanted)]

    def compute(self, query: FigureQuery) -> Figure:
        """The figure; not known rather than zero when nothing is known of the period."""
        cut = self._cut(query.split) if query.split else None
        lines = self.selected(query)
        provisional = not query.period.is_over(timezone.localdate())
        if lines is None:
            return Figure(None, 0, 0, provisional)
        unasked = sum(cut.code(line) is None for line in lines) if cut else 0
        slices = self._slices(cut, lines, query.limit) if cut else ()
        return Figure(self.worth(lines), len(lines), unasked, provisional, slices, self.note(lines))

    def _slices(self, cut: Cut[One], lines: Sequence[One], limit: int | None) -> tuple[Slice, ...]:
        groups: dict[str, list[One]] = {}
        for line in lines:
            code = cut.code(line)
            if code is not None:
                groups.setdefault(code, []).append(line)
        whole = self.worth([line for group in groups.values() for line in group])
        made = [self._slice(cut, code, group, whole) for code, group in sorted(groups.items())]
        if not cut.by_time:
            made.sort(key=lambda one: (-one.n, one.label))
        return tuple(made if limit is None else made[:limit])

    def _slice(self, cut: Cut[One], code: str, group: Sequence[One], whole: Value) -> Slice:
        value = self.worth(group)
        part = share(value, whole) if self.adds else None
        return Slice(code, cut.label(group[0]), value, len(group), part)

    def rows(self, query: FigureQuery) -> Rows:
        """The lines behind the figure."""
        lines = self.selected(query) or ()
        return Rows(
            self.columns,
            len(lines),
            lambda offset, limit: [self.row(one) for one in lines[offset : offset + limit]],
        )


class OfADay(Protocol):
    """A line of a day."""

    @property
    def day(self) -> dt.date: ...


def _month(line: OfADay) -> str:
    return f"{line.day:%Y-%m}"


DESK, MONTH = _("Bureau"), _("Mois")
BY_MONTH: Cut[OfADay] = Cut("month", MONTH, _month, lambda line: month_name(_month(line)), by_time=True)
BY_DAY: Cut[OfADay] = Cut(
    "day", _("Jour"), lambda line: line.day.isoformat(), lambda line: f"{line.day:%d/%m/%Y}", by_time=True
)
