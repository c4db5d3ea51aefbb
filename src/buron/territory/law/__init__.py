"""How many days a ranked tourist office opens in a year, as dated data (``opening.yaml`` beside this file)."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import yaml

FILE = Path(__file__).parent / "opening.yaml"


@dataclass(frozen=True, slots=True)
class Threshold:
    """Days of opening in a year that a category asks for.

    ``reference`` names the text; ``is_verified`` says whether it was read or remembered.
    """

    category: str
    days: int
    since: dt.date
    is_verified: bool
    reference: str


@dataclass(frozen=True, slots=True)
class CountingRule:
    """How days are counted, in the words shown beside the count."""

    key: str
    text: str
    is_verified: bool


@dataclass(frozen=True, slots=True)
class OpeningLaw:
    """The thresholds and the rules of a year."""

    thresholds: tuple[Threshold, ...]
    rules: tuple[CountingRule, ...]
    reference: str
    note: str
    checked_on: dt.date


@cache
def _content() -> dict[str, Any]:
    return dict(yaml.safe_load(FILE.read_text(encoding="utf-8")))


@cache
def opening_law(year: int) -> OpeningLaw:
    """The law in force on the last day of a year; no threshold before the first text that is known."""
    found, last = _content(), dt.date(year, 12, 31)
    reference = str(found["source"]["title"])
    latest: dict[str, Threshold] = {}
    for one in sorted(found["thresholds"], key=lambda entry: entry["from"]):
        if one["from"] <= last:
            latest[one["category"]] = Threshold(
                one["category"], int(one["days"]), one["from"], one["status"] == "verified", reference
            )
    rules = tuple(
        CountingRule(one["key"], one["text"], one["status"] == "verified")
        for one in found["rules"]
        if one["from"] <= last
    )
    ordered = tuple(sorted(latest.values(), key=lambda one: one.days))
    return OpeningLaw(ordered, rules, reference, str(found["source"]["note"]), found["checked_on"])
