"""Requests from a distance in the yearly report."""

from __future__ import annotations

from collections.abc import Sequence

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from buron.kernel import formats
from buron.kernel.charts.model import Share, ShareChart
from buron.kernel.charts.table import Column, Row, Table
from buron.kernel.contributions import ReportContext, ReportSection, indicators
from buron.kernel.documents.blocks import Block, ChartBlock, KeyFigure, KeyFigures, Paragraph
from buron.kernel.report_sources import sources_of

REQUESTS = "reception.requests"
ANSWERS = "reception.request_answers"
DELAY = "reception.request_delay"
IN_TIME = "reception.requests_in_time"
BROCHURES = "reception.brochures_sent"


def requests(context: ReportContext) -> Sequence[Block]:
    """How many requests, by what channel, how fast they were answered."""
    if not any(context.figure(key).n for key in (REQUESTS, ANSWERS)):
        return [Paragraph(_("Aucune demande n’a été enregistrée une à une sur la période."))]
    blocks: list[Block] = [
        KeyFigures([_key(context, key) for key in (REQUESTS, DELAY, IN_TIME, BROCHURES)]),
        _shares(context, REQUESTS, "channel", _("Demandes par canal")),
        _shares(context, ANSWERS, "answer_mode", _("Réponses par mode")),
        _delays(context),
    ]
    return [*blocks, sources_of(REQUESTS, DELAY, IN_TIME)]


def _key(context: ReportContext, key: str) -> KeyFigure:
    indicator, figure = indicators.get(key), context.figure(key)
    value = (
        formats.percent(figure.value)
        if indicator.unit == "%"
        else formats.number(figure.value, indicator.decimals)
    )
    return KeyFigure(str(indicator.title), value, provisional=figure.provisional, href=context.link(key))


def _shares(context: ReportContext, key: str, split: str, title: str) -> Block:
    figure = context.figure(key, split=split)
    items = [
        Share(one.label, one.value, context.link(key, filters={split: one.code}))
        for one in figure.slices
        if one.value
    ]
    return ChartBlock(ShareChart(title=title, unit=str(indicators.get(key).unit), items=items))


def _delays(context: ReportContext) -> Block:
    figure = context.figure(DELAY, split="channel")
    rows: list[Row] = [[one.label, one.n, one.value] for one in figure.slices]
    columns = [
        Column(_("Canal")),
        Column(_("Réponses"), "integer"),
        Column(_("Délai médian (jours ouvrés)"), "decimal"),
    ]
    return Table(columns, rows, _("Délai de réponse par canal"))


REPORT_SECTIONS = (
    ReportSection(
        "reception.requests",
        gettext_lazy("L’accueil"),
        gettext_lazy("Les demandes à distance"),
        180,
        "reception.view",
        requests,
        gettext_lazy("Ce qui a changé dans les demandes et le temps de réponse, et pourquoi."),
    ),
)
