"""Counting acts: one query groups, Python folds, and the same conditions give the rows."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from typing import Any, NamedTuple

from django.db.models import Count, Exists, F, OuterRef, Q, QuerySet
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import ngettext

from buron.kernel import formats
from buron.kernel.figures import NOT_ASKED, Column, Figure, FigureQuery, Rows, Slice, Value, share
from buron.kernel.once import once
from buron.kernel.tenancy import current_office_id
from buron.reception.figures.axes import Axis, FigureError, Frame, axis
from buron.reception.models import Act, ActTheme
from buron.reception.queries import origins
from buron.reception.queries.lists import Labels

TALLY_NOTE = (
    "Des actes comptés par bâtonnage en font partie : leurs colonnes ont été comptées séparément, "
    "les croiser entre elles n’a pas de sens."
)


class Tally(NamedTuple):
    """Rows of a group, and what they add to the value: one each, or one per theme when demands are counted."""

    n: int = 0
    value: int = 0


@dataclass(frozen=True, slots=True)
class Spec:
    """An indicator that counts acts.

    ``subject`` is the axis that it is about (none for a plain count), ``base`` the acts that it concerns,
    ``demands`` counts an act once per theme instead of once, ``value`` makes the value from the number of those who
    answered and the slices.
    """

    key: str
    subject: str = ""
    base: Q = field(default_factory=Q)
    demands: bool = False
    splits: tuple[str, ...] = ()
    value: Callable[[int, dict[str, Tally]], Value] | None = None


def acts_between(query: FigureQuery, base: Q) -> QuerySet[Act]:
    """The acts of a period that were not cancelled. What happened over a span counts only if it is inside whole."""
    return Act.objects.filter(
        base,
        cancelled_at__isnull=True,
        day__gte=query.period.start,
        day__lte=query.period.end,
        until__lte=query.period.end,
    )


def selected(spec: Spec, query: FigureQuery) -> QuerySet[Act]:
    """The rows that a query counts: acts, or pairs of act and theme when the indicator counts demands."""
    rows = acts_between(query, spec.base)
    if spec.demands:
        rows = rows.annotate(theme_code=F("themes__theme"))
    for key, code in query.filters.items():
        rows = _narrow(spec, rows, axis(_allowed(spec, key)), code)
    return rows


def _narrow(spec: Spec, rows: QuerySet[Act], by: Axis, code: str) -> QuerySet[Act]:
    if by.key != "theme" or spec.demands:
        return rows.filter(by.select(code))
    themes = ActTheme.objects.filter(act=OuterRef("pk"))
    return rows.filter(~Exists(themes) if code == NOT_ASKED else Exists(themes.filter(theme=code)))


def _allowed(spec: Spec, key: str) -> str:
    if key not in spec.splits:
        raise FigureError(f"« {key[:40]} » ne découpe pas cet indicateur.")
    return key


def compute(spec: Spec, query: FigureQuery) -> Figure:
    """The figure of a query: one grouped query, and those of labels."""
    today = timezone.localdate()
    provisional = not query.period.is_over(today)
    rows = selected(spec, query)
    key = query.split or spec.subject
    if not key:
        counted = rows.count()
        return Figure(known(counted, query), counted, 0, provisional, (), _note(spec, query))
    by = axis(_allowed(spec, key))
    counts = grouped(rows, by)
    unasked = counts.pop(None, Tally())
    answered = {code: count for code, count in counts.items() if code is not None}
    if by.key == "theme" and not spec.demands:  # an act is in the slice of each of its themes
        counted = total = rows.count()
        whole = counted - unasked.n
    else:
        counted = sum(count.n for count in counts.values()) + unasked.n
        whole = sum(count.value for count in answered.values())
        total = whole + unasked.value
    frame = Frame.load(query.period, today)
    slices = _slices(by, frame, answered, whole, query.limit)
    value = known(total, query)
    if spec.value and by.key == spec.subject:  # the parts of what it is about: their own shares
        value = spec.value(whole, answered)
        slices = tuple(replace(one, value=one.share, share=None) for one in slices)
    elif spec.value:
        value = spec.value(*_about(grouped(rows, axis(spec.subject))))
        slices = _own_values(spec, slices, crossed(rows, by, axis(spec.subject)))
    return Figure(value, counted, unasked.n, provisional, slices, _note(spec, query, by))


def _about(counts: dict[str | None, Tally]) -> tuple[int, dict[str, Tally]]:
    """How many answered the subject, and the counts of their answers."""
    answered = {code: count for code, count in counts.items() if code is not None}
    return sum(count.value for count in answered.values()), answered


def _own_values(
    spec: Spec, slices: Sequence[Slice], counts: dict[str | None, dict[str | None, Tally]]
) -> tuple[Slice, ...]:
    """Slices of an indicator that is not a count: each has the value that its own rows give."""
    if spec.value is None:
        return tuple(slices)
    return tuple(
        replace(one, value=spec.value(*_about(counts.get(one.code, {}))), share=None) for one in slices
    )


def crossed(rows: QuerySet[Act], by: Axis, subject: Axis) -> dict[str | None, dict[str | None, Tally]]:
    """Counts of the subject's answers within each code of another axis."""
    if by.key == "theme":
        rows = rows.annotate(theme_code=F("themes__theme"))
    width = len(by.columns)
    counts: dict[str | None, dict[str | None, Tally]] = {}
    for *group, n in rows.order_by().values_list(*by.columns, *subject.columns).annotate(rows=Count("pk")):
        within = counts.setdefault(by.code(group[:width]), {})
        code = subject.code(group[width:])
        before = within.get(code, Tally())
        within[code] = Tally(before.n + n, before.value + n)
    return counts


