"""Stock: always the sum of the movements, in as many queries for one edition as for all."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field

from django.db.models import Q, QuerySet, Subquery, Sum

from buron.reception.models import PrintEdition, PrintMovement, PrintPlace
from buron.territory.models import Desk

Shelf = tuple[int, int]
"""Edition and place."""


def shelves(editions: Sequence[int] | None = None) -> Counter[Shelf]:
    """Copies by edition and place: what came in less what went out. One query."""
    found: Counter[Shelf] = Counter()
    rows = PrintMovement.objects.order_by()
    if editions is not None:
        rows = rows.filter(edition_id__in=editions)
    moved = rows.values_list("edition_id", "source_id", "target_id").annotate(copies=Sum("quantity"))
    for edition, source, target, copies in moved:
        for place, change in ((source, -copies), (target, copies)):
            if place is not None:
                found[edition, place] += change
    return found


def stock_at(edition: int, place: int) -> int:
    """Copies of an edition at a place."""
    return shelves([edition])[edition, place]


@dataclass(frozen=True, slots=True)
class Line:
    """An edition with its stock: ``total`` is None while no movement was ever recorded."""

    edition: PrintEdition
    total: int | None
    places: tuple[tuple[PrintPlace, int], ...] = field(default=())

    @property
    def is_low(self) -> bool:
        """Whether the office wanted to be warned of so few copies."""
        low = self.edition.low_at
        return low is not None and self.total is not None and self.total <= low

    @property
    def is_negative(self) -> bool:
        """More copies left than came: the stock must be counted again."""
        return any(copies < 0 for _place, copies in self.places)

    @property
    def boxes(self) -> str:
        """« 3 cartons et 20 » ; nothing when the size of a box is not known."""
        per_box = self.edition.per_box
        if not per_box or not self.total or self.total < per_box:
            return ""
        whole, rest = divmod(self.total, per_box)
        text = f"{whole} carton" + ("s" if whole > 1 else "")
        return f"{text} et {rest} ex." if rest else text


def editions_in_use(day: dt.date) -> QuerySet[PrintEdition]:
    """Editions that are not at the end of their life, of titles that are still offered."""
    current = Q(ends_on__isnull=True) | Q(ends_on__gte=day)
    return PrintEdition.objects.filter(current, title__retired_on=None).select_related("title")


def edition_enclosed(title: int, language: str, place: PrintPlace, day: dt.date) -> PrintEdition | None:
    """The edition of a title that goes into an envelope: in the reader's language if there is one, then one that the
    place has, then the newest. None when no edition is in use.
    """
    found = list(editions_in_use(day).filter(title_id=title))
    kept = shelves([one.pk for one in found]) if found else Counter()

    def rank(one: PrintEdition) -> tuple[bool, bool, int, int]:
        return language in one.languages.split(","), kept[one.pk, place.pk] > 0, one.year, one.pk

    return max(found, key=rank, default=None)


def lines(editions: Sequence[PrintEdition]) -> list[Line]:
    """Those editions with their stock by place. Two queries."""
    stock = shelves([edition.pk for edition in editions])
    places = {place.pk: place for place in PrintPlace.objects.all()}
    by_edition: dict[int, list[tuple[PrintPlace, int]]] = {}
    for (edition, place), copies in stock.items():
        by_edition.setdefault(edition, []).append((places[place], copies))
    return [_line(edition, by_edition.get(edition.pk, [])) for edition in editions]


def _line(edition: PrintEdition, found: list[tuple[PrintPlace, int]]) -> Line:
    kept = sorted(((place, copies) for place, copies in found if copies), key=lambda one: one[0].name)
    return Line(edition, sum(copies for _place, copies in found) if found else None, tuple(kept))


def low_lines(day: dt.date) -> list[Line]:
    """Editions of which few copies are left, as the office defined few."""
    watched = list(editions_in_use(day).exclude(low_at=None))
    return [line for line in lines(watched) if line.is_low] if watched else []


@dataclass(frozen=True, slots=True)
class AtDesk:
    """A document that the desk may hand out; ``copies`` at that desk, None when its stock is not kept."""

    id: int
    name: str
    copies: int | None
    low: bool


def desk_documents(desk: Desk, day: dt.date, limit: int = 24) -> list[AtDesk]:
    """What a desk hands out: the editions in use of the titles offered at the desks, in the order of their names.

    The French one first for each title; ``limit`` bounds what a screen can show. Two queries.
    """
    here = Subquery(PrintPlace.objects.filter(desk=desk).order_by("name", "pk").values("pk")[:1])
    found = list(editions_in_use(day).filter(title__at_desk=True).annotate(place=here)[:limit])
    stock = shelves([edition.pk for edition in found]) if found else Counter()
    totals: Counter[int] = Counter()
    for (edition, _place), copies in stock.items():
        totals[edition] += copies
    known = {edition for edition, _place in stock}
    return [
        AtDesk(
            edition.pk,
            short_name(edition),
            stock.get((edition.pk, edition.place)),
            edition.low_at is not None and edition.pk in known and totals[edition.pk] <= edition.low_at,
        )
        for edition in found
    ]


def short_name(edition: PrintEdition) -> str:
    """A name for a button: the languages only when French is not the whole of it."""
    languages = "" if edition.languages == "fr" else f" ({edition.languages.replace(',', ', ')})"
    extra = f", {edition.label}" if edition.label else ""
    return f"{edition.title.name} {edition.year}{extra}{languages}"
