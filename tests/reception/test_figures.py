"""Figures agree with their rows, slices add up, and what nobody knows is not a zero."""

from __future__ import annotations

import datetime as dt
import random
from decimal import Decimal
from uuid import uuid4

import pytest
from django.db import transaction
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from buron.kernel import periods
from buron.kernel.actors import Actor
from buron.kernel.contributions import indicators
from buron.kernel.figures import NOT_ASKED, FigureQuery
from buron.kernel.once import within
from buron.observatory.addresses import Links
from buron.observatory.figures import FigureBook
from buron.observatory.report.context import ReportBook
from buron.reception import report_outside
from buron.reception.contrib import INDICATORS
from buron.reception.figures import doors, outings
from buron.reception.figures import indicators as of_acts
from buron.reception.figures.acts import TALLY_NOTE
from buron.reception.figures.axes import FOREIGN, FigureError
from buron.reception.figures.specs import EVERY
from buron.reception.models import Act, ActTheme, CounterReading
from buron.reception.rules.facts import Facts
from buron.reception.rules.tally import Sheet
from buron.reception.services import cancel_act, record_act, record_counter, record_tally
from buron.territory.models import Desk
from buron.territory.services import plan_days

YEAR = periods.year(2023)
KEYS = [indicator.key for indicator in INDICATORS]


def figure(key: str, period=YEAR, split=None, **filters):
    return indicators.get(f"reception.{key}").compute(FigureQuery(period, split, filters))


def rows(key: str, period=YEAR, split=None, **filters):
    return indicators.get(f"reception.{key}").rows(FigureQuery(period, split, filters))


def past_acts(office, desks, count: int, seed: int = 7) -> None:
    """Acts of 2023 with every kind of answer and of silence."""
    draw = random.Random(seed)
    acts = []
    for _ in range(count):
        day = dt.date(2023, 1, 1) + dt.timedelta(days=draw.randrange(365))
        until = draw.choice([day, day, day, periods.month(day.year, day.month).end])
        day = day if until == day else day.replace(day=1)
        hour = draw.choice([None, 9, 11, 15]) if until == day else None
        country = draw.choice([None, "FR", "FR", "BE", "GB", "ZZ"])
        at = timezone.make_aware(dt.datetime.combine(day, dt.time(hour or 12)))
        acts.append(
            Act(
                office=office,
                client_id=uuid4(),
                desk=draw.choice(desks),
                occurred_at=at,
                recorded_at=at,
                day=day,
                until=until,
                hour=hour,
                channel=draw.choice(["counter", "counter", "phone", "email", "outreach", "fair"]),
                answer_mode=draw.choice([None, "spoken", "email"]),
                party=draw.choice([None, "couple", "family", "unknown"]),
                origin_country=country,
                origin_department=draw.choice([None, "15", "63", "75", "974"]) if country == "FR" else None,
                stay=draw.choice([None, "week", "passing"]),
                lodging=draw.choice([None, "hotel", "rental"]),
                language=draw.choice([None, "fr", "en"]),
                outcome=draw.choice([None, "documents"]),
                entry=draw.choice(["live", "late", "import"]),
                cancelled_at=draw.choice([None, None, None, at]),
            )
        )
    Act.objects.bulk_create(acts)
    ActTheme.objects.bulk_create(
        ActTheme(office=office, act=act, theme=theme)
        for act in acts
        for theme in draw.sample(["hiking", "local", "food", "snow"], draw.randrange(4))
    )


@pytest.fixture
def busy(reception, desk, second_desk):
    past_acts(reception, [desk, second_desk], 150)
    for day in range(1, 29):
        CounterReading.objects.create(
            office=reception,
            desk=desk,
            day=dt.date(2023, 2, day),
            until=dt.date(2023, 2, day),
            raw=7 * day,
            both_ways=True,
        )
    CounterReading.objects.create(
        office=reception,
        desk=second_desk,
        day=dt.date(2023, 3, 1),
        until=dt.date(2023, 3, 31),
        raw=300,
        both_ways=False,
    )
    summer_day(desk)


def summer_day(desk: Desk) -> None:
    """A day of July that was open eight hours and read."""
    day, system = dt.date(2023, 7, 12), Actor.system("tests", desk.office)
    plan_days(actor=system, desk=desk, days=[day], slots=((600, 780), (840, 1140)))
    record_counter(actor=system, desk=desk, day=day, raw=256, both_ways=True)


def splits_of(indicator):
    return [None, *(dimension.key for dimension in indicator.dimensions)]


OF_ACTS = (*of_acts.INDICATORS, *doors.INDICATORS, *outings.INDICATORS)
"""What the acts and the counters of :func:`busy` answer; the other figures have their own tests."""

every_indicator = pytest.mark.parametrize("indicator", INDICATORS, ids=lambda indicator: indicator.key)


