"""Folding: what is typed and what is written give the same words."""

from __future__ import annotations

import re
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from buron.offer.search.find import clauses_of, kept_words
from buron.offer.search.terms import terms_of, traits_of
from buron.offer.search.text import fold, stems, words


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("L’Œuvre-Évêque", ["l", "oeuvre", "eveque"]),
        ("CŒUR & cœur", ["coeur", "coeur"]),
        ("Straße, Łódź", ["strasse", "lodz"]),
        ("e\u0301te\u0301", ["ete"]),
        ("Truffade\u202f: 12,50\u00a0€", ["truffade", "12", "50"]),
        ("日本", []),
    ],
)
def test_words_are_folded(text, expected):
    assert words(text) == expected


@pytest.mark.parametrize(
    ("one", "many"), [("cascade", "Cascades"), ("château", "Châteaux"), ("gîte", "GÎTES"), ("œuf", "oeufs")]
)
def test_singular_and_plural_have_one_stem(one, many):
    assert stems(one).split() == stems(many).split()


@given(st.text())
def test_folding_never_fails_and_gives_plain_words(text):
    assert re.fullmatch(r"[a-z0-9 \x1f]*", fold(text))


@given(st.text(alphabet=st.characters(codec="latin-1", exclude_categories=["Cc"])))
def test_folding_does_not_depend_on_how_accents_are_composed(text):
    assert words(unicodedata.normalize("NFD", text)) == words(unicodedata.normalize("NFC", text))


@given(st.text(max_size=200))
def test_clauses_hold_nothing_that_an_engine_could_misread(text):
    typed = kept_words(text)
    for clause in clauses_of(typed) if typed else ():
        assert re.fullmatch(r"[a-z0-9]*", clause.word + clause.prefix)
        assert clause.word or clause.prefix


def test_small_words_are_left_out_unless_they_are_all_there_is():
    assert kept_words("la cascade de l’Oule") == ["cascade", "oule"]
    assert kept_words("le") == ["le"]
    assert kept_words("les 4 routes") == ["4", "routes"]


def test_each_level_of_terms_holds_the_one_before():
    body = {
        "kind": "restaurant",
        "name": {"fr": "Auberge des Lacs", "en": "Lakes Inn"},
        "description": {"fr": "Une table de truffades et de lacs."},
        "labels": [{"key": "x", "label": "Maître Restaurateur"}],
    }
    name, facts, full = (set(level.split()) for level in terms_of(body, "Vic-sur-Cère"))
    assert {"auberge", "lac", "lake"} <= name < facts < full
    assert {"cere", "restaurateur", "manger"} <= facts
    assert "truffade" in full - facts


def test_a_poor_body_gives_terms_and_traits():
    body = {"kind": "event", "name": {"fr": "Fête"}, "labels": None, "address": None, "sessions": [{}]}
    assert terms_of(body).name == "fete"
    assert traits_of(body).labels == ""


def test_openings_that_differ_only_by_their_words_are_one():
    def body(text: str, hour: str) -> dict:
        period = {
            "start": "2026-04-01",
            "end": "2026-09-30",
            "slots": [{"opens": hour}],
            "note": {"fr": text},
        }
        return {
            "kind": "nature",
            "name": {"fr": text},
            "opening": {"text": {"fr": text}, "periods": [period]},
        }

    assert traits_of(body("a", "09:00")).opening == traits_of(body("b", "10:30")).opening != ""
