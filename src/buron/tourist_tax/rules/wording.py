"""Sentences before they are words: a French form and its values, so that each reader has them in their own language.

The rules speak French, as the law that they quote; numbers and amounts are already text. What another language says
differently stays apart: the forms, what is counted, the days. A :class:`Said` goes to JSON and back, since a
declaration keeps its derivation as it was on the day of sending.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, Protocol

from buron.kernel.formats import date_range_text, date_text, number


@dataclass(frozen=True, slots=True)
class Said:
    """A French form with one ``%s`` for each value, in order; ``many`` and ``count`` when something is counted."""

    form: str
    values: tuple[Value, ...] = ()
    many: str = ""
    count: int = 0


@dataclass(frozen=True, slots=True)
class Days:
    """From one day to another, both included, or one day when there is no ``last``."""

    first: dt.date
    last: dt.date | None = None


Value = str | Said | Days


class Tongue(Protocol):
    """What a language says its own way."""

    def form(self, text: str) -> str: ...

    def counted(self, one: str, many: str, count: int) -> str: ...

    def days(self, days: Days) -> str: ...


class French:
    """The language of the law: forms are already in it, and zero is singular."""

    def form(self, text: str) -> str:
        return text

    def counted(self, one: str, many: str, count: int) -> str:
        return many if count > 1 else one

    def days(self, days: Days) -> str:
        return date_range_text(days.first, days.last) if days.last else date_text(days.first)


FRENCH = French()


def said(form: str, *values: Value) -> Said:
    """A sentence, or a part of one; its form is a message of the catalogues."""
    return Said(form, values)


def counted(count: int, one: str, many: str) -> Said:
    """``1 nuit``, ``2 nuits``, ``0 nuit``: forms with one ``%s``, messages of the catalogues."""
    return Said(one, (number(count),), many, count)


def joined(separator: str, values: Iterable[Value]) -> Said:
    """Values put side by side, the same in every language."""
    found = tuple(values)
    return Said(separator.join(["%s"] * len(found)), found)


def in_words(value: Value, tongue: Tongue = FRENCH) -> str:
    """A sentence in a language."""
    if isinstance(value, str):
        return value
    if isinstance(value, Days):
        return tongue.days(value)
    form = tongue.counted(value.form, value.many, value.count) if value.many else tongue.form(value.form)
    return form % tuple(in_words(one, tongue) for one in value.values) if value.values else form


def to_json(value: Value) -> Any:
    """Text as text, the others as objects that :func:`from_json` reads."""
    if isinstance(value, str):
        return value
    if isinstance(value, Days):
        return {"days": [day.isoformat() for day in (value.first, value.last) if day]}
    found: dict[str, Any] = {"form": value.form}
    if value.values:
        found["values"] = [to_json(one) for one in value.values]
    if value.many:
        found |= {"many": value.many, "count": value.count}
    return found


def from_json(found: Any) -> Value:
    """What :func:`to_json` wrote."""
    if isinstance(found, str):
        return found
    if "days" in found:
        return Days(*map(dt.date.fromisoformat, found["days"]))
    values = tuple(from_json(one) for one in found.get("values", ()))
    return Said(found["form"], values, found.get("many", ""), found.get("count", 0))
