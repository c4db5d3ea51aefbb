"""HTML: semantic, escaped, safe under a strict CSP, whole without a network."""

from __future__ import annotations

import re
from html.parser import HTMLParser

from hypothesis import given, settings
from hypothesis import strategies as st

from buron.kernel.documents.blocks import (
    Column,
    Document,
    Heading,
    Image,
    KeyFigure,
    KeyFigures,
    Note,
    Paragraph,
    Prose,
    QrCode,
    Table,
)
from buron.kernel.documents.html import html_fragment, html_page
from tests.kernel.documents.samples import NASTY, whole

VOID = {"br", "img", "meta", "path", "rect"}


class Reader(HTMLParser):
    """Checks that every element closes in order; collects attributes and text."""

    def __init__(self) -> None:
        super().__init__()
        self.open: list[str] = []
        self.elements: list[tuple[str, dict[str, str | None]]] = []
        self.text = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append((tag, dict(attrs)))
        if tag not in {"br", "img", "meta"}:
            self.open.append(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append((tag, dict(attrs)))

    def handle_endtag(self, tag: str) -> None:
        assert self.open, f"</{tag}> closes nothing"
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        self.text += data


def read(markup: str) -> Reader:
    reader = Reader()
    reader.feed(markup)
    reader.close()
    assert not reader.open
    return reader


def assert_safe(reader: Reader) -> None:
    for tag, attributes in reader.elements:
        assert tag not in {"script", "iframe", "object", "form"}
        assert "style" not in attributes
        assert not [name for name in attributes if name.startswith("on")]
        assert not (attributes.get("href") or "").lower().startswith("javascript")


def test_every_block_is_written_safely_with_unique_identifiers() -> None:
    reader = read(html_fragment(whole()))
    assert_safe(reader)
    identifiers = [attributes["id"] for _, attributes in reader.elements if "id" in attributes]
    assert len(identifiers) == len(set(identifiers))
    for _, attributes in reader.elements:
        target = attributes.get("href") or ""
        if target.startswith("#"):
            assert target[1:] in identifiers
        for name in (attributes.get("aria-labelledby") or "").split():
            assert name in identifiers
    assert NASTY.split("<")[0].replace("*", "")[:20] in reader.text.replace("*", "")
    assert "<script>alert(1)</script>" in reader.text


def test_titles_follow_each_other() -> None:
    reader = read(html_fragment(whole(), title_level=2))
    levels = [int(tag[1]) for tag, _ in reader.elements if re.fullmatch("h[1-6]", tag)]
    assert levels[0] == 2
    assert levels.count(2) == 1
    assert all(later <= sooner + 1 for sooner, later in zip(levels, levels[1:], strict=False))


def test_a_page_stands_alone() -> None:
    page = html_page(whole())
    assert_safe(read(page))
    assert 'lang="fr"' in page
    assert not re.search(r'(?:src|href)="https?://(?!exemple\.fr)', page)
    assert not re.search(r'url\("(?!data:)', page)
    assert page.count("font/woff2") >= 3


def test_tables_name_their_headers_and_tell_the_unknown() -> None:
    reader = read(html_fragment(whole()))
    scopes = [attributes.get("scope") for tag, attributes in reader.elements if tag == "th"]
    assert None not in scopes
    assert ("abbr", {"class": "doc-unknown", "title": "non renseigné"}) in reader.elements
    assert "n. r.\u00a0: non renseigné" in reader.text
    assert ("a", {"href": "/massif/actes?bureau=1"}) in reader.elements


def test_each_chart_has_its_numbers() -> None:
    markup = html_fragment(whole())
    assert markup.count("<details") == markup.count('class="doc-chart"') == 4
    assert markup.count("<details open>") == 1


def test_two_documents_share_a_page() -> None:
    both = html_fragment(whole(), id_prefix="a-") + html_fragment(whole(), id_prefix="b-")
    identifiers = re.findall(r' id="([^"]+)"', both)
    assert len(identifiers) == len(set(identifiers))


def test_pictures_that_cannot_be_read_are_told() -> None:
    document = Document("T", [Image(b"rien", "Une vue"), QrCode("x" * 5000, "Trop long")])
    reader = read(html_fragment(document))
    assert "Une vue (image illisible)" in reader.text
    assert "Trop long" in reader.text


def test_words_follow_the_language_of_the_document() -> None:
    document = Document("T", [Heading(1, "A"), Heading(1, "B"), Note("warning", "x")], language="de")
    text = read(html_fragment(document)).text
    assert "Inhalt" in text
    assert "Achtung" in text


text = st.text(max_size=60)


@settings(max_examples=settings.default.max_examples // 2, deadline=None)
@given(text, text, text, text)
def test_any_text_stays_text(first: str, second: str, third: str, fourth: str) -> None:
    document = Document(
        first,
        [
            Heading(1, second),
            Paragraph(third),
            Prose(fourth),
            KeyFigures([KeyFigure(first, second, third, 1, fourth, href=third)]),
            Table([Column(first), Column(second, "integer")], [[third, None]], fourth, first),
        ],
        organisation=second,
        meta={third: fourth},
    )
    assert_safe(read(html_fragment(document)))
