"""The chapter of the offer in the yearly report."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from buron.kernel import formats
from buron.kernel.charts.model import BarChart, Series
from buron.kernel.charts.table import Cell, Column, Row, Table
from buron.kernel.contributions import ReportContext, ReportSection, indicators
from buron.kernel.documents.blocks import Block, ChartBlock, KeyFigure, KeyFigures, Note
from buron.kernel.figures import Figure, Slice, Value, evolution
from buron.kernel.report_sources import sources_of

CHAPTER = gettext_lazy("L’offre")
FICHES, FRESHNESS, LODGINGS, BEDS = "offer.fiches", "offer.freshness", "offer.lodgings", "offer.beds"
LABELS, LANGUAGES, PHOTOS = "offer.labels", "offer.languages", "offer.unfit_photos"
MOST_COMMUNES = 20
MOST_LABELS = 15


def overview(context: ReportContext) -> Sequence[Block]:
    """What the office publishes, by kind and by commune."""
    by_kind = context.figure(FICHES, split="kind")
    by_commune = context.figure(FICHES, split="commune")
    return [
        KeyFigures([_key(context, key) for key in (FICHES, LODGINGS, BEDS)]),
        _bars(context, _("Fiches publiées par type"), FICHES, by_kind, "kind"),
        _table(
            context,
            FICHES,
            by_commune,
            "commune",
            _("Commune"),
            _("Fiches publiées par commune"),
            MOST_COMMUNES,
        ),
        *_remarks(by_kind),
        sources_of(FICHES),
    ]


def lodging(context: ReportContext) -> Sequence[Block]:
    """Where one can sleep: lodgings and beds, by type and by commune."""
    blocks: list[Block] = []
    for split, title in (("subkind", _("Type d’hébergement")), ("commune", _("Commune"))):
        lodgings, beds = context.figure(LODGINGS, split=split), context.figure(BEDS, split=split)
        blocks.append(_lodging_table(context, lodgings, beds, split, title))
    return [*blocks, *_remarks(context.figure(BEDS)), sources_of(LODGINGS, BEDS)]


def _lodging_table(context: ReportContext, lodgings: Figure, beds: Figure, split: str, title: str) -> Table:
    known = {one.code: one for one in beds.slices}
    rows: list[Row] = []
    for one in lodgings.slices[:MOST_COMMUNES]:
        found = known.get(one.code)
        rows.append(
            [
                one.label,
                _cell(context, LODGINGS, one.value, {split: one.code}),
                _cell(context, BEDS, found.value if found else None, {split: one.code}),
                one.n - found.n if found else one.n,
            ]
        )
    columns = [
        Column(title),
        Column(_("Hébergements"), "integer"),
        Column(_("Lits"), "integer"),
        Column(_("Sans capacité renseignée"), "integer"),
    ]
    unknown = None if lodgings.value is None else lodgings.n - beds.n
    total: Row = [_("Ensemble"), lodgings.value, beds.value, unknown]
    caption = (
        _("Hébergements et lits marchands par type")
        if split == "subkind"
        else _("Hébergements et lits marchands par commune")
    )
    return Table(columns, rows, caption, total_row=total)


def quality(context: ReportContext) -> Sequence[Block]:
    """How good the fiches are: fresh, in several languages, labelled, with pictures that may be shown."""
    fresh = context.figure(FRESHNESS, split="kind")
    languages = context.figure(LANGUAGES, split="language")
    labels = context.figure(LABELS, split="label")
    columns = [
        Column(_("Type")),
        Column(_("Fiches"), "integer"),
        Column(_("Vérifiées depuis moins de 12 mois"), "percent"),
    ]
    rows: list[Row] = [
        [one.label, _cell(context, FICHES, one.n, {"kind": one.code}), one.value] for one in fresh.slices
    ]
    total: Row = [_("Ensemble"), fresh.n if fresh.value is not None else None, fresh.value]
    return [
        KeyFigures([_key(context, key) for key in (FRESHNESS, LABELS, PHOTOS)]),
        Table(columns, rows, _("Fraîcheur des fiches par type"), total_row=total),
        _table(
            context, LANGUAGES, languages, "language", _("Langue"), _("Fiches par langue de leurs textes")
        ),
        _table(
            context,
            LABELS,
            labels,
            "label",
            _("Label ou classement"),
            _("Labels et classements"),
            MOST_LABELS,
        ),
        *_remarks(fresh),
        sources_of(FRESHNESS, LANGUAGES, LABELS, PHOTOS),
    ]


def _key(context: ReportContext, key: str) -> KeyFigure:
    """A key figure with what it became since the year before, when that year was kept."""
    indicator = indicators.get(key)
    figure, before = context.figure(key), context.figure(key, period=context.period.previous_year())
    percent = str(indicator.unit) == "%"
    text = formats.number(figure.value, indicator.decimals)
    if figure.value is not None and percent:
        text = formats.percent(figure.value, indicator.decimals)
    moved, sign = _moved(figure.value, before.value, points=percent)
    return KeyFigure(
        str(indicator.title), text, evolution_text=moved, evolution_sign=sign, href=context.link(key)
    )


def _moved(now: Value, before: Value, *, points: bool) -> tuple[str, int | None]:
    """An evolution as it is printed, and its way; a share moves by points."""
    if now is None or before is None:
        return "", None
    change = Decimal(now) - Decimal(before) if points else evolution(now, before)
    if change is None:
        return "", None
    shown = formats.rounded(change, 1)
    text = formats.number(change, 1, signed=True) + f"{formats.NO_BREAK_SPACE}pt"
    return text if points else formats.percent(change, signed=True), (shown > 0) - (shown < 0)


def _bars(context: ReportContext, title: str, key: str, figure: Figure, split: str) -> ChartBlock:
    """The parts of a figure, the largest first, beside those of the year before when that year was kept."""
    slices = sorted(figure.slices, key=lambda one: -one.n)
    last_year = context.period.previous_year()
    before = context.figure(key, period=last_year, split=split)
    earlier = {one.code: one.value for one in before.slices}
    series = [Series(str(context.period.start.year), [one.value for one in slices])]
    if before.value is not None:
        values = [earlier.get(one.code, 0) for one in slices]
        series.insert(0, Series(str(last_year.start.year), values, reference=True))
    chart = BarChart(
        title=title,
        unit=str(indicators.get(key).unit),
        categories=[one.label for one in slices],
        series=series,
        links=[context.link(key, filters={split: one.code}) for one in slices],
        orientation="horizontal",
    )
    return ChartBlock(chart)


def _table(
    context: ReportContext,
    key: str,
    figure: Figure,
    split: str,
    title: str,
    caption: str,
    most: int | None = None,
) -> Table:
    """The parts of a figure with their share, the largest first when they are cut; beside those of the year before when
    that year was kept.
    """
    slices: Sequence[Slice] = figure.slices
    if most is not None:
        slices = sorted(slices, key=lambda one: -one.n)[:most]
    last_year = context.period.previous_year()
    before = context.figure(key, period=last_year, split=split)
    columns = [
        Column(title),
        Column(str(indicators.get(key).unit).capitalize(), "integer"),
        Column(_("Part"), "percent"),
    ]
    rows: list[Row] = [
        [one.label, _cell(context, key, one.value, {split: one.code}), one.share] for one in slices
    ]
    total: Row = [_("Ensemble"), figure.value, ""]
    if before.value is not None:
        columns += [Column(str(last_year.start.year), "integer"), Column(_("Évolution"), "evolution")]
        earlier = {one.code: one.value for one in before.slices}
        rows = [
            [*row, earlier.get(one.code), evolution(one.value, earlier.get(one.code))]
            for row, one in zip(rows, slices, strict=True)
        ]
        total = [*total, before.value, evolution(figure.value, before.value)]
    return Table(columns, rows, caption, total_row=total)


def _cell(context: ReportContext, key: str, value: Value, filters: dict[str, str]) -> Cell:
    return Cell(value, context.link(key, filters=filters) if value is not None else "")


def _remarks(*figures: Figure) -> list[Block]:
    texts = dict.fromkeys(figure.note for figure in figures if figure.note)
    return [Note("method", text) for text in texts]


REPORT_SECTIONS = (
    ReportSection(
        key="offer.overview",
        chapter=CHAPTER,
        title=gettext_lazy("L’offre du territoire"),
        order=210,
        permission="offer.view",
        build=overview,
        prompt=gettext_lazy("Ce qui est nouveau, ce qui a fermé, ce qui manque au territoire."),
    ),
    ReportSection(
        key="offer.lodging",
        chapter=CHAPTER,
        title=gettext_lazy("Les hébergements"),
        order=220,
        permission="offer.view",
        build=lodging,
        prompt=gettext_lazy("L’évolution du parc, les classements de l’année, les projets connus."),
    ),
    ReportSection(
        key="offer.quality",
        chapter=CHAPTER,
        title=gettext_lazy("La qualité de l’information"),
        order=230,
        permission="offer.view",
        build=quality,
        prompt=gettext_lazy(
            "La campagne de mise à jour de l’année : fiches relues, réponses des prestataires."
        ),
    ),
)
