"""The report as a file: HTML, PDF, DOCX, XLSX or JSON."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import orjson
from django.utils.text import slugify

from buron.kernel.documents.blocks import Document
from buron.observatory.report.codec import encode
from buron.observatory.report.document import document_of
from buron.observatory.report.model import BuiltReport


class UnknownFormatError(ValueError):
    """The report is not written in this format."""


@dataclass(frozen=True, slots=True)
class Output:
    """A file of the report: its bytes, what they are and how they are called."""

    content: bytes
    content_type: str
    filename: str


def _html(document: Document) -> bytes:
    from buron.kernel.documents.html import html_page

    return html_page(document).encode()


def _pdf(document: Document) -> bytes:
    from buron.kernel.documents.typst import pdf_bytes

    return pdf_bytes(document)


def _docx(document: Document) -> bytes:
    from buron.kernel.documents.docx import docx_bytes

    return docx_bytes(document)


def _xlsx(document: Document) -> bytes:
    from buron.kernel.documents.xlsx import xlsx_bytes

    return xlsx_bytes(document)


# Writers are imported when they are used: each brings a heavy library that a screen does not need.
WRITERS: dict[str, tuple[Callable[[Document], bytes], str]] = {
    "html": (_html, "text/html; charset=utf-8"),
    "pdf": (_pdf, "application/pdf"),
    "docx": (_docx, "application/vnd.openxmlformats-officedocument.wordprocessingml.document"),
    "xlsx": (_xlsx, "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
}
FORMATS: tuple[str, ...] = (*WRITERS, "json")


def written(report: BuiltReport, form: str, *, base: str = "", accent: str = "") -> Output:
    """The report as a file. ``base`` (scheme and host) is what its links lead to; without it there are none."""
    name = filename(report, form)
    if form == "json":
        content = orjson.dumps(as_json(report), option=orjson.OPT_INDENT_2)
        return Output(content, "application/json", name)
    if form not in WRITERS:
        raise UnknownFormatError(form)
    writer, content_type = WRITERS[form]
    return Output(writer(document_of(report, base=base, accent=accent)), content_type, name)


def filename(report: BuiltReport, form: str) -> str:
    """``rapport-2025-office-de-tourisme.pdf``, with the version when it is frozen."""
    version = f"-v{report.stamp.number}" if report.stamp else ""
    return f"rapport-{report.year}{version}-{slugify(report.office)[:60]}.{form}"


def as_json(report: BuiltReport) -> dict[str, Any]:
    """The report for machines: figures as numbers, prose as written, blocks as a frozen copy keeps them."""
    stamp = report.stamp
    return {
        "year": report.year,
        "title": report.title,
        "office": report.office,
        "period": report.period,
        "counted_on": report.counted_on.isoformat(),
        "provisional": report.provisional,
        "frozen": None
        if stamp is None
        else {
            "version": stamp.number,
            "at": stamp.frozen_at.isoformat(),
            "by": stamp.frozen_by,
            "note": stamp.note,
        },
        "sections": [
            {
                "key": section.key,
                "chapter": section.chapter,
                "title": section.title,
                "prose": section.prose,
                "breaks": list(section.breaks),
                "blocks": encode(section.blocks),
            }
            for section in report.sections
        ],
        "figures": [_figure(report, asked) for asked in report.figures],
    }


def _figure(report: BuiltReport, asked: Any) -> dict[str, Any]:
    figure, meaning = report.figures[asked], report.meanings[asked.indicator]
    return {
        "indicator": asked.indicator,
        "title": meaning.title,
        "definition": meaning.definition,
        "unit": meaning.unit,
        "source": meaning.source,
        "formula": meaning.formula,
        "period": asked.period,
        "split": asked.split or None,
        "filters": dict(asked.filters),
        "value": _number(figure.value),
        "n": figure.n,
        "not_asked": figure.not_asked,
        "provisional": figure.provisional,
        "slices": [
            {
                "code": part.code,
                "label": part.label,
                "value": _number(part.value),
                "n": part.n,
                "share": _number(part.share),
            }
            for part in figure.slices
        ],
    }


def _number(value: Any) -> int | float | None:
    """JSON has no decimals: they become floats, at the very end and for machines only."""
    return value if value is None or isinstance(value, int) else float(value)
