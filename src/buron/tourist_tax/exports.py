"""Files of the tourist tax: receipts by nature for the accounts, shares to pay to the département and the region."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence

from django.db.models import F, Sum
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from buron.kernel.contributions import Export
from buron.kernel.figures import Column, Rows
from buron.kernel.periods import PeriodError
from buron.tourist_tax.figures.account import MONEY
from buron.tourist_tax.figures.sums import nature_name
from buron.tourist_tax.models import CollectionPeriod, LedgerLine, Payment


def _day(asked: Mapping[str, str], name: str, otherwise: dt.date) -> dt.date:
    text = asked.get(name, "")
    try:
        return dt.date.fromisoformat(text) if text else otherwise
    except ValueError as error:
        raise PeriodError("Une date s’écrit 2024-07-14.") from error


def _span(asked: Mapping[str, str]) -> tuple[dt.date, dt.date]:
    """What is asked, the current year otherwise."""
    today = timezone.localdate()
    return _day(asked, "start", today.replace(month=1, day=1)), _day(asked, "end", today)


def _listed(columns: Sequence[Column], found: Sequence[tuple[object, ...]]) -> Rows:
    return Rows(columns, len(found), lambda offset, limit: found[offset : offset + limit])


def receipts(asked: Mapping[str, str]) -> Rows:
    """Money by month in which it came, means, and nature: what the accounts enter, with its three shares."""
    first, last = _span(asked)
    lines = (
        LedgerLine.objects.filter(kind__in=MONEY, day__gte=first, day__lte=last)
        .order_by()
        .values_list("day__year", "day__month", "payment__method", "lodging__nature", "platform")
        .annotate(base_sum=-Sum("base"), department_sum=-Sum("department"), region_sum=-Sum("region"))
        .order_by(
            "day__year",
            "day__month",
            "payment__method",
            F("lodging__nature").asc(nulls_last=True),
            "platform",
        )
    )
    methods = dict(Payment.Method.choices)
    found = [
        (
            f"{year}-{month:02d}",
            str(methods.get(method, "")) or None,
            nature_name(nature) if nature else "Opérateurs numériques, sans détail",
            platform or None,
            base,
            department,
            region,
            base + department + region,
        )
        for year, month, method, nature, platform, base, department, region in lines
    ]
    return _listed(RECEIPTS, found)


RECEIPTS = (
    Column("month", "Mois de l’encaissement"),
    Column("method", "Moyen"),
    Column("nature", "Nature d’hébergement"),
    Column("platform", "Plateforme"),
    Column("base", "Collectivité", "amount"),
    Column("department", "Département", "amount"),
    Column("region", "Région", "amount"),
    Column("total", "Total", "amount"),
)


def shares(asked: Mapping[str, str]) -> Rows:
    """For each collection period that a span holds whole: received, and what goes to the département and the region."""
    first, last = _span(asked)
    sums = {
        period: (base, department, region)
        for period, base, department, region in LedgerLine.objects.filter(
            kind__in=MONEY, period__first__gte=first, period__last__lte=last
        )
        .order_by()
        .values_list("period_id")
        .annotate(b=-Sum("base"), d=-Sum("department"), r=-Sum("region"))
    }
    found = [
        (one.title, one.first, one.last, *parts, sum(parts))
        for one in CollectionPeriod.objects.filter(first__gte=first, last__lte=last)
        for parts in (sums.get(one.pk, (0, 0, 0)),)
    ]
    return _listed(SHARES, found)


SHARES = (
    Column("period", "Période de perception"),
    Column("first", "Du", "date"),
    Column("last", "Au", "date"),
    Column("base", "Reste à la collectivité", "amount"),
    Column("department", "À reverser au département", "amount"),
    Column("region", "À reverser aux bénéficiaires régionaux", "amount"),
    Column("total", "Encaissé", "amount"),
)

EXPORTS = (
    Export(
        "tourist_tax.receipts",
        _("Encaissements de la taxe de séjour par nature"),
        "tourist_tax.accounts",
        receipts,
        "encaissements-taxe-de-sejour",
        by_period=True,
    ),
    Export(
        "tourist_tax.shares",
        _("Parts de taxe de séjour à reverser au département et à la région"),
        "tourist_tax.accounts",
        shares,
        "parts-a-reverser",
        by_period=True,
    ),
)
