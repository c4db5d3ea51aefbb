"""How old the offer is: counts by class of freshness, for each kind, commune or owner."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any, Literal

from django.db.models import Count, F, Q, QuerySet, TextField
from django.db.models.fields.json import KeyTextTransform
from django.db.models.functions import Cast

from buron.offer.kinds import kind_plural
from buron.offer.models import Fiche
from buron.offer.queries.facets import commune_label
from buron.offer.search.narrow import HALF_YEAR, YEAR
from buron.offer.search.query import FRESHNESS, Freshness

Group = Literal["kind", "insee", "owner"]
GROUPS: tuple[Group, ...] = ("kind", "insee", "owner")


@dataclass(frozen=True, slots=True)
class BoardLine:
    """Published fiches of one kind, commune or owner, by class of freshness. ``code`` is empty when it is not known."""

    code: str
    label: str
    total: int
    counts: dict[Freshness, int]

    @property
    def late(self) -> int:
        """Those that nobody checked for a year, or ever."""
        return self.counts["over_12"] + self.counts["never"]


def class_filter(freshness: Freshness, day: dt.date) -> Q:
    """The condition of a class of freshness (bounds of :func:`buron.offer.search.narrow.freshness_of`)."""
    year, half = day - dt.timedelta(days=YEAR), day - dt.timedelta(days=HALF_YEAR)
    return {
        "never": Q(checked_on=None),
        "over_12": Q(checked_on__lt=year),
        "over_6": Q(checked_on__gte=year, checked_on__lt=half),
        "fresh": Q(checked_on__gte=half),
    }[freshness]


def published() -> QuerySet[Fiche]:
    """The fiches whose freshness counts."""
    return Fiche.objects.filter(state=Fiche.State.PUBLISHED)


def grouped(fiches: QuerySet[Fiche], group: Group) -> QuerySet[Any]:
    """The same with the code of their group as ``code``."""
    if group == "owner":
        return fiches.annotate(code=Cast(KeyTextTransform("owner", "body"), TextField()))
    return fiches.annotate(code=F(group))


def freshness_board(day: dt.date, group: Group = "kind") -> list[BoardLine]:
    """A line per kind, commune or owner; those with the most to check first."""
    counts = {key: Count("pk", filter=class_filter(key, day)) for key in FRESHNESS}
    rows = grouped(published(), group).values("code").order_by("code").annotate(total=Count("pk"), **counts)
    lines = [
        BoardLine(
            row["code"] or "",
            _label(group, row["code"] or ""),
            row["total"],
            {key: row[key] for key in FRESHNESS},
        )
        for row in rows
    ]
    return sorted(lines, key=lambda line: (-line.late, -line.total, line.label))


def fiches_to_check(
    day: dt.date, group: Group = "kind", code: str | None = None, freshness: Freshness | None = None
) -> QuerySet[Any]:
    """Fiches of a group and of a class, those checked longest ago first; those never checked before them."""
    fiches = grouped(published(), group)
    if code is not None:
        fiches = fiches.filter(Q(code=code) | Q(code=None)) if code == "" else fiches.filter(code=code)
    if freshness is not None:
        fiches = fiches.filter(class_filter(freshness, day))
    return fiches.order_by(F("checked_on").asc(nulls_first=True), "name", "pk")


def _label(group: Group, code: str) -> str:
    if not code:
        return ""
    if group == "kind":
        return kind_plural(code)
    return commune_label(code) if group == "insee" else code
