"""Every case, ours and those kept beside the project, through the same function as ``buron taxe calcul``."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from decimal import Decimal
from pathlib import Path

import pytest

from buron.tourist_tax.law import current_law
from buron.tourist_tax.records import compute_record
from buron.tourist_tax.rules import Policy
from tests.tourist_tax.reading import own_cases, published_cases, record_of

ROOT = Path(__file__).resolve().parents[2]
SHARES = ("base", "department", "region", "total")
OWN = own_cases("records")
PUBLISHED = published_cases()
FLAGS = {"yes": True, "no": False, None: None}


def amounts(found: dict[str, float | None]) -> list[Decimal | None]:
    return [None if found[key] is None else Decimal(str(found[key])) for key in SHARES]


@pytest.mark.parametrize("case", OWN, ids=[case["title"] for case in OWN])
def test_our_cases(case):
    found = compute_record(record_of(case["given"]), current_law(), Policy(case.get("rounding", "parts")))
    if "night" in case:
        assert amounts(found["per_person_night"]) == [Decimal(one) for one in case["night"]]
    elif "units" not in case:
        assert amounts(found["per_person_night"]) == [None] * 4
    assert amounts(found["stay"]) == [Decimal(one) for one in case["stay"]]
    assert found["capped"] is FLAGS[case.get("capped")]
    if "units" in case:
        assert found["units_after_abatement"] == float(case["units"])


@pytest.mark.skipif(not PUBLISHED, reason="the published cases (../shared/domain) are not on this machine")
def test_published_cases():
    law = current_law()
    wrong = []
    for case in PUBLISHED:
        found, expected = compute_record(case, law), case["expected"]
        if "stay" not in expected:
            expected = {"stay": {key: expected[key] for key in SHARES}}
        for part in ("per_person_night", "stay"):
            for key, value in expected.get(part, {}).items():
                if Decimal(str(found[part][key])) != value:
                    wrong.append((case["id"], part, key, value, found[part][key]))
        if "capped" in expected and expected["capped"] is not found["capped"]:
            wrong.append((case["id"], "capped", found["capped"]))
    assert wrong == []
    assert len(PUBLISHED) >= 41


@pytest.mark.skipif(not PUBLISHED, reason="the published cases (../shared/domain) are not on this machine")
def test_the_command_answers_the_published_cases():
    lines = "\n".join(json.dumps(case, default=float) for case in PUBLISHED)
    found = subprocess.run(
        [sys.executable, "-m", "buron", "taxe", "calcul"],
        input=lines.encode(),
        capture_output=True,
        check=True,
        env={**os.environ, "PYTHONPATH": str(ROOT / "src")},
    )
    answered = {one["id"]: one["stay"]["total"] for one in map(json.loads, found.stdout.splitlines())}
    assert answered == {
        case["id"]: float(case["expected"].get("stay", case["expected"])["total"]) for case in PUBLISHED
    }


@pytest.mark.skipif(not PUBLISHED, reason="the published cases (../shared/domain) are not on this machine")
@pytest.mark.parametrize(
    ("policy", "part", "key"),
    [
        (Policy.NIGHT, "per_person_night", "alt_round_once_per_night_total"),
        (Policy.STAY, "stay", "alt_round_once_on_stay_total"),
    ],
)
def test_published_cases_under_the_other_policies(policy, part, key):
    cases = [case for case in PUBLISHED if key in case["expected"]]
    found = {case["id"]: compute_record(case, current_law(), policy)[part]["total"] for case in cases}
    assert {name: Decimal(str(total)) for name, total in found.items()} == {
        case["id"]: case["expected"][key] for case in cases
    }
    assert len(cases) > 30


@pytest.mark.skipif(not PUBLISHED, reason="the published cases (../shared/domain) are not on this machine")
def test_a_missing_key_means_what_null_means():
    for case in PUBLISHED:
        bare = {key: value for key, value in case.items() if value is not None}
        assert compute_record(bare, current_law()) == compute_record(case, current_law())


def test_each_case_says_its_article_and_its_total():
    for case in OWN:
        found = compute_record(record_of(case["given"]), current_law(), Policy(case.get("rounding", "parts")))
        total = f"{Decimal(case['stay'][3]):.2f}".replace(".", ",")
        lines = "\n".join(found["derivation"]).replace("\u202f", "")
        assert f"Total : {total}\u00a0€" in lines
        assert "CGCT, art. L2333-" in lines
