"""The doors and the outings in the yearly report."""

from __future__ import annotations

from collections.abc import Sequence

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from buron.kernel import formats
from buron.kernel.charts.table import Cell, Column, Row, Table
from buron.kernel.contributions import Dashboard, Panel, ReportContext, ReportSection, indicators
from buron.kernel.documents.blocks import Block, KeyFigure, KeyFigures, Paragraph, Sources
from buron.kernel.figures import Figure, Value, evolution
from buron.reception.models import Outing
from buron.reception.queries.outings import held_between, results
from buron.reception.report import moved, remarks

CHAPTER = gettext_lazy("L’accueil")
VIEW = "reception.view"
VISITORS = "reception.visitors"
PER_HOUR = "reception.visitors_per_hour"
MISSING = "reception.counter_missing"
OUTINGS, HOURS, OUTREACH = "reception.outings", "reception.outing_hours", "reception.outreach"
FAIR_DAYS, FAIRS = "reception.fair_days", "reception.fairs"
MOST_OUTINGS = 40


def _key(context: ReportContext, key: str, label: str, decimals: int = 0) -> KeyFigure:
    figure = context.figure(key)
    percent = indicators.get(key).unit == "%"
    told = formats.percent(figure.value) if percent else formats.number(figure.value, decimals)
    return KeyFigure(label, told, provisional=figure.provisional, href=context.link(key))


def _by_desk(figure: Figure) -> dict[str, Value]:
    return {one.code: one.value for one in figure.slices}


# -- Doors -------------------------------------------------------------------------------------------------


def doors(context: ReportContext) -> Sequence[Block]:
    """Visitors for an hour of opening, and what the counters did not say, desk by desk."""
    came, rate = context.figure(VISITORS, split="desk"), context.figure(PER_HOUR, split="desk")
    missing = context.figure(MISSING, split="desk")
    if not missing.n:
        return [Paragraph(_("Aucun compteur n’a été relevé sur la période.")), *remarks(came)]
    past = context.period.previous_year()
    before = context.figure(PER_HOUR, period=past, split="desk")
    label = _("Visiteurs par heure d’ouverture, juillet et août")
    figures = [
        moved(context, PER_HOUR, label, rate, before, 1),
        _key(context, MISSING, _("Jours sans relevé")),
    ]
    per_hour, per_hour_before = _by_desk(rate), _by_desk(before)
    read = _by_desk(came)
    rows: list[Row] = [
        [
            one.label,
            Cell(read.get(one.code), context.link(VISITORS, filters={"desk": one.code})),
            Cell(
                per_hour_before.get(one.code),
                context.link(PER_HOUR, period=past, filters={"desk": one.code}),
            ),
            Cell(per_hour.get(one.code), context.link(PER_HOUR, filters={"desk": one.code})),
            evolution(per_hour.get(one.code), per_hour_before.get(one.code)),
            Cell(one.value, context.link(MISSING, filters={"desk": one.code})),
        ]
        for one in missing.slices
    ]
    columns = [
        Column(_("Bureau")),
        Column(_("Visiteurs lus"), "integer"),
        Column(_("Visiteurs par heure d’été, %s") % past.label, "decimal", decimals=1),
        Column(_("Visiteurs par heure d’été, %s") % context.period.label, "decimal", decimals=1),
        Column(_("Évolution"), "evolution"),
        Column(_("Jours sans relevé"), "percent"),
    ]
    return [
        KeyFigures(figures),
        Table(columns, rows, _("Ce que disent les compteurs des portes")),
        *remarks(came, rate, missing, past=(before,), year=past.label),
        Sources([_("Compteurs de passage et calendrier des bureaux")]),
    ]


# -- Outings -----------------------------------------------------------------------------------------------


def outside(context: ReportContext) -> Sequence[Block]:
    """Outings and fairs: how many, how long, what they gave."""
    days, hours = context.figure(OUTINGS), context.figure(HOURS)
    fair_days = context.figure(FAIR_DAYS)
    figures = [
        _key(context, OUTINGS, _("Sorties, en jours")),
        _key(context, HOURS, _("Heures hors les murs"), 1),
        _key(context, OUTREACH, _("Actes hors les murs")),
        _key(context, FAIR_DAYS, _("Jours de salon")),
        _key(context, FAIRS, _("Actes sur les salons")),
    ]
    blocks: list[Block] = [KeyFigures(figures)]
    held = held_between(context.period.start, context.period.end)[:MOST_OUTINGS]
    if held:
        blocks.append(_table(held))
    else:
        blocks.append(Paragraph(_("Aucune sortie n’a été saisie sur la période.")))
    return [
        *blocks,
        *remarks(days, hours, fair_days),
        Sources([_("Sorties de l’office et actes d’accueil hors les murs")]),
    ]


def _table(held: Sequence[Outing]) -> Table:
    """Each outing with what it gave."""
    rows: list[Row] = [
        [
            line.outing.name,
            str(line.outing.get_kind_display()),
            len(line.days),
            line.hours,
            line.acts,
            line.visitors,
        ]
        for line in results(held)
    ]
    columns = [
        Column(_("Sortie")),
        Column(_("Type")),
        Column(_("Jours"), "integer"),
        Column(_("Heures"), "decimal"),
        Column(_("Actes"), "integer"),
        Column(_("Visiteurs comptés"), "integer"),
    ]
    return Table(columns, rows, _("Les sorties et les salons"))


REPORT_SECTIONS = (
    ReportSection(
        "reception.doors",
        CHAPTER,
        gettext_lazy("Compteurs des portes"),
        132,
        VIEW,
        doors,
        gettext_lazy("Les compteurs en panne, ce qui explique l’affluence d’un bureau."),
    ),
    ReportSection(
        "reception.outside",
        CHAPTER,
        gettext_lazy("Hors les murs et salons"),
        172,
        VIEW,
        outside,
        gettext_lazy("Ce que les sorties ont apporté, celles à refaire, celles à abandonner."),
    ),
)

DASHBOARDS = (
    Dashboard(
        "reception.doors",
        gettext_lazy("Compteurs et sorties"),
        VIEW,
        (
            Panel(VISITORS, "key"),
            Panel(MISSING, "key"),
            Panel(PER_HOUR, "key"),
            Panel(OUTINGS, "key"),
            Panel(HOURS, "key"),
            Panel(FAIR_DAYS, "key"),
            Panel(VISITORS, "months", title=gettext_lazy("Visiteurs au fil du temps"), wide=True),
            Panel(VISITORS, "heat", title=gettext_lazy("Visiteurs, chaque jour de l’année"), wide=True),
            Panel(PER_HOUR, "bars", split="desk", title=gettext_lazy("Visiteurs par heure, par bureau")),
            Panel(MISSING, "bars", split="desk", title=gettext_lazy("Jours sans relevé, par bureau")),
            Panel(OUTINGS, "shares", split="kind", title=gettext_lazy("Sorties par type")),
            Panel(OUTREACH, "months", title=gettext_lazy("Actes hors les murs")),
        ),
        order=13,
    ),
)
