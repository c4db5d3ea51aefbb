"""A room that does not exist, for tests of the observatory: acts kept in memory, one list per office.

It declares what a real room declares and keeps the same promises, so that the observatory is tested without any room.
"""

from __future__ import annotations

import datetime as dt
import random
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from types import SimpleNamespace

from buron.kernel import contributions, periods
from buron.kernel.charts import BarChart, Series, Share, ShareChart, Table
from buron.kernel.charts import Cell as LinkedCell
from buron.kernel.charts import Column as TableColumn
from buron.kernel.contributions import (
    Dashboard,
    Dimension,
    Indicator,
    Panel,
    Permission,
    ReportContext,
    ReportSection,
)
from buron.kernel.documents.blocks import Block, ChartBlock, Heading, KeyFigure, KeyFigures, Paragraph
from buron.kernel.figures import NOT_ASKED, Column, Figure, FigureQuery, Rows, Slice, evolution, share
from buron.kernel.formats import number, percent
from buron.kernel.tenancy import current_office_id

PARTIES = {"solo": "Solo", "couple": "Couple", "family": "Famille", "friends": "Amis", "group": "Groupe"}
DESKS = {"1": "Maison du tourisme", "2": "Bureau de la Vallée", "3": "Point d’accueil du Col"}
THEMES = {
    "walk": "Randonnée, balade",
    "visit": "Visite, découverte",
    "local": "Infos locales",
    "food": "Terroir",
}


@dataclass(frozen=True)
class Act:
    day: dt.date
    desk: str = "1"
    party: str | None = "couple"
    themes: tuple[str, ...] = ()
    people: int = 2


@dataclass
class Counts:
    """How often indicators were computed, to check that a page does not ask twice."""

    computed: list[tuple[str, FigureQuery]] = field(default_factory=list)


ACTS: dict[int, list[Act]] = {}
COUNTS = Counts()
LABELS = {"desk": DESKS, "party": PARTIES, "theme": THEMES}


def acts(query: FigureQuery) -> list[Act]:
    found = [act for act in ACTS.get(current_office_id(), ()) if act.day in query.period]
    for key, code in query.filters.items():
        if key == "desk" and not code.isdigit():
            raise ValueError(f"{code!r} is not a desk")
        found = [
            act for act in found if (code in codes(act, key) if code != NOT_ASKED else not codes(act, key))
        ]
    return found


def codes(act: Act, dimension: str) -> tuple[str, ...]:
    if dimension == "theme":
        return act.themes
    if dimension == "party":
        return () if act.party is None else (act.party,)
    if dimension == "month":
        return (f"{act.day:%Y-%m}",)
    if dimension == "day":
        return (act.day.isoformat(),)
    return (act.desk,)


def slices(found: Sequence[Act], split: str, weight: str = "one") -> tuple[list[Slice], int]:
    counted: Counter[str] = Counter()
    worth: Counter[str] = Counter()
    for act in found:
        for code in codes(act, split):
            counted[code] += 1
            worth[code] += 1 if weight == "one" else act.people
    silent = sum(1 for act in found if not codes(act, split))
    answered = len(found) - silent
    labels = LABELS.get(split, {})
    order = list(labels) if labels else sorted(counted)
    parts = [
        Slice(code, labels.get(code, code), worth[code], counted[code], share(counted[code], answered))
        for code in order
        if code in counted
    ]
    return parts, silent


def count_acts(query: FigureQuery) -> Figure:
    COUNTS.computed.append(("double.acts", query))
    found = acts(query)
    parts, silent = slices(found, query.split) if query.split else ([], 0)
    return Figure(len(found), len(found), silent, slices=parts)


def count_people(query: FigureQuery) -> Figure:
    COUNTS.computed.append(("double.people", query))
    found = acts(query)
    parts, silent = slices(found, query.split, "people") if query.split else ([], 0)
    value = sum(act.people for act in found) if found else None
    return Figure(value, len(found), silent, slices=parts)


