"""Rules without a database: themes, tally sheets, dates, half-visitors, core lists."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from buron.offer.body import KINDS
from buron.reception.rules import tally
from buron.reception.rules.facts import UNDO, UNDO_GRACE, may_undo, visitors
from buron.reception.rules.lists import CORE, LIST_TITLES, REMOTE_CHANNELS, UNKNOWN, core_codes
from buron.reception.rules.spans import SpanError, parse_span
from buron.reception.rules.tally import MOST_ACTS, Sheet, TallyError
from buron.reception.rules.themes import OF_KIND, deduce, theme_of

THEMES = core_codes("theme")


# -- Lists -------------------------------------------------------------------------------------------------


def test_core_codes_are_unique_and_titled():
    assert set(CORE) == set(LIST_TITLES)
    for key, items in CORE.items():
        codes = [item.code for item in items]
        assert len(set(codes)) == len(codes), key
        digits = [item.shortcut for item in items if item.shortcut]
        assert len(set(digits)) == len(digits), key
        assert all(len(item.label) <= 80 and len(item.code) <= 40 for item in items)


def test_does_not_know_is_an_answer_on_digit_zero():
    for key in ("party", "stay", "lodging"):
        assert {item.code: item.shortcut for item in CORE[key]}[UNKNOWN] == "0"
    assert set(REMOTE_CHANNELS) < core_codes("channel")


# -- Themes ------------------------------------------------------------------------------------------------


def test_every_kind_of_fiche_speaks_of_a_theme():
    assert set(OF_KIND) == set(KINDS)
    assert set(OF_KIND.values()) <= THEMES


@pytest.mark.parametrize(
    ("kind", "subkind", "theme"),
    [
        ("trail", "Itinéraire pédestre", "hiking"),
        ("trail", "Circuit VTT", "sports"),
        ("facility", "Baignade surveillée", "swimming"),
        ("facility", "Piscine", "swimming"),
        ("activity", "Raquettes à neige", "snow"),
        ("activity", "Visite guidée", "sights"),
        ("heritage", "Château", "sights"),
        ("hotel", "Hôtel avec piscine", "lodging"),
        ("restaurant", "Ferme auberge", "food"),
        ("event", "Marché de pays", "events"),
        ("unheard-of", "Piscine", None),
    ],
)
def test_themes_of_kinds_and_sub_kinds(kind, subkind, theme):
    assert theme_of(kind, subkind) == theme


def test_a_retired_theme_is_not_deduced():
    shown = [("trail", ""), ("hotel", ""), ("trail", ""), ("unheard-of", "")]
    assert deduce(shown, THEMES) == ("hiking", "lodging")
    assert deduce(shown, THEMES - {"hiking"}) == ("lodging",)


@given(st.text(max_size=60), st.sampled_from(KINDS))
def test_any_sub_kind_gives_a_theme_of_the_list(subkind, kind):
    assert theme_of(kind, subkind) in THEMES


# -- Tally -------------------------------------------------------------------------------------------------

CODES = st.sampled_from(["couple", "family", "solo"])


@st.composite
def sheets(draw) -> Sheet:
    total = draw(st.integers(1, 60))
    columns = {}
    for name in draw(st.sets(st.sampled_from(["party", "origin", "stay"]))):
        counts, left = {}, total
        for code in draw(st.lists(CODES, unique=True)):
            counts[code] = draw(st.integers(0, left))
            left -= counts[code]
        columns[name] = counts
    themes = {code: draw(st.integers(0, total)) for code in draw(st.sets(st.sampled_from(sorted(THEMES))))}
    return Sheet(total, columns, themes)


@given(sheets())
def test_dealing_a_sheet_keeps_every_count(sheet):
    tally.check(sheet, {})
    dealt = tally.deal(sheet)
    assert len(dealt) == sheet.total
    for name, counts in sheet.columns.items():
        found = Counter(act.answers[name] for act in dealt if name in act.answers)
        assert found == Counter({code: count for code, count in counts.items() if count})
    found = Counter(theme for act in dealt for theme in act.themes)
    assert found == Counter({code: count for code, count in sheet.themes.items() if count})
    assert all(len(set(act.themes)) == len(act.themes) for act in dealt)


@given(sheets())
def test_themes_leave_as_few_acts_without_as_possible(sheet):
    without = sum(not act.themes for act in tally.deal(sheet))
    assert without == max(0, sheet.total - sum(sheet.themes.values()))


@pytest.mark.parametrize(
    "sheet",
    [
        Sheet(0, {}, {}),
        Sheet(MOST_ACTS + 1, {}, {}),
        Sheet(3, {"party": {"couple": 2, "solo": 2}}, {}),
        Sheet(3, {"party": {"couple": -1}}, {}),
        Sheet(3, {}, {"hiking": 4}),
        Sheet(3, {}, {"hiking": -1}),
    ],
)
def test_a_sheet_that_does_not_add_up_is_refused(sheet):
    with pytest.raises(TallyError):
        tally.check(sheet, {})


# -- Dates -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "start", "end", "hour"),
    [
        ("14/07/2018", "2018-07-14", "2018-07-14", None),
        ("14/7/18", "2018-07-14", "2018-07-14", None),
        ("2018-07-14", "2018-07-14", "2018-07-14", None),
        ("2018-07-14 10:30", "2018-07-14", "2018-07-14", 10),
        ("2018-07-14T09:05:12", "2018-07-14", "2018-07-14", 9),
        ("14/07/2018 à 9h30", "2018-07-14", "2018-07-14", 9),
        ("14-07-2018 23h", "2018-07-14", "2018-07-14", 23),
        ("samedi 14 juillet 2018", "2018-07-14", "2018-07-14", None),
        ("1er août 2018", "2018-08-01", "2018-08-01", None),
        ("07/2018", "2018-07-01", "2018-07-31", None),
        ("2018-02", "2018-02-01", "2018-02-28", None),
        ("Février 2020", "2020-02-01", "2020-02-29", None),
        ("déc. 2019", "2019-12-01", "2019-12-31", None),
        ("janv-19", "2019-01-01", "2019-01-31", None),
        (" 2018 ", "2018-01-01", "2018-12-31", None),
    ],
)
def test_dates_as_offices_write_them(text, start, end, hour):
    span = parse_span(text)
    assert (span.day.isoformat(), span.until.isoformat(), span.hour) == (start, end, hour)


@pytest.mark.parametrize(
    "text",
    ["", "hier", "32/01/2018", "31/02/2018", "13/2018", "00/2018", "1/1/1", "2018-13", "0018", "99999", "brumaire 2018",
     "14/07/2018 25:00", "٣/٣/٢٠٢٠x", "2018-07-14-02"],
)  # fmt: skip
def test_what_is_not_a_date_is_refused_with_a_sentence(text):
    with pytest.raises(SpanError) as refused:
        parse_span(text)
    assert str(refused.value)


@given(st.dates(dt.date(1981, 1, 1), dt.date(2190, 12, 31)))
def test_every_day_is_read_back(day):
    for text in (day.isoformat(), f"{day:%d/%m/%Y}", f"{day.day}.{day.month}.{day.year}"):
        span = parse_span(text)
        assert (span.day, span.until) == (day, day)
    month = parse_span(f"{day:%m/%Y}")
    assert month.day <= day <= month.until and month.day.day == 1


@given(st.text(max_size=40))
def test_any_text_is_a_date_or_a_refusal(text):
    try:
        span = parse_span(text)
    except SpanError:
        return
    assert span.day <= span.until


# -- Counters and undo -------------------------------------------------------------------------------------


@given(st.lists(st.tuples(st.integers(0, 10_000), st.booleans()), max_size=40))
def test_half_visitors_are_never_lost(readings):
    halves = [raw if both else 2 * raw for raw, both in readings]
    assert visitors(sum(halves)) == sum((Decimal(half) / 2 for half in halves), Decimal(0))


def test_undo_lasts_a_minute_and_the_time_of_the_network():
    at = dt.datetime(2024, 7, 1, 12, tzinfo=dt.UTC)
    assert may_undo(at, at + UNDO) and may_undo(at, at + UNDO + UNDO_GRACE)
    assert not may_undo(at, at + UNDO + UNDO_GRACE + dt.timedelta(seconds=1))
