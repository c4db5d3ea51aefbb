"""Reading the law files: every scalar stays a text, every key is known, every span is checked.

A mistake in a file is a :class:`LawError` at start-up, with the file and the key: a tax must not be computed from a
table that was half read.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Mapping, Sequence
from decimal import Decimal, InvalidOperation
from itertools import pairwise
from pathlib import Path
from typing import Any, cast

import yaml

from buron.tourist_tax.law.types import DatedValue, LawError, Reference, Rule, Status

DECIMAL_UNITS = frozenset({"EUR", "EUR/personne/nuit", "%", "% par mois"})
WHOLE_UNITS = frozenset({"ans", "mois", "jours", "personnes"})
DAY_UNIT = "jour de l’année"
CODE_UNIT = "règle"
UNITS = DECIMAL_UNITS | WHOLE_UNITS | {DAY_UNIT, CODE_UNIT}
STATUSES = frozenset({"verified", "from_memory", "not_verified"})
VALUE_KEYS = frozenset(
    {"value", "from", "until", "status", "checked_on", "article", "code", "source", "note", "text"}
)
RULE_KEYS = frozenset({"key", "title", "unit", "text", "values"})

_Loader: Any = getattr(yaml, "CBaseLoader", yaml.BaseLoader)


class _Strict(_Loader):  # type: ignore[misc]
    """Scalars as texts, and a key written twice is an error instead of a silent loss."""

    def construct_mapping(self, node: Any, deep: bool = False) -> dict[Any, Any]:
        keys = [key.value for key, _value in node.value]
        for key in keys:
            if keys.count(key) > 1:
                raise LawError(f"line {node.start_mark.line + 1}: the key {key!r} is written twice")
        return cast("dict[Any, Any]", super().construct_mapping(node, deep=deep))


def load_file(path: Path) -> dict[str, Any]:
    """A file as plain texts, lists and mappings."""
    try:
        content = _Strict(path.read_text(encoding="utf-8")).get_single_data()
    except (yaml.YAMLError, LawError) as error:
        raise LawError(f"{path.name}: {error}") from error
    if not isinstance(content, dict):
        raise LawError(f"{path.name}: a mapping is expected")
    return content


def known_keys(found: Mapping[str, Any], allowed: frozenset[str], where: str) -> None:
    """Refuse what the schema does not know: a misspelt key would be a rule that is never applied."""
    unknown = set(found) - allowed
    if unknown:
        raise LawError(f"{where}: unknown keys {sorted(unknown)}")


def text_of(found: Mapping[str, Any], key: str, where: str) -> str:
    """A text that must be there."""
    value = found.get(key)
    if not isinstance(value, str) or not value.strip():
        raise LawError(f"{where}: {key} is missing")
    return value.strip()


def whole_of(found: Mapping[str, Any], key: str, where: str) -> int:
    """A whole number that must be there."""
    text = text_of(found, key, where)
    if not text.isdecimal():
        raise LawError(f"{where}: {key} {text!r} is not a whole number")
    return int(text)


def yes_of(found: Mapping[str, Any], key: str, where: str) -> bool:
    """``yes`` or nothing."""
    text = found.get(key, "")
    if text not in ("", "yes"):
        raise LawError(f"{where}: {key} is yes or absent")
    return bool(text)


def day_of(found: Mapping[str, Any], key: str, where: str) -> dt.date | None:
    """A date in ISO form, or None when the key is absent."""
    text = found.get(key, "")
    if not text:
        return None
    try:
        return dt.date.fromisoformat(text)
    except (TypeError, ValueError) as error:
        raise LawError(f"{where}: {key} {text!r} is not a date") from error


def read_sources(content: Mapping[str, Any], where: str) -> dict[str, tuple[str, str]]:
    """Source key to (title, link)."""
    sources = {}
    for key, found in content["sources"].items():
        known_keys(found, frozenset({"title", "link"}), f"{where}: {key}")
        link = found.get("link", "")
        if link and not re.fullmatch(r"https?://\S+", link):
            raise LawError(f"{where}: {key} has no usable link")
        sources[key] = (text_of(found, "title", f"{where}: {key}"), link)
    return sources


def check_unit(value: str, unit: str, where: str) -> None:
    """Whether a value is written as its unit asks."""
    if unit not in UNITS:
        raise LawError(f"{where}: unknown unit {unit!r}")
    if unit in DECIMAL_UNITS:
        good = _is_amount(value)
    elif unit in WHOLE_UNITS:
        good = value.isdecimal()
    elif unit == DAY_UNIT:
        good = _is_day_of_year(value)
    else:
        good = re.fullmatch(r"[a-z0-9_]+", value) is not None
    if not good:
        raise LawError(f"{where}: {value!r} is not a value in {unit}")


def _is_amount(text: str) -> bool:
    try:
        value = Decimal(text)
    except InvalidOperation:
        return False
    return value.is_finite() and value >= 0


def _is_day_of_year(text: str) -> bool:
    try:
        dt.date.fromisoformat(f"2000-{text}")
    except ValueError:
        return False
    return True


def read_value(
    found: Mapping[str, Any], unit: str, text: str, sources: Mapping[str, tuple[str, str]], where: str
) -> DatedValue:
    """One dated value; ``text`` is the rule's own sentence, used when the value brings none."""
    known_keys(found, VALUE_KEYS, where)
    value = text_of(found, "value", where)
    check_unit(value, unit, where)
    status = text_of(found, "status", where)
    source = text_of(found, "source", where)
    if status not in STATUSES:
        raise LawError(f"{where}: unknown status {status!r}")
    if source not in sources:
        raise LawError(f"{where}: unknown source {source!r}")
    dated = DatedValue(
        value=value,
        valid_from=day_of(found, "from", where),
        valid_until=day_of(found, "until", where),
        status=cast("Status", status),
        checked_on=day_of(found, "checked_on", where),
        reference=Reference(found.get("code", "CGCT"), found.get("article", ""), *sources[source]),
        text=found.get("text", "") or text,
        note=found.get("note", ""),
    )
    _check_honesty(dated, where)
    return dated


