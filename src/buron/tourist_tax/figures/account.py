"""What the account says: due, paid, late, and what is known of the beds of each month."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any

from django.db.models import Case, F, Q, QuerySet, Sum, Value, When
from django.db.models.functions import NullIf
from django.utils import timezone
from django.utils.translation import gettext as _

from buron.kernel.figures import MONTH, NOT_ASKED, Column, Figure, FigureQuery, Rows, Slice, share
from buron.kernel.formats import month_text
from buron.kernel.periods import Period
from buron.lodging.models import Lodging
from buron.lodging.queries import let_between
from buron.lodging.rules import FAR_FUTURE, FAR_PAST
from buron.territory.reference import commune_name
from buron.tourist_tax.figures.declared import AMOUNT, in_force
from buron.tourist_tax.figures.sums import (
    Axis,
    Sums,
    axes,
    is_provisional,
    month_code,
    nature_name,
    read_month,
)
from buron.tourist_tax.models import Declaration, LedgerLine, Platform
from buron.tourist_tax.rules import end_of_month

OPERATORS = "operateurs"
"""Where printed tables put the money of digital operators: beside communes and natures, not in them."""
MONEY = (LedgerLine.Kind.PAID, LedgerLine.Kind.REFUND)
ONE_DAY = dt.timedelta(days=1)


def entries(period: Period) -> QuerySet[LedgerLine]:
    """The lines of the collection periods that a period holds whole."""
    kept_together = Platform.objects.filter(with_natures=True).values("name")
    apart = Q(lodging__isnull=True) | (~Q(platform="") & ~Q(platform__in=kept_together))
    return LedgerLine.objects.filter(period__first__gte=period.start, period__last__lte=period.end).annotate(
        operator=NullIf("platform", Value("")),
        place=Case(When(apart, then=Value(OPERATORS)), default=F("lodging__insee")),
        sort=Case(When(apart, then=Value(OPERATORS)), default=F("lodging__nature")),
    )


def _due(period: Period) -> QuerySet[LedgerLine]:
    return entries(period).exclude(kind__in=MONEY)


def _received(period: Period) -> QuerySet[LedgerLine]:
    return entries(period).filter(kind__in=MONEY)


COLUMNS = (
    Column("number", "Écriture", "integer"),
    Column("day", "Date", "date"),
    Column("period", "Période"),
    Column("lodging", "Hébergement nº", "integer"),
    Column("nature", "Nature"),
    Column("commune", "Commune"),
    Column("operator", "Plateforme"),
    Column("label", "Libellé"),
    Column("amount", "Montant", "amount"),
)


def _row(one: LedgerLine, sign: int) -> tuple[object, ...]:
    place = one.lodging
    return (
        one.number,
        one.day,
        one.period.title,
        place.number if place else None,
        nature_name(place.nature) if place else None,
        commune_name(place.insee) if place else None,
        one.platform or None,
        one.label,
        sign * one.amount,
    )


def _or_operators(name: Callable[[str], str]) -> Callable[[str], str]:
    return lambda code: _("Opérateurs numériques") if code == OPERATORS else name(code)


_AXES = (
    *axes(),
    Axis("operator", "operator"),
    Axis("place", "place", _or_operators(commune_name)),
    Axis("sort", "sort", _or_operators(nature_name)),
)
_sums = partial(Sums, axes=_AXES, columns=COLUMNS, order=("-number",), related=("lodging", "period"))
DUE = _sums(_due, AMOUNT, row=lambda one: _row(one, 1))
RECEIVED = _sums(_received, -AMOUNT, row=lambda one: _row(one, -1))


# -- Late --------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Listed:
    """A figure made of rows built in memory: ``read`` gives them for a period, with their codes by axis."""

    read: Callable[[Period], list[dict[str, Any]]]
    dimensions: Sequence[str]
    columns: Sequence[Column]
    value: Callable[[Sequence[dict[str, Any]]], Any]

    def select(self, query: FigureQuery) -> list[dict[str, Any]]:
        rows = self.read(query.period)
        for key, code in query.filters.items():
            if key not in self.dimensions:
                raise ValueError(f"« {key[:40]} » ne découpe pas ce chiffre.")
            if key == MONTH and code != NOT_ASKED:
                read_month(code)
            rows = [one for one in rows if (one[key] or NOT_ASKED) == code]
        return rows

    def compute(self, query: FigureQuery) -> Figure:
        rows = self.select(query)
        provisional = is_provisional(query.period)
        if query.split is None:
            return Figure(self.value(rows), len(rows), 0, provisional)
        if query.split not in self.dimensions:
            raise ValueError(f"« {query.split[:40]} » ne découpe pas ce chiffre.")
        parts: dict[str, list[dict[str, Any]]] = defaultdict(list)
        for one in rows:
            parts[one[query.split] or ""].append(one)
        slices = [
            Slice(code, _LABELS[query.split](code), self.value(parts[code]), len(parts[code]))
            for code in sorted(parts)
            if code
        ]
        return Figure(self.value(rows), len(rows), len(parts.get("", ())), provisional, tuple(slices))

    def rows(self, query: FigureQuery) -> Rows:
        found = self.select(query)

        def page(offset: int, limit: int) -> Sequence[Sequence[object]]:
            return [
                tuple(one[column.key] for column in self.columns) for one in found[offset : offset + limit]
            ]

        return Rows(self.columns, len(found), page)


SOURCES = {
    "host": "Dit par l’hébergeur",
    "platform": "Dit par une plateforme",
    "both": "Dit par les deux",
    "unknown": "Non renseigné",
}
_LABELS: dict[str, Callable[[str], str]] = {
    "nature": nature_name,
    "commune": commune_name,
    "operator": str,
    MONTH: lambda code: month_text(read_month(code)),
    "told": lambda code: SOURCES[code],
}


def _late(period: Period) -> list[dict[str, Any]]:
    """Accounts of periods whose payment day is past and that are not paid in full."""
    found = (
        entries(period)
        .filter(period__pay_by__lt=timezone.localdate())
        .order_by()
        .values("lodging_id", "period_id", "platform", "lodging__name", "lodging__insee", "lodging__nature")
        .annotate(balance=Sum(AMOUNT), title=F("period__title"), pay_by=F("period__pay_by"))
        .filter(balance__gt=0)
        .order_by("-balance", "lodging_id", "period_id")
    )
    return [
        {
            "name": row["lodging__name"],
            "nature": row["lodging__nature"],
            "commune": row["lodging__insee"],
            "operator": row["platform"] or None,
            "period": row["title"],
            "pay_by": row["pay_by"],
            "balance": row["balance"],
        }
        for row in found
    ]


LATE = Listed(
    _late,
    ("nature", "commune", "operator"),
    (
        Column("name", "Hébergement"),
        Column("operator", "Plateforme"),
        Column("period", "Période"),
        Column("pay_by", "À payer avant le", "date"),
        Column("balance", "Reste dû", "amount"),
    ),
    lambda rows: sum(one["balance"] for one in rows) if rows else None,
)


# -- Beds, and what is known of them ------------------------------------------------------------------------


def _beds(period: Period) -> list[dict[str, Any]]:
    """Each lodging and month of a period: persons × days let, nights told, and by whom."""
    told: dict[tuple[int, dt.date], dict[str, int]] = defaultdict(dict)
    rows = in_force(period).order_by().values_list("lodging_id", "month", "channel", "kind")
    for pk, month, channel, kind, nights in rows.annotate(nights=F("nights_taxed") + F("nights_exempt")):
        if channel == Declaration.Channel.PLATFORM or kind != Declaration.Kind.PLATFORMS:
            voice = "platform" if channel == Declaration.Channel.PLATFORM else "host"
            told[pk, month][voice] = told[pk, month].get(voice, 0) + nights
    lodgings = list(let_between(period.start, period.end))
    today = timezone.localdate()
    return [
        _bed(lodging, month, told.get((lodging.pk, month), {}))
        for month in _months(period, today)
        for lodging in lodgings
        if _let(lodging, month)
    ]


def _bed(lodging: Lodging, month: dt.date, voices: dict[str, int]) -> dict[str, Any]:
    days = _days_let(lodging, month)
    return {
        "number": lodging.number,
        "nature": lodging.nature,
        "commune": lodging.insee,
        MONTH: month_code(month),
        "capacity": lodging.capacity,
        "days": days,
        "possible": lodging.capacity * days if lodging.capacity is not None else None,
        "nights": sum(voices.values()) if voices else None,
        "told": "both" if len(voices) > 1 else next(iter(voices), "unknown"),
    }


def _months(period: Period, today: dt.date) -> list[dt.date]:
    """The months that begin in a period and are over."""
    month = period.start if period.start.day == 1 else end_of_month(period.start) + ONE_DAY
    found = []
    while month <= period.end and end_of_month(month) < today:
        found.append(month)
        month = end_of_month(month) + ONE_DAY
    return found


def _let(lodging: Lodging, month: dt.date) -> bool:
    return _days_let(lodging, month) > 0


def _days_let(lodging: Lodging, month: dt.date) -> int:
    """Days of a month between the first and the last day of letting, in the opening of the year when it is known."""
    first = max(month, lodging.opened_on or FAR_PAST)
    last = min(end_of_month(month), lodging.closed_on or FAR_FUTURE)
    if last < first:
        return 0
    if not lodging.openings:
        return (last - first).days + 1
    return sum(
        _is_open(lodging.openings, first + index * ONE_DAY) for index in range((last - first).days + 1)
    )


def _is_open(openings: Sequence[Sequence[str]], day: dt.date) -> bool:
    here = f"{day:%m-%d}"
    return any(
        (begin <= here <= end) if begin <= end else (here >= begin or here <= end) for begin, end in openings
    )


def _possible(rows: Sequence[dict[str, Any]]) -> int | None:
    known = [one["possible"] for one in rows if one["possible"] is not None]
    return sum(known) if known else None


_BED_COLUMNS = (
    Column(MONTH, "Mois"),
    Column("number", "Hébergement nº", "integer"),
    Column("capacity", "Capacité (personnes)", "integer"),
    Column("days", "Jours loués", "integer"),
    Column("possible", "Nuitées possibles", "integer"),
    Column("nights", "Nuitées déclarées", "integer"),
)
BEDS = Listed(_beds, ("told", "nature", "commune", MONTH), _BED_COLUMNS, _possible)


def _counted(period: Period) -> list[dict[str, Any]]:
    return [one for one in _beds(period) if one["possible"] and one["nights"] is not None]


def _occupancy(rows: Sequence[dict[str, Any]]) -> Any:
    return share(sum(one["nights"] for one in rows), sum(one["possible"] for one in rows))


OCCUPANCY = Listed(_counted, ("nature", "commune", MONTH), _BED_COLUMNS, _occupancy)
