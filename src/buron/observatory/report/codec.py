"""Blocks, charts and figures as JSON and back, so that a frozen report is read again as it was.

Each value object is written under the name of its class. When a class has gained a member since, it takes its default;
when it has lost one, the old one is left aside. A class that is not in the list is refused both ways.
"""

from __future__ import annotations

import base64
import dataclasses
import datetime as dt
from collections.abc import Mapping, Sequence
from decimal import Decimal
from pathlib import Path
from typing import Any

from django.utils.functional import Promise

from buron.kernel import charts
from buron.kernel.documents import blocks
from buron.kernel.figures import Figure, Slice
from buron.observatory.figures import Asked
from buron.observatory.report.model import BuiltReport, BuiltSection, Meaning

TAG = "~"
CLASSES: dict[str, type[Any]] = {
    one.__name__: one
    for one in (
        blocks.Card, blocks.Cards, blocks.ChartBlock, blocks.Columns, blocks.Contact, blocks.Heading,
        blocks.Image, blocks.KeyFigure, blocks.KeyFigures, blocks.Note, blocks.PageBreak, blocks.Paragraph,
        blocks.Prose, blocks.QrCode, blocks.Sources,
        charts.BarChart, charts.Cell, charts.Column, charts.DotChart, charts.HeatCalendar, charts.LineChart,
        charts.Series, charts.Share, charts.ShareChart, charts.Sparkline, charts.StackedBarChart, charts.Table,
        Figure, Slice, Meaning, BuiltSection, BuiltReport,
    )
}  # fmt: skip


class CodecError(ValueError):
    """A value cannot be frozen, or a frozen value cannot be read."""


def encode(value: Any) -> Any:
    """A JSON value that :func:`decode` reads back to an equal one (sequences come back as tuples)."""
    if value is None or isinstance(value, bool | int | float | str):
        return value
    if isinstance(value, Promise):
        return str(value)
    if isinstance(value, Asked):
        return {
            TAG: "Asked",
            "v": [value.indicator, value.period, value.split, [list(f) for f in value.filters]],
        }
    if dataclasses.is_dataclass(value) and not isinstance(value, type):
        return _encode_object(value)
    if isinstance(value, Mapping):
        return {TAG: "map", "v": [[encode(key), encode(one)] for key, one in value.items()]}
    if isinstance(value, Sequence) and not isinstance(value, bytes):
        return [encode(one) for one in value]
    return _encode_scalar(value)


def _encode_scalar(value: Any) -> dict[str, str]:
    if isinstance(value, Decimal):
        return {TAG: "decimal", "v": str(value)}
    if isinstance(value, dt.datetime):
        return {TAG: "datetime", "v": value.isoformat()}
    if isinstance(value, dt.date):
        return {TAG: "date", "v": value.isoformat()}
    if isinstance(value, Path):
        value = value.read_bytes()
    if isinstance(value, bytes):
        return {TAG: "bytes", "v": base64.b64encode(value).decode()}
    raise CodecError(f"{type(value).__name__} cannot be frozen")


def _encode_object(value: Any) -> dict[str, Any]:
    name = type(value).__name__
    if CLASSES.get(name) is not type(value):
        raise CodecError(f"{name} cannot be frozen")
    members = {one.name: encode(getattr(value, one.name)) for one in dataclasses.fields(value)}
    return {TAG: name, **members}


def decode(value: Any) -> Any:
    """What :func:`encode` wrote; :class:`CodecError` for what is unknown."""
    if isinstance(value, list):
        return tuple(decode(one) for one in value)
    if not isinstance(value, dict):
        return value
    tag = value.get(TAG)
    if tag in CLASSES:
        return _decode_object(CLASSES[tag], value)
    return _decode_scalar(str(tag), value["v"])


def _decode_object(cls: type[Any], value: Mapping[str, Any]) -> Any:
    known = {one.name for one in dataclasses.fields(cls)}
    return cls(**{name: decode(one) for name, one in value.items() if name in known})


def _decode_scalar(tag: str, value: Any) -> Any:
    if tag == "map":
        return {decode(key): decode(one) for key, one in value}
    if tag == "Asked":
        indicator, period, split, filters = value
        return Asked(indicator, period, split, tuple((key, code) for key, code in filters))
    readers: dict[str, Any] = {
        "decimal": Decimal,
        "date": dt.date.fromisoformat,
        "datetime": dt.datetime.fromisoformat,
        "bytes": base64.b64decode,
    }
    if tag not in readers:
        raise CodecError(f"{tag!r} is not a frozen value")
    return readers[tag](value)
