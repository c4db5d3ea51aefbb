"""The reception's part of the yearly report: figures that are counted, beside prose that people write."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from decimal import Decimal
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from buron.kernel import formats
from buron.kernel.charts.model import BarChart, Series, Share, ShareChart
from buron.kernel.charts.table import Cell, Column, Row, Table
from buron.kernel.contributions import ReportContext, ReportSection, indicators
from buron.kernel.documents.blocks import Block, ChartBlock, KeyFigure, KeyFigures, Note
from buron.kernel.figures import Figure, Slice, Value, evolution
from buron.kernel.periods import Period
from buron.kernel.report_sources import sources_of

if TYPE_CHECKING:
    from buron.kernel.contributions import Text

    Build = Callable[[ReportContext], Sequence[Block]]

CHAPTER = gettext_lazy("L’accueil")
YEARS = 4
"""Years that the table of attendance shows, as offices print it."""

TOP_DEPARTMENTS = 10
TOP_COUNTRIES = 8
SHORT_MONTHS = (
    "janv.",
    "févr.",
    "mars",
    "avr.",
    "mai",
    "juin",
    "juil.",
    "août",
    "sept.",
    "oct.",
    "nov.",
    "déc.",
)

ACTS = "reception.acts"
VISITORS = "reception.visitors"
RATIO = "reception.visitors_per_act"
FOREIGN = "reception.foreign_share"


# -- Words and links ---------------------------------------------------------------------------------------


def _cell(context: ReportContext, key: str, period: Period, value: Value, **filters: str) -> Cell:
    return Cell(value, context.link(key, period=period, filters=filters or None) if value is not None else "")


def _answered(figure: Figure) -> str:
    """« n = 5 752, dont 121 sans réponse (2,1 %) »."""
    text = _("n = %s") % formats.number(figure.n)
    if figure.not_asked:
        text += _(", dont %(count)s sans réponse (%(share)s), laissés hors des parts") % {
            "count": formats.number(figure.not_asked),
            "share": formats.percent(figure.not_asked_share),
        }
    return text


def remarks(*figures: Figure, past: Sequence[Figure] = (), year: str = "") -> list[Block]:
    """What a reader must know of the figures, in the room's words.

    ``past`` holds the figures of another year: their notes begin by it.
    """
    texts = [figure.note for figure in figures if figure.note]
    texts += [f"{year} : {figure.note}" for figure in past if figure.note]
    return [Note("warning", text) for text in dict.fromkeys(texts)]


def _shares(
    context: ReportContext, key: str, title: str, *, split: str | None = None, limit: int = 12
) -> Block:
    """The parts of a figure, the largest kept and the rest added up."""
    figure = context.figure(key, split=split)
    by = split or key.rpartition(".")[2]
    kept, rest = _largest(figure.slices, limit)
    items = [Share(one.label, one.n, context.link(key, filters={by: one.code})) for one in kept]
    if rest:
        items.append(Share(_("Autres"), rest))
    unit = str(indicators.get(key).unit)
    chart = ShareChart(title=title, unit=str(indicators.get(ACTS).unit) if unit == "%" else unit, items=items)
    return ChartBlock(chart, source_note=_answered(figure))


def _largest(slices: Sequence[Slice], limit: int) -> tuple[list[Slice], int]:
    """The slices that somebody is in, in their room's order, or the largest; and what the others add up to."""
    met = [one for one in slices if one.n]
    if len(met) <= limit:
        return met, 0
    ranked = sorted(met, key=lambda one: -one.n)
    return ranked[:limit], sum(one.n for one in ranked[limit:])


# -- Attendance --------------------------------------------------------------------------------------------


