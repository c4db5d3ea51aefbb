"""Arithmetic of comparisons, checks and due dates, without database nor clock.

Every percentage is in hundredths (``3.2`` is 3,2 %).
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from typing import Literal

from buron.kernel.figures import Value, evolution
from buron.kernel.formats import rounded
from buron.kernel.periods import Period, day_in

UnitKind = Literal["number", "percent", "amount"]
Better = Literal["up", "down", "none"]
Tone = Literal["good", "bad", "neutral"]


class PrintedError(ValueError):
    """The text is not a figure that can be compared; the message is French and can be shown."""


# -- N and N-1 ---------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Comparison:
    """A period and the same one a year before.

    ``whole`` is the period that was asked for; while it runs, ``now`` and ``before`` are both cut at the same date.
    """

    whole: Period
    now: Period
    before: Period

    @property
    def running(self) -> bool:
        return self.now != self.whole


def comparison(period: Period, today: dt.date) -> Comparison:
    """The period beside the same one a year before, both cut "à la même date" while it runs."""
    before = period.previous_year()
    if today not in period or today == period.end:
        return Comparison(period, period, before)
    now = period.to_date(today)
    if period.kind == "week":
        return Comparison(period, now, before.to_date(before.start + (today - period.start)))
    return Comparison(period, now, now.previous_year())


@dataclass(frozen=True, slots=True)
class Evolution:
    """How a figure moved since the year before.

    ``change`` is in hundredths, or in points (``points``) when the figure is itself a percentage; ``None``
    when either is
    not known, or when there was nothing before.
    """

    change: Decimal | None
    points: bool
    tone: Tone


def evolution_of(now: Value, before: Value, *, unit: UnitKind, better: Better) -> Evolution:
    """The evolution of a figure, and whether it is good news."""
    if unit == "percent":
        change = None if now is None or before is None else Decimal(now) - Decimal(before)
    else:
        change = evolution(now, before)
    return Evolution(change, unit == "percent", _tone(change, better))


def _tone(change: Decimal | None, better: Better) -> Tone:
    if not change or better == "none":
        return "neutral"
    return "good" if (change > 0) == (better == "up") else "bad"


def unit_kind(unit: str) -> UnitKind:
    """How values of a unit are written: ``%`` in hundredths, ``€`` in integer cents, anything else as a number."""
    sign = unit.strip()[:1]
    return {"%": "percent", "€": "amount"}.get(sign, "number")  # type: ignore[return-value]


# -- Figures typed from outside ----------------------------------------------------------------------------

_PRINTED = re.compile(r"(?P<sign>[+-]?)(?P<whole>\d+)(?:,(?P<fraction>\d{1,6}))?(?P<unit>%|€|pts?)?")
_SPACES = re.compile(r"[\s\u00a0\u202f]")


@dataclass(frozen=True, slots=True)
class Printed:
    """A figure as it was printed: its value and the decimals it shows."""

    value: Decimal
    decimals: int


def parse_printed(text: str) -> Printed:
    """Read ``23 691``, ``- 3,2 %``, ``+8.2 %`` or ``18 561,00 €``; :class:`PrintedError` on anything else."""
    cleaned = _SPACES.sub("", text).replace("−", "-").replace("–", "-").replace(".", ",")
    found = _PRINTED.fullmatch(cleaned)
    if not found or len(cleaned) > 24:
        raise PrintedError(
            f"« {text[:40]} » n’est pas un chiffre (exemples : 23 691 ; −3,2 % ; 18 561,00 €)."
        )
    fraction = found["fraction"] or ""
    return Printed(_decimal(f"{found['sign']}{found['whole']}.{fraction or '0'}"), len(fraction))


def _decimal(text: str) -> Decimal:
    try:
        return Decimal(text)
    except InvalidOperation as error:
        raise PrintedError(f"« {text[:40]} » n’est pas un chiffre.") from error


def parse_parts(text: str) -> list[Printed]:
    """Read a printed sum, ``1 + 6 + 16``; an empty text has no part."""
    if not text.strip():
        return []
    return [parse_printed(part) for part in text.split("+")]


def agrees(printed: Printed, exact: Decimal) -> bool:
    """Whether an exact figure, rounded half up to the decimals that were printed, is the printed one."""
    return rounded(exact, printed.decimals) == printed.value


def sum_agrees(total: Printed, parts: Sequence[Printed]) -> bool:
    """Whether printed parts make the printed total, each being allowed half a unit of its last decimal.

    Whole numbers are counts: nothing is allowed to them, unless the total itself is rounded less finely than its parts.
    """
    gap = abs(total.value - sum((part.value for part in parts), Decimal(0)))
    if total.decimals == 0 and all(part.decimals == 0 for part in parts):
        return gap == 0
    return gap <= _half_unit(total) + sum((_half_unit(part) for part in parts), Decimal(0))


def shares_agree(parts: Sequence[Printed]) -> bool:
    """Whether printed shares make 100 %, rounding allowed for."""
    gap = abs(Decimal(100) - sum((part.value for part in parts), Decimal(0)))
    return gap <= sum((_half_unit(part) for part in parts), Decimal(0))


def _half_unit(printed: Printed) -> Decimal:
    return Decimal(5).scaleb(-printed.decimals - 1)


# -- Due dates ---------------------------------------------------------------------------------------------

_DUE_MONTHS: dict[str, tuple[int, ...]] = {
    "month": tuple(range(1, 13)),
    "quarter": (1, 4, 7, 10),
    "quadrimestre": (1, 5, 9),
}


def next_due(frequency: str, day: int, month: int, today: dt.date) -> dt.date:
    """The next date, today included, by which a dashboard must be read again.

    ``day`` is a weekday (1 is Monday) when the frequency is ``week``, otherwise a day of the month cut to the month's
    length; ``month`` only serves the frequency ``year``.
    """
    if frequency == "week":
        return today + dt.timedelta(days=(min(day, 7) - 1 - today.weekday()) % 7)
    months = _DUE_MONTHS.get(frequency, (month,))
    dates = (day_in(year, each, day) for year in (today.year, today.year + 1) for each in months)
    return min(date for date in dates if date >= today)
