"""The law in force on a day as lines ready to be read: the same for the screen and for ``buron taxe regle``."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal

from buron.kernel.formats import NO_BREAK_SPACE, UNKNOWN, date_text, number
from buron.tourist_tax.law import STATUS_TITLES, DatedValue, Law, Rule, SurtaxRule

NO_ARTICLE = "aucun texte"
_WORDS = {
    "ans": ("an", "ans"),
    "jours": ("jour", "jours"),
    "mois": ("mois", "mois"),
    "personnes": ("personne", "personnes"),
}


@dataclass(frozen=True, slots=True)
class Entry:
    """One rule in force: its value in words (empty when the text says it all), and everything known about it."""

    key: str
    title: str
    unit: str
    amount: str
    value: DatedValue
    departments: tuple[str, ...] = ()
    optional: bool = False
    adopted: DatedValue | None = None

    @property
    def status_title(self) -> str:
        return STATUS_TITLES[self.value.status]

    @property
    def cite(self) -> str:
        return self.value.reference.cite or NO_ARTICLE


@dataclass(frozen=True, slots=True)
class Limit:
    """A line of the tariff table with its bounds; None for what is not recorded."""

    number: int
    title: str
    floor: DatedValue | None
    ceiling: DatedValue | None
    unit: str

    @property
    def floor_text(self) -> str:
        return _bound(self.floor, self.unit)

    @property
    def ceiling_text(self) -> str:
        return _bound(self.ceiling, self.unit)

    @property
    def bounds_text(self) -> str:
        """Both bounds in one phrase."""
        if self.floor is None and self.ceiling is None:
            return UNKNOWN
        return f"{self.floor_text} à {self.ceiling_text}"

    @property
    def doubts(self) -> tuple[DatedValue, ...]:
        """The bounds that are not verified."""
        return tuple(value for value in (self.floor, self.ceiling) if value and not value.is_verified)


@dataclass(frozen=True, slots=True)
class Chapter:
    """A section with its entries; ``limits`` only for the tariff table."""

    key: str
    title: str
    entries: tuple[Entry, ...]
    limits: tuple[Limit, ...] = ()

    @property
    def limit_values(self) -> tuple[DatedValue, ...]:
        """One ceiling for each source of the table."""
        found = {limit.ceiling.reference: limit.ceiling for limit in self.limits if limit.ceiling}
        return tuple(found.values())


@dataclass(frozen=True, slots=True)
class Sheet:
    """The law of a day. ``has_limits`` is False when the tariff table of that year is not recorded."""

    day: dt.date
    department: str
    chapters: tuple[Chapter, ...]

    @property
    def has_limits(self) -> bool:
        """Whether the tariff table of that year is recorded."""
        limits = [limit for chapter in self.chapters for limit in chapter.limits]
        return any(limit.ceiling is not None for limit in limits if limit.unit != "%")


def law_sheet(law: Law, day: dt.date, department: str = "") -> Sheet:
    """Everything in force on a day; with a département, only the surtaxes that can apply there."""
    return Sheet(day, department, tuple(_chapters(law, day, department)))


def _chapters(law: Law, day: dt.date, department: str) -> Iterator[Chapter]:
    found = law.rules_on(day)
    for section in law.sections:
        entries = [
            Entry(rule.key, rule.title, rule.unit, value_text(rule, value), value)
            for rule, value in found
            if rule.section == section.key and not rule.key.startswith(("floor.", "ceiling."))
        ]
        if section.key == "surtaxes":
            entries = [*_surtaxes(law, day, department), *entries]
        limits = _limits(law, day) if section.key == "limits" else ()
        if entries or limits:
            yield Chapter(section.key, section.title, tuple(entries), limits)


def _surtaxes(law: Law, day: dt.date, department: str) -> Iterator[Entry]:
    for surtax, value in law.surtaxes_on(day, department):
        yield _surtax(surtax, value, department, day)


def _surtax(surtax: SurtaxRule, value: DatedValue, department: str, day: dt.date) -> Entry:
    return Entry(
        surtax.rule.key,
        surtax.rule.title,
        surtax.rule.unit,
        value_text(surtax.rule, value),
        value,
        tuple(sorted(surtax.departments)),
        surtax.optional,
        surtax.adoption(department, day) if department and surtax.optional else None,
    )


def _limits(law: Law, day: dt.date) -> tuple[Limit, ...]:
    return tuple(
        Limit(line.number, line.title, *law.limits(line.key, day), "%" if line.proportional else "EUR")
        for line in sorted(law.lines.values(), key=lambda line: line.number)
    )


def _bound(value: DatedValue | None, unit: str) -> str:
    if value is None:
        return UNKNOWN
    return _quantity(value.decimal, unit)


def value_text(rule: Rule, value: DatedValue) -> str:
    """A value in words: ``4,90 €``, ``0,20 % par mois``, ``30 jours``, ``1er juillet``; empty for a rule in words."""
    if rule.unit == "règle":
        return ""
    if rule.unit == "jour de l’année":
        return date_text(dt.date.fromisoformat(f"2000-{value.value}"), year=False)
    if rule.unit in _WORDS:
        one, many = _WORDS[rule.unit]
        return f"{value.value} {one if int(value.value) <= 1 else many}"
    return _quantity(value.decimal, rule.unit)


def _quantity(value: Decimal, unit: str) -> str:
    if unit.startswith("%"):
        decimals = max(0, -int(value.as_tuple().exponent))
        return f"{number(value, decimals)}{NO_BREAK_SPACE}%{unit[1:]}"
    per = " par personne et par nuit" if unit == "EUR/personne/nuit" else ""
    return f"{number(value, 2)}{NO_BREAK_SPACE}€{per}"
