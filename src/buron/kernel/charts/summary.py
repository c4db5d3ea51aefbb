"""The sentence that says what a chart shows, for those who do not see it and for the text under it.

It states facts of the values only: the highest, the lowest, the evolution, what is not known. It is in
French, the language of reports.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from buron.kernel import formats
from buron.kernel.charts.frame import EMPTY_TEXT
from buron.kernel.charts.model import (
    Chart,
    HeatCalendar,
    LineChart,
    Number,
    Share,
    ShareChart,
    Sparkline,
    StackedBarChart,
)
from buron.kernel.charts.values import known, plottable, value_text

Pair = tuple[str, Number | None]
MOST_SERIES = 4
NBSP = formats.NO_BREAK_SPACE


def summary(chart: Chart) -> str:
    """What the chart shows, in a few French sentences; the chart's own text when it has one."""
    if chart.summary:
        return chart.summary
    if isinstance(chart, ShareChart):
        return _shares(chart)
    if isinstance(chart, HeatCalendar):
        days = sorted((day, value) for day, value in chart.values.items() if day.year == chart.year)
        return _peaks(chart, [(formats.date_text(day, year=False), value) for day, value in days])
    if isinstance(chart, Sparkline):
        names = chart.categories or [str(rank) for rank in range(1, len(chart.values) + 1)]
        return _evolution(chart, list(zip(names, chart.values, strict=True)))
    if isinstance(chart, StackedBarChart) and len(chart.series) > 1:
        return _parts(chart)
    runs = [(series.name, list(zip(chart.categories, series.values, strict=True))) for series in chart.series]
    describe = _evolution if isinstance(chart, LineChart) else _peaks
    if len(runs) == 1:
        return describe(chart, runs[0][1])
    return _several(chart, [(name, describe(chart, pairs)) for name, pairs in runs])


def _several(chart: Chart, sentences: Sequence[tuple[str, str]]) -> str:
    told = [f"{name}{NBSP}: {text[:1].lower()}{text[1:]}" for name, text in sentences[:MOST_SERIES]]
    if len(sentences) > MOST_SERIES:
        told.append(f"Et {formats.number(len(sentences) - MOST_SERIES)} autres séries.")
    return " ".join(told) or f"{EMPTY_TEXT}."


def _text(chart: Chart, value: Number | None) -> str:
    return value_text(value, chart.kind, chart.decimals)


def _sorted(pairs: Iterable[Pair]) -> list[tuple[float, str, Number]]:
    found = [
        (number, name, value)
        for name, value in pairs
        if value is not None and (number := plottable(value)) is not None
    ]
    return sorted(found, key=lambda one: one[0])


def _peaks(chart: Chart, pairs: Sequence[Pair]) -> str:
    """The highest and the lowest, and how many are not known."""
    ordered = _sorted(pairs)
    if not ordered:
        return f"{EMPTY_TEXT}."
    lowest, highest = ordered[0], max(ordered, key=lambda one: one[0])
    if len(ordered) == 1:
        text = f"Une seule valeur{NBSP}: {_text(chart, highest[2])} ({highest[1]})."
    elif lowest[0] == highest[0]:
        text = f"Toutes les valeurs sont égales{NBSP}: {_text(chart, highest[2])}."
    else:
        top, bottom = _text(chart, highest[2]), _text(chart, lowest[2])
        text = f"Maximum {top} ({highest[1]}), minimum {bottom} ({lowest[1]})."
    return text + _missing(len(pairs) - len(ordered))


def _missing(count: int) -> str:
    if not count:
        return ""
    return (
        f" {formats.number(count)} valeur{'s' if count > 1 else ''} non renseignée{'s' if count > 1 else ''}."
    )


def _evolution(chart: Chart, pairs: Sequence[Pair]) -> str:
    """From the first to the last known value, then the highest and the lowest."""
    ends = [(name, value) for name, value in pairs if value is not None and plottable(value) is not None]
    if len(ends) < 2:
        return _peaks(chart, pairs)
    (first, before), (last, now) = ends[0], ends[-1]
    text = f"De {_text(chart, before)} ({first}) à {_text(chart, now)} ({last})"
    change = _change(before, now)
    return f"{text}{change}. {_peaks(chart, pairs)}"


def _change(before: Number, now: Number) -> str:
    start, end = plottable(before), plottable(now)
    if not start or end is None or start < 0:
        return ""
    return (
        f", soit {formats.percent((end - start) / start * 100, signed=True)}"
        if abs(end / start) < 1000
        else ""
    )


def _parts(chart: StackedBarChart) -> str:
    """Which part is the largest over all bars, and its share."""
    sums = [(sum(known(series.values)), series.name) for series in chart.series]
    whole = sum(value for value, _ in sums)
    if not any(known(series.values) for series in chart.series):
        return f"{EMPTY_TEXT}."
    if whole <= 0 or min(sums)[0] < 0:
        return _several(
            chart,
            [
                (s.name, _peaks(chart, list(zip(chart.categories, s.values, strict=True))))
                for s in chart.series
            ],
        )
    told = [
        f"{name} {formats.percent(value / whole * 100)}"
        for value, name in sorted(sums, key=lambda one: -one[0])[:MOST_SERIES]
    ]
    missing = sum(len(series.values) - len(known(series.values)) for series in chart.series)
    return f"Parts de l’ensemble{NBSP}: {', '.join(told)}." + _missing(missing)


def _shares(chart: ShareChart) -> str:
    """The three largest parts, and what the shares rest on."""
    whole = sum(known(item.value for item in chart.items))
    if not known(item.value for item in chart.items):
        return f"{EMPTY_TEXT}."
    items = sorted((item for item in chart.items if plottable(item.value) is not None), key=_negative)
    told = [f"{item.label} {share_text(item.value, whole)}" for item in items[:3]]
    missing = sum(plottable(item.value) is None for item in chart.items)
    return f"Parts principales{NBSP}: {', '.join(told)}." + _missing(missing)


def _negative(item: Share) -> float:
    return -(plottable(item.value) or 0.0)


def share_text(value: Number | None, whole: float) -> str:
    """A share in hundredths as text, not known when the whole is zero."""
    number = plottable(value)
    return formats.percent(None if number is None or not whole else number / whole * 100)
