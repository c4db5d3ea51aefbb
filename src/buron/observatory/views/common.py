"""What every screen of the observatory begins with."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from django.http import Http404
from django.utils import timezone
from django.utils.translation import gettext as _

from buron.kernel import periods
from buron.kernel.actors import Actor
from buron.kernel.contributions import Indicator
from buron.kernel.periods import Period
from buron.kernel.screens import OfficeRequest
from buron.observatory.addresses import Links, read_period
from buron.observatory.queries import readable

FIRST_YEAR = 6


def today() -> dt.date:
    return timezone.localdate()


def links_of(request: OfficeRequest) -> Links:
    """Addresses inside the office of the request."""
    return Links(request.office.slug)


def readable_indicator(actor: Actor, key: str) -> Indicator:
    """An indicator by its key; 404 when there is none, or when the actor may not read it."""
    found = readable(actor, key)
    if found is None:
        raise Http404("no such indicator for this person")
    return found


@dataclass(frozen=True, slots=True)
class Choice:
    """A link of the period picker."""

    label: str
    code: str
    current: bool


@dataclass(frozen=True, slots=True)
class PeriodPicker:
    """All that a page needs to let somebody change the period with links and two dates, without any script."""

    period: Period
    kinds: list[Choice]
    earlier: Choice | None
    later: Choice | None
    years: list[Choice]

    @property
    def label(self) -> str:
        return self.period.label


def picker_of(period: Period, now: dt.date) -> PeriodPicker:
    """The period, the other kinds of period around the same day, the ones before and after."""
    anchor = now if now in period else period.start
    kinds = [
        Choice(label, one.code, one.kind == period.kind and one.start == period.start)
        for label, one in _kinds(anchor)
    ]
    years = [
        Choice(str(number), periods.year(number).code, period == periods.year(number))
        for number in range(now.year - FIRST_YEAR, now.year + 1)
    ]
    return PeriodPicker(period, kinds, _beside(period, -1), _beside(period, 1), years)


def _kinds(anchor: dt.date) -> list[tuple[str, Period]]:
    return [
        (_("Jour"), periods.day(anchor)),
        (_("Semaine"), periods.week(anchor)),
        (_("Mois"), periods.month(anchor.year, anchor.month)),
        (_("Quadrimestre"), periods.quadrimestre(anchor.year, (anchor.month - 1) // 4 + 1)),
        (_("Été"), periods.summer(anchor.year)),
        (_("Année"), periods.year(anchor.year)),
    ]


def _beside(period: Period, way: int) -> Choice | None:
    """The period just before or after, of the same kind; an own period moves by its length."""
    if period.kind == "season":
        found = periods.summer(period.start.year + way)
    elif period.kind == "custom":
        shift = dt.timedelta(days=period.days * way)
        found = periods.custom(period.start + shift, period.end + shift)
    else:
        day = period.start - dt.timedelta(days=1) if way < 0 else period.end + dt.timedelta(days=1)
        found = next(one for _label, one in _kinds(day) if one.kind == period.kind)
    if not 1901 <= found.start.year <= 2199:
        return None
    return Choice(found.label, found.code, current=False)


def asked_period(request: OfficeRequest, now: dt.date) -> tuple[Period, list[str]]:
    """The period that the address asks for, and what could not be understood."""
    return read_period(request.GET.dict(), now)