def attendance(context: ReportContext) -> Sequence[Block]:
    """Key figures, and four years of acts and visitors with their evolutions."""
    years = [context.period.previous_year(back) if back else context.period for back in range(YEARS, -1, -1)]
    acts = [context.figure(ACTS, period=year) for year in years]
    visitors = [context.figure(VISITORS, period=year) for year in years]
    rows: list[Row] = [
        [
            year.label,
            _cell(context, ACTS, year, acts[rank].value),
            evolution(acts[rank].value, acts[rank - 1].value),
            _cell(context, VISITORS, year, visitors[rank].value),
            evolution(visitors[rank].value, visitors[rank - 1].value),
        ]
        for rank, year in enumerate(years)
        if rank
    ]
    columns = [
        Column(_("Année")),
        Column(_("Actes d’accueil"), "integer"),
        Column(_("Évolution"), "evolution"),
        Column(_("Visiteurs"), "integer"),
        Column(_("Évolution"), "evolution"),
    ]
    caption = _("Actes d’accueil et visiteurs, évolution par rapport à l’année précédente")
    return [
        KeyFigures(_key_figures(context, acts, visitors)),
        Table(columns, rows, caption),
        *remarks(acts[-1], visitors[-1]),
        sources_of(ACTS, VISITORS, RATIO),
    ]


def _key_figures(
    context: ReportContext, acts: Sequence[Figure], visitors: Sequence[Figure]
) -> list[KeyFigure]:
    ratio, foreign = context.figure(RATIO), context.figure(FOREIGN)
    return [
        _moved(context, ACTS, acts[-1], acts[-2]),
        _moved(context, VISITORS, visitors[-1], visitors[-2]),
        KeyFigure(
            _("Visiteurs pour un acte au comptoir"),
            formats.number(ratio.value, 2),
            provisional=ratio.provisional,
            href=context.link(RATIO),
        ),
        KeyFigure(
            _("Visiteurs étrangers"),
            formats.percent(foreign.value),
            provisional=foreign.provisional,
            href=context.link(FOREIGN),
        ),
    ]


def _moved(context: ReportContext, key: str, now: Figure, before: Figure) -> KeyFigure:
    return moved(context, key, str(indicators.get(key).title), now, before)


def moved(
    context: ReportContext, key: str, label: str, now: Figure, before: Figure, decimals: int = 0
) -> KeyFigure:
    """A key figure with its evolution since the year before."""
    change = evolution(now.value, before.value)
    return KeyFigure(
        label,
        formats.number(now.value, decimals),
        evolution_text=formats.percent(change, signed=True) if change is not None else "",
        evolution_sign=_sign(change),
        provisional=now.provisional,
        href=context.link(key),
    )


def _sign(change: Decimal | None) -> int | None:
    """The way a figure went, as it is printed: what rounds to 0,0 % went nowhere."""
    if change is None:
        return None
    shown = formats.rounded(change, 1)
    return (shown > 0) - (shown < 0)


def months(context: ReportContext) -> Sequence[Block]:
    """The months of the year beside those of the year before."""
    now, before = context.period, context.period.previous_year()
    acts = [context.figure(ACTS, period=one, split="month") for one in (now, before)]
    visitors = [context.figure(VISITORS, period=one, split="month") for one in (now, before)]
    rows = [_month_row(context, month, acts, visitors) for month in now.months()]
    title = _("Actes d’accueil par mois")
    series = [
        Series(
            before.label,
            [_of_month(acts[1], month.previous_year()) for month in now.months()],
            reference=True,
        ),
        Series(now.label, [_of_month(acts[0], month) for month in now.months()]),
    ]
    chart = BarChart(
        title=title,
        unit=str(indicators.get(ACTS).unit),
        categories=[SHORT_MONTHS[month.start.month - 1] for month in now.months()],
        series=series,
        orientation="vertical",
    )
    columns = [
        Column(_("Mois")),
        Column(_("Actes %s") % now.label, "integer"),
        Column(_("Actes %s") % before.label, "integer"),
        Column(_("Évolution"), "evolution"),
        Column(_("Visiteurs %s") % now.label, "integer"),
        Column(_("Visiteurs %s") % before.label, "integer"),
        Column(_("Évolution"), "evolution"),
    ]
    return [
        ChartBlock(chart),
        Table(columns, rows, _("Fréquentation mois par mois")),
        *remarks(acts[0], visitors[0], past=(acts[1], visitors[1]), year=before.label),
    ]


