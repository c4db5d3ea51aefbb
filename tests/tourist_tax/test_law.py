"""The law files: checked when read, dated, honest about what is not verified."""

from __future__ import annotations

import dataclasses
import datetime as dt
import shutil
from decimal import Decimal

import pytest

from buron.territory import reference
from buron.tourist_tax.law import LawError, current_law, read_law
from buron.tourist_tax.law.files import FOLDER
from buron.tourist_tax.rules import (
    check_abatement,
    check_adoption,
    check_rate,
    check_tariff,
    late_interest,
    lawful_cap,
    lawful_surtaxes,
    majority,
    months_late,
)
from buron.tourist_tax.sheet import law_sheet

LAW = current_law()
DAY = dt.date.fromisoformat
ALL_VALUES = [value for rule in LAW.rules.values() for value in rule.values] + [
    value for surtax in LAW.surtaxes for value in surtax.rule.values
]


def test_nothing_unverified_goes_without_a_note():
    assert [value for value in ALL_VALUES if not value.is_verified and not value.note] == []
    assert [value for value in ALL_VALUES if value.is_verified and not value.checked_on] == []
    assert {value.status for value in ALL_VALUES} == {"verified", "from_memory", "not_verified"}


def test_the_limits_of_2026_are_those_of_the_national_file():
    found = {
        line.number: tuple(str(value.decimal) for value in LAW.limits(key, DAY("2026-07-01")))
        for key, line in LAW.lines.items()
    }
    assert found == {
        1: ("0.70", "4.90"),
        2: ("0.70", "3.60"),
        3: ("0.70", "2.60"),
        4: ("0.50", "1.70"),
        5: ("0.30", "1.00"),
        6: ("0.20", "0.80"),
        7: ("0.20", "0.60"),
        8: ("0.20", "0.20"),
        9: ("1", "5"),
    }


def test_a_year_that_is_not_recorded_is_not_invented():
    assert LAW.limits("palace", DAY("2027-01-01")) == (None, None)
    assert not law_sheet(LAW, DAY("2027-01-01")).has_limits
    assert law_sheet(LAW, DAY("2026-12-31")).has_limits


def test_ceilings_never_fall_and_floors_stay_below():
    for key, line in LAW.lines.items():
        if line.proportional:
            continue
        ceilings = [value.decimal for value in LAW.rules[f"ceiling.{key}"].values]
        assert ceilings == sorted(ceilings)
        assert LAW.rules[f"floor.{key}"].values[0].decimal <= ceilings[0]


def test_departments_exist():
    named = {code for surtax in LAW.surtaxes for code in surtax.departments}
    named |= {adoption.department for surtax in LAW.surtaxes for adoption in surtax.adoptions}
    assert [code for code in named if reference.department(code) is None] == []


@pytest.mark.parametrize(
    ("department", "day", "percents"),
    [
        ("06", "2022-12-31", []),
        ("06", "2023-01-01", [34]),
        ("31", "2023-12-31", []),
        ("31", "2024-01-01", [34]),
        ("34", "2024-01-01", [10, 34]),
        ("75", "2018-12-31", [10]),
        ("75", "2019-01-01", [10, 15]),
        ("75", "2023-12-31", [10, 15]),
        ("75", "2024-01-01", [10, 15, 200]),
        ("15", "2026-01-01", []),
    ],
)
def test_surtaxes_by_place_and_day(department, day, percents):
    found = lawful_surtaxes(LAW, DAY(day), department, None)
    assert [int(surtax.percent) for surtax in found] == percents


def test_the_vote_of_a_department_can_be_said():
    assert [one.key for one in lawful_surtaxes(LAW, DAY("2026-01-01"), "15", True)] == ["departementale"]
    assert [one.key for one in lawful_surtaxes(LAW, DAY("2026-01-01"), "34", False)] == [
        "montpellier_perpignan"
    ]


@pytest.mark.parametrize(
    ("day", "highest", "cap"),
    [
        ("2019-01-01", 400, 230),
        ("2020-12-31", 150, 150),
        ("2020-12-31", None, 230),
        ("2021-01-01", 400, 400),
        ("2026-01-01", None, None),
    ],
)
def test_the_cap_of_the_percentage(day, highest, cap):
    assert lawful_cap(LAW, DAY(day), highest)[0] == cap


@pytest.mark.parametrize(
    ("day", "line", "tariff", "level"),
    [
        ("2026-07-01", "stars_3", 170, None),
        ("2026-07-01", "stars_3", 50, None),
        ("2026-07-01", "stars_3", 171, "refused"),
        ("2026-07-01", "stars_3", 49, "refused"),
        ("2025-07-01", "stars_5", 355, "doubtful"),
        ("2027-07-01", "stars_3", 100, "doubtful"),
    ],
)
def test_a_tariff_within_its_limits(day, line, tariff, level):
    found = check_tariff(LAW, DAY(day), line, tariff)
    assert (found and found.level) == level
    if found:
        assert found.article == "CGCT, art. L2333-30"


