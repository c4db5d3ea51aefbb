"""Counting what the counters read: half-visitors are summed, and nothing is rounded on the way."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from django.db.models import Case, Count, F, QuerySet, Sum, When
from django.utils import timezone

from buron.kernel import periods
from buron.kernel.figures import Column, Figure, FigureQuery, Rows, Slice, Value, share
from buron.reception.figures.axes import Axis, FigureError, Frame, axis
from buron.reception.figures.doors import note_of
from buron.reception.models import CounterReading
from buron.reception.rules.facts import visitors

SPLITS = ("desk", "month", "day", "weekday", "hour")

_HALVES = Sum(Case(When(both_ways=True, then=F("raw")), default=F("raw") * 2))


def readings(query: FigureQuery) -> QuerySet[CounterReading]:
    """The readings of a period; one that covers a longer span counts only if it is inside whole."""
    period = query.period
    found = CounterReading.objects.filter(day__gte=period.start, day__lte=period.end, until__lte=period.end)
    for key, code in query.filters.items():
        found = found.filter(_axis(key).select(code))
    return found


def _axis(key: str) -> Axis:
    if key not in SPLITS:
        raise FigureError(f"« {key[:40]} » ne découpe pas les compteurs.")
    return axis(key)


def compute(query: FigureQuery) -> Figure:
    """Visitors; not known rather than zero when no counter was read."""
    return replace(counted(query), note=_missing(query))


def _missing(query: FigureQuery) -> str:
    """The days without a reading; nothing for a part of them that no calendar knows (an hour, a weekday)."""
    if not set(query.filters) <= {"desk"}:
        return ""
    return note_of(query.period, query.filters.get("desk"))


def counted(query: FigureQuery) -> Figure:
    """The visitors, without what is said of the days that nobody read."""
    provisional = not query.period.is_over(timezone.localdate())
    found = readings(query)
    if query.split is None:
        total = found.aggregate(halves=_HALVES, n=Count("pk"))
        value: Value = visitors(total["halves"]) if total["n"] else None
        return Figure(value, total["n"], 0, provisional)
    by = _axis(query.split)
    halves: dict[str | None, int] = {}
    counts: dict[str | None, int] = {}
    for *group, half, count in found.order_by().values_list(*by.columns).annotate(h=_HALVES, c=Count("pk")):
        code = by.code(group)
        halves[code] = halves.get(code, 0) + half
        counts[code] = counts.get(code, 0) + count
    return _figure(by, query, halves, counts, provisional)


def _figure(
    by: Axis,
    query: FigureQuery,
    halves: dict[str | None, int],
    counts: dict[str | None, int],
    provisional: bool,
) -> Figure:
    unasked = counts.get(None, 0)
    whole = sum(halves.values())
    answered = whole - halves.get(None, 0)
    met = {code: count for code, count in counts.items() if code is not None}
    slices = tuple(
        Slice(code, label, visitors(halves[code]), met[code], share(halves[code], answered))
        for code, label in by.arrange(Frame.load(query.period, timezone.localdate()), met)
        if code in met
    )
    value: Value = visitors(whole) if counts else None
    return Figure(value, sum(counts.values()), unasked, provisional, (*slices, *_unread(by, query, met)))


def _unread(by: Axis, query: FigureQuery, met: Mapping[str, int]) -> tuple[Slice, ...]:
    """The months or days past that nobody read, as not known: left out, they would be drawn as zero."""
    if not met or by.key not in ("month", "day"):
        return ()
    today = timezone.localdate()
    steps = query.period.months() if by.key == "month" else map(periods.day, query.period.each_day())
    codes = ((one.code, one.label) for one in steps if one.start <= today)
    return tuple(Slice(code, label, None, 0) for code, label in codes if code not in met)


COLUMNS = (
    Column("day", "Jour", "date"),
    Column("until", "Jusqu’au", "date"),
    Column("hour", "Heure", "integer"),
    Column("desk", "Bureau"),
    Column("raw", "Passages lus", "integer"),
    Column("both_ways", "Compte entrées et sorties"),
    Column("visitors", "Visiteurs", "decimal"),
    Column("source", "Source"),
)


def rows(query: FigureQuery) -> Rows:
    """The readings behind the number of visitors."""
    found = readings(query).select_related("desk").order_by("-day", "desk_id", "hour", "pk")

    def page(offset: int, limit: int) -> Sequence[Sequence[object]]:
        return [reading_row(one) for one in found[offset : offset + limit]]

    return Rows(COLUMNS, found.count(), page)


def reading_row(one: CounterReading) -> tuple[object, ...]:
    """A reading in words, in the order of :data:`COLUMNS`."""
    return (
        one.day,
        one.until if one.until != one.day else None,
        one.hour,
        str(one.desk),
        one.raw,
        "oui" if one.both_ways else "non",
        one.visitors,
        str(one.get_source_display()),
    )
