"""Axes along which acts are counted: how rows are grouped, what a code means, which rows a code opens.

Whatever an axis counts as a slice, its ``where`` finds again: a figure and its rows agree because both come from here.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Protocol

from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from buron.kernel import periods
from buron.kernel.contributions import Dimension
from buron.kernel.figures import NOT_ASKED
from buron.kernel.formats import WEEKDAYS, month_text
from buron.kernel.once import once
from buron.kernel.periods import Period
from buron.kernel.tenancy import current_office_id
from buron.reception.models import Act
from buron.reception.queries.lists import Labels
from buron.reception.queries.origins import DOES_NOT_KNOW, of_country, of_department
from buron.reception.rules.facts import FRANCE, UNKNOWN_COUNTRY
from buron.territory import reference
from buron.territory.models import Desk

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise


FOREIGN = "etranger"


class FigureError(ValueError):
    """What is asked of a figure has no meaning; the message is French."""


@dataclass(frozen=True, slots=True)
class Frame:
    """What labels are looked up in: the period, and the office's words."""

    period: Period
    today: dt.date
    labels: Labels
    desks: Sequence[Desk]

    @classmethod
    def load(cls, period: Period, today: dt.date) -> Frame:
        """Two queries, whatever the figure; two for all the figures of a page."""
        words = once(("reception.words", current_office_id()), lambda: (Labels(), list(Desk.objects.all())))
        return cls(period, today, *words)


class Arrange(Protocol):
    """Codes to show, in order, with their labels, from the codes that were met."""

    def __call__(self, frame: Frame, counts: Mapping[str, int]) -> Iterable[tuple[str, str]]: ...


@dataclass(frozen=True, slots=True)
class Axis:
    """A way to cut acts.

    ``columns`` are grouped by, ``code`` makes a code of a group (None: not asked), ``where`` selects the rows of a code
    and ``unasked`` those without. ``answer`` names the question, when the axis is one that is put to the visitor.
    """

    key: str
    title: str | _StrPromise
    columns: tuple[str, ...]
    code: Callable[[Sequence[Any]], str | None]
    where: Callable[[str], Q]
    unasked: Q
    arrange: Arrange
    answer: str = ""

    @property
    def dimension(self) -> Dimension:
        return Dimension(self.key, self.title)

    def select(self, code: str) -> Q:
        """The condition of a code, :data:`NOT_ASKED` included; :class:`FigureError` when it has no meaning."""
        return self.unasked if code == NOT_ASKED else self.where(code)


# -- Answers of a closed list ------------------------------------------------------------------------------


def _plain(row: Sequence[Any]) -> str | None:
    return None if row[0] is None else str(row[0])


def _listed(key: str) -> Arrange:
    def arrange(frame: Frame, counts: Mapping[str, int]) -> Iterable[tuple[str, str]]:
        used = frame.labels.used_between(key, frame.period.start, frame.period.end)
        order = [code for code in frame.labels.codes(key) if code in counts or code in used]
        order += [code for code in counts if code not in order]
        return [(code, frame.labels.get(key, code, frame.period.end)) for code in order]

    return arrange


def _list_axis(key: str, title: str | _StrPromise, *, answer: bool = True) -> Axis:
    return Axis(
        key,
        title,
        (key,),
        _plain,
        lambda code: Q((key, code)),
        Q((f"{key}__isnull", True)),
        _listed(key),
        key if answer else "",
    )


def _entries(frame: Frame, counts: Mapping[str, int]) -> Iterable[tuple[str, str]]:
    return [(code, str(label)) for code, label in Act.Entry.choices if counts.get(code)]


def _desk_where(code: str) -> Q:
    if not code.isdecimal() or len(code) > 12:
        raise FigureError(f"« {code[:20]} » n’est pas un bureau.")
    return Q(desk_id=int(code))


def _desks(frame: Frame, counts: Mapping[str, int]) -> Iterable[tuple[str, str]]:
    return [(str(desk.pk), desk.name) for desk in frame.desks if counts.get(str(desk.pk))]


# -- Origin ------------------------------------------------------------------------------------------------


def _largest(names: Callable[[str], str]) -> Arrange:
    """The codes that were met, the most frequent first."""

    def arrange(frame: Frame, counts: Mapping[str, int]) -> Iterable[tuple[str, str]]:
        named = [(code, names(code)) for code in counts]
        return sorted(named, key=lambda pair: (-counts[pair[0]], pair[1]))

    return arrange


