"""Figures made from two counts: visitors per act, the share of what was not asked."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal

from django.db.models import Count, Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from buron.kernel.contributions import Dimension
from buron.kernel.figures import Figure, FigureQuery, Rows, Slice, Value, share
from buron.reception.figures import acts, visitors
from buron.reception.figures.acts import Spec
from buron.reception.figures.axes import FigureError, Frame, axis
from buron.reception.models import Act
from buron.reception.rules.facts import ASKED
from buron.reception.rules.lists import LIST_TITLES

# -- Visitors per act --------------------------------------------------------------------------------------

PER_ACT = Spec("visitors_per_act", base=Q(channel="counter"), splits=("desk", "month"))


def _counted_desks(query: FigureQuery) -> Q:
    """Only the desks that have a counter: elsewhere nobody knows how many came in."""
    found = visitors.readings(replace(query, filters={}, split=None))
    return Q(desk_id__in=found.order_by().values("desk_id").distinct())


def _per_act_spec(query: FigureQuery) -> Spec:
    return replace(PER_ACT, base=PER_ACT.base & _counted_desks(query))


def visitors_per_act(query: FigureQuery) -> Figure:
    """Visitors of the counters over acts at the counter, at the desks that have a counter."""
    counted = acts.compute(_per_act_spec(query), query)
    came = visitors.counted(query)
    by_code = {one.code: one.value for one in came.slices}
    slices = tuple(
        Slice(one.code, one.label, _ratio(by_code.get(one.code), one.n), one.n) for one in counted.slices
    )
    return replace(counted, value=_ratio(came.value, counted.n), slices=slices)


def visitors_per_act_rows(query: FigureQuery) -> Rows:
    return acts.rows_of(_per_act_spec(query), query)


def _ratio(came: Value, welcomed: int) -> Value:
    return None if came is None or not welcomed else Decimal(came) / welcomed


# -- Out of the walls --------------------------------------------------------------------------------------

OUTREACH = Spec("outreach", base=Q(channel="outreach"), splits=("desk", "month", "party", "origin", "theme"))


# -- What was not asked ------------------------------------------------------------------------------------

_COLUMN = {"party": "party", "origin": "origin_country", "stay": "stay", "lodging": "lodging"}
QUESTION = Dimension("question", _("Question"))
UNASKED_SPLITS = ("desk", "channel", "month", "entry")
_UNASKED = Spec("not_asked", splits=UNASKED_SPLITS)


def _titles(key: str) -> str:
    return "Provenance" if key == "origin" else LIST_TITLES[key]


def _unasked_rows(query: FigureQuery) -> QuerySet[Act]:
    filters = dict(query.filters)
    question = filters.pop(QUESTION.key, None)
    rows = acts.selected(_UNASKED, replace(query, filters=filters))
    if question is None:
        return rows
    if question not in _COLUMN:
        raise FigureError(f"« {question[:40]} » n’est pas une question de l’accueil.")
    return rows.filter(**{f"{_COLUMN[question]}__isnull": True})


_BLANKS = {f"no_{key}": Count("pk", filter=Q(**{f"{_COLUMN[key]}__isnull": True})) for key in ASKED}


def not_asked(query: FigureQuery) -> Figure:
    """Share of the answers that nobody has, over the four questions of every act."""
    rows = _unasked_rows(query)
    provisional = not query.period.is_over(timezone.localdate())
    if query.split in (None, QUESTION.key):
        total = rows.aggregate(n=Count("pk"), **_BLANKS)
        slices = tuple(
            Slice(key, _titles(key), share(total[f"no_{key}"], total["n"]), total[f"no_{key}"])
            for key in ASKED
        )
        return Figure(_rate([total]), total["n"], 0, provisional, slices)
    if query.split not in UNASKED_SPLITS:
        raise FigureError(f"« {query.split[:40]} » ne découpe pas cet indicateur.")
    return _unasked_by(query, rows, provisional)


def _unasked_by(query: FigureQuery, rows: QuerySet[Act], provisional: bool) -> Figure:
    by = axis(query.split or "")
    groups: dict[str | None, list[dict[str, int]]] = {}
    for group in rows.order_by().values(*by.columns).annotate(n=Count("pk"), **_BLANKS):
        groups.setdefault(by.code([group[name] for name in by.columns]), []).append(group)
    counts = {code: sum(one["n"] for one in found) for code, found in groups.items()}
    met = {code: count for code, count in counts.items() if code is not None}
    frame = Frame.load(query.period, timezone.localdate())
    slices = tuple(
        Slice(code, label, _rate(groups[code]), counts[code])
        for code, label in by.arrange(frame, met)
        if code in met
    )
    everything = [one for found in groups.values() for one in found]
    return Figure(_rate(everything), sum(counts.values()), counts.get(None, 0), provisional, slices)


def _rate(groups: Sequence[dict[str, int]]) -> Value:
    blanks = sum(group[f"no_{key}"] for group in groups for key in ASKED)
    return share(blanks, len(ASKED) * sum(group["n"] for group in groups))


def not_asked_rows(query: FigureQuery) -> Rows:
    rows = _unasked_rows(query)
    return Rows(acts.COLUMNS, rows.count(), lambda offset, limit: acts.act_rows(rows, offset, limit))
