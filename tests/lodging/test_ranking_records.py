"""A visit as JSON: the command and its reading."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from buron.lodging.ranking import VisitError, current_grid
from buron.lodging.ranking.records import score_record

ROOT = Path(__file__).resolve().parents[2]
GRID = current_grid()
ALL = {str(one.number): True for one in GRID.criteria}


def test_the_command_answers_each_line_and_fails_with_one():
    lines = [{"id": "a", "persons": 4, "answers": ALL, "requested_stars": 5}, {"id": "b", "persons": 4}]
    found = subprocess.run(
        [sys.executable, "-m", "buron", "classement", "note"],
        input="\n".join(json.dumps(line) for line in lines).encode(),
        capture_output=True,
        check=False,
        env={**os.environ, "PYTHONPATH": str(ROOT / "src")},
    )
    first, second = [json.loads(line) for line in found.stdout.splitlines()]
    assert found.returncode == 1
    assert (first["id"], first["granted"], first["reachable_star"]) == ("a", True, 5)
    assert first["points"]["obligatory_threshold"] == 206.15
    assert "« answers »" in second["error"]


def test_what_is_missing_is_named_with_its_points():
    answers = {**ALL, "95": "non", "18": False, "12": None, "5": "na"}
    found = score_record({"personnes": 4, "étoiles": 3, "answers": answers}, GRID)
    assert [(one["criterion"], one["points"], one["blocking"]) for one in found["missing"]] == [
        (18, 3, False),
        (95, 5, True),
    ]
    assert found["unseen"] == [12]
    assert found["reachable_star"] is None
    assert "95" in found["derivation"][3]


def test_points_may_be_numbers():
    found = score_record({"persons": 4, "stars": 1, "answers": {**ALL, "2": 3, "1": 1, "3": 0}}, GRID)
    assert found["points"]["optional_obtained"] == 163
    assert [one["criterion"] for one in found["missing"]] == [3]


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"answers": {"0": True}}, "pas de tel critère"),
        ({"answers": {"²": True}}, "pas de tel critère"),
        ({"answers": {"1": "peut-être"}}, "oui, non"),
        ({"answers": {"1": 4}}, "Critère 1"),
        ({"answers": {"1": []}}, "oui, non"),
        ({"answers": {"1": 10**400}}, "oui, non"),
        ({"persons": None}, "nombre de personnes"),
        ({"persons": 1.5}, "entier"),
        ({"persons": True}, "entier"),
        ({"stars": 6}, "de 1 à 5"),
        ({"floor": 10**9}, "floor"),
        ({"capacity": 4}, "deux fois"),
        ({"couleur": "bleu"}, "clé inconnue"),
        ({"circumstances": ["pluie"]}, "circonstance inconnue"),
        ({"prerequisite": "oui"}, "true ou false"),
    ],
)
def test_what_cannot_be_read_is_refused_in_french(change, words):
    with pytest.raises(VisitError, match=words):
        score_record({"persons": 4, "answers": ALL, **change}, GRID)


_JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=4), inner, max_size=3),
    max_leaves=6,
)


@given(st.fixed_dictionaries({"answers": _JSON, "persons": _JSON}, optional={"floor": _JSON, "stars": _JSON}))
def test_nonsense_is_scored_or_refused_never_a_fault(record):
    try:
        score_record(record, GRID)
    except VisitError as error:
        assert str(error)
