"""The contract of an engine; it runs on the one of the database that the tests use."""

from __future__ import annotations

import pytest
from django.db import connection
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from buron.offer.search.engines import LEVELS, Clause, engine

pytestmark = pytest.mark.django_db

ROWS = [
    (1, "cascade faillitoux", "cascade faillitoux nature thiezac", "cascade faillitoux nature thiezac eau"),
    (2, "auberge cascade", "auberge cascade restaurant vic", "auberge cascade restaurant vic truffade eau"),
    (3, "puy griou", "puy griou nature", "puy griou nature cascade volcan"),
]


@pytest.fixture(autouse=True)
def rows(db):
    engine().clear()
    with connection.cursor() as cursor:
        engine().write(cursor, ROWS)


def matched(level, *clauses):
    return sorted(engine().match(level, clauses).tolist())


def test_each_level_is_searched_by_itself():
    assert matched("name", Clause("cascade")) == [1, 2]
    assert matched("facts", Clause("nature")) == [1, 3]
    assert matched("full_text", Clause("cascade")) == [1, 2, 3]


def test_all_the_clauses_must_hold():
    assert matched("full_text", Clause("cascade"), Clause("eau")) == [1, 2]
    assert matched("full_text", Clause("cascade"), Clause("neige")) == []


@pytest.mark.parametrize("prefix", ["f", "fa", "fai", "fail", "faillitoux"])
def test_a_prefix_of_any_length_is_found_on_every_level(prefix):
    assert [matched(level, Clause("", prefix)) for level in LEVELS] == [[1], [1], [1]]


def test_a_clause_may_be_a_word_or_a_prefix():
    assert matched("full_text", Clause("griou", "truff")) == [2, 3]


def test_a_word_is_not_its_beginning():
    assert matched("full_text", Clause("casc")) == []


def test_what_is_removed_is_no_longer_found_and_may_come_back():
    with connection.cursor() as cursor:
        engine().remove(cursor, [1, 999])
        assert matched("name", Clause("cascade")) == [2]
        engine().write(cursor, [(1, "lac", "lac", "lac")])
    assert matched("name", Clause("lac")) == [1]
    assert matched("name", Clause("faillitoux")) == []


def test_settling_changes_no_answer():
    with connection.cursor() as cursor:
        engine().settle(cursor)
    assert matched("name", Clause("cascade")) == [1, 2]


def test_preparing_twice_keeps_what_is_there():
    engine().prepare()
    assert matched("name", Clause("cascade")) == [1, 2]


@settings(
    max_examples=settings.default.max_examples // 2,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
    deadline=None,
)
@given(
    st.lists(st.tuples(st.text("abcs01", max_size=4), st.text("abcs01", max_size=4)), min_size=1, max_size=4)
)
def test_any_folded_words_are_a_valid_question(pairs):
    clauses = [Clause(word, prefix) for word, prefix in pairs if word or prefix]
    if clauses:
        assert set(matched("full_text", *clauses)) <= {1, 2, 3}


def test_the_words_of_the_language_of_the_engine_are_only_words():
    for word in ("and", "or", "not", "near"):
        assert matched("full_text", Clause(word), Clause("", word)) == []
