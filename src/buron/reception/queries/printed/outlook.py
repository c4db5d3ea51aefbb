"""What is foreseen of each title: its consumption by month against its stock."""

from __future__ import annotations

import datetime as dt
from collections import Counter, defaultdict
from dataclasses import dataclass

from django.db.models import Min, Sum
from django.db.models.functions import ExtractMonth, ExtractYear

from buron.reception.models import PrintEdition, PrintMovement, PrintTitle
from buron.reception.queries.printed.stock import shelves
from buron.reception.rules.printed import Forecast, Month, forecast

CONSUMED = (PrintMovement.Kind.HANDED, PrintMovement.Kind.DISTRIBUTION)
"""What the public and the hosts received; losses and corrections are not a need."""

Series = tuple[int, str]
"""A title in some languages: this year's edition takes over from last year's."""


@dataclass(frozen=True, slots=True)
class Outlook:
    """A title in some languages, its stock (None: never recorded) and what is foreseen of it."""

    title: PrintTitle
    languages: str
    stock: int | None
    edition: PrintEdition
    forecast: Forecast
    consumed: tuple[tuple[Month, int], ...]


def consumption() -> dict[Series, Counter[Month]]:
    """Copies that left for the public and the hosts, by series and month. One query."""
    found: dict[Series, Counter[Month]] = defaultdict(Counter)
    rows = (
        PrintMovement.objects.filter(kind__in=CONSUMED)
        .order_by()
        .annotate(year=ExtractYear("day"), month=ExtractMonth("day"))
        .values_list("edition__title_id", "edition__languages", "year", "month", "undo")
        .annotate(copies=Sum("quantity"))
    )
    for title, languages, year, month, undo, copies in rows:
        found[title, languages][year, month] += -copies if undo else copies
    return found


def outlooks(today: dt.date) -> list[Outlook]:
    """What is foreseen of every title in use, the first to run out first. Five queries."""
    editions = list(PrintEdition.objects.filter(title__retired_on=None).select_related("title"))
    series: dict[Series, list[PrintEdition]] = defaultdict(list)
    for edition in editions:
        series[edition.title_id, edition.languages].append(edition)
    stock, consumed, firsts = shelves(), consumption(), _firsts()
    found = [
        _outlook(of, stock, consumed.get(key, Counter()), firsts.get(key), today)
        for key, of in series.items()
        if any(edition.ends_on is None or edition.ends_on >= today for edition in of)
    ]
    return sorted(
        found, key=lambda one: (one.forecast.runs_out or dt.date.max, one.title.name, one.languages)
    )


def _firsts() -> dict[Series, dt.date]:
    """The first day of which something is known of a series."""
    rows = PrintMovement.objects.order_by().values_list("edition__title_id", "edition__languages")
    return {(title, languages): first for title, languages, first in rows.annotate(first=Min("day"))}


def _outlook(
    editions: list[PrintEdition],
    stock: Counter[tuple[int, int]],
    consumed: Counter[Month],
    first: dt.date | None,
    today: dt.date,
) -> Outlook:
    current = {one.pk for one in editions if one.ends_on is None or one.ends_on >= today}
    held = [copies for (edition, _place), copies in stock.items() if edition in current]
    newest = max((one for one in editions if one.pk in current), key=lambda one: (one.year, one.pk))
    foreseen = forecast(
        stock=max(0, sum(held)),
        consumed=consumed,
        first=first if held else None,
        today=today,
        delay=newest.printer_delay,
        per_box=newest.per_box,
    )
    months = tuple(sorted(consumed.items())[-36:])
    return Outlook(newest.title, newest.languages, sum(held) if held else None, newest, foreseen, months)


def late_outlooks(today: dt.date) -> list[Outlook]:
    """Titles whose day to order is today or gone."""
    return [one for one in outlooks(today) if one.forecast.is_late(today)]
