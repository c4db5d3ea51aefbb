"""Look at a sample of records and propose what each field is: the start of a mapping screen."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from buron.offer.sources import values
from buron.offer.sources.base import Context
from buron.offer.sources.mapping.targets import BY_KEY, recognise

SURE_ENOUGH = 50
AS_SURE = 15
"""How much less sure than the best a field may be, to be mapped beside it to a target that takes several."""
_EXAMPLES = 3
_MAIL = re.compile(r"^[^@\s]+@[^@\s]+\.\w{2,}$")
_LINK = re.compile(r"^(?:https?://|www\.)\S+$", re.IGNORECASE)
_PICTURE = re.compile(r"\.(?:jpe?g|png|webp|gif)(?:$|[?|#])", re.IGNORECASE)
_PHONE = re.compile(r"^\+?\d[\d .\-()/]{8,20}$")
_DAY = re.compile(r"^(?:\d{1,2}/\d{1,2}/\d{4}|\d{4}-\d{2}-\d{2})")
_DOTNET = re.compile(r"^/Date\(")
_NUMBER = re.compile(r"^-?\d+(?:[.,]\d+)?$")
_SYNTAXES: tuple[tuple[str, re.Pattern[str]], ...] = (
    ("e-mail", _MAIL),
    ("adresse web", _LINK),
    ("date", _DAY),
    ("date Tourinsoft", _DOTNET),
    ("nombre", _NUMBER),
    ("téléphone", _PHONE),
)


@dataclass(frozen=True, slots=True)
class FieldProposal:
    """What was seen of one field, and what it seems to be.

    ``target`` is empty when nothing is recognised; ``confidence`` goes from 0 to 100; ``syntax`` says in French
    how the values are written.
    """

    field: str
    filled: int
    total: int
    examples: tuple[str, ...]
    target: str
    confidence: int
    syntax: str

    @property
    def target_label(self) -> str:
        """The French name of the proposed target."""
        return BY_KEY[self.target].label if self.target else ""


def discover_fields(
    rows: Iterable[Mapping[str, Any]], ignored: frozenset[str] = frozenset()
) -> list[FieldProposal]:
    """One proposal per field met in the sample, in the order of first appearance."""
    seen: dict[str, list[Any]] = {}
    total = 0
    for row in rows:
        total += 1
        for field, value in row.items():
            if field.__class__ is str and field not in ignored:
                held = seen.setdefault(field, [])
                if value not in (None, "", [], {}):
                    held.append(value)
    return [_proposal(field, held, total) for field, held in seen.items()]


def mapping_by_names(fields: Iterable[str], context: Context) -> dict[str, str | list[str]]:
    """The mapping that the field names alone give, for a source whose settings hold none; kept in the context."""
    names = tuple(field for field in fields if field.__class__ is str)
    known: dict[str, str | list[str]] | None = context.cache.get(names)
    if known is None:
        recognised = ((name, *recognise(name)) for name in names)
        proposals = [FieldProposal(name, 1, 1, (), target, sure, "") for name, target, sure in recognised]
        known = context.cache[names] = propose_mapping(proposals)
    return known


def _proposal(field: str, held: list[Any], total: int) -> FieldProposal:
    target, confidence = recognise(field)
    syntax = _syntax(held)
    by_value, sure = _by_value(held, syntax)
    if target and not _compatible(target, syntax):
        target, confidence = "", 0
    if not target and by_value:
        target, confidence = by_value, sure
    if target and not held:
        confidence = min(confidence, 40)
    examples = tuple(dict.fromkeys(_example(value) for value in held[:50]))[:_EXAMPLES]
    return FieldProposal(field, len(held), total, examples, target, confidence, syntax)


def _example(value: Any) -> str:
    shown = values.line(value, 120)
    return shown or values.line(repr(value), 120)


def _syntax(held: list[Any]) -> str:
    """How most of the values are written."""
    texts = [values.text(value) for value in held[:100] if value.__class__ not in (dict, list)]
    if len(texts) < len(held[:100]) / 2:
        return "collection" if any(value.__class__ is list for value in held) else "objet"
    if not texts:
        return ""
    bars, marks = sum("|" in text for text in texts), sum("#" in text for text in texts)
    if bars > len(texts) * 0.3:
        return "tableau #|" if marks else "tableau |"
    for name, pattern in _SYNTAXES:
        if sum(bool(pattern.match(text)) for text in texts) > len(texts) * 0.6:
            return name
    return "liste #" if marks > len(texts) * 0.3 else "texte"


def _by_value(held: list[Any], syntax: str) -> tuple[str, int]:
    """A guess from the values alone, when the name says nothing."""
    texts = [values.text(value) for value in held[:100]]
    if syntax == "e-mail":
        return "email", 70
    if syntax == "téléphone":
        return "phone", 60
    if texts and sum(bool(_PICTURE.search(text)) for text in texts) > len(texts) * 0.6:
        return "media", 65
    if syntax == "adresse web":
        return "web", 55
    if syntax == "collection" and "Url" in str(held[:3]) and "Credit" in str(held[:3]):
        return "media", 70
    return "", 0


def _compatible(target: str, syntax: str) -> bool:
    """A name may mislead: a column "lien" full of words is not a web address."""
    if target in ("web", "email", "booking") and syntax in ("nombre", "date"):
        return False
    return not (target in ("start", "end", "updated") and syntax in ("e-mail", "adresse web", "téléphone"))


def propose_mapping(proposals: Iterable[FieldProposal]) -> dict[str, str | list[str]]:
    """The mapping that the proposals add up to: for each target its surest field, or all for those that take many."""
    best: dict[str, list[FieldProposal]] = {}
    for proposal in proposals:
        if proposal.target and proposal.confidence >= SURE_ENOUGH:
            best.setdefault(proposal.target, []).append(proposal)
    mapping: dict[str, str | list[str]] = {}
    for target, candidates in best.items():
        ordered = sorted(candidates, key=lambda one: (-one.confidence, -one.filled))
        chosen = [one.field for one in candidates if one.confidence >= ordered[0].confidence - AS_SURE]
        mapping[target] = chosen if BY_KEY[target].many and len(chosen) > 1 else ordered[0].field
    return mapping
