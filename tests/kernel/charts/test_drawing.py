"""Every chart draws every kind of data: well formed, accessible, nothing invented."""

from __future__ import annotations

import datetime as dt
import math
import re
import xml.etree.ElementTree as ET
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from buron.kernel.charts import (
    BarChart,
    Chart,
    DotChart,
    HeatCalendar,
    LineChart,
    Series,
    Share,
    ShareChart,
    Sparkline,
    StackedBarChart,
    render_svg,
    summary,
    table_twin,
)
from buron.kernel.charts.frame import EMPTY_TEXT

SVG = "{http://www.w3.org/2000/svg}"
YEAR = 2024

numbers = st.one_of(
    st.none(),
    st.integers(-(10**6), 10**6),
    st.integers(),
    st.floats(),
    st.decimals(allow_nan=True, allow_infinity=True),
)
labels = st.text(max_size=80)


@st.composite
def category_charts(draw: st.DrawFn) -> Chart:
    categories = draw(st.lists(labels, max_size=30))
    series = [
        Series(
            draw(labels),
            draw(st.lists(numbers, min_size=len(categories), max_size=len(categories))),
            reference=draw(st.booleans()),
            provisional_from=draw(st.none() | st.integers(0, 30)),
        )
        for _ in range(draw(st.integers(0, 8)))
    ]
    common = {
        "title": draw(labels),
        "unit": draw(labels),
        "kind": draw(st.sampled_from(["number", "percent", "amount"])),
        "decimals": draw(st.integers(0, 3)),
        "categories": categories,
        "series": series,
    }
    orientation = draw(st.sampled_from(["auto", "vertical", "horizontal"]))
    return draw(
        st.sampled_from(
            [
                BarChart(**common, orientation=orientation),
                StackedBarChart(**common, orientation=orientation, normalised=draw(st.booleans())),
                LineChart(**common, area=draw(st.booleans()), from_zero=draw(st.booleans())),
                DotChart(**common),
            ]
        )
    )


share_charts = st.builds(
    ShareChart,
    title=labels,
    items=st.lists(st.builds(Share, labels, numbers), max_size=30),
    not_asked=st.none() | st.integers(0, 9999),
)
calendars = st.builds(
    HeatCalendar,
    title=labels,
    year=st.just(YEAR),
    values=st.dictionaries(
        st.dates(dt.date(YEAR - 1, 12, 1), dt.date(YEAR + 1, 1, 31)), numbers, max_size=80
    ),
)
sparklines = st.builds(Sparkline, title=labels, values=st.lists(numbers, max_size=60))
charts = st.one_of(category_charts(), share_charts, calendars, sparklines)


def assert_sound(drawing: str) -> ET.Element:
    """Well formed, named, without style or script, no coordinate that is not a number, no text under 11 px."""
    root = ET.fromstring(drawing)
    assert root.get("role") == "img"
    named = {root.find(f"{SVG}title").get("id"), root.find(f"{SVG}desc").get("id")}
    assert set(root.get("aria-labelledby").split()) == named
    for element in root.iter():
        assert element.tag.removeprefix(SVG) in {
            "svg",
            "title",
            "desc",
            "defs",
            "pattern",
            "path",
            "rect",
            "text",
        }
        assert "style" not in element.attrib
        assert not [name for name in element.attrib if name.startswith("on")]
        assert float(element.get("font-size", "13")) >= 11
    coordinates = re.findall(r' (?:x|y|width|height|d)="([^"]*)"', drawing)
    assert not [text for text in coordinates if "nan" in text.lower() or "inf" in text.lower()]
    return root


@settings(max_examples=3 * settings.default.max_examples, deadline=None)
@given(charts, st.sampled_from([120, 360, 720]), st.sampled_from(["screen", "print"]), st.booleans())
def test_any_data_gives_a_sound_drawing(chart: Chart, width: int, mode: str, title_shown: bool) -> None:
    root = assert_sound(render_svg(chart, width=width, mode=mode, title_shown=title_shown))
    assert root.find(f"{SVG}desc").text
    for text in root.iter(f"{SVG}text"):
        assert -2 <= float(text.get("x")) <= 722
    rows = table_twin(chart).rows
    if isinstance(chart, BarChart):
        assert len(rows) == len(chart.categories)


EVERY_KIND = {
    "bar": lambda values: BarChart(title="T", categories=_names(values), series=[Series("S", values)]),
    "flat": lambda values: BarChart(
        title="T", categories=_names(values), series=[Series("S", values)], orientation="horizontal"
    ),
    "stacked": lambda values: StackedBarChart(
        title="T", categories=_names(values), series=[Series("S", values), Series("U", values)]
    ),
    "line": lambda values: LineChart(title="T", categories=_names(values), series=[Series("S", values)]),
    "dot": lambda values: DotChart(title="T", categories=_names(values), series=[Series("S", values)]),
    "share": lambda values: ShareChart(
        title="T", items=[Share(name, value) for name, value in zip(_names(values), values, strict=True)]
    ),
    "calendar": lambda values: HeatCalendar(
        title="T", year=YEAR, values={dt.date(YEAR, 1, 1 + rank): value for rank, value in enumerate(values)}
    ),
}


def _names(values: list[object]) -> list[str]:
    return [f"c{rank}" for rank in range(len(values))]


def texts_of(chart: Chart, **options: object) -> list[str]:
    root = assert_sound(render_svg(chart, **options))
    return [text.text or (text[-1].tail if len(text) else "") for text in root.iter(f"{SVG}text")]