@every_indicator
def test_a_figure_agrees_with_its_rows_and_its_slices(busy, indicator):
    with within():
        check_rows_are_those_that_were_counted(indicator)
        check_each_slice_opens_on_its_rows(indicator)
        check_slices_and_silence_make_the_whole(indicator)


def check_rows_are_those_that_were_counted(indicator):
    for split in splits_of(indicator):
        query = FigureQuery(YEAR, split)
        counted, found = indicator.compute(query), indicator.rows(query)
        assert found.total == counted.n, split
        assert counted.n or indicator not in OF_ACTS, split
    listed = [row for page in range(0, found.total, 40) for row in found.page(page, 40)]
    assert len(listed) == found.total
    assert all(len(row) - len(found.columns) in (0, 1) for row in listed)


def check_each_slice_opens_on_its_rows(indicator):
    for split in splits_of(indicator)[1:]:
        for part in indicator.compute(FigureQuery(YEAR, split)).slices[:6]:
            narrowed = FigureQuery(YEAR, None, {split: part.code})
            assert indicator.rows(narrowed).total == part.n, (split, part)
            assert indicator.compute(narrowed).n == part.n, (split, part)


def check_slices_and_silence_make_the_whole(indicator):
    if indicator.key in ("reception.not_asked", "reception.visitors_per_act"):
        return
    for split in splits_of(indicator)[1:]:
        if split == "theme" and indicator.key != "reception.themes":
            continue  # an act has several themes
        counted = indicator.compute(FigureQuery(YEAR, split))
        assert sum(part.n for part in counted.slices) + counted.not_asked == counted.n, split
        shares = [part.share for part in counted.slices if part.share is not None]
        assert not shares or abs(sum(shares) - 100) < Decimal("0.0001"), split


def test_the_silence_opens_on_its_rows(busy):
    with within():
        for axis in EVERY:
            counted = figure("acts", split=axis)
            assert rows("acts", **{axis: NOT_ASKED}).total == counted.not_asked, axis


@every_indicator
def test_an_empty_office_knows_nothing(reception, indicator):
    with within():
        for split in splits_of(indicator):
            counted = indicator.compute(FigureQuery(YEAR, split))
            assert counted.value is None and counted.n == 0 and not counted.provisional
            assert indicator.rows(FigureQuery(YEAR, split)).total == 0


def test_no_act_is_zero_once_the_office_counts(busy):
    assert figure("acts", periods.year(2022)).value is None
    assert figure("acts", periods.year(2024)).value == 0
    assert figure("visitors", periods.year(2024)).value is None


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(seed=st.integers(0, 10_000), count=st.integers(0, 40), key=st.sampled_from(KEYS), data=st.data())
def test_any_figure_adds_up_and_agrees_with_its_rows(reception, desk, second_desk, seed, count, key, data):
    indicator = indicators.get(key)
    split = data.draw(st.sampled_from([None, *(one.key for one in indicator.dimensions)]))
    first = data.draw(st.dates(dt.date(2022, 12, 1), dt.date(2024, 1, 31)))
    period = periods.custom(first, first + dt.timedelta(days=data.draw(st.integers(0, 400))))
    with transaction.atomic():
        past_acts(reception, [desk, second_desk], count, seed)
        query = FigureQuery(period, split)
        counted = indicator.compute(query)
        assert indicator.rows(query).total == counted.n
        for part in counted.slices:
            if split is not None:
                assert indicator.rows(FigureQuery(period, None, {split: part.code})).total == part.n
        transaction.set_rollback(True)


NONSENSE = ["x", "", "2023-13", "99", "-1", "é" * 60, "1e9", "9" * 20, "2023-02-30", "²", "٣"]


@pytest.mark.parametrize(
    "key", ["acts", "themes", "visitors", "visitors_per_act", "outings", "not_asked"]
)  # one of each way of counting
def test_nonsense_filters_never_crash(busy, key):
    indicator = indicators.get(f"reception.{key}")
    with within():
        for dimension in indicator.dimensions:
            for code in NONSENSE:
                check_told_or_counted(indicator, FigureQuery(YEAR, None, {dimension.key: code}))


def check_told_or_counted(indicator, query: FigureQuery) -> None:
    try:
        counted = indicator.compute(query)
    except FigureError as error:
        assert str(error)
    else:
        assert indicator.rows(query).total == counted.n


def test_an_unknown_split_or_filter_is_refused(busy):
    with pytest.raises(FigureError):
        figure("acts", split="colour")
    with pytest.raises(FigureError):
        figure("visitors", split="party")
    with pytest.raises(FigureError):
        figure("not_asked", split="party")
    with pytest.raises(FigureError):
        rows("acts", colour="blue")


