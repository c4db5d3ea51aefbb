"""DOCX: opened again, it has real headings, tables, pictures with their text, links."""

from __future__ import annotations

import datetime as dt
import io
import re
import zipfile

from docx import Document as open_docx
from docx.oxml.ns import qn
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from buron.kernel.documents.blocks import (
    Card,
    Cards,
    Column,
    Document,
    Heading,
    Image,
    Paragraph,
    Prose,
    Table,
)
from buron.kernel.documents.docx import docx_bytes
from tests.kernel.documents.samples import whole

AT = dt.datetime(2026, 3, 12, tzinfo=dt.UTC)


def opened(document: Document, **options: object):
    return open_docx(io.BytesIO(docx_bytes(document, timestamp=AT, **options)))


def test_headings_are_headings_and_numbered() -> None:
    file = opened(whole())
    titles = [(p.style.name, p.text) for p in file.paragraphs if p.style.name.startswith("Heading")]
    assert titles == [
        ("Heading 1", "1  L’année en bref"),
        ("Heading 2", "1.1  Trop profond"),
        ("Heading 1", "2  Offre"),
        ("Heading 1", "3  L’année en bref"),
    ]
    assert [p.text for p in file.paragraphs if p.style.name == "Title"] == ["Rapport d’activité 2025"]


def test_properties_and_language() -> None:
    file = opened(whole())
    assert file.core_properties.title == "Rapport d’activité 2025"
    assert file.core_properties.author == "Office du Massif"
    assert file.core_properties.created.replace(tzinfo=dt.UTC) == AT
    assert 'w:val="fr-FR"' in file.styles.element.xml


def test_tables_keep_their_numbers_and_repeat_their_header() -> None:
    file = opened(whole())
    table = next(table for table in file.tables if table.cell(0, 0).text == "Bureau")
    assert [cell.text for cell in table.rows[1].cells] == [
        "Vic-sur-Cère",
        "1\u202f234",
        "+3,3\u00a0%",
        "18\u202f561,00\u00a0€",
    ]
    assert [cell.text for cell in table.rows[2].cells] == ["Thiézac", "n. r.", "−11,6\u00a0%", "n. r."]
    assert [cell.text for cell in table.rows[4].cells][0] == "Ensemble"
    assert table.rows[0]._tr.trPr.find(qn("w:tblHeader")) is not None


def test_every_picture_has_its_text() -> None:
    file = opened(whole())
    drawn = file.element.body.findall(f".//{qn('wp:docPr')}")
    assert len(drawn) == 4 + 1 + 1 + 1 + 1 + 1  # charts, logo, picture, code, picture and code of a card
    assert all(picture.get("descr") for picture in drawn)
    assert any("maximum 240 (juin)" in picture.get("descr") for picture in drawn)


def test_links_open_the_web_the_site_and_parts() -> None:
    file = opened(whole(), base_url="https://office.fr")
    targets = {relation.target_ref for relation in file.part.rels.values() if relation.is_external}
    assert {"https://exemple.fr", "https://office.fr/massif/actes", "tel:+33400000000"} <= targets
    anchors = {link.get(qn("w:anchor")) for link in file.element.body.iter(qn("w:hyperlink"))} - {None}
    marks = {mark.get(qn("w:name")) for mark in file.element.body.iter(qn("w:bookmarkStart"))}
    assert anchors
    assert anchors <= marks


def test_the_contents_are_a_field_already_filled() -> None:
    body = opened(whole()).element.body.xml
    assert 'TOC \\o "1-3"' in body
    assert body.count('w:fldCharType="begin"') == body.count('w:fldCharType="end"')
    assert re.search(r'w:anchor="_p1"', body)
    assert "TOC" not in opened(whole(toc=False)).element.body.xml


def test_numbered_lists_start_again() -> None:
    file = opened(Document("T", [Prose("1. a\n2. b"), Prose("1. c")]))
    numbers = [p._p.pPr.numPr.numId.val for p in file.paragraphs if p.style.name == "List Number"]
    assert numbers[0] == numbers[1] != numbers[2]


def test_other_languages_and_unreadable_pictures() -> None:
    document = Document("T", [Image(b"x", "Blick"), Cards([Card("Ort", qr="x" * 5000)])], language="de")
    file = opened(document)
    assert any("Blick (Bild nicht lesbar)" in p.text for p in file.paragraphs)


def test_the_file_holds_nothing_but_its_parts() -> None:
    with zipfile.ZipFile(io.BytesIO(docx_bytes(whole()))) as archive:
        assert archive.testzip() is None


text = st.text(max_size=40)


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(text, text)
def test_any_text_is_written(first: str, second: str) -> None:
    table = Table([Column(first)], [[second]], second)
    document = Document(
        first, [Heading(1, second), Paragraph(first), Prose(second), table], organisation=second
    )
    opened(document)
