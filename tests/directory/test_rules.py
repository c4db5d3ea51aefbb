"""Names, addresses and envelopes compared and written."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from buron.directory import rules


def test_spellings_of_one_name_fold_to_the_same():
    assert rules.fold("  L'Œuvre d’ÉTÉ ") == rules.fold("l œuvre d'ete") == "l oeuvre d ete"
    assert rules.search_words("Bœuf", "Zoé", "zoe") == " boeuf zoe"


@given(st.text())
def test_folding_again_changes_nothing(text):
    assert rules.fold(rules.fold(text)) == rules.fold(text)
    assert len(rules.search_words(text)) <= rules.LONGEST_WORDS
    assert len(rules.email_key(text)) <= 254


@pytest.mark.parametrize(
    "number", ["+33 4 71 00 00 01", "0033471000001", "04.71.00.00.01", "+33 (0)4 71 00 00 01"]
)
def test_one_telephone_is_written_in_many_ways(number):
    assert rules.digits(number) == "471000001"


def test_a_siret_has_a_key():
    assert rules.siret_is_valid("73282932000074")
    assert not rules.siret_is_valid("73282932000075")
    assert rules.siret_is_valid("35600000000048")
    assert not rules.siret_is_valid("7328293200007x")


def test_an_envelope_has_six_lines_and_capitals_for_the_city():
    lines = rules.envelope_lines(
        ["Gîte du Bois", "Mme Rose Lys"], "Bât. A\nÉtage 2\n3 rue Haute\nLieu-dit", "15800", "Thiézac", ""
    )
    assert lines == [
        "Gîte du Bois",
        "Mme Rose Lys",
        "Bât. A",
        "Étage 2",
        "3 rue Haute, Lieu-dit",
        "15800 THIÉZAC",
    ]
    assert rules.envelope_lines(["", "A"], "", "1000", "Bruxelles", "Belgique") == [
        "A",
        "1000 BRUXELLES",
        "BELGIQUE",
    ]