def _department_name(code: str) -> str:
    found = of_department(code)
    return found.label if found else code


def _country_name(code: str) -> str:
    found = of_country(code)
    return found.label if found else code


def _region_of(row: Sequence[Any]) -> str | None:
    found = reference.department(row[0]) if row[0] else None
    return found.region if found else None


def _region_where(code: str) -> Q:
    return Q(origin_department__in=[item.code for item in reference.departments() if item.region == code])


def _region_name(code: str) -> str:
    found = reference.region(code)
    return found.name if found else code


def _regions(frame: Frame, counts: Mapping[str, int]) -> Iterable[tuple[str, str]]:
    """All the regions of the mainland, even those that nobody came from, and the others when somebody did."""
    mainland = {region.code: 0 for region in reference.regions() if region.zone == "metro"}
    return _largest(_region_name)(frame, {**mainland, **counts})


ORIGINS = {FRANCE: _("France"), FOREIGN: _("Étranger"), UNKNOWN_COUNTRY: DOES_NOT_KNOW}


def _origin_of(row: Sequence[Any]) -> str | None:
    country = _plain(row)
    return country if country in (None, FRANCE, UNKNOWN_COUNTRY) else FOREIGN


def _origin_where(code: str) -> Q:
    if code == FOREIGN:
        return Q(origin_country__isnull=False) & ~Q(origin_country__in=(FRANCE, UNKNOWN_COUNTRY))
    return Q(origin_country=code)


def _origins(frame: Frame, counts: Mapping[str, int]) -> Iterable[tuple[str, str]]:
    return [
        (code, str(label)) for code, label in ORIGINS.items() if code != UNKNOWN_COUNTRY or counts.get(code)
    ]


# -- Time --------------------------------------------------------------------------------------------------


def _month_of(row: Sequence[Any]) -> str | None:
    day, until = row[0], row[1]
    return f"{day:%Y-%m}" if (day.year, day.month) == (until.year, until.month) else None


def _month_where(code: str) -> Q:
    try:
        month = periods.parse(code)
    except periods.PeriodError as error:
        raise FigureError(str(error)) from error
    if month.kind != "month":
        raise FigureError(f"« {code[:20]} » n’est pas un mois.")
    return Q(day__gte=month.start, until__lte=month.end)


_BETWEEN_MONTHS = Q(day__year__lt=F("until__year")) | Q(day__month__lt=F("until__month"))


def _months(frame: Frame, counts: Mapping[str, int]) -> Iterable[tuple[str, str]]:
    """Every month of the period that has begun."""
    codes = [month.start for month in frame.period.months() if month.start <= frame.today]
    return [(f"{day:%Y-%m}", month_text(day)) for day in codes]


def _day_of(row: Sequence[Any]) -> str | None:
    return row[0].isoformat() if row[0] == row[1] else None


def _day_where(code: str) -> Q:
    try:
        day = dt.date.fromisoformat(code)
    except ValueError as error:
        raise FigureError(f"« {code[:20]} » n’est pas un jour.") from error
    return Q(day=day, until=day)


def _days(frame: Frame, counts: Mapping[str, int]) -> Iterable[tuple[str, str]]:
    return [(code, f"{code[8:]}/{code[5:7]}/{code[:4]}") for code in sorted(counts)]


def _weekday_of(row: Sequence[Any]) -> str | None:
    return str(row[0].isoweekday()) if row[0] == row[1] else None


def _weekday_where(code: str) -> Q:
    if code not in set("1234567"):
        raise FigureError(f"« {code[:20]} » n’est pas un jour de la semaine.")
    return Q(day=F("until"), day__iso_week_day=int(code))


def _weekdays(frame: Frame, counts: Mapping[str, int]) -> Iterable[tuple[str, str]]:
    return [(str(rank), name) for rank, name in enumerate(WEEKDAYS, 1)]


def _hour_of(row: Sequence[Any]) -> str | None:
    return None if row[0] is None else f"{row[0]:02d}"


def _hour_where(code: str) -> Q:
    if not code.isdecimal() or len(code) > 2 or int(code) > 23:
        raise FigureError(f"« {code[:20]} » n’est pas une heure.")
    return Q(hour=int(code))


