"""The rows behind a figure: page by page on a screen, all of them in a file."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from django.utils.translation import gettext as _

from buron.kernel.charts import Cell, Column, Table
from buron.kernel.charts.table import Row
from buron.kernel.figures import FigureQuery, Rows
from buron.observatory.addresses import FigureRequest


class RowsPages:
    """The rows of a figure, as a sequence that a paginator cuts without reading the rest."""

    def __init__(self, asked: FigureRequest) -> None:
        self.asked = asked
        self.rows: Rows = asked.indicator.rows(FigureQuery(asked.period, None, dict(asked.filters)))

    @classmethod
    def safely(cls, asked: FigureRequest) -> RowsPages:
        """The rows, without the filters when their codes have no meaning for the indicator."""
        try:
            return cls(asked)
        except (ValueError, OverflowError):
            problem = _("Un filtre de cette adresse n’a pas de sens pour cet indicateur : il a été retiré.")
            return cls(replace(asked, filters={}, problems=(*asked.problems, problem)))

    def __len__(self) -> int:
        return self.rows.total

    def __getitem__(self, wanted: slice) -> Sequence[Sequence[Any]]:
        start = wanted.start or 0
        stop = self.rows.total if wanted.stop is None else wanted.stop
        return self.rows.page(start, max(0, stop - start))

    def table(self, page: Sequence[Sequence[Any]]) -> Table:
        """A page of rows as a table; the first cell opens the row's own screen when it has one."""
        columns = [Column(column.title, column.kind) for column in self.rows.columns]
        return Table(columns, [self._row(row) for row in page])

    def _row(self, row: Sequence[Any]) -> Row:
        width = len(self.rows.columns)
        cells = list(row[:width])
        address = row[width] if len(row) > width else ""
        if address and cells:
            cells[0] = Cell(cells[0], str(address))
        return cells
