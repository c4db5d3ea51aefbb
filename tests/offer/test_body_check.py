"""The checker of bodies: what is right passes, each wrong field is named by its path."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from buron.offer.body import Body
from buron.offer.body_check import MOST_PROBLEMS, body_problems

RIGHT: dict[str, Any] = {
    "kind": "hotel",
    "name": {"fr": "Hôtel", "pt-BR": "Hotel"},
    "address": {"lines": ["Le Bourg"], "postcode": "15000", "city": "Aurillac", "insee": "2A004"},
    "position": {"lat": 44.9, "lon": 2},
    "contacts": [{"type": "email", "value": "a@b.fr"}],
    "opening": {"periods": [{"start": "2026-12-01", "end": "2026-03-01", "yearly": True, "weekdays": []}]},
    "prices": {"free": False, "items": [{"min": 0, "max": 100}]},
    "media": [{"url": "https://x.fr/a.jpg", "type": "image", "until": "2026-01-01"}],
    "labels": [{"key": "classement", "stars": 3, "ranking": True}],
    "sessions": [{"start": "2026-01-01"}],
    "themes": [{"key": "apidae-12"}],
    "accessibility": [],
    "source_updated": "2026-01-01T10:00:00+00:00",
    "aliases": ["tourinsoft:HOT1"],
}


def test_a_right_body_has_no_problem():
    assert body_problems(RIGHT) == []


@pytest.mark.parametrize(
    ("path", "value"),
    [
        ("kind", "castle"),
        ("name", {}),
        ("name", {"fr": ""}),
        ("name", "Hôtel"),
        ("name", {"français": "A"}),
        ("colour", "red"),
        ("address", {"insee": "15"}),
        ("position", {"lat": 91, "lon": 0}),
        ("position", {"lat": 1}),
        ("position", {"lat": "44", "lon": 2}),
        ("contacts", [{"type": "pigeon", "value": "x"}]),
        ("contacts", {"type": "email", "value": "x"}),
        ("opening", {"periods": [{"start": "2026-13-01"}]}),
        ("opening", {"periods": [{"start": "2026-05-01", "end": "2026-04-01"}]}),
        ("opening", {"periods": [{"weekdays": [0]}]}),
        ("opening", {"periods": [{"nth": [[6, 1]]}]}),
        ("opening", {"periods": [{"slots": [{"opens": "24:00"}]}]}),
        ("opening", {"all_year": 1}),
        ("prices", {"items": [{"min": 200, "max": 100}]}),
        ("prices", {"items": [{"min": 1.5}]}),
        ("prices", {"items": [{"currency": "€"}]}),
        ("media", [{"url": "javascript:alert(1)"}]),
        ("media", [{"type": "image"}]),
        ("labels", [{"key": "Gîtes de France"}]),
        ("labels", [{"key": "x", "stars": 6}]),
        ("sessions", [{"end": "2026-01-01"}]),
        ("themes", [{"label": "Wifi"}]),
        ("siret", "123"),
        ("source_updated", "hier"),
        ("aliases", ["sans système"]),
        ("pets", None),
        ("ages", {"min": 12, "max": 3}),
        ("route", {"difficulty": "extreme"}),
        ("short", {"fr": "\0"}),
    ],
)
def test_each_wrong_field_is_named(path, value):
    problems = body_problems({**RIGHT, path: value})
    assert problems
    assert all(problem.startswith(path) for problem in problems)


@pytest.mark.parametrize("body", [None, [], "x", 3, {}])
def test_what_is_not_a_body(body):
    assert body_problems(body)


def test_problems_are_bounded():
    assert len(body_problems({**RIGHT, "themes": [{}] * 1000})) == MOST_PROBLEMS


def test_every_field_of_the_shape_is_known():
    for field in Body.__annotations__:
        assert f"{field} : champ inconnu." not in body_problems({field: None})


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=10),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=6,
)


@given(st.dictionaries(st.sampled_from(sorted(Body.__annotations__)), JSON))
def test_any_json_is_judged_without_error(body):
    assert all(isinstance(problem, str) for problem in body_problems(body))
