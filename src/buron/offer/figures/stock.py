"""Counting the offer. It is a stock: what is published on a day, not what happened over a period.

A period that runs is answered for with the offer of today; one that is over with the last day that was kept of it
(:mod:`buron.offer.figures.kept`), or with today when it ended less than half a year ago (the season of yearly reports)
and today is nearer. The figure says on which day it was counted. For any other period it is not known, which is not
zero.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any, NamedTuple, Protocol

from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from buron.kernel.figures import NOT_ASKED, Column, Figure, FigureQuery, Rows, Slice, Value, share
from buron.kernel.formats import date_text
from buron.kernel.models import Office
from buron.kernel.once import within
from buron.kernel.periods import Period
from buron.kernel.tenancy import current_office_id
from buron.offer.fields import capacity_text
from buron.offer.figures.axes import Axis, Fiches, axis_of
from buron.offer.figures.kept import Kept, Row, Standing, first_day, standing_of
from buron.offer.kinds import LODGING, kind_label
from buron.offer.models import Fiche
from buron.offer.queries.facets import commune_label
from buron.offer.search.narrow import YEAR

BEDS_PER_ROOM, BEDS_PER_PITCH = 2, 3
"""Beds that a hotel room and a camping pitch count for when the number of persons is not known (Insee's convention)."""


class Tally(NamedTuple):
    """Fiches of a group, and what the value is made of: those that meet the condition, or an amount."""

    n: int = 0
    amount: int = 0


def _any(_row: Row) -> bool:
    return True


def _is_lodging(row: Row) -> bool:
    return row["kind"] in LODGING


def _is_labelled(row: Row) -> bool:
    return bool(row["search_row__labels"])


ToValue = Callable[[Tally], Value]


def _n(tally: Tally) -> Value:
    return tally.n


def _amount(tally: Tally) -> Value:
    return tally.amount


def _percent(tally: Tally) -> Value:
    return share(tally.amount, tally.n)


@dataclass(frozen=True, slots=True)
class Stock:
    """An indicator that counts published fiches.

    ``base`` are those that it is about; ``columns`` what it reads of each and ``amount`` what it makes of it (absent:
    one each; ``None``: the fiche is left out, for what is asked is not known of it); ``value`` turns a group into its
    value; ``subject`` is the axis that it is about. ``about`` is ``base`` for a row that was kept.
    """

    key: str
    splits: tuple[str, ...]
    base: Q = field(default_factory=Q)
    about: Callable[[Row], bool] = _any
    columns: tuple[str, ...] = ()
    amount: Callable[[Sequence[Any], dt.date], int | None] | None = None
    value: ToValue = _n
    subject: str = ""


def beds_of(values: Sequence[Any], _day: dt.date | None = None) -> int | None:
    """Beds of a lodging from its kind and its capacity: persons, else beds, else rooms or pitches; None when none of
    them is known.
    """
    kind, capacity = values[0], values[1] or {}
    for key in ("persons", "beds"):
        if capacity.get(key) is not None:
            return int(capacity[key])
    per = {"hotel": ("rooms", BEDS_PER_ROOM), "camping": ("pitches", BEDS_PER_PITCH)}.get(kind)
    if per is None or capacity.get(per[0]) is None:
        return None
    return int(capacity[per[0]]) * per[1]


def is_fresh(values: Sequence[Any], day: dt.date) -> int:
    """1 when it was checked within the twelve months before a day."""
    checked = values[0]
    return int(checked is not None and (day - checked).days <= YEAR)


FICHES = Stock("fiches", ("kind", "commune", "subkind", "label", "language", "freshness", "owner"))
FRESHNESS = Stock(
    "freshness", ("kind", "commune", "owner"), columns=("checked_on",), amount=is_fresh, value=_percent
)
LODGINGS = Stock(
    "lodgings", ("kind", "subkind", "commune", "label"), base=Q(kind__in=LODGING), about=_is_lodging
)
BEDS = Stock(
    "beds",
    ("kind", "subkind", "commune", "label"),
    base=Q(kind__in=LODGING),
    about=_is_lodging,
    columns=("kind", "body__capacity"),
    amount=beds_of,
    value=_amount,
)
LABELS = Stock(
    "labels",
    ("label", "kind", "commune"),
    base=~Q(search_row__labels="") & ~Q(search_row=None),
    about=_is_labelled,
    subject="label",
)
TRANSLATED = Stock("languages", ("language", "kind"), subject="language")


class Counted(Protocol):
    """The fiches that a query counts, on the day that answers for it."""

    day: dt.date

    def total(self) -> int:
        """How many."""
        ...

    def columns(self, names: Sequence[str]) -> Iterator[Sequence[Any]]:
        """Identifier and columns of each."""
        ...

    def codes(self, by: Axis) -> Iterator[tuple[int, Sequence[str]]]:
        """Identifier and codes of each on an axis."""
        ...

    def shown(self, known: Collection[int] | None) -> Rows:
        """The rows behind the figure, those of ``known`` only when it is given."""
        ...


class Today:
    """The offer as it is."""

    def __init__(self, stock: Stock, query: FigureQuery, day: dt.date) -> None:
        self.day = day
        self._fiches: Fiches = Fiche.objects.filter(stock.base, state=Fiche.State.PUBLISHED)
        for key, code in query.filters.items():
            self._fiches = axis_of(key, stock.splits).narrow(self._fiches, code)

    def total(self) -> int:
        """How many."""
        return self._fiches.count()

    def columns(self, names: Sequence[str]) -> Iterator[Sequence[Any]]:
        """Identifier and columns of each."""
        return self._fiches.order_by().values_list("pk", *names).iterator(chunk_size=5_000)

    def codes(self, by: Axis) -> Iterator[tuple[int, Sequence[str]]]:
        """Identifier and codes of each on an axis."""
        return by.values(self._fiches)

    def shown(self, known: Collection[int] | None) -> Rows:
        """The rows, read page by page."""
        fiches = self._fiches if known is None else self._fiches.filter(pk__in=known)

        def page(offset: int, limit: int) -> Sequence[Sequence[object]]:
            ordered = fiches.select_related("office").order_by("name", "pk")
            return [row_of(fiche) for fiche in ordered[offset : offset + limit]]

        return Rows(COLUMNS, fiches.count(), page)


class PastDay:
    """The offer as it was kept on a day."""

    def __init__(self, stock: Stock, query: FigureQuery, kept: Kept) -> None:
        self.day = kept.day
        self._rows = [row for row in kept.fiches if stock.about(row)]
        for key, code in query.filters.items():
            by = axis_of(key, stock.splits)
            self._rows = [row for row in self._rows if self._has(row, by, code)]

    def _has(self, row: Row, by: Axis, code: str) -> bool:
        codes = by.codes_of(row, self.day)
        return not codes if code == NOT_ASKED else code in codes

    def total(self) -> int:
        """How many."""
        return len(self._rows)

    def columns(self, names: Sequence[str]) -> Iterator[Sequence[Any]]:
        """Identifier and columns of each."""
        for row in self._rows:
            yield row["pk"], *(row[name] for name in names)

    def codes(self, by: Axis) -> Iterator[tuple[int, Sequence[str]]]:
        """Identifier and codes of each on an axis."""
        for row in self._rows:
            yield row["pk"], by.codes_of(row, self.day)

    def shown(self, known: Collection[int] | None) -> Rows:
        """The rows as they were; each opens the fiche as it is."""
        rows = [row for row in self._rows if known is None or row["pk"] in known]

        def page(offset: int, limit: int) -> Sequence[Sequence[object]]:
            slug = Office.objects.values_list("slug", flat=True).get(pk=current_office_id())
            return [kept_row_of(row, slug) for row in rows[offset : offset + limit]]

        return Rows(COLUMNS, len(rows), page)


def counted(stock: Stock, query: FigureQuery) -> Counted | None:
    """The fiches that a query counts; ``None`` when the offer of its period is not known."""
    standing = standing_of(query.period)
    if standing is None:
        return None
    return PastDay(stock, query, standing.kept) if standing.kept else Today(stock, query, standing.day)


def amounts(stock: Stock, fiches: Counted) -> dict[int, int]:
    """What each fiche counts for; those of which it is not known are left out."""
    if stock.amount is None:
        return {pk: 1 for (pk, *_values) in fiches.columns(())}
    found = ((pk, stock.amount(values, fiches.day)) for pk, *values in fiches.columns(stock.columns))
    return {pk: amount for pk, amount in found if amount is not None}


def compute(stock: Stock, query: FigureQuery) -> Figure:
    """The figure of a query: one query for what fiches count for, one for their codes."""
    fiches = counted(stock, query)
    if fiches is None:
        return unknown(query.period)
    known = amounts(stock, fiches)
    whole = Tally(len(known), sum(known.values()))
    note = _note(stock, fiches, known)
    value = stock.value(whole) if known or not stock.amount else None
    key = query.split or stock.subject
    if not key:
        return Figure(value, whole.n, 0, False, (), note)
    by = axis_of(key, stock.splits)
    groups, silent = _grouped(by, fiches, known)
    answering = Tally(whole.n - silent.n, whole.amount - silent.amount)
    return Figure(value, whole.n, silent.n, False, _slices(stock, by, groups, answering, query.limit), note)


def unknown(period: Period) -> Figure:
    """What is answered for a period of which no day was kept."""
    first = None if period.start > timezone.localdate() else first_day()
    text = _("L’offre de cette période n’est pas conservée : seule celle d’aujourd’hui est connue.")
    if first is not None and first > period.end:
        text = _(
            "L’offre de cette période n’est pas conservée : le premier état gardé est celui du %(day)s."
        ) % {"day": date_text(first)}
    return Figure(None, 0, note=text)


def _grouped(by: Axis, fiches: Counted, known: dict[int, int]) -> tuple[dict[str, Tally], Tally]:
    """Tallies by code, and that of the fiches that have none. A fiche of several codes is in each."""
    groups: dict[str, Tally] = {}
    silent = Tally()
    for pk, codes in fiches.codes(by):
        if pk not in known:
            continue
        if not codes:
            silent = _added(silent, known[pk])
        for code in codes:
            groups[code] = _added(groups.get(code, Tally()), known[pk])
    return groups, silent


def _added(tally: Tally, amount: int) -> Tally:
    return Tally(tally.n + 1, tally.amount + amount)


def _slices(
    stock: Stock, by: Axis, groups: dict[str, Tally], answering: Tally, limit: int | None
) -> tuple[Slice, ...]:
    """The groups in the order of the axis, else the largest first; shares over those that answer, of the amount when
    the value is one.
    """
    ranks = {code: rank for rank, code in enumerate(by.order)}
    codes = sorted(groups, key=lambda code: (ranks.get(code, len(ranks)), -groups[code].n, code))
    if limit is not None:
        codes = sorted(codes, key=lambda code: -groups[code].n)[:limit]
    part = _amount if stock.value is _amount else _n
    with within():
        return tuple(
            Slice(code, by.label(code), stock.value(tally), tally.n, share(part(tally), part(answering)))
            for code in codes
            for tally in (groups[code],)
        )


def counted_on(standing: Counted | Standing) -> str:
    """« Compté le 31 décembre 2025. »"""
    return _("Compté le %(day)s.") % {"day": date_text(standing.day)}


def _note(stock: Stock, fiches: Counted, known: dict[int, int]) -> str:
    text = counted_on(fiches)
    left_out = fiches.total() - len(known) if stock.amount is beds_of else 0
    if left_out:
        told = ngettext(
            "%(number)d hébergement n’a pas de capacité renseignée et n’y est pas.",
            "%(number)d hébergements n’ont pas de capacité renseignée et n’y sont pas.",
            left_out,
        )
        text += f" {told % {'number': left_out}}"
    return text


COLUMNS = (
    Column("name", "Fiche"),
    Column("kind", "Type"),
    Column("subkind", "Sous-type"),
    Column("commune", "Commune"),
    Column("checked_on", "Vérifiée le", "date"),
    Column("completeness", "Complétude (%)", "integer"),
    Column("capacity", "Capacité"),
    Column("id", "Fiche n°", "integer"),
)


def rows(stock: Stock, query: FigureQuery) -> Rows:
    """The fiches that :func:`compute` counts for the same query, in alphabetical order."""
    fiches = counted(stock, query)
    if fiches is None:
        return Rows(COLUMNS, 0, lambda _offset, _limit: [])
    return fiches.shown(list(amounts(stock, fiches)) if stock.amount is beds_of else None)


def kept_row_of(row: Row, slug: str) -> tuple[object, ...]:
    """A fiche in words as it was kept, with the address of its page after its columns."""
    return (
        row["name"],
        kind_label(row["kind"]),
        row["subkind"],
        commune_label(row["insee"]) if row["insee"] else "",
        row["checked_on"],
        row["completeness"],
        capacity_text(dict(row["body__capacity"] or {})),
        row["pk"],
        reverse("offer_fiche", kwargs={"office": slug, "pk": row["pk"]}),
    )


def row_of(fiche: Fiche) -> tuple[object, ...]:
    """A fiche in words, with the address of its page after its columns."""
    capacity: dict[str, Any] = dict(fiche.body.get("capacity") or {})
    return (
        fiche.name,
        kind_label(fiche.kind),
        fiche.subkind,
        commune_label(fiche.insee) if fiche.insee else "",
        fiche.checked_on,
        fiche.completeness,
        capacity_text(capacity),
        fiche.pk,
        reverse("offer_fiche", kwargs={"office": fiche.office.slug, "pk": fiche.pk}),
    )