@pytest.mark.parametrize("kind", EVERY_KIND)
@pytest.mark.parametrize("values", [[], [None], [None, None], [math.nan]])
def test_without_data_the_drawing_says_so(kind: str, values: list[float | None]) -> None:
    assert EMPTY_TEXT in texts_of(EVERY_KIND[kind](values))
    assert EMPTY_TEXT in summary(EVERY_KIND[kind](values))


@pytest.mark.parametrize("kind", EVERY_KIND)
def test_the_unknown_is_not_drawn_as_zero(kind: str) -> None:
    unknown = render_svg(EVERY_KIND[kind]([4, None, 6]), uid="u")
    zero = render_svg(EVERY_KIND[kind]([4, 0, 6]), uid="u")
    assert unknown != zero
    assert "1 valeur non renseignée" in summary(EVERY_KIND[kind]([4, None, 6])) or kind == "stacked"


def test_a_gap_breaks_the_line() -> None:
    chart = LineChart(title="T", categories=list("abcde"), series=[Series("S", [1, 2, None, 4, 5])])
    strokes = re.findall(r'<path d="(M[^"]*)" fill="none"', render_svg(chart))
    assert len(strokes) == 2


def test_two_hundred_categories_stay_readable() -> None:
    days = [f"jour {rank}" for rank in range(200)]
    vertical = BarChart(title="T", categories=days, series=[Series("", list(range(200)))])
    assert len(texts_of(vertical)) < 40
    flat = BarChart(title="T", categories=days, series=[Series("", [1] * 200)], orientation="horizontal")
    assert "et 160 autres catégories, voir le tableau" in texts_of(flat)
    assert len(table_twin(flat).rows) == 200


def test_a_long_label_is_cut_and_kept_whole_on_hover() -> None:
    name = (
        "Hébergements locatifs, résidences, gîtes de groupe et villages de vacances labellisés du territoire"
    )
    chart = ShareChart(title="T", items=[Share(name, 3), Share("Hôtels", 1)])
    drawing = render_svg(chart)
    assert f"<title>{name}</title>" in drawing
    assert any(text.endswith("…") for text in texts_of(chart))
    assert "<title>" not in render_svg(chart, mode="print")


def test_markup_in_data_stays_text() -> None:
    chart = BarChart(title='<script>"&', categories=["<b>"], series=[Series("</svg>", [1])], unit="a & b")
    root = assert_sound(render_svg(chart, title_shown=True))
    assert root.find(f"{SVG}title").text == '<script>"&'


def test_months_are_written_in_short_rather_than_laid_flat() -> None:
    months = ["janvier", "février", "mars", "avril", "mai", "juin", "juillet", "août"]
    months += ["septembre", "octobre", "novembre", "décembre"]
    chart = BarChart(title="T", categories=months, series=[Series("", list(range(1000, 1012)))])
    assert "septembre" in texts_of(chart)
    assert "sept." in texts_of(chart, width=600)
    assert "S" in texts_of(chart, width=300)


def test_series_differ_by_pattern_or_shape_as_well_as_by_colour() -> None:
    bars = BarChart(title="T", categories=["a"], series=[Series(name, [1]) for name in "xyz"])
    assert render_svg(bars).count("<pattern ") == 2
    lines = LineChart(title="T", categories=list("ab"), series=[Series(name, [1, 2]) for name in "xyz"])
    assert set("xyz") <= set(texts_of(lines))
    dashes = re.findall(r'fill="none"[^>]*stroke-dasharray="([^"]*)"', render_svg(lines))
    assert len(set(dashes)) == 2


def test_numbers_are_french() -> None:
    chart = BarChart(title="T", categories=["a", "b"], decimals=1, series=[Series("", [1234.5, -2])])
    assert {"1\u202f234,5", "\u22122,0"} <= set(texts_of(chart))
    amount = BarChart(title="T", kind="amount", decimals=2, categories=["a"], series=[Series("", [1856100])])
    assert "18\u202f561,00\u00a0€" in texts_of(amount)


def test_the_same_chart_is_drawn_the_same_and_identifiers_can_be_chosen() -> None:
    chart = EVERY_KIND["bar"]([1, 2])
    assert render_svg(chart) == render_svg(chart)
    assert 'id="vu-t"' in render_svg(chart, uid="vu")
    with pytest.raises(ValueError, match="identifier"):
        render_svg(chart, uid='"><script>')


def test_series_must_match_their_categories() -> None:
    with pytest.raises(ValueError, match="2 members for 1"):
        BarChart(title="T", categories=["a"], series=[Series("S", [1, 2])])


def test_shares_rest_on_known_values_and_exact_decimals() -> None:
    chart = ShareChart(
        title="T", items=[Share("a", Decimal("1")), Share("b", 2), Share("c", None)], not_asked=7
    )
    rows = table_twin(chart).rows
    assert [round(row[2], 2) if row[2] is not None else None for row in rows] == [
        Decimal("33.33"),
        Decimal("66.67"),
        None,
    ]
    assert "66,7\u00a0%" in texts_of(chart)
    assert "7" in table_twin(chart).source_note


def test_many_shares_are_summed_without_loss() -> None:
    chart = ShareChart(title="T", items=[Share(f"p{rank}", 4) for rank in range(25)])
    texts = texts_of(chart)
    assert "Autres (6)" in texts
    assert "24,0\u00a0%" in texts
    assert len(table_twin(chart).rows) == 25
