"""CSV and XLSX: exact values, and no cell that computes."""

from __future__ import annotations

import csv
import datetime as dt
import io
import re
import zipfile
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from python_calamine import CalamineWorkbook

from buron.kernel.documents.blocks import Column, Document
from buron.kernel.documents.tabular import csv_bytes, csv_lines, neutralised, xlsx_bytes
from buron.kernel.documents.xlsx import xlsx_bytes as document_xlsx
from buron.kernel.figures import Column as FigureColumn
from tests.kernel.documents.samples import whole

COLUMNS = [
    Column("Nom"),
    Column("Nombre", "integer"),
    Column("Part", "percent"),
    Column("Montant", "amount"),
    Column("Jour", "date"),
]
ROWS = [
    ["Vic ; « sur » Cère", 1234, Decimal("11.6"), 1856100, dt.date(2025, 7, 14)],
    ['=HYPERLINK("x")', None, 0, -50, None],
]


def read_csv(data: bytes) -> list[list[str]]:
    assert data.startswith(b"\xef\xbb\xbf")
    return list(csv.reader(io.StringIO(data.decode("utf-8-sig"), newline=""), delimiter=";"))


def read_xlsx(data: bytes) -> dict[str, list[list[object]]]:
    book = CalamineWorkbook.from_filelike(io.BytesIO(data))
    return {name: book.get_sheet_by_name(name).to_python() for name in book.sheet_names}


def test_csv_is_french_and_exact() -> None:
    assert read_csv(csv_bytes(COLUMNS, ROWS)) == [
        ["Nom", "Nombre", "Part", "Montant", "Jour"],
        ["Vic ; « sur » Cère", "1234", "11,6", "18561,00", "2025-07-14"],
        ['\'=HYPERLINK("x")', "", "0", "-0,50", ""],
    ]
    assert "".join(csv_lines(COLUMNS, ROWS)).encode() == csv_bytes(COLUMNS, ROWS)
    assert read_csv(csv_bytes(COLUMNS, [])) == [["Nom", "Nombre", "Part", "Montant", "Jour"]]


@pytest.mark.parametrize(
    "text",
    [
        "=1+1",
        "+1+1",
        "-2+3+cmd|' /C calc'!A0",
        "@SUM(A1)",
        "\t=1",
        "\r=1",
        " =1",
        "＝1",
        "+cmd",
        "-x",
        "\n=1",
    ],
)
def test_formulas_are_neutralised(text: str) -> None:
    assert neutralised(text) == f"'{text}"


@pytest.mark.parametrize("text", ["-12,5", "+33 4 71 00 00 00", "texte", "", "a=1", "'déjà", "1-2"])
def test_plain_values_stay_as_they_are(text: str) -> None:
    assert neutralised(text) == text


@given(st.lists(st.lists(st.text(max_size=20), min_size=2, max_size=2), max_size=8))
def test_any_csv_reads_back_without_a_formula(rows: list[list[str]]) -> None:
    columns = [Column("a"), Column("b")]
    read = read_csv(csv_bytes(columns, rows))
    assert len(read) == len(rows) + 1
    for row in read[1:]:
        for value in row:
            start = value.lstrip(" \u00a0\u202f")
            assert not start.startswith(("=", "@", "\t", "\r"))
            assert not re.match(r"[+-][^\d\s.,]", start)


def test_xlsx_has_numbers_dates_title_and_frozen_header() -> None:
    data = xlsx_bytes(
        COLUMNS, ROWS, title="Actes d'accueil : 2025/07", notes=["Provisoire"], source="Registre"
    )
    sheets = read_xlsx(data)
    ((name, lines),) = sheets.items()
    assert name == "Actes d'accueil   2025 07"
    assert [line[0] for line in lines[:3]] == ["Actes d'accueil : 2025/07", "Provisoire", "Source : Registre"]
    assert lines[4] == ["Nom", "Nombre", "Part", "Montant", "Jour"]
    assert lines[5] == ["Vic ; « sur » Cère", 1234, 11.6, 18561, dt.date(2025, 7, 14)]
    assert lines[6] == ['=HYPERLINK("x")', "n. r.", 0, -0.5, "n. r."]
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        sheet = archive.read("xl/worksheets/sheet1.xml").decode()
        assert "<f>" not in sheet
        assert 'state="frozen"' in sheet
        assert 'quotePrefix="1"' in archive.read("xl/styles.xml").decode()


def test_columns_of_figures_will_do() -> None:
    columns = [FigureColumn("jour", "Jour", "date"), FigureColumn("n", "Actes", "integer")]
    assert read_csv(csv_bytes(columns, [[dt.date(2025, 1, 2), 3]]))[1] == ["2025-01-02", "3"]
    assert list(read_xlsx(xlsx_bytes(columns, [[dt.date(2025, 1, 2), 3]])).values())[0][3] == [
        dt.date(2025, 1, 2),
        3,
    ]


@settings(max_examples=settings.default.max_examples // 2, deadline=None)
@given(
    st.text(max_size=60),
    st.lists(st.none() | st.text(max_size=40) | st.floats() | st.integers() | st.booleans()),
)
def test_any_value_makes_a_readable_workbook(title: str, values: list[object]) -> None:
    sheets = read_xlsx(xlsx_bytes([Column(title, "integer")], [[value] for value in values], title=title))
    assert len(sheets) == 1


def test_a_document_gives_a_sheet_for_each_table_and_chart() -> None:
    data = document_xlsx(whole(), timestamp=dt.datetime(2026, 3, 12, tzinfo=dt.UTC))
    assert data == document_xlsx(whole(), timestamp=dt.datetime(2026, 3, 12, tzinfo=dt.UTC))
    sheets = read_xlsx(data)
    assert list(sheets) == [
        "Sommaire",
        "Chiffres clés",
        "Actes par bureau",
        "Actes d'accueil",
        "Origine",
        "Visiteurs",
        "Jours",
    ]
    summary_lines = [line[:2] for line in sheets["Sommaire"]]
    assert ["Rapport d'activité 2025", "Chiffres clés"] in summary_lines
    assert "1 L'année en bref" in [line[0] for line in sheets["Chiffres clés"]]
    table = sheets["Actes par bureau"]
    assert ["Vic-sur-Cère", 1234, 3.25, 18561] in table
    assert ["Ensemble", 1246, 1.2, 18561.5] in table
    assert ["juillet", "n. r.", 410] in sheets["Actes d'accueil"]


def test_sheets_of_one_name_are_told_apart() -> None:
    document = Document("T", [*whole().blocks, *whole().blocks])
    names = list(read_xlsx(document_xlsx(document)))
    assert len(names) == len({name.lower() for name in names}) == 12
    assert all(len(name) <= 31 for name in names)
