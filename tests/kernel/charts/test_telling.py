"""What is said of a chart, how axes are marked, how labels are measured."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from buron.kernel.charts import (
    BarChart,
    Cell,
    LineChart,
    Series,
    Share,
    ShareChart,
    StackedBarChart,
    summary,
    table_twin,
)
from buron.kernel.charts.ink import HOUSE, clean, cut, text_width, wrap
from buron.kernel.charts.lines import spread
from buron.kernel.charts.values import plottable, tick_text, ticks


def test_a_line_tells_its_evolution_and_its_extremes() -> None:
    chart = LineChart(title="T", categories=["2023", "2024", "2025"], series=[Series("", [100, 80, 125])])
    assert (
        summary(chart)
        == "De 100 (2023) à 125 (2025), soit +25,0\u00a0%. Maximum 125 (2025), minimum 80 (2024)."
    )


def test_bars_tell_their_extremes_and_what_is_missing() -> None:
    chart = BarChart(title="T", categories=["mai", "juin", "août"], series=[Series("", [3, None, 9])])
    assert summary(chart) == "Maximum 9 (août), minimum 3 (mai). 1 valeur non renseignée."
    one = BarChart(title="T", categories=["mai"], series=[Series("", [3])])
    assert summary(one) == "Une seule valeur\u00a0: 3 (mai)."
    flat = BarChart(title="T", categories=["mai", "juin"], series=[Series("", [3, 3])])
    assert summary(flat) == "Toutes les valeurs sont égales\u00a0: 3."


def test_parts_tell_the_largest_first() -> None:
    chart = StackedBarChart(title="T", categories=["a"], series=[Series("x", [1]), Series("y", [3])])
    assert summary(chart) == "Parts de l’ensemble\u00a0: y 75,0\u00a0%, x 25,0\u00a0%."
    shares = ShareChart(title="T", items=[Share("x", 1), Share("y", 3)])
    assert summary(shares) == "Parts principales\u00a0: y 75,0\u00a0%, x 25,0\u00a0%."


def test_the_chart_s_own_summary_wins() -> None:
    assert summary(BarChart(title="T", categories=[], series=[], summary="Dit ainsi.")) == "Dit ainsi."


def test_from_zero_there_is_no_percentage() -> None:
    chart = LineChart(title="T", categories=["a", "b"], series=[Series("", [0, 5])])
    assert "soit" not in summary(chart)


def test_the_twin_opens_the_rows_behind_each_category() -> None:
    chart = BarChart(title="T", categories=["mai"], series=[Series("2025", [3])], links=["/actes?mois=5"])
    assert table_twin(chart).rows == [[Cell("mai", "/actes?mois=5"), 3]]


@given(st.floats(-1e15, 1e15), st.floats(-1e15, 1e15))
def test_ticks_cover_the_range_with_few_round_marks(first: float, second: float) -> None:
    low, high = sorted((plottable(first) or 0.0, plottable(second) or 0.0))
    marks = ticks(low, high)
    slack = (high - low) * 1e-6
    assert marks[0] <= low + slack
    assert marks[-1] >= high - slack
    assert 1 <= len(marks) <= 8


def test_marks_of_axes_have_the_decimals_that_they_need() -> None:
    assert [tick_text(mark, "number", 0.5) for mark in (0.0, 0.5, 1.0)] == ["0,0", "0,5", "1,0"]
    assert tick_text(2_000_000, "number", 1_000_000) == "2\u00a0M"
    assert tick_text(150_000, "amount", 50_000) == "1\u202f500\u00a0€"
    assert tick_text(25, "percent", 25) == "25\u00a0%"


@given(st.text(max_size=60), st.floats(20, 300))
def test_cut_text_fits(text: str, width: float) -> None:
    short = cut(text, width)
    assert short == clean(text) or (short.endswith("…") and len(short) <= len(clean(text)) + 1)
    if len(short) > 2:
        assert text_width(short) <= width + 0.5
    assert 1 <= len(wrap(text, width)) <= 2


def test_end_names_are_pushed_apart_and_stay_inside() -> None:
    placed = spread([(10, 0), (12, 1), (198, 2), (199, 3)], 15, 0, 200)
    heights = [y for y, _ in placed]
    assert all(later - sooner >= 15 for sooner, later in zip(heights, heights[1:], strict=False))
    assert heights[0] >= 0
    assert heights[-1] <= 200


def _luminance(colour: str) -> float:
    channels = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def test_the_palette_holds_its_contrasts_on_white() -> None:
    for hue in (*HOUSE.hues, HOUSE.reference):
        assert 1.05 / (_luminance(hue.mark) + 0.05) >= 3
        assert 1.05 / (_luminance(hue.text) + 0.05) >= 4.5
    scale = [_luminance(colour) for colour in HOUSE.scale]
    assert scale == sorted(scale, reverse=True)
