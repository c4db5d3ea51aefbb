"""Figures: what an indicator answers, and the rows it was counted from.

An indicator is declared by the room that owns its rows (:class:`buron.kernel.contributions.Indicator`);
dashboards, objectives and reports
only ever read it through these types. A value that is not known is ``None``, never zero.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Literal

from buron.kernel.periods import Period

Value = int | Decimal | None

# Two dimensions mean the same in every room: an indicator that has them is drawn along time with one query.
# Codes are ``2024-07`` and ``2024-07-14``; a month or a day without a row may be absent from the slices.
MONTH = "month"
DAY = "day"

# The code that, in ``filters``, opens the rows that do not answer a dimension.
NOT_ASKED = "non-demande"

Cell = str | int | Decimal | None


@dataclass(frozen=True, slots=True)
class FigureQuery:
    """What is asked of an indicator; the office is the one in scope.

    ``split`` is one of the indicator's dimensions; ``filters`` maps dimensions to codes.
    """

    period: Period
    split: str | None = None
    filters: Mapping[str, str] = field(default_factory=dict)
    limit: int | None = None


@dataclass(frozen=True, slots=True)
class Slice:
    """One part of a split figure. ``code`` opens the rows of the slice when it is put into ``filters``."""

    code: str
    label: str
    value: Value
    n: int
    share: Decimal | None = None  # hundredths, over those who answered


@dataclass(frozen=True, slots=True)
class Figure:
    """The answer of an indicator.

    ``n`` is the number of rows counted, ``not_asked`` how many of them do not say what the split asks (kept
    out of shares).
    """

    value: Value
    n: int
    not_asked: int = 0
    provisional: bool = False
    slices: Sequence[Slice] = ()
    note: str = ""

    @property
    def not_asked_share(self) -> Decimal | None:
        """Share of the rows that do not answer, in hundredths."""
        return None if self.n == 0 else Decimal(self.not_asked) * 100 / self.n


ColumnKind = Literal["text", "integer", "decimal", "percent", "amount", "date", "datetime"]


@dataclass(frozen=True, slots=True)
class Column:
    key: str
    title: str
    kind: ColumnKind = "text"


@dataclass(frozen=True, slots=True)
class Rows:
    """The rows behind a figure, read page by page: ``page(offset, limit)`` gives tuples in the order of
    ``columns``.

    ``link`` makes the address of a row's own screen from the tuple's last, hidden member when there is one.
    """

    columns: Sequence[Column]
    total: int
    page: Callable[[int, int], Sequence[Sequence[object]]]


def evolution(now: Value, before: Value) -> Decimal | None:
    """(N − N₋₁) / N₋₁ in hundredths; not known when either is, or when there was nothing before."""
    if now is None or before is None or before == 0:
        return None
    return (Decimal(now) - Decimal(before)) * 100 / Decimal(before)


def share(part: Value, whole: Value) -> Decimal | None:
    """``part`` in hundredths of ``whole``; not known when the whole is zero or unknown."""
    if part is None or not whole:
        return None
    return Decimal(part) * 100 / Decimal(whole)
