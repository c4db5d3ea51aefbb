"""Documents as DOCX, to be finished by hand: real styles, real headings, a table of contents that the word processor
updates.

Fonts are those that every office has (Calibri, Georgia), since a DOCX does not carry its own; charts are pictures drawn
with the shipped fonts, with their alternative text.
"""

from __future__ import annotations

import datetime as dt
import io

from buron.kernel.charts import render_svg
from buron.kernel.documents.blocks import ChartBlock, Document
from buron.kernel.documents.docx.writer import CHART_MM, Writer
from buron.kernel.documents.outline import prepare, walk
from buron.kernel.documents.typst import CHART_WIDTH, chart_pngs

__all__ = ["docx_bytes"]


def docx_bytes(document: Document, *, timestamp: dt.datetime | None = None, base_url: str = "") -> bytes:
    """The document as a DOCX file, A4.

    ``timestamp`` is written as its date of creation; ``base_url`` completes the addresses that begin with ``/``.
    """
    ready = prepare(document)
    charts = [block for block in walk(ready.blocks) if isinstance(block, ChartBlock)]
    drawings = [render_svg(block.chart, width=CHART_WIDTH, mode="print", uid="g") for block in charts]
    writer = Writer(ready, base_url, chart_pngs(drawings, width_mm=CHART_MM, ppi=180))
    file = writer.whole(timestamp or dt.datetime.now(dt.UTC))
    buffer = io.BytesIO()
    file.save(buffer)
    return buffer.getvalue()
