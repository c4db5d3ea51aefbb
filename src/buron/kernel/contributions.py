"""What a room gives to the house, as frozen dataclasses, and the registries that hold it.

A room declares tuples of these in its ``contrib.py`` (``PERMISSIONS``, ``ROLES``, ``MENU``, ``INDICATORS``,
``DASHBOARDS``, ``REPORT_SECTIONS``,
``EXPORTS``, ``RETENTION``, ``HEALTH_CHECKS``); :class:`buron.kernel.apps.RoomConfig` registers them at
start-up.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Literal, Protocol

from buron.kernel.figures import Figure, FigureQuery, Rows
from buron.kernel.periods import Period
from buron.kernel.registry import Registry

if TYPE_CHECKING:
    from django.db.models import QuerySet
    from django.utils.functional import _StrPromise

    from buron.kernel.actors import Actor
    from buron.kernel.documents.blocks import Block
    from buron.kernel.models import Office

    Text = str | _StrPromise
else:
    Text = str


ROLE_TITLES: dict[str, str] = {
    "direction": "Direction",
    "accueil": "Accueil",
    "etourisme": "E-tourisme",
    "qualite": "Qualité",
    "regie": "Régie",
    "taxe": "Taxe de séjour",
    "elu": "Élu (lecture)",
    "administration": "Administration",
}


@dataclass(frozen=True, slots=True)
class Permission:
    """A named right.

    ``roles`` are those that hold it; administration and direction are listed like the others.
    """

    key: str
    title: Text
    roles: frozenset[str]


@dataclass(frozen=True, slots=True)
class MenuBadge:
    """What waits for somebody behind an entry of the menu; nothing is shown while nothing waits.

    ``rows`` gives what is counted for a person, without asking for it: the page counts all badges in one query.
    ``said`` puts their number into words, for those who hear the menu.
    """

    rows: Callable[[Actor], QuerySet[Any]]
    said: Callable[[int], str]


@dataclass(frozen=True, slots=True)
class MenuEntry:
    """A line of the side menu; shown to those who hold ``permission``.

    ``url_name`` takes the office's slug. ``first_for``: the roles whose day begins there.
    """

    key: str
    title: Text
    url_name: str
    icon: str
    permission: str
    group: Text
    order: int = 50
    answers_search: bool = False
    first_for: frozenset[str] = frozenset()
    badge: MenuBadge | None = None


@dataclass(frozen=True, slots=True)
class Dimension:
    """A way to split or filter an indicator, with the labels of its codes (``None`` code: not asked)."""

    key: str
    title: Text


@dataclass(frozen=True, slots=True)
class Indicator:
    """A figure with its definition, and the rows behind it.

    ``number`` is its rank in the reference list of indicators of tourist offices, when it has one.
    ``compute`` and ``rows`` run in the office's
    scope; ``rows`` of a query with a slice's code in ``filters`` gives the rows of that slice, and their
    count is the figure's ``n``.
    """

    key: str
    title: Text
    definition: Text
    unit: Text
    source: Text
    compute: Callable[[FigureQuery], Figure]
    rows: Callable[[FigureQuery], Rows]
    permission: str
    number: int | None = None
    dimensions: Sequence[Dimension] = ()
    decimals: int = 0
    formula: Text = ""
    better: Literal["up", "down", "none"] = "none"


@dataclass(frozen=True, slots=True)
class Panel:
    """A place on a dashboard: an indicator, split or not, drawn as ``form``."""

    indicator: str
    form: Literal["key", "months", "days", "shares", "bars", "table", "heat"]
    split: str | None = None
    title: Text = ""
    limit: int | None = None
    wide: bool = False


@dataclass(frozen=True, slots=True)
class Dashboard:
    key: str
    title: Text
    permission: str
    panels: Sequence[Panel]
    order: int = 50


class ReportContext(Protocol):
    """What a report section is built with; given by the observatory."""

    office: Office
    period: Period

    def figure(
        self,
        indicator: str,
        *,
        period: Period | None = None,
        split: str | None = None,
        filters: Mapping[str, str] | None = None,
    ) -> Figure:
        """Compute an indicator once per report; the answer is kept for the frozen copy."""
        ...

    def link(
        self, indicator: str, *, period: Period | None = None, filters: Mapping[str, str] | None = None
    ) -> str:
        """Address of the rows behind a figure."""
        ...


@dataclass(frozen=True, slots=True)
class ReportSection:
    """A part of the yearly report.

    ``chapter`` groups sections; ``prompt`` tells the writer what the prose beside it should say.
    """

    key: str
    chapter: Text
    title: Text
    order: int
    permission: str
    build: Callable[[ReportContext], Sequence[Block]]
    prompt: Text = ""


@dataclass(frozen=True, slots=True)
class Export:
    """Rows that can be downloaded as CSV or XLSX.

    ``rows`` takes the query parameters of the request, already strings; those of an export ``by_period`` hold
    ``start`` and ``end``, ISO dates or nothing.
    """

    key: str
    title: Text
    permission: str
    rows: Callable[[Mapping[str, str]], Rows]
    filename: str
    by_period: bool = False


@dataclass(frozen=True, slots=True)
class Retention:
    """How long rows live, why, and what removes them; ``apply`` returns how many rows it removed or
    made anonymous. It changes rows only, files after commit: a dry run is the same work, rolled back.
    """

    key: str
    title: Text
    months: int
    reason: Text
    apply: Callable[[Any], int]


@dataclass(frozen=True, slots=True)
class Health:
    """The outcome of a check: ``ok``, ``warning`` or ``error``, with a French sentence and what to do."""

    level: Literal["ok", "warning", "error"]
    message: Text
    remedy: Text = ""


@dataclass(frozen=True, slots=True)
class HealthCheck:
    """``run`` takes no argument for an installation-wide check, and runs in the office's scope when
    ``per_office``.
    """

    key: str
    title: Text
    run: Callable[[], Health]
    per_office: bool = False


@dataclass(frozen=True, slots=True)
class Deed:
    """What the journal says of an action: ``reception.act.recorded`` reads "Acte d'accueil enregistré"."""

    key: str
    title: Text


@dataclass(frozen=True, slots=True)
class Place:
    """What a table is called, and the screen of one of its rows: the journal says "Acte d’accueil" and leads there.

    ``key`` is the table's label (``reception.act``); ``url_name`` takes the office's slug and ``pk``, and is empty when
    a row has no screen of its own. ``permission`` is the right to open it.
    """

    key: str
    title: Text
    url_name: str = ""
    permission: str = ""


@dataclass(frozen=True, slots=True)
class FirstStep:
    """What a new office does before it can welcome anybody; ``done`` is asked within the office."""

    key: str
    title: Text
    text: Text
    url_name: str
    permission: str
    done: Callable[[Office], bool]
    order: int


@dataclass(frozen=True, slots=True)
class Setting:
    """A whole number that an office may choose, kept in ``Office.settings[room][name]`` for the key ``room.name``."""

    key: str
    title: Text
    help: Text
    unit: Text
    default: int
    minimum: int
    maximum: int


@dataclass(frozen=True, slots=True)
class Schedule:
    """A recurrent job: ``job`` is its registered name; ``every_minutes`` between two starts, or ``at``
    local time once a day.
    """

    key: str
    job: str
    every_minutes: int | None = None
    at: str | None = None
    args: Mapping[str, Any] = field(default_factory=dict)


permissions: Registry[Permission] = Registry("permissions")
menu: Registry[MenuEntry] = Registry("menu")
indicators: Registry[Indicator] = Registry("indicators")
dashboards: Registry[Dashboard] = Registry("dashboards")
report_sections: Registry[ReportSection] = Registry("report sections")
exports: Registry[Export] = Registry("exports")
retention: Registry[Retention] = Registry("retention")
health_checks: Registry[HealthCheck] = Registry("health checks")
schedules: Registry[Schedule] = Registry("schedules")
deeds: Registry[Deed] = Registry("deeds")
places: Registry[Place] = Registry("places")
settings: Registry[Setting] = Registry("settings")
first_steps: Registry[FirstStep] = Registry("first steps")

REGISTRIES: dict[str, Registry[Any]] = {
    "PERMISSIONS": permissions,
    "MENU": menu,
    "INDICATORS": indicators,
    "DASHBOARDS": dashboards,
    "REPORT_SECTIONS": report_sections,
    "EXPORTS": exports,
    "RETENTION": retention,
    "HEALTH_CHECKS": health_checks,
    "SCHEDULES": schedules,
    "DEEDS": deeds,
    "PLACES": places,
    "SETTINGS": settings,
    "FIRST_STEPS": first_steps,
}


def register_room(contrib: object) -> None:
    """Register every tuple that a ``contrib`` module declares."""
    for name, registry in REGISTRIES.items():
        for entry in getattr(contrib, name, ()):
            registry.register(entry)


def check_references() -> None:
    """Every key that a contribution names must exist; raises :class:`RegistryError` otherwise."""
    guarded: list[Registry[Any]] = [menu, indicators, dashboards, report_sections, exports, first_steps]
    for registry in guarded:
        for entry in registry:
            permissions.get(entry.permission)
    for place in places:
        if place.url_name:
            permissions.get(place.permission)
    for dashboard in dashboards:
        for panel in dashboard.panels:
            indicators.get(panel.indicator)


def permissions_of(roles: Sequence[str]) -> frozenset[str]:
    """The named rights that a set of roles gives."""
    held = frozenset(roles)
    return frozenset(permission.key for permission in permissions if permission.roles & held)