def family_share(query: FigureQuery) -> Figure:
    COUNTS.computed.append(("double.families", query))
    found = acts(query)
    known = [act for act in found if act.party]
    families = sum(1 for act in known if act.party == "family")
    return Figure(share(families, len(known)), len(found), len(found) - len(known))


def act_rows(query: FigureQuery) -> Rows:
    found = acts(query)
    columns = [
        Column("day", "Jour", "date"),
        Column("desk", "Bureau"),
        Column("party", "Clientèle"),
        Column("people", "Personnes", "integer"),
    ]

    def page(offset: int, limit: int) -> list[tuple[object, ...]]:
        return [
            (act.day, DESKS[act.desk], PARTIES.get(act.party or ""), act.people)
            for act in found[offset : offset + limit]
        ]

    return Rows(columns, len(found), page)


DIMENSIONS = (
    Dimension("desk", "Bureau"),
    Dimension("party", "Type de clientèle"),
    Dimension("theme", "Thème"),
    Dimension("month", "Mois"),
    Dimension("day", "Jour"),
)

PERMISSIONS = (
    Permission("double.view", "Lire l’accueil", frozenset({"direction", "accueil", "qualite", "elu"})),
    Permission("double.secret", "Lire ce qui est réservé", frozenset({"direction"})),
)

INDICATORS = (
    Indicator(
        key="double.acts",
        title="Actes d’accueil",
        definition="Contacts qualifiés par une conseillère, quel que soit leur canal.",
        unit="actes",
        source="Saisie à l’accueil",
        compute=count_acts,
        rows=act_rows,
        permission="double.view",
        number=1,
        dimensions=DIMENSIONS,
        better="up",
    ),
    Indicator(
        key="double.people",
        title="Personnes accueillies",
        definition="Somme des personnes de chaque acte.",
        unit="personnes",
        source="Saisie à l’accueil",
        compute=count_people,
        rows=act_rows,
        permission="double.view",
        dimensions=DIMENSIONS,
        better="up",
    ),
    Indicator(
        key="double.families",
        title="Part des familles",
        definition="Actes d’une famille, sur ceux dont la clientèle est connue.",
        unit="%",
        source="Saisie à l’accueil",
        compute=family_share,
        rows=act_rows,
        permission="double.view",
        number=12,
        decimals=1,
        formula="familles ÷ actes dont la clientèle est connue",
    ),
    Indicator(
        key="double.secret",
        title="Recette du mois",
        definition="Montant réservé à la direction.",
        unit="€",
        source="Caisse",
        compute=lambda query: Figure(18_561_00, len(acts(query))),
        rows=act_rows,
        permission="double.secret",
    ),
)

DASHBOARDS = (
    Dashboard(
        "double.desk",
        "Accueil",
        "double.view",
        (
            Panel("double.acts", "key"),
            Panel("double.people", "key"),
            Panel("double.families", "key"),
            Panel("double.secret", "key"),
            Panel("double.acts", "months", title="Actes mois par mois", wide=True),
            Panel("double.acts", "shares", split="party", title="Qui vient ?"),
            Panel("double.acts", "shares", split="theme", title="Que cherchent-ils ?"),
            Panel("double.acts", "bars", split="desk", title="Par bureau"),
            Panel("double.acts", "table", split="desk", title="Bureaux en chiffres"),
            Panel("double.acts", "heat", title="Jour par jour", wide=True),
        ),
    ),
)


