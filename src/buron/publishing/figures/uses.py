"""Counting interactions and sessions. A session is counted by its first interaction, on its day, theme and language."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, F, Q, QuerySet
from django.db.models.functions import ExtractIsoWeekDay
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from buron.kernel import periods
from buron.kernel.contributions import Dimension, Text
from buron.kernel.figures import NOT_ASKED, Column, Figure, FigureQuery, Rows, Slice, share
from buron.kernel.formats import WEEKDAYS, date_text, month_text
from buron.kernel.models import Office
from buron.kernel.tenancy import current_office_id
from buron.kernel.texts import LANGUAGE_NAMES
from buron.publishing.models import Kiosk, KioskUse
from buron.publishing.settings import session_gap
from buron.publishing.themes import SCREENS, THEMES


class FigureError(ValueError):
    """What is asked of a figure has no meaning; the message is French."""


@dataclass(frozen=True, slots=True)
class Axis:
    """A way to cut: the column that is grouped by, how a code is read back, how it is said."""

    title: Text
    column: str
    read: Callable[[str], Any]
    label: Callable[[Any], str]
    order: Callable[[Any], Any] | None = None
    """None: the most frequent first."""


def _digits(most: int) -> Callable[[str], int]:
    def read(code: str) -> int:
        if not code.isdecimal() or len(code) > 12 or int(code) > most:
            raise FigureError(_("« %s » ne désigne rien.") % code[:20])
        return int(code)

    return read


def _one_of(known: Mapping[str, Any]) -> Callable[[str], str]:
    def read(code: str) -> str:
        if code not in known:
            raise FigureError(_("« %s » ne désigne rien.") % code[:20])
        return code

    return read


def _month(code: str) -> dt.date:
    found = periods.parse(code)
    if found.kind != "month":
        raise FigureError(_("« %s » n’est pas un mois.") % code[:20])
    return found.start


def _plain(value: Any) -> Any:
    return value


AXES: dict[str, Axis] = {
    "kiosk": Axis(gettext_lazy("Borne"), "kiosk_id", _digits(10**12), str),
    "theme": Axis(gettext_lazy("Thème"), "theme", _one_of(THEMES), lambda code: str(THEMES[code].title)),
    "screen": Axis(gettext_lazy("Écran"), "screen", _one_of(SCREENS), lambda code: str(SCREENS[code])),
    "language": Axis(
        gettext_lazy("Langue"), "language", _one_of(LANGUAGE_NAMES), lambda code: str(LANGUAGE_NAMES[code])
    ),
    "weekday": Axis(
        gettext_lazy("Jour de la semaine"), "weekday", _digits(7), lambda n: WEEKDAYS[n - 1], _plain
    ),
    "hour": Axis(gettext_lazy("Heure"), "hour", _digits(23), lambda hour: f"{hour} h", _plain),
    "month": Axis(gettext_lazy("Mois"), "day", _month, month_text, _plain),
    "day": Axis(gettext_lazy("Jour"), "day", dt.date.fromisoformat, date_text, _plain),
}
DIMENSIONS = tuple(Dimension(key, axis.title) for key, axis in AXES.items())


def office_gap() -> int:
    """The pause that ends a session, in the office in scope."""
    return session_gap(Office.objects.get(pk=current_office_id()))


def sessions_only(found: QuerySet[KioskUse]) -> QuerySet[KioskUse]:
    """The interactions that begin a session."""
    return found.filter(Q(gap__isnull=True) | Q(gap__gte=office_gap()))


def uses(query: FigureQuery) -> QuerySet[KioskUse]:
    """The interactions of a period."""
    found = KioskUse.objects.filter(day__gte=query.period.start, day__lte=query.period.end)
    for key, code in query.filters.items():
        found = _where(found, key, code)
    return found


def _where(found: QuerySet[KioskUse], key: str, code: str) -> QuerySet[KioskUse]:
    if key not in AXES:
        raise FigureError(_("« %s » ne découpe pas l’usage des bornes.") % key[:40])
    axis = AXES[key]
    if code == NOT_ASKED:
        return found.filter(theme=None) if key == "theme" else found.none()
    value = axis.read(code)
    if key == "month":
        last = periods.month(value.year, value.month).end
        return found.filter(day__gte=value, day__lte=last)
    if key == "weekday":
        return found.filter(day__iso_week_day=value)
    return found.filter(**{axis.column: value})


def has_kiosk(query: FigureQuery) -> bool:
    """Whether a kiosk was in service in the period: without one, nothing was counted, which is not zero."""
    return (
        Kiosk.objects.filter(installed_on__lte=query.period.end)
        .exclude(retired_on__lt=query.period.start)
        .exists()
    )


def count(found: QuerySet[KioskUse], query: FigureQuery) -> Figure:
    """The rows of ``found``, split or not."""
    provisional = not query.period.is_over(timezone.localdate())
    if query.split is None:
        total = found.count()
        return Figure(_known(query, total), total, 0, provisional)
    axis = AXES[query.split]
    counts = _grouped(found, query.split)
    missing = counts.pop(None, 0)
    total = sum(counts.values()) + missing
    names = _kiosk_names() if query.split == "kiosk" else {}
    order = axis.order or (lambda code: (-counts[code], str(code)))
    slices = tuple(
        Slice(
            _code(query.split, value),
            names.get(value) or axis.label(value),
            counts[value],
            counts[value],
            share(counts[value], total - missing),
        )
        for value in sorted(counts, key=order)
    )
    return Figure(_known(query, total), total, missing, provisional, slices)


def _known(query: FigureQuery, total: int) -> int | None:
    return total if total or has_kiosk(query) else None


def _grouped(found: QuerySet[KioskUse], split: str) -> dict[Any, int]:
    if split == "weekday":
        found = found.annotate(weekday=ExtractIsoWeekDay("day"))
    counts: dict[Any, int] = {}
    grouped = found.order_by().values_list(F(AXES[split].column)).annotate(n=Count("pk"))
    for value, number in grouped:
        key = value.replace(day=1) if split == "month" else value
        counts[key] = counts.get(key, 0) + number
    return counts


def _code(split: str, value: Any) -> str:
    return f"{value:%Y-%m}" if split == "month" else str(value)


def _kiosk_names() -> dict[int, str]:
    return dict(Kiosk.objects.values_list("pk", "name"))


COLUMNS = (
    Column("at", "Moment", "datetime"),
    Column("kiosk", "Borne"),
    Column("screen", "Écran"),
    Column("theme", "Thème"),
    Column("language", "Langue"),
    Column("gap", "Secondes depuis le geste précédent", "integer"),
    Column("clock", "Heure"),
)


def rows_of(found: QuerySet[KioskUse]) -> Rows:
    """The interactions, newest first."""
    found = found.select_related("kiosk").order_by("-at", "-pk")

    def page(offset: int, limit: int) -> Sequence[Sequence[object]]:
        return [use_row(one) for one in found[offset : offset + limit]]

    return Rows(COLUMNS, found.count(), page)


def use_row(one: KioskUse) -> tuple[object, ...]:
    """An interaction in words, in the order of :data:`COLUMNS`."""
    return (
        one.at,
        str(one.kiosk),
        str(SCREENS.get(one.screen, one.screen)),
        str(THEMES[one.theme].title) if one.theme in THEMES else one.theme,
        str(LANGUAGE_NAMES.get(one.language, one.language)),
        one.gap,
        _("estimée") if one.is_estimated else _("vérifiée"),
    )


def interactions(query: FigureQuery) -> Figure:
    """Gestures on the kiosks."""
    return count(uses(query), query)


def interaction_rows(query: FigureQuery) -> Rows:
    return rows_of(uses(query))


def sessions(query: FigureQuery) -> Figure:
    """Series of gestures."""
    return count(sessions_only(uses(query)), query)


def session_rows(query: FigureQuery) -> Rows:
    return rows_of(sessions_only(uses(query)))
