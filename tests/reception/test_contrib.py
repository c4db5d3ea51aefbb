"""What the reception gives to the house: rights, dashboard, report, retention, health."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from uuid import uuid4

import pytest
from django.core.exceptions import PermissionDenied
from django.utils import timezone

from buron.kernel import periods
from buron.kernel.actors import Actor
from buron.kernel.contributions import indicators, permissions_of
from buron.kernel.documents.blocks import ChartBlock, Document, KeyFigures, Table
from buron.kernel.documents.html import html_page
from buron.kernel.figures import FigureQuery
from buron.kernel.formats import rounded
from buron.kernel.models import Job, JournalEntry, Office
from buron.kernel.tenancy import office_scope
from buron.reception import upkeep
from buron.reception.contrib import EXPORTS, MENU
from buron.reception.models import Act, Batch, CounterReading, ListItem
from buron.reception.queries.lists import Labels, items_on
from buron.reception.receivers import give_lists
from buron.reception.report import REPORT_SECTIONS
from buron.reception.rules.facts import FactsError
from buron.reception.services import (
    add_list_item,
    arrange_list,
    rename_list_item,
    retire_list_item,
    setup_lists,
)
from buron.reception.services.carnets import SEND_JOB
from tests.reception.test_figures import past_acts

COUNTER = {"record", "view", "documents", "liaison", "requests"}
KEEPER = COUNTER | {"correct", "devices", "import", "export", "partners", "unmet", "requests_setup"}
RIGHTS = {
    "accueil": COUNTER,
    "direction": KEEPER | {"lists"},
    "qualite": KEEPER,
    "etourisme": COUNTER | {"export", "partners", "requests_setup"},
    "regie": COUNTER,
    "elu": {"view"},
    "taxe": {"liaison"},
    "administration": KEEPER | {"lists"},
}


@pytest.mark.parametrize("role", RIGHTS)
def test_rights_of_each_role(role):
    held = {key.removeprefix("reception.") for key in permissions_of([role]) if key.startswith("reception.")}
    assert held == RIGHTS[role]


def test_every_menu_entry_opens(reception, desk, make_client):
    from django.urls import reverse

    client = make_client(reception, "direction")
    for entry in MENU:
        response = client.get(reverse(entry.url_name, kwargs={"office": reception.slug}), follow=True)
        assert response.status_code == 200, entry.key


def test_exports_give_rows_of_their_columns(reception, desk, welcome):
    welcome(party="couple")
    for export in EXPORTS:
        rows = export.rows({"party": "couple", "page": "3", "nonsense": "x"})
        for row in rows.page(0, 10):
            assert len(row) - len(rows.columns) in (0, 1)


# -- Report ------------------------------------------------------------------------------------------------


class Context:
    """The least that a section is built with."""

    def __init__(self, office: Office, year: int) -> None:
        self.office, self.period = office, periods.year(year)
        self.asked = 0

    def figure(self, indicator, *, period=None, split=None, filters=None):
        self.asked += 1
        return indicators.get(indicator).compute(FigureQuery(period or self.period, split, filters or {}))

    def link(self, indicator, *, period=None, filters=None):
        return f"/chiffres/{indicator}/"


@pytest.fixture
def year(reception, desk, second_desk) -> Office:
    past_acts(reception, [desk, second_desk], 120)
    for month in range(1, 13):
        day = dt.date(2023, month, 1)
        until = periods.month(2023, month).end
        CounterReading.objects.create(
            office=reception, desk=desk, day=day, until=until, raw=100, both_ways=True
        )
    return reception


@pytest.mark.parametrize("section", REPORT_SECTIONS, ids=lambda section: section.key)
def test_each_section_is_written_as_a_page(year, section):
    blocks = section.build(Context(year, 2023))
    page = html_page(Document("Rapport", blocks))
    assert "2023" in page or "n = " in page
    assert str(section.chapter) and str(section.title) and str(section.prompt)


@pytest.mark.parametrize("section", REPORT_SECTIONS, ids=lambda section: section.key)
def test_each_section_survives_an_empty_office(reception, section):
    page = html_page(Document("Rapport", section.build(Context(reception, 2023))))
    assert "None" not in page


def test_the_attendance_table_has_four_years_and_the_key_figures(year):
    blocks = REPORT_SECTIONS[0].build(Context(year, 2023))
    table = next(block for block in blocks if isinstance(block, Table))
    assert [row[0] for row in table.rows] == ["2020", "2021", "2022", "2023"]
    acts = indicators.get("reception.acts").compute(FigureQuery(periods.year(2023)))
    assert table.rows[-1][1].value == acts.value and table.rows[-1][3].value == 600
    assert table.rows[0][1].value is None and table.rows[-1][2] is None
    figures = next(block for block in blocks if isinstance(block, KeyFigures))
    assert len(figures.figures) == 4


def test_months_of_the_report_add_up(year):
    table = next(block for block in REPORT_SECTIONS[1].build(Context(year, 2023)) if isinstance(block, Table))
    total = indicators.get("reception.acts").compute(FigureQuery(periods.year(2023))).value
    assert sum(row[1].value for row in table.rows) == total and len(table.rows) == 12


def test_shares_of_the_report_say_n_and_what_was_not_asked(welcome, reception):
    welcome(party="couple")
    welcome()
    blocks = REPORT_SECTIONS[3].build(Context(reception, timezone.localdate().year))
    chart = next(block for block in blocks if isinstance(block, ChartBlock))
    assert "n = 2" in chart.source_note and rounded(50, 1) and "50,0" in chart.source_note


# -- Lists -------------------------------------------------------------------------------------------------


def test_a_new_office_gets_its_lists_once(other_office):
    for _ in range(2):
        give_lists(sender=Office, office=other_office)
    with office_scope(other_office):
        assert {key: len(items) for key, items in items_on(timezone.localdate()).items()}["party"] == 8
        assert not setup_lists(actor=Actor.system("tests", other_office))


def test_renaming_is_a_new_version(reception, system):
    item = ListItem.objects.get(key="stay", code="week")
    later = rename_list_item(actor=system, item=item, label="Une semaine", valid_from=dt.date(2024, 1, 1))
    assert (later.code, later.core, later.core_code) == ("week", True, "week")
    labels = Labels()
    assert labels.get("stay", "week", dt.date(2023, 12, 31)) == "1 semaine"
    assert labels.get("stay", "week", dt.date(2024, 1, 1)) == labels.get("stay", "week") == "Une semaine"
    assert [one.label for one in items_on(dt.date(2023, 6, 1))["stay"] if one.code == "week"] == ["1 semaine"]
    item.refresh_from_db()
    with pytest.raises(FactsError):
        rename_list_item(actor=system, item=item, label="Encore")
    same_day = rename_list_item(actor=system, item=later, label="Semaine", valid_from=dt.date(2024, 1, 1))
    assert same_day.pk == later.pk


def test_own_codes_never_meet_core_codes(reception, system):
    first = add_list_item(actor=system, key="party", label="Couple de retraités", core_code="couple")
    retire_list_item(actor=system, item=first)
    second = add_list_item(actor=system, key="party", label="Couple de retraités")
    assert first.code != second.code and {first.code, second.code}.isdisjoint({"couple"})
    with pytest.raises(FactsError):
        add_list_item(actor=system, key="party", label="COUPLE")


def test_the_last_answer_of_a_list_stays(reception, system):
    for item in ListItem.objects.filter(key="outcome").exclude(code="told"):
        retire_list_item(actor=system, item=item)
    with pytest.raises(FactsError):
        retire_list_item(actor=system, item=ListItem.objects.get(key="outcome", code="told"))


def test_digits_follow_the_order(reception, system):
    arrange_list(actor=system, key="party", codes=["resident", "solo"])
    found = dict(ListItem.objects.filter(key="party").values_list("code", "shortcut"))
    assert (found["resident"], found["solo"], found["couple"], found["unknown"]) == ("1", "2", "3", "0")


def test_only_those_who_may_change_lists(reception, adviser):
    for change in (
        lambda: setup_lists(actor=adviser),
        lambda: add_list_item(actor=adviser, key="party", label="x"),
        lambda: arrange_list(actor=adviser, key="party", codes=[]),
        lambda: retire_list_item(actor=adviser, item=ListItem.objects.first()),
        lambda: rename_list_item(actor=adviser, item=ListItem.objects.first(), label="x"),
    ):
        with pytest.raises(PermissionDenied):
            change()


# -- Upkeep ------------------------------------------------------------------------------------------------


def test_health_of_lists(office):
    with office_scope(office):
        assert upkeep.check_lists().level == "error"
        setup_lists(actor=Actor.system("tests", office))
        assert upkeep.check_lists().level == "ok"


def test_health_of_mails(reception):
    assert upkeep.check_mails().level == "ok"
    Job.objects.create(office=reception, name=SEND_JOB, state=Job.State.FAILED)
    assert upkeep.check_mails().level == "warning"


def test_old_files_are_forgotten_and_acts_kept(reception, desk, welcome):
    welcome()
    for state, payload in (("applied", b"x"), ("draft", b"y")):
        Batch.objects.create(
            office=reception, client_id=uuid4(), kind="acts", name="f", state=state, payload=payload
        )
    assert upkeep.purge_files(reception) == 0
    Batch.objects.update(created_at=timezone.now() - dt.timedelta(days=31 * upkeep.FILE_MONTHS + 2))
    assert upkeep.purge_files(reception) == 1 and Act.objects.count() == 1
    assert Batch.objects.get(state="draft").payload is not None


def test_every_write_leaves_one_entry(reception, adviser, director, desk, make_fiche, welcome, system):
    from buron.reception.rules.facts import Facts
    from buron.reception.services import amend_act, cancel_act, make_carnet, record_counter, revoke_carnet

    def written(action) -> list[str]:
        before = JournalEntry.objects.count()
        action()
        return list(JournalEntry.objects.order_by("pk").values_list("action", flat=True)[before:])

    act = welcome(party="couple")
    facts = replace(Facts(channel="counter"), party="solo")
    carnet = make_carnet(actor=adviser, client_id=uuid4(), desk=desk, fiches=[make_fiche().pk])
    today = timezone.localdate()
    cases = {
        "reception.act.recorded": lambda: welcome(),
        "reception.act.amended": lambda: amend_act(actor=adviser, act=act, facts=facts),
        "reception.act.cancelled": lambda: cancel_act(actor=adviser, act=act),
        "reception.carnet.revoked": lambda: revoke_carnet(actor=adviser, carnet=carnet),
        "reception.counter.recorded": lambda: record_counter(
            actor=adviser, desk=desk, day=today, raw=1, both_ways=True
        ),
    }
    for name, action in cases.items():
        assert written(action) == [name]