def _check_honesty(value: DatedValue, where: str) -> None:
    """What is verified says when; what is not says why; what has no beginning says it too."""
    if not value.text:
        raise LawError(f"{where}: no text says what the rule means")
    if value.is_verified and not value.reference.article:
        raise LawError(f"{where}: a verified value names its article")
    if value.is_verified and value.checked_on is None:
        raise LawError(f"{where}: a verified value says when it was checked")
    if not value.is_verified and not value.note:
        raise LawError(f"{where}: a value that is not verified says why")
    if value.valid_from is None and not value.note:
        raise LawError(f"{where}: a value without a first day says why")
    if value.valid_from and value.valid_until and value.valid_until < value.valid_from:
        raise LawError(f"{where}: ends before it begins")


def read_rule(
    found: Mapping[str, Any], section: str, sources: Mapping[str, tuple[str, str]], where: str
) -> Rule:
    """A rule with its values in order of time."""
    known_keys(found, RULE_KEYS, where)
    key = text_of(found, "key", where)
    where = f"{where}: {key}"
    unit = text_of(found, "unit", where)
    text = found.get("text", "")
    values = [read_value(value, unit, text, sources, where) for value in found.get("values") or []]
    return make_rule(key, section, text_of(found, "title", where), unit, values, where)


def make_rule(
    key: str, section: str, title: str, unit: str, values: Sequence[DatedValue], where: str
) -> Rule:
    """Put values in order and refuse two that apply on the same day."""
    if not values:
        raise LawError(f"{where}: no value")
    ordered = sorted(values, key=lambda value: value.valid_from or dt.date.min)
    for earlier, later in pairwise(ordered):
        if later.valid_from is None or earlier.valid_until is None or later.valid_from <= earlier.valid_until:
            raise LawError(f"{where}: two values apply on {later.valid_from}")
    return Rule(key, section, title, unit, tuple(ordered))
