"""Counting the offer. It is a stock: what is published is known today, and what was published last year is not kept.

A figure is therefore given for a period that holds today, or that ended less than half a year ago (the season of yearly
reports), counted today and said so; for any other period it is not known, which is not zero.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from buron.kernel.figures import Column, Figure, FigureQuery, Rows, Slice, Value, share
from buron.kernel.formats import date_text
from buron.kernel.periods import Period
from buron.offer.fields import capacity_text
from buron.offer.figures.axes import Axis, Fiches, axis_of
from buron.offer.kinds import LODGING, kind_label
from buron.offer.models import Fiche
from buron.offer.queries.facets import commune_label
from buron.offer.search.narrow import YEAR

REPORT_DAYS = 183
"""Days after its end during which a period is still answered for with the offer of today."""
BEDS_PER_ROOM, BEDS_PER_PITCH = 2, 3
"""Beds that a hotel room and a camping pitch count for when the number of persons is not known (Insee's convention)."""


class Tally(NamedTuple):
    """Fiches of a group, and what the value is made of: those that meet the condition, or an amount."""

    n: int = 0
    amount: int = 0


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
    value; ``subject`` is the axis that it is about.
    """

    key: str
    splits: tuple[str, ...]
    base: Q = field(default_factory=Q)
    columns: tuple[str, ...] = ()
    amount: Callable[[Sequence[Any]], int | None] | None = None
    value: ToValue = _n
    subject: str = ""


def beds_of(values: Sequence[Any]) -> int | None:
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


def is_fresh(values: Sequence[Any]) -> int:
    """1 when it was checked within twelve months."""
    day = values[0]
    return int(day is not None and (timezone.localdate() - day).days <= YEAR)


FICHES = Stock("fiches", ("kind", "commune", "subkind", "label", "language", "freshness", "owner"))
FRESHNESS = Stock(
    "freshness", ("kind", "commune", "owner"), columns=("checked_on",), amount=is_fresh, value=_percent
)
LODGINGS = Stock("lodgings", ("kind", "subkind", "commune", "label"), base=Q(kind__in=LODGING))
BEDS = Stock(
    "beds",
    ("kind", "subkind", "commune", "label"),
    base=Q(kind__in=LODGING),
    columns=("kind", "body__capacity"),
    amount=beds_of,
    value=_amount,
)
LABELS = Stock(
    "labels",
    ("label", "kind", "commune"),
    base=~Q(search_row__labels="") & ~Q(search_row=None),
    subject="label",
)
TRANSLATED = Stock("languages", ("language", "kind"), subject="language")


def answers(period: Period) -> bool:
    """Whether the offer of today may stand for a period."""
    today = timezone.localdate()
    return period.start <= today and (today - period.end).days <= REPORT_DAYS


def selected(stock: Stock, query: FigureQuery) -> Fiches:
    """The fiches that a query counts."""
    fiches: Fiches = Fiche.objects.filter(stock.base, state=Fiche.State.PUBLISHED)
    if not answers(query.period):
        return fiches.none()
    for key, code in query.filters.items():
        fiches = axis_of(key, stock.splits).narrow(fiches, code)
    return fiches


def amounts(stock: Stock, fiches: Fiches) -> dict[int, int]:
    """What each fiche counts for; those of which it is not known are left out."""
    rows = fiches.order_by().values_list("pk", *stock.columns)
    if stock.amount is None:
        return {pk: 1 for (pk, *_values) in rows.iterator(chunk_size=5_000)}
    counted = ((pk, stock.amount(values)) for pk, *values in rows.iterator(chunk_size=5_000))
    return {pk: amount for pk, amount in counted if amount is not None}


def compute(stock: Stock, query: FigureQuery) -> Figure:
    """The figure of a query: one query for what fiches count for, one for their codes."""
    if not answers(query.period):
        return unknown()
    fiches = selected(stock, query)
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


def unknown() -> Figure:
    """What is answered for a period whose offer was not kept."""
    text = _("L’offre de cette période n’est pas conservée : seule celle d’aujourd’hui est connue.")
    return Figure(None, 0, note=text)


def _grouped(by: Axis, fiches: Fiches, known: dict[int, int]) -> tuple[dict[str, Tally], Tally]:
    """Tallies by code, and that of the fiches that have none. A fiche of several codes is in each."""
    groups: dict[str, Tally] = {}
    silent = Tally()
    for pk, codes in by.values(fiches):
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
    return tuple(
        Slice(code, by.label(code), stock.value(tally), tally.n, share(part(tally), part(answering)))
        for code in codes
        for tally in (groups[code],)
    )


def _note(stock: Stock, fiches: Fiches, known: dict[int, int]) -> str:
    text = _("Compté le %(day)s.") % {"day": date_text(timezone.localdate())}
    left_out = fiches.count() - len(known) if stock.amount is beds_of else 0
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
    fiches = selected(stock, query)
    if stock.amount is beds_of:
        fiches = fiches.filter(pk__in=list(amounts(stock, fiches)))
    total = fiches.count()

    def page(offset: int, limit: int) -> Sequence[Sequence[object]]:
        ordered = fiches.select_related("office").order_by("name", "pk")
        return [row_of(fiche) for fiche in ordered[offset : offset + limit]]

    return Rows(COLUMNS, total, page)


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