@pytest.mark.parametrize("key", KEYS)
def test_few_queries_whatever_the_rows(reception, desk, second_desk, key, django_assert_max_num_queries):
    for count in (1, 30):
        past_acts(reception, [desk, second_desk], count)
        with django_assert_max_num_queries(6):
            indicators.get(key).compute(FigureQuery(YEAR, None))
        found = indicators.get(key).rows(FigureQuery(YEAR, None))
        with django_assert_max_num_queries(4):
            found.page(0, 50)


def test_shares_leave_out_those_who_were_not_asked(welcome):
    for party in ("couple", "couple", "couple", "family", None, None):
        welcome(party=party)
    counted = figure("party", periods.year(timezone.localdate().year))
    assert (counted.n, counted.not_asked, counted.provisional) == (6, 2, True)
    assert {part.code: part.share for part in counted.slices if part.n} == {"couple": 75, "family": 25}


def test_foreign_share_counts_those_who_were_asked(welcome):
    for country, department in (("FR", "15"), ("FR", None), ("FR", "63"), ("BE", None), (None, None)):
        welcome(origin_country=country, origin_department=department)
    year = periods.year(timezone.localdate().year)
    counted = figure("foreign_share", year)
    assert (counted.value, counted.n, counted.not_asked) == (25, 5, 1)
    assert {part.code: part.n for part in counted.slices} == {"FR": 3, FOREIGN: 1}
    french = figure("french", year, split="origin_region")
    assert (french.n, french.not_asked) == (3, 1)
    assert next(part for part in french.slices if part.code == "84").share == 100
    assert len([part for part in french.slices]) == 13  # noqa: C416


def test_themes_are_counted_as_demands(welcome):
    welcome(themes=("hiking", "food"))
    welcome(themes=("hiking",))
    welcome()
    year = periods.year(timezone.localdate().year)
    counted = figure("themes", year)
    assert (counted.value, counted.n, counted.not_asked) == (3, 4, 1)
    assert {part.code: (part.value, part.share) for part in counted.slices if part.n} == {
        "hiking": (2, Decimal(200) / 3),
        "food": (1, Decimal(100) / 3),
    }
    by_desk = figure("themes", year, split="desk")
    assert [(part.value, part.n) for part in by_desk.slices] == [(3, 4)]
    told = [row[10] for row in indicators.get("reception.themes").rows(FigureQuery(year, None)).page(0, 9)]
    assert sorted(told) == ["", "Gastronomie, terroir", "Rando, balade", "Rando, balade"]
    acts = figure("acts", year, split="theme")
    assert (acts.value, acts.n, acts.not_asked) == (3, 3, 1)
    assert {part.code: part.share for part in acts.slices if part.n} == {"hiking": 100, "food": 50}


def test_visitors_are_halved_without_losing_one(reception, adviser, desk):
    for day, raw in ((1, 7), (2, 8), (3, 9)):
        record_counter(actor=adviser, desk=desk, day=dt.date(2023, 5, day), raw=raw, both_ways=True)
    record_counter(actor=adviser, desk=desk, day=dt.date(2023, 6, 1), raw=4, both_ways=False)
    assert figure("visitors").value == 16
    months = figure("visitors", split="month").slices
    assert [part.value for part in months if part.n] == [12, 4]
    assert {part.value for part in months if not part.n} == {None}  # nobody read them: not zero
    assert [part.value for part in figure("visitors", split="day").slices][:3] == [
        Decimal("3.5"),
        4,
        Decimal("4.5"),
    ]


def test_visitors_per_act_looks_only_where_there_is_a_counter(busy, desk):
    counted = figure("visitors_per_act", periods.month(2023, 2))
    at_desk = Act.objects.filter(
        desk=desk, channel="counter", cancelled_at=None, day__gte="2023-02-01", until__lte="2023-02-28"
    ).count()
    assert counted.n == at_desk
    assert counted.value == Decimal(7 * sum(range(1, 29))) / 2 / at_desk


def test_a_month_of_past_acts_is_not_counted_in_a_week(reception, desk):
    past_acts(reception, [desk], 0)
    at = timezone.make_aware(dt.datetime(2023, 7, 1, 12))
    Act.objects.create(
        office=reception, client_id=uuid4(), desk=desk, occurred_at=at, recorded_at=at, day=dt.date(2023, 7, 1),
        until=dt.date(2023, 7, 31), channel="counter", entry="import",
    )  # fmt: skip
    assert figure("acts", periods.month(2023, 7)).n == 1
    week = figure("acts", periods.week(dt.date(2023, 7, 1)))
    assert (week.n, week.value) == (0, 0) and week.note.startswith("1 acte repris")
    assert figure("acts", split="weekday").not_asked == 1
    assert figure("acts", split="month").not_asked == 0


