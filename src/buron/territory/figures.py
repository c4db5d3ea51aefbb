"""Figures of openings: days and hours really open, days planned, gaps with their reason.

A row is a day of a desk. Days to come are in the plan, never in what happened.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import partial
from typing import TYPE_CHECKING

from django.utils import timezone
from django.utils.translation import gettext_lazy

from buron.kernel.contributions import Dimension, Indicator
from buron.kernel.counting import month_name
from buron.kernel.figures import Column, Figure, FigureQuery, Rows, Slice, Value, share
from buron.territory.queries.openings import DeskDay, OpeningBook, ReasonLabels, known_span
from buron.territory.rules.slots import slots_text

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise

    Text = str | _StrPromise

KINDS = {
    "week": gettext_lazy("Lundi à samedi"),
    "sunday": gettext_lazy("Dimanche"),
    "holiday": gettext_lazy("Jour férié"),
}
GAPS = {
    "closed": gettext_lazy("Fermé au lieu d’ouvert"),
    "shorter": gettext_lazy("Ouvert moins longtemps"),
    "longer": gettext_lazy("Ouvert plus longtemps"),
    "extra": gettext_lazy("Ouvert au lieu de fermé"),
}
TITLES = {
    "desk": gettext_lazy("Bureau"),
    "month": gettext_lazy("Mois"),
    "day": gettext_lazy("Jour"),
    "daykind": gettext_lazy("Semaine, dimanche, férié"),
    "reason": gettext_lazy("Motif"),
    "gap": gettext_lazy("Écart"),
}


class OpeningFigureError(ValueError):
    """What is asked of a figure has no meaning; the message is French."""


@dataclass(frozen=True, slots=True)
class Counted:
    """What an indicator counts: which days, how they add up, along what they may be cut."""

    key: str
    holds: Callable[[DeskDay], bool]
    worth: Callable[[DeskDay], int] = lambda one: 1
    per: int = 1
    to_come: bool = False
    splits: tuple[str, ...] = ("desk", "month", "day", "daykind")


def _was_open(one: DeskDay) -> bool:
    return bool(one.actual)


def _minutes(one: DeskDay) -> int:
    return one.minutes


OPEN = Counted("open_days", _was_open)
HOURS = Counted("open_hours", _was_open, worth=_minutes, per=60)
PLANNED = Counted("planned_days", lambda one: bool(one.planned), to_come=True)
GAP = Counted(
    "opening_gaps",
    lambda one: one.is_past and bool(one.gap),
    splits=("reason", "desk", "month", "gap", "day"),
)


def _code(one: DeskDay, split: str) -> str:
    codes: dict[str, Callable[[], str]] = {
        "desk": lambda: str(one.desk.pk),
        "month": lambda: f"{one.day:%Y-%m}",
        "day": lambda: one.day.isoformat(),
        "daykind": lambda: _kind(one),
        "reason": lambda: one.reason,
        "gap": lambda: one.gap,
    }
    return codes[split]()


def _kind(one: DeskDay) -> str:
    if one.context.is_holiday:
        return "holiday"
    return "sunday" if one.day.isoweekday() == 7 else "week"


def _selected(spec: Counted, query: FigureQuery) -> tuple[OpeningBook, list[DeskDay], bool]:
    """The days that a query counts, and whether anybody planned or noted anything over the period."""
    for key in (*query.filters, *([query.split] if query.split else [])):
        if key not in spec.splits:
            raise OpeningFigureError(f"« {key[:40]} » ne découpe pas les jours d’ouverture.")
    known = known_span()
    end = query.period.end if spec.to_come else min(query.period.end, timezone.localdate())
    if known is None or min(end, known[1]) < max(query.period.start, known[0]):
        return OpeningBook(query.period.start, query.period.start, []), [], False
    book = OpeningBook(max(query.period.start, known[0]), min(end, known[1]))
    found, is_known = [], False
    for one in book.all_days():
        is_known = is_known or one.shown is not None
        if spec.holds(one) and all(_code(one, key) == code for key, code in query.filters.items()):
            found.append(one)
    return book, found, is_known


def _value(spec: Counted, days: Sequence[DeskDay]) -> int | Decimal:
    total = sum(spec.worth(one) for one in days)
    return total if spec.per == 1 else Decimal(total) / spec.per


def compute(spec: Counted, query: FigureQuery) -> Figure:
    """The figure; not known rather than zero when nobody planned or noted anything."""
    book, found, is_known = _selected(spec, query)
    provisional = not query.period.is_over(timezone.localdate())
    value: Value = _value(spec, found) if is_known else None
    slices = _slices(spec, query, book, found) if query.split else ()
    return Figure(value, len(found), 0, provisional, slices)


def _slices(
    spec: Counted, query: FigureQuery, book: OpeningBook, found: Sequence[DeskDay]
) -> tuple[Slice, ...]:
    split = query.split or ""
    groups: dict[str, list[DeskDay]] = {}
    for one in found:
        groups.setdefault(_code(one, split), []).append(one)
    whole = _value(spec, found)
    slices = tuple(
        Slice(
            code,
            label,
            _value(spec, groups[code]),
            len(groups[code]),
            share(_value(spec, groups[code]), whole),
        )
        for code, label in _labels(split, book, groups)
    )
    return tuple(sorted(slices, key=lambda one: -one.n)[: query.limit]) if query.limit else slices


def _labels(split: str, book: OpeningBook, groups: dict[str, list[DeskDay]]) -> list[tuple[str, str]]:
    if split == "desk":
        return [(str(desk.pk), desk.name) for desk in book.desks if str(desk.pk) in groups]
    if split == "month":
        return [(code, month_name(code)) for code in sorted(groups)]
    if split == "day":
        return [(code, f"{code[8:]}/{code[5:7]}/{code[:4]}") for code in sorted(groups)]
    if split == "reason":
        words = ReasonLabels()
        return sorted(((code, words.get(code)) for code in groups), key=lambda pair: -len(groups[pair[0]]))
    names = KINDS if split == "daykind" else GAPS
    return [(code, str(label)) for code, label in names.items() if code in groups]


COLUMNS = (
    Column("day", "Jour", "date"),
    Column("desk", "Bureau"),
    Column("planned", "Prévu"),
    Column("actual", "Réel"),
    Column("minutes", "Minutes d’ouverture", "integer"),
    Column("gap", "Écart"),
    Column("reason", "Motif"),
    Column("words", "Précision"),
)


def rows(spec: Counted, query: FigureQuery) -> Rows:
    """The days behind a figure, newest first."""
    _book, found, _known = _selected(spec, query)
    found.reverse()

    def page(offset: int, limit: int) -> Sequence[Sequence[object]]:
        words = ReasonLabels()
        return [day_row(one, words) for one in found[offset : offset + limit]]

    return Rows(COLUMNS, len(found), page)


def day_row(one: DeskDay, words: ReasonLabels) -> tuple[object, ...]:
    """A day in words, in the order of :data:`COLUMNS`."""
    return (
        one.day,
        one.desk.name,
        "" if one.planned is None else slots_text(one.planned),
        "" if one.actual is None else slots_text(one.actual),
        one.minutes if one.is_past else None,
        str(GAPS.get(one.gap, "")),
        words.get(one.reason, one.day) if one.reason else "",
        one.words,
    )


SOURCE = gettext_lazy("Calendrier des bureaux et écarts notés par l’office")


def _indicator(
    spec: Counted,
    title: Text,
    definition: Text,
    *,
    unit: Text,
    formula: Text = "",
    decimals: int = 0,
    better: str = "none",
) -> Indicator:
    return Indicator(
        key=f"territory.{spec.key}",
        title=title,
        definition=definition,
        unit=unit,
        source=SOURCE,
        compute=partial(compute, spec),
        rows=partial(rows, spec),
        permission="territory.view",
        number=6,
        dimensions=tuple(Dimension(key, TITLES[key]) for key in spec.splits),
        decimals=decimals,
        formula=formula,
        better=better,  # type: ignore[arg-type]
    )


INDICATORS = (
    _indicator(
        OPEN,
        gettext_lazy("Jours d’ouverture"),
        gettext_lazy(
            "Jours où chaque bureau a ouvert, additionnés. Un jour sans écart noté s’est passé comme prévu ; un jour "
            "ouvert une demi-journée compte pour un."
        ),
        unit=gettext_lazy("jours"),
        formula=gettext_lazy("jours prévus − jours fermés + jours ouverts en plus"),
        better="up",
    ),
    _indicator(
        PLANNED,
        gettext_lazy("Jours d’ouverture prévus"),
        gettext_lazy("Jours où le calendrier de chaque bureau le veut ouvert, jours à venir compris."),
        unit=gettext_lazy("jours"),
    ),
    _indicator(
        GAP,
        gettext_lazy("Écarts d’ouverture"),
        gettext_lazy(
            "Jours où un bureau n’a pas ouvert comme prévu : fermé, écourté, prolongé ou ouvert en plus."
        ),
        unit=gettext_lazy("jours"),
        better="down",
    ),
    _indicator(
        HOURS,
        gettext_lazy("Heures d’ouverture"),
        gettext_lazy("Heures où chaque bureau a été ouvert, additionnées."),
        unit=gettext_lazy("heures"),
        decimals=1,
        better="up",
    ),
)


def export(parameters: object) -> Rows:
    """Every day of the present year and the one before, for spreadsheets."""
    today = timezone.localdate()
    book = OpeningBook(dt.date(today.year - 1, 1, 1), dt.date(today.year, 12, 31))
    found = [one for one in book.all_days() if one.shown is not None]

    def page(offset: int, limit: int) -> Sequence[Sequence[object]]:
        words = ReasonLabels()
        return [day_row(one, words) for one in found[offset : offset + limit]]

    return Rows(COLUMNS, len(found), page)
