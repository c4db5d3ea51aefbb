"""The rows behind a figure as a file: CSV, or a workbook whose first sheet says what the figure is."""

from __future__ import annotations

import datetime as dt
import io
from collections.abc import Iterator, Sequence
from typing import Any

from django.utils import timezone
from django.utils.text import slugify
from django.utils.translation import gettext as _

from buron.kernel import formats
from buron.kernel.charts import Column
from buron.kernel.documents.tabular import Sheets, csv_bytes, open_workbook
from buron.observatory.figures import exact_code
from buron.observatory.figurescreen import described
from buron.observatory.report.outputs import Output
from buron.observatory.rowspages import RowsPages

CHUNK = 1000
MOST_ROWS = 100_000
CSV_TYPE = "text/csv; charset=utf-8"
XLSX_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
FORMS = ("csv", "xlsx")


def rows_file(pages: RowsPages, form: str, *, office: str, on: dt.date) -> Output:
    """All the rows, up to :data:`MOST_ROWS`; ``form`` is one of :data:`FORMS`."""
    name = f"{slugify(str(pages.asked.indicator.title))[:50]}-{exact_code(pages.asked.period)}.{form}"
    if form == "csv":
        return Output(csv_bytes(pages.rows.columns, all_rows(pages)), CSV_TYPE, name)
    return Output(_workbook(pages, office, on), XLSX_TYPE, name)


def all_rows(pages: RowsPages) -> Iterator[Sequence[Any]]:
    """The rows in slices, so that a long period is never held whole by the database."""
    width = len(pages.rows.columns)
    for start in range(0, min(len(pages), MOST_ROWS), CHUNK):
        for row in pages.rows.page(start, CHUNK):
            yield [_local(value) for value in row[:width]]


def _local(value: Any) -> Any:
    if isinstance(value, dt.datetime) and timezone.is_aware(value):
        return timezone.localtime(value)
    return value


def _workbook(pages: RowsPages, office: str, on: dt.date) -> bytes:
    buffer = io.BytesIO()
    with open_workbook(buffer) as book:
        sheets = Sheets(book)
        sheets.add(
            _("Définition"), [Column(_("Rubrique")), Column(_("Texte"))], definition(pages, office, on)
        )
        sheets.add(str(pages.asked.indicator.title), pages.rows.columns, all_rows(pages))
    return buffer.getvalue()


def definition(pages: RowsPages, office: str, on: dt.date) -> list[tuple[str, str]]:
    """What a reader of the file must know of the figure, without Buron before her."""
    asked, indicator = pages.asked, pages.asked.indicator
    lines = [
        (_("Office"), office),
        (_("Indicateur"), str(indicator.title)),
        (_("Définition"), str(indicator.definition)),
        (_("Calcul"), str(indicator.formula)),
        (_("Unité"), str(indicator.unit)),
        (_("Source"), str(indicator.source)),
        (_("Période"), asked.period.label),
        *described(asked),
        (_("Lignes"), formats.number(len(pages))),
        (_("État"), _("définitif") if asked.period.is_over(on) else _("provisoire")),
        (_("Compté le"), formats.date_text(on)),
    ]
    if len(pages) > MOST_ROWS:
        lines.append((_("Limite"), _("Le fichier s’arrête à %s lignes.") % formats.number(MOST_ROWS)))
    return [line for line in lines if line[1]]