def test_crossing_the_columns_of_a_tally_is_told(reception, desk, adviser):
    sheet = Sheet(10, {"party": {"couple": 6}, "origin": {"FR-15": 4}}, {})
    today = timezone.localdate()
    record_tally(
        actor=adviser, client_id=uuid4(), desk=desk, day=today, half="day", channel="counter", sheet=sheet
    )
    year = periods.year(today.year)
    assert figure("party", year).note == ""
    assert TALLY_NOTE in figure("party", year, split="party", origin="FR").note
    assert TALLY_NOTE not in figure("party", year, split="desk", party="couple").note


def test_cancelled_acts_are_not_counted(welcome, adviser):
    act = welcome()
    year = periods.year(timezone.localdate().year)
    assert figure("acts", year).value == 1
    cancel_act(actor=adviser, act=act)
    assert (figure("acts", year).value, rows("acts", year).total) == (0, 0)


def test_labels_follow_the_period(busy, system):
    from buron.reception.models import ListItem
    from buron.reception.services import rename_list_item

    item = ListItem.objects.get(key="party", code="couple")
    rename_list_item(actor=system, item=item, label="À deux", valid_from=dt.date(2024, 1, 1))
    words = {part.code: part.label for part in figure("party", split="party").slices}
    assert words["couple"] == "Couple"
    later = {part.code: part.label for part in figure("party", periods.year(2024), split="party").slices}
    assert later["couple"] == "À deux"


def test_another_office_sees_nothing(busy, other_office):
    from buron.kernel.tenancy import office_scope

    with office_scope(other_office):
        for key in KEYS:
            assert indicators.get(key).compute(FigureQuery(YEAR)).n == 0


def test_outings_are_days_out(welcome, desk, second_desk):
    for at, hour in ((desk, 9), (desk, 15), (second_desk, 10)):
        welcome(at=at, channel="outreach", when=timezone.make_aware(dt.datetime(2023, 8, 5, hour)))
    welcome(at=desk, channel="outreach", when=timezone.make_aware(dt.datetime(2023, 9, 5, 9)))
    assert (figure("outings").value, figure("outreach").value) == (3, 4)
    assert [part.value for part in figure("outings", split="desk").slices] == [2, 1]


def told_of_doors(office):
    """The first key figure and the table that the yearly report makes of the doors."""
    links, book = Links(office.slug), FigureBook(timezone.localdate())
    context = ReportBook(office, YEAR, book=book, links=links, may_read=lambda _right: True)
    figures, table, *_others = report_outside.doors(context)
    return figures.figures[0], table


def test_visitors_for_an_hour_leave_out_what_was_not_read(busy, desk, scoped):
    system = Actor.system("tests", desk.office)
    plan_days(actor=system, desk=desk, days=[dt.date(2023, 7, 13)], slots=((600, 780), (840, 1140)))
    assert (figure("visitors_per_hour").value, figure("visitors_per_hour").n) == (16, 1)
    day = dt.date(2022, 8, 2)
    plan_days(actor=system, desk=desk, days=[day], slots=((600, 780), (840, 1140)))
    record_counter(actor=system, desk=desk, day=day, raw=128, both_ways=True)
    key, table = told_of_doors(scoped)
    assert (key.value_text, key.evolution_text) == ("16,0", "+100,0\u00a0%")
    row = next(one for one in table.rows if one[0] == desk.name)
    assert (row[2].value, row[3].value, row[4]) == (8, 16, 100)
    july = figure("counter_missing", periods.month(2023, 7), desk=str(desk.pk))
    assert "jamais estimés" in july.note and july.value > 0
    assert figure("visitors", periods.month(2023, 7)).note.startswith("Sans relevé de compteur")


def test_the_rate_of_what_was_not_asked(welcome):
    welcome(party="couple", origin_country="FR", stay="week", lodging="hotel")
    welcome(party="couple")
    welcome()
    counted = figure("not_asked", periods.year(timezone.localdate().year))
    assert counted.value == Decimal(700) / 12
    assert {part.code: part.n for part in counted.slices} == {
        "party": 1,
        "origin": 2,
        "stay": 2,
        "lodging": 2,
    }


def test_an_act_without_counter_has_no_ratio(welcome):
    welcome()
    assert figure("visitors_per_act", periods.year(timezone.localdate().year)).value is None


def test_record_act_is_seen_at_once(adviser, desk):
    record_act(actor=adviser, client_id=uuid4(), desk=desk, facts=Facts(channel="counter"))
    assert figure("acts", periods.day(timezone.localdate())).value == 1


def test_desks_that_saw_nobody_are_left_out(busy):
    Desk.objects.create(office=Desk.objects.first().office, name="Fermé", slug="ferme")
    assert "Fermé" not in [part.label for part in figure("acts", split="desk").slices]
