"""Openings: what is planned, what happened, the table that offices print, what is published."""

from __future__ import annotations

import datetime as dt

import pytest

from buron.kernel import periods
from buron.kernel.figures import FigureQuery
from buron.observatory.addresses import Links
from buron.observatory.checks import check_all
from buron.observatory.figures import FigureBook
from buron.observatory.queries import external_figures
from buron.observatory.services import record_external_figure
from buron.territory.errors import TerritoryError
from buron.territory.figures import OPEN, compute
from buron.territory.hours import opening_hours_osm
from buron.territory.models import OpeningActual
from buron.territory.queries.opening_table import year_table
from buron.territory.queries.openings import OpeningBook, openings_published
from buron.territory.rules.slots import SlotError, morning, parse_slots
from buron.territory.services import (
    copy_year,
    create_desk,
    plan_days,
    record_actual,
    save_season,
    setup_reasons,
)

HOURS = parse_slots("9h-12h30 14h-18h")
PLANNED = {4: 9, 5: 15, 6: 14, 7: 22, 8: 2, 9: 17, 10: 10}
"""Days of a seasonal desk by month, as a report prints them; April lost two to works."""


@pytest.fixture
def desk(scoped, system):
    setup_reasons(actor=system)
    return create_desk(actor=system, name="Le Bourg", insee="15265")


def test_hours_are_read_as_people_write_them():
    assert parse_slots("9h-12h 14h-18h") == ((540, 720), (840, 1080))
    assert parse_slots("9 h 30 – 12 h et 14:00 – 18:30") == ((570, 720), (840, 1110))
    assert parse_slots("fermé") == ()
    for wrong in ("foo", "13h-9h", "9h-12h 11h-13h", "25h-26h"):
        with pytest.raises(SlotError):
            parse_slots(wrong)


PRINTED = {
    "Le Bourg": ({4: (7, 9, "works"), 5: 15, 6: 14, 7: 22, 8: 2, 9: 17, 10: 10}, 87),  # printed 106: damaged
    "Le Pont": ({1: 17, 2: 20, 3: 22, 4: 22, 5: 24, 6: 23, 7: 30, 8: 31, 9: 23, 10: 25}, 237),
    "La Vallée": (
        {
            1: (7, 12, "departure"), 2: 11, 3: 11, 4: (8, 10, "sick_leave"), 5: 18, 6: 13, 7: (20, 21, "sick_leave"),
            8: (20, 21, "sick_leave"), 9: 17, 10: (13, 14, "sick_leave"),
        },
        138,
    ),
    "Vialas": ({5: 2, 6: 11, 7: 26, 8: 26, 9: 11}, 76),
}  # fmt: skip
"""Days of opening by month as a report of 2022 prints them: done, else done, planned and why; and the year's sum."""


def test_the_printed_table_comes_out_of_its_rows(desk, system):
    for name, (months, _total) in PRINTED.items():
        one = desk if name == desk.name else create_desk(actor=system, name=name, insee="15265")
        planned, lost = [], {}
        for month, told in months.items():
            done, count, reason = told if isinstance(told, tuple) else (told, told, "")
            days = [dt.date(2022, month, number) for number in range(1, count + 1)]
            planned += days
            lost |= dict.fromkeys(days[done:], reason)
        plan_days(actor=system, desk=one, days=planned, slots=HOURS)
        for reason in set(lost.values()):
            gone = {day: () for day in lost if lost[day] == reason}
            record_actual(actor=system, desk=one, hours=gone, reason=reason, words="")
    columns = {column.desk.name: column for column in year_table(2022).columns}
    assert {name: column.actual for name, column in columns.items()} == {
        name: total for name, (_months, total) in PRINTED.items()
    }
    assert columns["La Vallée"].cells[0].text == "7 (au lieu de 12 : départ d’un agent)"
    assert columns["La Vallée"].cells[7].text == "20 (au lieu de 21 : arrêt maladie)"
    assert columns["Le Bourg"].cells[3].text == "7 (au lieu de 9 : travaux dans le bureau)"
    assert columns["Le Bourg"].planned == 89 and columns["Le Pont"].cells[7].text == "31"
    figure = compute(OPEN, FigureQuery(periods.year(2022), "desk"))
    assert figure.value == figure.n == 87 + 237 + 138 + 76
    assert {one.label: one.value for one in figure.slices} == {
        name: one.actual for name, one in columns.items()
    }


def test_a_printed_total_that_its_cells_do_not_give_is_named(desk, system, scoped):
    for month, count in {**PLANNED, 4: 7}.items():
        days = [dt.date(2022, month, number) for number in range(1, count + 1)]
        plan_days(actor=system, desk=desk, days=days, slots=HOURS)
    record_external_figure(
        actor=system,
        indicator="territory.open_days",
        period="2022",
        split="desk",
        code=str(desk.pk),
        printed="106",
        parts="7 + 15 + 14 + 22 + 2 + 17 + 10",
        source="Bilan 2022, page 3",
    )
    found = check_all(external_figures(), FigureBook(dt.date(2023, 1, 10)), Links(scoped.slug))
    assert [one.verdict for one in found] == ["differs", "differs"]
    told = " ".join(one.sentence for one in found)
    assert "imprimé 106, les lignes donnent 87" in told.replace("\u00a0", " ")
    assert "mais 7 + 15 + 14 + 22 + 2 + 17 + 10 font 87" in told


def test_a_year_that_nobody_planned_is_not_known(desk):
    assert compute(OPEN, FigureQuery(periods.year(2022))).value is None
    assert OpeningBook(dt.date(2022, 1, 1), dt.date(2022, 1, 1)).day(desk, dt.date(2022, 1, 1)).shown is None


def test_the_most_precise_season_decides_and_is_published(desk, system):
    week = dict.fromkeys(range(1, 6), HOURS)
    save_season(actor=system, desk=desk, start=dt.date(2023, 1, 1), end=dt.date(2023, 12, 31), week=week)
    summer = dict.fromkeys(range(1, 8), parse_slots("9h-19h"))
    save_season(
        actor=system,
        desk=desk,
        start=dt.date(2023, 7, 1),
        end=dt.date(2023, 8, 31),
        week=summer,
        holidays="usual",
    )
    book = OpeningBook(dt.date(2023, 1, 1), dt.date(2023, 12, 31))
    assert book.day(desk, dt.date(2023, 7, 16)).planned == parse_slots("9h-19h")
    assert book.day(desk, dt.date(2023, 5, 8)).planned == ()
    osm = opening_hours_osm(openings_published(desk, dt.date(2023, 7, 1), dt.date(2023, 12, 31)))
    assert "2023 Jul 01-Aug 31 09:00-19:00" in osm
    assert copy_year(actor=system, desks=[desk], year=2023, into=2024) == [desk]
    assert copy_year(actor=system, desks=[desk], year=2023, into=2024) == []


def test_a_half_day_is_noted_and_a_day_as_planned_needs_no_note(desk, system):
    day = dt.date(2023, 3, 1)
    plan_days(actor=system, desk=desk, days=[day], slots=HOURS)
    record_actual(actor=system, desk=desk, hours={day: morning(HOURS)}, reason="training")
    assert OpeningBook(day, day).day(desk, day).gap == "shorter"
    record_actual(actor=system, desk=desk, hours={day: HOURS}, reason="training")
    assert not OpeningActual.objects.exists()
    with pytest.raises(TerritoryError):
        record_actual(actor=system, desk=desk, hours={day: ()}, reason="nonsense")
