"""A built report: what each section says, the figures it stands on, and where they come from."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

from buron.kernel.contributions import Indicator, indicators
from buron.kernel.documents.blocks import Block
from buron.kernel.figures import Figure
from buron.observatory.figures import Asked


@dataclass(frozen=True, slots=True)
class Meaning:
    """What an indicator said of itself when the report was built."""

    key: str
    title: str
    definition: str
    unit: str
    source: str
    formula: str
    permission: str
    number: int | None = None
    decimals: int = 0
    dimensions: Mapping[str, str] = field(default_factory=dict)

    @classmethod
    def of(cls, indicator: Indicator) -> Meaning:
        return cls(
            key=indicator.key,
            title=str(indicator.title),
            definition=str(indicator.definition),
            unit=str(indicator.unit),
            source=str(indicator.source),
            formula=str(indicator.formula),
            permission=indicator.permission,
            number=indicator.number,
            decimals=indicator.decimals,
            dimensions={one.key: str(one.title) for one in indicator.dimensions},
        )


@dataclass(frozen=True, slots=True)
class BuiltSection:
    """A section as it is read: the blocks of its room, the prose beside them, the breaks that its series cross."""

    key: str
    chapter: str
    title: str
    permission: str
    blocks: Sequence[Block]
    prompt: str = ""
    prose: str = ""
    asked: Sequence[Asked] = ()
    breaks: Sequence[str] = ()


@dataclass(frozen=True, slots=True)
class Stamp:
    """When and by whom a report was frozen."""

    number: int
    frozen_at: dt.datetime
    frozen_by: str
    note: str = ""


@dataclass(frozen=True, slots=True)
class BuiltReport:
    """A whole report, live (``stamp`` is ``None``) or frozen."""

    year: int
    title: str
    office: str
    period: str
    counted_on: dt.date
    sections: Sequence[BuiltSection]
    figures: Mapping[Asked, Figure]
    meanings: Mapping[str, Meaning]
    labels: Mapping[str, str] = field(default_factory=dict)
    """Wording of the codes that figures are filtered by, under :func:`label_key`."""
    stamp: Stamp | None = None

    @property
    def running(self) -> bool:
        """Whether the year was not over when it was counted: everything in the report will still move."""
        return self.counted_on.year <= self.year

    @property
    def provisional(self) -> bool:
        return any(figure.provisional for figure in self.figures.values())

    def chapters(self) -> list[tuple[str, list[BuiltSection]]]:
        """The sections under the title of their chapter, in order."""
        found: dict[str, list[BuiltSection]] = {}
        for section in self.sections:
            found.setdefault(section.chapter, []).append(section)
        return list(found.items())

    def for_reader(self, permissions: frozenset[str]) -> BuiltReport:
        """The same report without what somebody may not read: neither its sections nor their figures."""
        sections = [one for one in self.sections if self._readable(one, permissions)]
        kept = {asked for one in sections for asked in one.asked}
        figures = {asked: figure for asked, figure in self.figures.items() if asked in kept}
        used = {asked.indicator for asked in kept}
        meanings = {key: meaning for key, meaning in self.meanings.items() if key in used}
        return replace(self, sections=sections, figures=figures, meanings=meanings)

    def _readable(self, section: BuiltSection, permissions: frozenset[str]) -> bool:
        needed = {section.permission, *(self.meanings[one.indicator].permission for one in section.asked)}
        return needed <= permissions


def label_key(indicator: str, dimension: str, code: str) -> str:
    """Under what the wording of a modality is kept."""
    return "/".join((indicator, dimension, code))


def meanings_of(asked: Sequence[Asked]) -> dict[str, Meaning]:
    """What the indicators of these figures say of themselves now."""
    keys = dict.fromkeys(one.indicator for one in asked)
    return {key: Meaning.of(indicators.get(key)) for key in keys}