def known(counted: int, query: FigureQuery) -> Value:
    """The count; None rather than zero before the office's first act, for nobody was counting."""
    if counted or Act.objects.filter(day__lte=query.period.end).exists():
        return counted
    return None


def grouped(rows: QuerySet[Act], by: Axis) -> dict[str | None, Tally]:
    """Counts by code; None for what was not asked."""
    demands = "theme_code" in rows.query.annotations
    if by.key == "theme" and not demands:
        rows = rows.annotate(theme_code=F("themes__theme"))
    counted = rows.order_by().values_list(*by.columns)
    counted = counted.annotate(rows=Count("pk"), worth=Count("theme_code" if demands else "pk"))
    counts: dict[str | None, Tally] = {}
    for *group, n, value in counted:
        code = by.code(group)
        before = counts.get(code, Tally())
        counts[code] = Tally(before.n + n, before.value + value)
    return counts


def _slices(
    by: Axis, frame: Frame, counts: dict[str, Tally], whole: int, limit: int | None
) -> tuple[Slice, ...]:
    met = {code: count.n for code, count in counts.items()}
    slices = []
    for code, label in by.arrange(frame, met):
        n, value = counts.get(code, Tally())
        slices.append(Slice(code, label, value, n, share(value, whole)))
    if limit is not None and limit < len(slices):
        slices = sorted(slices, key=lambda one: -one.n)[:limit]
    return tuple(slices)


def _note(spec: Spec, query: FigureQuery, by: Axis | None = None) -> str:
    """What a reader must know: crossings that mean nothing, and past acts too coarse for the period."""
    notes = []
    questions = {axis(key).answer for key in query.filters} | ({by.answer} if by else set())
    if len(questions - {""}) > 1 and selected(spec, query).filter(entry=Act.Entry.TALLY).exists():
        notes.append(TALLY_NOTE)
    left_out = straddling(query)
    if left_out:
        notes.append(
            ngettext(
                "%(count)s acte repris au mois ou à l’année déborde de la période : il n’est pas compté.",
                "%(count)s actes repris au mois ou à l’année débordent de la période : ils ne sont pas comptés.",
                left_out,
            )
            % {"count": formats.number(left_out)}
        )
    return " ".join(notes)