def _of_month(figure: Figure, month: Period) -> Value:
    """The value of a month; what is not in the figure is not known."""
    code = f"{month.start:%Y-%m}"
    return next((one.value for one in figure.slices if one.code == code), None)


def _month_row(
    context: ReportContext, month: Period, acts: Sequence[Figure], visitors: Sequence[Figure]
) -> Row:
    row: list[str | Cell | Value] = [formats.MONTHS[month.start.month - 1]]
    for key, (now, before) in ((ACTS, acts), (VISITORS, visitors)):
        value, earlier = _of_month(now, month), _of_month(before, month.previous_year())
        code = f"{month.start:%Y-%m}"
        row += [_cell(context, key, context.period, value, month=code), earlier, evolution(value, earlier)]
    return row


def desks(context: ReportContext) -> Sequence[Block]:
    """The desks and the channels."""
    now, before = (
        context.figure(ACTS, split="desk"),
        context.figure(ACTS, period=context.period.previous_year(), split="desk"),
    )
    visitors = context.figure(VISITORS, split="desk")
    earlier = {one.code: one.value for one in before.slices}
    came = {one.code: one.value for one in visitors.slices}
    rows: list[Row] = [
        [
            one.label,
            _cell(context, ACTS, context.period, one.value, desk=one.code),
            earlier.get(one.code),
            evolution(one.value, earlier.get(one.code)),
            one.share,
            came.get(one.code),
        ]
        for one in now.slices
    ]
    columns = [
        Column(_("Bureau")),
        Column(_("Actes"), "integer"),
        Column(_("Année précédente"), "integer"),
        Column(_("Évolution"), "evolution"),
        Column(_("Part"), "percent"),
        Column(_("Visiteurs"), "integer"),
    ]
    total: Row = [
        _("Ensemble"),
        now.value,
        before.value,
        evolution(now.value, before.value),
        None if now.value is None else 100,
        visitors.value,
    ]
    return [
        Table(columns, rows, _("Actes d’accueil et visiteurs par bureau"), total_row=total),
        _shares(context, ACTS, _("Actes d’accueil par canal"), split="channel"),
        *remarks(now),
    ]


# -- Who they are ------------------------------------------------------------------------------------------


def clientele(context: ReportContext) -> Sequence[Block]:
    """Who comes, for how long, where they sleep."""
    return [
        _shares(context, "reception.party", _("Type de clientèle"), split="party"),
        _shares(context, "reception.stay", _("Combien de temps restent-ils ?"), split="stay"),
        _shares(context, "reception.lodging", _("Quel hébergement ?"), split="lodging"),
        *remarks(context.figure("reception.party", split="party")),
        Note(
            "method",
            _("Ces parts décrivent les visiteurs de l’office, qui ne sont pas tous ceux de la destination."),
        ),
        sources_of("reception.party", "reception.stay", "reception.lodging"),
    ]


def origins(context: ReportContext) -> Sequence[Block]:
    """Where they come from."""
    french, foreign = "reception.french", "reception.foreign_countries"
    regions = context.figure(french, split="origin_region")
    departments = context.figure(french, split="origin_department")
    return [
        _shares(context, FOREIGN, _("France et étranger"), split="origin"),
        _ranking(
            context,
            french,
            "origin_region",
            _("Région"),
            _("Régions d’origine des visiteurs français"),
            regions,
        ),
        _ranking(
            context,
            french,
            "origin_department",
            _("Département"),
            _("Premiers départements d’origine"),
            departments,
            TOP_DEPARTMENTS,
        ),
        _shares(
            context, foreign, _("Pays des visiteurs étrangers"), split="origin_country", limit=TOP_COUNTRIES
        ),
        *remarks(regions),
        sources_of(FOREIGN, french),
    ]


