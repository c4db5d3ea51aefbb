"""What every registered indicator, dashboard and report section promises, whoever wrote it.

A room that declares one is tested here without another line: on an empty office, and on the demonstration office when
its fixture (``demo_office``) is there. The room of tests goes through the same tests, which shows that they can pass.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import replace
from decimal import Decimal
from functools import partial

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from buron.kernel import periods
from buron.kernel.contributions import (
    Indicator,
    ReportSection,
    dashboards,
    indicators,
    permissions,
    report_sections,
)
from buron.kernel.documents.html import html_page
from buron.kernel.figures import DAY, MONTH, NOT_ASKED, Figure, FigureQuery
from buron.kernel.once import within
from buron.kernel.periods import Period
from buron.kernel.tenancy import office_scope
from buron.observatory.addresses import LONGEST_CODE, RESERVED, Links
from buron.observatory.figures import FigureBook, exact_code
from buron.observatory.report.assemble import Written, assemble, build_section
from buron.observatory.report.codec import decode, encode
from buron.observatory.report.context import ReportBook
from buron.observatory.report.document import document_of
from tests.observatory import double

INDICATORS = [*indicators, *double.INDICATORS]
SECTIONS = [*report_sections, *double.REPORT_SECTIONS]
DASHBOARDS = [*dashboards, *double.DASHBOARDS]
MOST_SLICES = 6
MORE_QUERIES = 4
keyed = {"ids": lambda one: one.key}


@pytest.fixture
def everything(db) -> Iterator[None]:
    """The registries of the program and the room of tests beside them."""
    with double.registered(alone=False):
        yield


@pytest.fixture
def empty(everything, office):
    with office_scope(office):
        yield office


@pytest.fixture
def inhabited(everything, request, office):
    """Offices with rows: the demonstration's when there is one, and the first one with the acts of the
    room of tests.
    """
    double.ACTS[office.pk] = double.season_of_acts(last_year().start.year, 300)
    try:
        return [office, request.getfixturevalue("demo_office")]
    except pytest.FixtureLookupError:
        return [office]


def last_year() -> Period:
    return periods.year(timezone.localdate().year - 1)


# -- Declarations ------------------------------------------------------------------------------------------


@pytest.mark.parametrize("indicator", INDICATORS, **keyed)
def test_indicator_says_what_it_is(indicator: Indicator):
    for text in (indicator.title, indicator.definition, indicator.unit, indicator.source):
        assert str(text).strip()
    assert str(indicator.definition).rstrip().endswith((".", "…", ")"))
    assert 0 <= indicator.decimals <= 4
    keys = [dimension.key for dimension in indicator.dimensions]
    assert len(keys) == len(set(keys))
    assert not RESERVED & set(keys)
    assert all(str(dimension.title).strip() for dimension in indicator.dimensions)


@pytest.mark.parametrize("dashboard", DASHBOARDS, **keyed)
def test_dashboard_asks_only_what_its_indicators_know(dashboard, everything):
    for panel in dashboard.panels:
        known = {one.key for one in indicators.get(panel.indicator).dimensions}
        assert panel.split is None or panel.split in known
        assert panel.form not in ("shares", "bars", "table") or panel.split
        assert panel.form not in ("heat", "days") or DAY in known


# -- Figures -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize("indicator", INDICATORS, **keyed)
def test_indicator_on_an_empty_office(indicator: Indicator, empty):
    with within():
        check_promises(indicator, periods.year(2024))
        for period in (periods.day(dt.date(2024, 2, 29)), periods.year(2199)):
            counted = indicator.compute(FigureQuery(period))
            check_figure(counted)
            check_rows(indicator, FigureQuery(period), counted.n)


@pytest.mark.slow
@pytest.mark.parametrize("indicator", INDICATORS, **keyed)
def test_indicator_on_offices_with_rows(indicator: Indicator, inhabited):
    for office in inhabited:
        with office_scope(office), within():
            check_promises(indicator, last_year())
            check_time(indicator, last_year())


def check_promises(indicator: Indicator, period: Period) -> None:
    plain = indicator.compute(FigureQuery(period))
    check_figure(plain)
    check_rows(indicator, FigureQuery(period), plain.n)
    for dimension in indicator.dimensions:
        split = indicator.compute(FigureQuery(period, dimension.key))
        check_figure(split)
        assert (split.value, split.n) == (plain.value, plain.n), dimension.key
        for part in list(split.slices)[:MOST_SLICES]:
            check_slice(indicator, period, dimension.key, part)
        if split.not_asked:
            check_rows(indicator, FigureQuery(period, None, {dimension.key: NOT_ASKED}), split.not_asked)
        check_nonsense(indicator, period, dimension.key)


def check_figure(figure: Figure) -> None:
    assert isinstance(figure, Figure)
    assert is_number(figure.value)
    assert 0 <= figure.not_asked <= figure.n
    codes = [part.code for part in figure.slices]
    assert len(codes) == len(set(codes))
    assert all(part.share is None or 0 <= part.share <= 100 for part in figure.slices)


def is_number(value: object) -> bool:
    if value is None:
        return True
    return (isinstance(value, int) and not isinstance(value, bool)) or (
        isinstance(value, Decimal) and value.is_finite()
    )


def check_slice(indicator, period, dimension, part) -> None:
    assert 0 < len(part.code) <= LONGEST_CODE
    assert part.code.isprintable()
    assert str(part.label).strip()
    assert is_number(part.value)
    check_rows(indicator, FigureQuery(period, None, {dimension: part.code}), part.n)
    assert indicator.compute(FigureQuery(period, None, {dimension: part.code})).n == part.n


def check_rows(indicator: Indicator, query: FigureQuery, expected: int) -> None:
    rows = indicator.rows(query)
    assert rows.total == expected, query.filters
    page = rows.page(0, 5)
    assert len(page) == min(5, expected)
    width = len(rows.columns)
    assert all(len(row) in (width, width + 1) for row in page)
    assert not rows.page(expected, 5)


def check_nonsense(indicator: Indicator, period: Period, dimension: str) -> None:
    """A code that means nothing opens no row, or is refused as a ``ValueError`` that a screen can tell."""
    for code in ("§ nonsense", "99999999999999999999", "-1"):
        query = FigureQuery(period, None, {dimension: code})
        try:
            assert indicator.compute(query).n == 0
            assert indicator.rows(query).total == 0
        except ValueError:
            continue


def check_time(indicator: Indicator, year: Period) -> None:
    """A month of a year drawn month by month is worth what the month is worth alone; the same for a day."""
    known = {dimension.key for dimension in indicator.dimensions}
    for key, span in ((MONTH, month_of), (DAY, lambda code: periods.day(dt.date.fromisoformat(code)))):
        if key not in known:
            continue
        slices = [part for part in indicator.compute(FigureQuery(year, key)).slices if part.n]
        for part in slices[:3]:
            alone = indicator.compute(FigureQuery(span(part.code)))
            assert (alone.value, alone.n) == (part.value, part.n), part.code


def month_of(code: str) -> Period:
    return periods.month(int(code[:4]), int(code[5:]))


@pytest.mark.slow
@pytest.mark.parametrize("indicator", INDICATORS, **keyed)
def test_queries_do_not_grow_with_rows(indicator: Indicator, inhabited, other_office):
    """Compared with an office without any row; a few more are allowed, for the labels of what was found."""
    year = last_year()
    with office_scope(other_office):
        least = {split: asked(indicator, year, split) for split in splits_of(indicator)}
    for office in inhabited:
        with office_scope(office):
            for split, count in least.items():
                assert asked(indicator, year, split) <= count + MORE_QUERIES, split
            rows = indicator.rows(FigureQuery(year))
            assert queries_of(partial(rows.page, 0, 50)) <= queries_of(partial(rows.page, 0, 3)) + 1


def splits_of(indicator: Indicator) -> list[str | None]:
    return [None, *(one.key for one in indicator.dimensions)]


def asked(indicator: Indicator, period: Period, split: str | None) -> int:
    return queries_of(lambda: indicator.compute(FigureQuery(period, split)))


def queries_of(ask) -> int:
    with CaptureQueriesContext(connection) as captured:
        ask()
    return len(captured)


# -- Dashboards and sections -------------------------------------------------------------------------------


@pytest.mark.parametrize("dashboard", DASHBOARDS, **keyed)
def test_dashboard_on_an_empty_office(dashboard, everything, office, make_client):
    today = timezone.localdate()
    open_dashboard(
        make_client(office, *ALL_ROLES), office, dashboard, periods.day(today), periods.year(today.year)
    )


@pytest.mark.slow
@pytest.mark.parametrize("dashboard", DASHBOARDS, **keyed)
def test_dashboard_of_a_week_and_of_a_season(dashboard, everything, office, make_client):
    today = timezone.localdate()
    client = make_client(office, *ALL_ROLES)
    open_dashboard(client, office, dashboard, periods.week(today), periods.summer(today.year))


def open_dashboard(client, office, dashboard, *asked: Period) -> None:
    address = reverse("observatory_dashboard", kwargs={"office": office.slug, "key": dashboard.key})
    for period in asked:
        answer = client.get(address, {"periode": exact_code(period)})
        assert answer.status_code == 200
        assert "None" not in answer.content.decode()


@pytest.mark.parametrize("indicator", INDICATORS, **keyed)
def test_figure_screen_on_an_empty_office(indicator, everything, office, make_client):
    """The figure cut once, and its rows."""
    client = make_client(office, *ALL_ROLES)
    open_figure(client, office, "figure", indicator, *(one.key for one in indicator.dimensions[:1]))
    open_figure(client, office, "rows", indicator)


@pytest.mark.slow
@pytest.mark.parametrize("indicator", INDICATORS, **keyed)
def test_figure_screen_the_other_way_round(indicator, everything, office, make_client):
    """The figure as a whole, and the rows of a figure that is cut."""
    client = make_client(office, *ALL_ROLES)
    open_figure(client, office, "figure", indicator)
    open_figure(client, office, "rows", indicator, *(one.key for one in indicator.dimensions[:1]))


def open_figure(client, office, name: str, indicator: Indicator, split: str = "") -> None:
    address = reverse(f"observatory_{name}", kwargs={"office": office.slug, "key": indicator.key})
    answer = client.get(address, {"periode": "2024", **({"split": split} if split else {})})
    assert answer.status_code == 200


ALL_ROLES = ("direction", "accueil", "etourisme", "qualite", "regie", "taxe", "elu", "administration")


@pytest.mark.parametrize("section", SECTIONS, **keyed)
def test_section_on_an_empty_office(section: ReportSection, empty):
    check_section(section, empty, periods.year(2024))


@pytest.mark.slow
@pytest.mark.parametrize("section", SECTIONS, **keyed)
def test_section_on_offices_with_rows(section: ReportSection, inhabited):
    for office in inhabited:
        with office_scope(office):
            check_section(section, office, last_year())


def check_section(section: ReportSection, office, period: Period) -> None:
    """The section can be built, frozen, and read again the same."""
    context = ReportBook(
        office,
        period,
        book=FigureBook(timezone.localdate()),
        links=Links(office.slug),
        may_read=lambda permission: True,
    )
    built = build_section(section, context, Written("", frozenset(), {}, {}))
    assert built is not None
    assert built.title
    assert encode(decode(encode(built))) == encode(built)


def test_whole_report_of_an_empty_office_is_written(empty):
    report = assemble(
        office=empty,
        year=2024,
        permissions=permissions.keys(),
        today=dt.date(2025, 1, 15),
        links=Links(empty.slug),
    )
    assert len(report.sections) == len(SECTIONS)
    assert html_page(document_of(report)).startswith("<!doctype html>")


@pytest.mark.parametrize(
    "compute",
    [
        pytest.param(lambda query: Figure(0, 1), id="counts a row that it does not give"),
        pytest.param(lambda query: Figure(0.5, 0), id="gives a float"),
        pytest.param(
            lambda query: Figure(1 if query.split else 0, 0), id="changes its value when it is split"
        ),
    ],
)
def test_an_indicator_that_lies_is_caught(compute, empty):
    with pytest.raises(AssertionError):
        check_promises(replace(double.INDICATORS[0], compute=compute), periods.year(2024))
