"""The kiosks' part of the yearly report: the table that offices print, with the formula of its means."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from buron.kernel import formats
from buron.kernel.charts.model import Share, ShareChart
from buron.kernel.charts.table import Cell, Column, Row, Table
from buron.kernel.contributions import ReportContext, ReportSection, indicators
from buron.kernel.documents.blocks import Block, ChartBlock, KeyFigure, KeyFigures, Note, Sources
from buron.kernel.figures import Figure, Value

if TYPE_CHECKING:
    from buron.kernel.contributions import Text

USES = "publishing.kiosk_uses"
SESSIONS = "publishing.kiosk_sessions"
ACTIVITY = "publishing.kiosk_activity"
AVAILABILITY = "publishing.kiosk_availability"
DAYS = "publishing.kiosk_days"
USES_PER_DAY = "publishing.kiosk_uses_per_day"
SESSIONS_PER_DAY = "publishing.kiosk_sessions_per_day"
TABLE = (SESSIONS, USES, ACTIVITY, AVAILABILITY, SESSIONS_PER_DAY, USES_PER_DAY)
TOP_THEMES = 8


def kiosks(context: ReportContext) -> Sequence[Block]:
    """Key figures, the fleet kiosk by kiosk, what was opened and in which language."""
    return [
        KeyFigures([_key(context, key) for key in TABLE[:4]]),
        _fleet(context),
        Note(
            "method",
            _(
                "Une session est une série de gestes séparée de la suivante par une pause : elle approche le nombre de "
                "visiteurs. Les moyennes divisent par les jours où la borne a servi, et non par tous les jours de la "
                "période : interactions ÷ jours actifs, sessions ÷ jours actifs. Une borne éteinte n’est pas une borne "
                "inutilisée : les deux sont comptées à part."
            ),
        ),
        _shares(context, DAYS, "state", _("Jours de service des bornes")),
        _shares(context, USES, "theme", _("Ce que le public ouvre")),
        _shares(context, SESSIONS, "language", _("Langues des sessions")),
        Sources(
            [
                f"{indicators.get(key).title} : {indicators.get(key).source}"
                for key in (SESSIONS, AVAILABILITY)
            ]
        ),
    ]


def _key(context: ReportContext, key: str) -> KeyFigure:
    figure, indicator = context.figure(key), indicators.get(key)
    text = formats.percent(figure.value) if indicator.unit == "%" else formats.number(figure.value)
    return KeyFigure(str(indicator.title), text, provisional=figure.provisional, href=context.link(key))


def _fleet(context: ReportContext) -> Table:
    figures = {key: context.figure(key, split="kiosk") for key in TABLE}
    names = {part.code: part.label for figure in figures.values() for part in figure.slices}
    columns = [
        Column(_("Borne")),
        Column(_("Sessions"), "integer"),
        Column(_("Interactions"), "integer"),
        Column(_("Taux d’activité"), "percent", decimals=0),
        Column(_("Disponibilité"), "percent", decimals=0),
        Column(_("Sessions par jour actif"), "decimal", decimals=1),
        Column(_("Interactions par jour actif"), "decimal", decimals=1),
    ]
    rows: list[Row] = [
        [name, *(_cell(context, key, figures[key], code) for key in TABLE)]
        for code, name in sorted(names.items(), key=lambda pair: pair[1])
    ]
    total: Row = [_("Ensemble"), *(figures[key].value for key in TABLE)]
    return Table(columns, rows, _("Usage et disponibilité des bornes"), total_row=total if rows else None)


def _cell(context: ReportContext, key: str, figure: Figure, code: str) -> Cell:
    value: Value = next((part.value for part in figure.slices if part.code == code), None)
    return Cell(value, context.link(key, filters={"kiosk": code}) if value is not None else "")


def _shares(context: ReportContext, key: str, split: str, title: str) -> ChartBlock:
    figure = context.figure(key, split=split)
    met = [part for part in figure.slices if part.n]
    first, others = met[:TOP_THEMES], met[TOP_THEMES:]
    items = [Share(part.label, part.n) for part in first]
    if others:
        items.append(Share(_("Autres"), sum(part.n for part in others)))
    chart = ShareChart(
        title=title, unit=str(indicators.get(key).unit), items=items, not_asked=figure.not_asked or None
    )
    return ChartBlock(chart, source_note=_("n = %s") % formats.number(figure.n))


def _section(key: str, title: Text, order: int, prompt: Text) -> ReportSection:
    chapter = gettext_lazy("La diffusion")
    return ReportSection(f"publishing.{key}", chapter, title, order, "publishing.view", kiosks, prompt)


REPORT_SECTIONS = (
    _section(
        "kiosks",
        gettext_lazy("Les bornes"),
        410,
        gettext_lazy(
            "Où elles sont, ce qui a été réparé, ce que le public y cherche, si elles valent leur coût."
        ),
    ),
)