def _ranking(
    context: ReportContext,
    key: str,
    split: str,
    title: str,
    caption: str,
    figure: Figure,
    limit: int | None = None,
) -> Table:
    before = context.figure(key, period=context.period.previous_year(), split=split)
    earlier = {one.code: one.share for one in before.slices if before.n}
    rows: list[Row] = [
        [
            one.label,
            _cell(context, key, context.period, one.value, **{split: one.code}),
            one.share,
            earlier.get(one.code),
        ]
        for one in figure.slices[:limit]
    ]
    columns = [
        Column(title),
        Column(_("Actes"), "integer"),
        Column(_("Part"), "percent", decimals=2),
        Column(_("Part l’année précédente"), "percent", decimals=2),
    ]
    return Table(columns, rows, caption, _answered(figure))


def demands(context: ReportContext) -> Sequence[Block]:
    """What they ask for, in which language, and what became of it."""
    return [
        _shares(context, "reception.themes", _("Que cherchent-ils ?"), split="theme"),
        _shares(context, "reception.languages", _("Langues de l’accueil"), split="language"),
        _shares(context, "reception.outcomes", _("Suites données"), split="outcome"),
        *remarks(context.figure("reception.themes", split="theme")),
        sources_of("reception.themes", "reception.languages"),
    ]


def elsewhere(context: ReportContext) -> Sequence[Block]:
    """From a distance."""
    return [
        _shares(context, "reception.remote", _("Demandes à distance"), split="channel"),
        _shares(context, "reception.answers", _("Modes de réponse"), split="answer_mode"),
        sources_of("reception.remote", "reception.answers"),
    ]


def reliability(context: ReportContext) -> Sequence[Block]:
    """How much of the answers is missing: what makes the rest believable."""
    key = "reception.not_asked"
    now = context.figure(key, split="question")
    before = context.figure(key, period=context.period.previous_year(), split="question")
    earlier = {one.code: one.value for one in before.slices if before.n}
    rows: list[Row] = [
        [one.label, _cell(context, key, context.period, one.value, question=one.code), earlier.get(one.code)]
        for one in now.slices
    ]
    columns = [
        Column(_("Question")),
        Column(_("Sans réponse"), "percent"),
        Column(_("Année précédente"), "percent"),
    ]
    return [
        Table(columns, rows, _("Part des actes où la question n’a pas été posée"), _answered(now)),
        *remarks(now),
        sources_of(key),
    ]


def _section(key: str, title: Text, order: int, build: Build, prompt: Text) -> ReportSection:
    return ReportSection(f"reception.{key}", CHAPTER, title, order, "reception.view", build, prompt)


REPORT_SECTIONS = (
    _section(
        "attendance",
        gettext_lazy("Fréquentation"),
        110,
        attendance,
        gettext_lazy(
            "Ce que l’année a été : météo, ouverture des bureaux, événements, ce qui explique les évolutions."
        ),
    ),
    _section(
        "months",
        gettext_lazy("Mois par mois"),
        120,
        months,
        gettext_lazy("Les mois qui ont compté, le hors-saison, les vacances, les ponts."),
    ),
    _section(
        "desks",
        gettext_lazy("Bureaux et canaux"),
        130,
        desks,
        gettext_lazy("Les bureaux ouverts, fermés ou tenus par des partenaires, et pourquoi."),
    ),
    _section(
        "clientele",
        gettext_lazy("Les clientèles"),
        140,
        clientele,
        gettext_lazy("Qui vient, ce qui change d’une année à l’autre."),
    ),
    _section(
        "origins",
        gettext_lazy("D’où viennent les visiteurs"),
        150,
        origins,
        gettext_lazy("La proximité, les bassins qui progressent, les clientèles étrangères."),
    ),
    _section(
        "demands",
        gettext_lazy("Ce qu’ils demandent"),
        160,
        demands,
        gettext_lazy("Les demandes fréquentes, et celles auxquelles le territoire ne répond pas encore."),
    ),
    _section(
        "elsewhere",
        gettext_lazy("À distance"),
        170,
        elsewhere,
        gettext_lazy("Le téléphone, le courriel, le site : ce qui s’y demande, comment l’office répond."),
    ),
    _section(
        "reliability",
        gettext_lazy("Ce que valent ces chiffres"),
        199,
        reliability,
        gettext_lazy("Les bureaux où l’on a moins demandé, les jours sans relevé."),
    ),
)
