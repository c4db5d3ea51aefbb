"""Reads the tables of reference data shipped in ``data/``, which the scripts of ``tools/`` build."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

_DATA = Path(__file__).resolve().parent.parent / "data"


def _text(name: str) -> str:
    return (_DATA / name).read_text(encoding="utf-8")


def table_lines(name: str) -> list[str]:
    """The lines of a table without its header, tab-separated, each beginning with the code that sorts it."""
    return _text(name).rstrip("\n").split("\n")[1:]


def table_rows(name: str) -> list[list[str]]:
    """The rows of a small table."""
    return [line.split("\t") for line in table_lines(name)]


def manifest() -> dict[str, Any]:
    """Origin, version, licence and checksum of the tables, to be shown where the data is credited."""
    loaded: dict[str, Any] = json.loads(_text("manifest.json"))
    return loaded
