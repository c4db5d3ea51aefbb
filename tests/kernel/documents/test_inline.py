"""Inline markup, prose, typography, and the plan of a document."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from buron.kernel.documents.blocks import Document, Heading, Paragraph
from buron.kernel.documents.inline import Lines, Listing, Run, parse, plain, prose, safe_href
from buron.kernel.documents.outline import headings, prepare
from buron.kernel.typography import french


def test_marks_nest_and_unclosed_ones_stay_text() -> None:
    assert parse("a **b *c* d** e") == (
        Run("a "),
        Run("b ", bold=True),
        Run("c", bold=True, italic=True),
        Run(" d", bold=True),
        Run(" e"),
    )
    assert plain("2 * 3 * 4 ** 5 et *seul") == "2 * 3 * 4 ** 5 et *seul"
    assert plain(r"\*pas italique\*") == "*pas italique*"


@pytest.mark.parametrize(
    "address", ["javascript:alert(1)", "data:text/html,x", "//ailleurs.fr", "vbscript:x", " JaVaScript:x"]
)
def test_dangerous_addresses_are_no_links(address: str) -> None:
    assert safe_href(address) == ""
    assert all(not run.href for run in parse(f"[mot]({address.strip()})"))


@pytest.mark.parametrize(
    "address", ["https://exemple.fr/a?b=1", "mailto:a@exemple.fr", "tel:+33400000000", "/ici", "#la"]
)
def test_ordinary_addresses_are_links(address: str) -> None:
    assert parse(f"[mot]({address})") == (Run("mot", href=address),)


@given(st.text(max_size=300))
def test_any_text_parses_without_control_characters(text: str) -> None:
    shown = plain(text)
    assert not any(ord(char) < 32 and char not in "\t\n\r" for char in shown)
    prose(text)


def test_a_text_of_stars_costs_little() -> None:
    assert len(plain("*" * 20_000)) == 20_000
    plain("[" * 20_000 + "](" * 5_000)


def test_prose_keeps_paragraphs_lists_and_line_ends() -> None:
    parts = prose("Un\ndeux\r\n\r\n- a\n- b\n  suite\n3. c\nfin")
    assert parts == [
        Lines((Run("Un\ndeux"),)),
        Listing(((Run("a"),), (Run("b suite"),))),
        Listing(((Run("c"),),), ordered=True),
        Lines((Run("fin"),)),
    ]


@pytest.mark.parametrize(
    ("typed", "printed"),
    [
        ("l'accueil : oui !", "l’accueil\u00a0: oui\u202f!"),
        ("« ici » ; là ?", "«\u00a0ici\u00a0»\u202f; là\u202f?"),
        ("12 % de 1 234 567 €", "12\u00a0% de 1\u202f234\u202f567\u00a0€"),
        ("en 2024 180 jours", "en 2024 180 jours"),
        ("https://exemple.fr/a:b", "https://exemple.fr/a:b"),
        ("rock 'n' roll", "rock 'n' roll"),
    ],
)
def test_french_spacing(typed: str, printed: str) -> None:
    assert french(typed) == printed
    assert french(printed) == printed


def test_other_languages_keep_their_spacing() -> None:
    assert plain("What ? Don't", "en") == "What ? Don't"


def test_headings_skip_no_level_and_have_unique_anchors_and_numbers() -> None:
    document = prepare(
        Document(
            "T",
            [
                Heading(3, "Profond"),
                Heading(4, "Plus"),
                Paragraph("x"),
                Heading(1, "Été"),
                Heading(2, "Été"),
                Heading(9, "!"),
            ],
            numbered=True,
        )
    )
    plan = [(heading.level, heading.number, heading.anchor) for heading in headings(document)]
    assert plan == [
        (1, "1", "profond"),
        (2, "1.1", "plus"),
        (1, "2", "ete"),
        (2, "2.1", "ete-2"),
        (3, "2.1.1", "partie"),
    ]


@given(
    st.lists(st.builds(Heading, st.integers(-2, 12), st.text(max_size=20), st.text(max_size=20)), max_size=20)
)
def test_any_plan_is_completed(given_headings: list[Heading]) -> None:
    plan = headings(prepare(Document("T", given_headings)))
    assert len({heading.anchor for heading in plan}) == len(plan)
    previous = 0
    for heading in plan:
        assert 1 <= heading.level <= previous + 1
        previous = heading.level