def attendance(context: ReportContext) -> list[Block]:
    now = context.figure("double.acts")
    before = context.figure("double.acts", period=context.period.previous_year())
    change = evolution(now.value, before.value)
    years = [context.period.previous_year(n) for n in (3, 2, 1)] + [context.period]
    values = [context.figure("double.acts", period=one).value for one in years]
    heads = [
        TableColumn("Maison du tourisme"),
        *(TableColumn(str(one.start.year), "integer") for one in years),
    ]
    row = [
        "Actes d’accueil",
        *(LinkedCell(v, context.link("double.acts", period=p)) for v, p in zip(values, years, strict=True)),
    ]
    months = context.figure("double.acts", split="month")
    by_code = {one.code: one.value for one in months.slices}
    names = [one.start.isoformat()[:7] for one in context.period.months()]
    return [
        KeyFigures(
            [
                KeyFigure(
                    "Actes d’accueil",
                    number(now.value),
                    percent(change, signed=True),
                    None if change is None else (change > 0) - (change < 0),
                    provisional=now.provisional,
                    href=context.link("double.acts"),
                )
            ]
        ),
        Table(heads, [row], "Actes d’accueil sur quatre ans"),
        Heading(1, "Mois par mois"),
        ChartBlock(
            BarChart(
                title="Actes d’accueil par mois",
                unit="actes",
                categories=names,
                series=[Series(str(context.period.start.year), [by_code.get(name) for name in names])],
            )
        ),
    ]


def clientele(context: ReportContext) -> list[Block]:
    figure = context.figure("double.acts", split="party")
    items = [
        Share(one.label, one.value, context.link("double.acts", filters={"party": one.code}))
        for one in figure.slices
    ]
    return [
        ChartBlock(ShareChart(title="Type de clientèle", items=items, not_asked=figure.not_asked or None))
    ]


def secret(context: ReportContext) -> list[Block]:
    return [Paragraph(f"Recette : {context.figure('double.secret').value}")]


REPORT_SECTIONS = (
    ReportSection(
        "double.attendance", "Accueil", "Fréquentation", 10, "double.view", attendance,
        "Dites ce qui explique l’évolution : météo, ouverture, événements.",
    ),
    ReportSection("double.clientele", "Accueil", "Clientèles", 20, "double.view", clientele),
    ReportSection("double.secret", "Recettes", "Recettes", 30, "double.secret", secret),
    # Its own right is given to all: the indicator that it stands on is what reserves it.
    ReportSection("double.till", "Recettes", "Caisse", 40, "double.view", secret),
)  # fmt: skip

CONTRIB = SimpleNamespace(
    PERMISSIONS=PERMISSIONS,
    INDICATORS=INDICATORS,
    DASHBOARDS=DASHBOARDS,
    REPORT_SECTIONS=REPORT_SECTIONS,
)


@contextmanager
def registered(*, alone: bool = True) -> Iterator[None]:
    """The registries with this room only beside the permissions of the others; what they held comes back after."""
    kept = {name: dict(registry._entries) for name, registry in contributions.REGISTRIES.items()}
    for name in ("INDICATORS", "DASHBOARDS", "REPORT_SECTIONS") if alone else ():
        contributions.REGISTRIES[name]._entries.clear()
    try:
        contributions.register_room(CONTRIB)
        yield
    finally:
        for name, entries in kept.items():
            contributions.REGISTRIES[name]._entries.clear()
            contributions.REGISTRIES[name]._entries.update(entries)
        ACTS.clear()
        COUNTS.computed.clear()


def season_of_acts(year: int, count: int, seed: int = 1) -> list[Act]:
    """Credible acts of a year: summer heavy, some parties not asked, one to three themes."""
    chance = random.Random(f"{year}-{seed}")
    weights = [2, 3, 3, 5, 7, 8, 22, 26, 10, 7, 3, 4]
    found = []
    for _ in range(count):
        month = chance.choices(range(1, 13), weights)[0]
        span = periods.month(year, month)
        day = span.start + dt.timedelta(days=chance.randrange(span.days))
        party = chance.choices([*PARTIES, None], [10, 42, 26, 7, 5, 10])[0]
        themes = tuple(chance.sample(list(THEMES), chance.choice([1, 1, 2, 3])))
        found.append(Act(day, chance.choices("123", [6, 3, 1])[0], party, themes, chance.randint(1, 6)))
    return sorted(found, key=lambda act: act.day)
