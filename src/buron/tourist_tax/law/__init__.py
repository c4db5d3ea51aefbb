"""The law of the tourist tax as dated data: ``*.yaml`` beside this file, read once, checked, immutable.

``current_law()`` is what every calculation and screen uses. Nothing here needs Django.
"""

from functools import cache

from buron.tourist_tax.law.files import read_law
from buron.tourist_tax.law.types import (
    STATUS_TITLES,
    Adoption,
    Category,
    DatedValue,
    Law,
    LawError,
    Line,
    Nature,
    Reference,
    Rule,
    Section,
    Share,
    Status,
    SurtaxRule,
)

__all__ = [
    "STATUS_TITLES",
    "Adoption",
    "Category",
    "DatedValue",
    "Law",
    "LawError",
    "Line",
    "Nature",
    "Reference",
    "Rule",
    "Section",
    "Share",
    "Status",
    "SurtaxRule",
    "current_law",
    "read_law",
]


@cache
def current_law() -> Law:
    """The law shipped with the program; :class:`LawError` when its files do not hold together."""
    return read_law()
