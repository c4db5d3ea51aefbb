"""Files as offices keep them: a cover sheet, a title above the columns, the encodings of spreadsheets."""

import io

import pytest
import xlsxwriter

from buron.reception.sheets import SheetError, read


def workbook(**sheets):
    buffer = io.BytesIO()
    with xlsxwriter.Workbook(buffer) as book:
        for name, rows in sheets.items():
            sheet = book.add_worksheet(name)
            for rank, row in enumerate(rows):
                sheet.write_row(rank, 0, row)
    return buffer.getvalue()


def test_the_fullest_sheet_is_read_below_its_title():
    acts = [
        ["ACTES 2025"],
        [],
        ["Jour", "Bureau", "Nombre"],
        ["14/07/2025", "Condat", 2],
        ["15/07/2025", "", 3],
    ]
    found = read(workbook(Notes=[["Statistiques"]], Actes=acts, Autre=[["a", "b"], [1, 2]]), "a.xlsx")
    assert found.titles == ("Jour", "Bureau", "Nombre")
    assert found.lines == ((4, ("14/07/2025", "Condat", "2")), (5, ("15/07/2025", "", "3")))
    assert found.others == ("Autre",)


def test_a_table_of_one_column_keeps_its_first_line_as_title():
    assert read(b"Date\n14/07/2025\n", "a.csv").titles == ("Date",)


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16", "cp1252"])
def test_every_encoding_of_a_spreadsheet_is_read(encoding):
    found = read("Été\tCôté\n1\t2\n".encode(encoding), "a.txt")
    assert found.titles == ("Été", "Côté")


@pytest.mark.parametrize(
    "payload", [b"\x89PNG\r\n\x1a\n\x01;a\n2;3", b"%PDF-1.7\n\x00\x01", b"\xff\xfe\x00\xd8\x01"]
)
def test_what_is_not_a_table_is_refused(payload):
    with pytest.raises(SheetError):
        read(payload, "a.xlsx")
