"""Reads the cases that a lawyer can read: every number stays the text that was written."""

from __future__ import annotations

import json
from decimal import Decimal
from pathlib import Path
from typing import Any

import yaml

HERE = Path(__file__).parent
PUBLISHED = Path(__file__).resolve().parents[3] / "shared" / "domain" / "taxe-de-sejour-cases.json"
TEXTS = {"id", "date", "place", "category", "regime"}


def own_cases(name: str) -> list[dict[str, Any]]:
    return yaml.load((HERE / "cases" / f"{name}.yaml").read_text(encoding="utf-8"), Loader=yaml.BaseLoader)


def record_of(given: dict[str, str]) -> dict[str, Any]:
    """A declaration as ``buron taxe calcul`` reads it."""
    return {key: value if key in TEXTS else Decimal(value) for key, value in given.items()}


def published_cases() -> list[dict[str, Any]]:
    """Cases kept beside the project, when they are on this machine."""
    if not PUBLISHED.exists():
        return []
    return json.loads(PUBLISHED.read_text(encoding="utf-8"), parse_float=Decimal)
