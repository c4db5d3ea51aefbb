"""What report sections are built with: figures counted once, or read from a frozen copy."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager

from django.core.exceptions import PermissionDenied

from buron.kernel import periods
from buron.kernel.contributions import Indicator, indicators
from buron.kernel.figures import Figure
from buron.kernel.models import Office
from buron.kernel.periods import Period
from buron.observatory.addresses import Links
from buron.observatory.figures import Asked, FigureBook

MayRead = Callable[[str], bool]


class NotFrozenError(LookupError):
    """A section asked a frozen report for a figure that was not in it when it was frozen."""


def report_period(year: int, today: dt.date) -> Period:
    """The year, cut at today while it runs, so that the years before are compared at the same date."""
    whole = periods.year(year)
    return whole.to_date(today) if today in whole else whole


class ReportBook:
    """The :class:`buron.kernel.contributions.ReportContext` of the observatory.

    ``may_read`` says whether a permission is held: a section that asks for an indicator that is not raises
    :class:`PermissionDenied` and is left out. With ``frozen``, figures are read from it and nothing is counted
    (:class:`NotFrozenError` for any other).
    """

    def __init__(
        self,
        office: Office,
        period: Period,
        *,
        book: FigureBook,
        links: Links,
        may_read: MayRead,
        frozen: Mapping[Asked, Figure] | None = None,
    ) -> None:
        self.office = office
        self.period = period
        self.links = links
        self._book = book
        self._may_read = may_read
        self._frozen = frozen
        self._asked: dict[Asked, Figure] = {}

    def figure(
        self,
        indicator: str,
        *,
        period: Period | None = None,
        split: str | None = None,
        filters: Mapping[str, str] | None = None,
    ) -> Figure:
        """The answer of an indicator, counted once for the whole report."""
        declared = self._readable(indicator)
        span = period or self.period
        asked = Asked.of(indicator, span, split, filters)
        if self._frozen is None:
            found = self._book.figure(declared, span, split=split, filters=filters)
        elif asked in self._frozen:
            found = self._frozen[asked]
        else:
            raise NotFrozenError(f"{asked} was not in the frozen report")
        self._asked[asked] = found
        return found

    def link(
        self, indicator: str, *, period: Period | None = None, filters: Mapping[str, str] | None = None
    ) -> str:
        """Address of the rows behind a figure."""
        return self.links.rows(indicator, period or self.period, filters=filters)

    def _readable(self, key: str) -> Indicator:
        indicator = indicators.get(key)
        if not self._may_read(indicator.permission):
            raise PermissionDenied(key)
        return indicator

    @contextmanager
    def recorded(self) -> Iterator[dict[Asked, Figure]]:
        """The figures asked for inside the block, in order: those that a section stands on."""
        outer, self._asked = self._asked, {}
        try:
            yield self._asked
        finally:
            outer.update(self._asked)
            self._asked = outer
