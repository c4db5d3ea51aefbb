"""PDF: accessible by Typst's own check, the same bytes each time, whatever people typed."""

from __future__ import annotations

import datetime as dt
import re
import zlib
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from buron.kernel.charts import BarChart, Series
from buron.kernel.documents.blocks import (
    Card,
    Cards,
    ChartBlock,
    Column,
    Columns,
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
from buron.kernel.documents.coverage import printed
from buron.kernel.documents.typst import chart_pngs, pdf_bytes
from tests.kernel.documents.samples import NASTY, picture, whole

AT = 1_760_000_000
PNG = b"\x89PNG\r\n\x1a\n"


def inside(pdf: bytes) -> bytes:
    """The PDF with its streams inflated."""
    streams = re.findall(rb"stream\r?\n(.*?)\r?\nendstream", pdf, re.DOTALL)
    parts = [pdf]
    for stream in streams:
        try:
            parts.append(zlib.decompress(stream))
        except zlib.error:
            continue
    return b"\n".join(parts)


def pages(pdf: bytes) -> int:
    return len(re.findall(rb"/Type\s*/Page\b(?!s)", inside(pdf)))


@pytest.mark.parametrize("style", ["report", "carnet", "letter"])
@pytest.mark.parametrize("toc", [True, False])
def test_every_block_in_every_style_is_accessible(style: str, toc: bool) -> None:
    pdf = pdf_bytes(whole(toc=toc), style=style, timestamp=AT, base_url="https://office.fr")
    assert pdf.startswith(b"%PDF-1.7")
    assert b"<pdfuaid:part>1<" in pdf
    assert pages(pdf) >= 3


def test_the_same_document_gives_the_same_bytes() -> None:
    assert pdf_bytes(whole(), timestamp=AT) == pdf_bytes(whole(), timestamp=AT)
    aware = dt.datetime.fromtimestamp(AT, dt.UTC)
    assert pdf_bytes(whole(), timestamp=aware) == pdf_bytes(whole(), timestamp=AT)


def test_only_shipped_fonts_are_embedded() -> None:
    names = set(re.findall(rb"/BaseFont\s*/[A-Z]{6}\+([\w-]+)", inside(pdf_bytes(whole(), timestamp=AT))))
    assert names == {
        b"SourceSans3-Regular",
        b"SourceSans3-SemiBold",
        b"SourceSans3-Italic",
        b"Fraunces-SemiBold",
    }


def test_addresses_of_the_site_are_links_only_when_the_site_is_known() -> None:
    document = Document("T", [KeyFigures([KeyFigure("a", "1", href="/massif/actes")])], toc=False)
    assert b"https://office.fr/massif/actes" in inside(pdf_bytes(document, base_url="https://office.fr/"))
    assert b"/massif/actes" not in inside(pdf_bytes(document))


def test_a_link_to_a_part_that_does_not_exist_is_text() -> None:
    assert pages(pdf_bytes(Document("T", [Paragraph("[là](#nulle-part)")]))) == 1


def test_an_empty_document_has_a_page() -> None:
    assert pages(pdf_bytes(Document("", []))) == 1
    assert pages(pdf_bytes(Document("T", [Heading(1, "A"), Heading(1, "B")]))) == 3


@pytest.mark.parametrize("language", ["fr", "fr-FR", "en", "de", "nl", "es", "", "klingon"])
def test_any_language_prints(language: str) -> None:
    assert pages(pdf_bytes(whole(language=language, toc=False))) >= 3


def test_characters_without_a_glyph_do_not_stop_a_report() -> None:
    assert printed("Bravo 🎉 à tous ❤️ 漢字") == "Bravo à tous ❤ □□"
    chart = BarChart(title="🎉 漢字", categories=["漢"], series=[Series("", [1])])
    document = Document(
        "漢字 🎉", [Paragraph("🏔️ crêtes"), ChartBlock(chart), Table([Column("😀")], [["مرحبا"]])]
    )
    assert pages(pdf_bytes(document)) == 1


def test_a_colour_of_the_office_is_used_only_if_it_is_one() -> None:
    assert pdf_bytes(whole(accent="#7a1f3d"), timestamp=AT) != pdf_bytes(whole(), timestamp=AT)
    for unusable in ('#fff"); panic("', "#ffee88", "red", "#12345"):
        assert pdf_bytes(whole(accent=unusable), timestamp=AT) == pdf_bytes(whole(), timestamp=AT)


def test_what_is_longer_than_a_page_runs_over_two() -> None:
    long = "mot " * 3000
    wide = BarChart(
        title="T",
        categories=[f"catégorie {rank}" for rank in range(40)],
        series=[Series(name, list(range(40))) for name in "abcd"],
        orientation="horizontal",
    )
    for block in (
        Note("info", long),
        Table([Column("a"), Column("b")], [[long, "x"]]),
        Cards([Card("a", text=long)]),
        Table([Column("a")], [[str(rank)] for rank in range(200)]),
    ):
        assert pages(pdf_bytes(Document("T", [block]))) >= 3
    assert pages(pdf_bytes(Document("T", [ChartBlock(wide)]))) <= 2
    assert pages(pdf_bytes(Document("T", [Columns([[ChartBlock(wide)], [Paragraph("x")]])]))) <= 2


def test_pictures_and_codes_that_cannot_be_made_are_told(tmp_path: Path) -> None:
    blocks = [
        Image(b"rien", "Vue"),
        Image(tmp_path / "absente.jpg", "Absente"),
        Image(picture(), ""),
        QrCode("x" * 5000),
        Cards([Card("a", picture=Image(b"", "Vue"), qr="x" * 5000)]),
    ]
    assert pages(pdf_bytes(Document("T", blocks))) >= 1


def test_charts_become_pictures_one_for_each() -> None:
    drawing = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 10 5"><path d="M0 0H5"/></svg>'
    assert [png[:8] for png in chart_pngs([drawing])] == [PNG]
    assert [png[:8] for png in chart_pngs([drawing] * 3)] == [PNG] * 3
    assert chart_pngs([]) == []


text = st.text(max_size=40)


@settings(
    max_examples=settings.default.max_examples // 2,
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow],
)
@given(text, text, text, st.sampled_from(["report", "carnet", "letter"]))
def test_any_text_prints(first: str, second: str, third: str, style: str) -> None:
    document = Document(
        first,
        [
            Heading(2, second),
            Paragraph(third),
            Prose(f"{first}\n\n- {second}\n- {third}"),
            KeyFigures([KeyFigure(first, second, third, 1, first)]),
            Table([Column(first)], [[second], [third]], third, NASTY),
            Heading(1, third, anchor=first),
            ChartBlock(BarChart(title=first, categories=[second], series=[Series(third, [1])])),
            Cards([Card(first, second, third, text=first)]),
        ],
        organisation=second,
        footer=third,
        meta={first: second},
    )
    assert pdf_bytes(document, style=style).startswith(b"%PDF")