def _hours(frame: Frame, counts: Mapping[str, int]) -> Iterable[tuple[str, str]]:
    met = sorted(int(code) for code in counts)
    return [(f"{hour:02d}", f"{hour} h") for hour in range(met[0], met[-1] + 1)] if met else []


_NO_DAY = Q(until__gt=F("day"))

_ALL = (
    Axis("desk", _("Bureau"), ("desk_id",), _plain, _desk_where, Q(desk__isnull=True), _desks),
    _list_axis("channel", _("Canal"), answer=False),
    Axis("month", _("Mois"), ("day", "until"), _month_of, _month_where, _BETWEEN_MONTHS, _months),
    Axis("day", _("Jour"), ("day", "until"), _day_of, _day_where, _NO_DAY, _days),
    Axis(
        "weekday", _("Jour de la semaine"), ("day", "until"), _weekday_of, _weekday_where, _NO_DAY, _weekdays
    ),
    Axis("hour", _("Heure"), ("hour",), _hour_of, _hour_where, Q(hour__isnull=True), _hours),
    _list_axis("party", _("Type de clientèle")),
    Axis(
        "origin",
        _("France ou étranger"),
        ("origin_country",),
        _origin_of,
        _origin_where,
        Q(origin_country__isnull=True),
        _origins,
        "origin",
    ),
    Axis(
        "origin_country",
        _("Pays"),
        ("origin_country",),
        _plain,
        lambda code: Q(origin_country=code),
        Q(origin_country__isnull=True),
        _largest(_country_name),
        "origin",
    ),
    Axis(
        "origin_department",
        _("Département"),
        ("origin_department",),
        _plain,
        lambda code: Q(origin_department=code),
        Q(origin_department__isnull=True),
        _largest(_department_name),
        "origin",
    ),
    Axis(
        "origin_region",
        _("Région"),
        ("origin_department",),
        _region_of,
        _region_where,
        Q(origin_department__isnull=True),
        _regions,
        "origin",
    ),
    _list_axis("stay", _("Durée de séjour")),
    _list_axis("lodging", _("Hébergement")),
    _list_axis("language", _("Langue")),
    _list_axis("answer_mode", _("Mode de réponse")),
    _list_axis("outcome", _("Suite donnée")),
    Axis(
        "entry",
        _("Mode de saisie"),
        ("entry",),
        _plain,
        lambda code: Q(entry=code),
        Q(entry__isnull=True),
        _entries,
    ),
    Axis(
        "theme",
        _("Thème"),
        ("theme_code",),
        _plain,
        lambda code: Q(theme_code=code),
        Q(theme_code__isnull=True),
        _listed("theme"),
        "theme",
    ),
)

BY_PARTNER = Q(entry=Act.Entry.RELAY) | Q(desk__kind=Desk.Kind.PARTNER)
"""Acts of partner-run desks: sent through their link, or entered by the office from their sheets."""

RUNNERS = {"partner": _("Points partenaires"), "office": _("Office")}


def _runner_of(row: Sequence[Any]) -> str | None:
    return "partner" if row[0] == Act.Entry.RELAY or row[1] == Desk.Kind.PARTNER else "office"


def _runner_where(code: str) -> Q:
    if code not in RUNNERS:
        raise FigureError(f"« {code[:20]} » ne tient pas de bureau.")
    return BY_PARTNER if code == "partner" else ~BY_PARTNER


def _runners(frame: Frame, counts: Mapping[str, int]) -> Iterable[tuple[str, str]]:
    return [(code, str(label)) for code, label in RUNNERS.items() if counts.get(code)]


_RUN_BY = Axis(
    "run_by",
    _("Tenu par"),
    ("entry", "desk__kind"),
    _runner_of,
    _runner_where,
    Q(desk__isnull=True),
    _runners,
)

AXES: dict[str, Axis] = {axis.key: axis for axis in (*_ALL, _RUN_BY)}


def axis(key: str) -> Axis:
    """The axis of a key; :class:`FigureError` when there is none."""
    try:
        return AXES[key]
    except KeyError:
        raise FigureError(f"« {key[:40]} » ne découpe pas les actes d’accueil.") from None


def dimensions(*keys: str) -> tuple[Dimension, ...]:
    """The dimensions of these axes, as an indicator declares them."""
    return tuple(AXES[key].dimension for key in keys)