def test_limits_that_are_not_known_are_said_with_the_latest():
    found = check_tariff(LAW, DAY("2027-07-01"), "stars_3", 100)
    assert found.message.startswith("ligne 4, limites 2027 non publiées dans Buron : à vérifier")
    assert found.message.endswith("(en 2026 : de 0,50\u00a0€ à 1,70\u00a0€)")
    assert "(en" not in check_tariff(LAW, DAY("2010-07-01"), "stars_3", 100).message


@pytest.mark.parametrize(
    ("day", "rate", "level"),
    [("2026-01-01", "1", None), ("2026-01-01", "5.01", "refused"), ("2018-12-31", "5", "refused")],
)
def test_a_rate_within_its_limits(day, rate, level):
    found = check_rate(LAW, DAY(day), Decimal(rate))
    assert (found and found.level) == level


@pytest.mark.parametrize(
    ("voted", "applies", "refused"),
    [
        ("2025-06-30", "2026-01-01", False),
        ("2025-07-01", "2026-01-01", True),
        ("2020-09-30", "2021-01-01", False),
        ("2020-10-01", "2021-01-01", True),
    ],
)
def test_a_decision_adopted_in_time(voted, applies, refused):
    assert (check_adoption(LAW, DAY(voted), DAY(applies)) is not None) is refused


def test_an_abatement_within_its_limits():
    day = DAY("2026-01-01")
    assert check_abatement(LAW, day, Decimal(0)) is None
    assert check_abatement(LAW, day, Decimal(10)) is None
    assert check_abatement(LAW, day, Decimal(81)) is not None


def test_the_age_of_exemption():
    assert majority(LAW, DAY("2026-01-01")) == 18
    with pytest.raises(LookupError):
        majority(LAW, DAY("2010-01-01"))


def test_late_interest():
    percent = LAW.on("interest.reel", DAY("2026-01-01"))
    assert percent is not None
    assert late_interest(100_000, 3, percent.decimal) == 600


@pytest.mark.parametrize(
    ("due", "paid", "months", "started"),
    [
        ("2026-01-31", "2026-01-31", 0, 0),
        ("2026-01-31", "2026-02-27", 0, 1),
        ("2026-01-31", "2026-02-28", 1, 1),
        ("2026-01-15", "2026-04-15", 3, 3),
        ("2026-01-15", "2026-04-16", 3, 4),
        ("2025-12-15", "2026-01-14", 0, 1),
    ],
)
def test_months_late(due, paid, months, started):
    assert months_late(DAY(due), DAY(paid)) == months
    assert months_late(DAY(due), DAY(paid), count_started=True) == started


def test_the_law_cannot_be_changed():
    with pytest.raises(TypeError):
        LAW.rules["floor.palace"] = LAW.rules["floor.stars_5"]
    with pytest.raises(dataclasses.FrozenInstanceError):
        LAW.rules["floor.palace"].values[0].value = "9"


@pytest.mark.parametrize(
    ("file", "old", "new", "message"),
    [
        ("fines.yaml", "value: 12500", "value: beaucoup", "is not a value in EUR"),
        ("fines.yaml", "status: verified", "status: sûr", "unknown status"),
        ("fines.yaml", "source: l2333_34_1", "source: nulle_part", "unknown source"),
        ("fines.yaml", "checked_on: 2026-11-20, ", "", "when it was checked"),
        ("fines.yaml", "from: 2019-10-19", "from: 2019-13-19", "is not a date"),
        ("fines.yaml", "from: 2019-10-19", "depuis: 2019-10-19", "unknown keys"),
        ("fines.yaml", "fine.late.ceiling", "fine.late.floor", "written twice"),
        ("perception.yaml", "until: 2020-12-31", "until: 2021-06-30", "two values apply"),
        (
            "limits.yaml",
            "palace: {value: 4.90, status: verified}",
            "chateau: {value: 4.90, status: verified}",
            "nothing for 2026",
        ),
        ("rounding.yaml", "    unit: règle", "    unit: choix", "unknown unit"),
        ("lines.yaml", "unranked: camping_1_2", "unranked: camping", "unknown categories"),
        ("sources.yaml", 'link: "https://', 'link: "ici ', "usable link"),
        ("persons.yaml", "section:", "section: rien\nsection:", "written twice"),
        ("persons.yaml", "section: {", "section: [", "persons.yaml"),
        ("surtaxes.yaml", "share: department", "share: commune", "department or region"),
    ],
)
def test_a_mistake_in_a_file_stops_the_start(tmp_path, file, old, new, message):
    folder = tmp_path / "law"
    shutil.copytree(FOLDER, folder, ignore=shutil.ignore_patterns("*.py", "__pycache__"))
    text = (folder / file).read_text(encoding="utf-8")
    assert old in text
    (folder / file).write_text(text.replace(old, new), encoding="utf-8")
    with pytest.raises(LawError, match=message):
        read_law(folder)
