"""Addresses of figures and of their rows: written here, read back here.

``periode`` is a period's code, ``split`` a dimension, and every other parameter that bears the name of a dimension is a
filter on it: ``?periode=2024-07&split=origin&desk=3``.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field
from urllib.parse import urlencode

from django.urls import reverse
from django.utils.translation import gettext as _

from buron.kernel import periods
from buron.kernel.contributions import Indicator
from buron.kernel.periods import Period, PeriodError
from buron.observatory.figures import exact_code

# Parameters that already mean something: no dimension may bear these names (held by the tests over the registry).
RESERVED = frozenset({"periode", "split", "page", "du", "au", "q", "type", "vue"})
LONGEST_CODE = 80
LONGEST_DAYS = 3700


@dataclass(frozen=True, slots=True)
class FigureRequest:
    """A figure asked for by an address. ``problems`` are French sentences about what could not be understood."""

    indicator: Indicator
    period: Period
    split: str | None = None
    filters: Mapping[str, str] = field(default_factory=dict)
    problems: tuple[str, ...] = ()


def read_figure(indicator: Indicator, params: Mapping[str, str], today: dt.date) -> FigureRequest:
    """Understand the parameters of an address; what is not understood is told, and left aside."""
    period, problems = read_period(params, today)
    titles = {dimension.key: str(dimension.title) for dimension in indicator.dimensions}
    split = params.get("split") or None
    if split and split not in titles:
        problems.append(_("« %s » ne découpe pas cet indicateur.") % split[:40])
        split = None
    filters = {key: value for key, value in params.items() if key in titles and value}
    for key in [key for key, value in filters.items() if not _is_code(value)]:
        problems.append(_("Le filtre « %s » n’est pas lisible : il a été retiré.") % titles[key])
        del filters[key]
    return FigureRequest(indicator, period, split, filters, tuple(problems))


def _is_code(value: str) -> bool:
    return len(value) <= LONGEST_CODE and value.isprintable()


def read_period(params: Mapping[str, str], today: dt.date) -> tuple[Period, list[str]]:
    """The period of an address (``periode``, or two dates ``du`` and ``au``); the running year when there is none."""
    try:
        first, last = params.get("du", ""), params.get("au", "")
        if first and last:
            return _bounded(periods.custom(_day(first), _day(last))), []
        code = params.get("periode", "")
        return (_bounded(periods.parse(code)) if code else periods.year(today.year)), []
    except PeriodError as error:
        shown = periods.year(today.year)
        return shown, [_("%(problem)s Voici l’année %(year)s.") % {"problem": error, "year": shown.label}]


def _day(text: str) -> dt.date:
    try:
        return dt.date.fromisoformat(text)
    except ValueError as error:
        raise PeriodError(_("« %s » n’est pas une date.") % text[:20]) from error


def _bounded(period: Period) -> Period:
    if period.days > LONGEST_DAYS:
        raise PeriodError(_("La période dépasse dix ans."))
    if not 1901 <= period.start.year <= 2199 or not 1901 <= period.end.year <= 2199:
        raise PeriodError(_("La période est hors des années utilisables."))
    return period


class Links:
    """Addresses inside one office.

    ``base`` (scheme and host) makes them absolute, for documents that leave the screen.
    """

    def __init__(self, office_slug: str, base: str = "") -> None:
        self.slug = office_slug
        self.base = base.rstrip("/")

    def screen(self, name: str, **kwargs: object) -> str:
        """Address of a screen of the observatory by its URL name."""
        return self.base + reverse(name, kwargs={"office": self.slug, **kwargs})

    def figure(
        self,
        indicator: str,
        period: Period | None = None,
        *,
        split: str | None = None,
        filters: Mapping[str, str] | None = None,
    ) -> str:
        """Address of a figure's own screen."""
        return self.screen("observatory_figure", key=indicator) + _query(period, split, filters)

    def rows(
        self,
        indicator: str,
        period: Period | None = None,
        *,
        filters: Mapping[str, str] | None = None,
        page: int = 1,
    ) -> str:
        """Address of the rows behind a figure."""
        extra = {"page": str(page)} if page > 1 else {}
        return self.screen("observatory_rows", key=indicator) + _query(period, None, filters, extra)

    def export(
        self,
        indicator: str,
        form: str,
        period: Period | None = None,
        *,
        filters: Mapping[str, str] | None = None,
    ) -> str:
        """Address of the rows as a file, ``csv`` or ``xlsx``."""
        return self.screen("observatory_rows_file", key=indicator, form=form) + _query(period, None, filters)

    def dashboard(
        self, key: str, period: Period | None = None, *, filters: Mapping[str, str] | None = None
    ) -> str:
        """Address of a dashboard."""
        return self.screen("observatory_dashboard", key=key) + _query(period, None, filters)


def _query(
    period: Period | None,
    split: str | None,
    filters: Mapping[str, str] | None,
    extra: Mapping[str, str] | None = None,
) -> str:
    values: dict[str, str] = {}
    if period is not None:
        values["periode"] = exact_code(period)
    if split:
        values["split"] = split
    values |= {**(filters or {}), **(extra or {})}
    return f"?{urlencode(values)}" if values else ""