def straddling(query: FigureQuery) -> int:
    """Past acts known by month or by year only, partly in the period: none when it is made of whole years."""
    start, end = query.period.start, query.period.end
    if (start.month, start.day, end.month, end.day) == (1, 1, 12, 31):
        return 0
    found = Act.objects.filter(
        cancelled_at__isnull=True, until__gt=F("day"), day__lte=end, until__gte=start
    ).exclude(day__gte=start, until__lte=end)
    return once(("reception.across", current_office_id(), start, end), found.count)


# -- Rows --------------------------------------------------------------------------------------------------

COLUMNS: tuple[Column, ...] = (
    Column("day", "Jour", "date"),
    Column("until", "Jusqu’au", "date"),
    Column("hour", "Heure", "integer"),
    Column("desk", "Bureau"),
    Column("channel", "Canal"),
    Column("people", "Personnes", "integer"),
    Column("party", "Clientèle"),
    Column("origin", "Provenance"),
    Column("stay", "Séjour"),
    Column("lodging", "Hébergement"),
    Column("themes", "Thèmes"),
    Column("language", "Langue"),
    Column("answer_mode", "Réponse"),
    Column("outcome", "Suite"),
    Column("entry", "Saisie"),
    Column("id", "Acte n°", "integer"),
)


def rows_of(spec: Spec, query: FigureQuery) -> Rows:
    """The rows that :func:`compute` counts for the same query, newest first."""
    rows = selected(spec, query)
    total = sum(one.n for one in grouped(rows, axis("theme")).values()) if spec.demands else rows.count()

    def page(offset: int, limit: int) -> Sequence[Sequence[object]]:
        return act_rows(rows, offset, limit, one_theme=spec.demands)

    return Rows(COLUMNS, total, page)


def act_rows(
    rows: QuerySet[Act], offset: int, limit: int, *, one_theme: bool = False
) -> list[tuple[object, ...]]:
    """A page of acts in words, each with the address of its screen after its columns; three queries at most."""
    last = [F("theme_code").asc()] if one_theme else []
    ordered = rows.prefetch_related(None).select_related("desk", "office")
    ordered = ordered.order_by("-day", "-occurred_at", "-pk", *last)
    found: list[Any] = list(ordered[offset : offset + limit])
    words, themes = Labels(), {} if one_theme else _themes(found)
    return [_row(act, words, [act.theme_code] if one_theme else themes.get(act.pk, [])) for act in found]


def _themes(acts: Sequence[Act]) -> dict[int, list[str]]:
    """The themes of acts, in one query; a prefetch costs twice the page itself when rows are exported."""
    themes: dict[int, list[str]] = {}
    kept = ActTheme.objects.filter(act__in=[act.pk for act in acts]).order_by("pk")
    for act, theme in kept.values_list("act_id", "theme"):
        themes.setdefault(act, []).append(theme)
    return themes


def _row(act: Any, words: Labels, codes: Sequence[str | None]) -> tuple[object, ...]:
    return (
        act.day,
        act.until if act.until != act.day else None,
        act.hour,
        str(act.desk),
        words.get("channel", act.channel, act.day),
        act.people,
        words.get("party", act.party, act.day),
        origins.label(act.origin_country, act.origin_department),
        words.get("stay", act.stay, act.day),
        words.get("lodging", act.lodging, act.day),
        ", ".join(words.get("theme", code, act.day) for code in codes if code),
        words.get("language", act.language, act.day),
        words.get("answer_mode", act.answer_mode, act.day),
        words.get("outcome", act.outcome, act.day),
        str(act.get_entry_display()),
        act.pk,
        reverse("reception_act", kwargs={"office": act.office.slug, "pk": act.pk}),
    )


def percent_of(code: str) -> Callable[[int, dict[str, Tally]], Value]:
    """A value that is the share of one slice, in hundredths of those who answered."""

    def value(answered: int, counts: dict[str, Tally]) -> Value:
        return share(counts.get(code, Tally()).n, answered)

    return value
