"""The law as it is held in memory: dated values, each with its reference and what is known of its truth.

Everything is frozen; a :class:`Law` is shared by every calculation of the process.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Literal

Status = Literal["verified", "from_memory", "not_verified"]
Share = Literal["department", "region"]

STATUS_TITLES: dict[Status, str] = {
    "verified": "vérifié",
    "from_memory": "de mémoire, à vérifier",
    "not_verified": "non vérifié",
}


class LawError(ValueError):
    """The law files contradict their schema; the message names the file and the key."""


@dataclass(frozen=True, slots=True)
class Reference:
    """Where a value comes from: the article (empty when no text settles it), and the page on which it was read."""

    code: str
    article: str
    title: str
    link: str = ""

    @property
    def cite(self) -> str:
        """``CGCT, art. L2333-30``; empty without an article."""
        return f"{self.code}, art. {self.article}" if self.article else ""


@dataclass(frozen=True, slots=True)
class DatedValue:
    """A value in force from one day to another, both included; None is "not known" or "no end known".

    ``value`` is the text of the file; what it means is the unit of its rule.
    """

    value: str
    valid_from: dt.date | None
    valid_until: dt.date | None
    status: Status
    checked_on: dt.date | None
    reference: Reference
    text: str
    note: str

    def in_force(self, day: dt.date) -> bool:
        """Whether the value applies on that day."""
        return (self.valid_from is None or self.valid_from <= day) and (
            self.valid_until is None or day <= self.valid_until
        )

    @property
    def decimal(self) -> Decimal:
        """The value as an exact number."""
        return Decimal(self.value)

    @property
    def is_verified(self) -> bool:
        return self.status == "verified"


@dataclass(frozen=True, slots=True)
class Section:
    """A chapter of the law, in the order of the page."""

    key: str
    title: str
    order: int


@dataclass(frozen=True, slots=True)
class Rule:
    """One parameter of the law and its values over time, which never overlap."""

    key: str
    section: str
    title: str
    unit: str
    values: tuple[DatedValue, ...]

    def on(self, day: dt.date) -> DatedValue | None:
        """The value in force on a day; None when none is recorded."""
        for value in self.values:
            if value.in_force(day):
                return value
        return None


@dataclass(frozen=True, slots=True)
class Adoption:
    """A département that is known to have voted an optional surtax."""

    department: str
    value: DatedValue


@dataclass(frozen=True, slots=True)
class SurtaxRule:
    """A surtax: a percentage of the tax, for somebody else, in some départements (none named: in all)."""

    rule: Rule
    share: Share
    departments: frozenset[str]
    optional: bool
    adoptions: tuple[Adoption, ...]

    def covers(self, department: str) -> bool:
        return not self.departments or department in self.departments

    def adoption(self, department: str, day: dt.date) -> DatedValue | None:
        """What is known of the vote of a département: None means that nothing is known, not that it refused."""
        for adoption in self.adoptions:
            if adoption.department == department and adoption.value.in_force(day):
                return adoption.value
        return None


@dataclass(frozen=True, slots=True)
class Nature:
    """A nature of lodging, for which a council chooses the regime."""

    key: str
    number: int
    title: str
    unranked: str


@dataclass(frozen=True, slots=True)
class Category:
    """A kind of lodging with its ranking, on one line of the table; ``title`` is in the singular."""

    key: str
    title: str
    nature: str
    line: str


@dataclass(frozen=True, slots=True)
class Line:
    """A line of the tariff table; ``number`` is the one of the national file."""

    key: str
    number: int
    title: str
    proportional: bool


@dataclass(frozen=True, slots=True)
class Law:
    """All of it. ``rules`` keeps the order of the page."""

    sections: tuple[Section, ...]
    rules: Mapping[str, Rule]
    surtaxes: tuple[SurtaxRule, ...]
    natures: Mapping[str, Nature]
    lines: Mapping[str, Line]
    categories: Mapping[str, Category]

    def on(self, key: str, day: dt.date) -> DatedValue | None:
        """The value of a rule on a day. :class:`KeyError` when no rule has this key."""
        return self.rules[key].on(day)

    def cite(self, key: str, day: dt.date | None = None) -> str:
        """The article of a rule on a day, or of its latest value when the day is not known."""
        rule = self.rules[key]
        value = (rule.on(day) if day else None) or rule.values[-1]
        return value.reference.cite

    def limits(self, line: str, day: dt.date) -> tuple[DatedValue | None, DatedValue | None]:
        """Floor and ceiling of a line on a day; None for what is not recorded."""
        if self.lines[line].proportional:
            return self.on("proportional.floor", day), self.on("proportional.ceiling", day)
        return self.on(f"floor.{line}", day), self.on(f"ceiling.{line}", day)

    def surtaxes_on(self, day: dt.date, department: str = "") -> tuple[tuple[SurtaxRule, DatedValue], ...]:
        """The surtaxes in force on a day, in one département or (without one) anywhere."""
        found = []
        for surtax in self.surtaxes:
            value = surtax.rule.on(day)
            if value is not None and (not department or surtax.covers(department)):
                found.append((surtax, value))
        return tuple(found)

    def rules_on(self, day: dt.date) -> tuple[tuple[Rule, DatedValue], ...]:
        """Every rule with the value in force on a day, in the order of the page."""
        found = ((rule, rule.on(day)) for rule in self.rules.values())
        return tuple((rule, value) for rule, value in found if value is not None)
