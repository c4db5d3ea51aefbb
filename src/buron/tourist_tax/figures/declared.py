"""What was declared: nights, amounts, length of stays, and what visitors spend.

Rows name lodgings by their number at the register: figures are read by elected people too, accounts are not.
"""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from functools import partial
from typing import Any

from django.db.models import Count, F, QuerySet, Sum
from django.utils.translation import gettext as _

from buron.kernel.figures import Column, Figure, FigureQuery, Rows, Slice
from buron.kernel.formats import amount
from buron.kernel.periods import Period
from buron.territory.reference import commune_name
from buron.tourist_tax.figures.sums import Axis, Sums, axes, is_provisional, nature_name
from buron.tourist_tax.models import Declaration, DeclarationLine, LedgerLine, SpendingPerNight

AMOUNT = F("base") + F("department") + F("region")
NIGHTS = F("nights_taxed") + F("nights_exempt")


def in_force(period: Period) -> QuerySet[Declaration]:
    """The declarations in force of the months that begin in a period."""
    return Declaration.objects.filter(
        state=Declaration.State.SENT, month__gte=period.start, month__lte=period.end
    )


def _channel(code: str) -> str:
    return str(dict(Declaration.Channel.choices).get(code, code))


AXES = (*axes(month="month"), Axis("channel", "channel", _channel))
COLUMNS = (
    Column("month", "Mois", "date"),
    Column("lodging", "Hébergement nº", "integer"),
    Column("nature", "Nature"),
    Column("commune", "Commune"),
    Column("channel", "Voie"),
    Column("taxed", "Nuitées taxées", "integer"),
    Column("exempt", "Nuitées exonérées", "integer"),
    Column("amount", "Taxe déclarée", "amount"),
)


def _row(one: Declaration) -> tuple[object, ...]:
    return (
        one.month,
        one.lodging.number,
        nature_name(one.lodging.nature),
        commune_name(one.lodging.insee),
        one.platform or _channel(one.channel),
        one.nights_taxed,
        one.nights_exempt,
        one.amount,
    )


def _undetailed(period: Period) -> str:
    """What platforms announced without detail has no known nights."""
    found = LedgerLine.objects.filter(
        lodging__isnull=True, period__first__gte=period.start, period__last__lte=period.end
    ).exclude(platform="")
    total = found.filter(kind__in=["due", "correction"]).aggregate(total=Sum(AMOUNT))["total"]
    if not total:
        return ""
    return _("%(amount)s annoncés par des plateformes sans détail ne disent pas leurs nuitées.") % {
        "amount": amount(total)
    }


_sums = partial(
    Sums, in_force, axes=AXES, columns=COLUMNS, row=_row, order=("-month", "pk"), related=("lodging",)
)
NIGHTS_DECLARED = _sums(measure=NIGHTS, note=_undetailed)
NIGHTS_TAXED = _sums(measure=F("nights_taxed"), note=_undetailed)
DECLARED = _sums(measure=AMOUNT)


# -- Length of stays ---------------------------------------------------------------------------------------


def _stays(period: Period) -> QuerySet[DeclarationLine]:
    return DeclarationLine.objects.filter(
        declaration__state=Declaration.State.SENT,
        declaration__month__gte=period.start,
        declaration__month__lte=period.end,
        persons__gt=0,
        arrival__isnull=False,
    )


def _stay_row(one: DeclarationLine) -> tuple[object, ...]:
    return (
        one.arrival,
        one.departure,
        one.declaration.lodging.number,
        one.persons,
        one.nights_taxed + one.nights_exempt,
    )


STAYS = Sums(
    _stays,
    NIGHTS,
    axes("declaration__", month="declaration__month"),
    (
        Column("arrival", "Arrivée", "date"),
        Column("departure", "Départ", "date"),
        Column("lodging", "Hébergement nº", "integer"),
        Column("persons", "Personnes", "integer"),
        Column("nights", "Nuitées", "integer"),
    ),
    _stay_row,
    ("-arrival", "pk"),
    ("declaration__lodging",),
)


def stay_length(query: FigureQuery) -> Figure:
    """Nights for an arrival, over the stays that were declared one by one."""
    nights = STAYS.compute(query)
    found = STAYS.select(query).order_by()
    if query.split is None:
        persons = found.aggregate(total=Sum("persons"))["total"]
        return _ratio(nights, persons)
    by = STAYS.axis(query.split)
    persons_by = {
        by.code(code): total for code, total in found.values_list(by.column).annotate(Sum("persons"))
    }
    whole = _ratio(nights, sum(persons_by.values()) or None)
    slices = [
        Slice(one.code, one.label, _quotient(one.value, persons_by.get(one.code)), one.n)
        for one in nights.slices
    ]
    return Figure(whole.value, whole.n, whole.not_asked, whole.provisional, tuple(slices), whole.note)


def _ratio(nights: Figure, persons: int | None) -> Figure:
    value = _quotient(nights.value, persons)
    return Figure(
        value, nights.n, nights.not_asked, nights.provisional, note=_("Séjours déclarés un par un.")
    )


def _quotient(nights: Any, persons: int | None) -> Decimal | None:
    return Decimal(nights) / persons if nights is not None and persons else None


# -- Economic impact ---------------------------------------------------------------------------------------


def _coefficients() -> list[SpendingPerNight]:
    return list(SpendingPerNight.objects.order_by("-valid_from"))


def _in_force(month: dt.date, known: list[SpendingPerNight]) -> SpendingPerNight | None:
    return next((one for one in known if one.valid_from <= month), None)


def impact(query: FigureQuery) -> Figure:
    """Nights × what a visitor spends for a night, under the amount of each month; never excursionists."""
    known = _coefficients()
    by = NIGHTS_DECLARED.axis(query.split) if query.split else None
    columns = ["month", *([by.column] if by else [])]
    parts = (
        NIGHTS_DECLARED.select(query)
        .order_by()
        .values_list(*columns)
        .annotate(nights=Sum(NIGHTS), n=Count("pk"))
    )
    total, n, slices = 0, 0, dict[str, list[Any]]()
    complete = True
    for month, *code, nights, count in parts:
        used = _in_force(month, known)
        complete &= used is not None
        worth = nights * used.cents if used else 0
        total, n = total + worth, n + count
        if by:
            held = slices.setdefault(by.code(code[0]), [by.label(code[0]), 0, 0])
            held[1], held[2] = held[1] + worth, held[2] + count
    value = total if n and complete else None
    made = NIGHTS_DECLARED.compute(query) if by else None
    cut = tuple(
        Slice(one.code, one.label, slices[one.code][1] if complete else None, one.n)
        for one in (made.slices if made else ())
    )
    return Figure(value, n, 0, is_provisional(query.period), cut, _formula(query.period, known))


def _formula(period: Period, known: list[SpendingPerNight]) -> str:
    """The amount that was used, with its bounds and its source."""
    used = _in_force(period.end, known)
    if used is None:
        return _("L’office n’a pas enregistré de dépense par nuitée : la retombée n’est pas connue.")
    bounds = ""
    if used.low is not None and used.high is not None:
        bounds = _(", entre %(low)s et %(high)s") % {"low": amount(used.low), "high": amount(used.high)}
    return _("Nuitées déclarées × %(cents)s%(bounds)s, depuis le %(day)s. Source : %(source)s.") % {
        "cents": amount(used.cents),
        "bounds": bounds,
        "day": f"{used.valid_from:%d/%m/%Y}",
        "source": used.source.rstrip("."),
    }


def impact_rows(query: FigureQuery) -> Rows:
    return NIGHTS_DECLARED.rows(query)
