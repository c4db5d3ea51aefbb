"""Dashboards made of panels: which figures a page asks for, and how each panel is drawn."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

from django.utils.translation import gettext as _

from buron.kernel import formats, periods
from buron.kernel.actors import Actor
from buron.kernel.charts import Chart, Table, table_twin
from buron.kernel.contributions import Dashboard, Indicator, Panel, indicators
from buron.kernel.figures import DAY, NOT_ASKED, Figure
from buron.kernel.periods import Period
from buron.observatory import drawing, wording
from buron.observatory.addresses import Links
from buron.observatory.drawing import Pair
from buron.observatory.figures import FigureBook
from buron.observatory.models import SeriesBreak
from buron.observatory.queries import breaks_between, breaks_by_indicator
from buron.observatory.rules import Comparison, comparison, evolution_of
from buron.observatory.series import along, step_of
from buron.observatory.wording import Moved

ALONG = ("months", "days")
HEADLINES = 2
"""The key figures of a dashboard that the list of dashboards shows."""


@dataclass(frozen=True, slots=True)
class Tile:
    """A key figure, ready to be shown."""

    value: str
    unit: str
    unknown: bool
    moved: Moved | None
    before: str
    against: str
    provisional: bool
    sample: str
    not_asked: str
    broken: str
    figure_url: str
    rows_url: str

    @property
    def long(self) -> bool:
        """Whether the value needs smaller letters to stay in its tile."""
        return len(self.value) > 9 or len(self.value) + len(self.unit) > 18


@dataclass(frozen=True, slots=True)
class PanelView:
    """A panel of a dashboard: a tile, or a chart with its table, or a sentence that says why it cannot be drawn."""

    title: str
    form: str
    wide: bool
    indicator: Indicator
    url: str
    uid: str
    tile: Tile | None = None
    chart: Chart | None = None
    table: Table | None = None
    provisional: bool = False
    notes: tuple[str, ...] = ()
    silent: tuple[str, str] = ("", "")


@dataclass(frozen=True, slots=True)
class Frame:
    """What all panels of a page share."""

    book: FigureBook
    compared: Comparison
    links: Links
    filters: Mapping[str, str] = field(default_factory=dict)
    breaks: Mapping[str, Sequence[SeriesBreak]] = field(default_factory=dict)

    @property
    def today(self) -> dt.date:
        return self.book.today

    @property
    def names(self) -> tuple[str, str]:
        """How this year and the year before are called on charts."""
        return short_name(self.compared.now), short_name(self.compared.before)

    @property
    def against(self) -> str:
        """« à la même date en 2023 », « en 2023 »."""
        if self.compared.running:
            return _("à la même date en %s") % self.compared.before.start.year
        return _("en %s") % short_name(self.compared.before)


def short_name(period: Period) -> str:
    """The name of a period on a legend: its year says enough beside the same days of another year."""
    return str(period.start.year) if period.start.year == period.end.year else period.label


def frame_of(book: FigureBook, period: Period, links: Links, filters: Mapping[str, str]) -> Frame:
    """The frame of a page about a period; reads the breaks in series, once for all its panels."""
    return Frame(book, comparison(period, book.today), links, filters, breaks_by_indicator())


def breaks_of(indicator: Indicator, frame: Frame, last: dt.date) -> list[SeriesBreak]:
    """The breaks that the comparison of an indicator crosses, up to a day."""
    return breaks_between(frame.breaks, indicator.key, frame.compared.before.start, last)


def break_sentence(rupture: SeriesBreak) -> str:
    """« Rupture de série au 1er avril 2024 : … »"""
    return _("Rupture de série au %(day)s : %(note)s") % {
        "day": formats.date_text(rupture.day),
        "note": rupture.note,
    }


def panels_of(dashboard: Dashboard, frame: Frame, actor: Actor) -> list[PanelView]:
    """The panels of a dashboard that the actor may read, drawn; those along time are left out of too short a period."""
    shown = []
    for rank, panel in enumerate(dashboard.panels):
        indicator = indicators.get(panel.indicator)
        along_nothing = panel.form in ALONG and step_of(indicator, frame.compared.whole) is None
        if actor.can(indicator.permission) and not along_nothing:
            shown.append(draw(panel, indicator, frame, f"p{rank}"))
    return shown


def headlines_of(dashboard: Dashboard, frame: Frame, actor: Actor) -> list[tuple[str, Tile]]:
    """The first key figures of a dashboard that the actor may read, with their titles."""
    panels = [(panel, indicators.get(panel.indicator)) for panel in dashboard.panels if panel.form == "key"]
    readable = [(panel, indicator) for panel, indicator in panels if actor.can(indicator.permission)]
    return [
        (str(panel.title or indicator.title), tile_of(indicator, frame))
        for panel, indicator in readable[:HEADLINES]
    ]


def draw(panel: Panel, indicator: Indicator, frame: Frame, uid: str = "p") -> PanelView:
    """One panel. A filter that the indicator does not know is left aside, and the panel says so."""
    own = {dimension.key for dimension in indicator.dimensions}
    kept = {key: code for key, code in frame.filters.items() if key in own}
    notes = (
        () if len(kept) == len(frame.filters) else (_("Ce chiffre ne se filtre pas ainsi : il est entier."),)
    )
    inner = replace(frame, filters=kept)
    view = PanelView(
        title=str(panel.title or indicator.title),
        form=panel.form,
        wide=panel.wide,
        indicator=indicator,
        url=frame.links.figure(indicator.key, frame.compared.whole, split=panel.split, filters=kept),
        uid=uid,
        notes=notes,
    )
    if panel.form == "key":
        return replace(view, tile=tile_of(indicator, inner))
    if panel.form in ALONG:
        return _timed(view, indicator, inner)
    if panel.form == "heat":
        return _heat(view, indicator, inner)
    return _sliced(view, panel, indicator, inner)


def tile_of(indicator: Indicator, frame: Frame) -> Tile:
    """The key figure of an indicator over the frame's period, compared with the year before."""
    now = frame.book.figure(indicator, frame.compared.now, filters=frame.filters)
    before = frame.book.figure(indicator, frame.compared.before, filters=frame.filters)
    change = evolution_of(now.value, before.value, unit=wording.kind_of(indicator), better=indicator.better)
    return Tile(
        value=wording.bare(indicator, now.value),
        unit=wording.unit_name(indicator),
        unknown=now.value is None,
        moved=wording.moved(change),
        before=wording.bare(indicator, before.value) if before.value is not None else "",
        against=frame.against,
        provisional=now.provisional,
        sample=wording.sample(now),
        not_asked=wording.silent_share(now),
        broken=" ".join(map(break_sentence, breaks_of(indicator, frame, frame.compared.now.end))),
        figure_url=frame.links.figure(indicator.key, frame.compared.whole, filters=frame.filters),
        rows_url=frame.links.rows(indicator.key, frame.compared.now, filters=frame.filters),
    )


def _link(indicator: Indicator, frame: Frame) -> drawing.LinkTo:
    def link(period: Period | None, filters: Mapping[str, str]) -> str:
        merged = {**frame.filters, **filters}
        return frame.links.rows(indicator.key, period or frame.compared.now, filters=merged)

    return link


def _timed(view: PanelView, indicator: Indicator, frame: Frame) -> PanelView:
    """Months or days of the whole period, those that have not come being empty, beside the whole year before."""
    period = frame.compared.whole
    step = step_of(indicator, period)
    if step is None:
        return replace(view, notes=(*view.notes, _("Cette période est trop courte pour une évolution.")))
    now = along(frame.book, indicator, period, step, frame.filters)
    before = along(frame.book, indicator, period.previous_year(), step, frame.filters)
    names = (short_name(period), short_name(period.previous_year()))
    link = _link(indicator, frame)
    breaks = breaks_of(indicator, frame, period.end)
    chart = drawing.time_chart(
        indicator,
        view.title,
        now,
        before,
        names,
        today=frame.today,
        link=link,
        breaks=[one.day for one in breaks],
    )
    table = drawing.time_table(indicator, view.title, now, before, names, link=link)
    notes = (*view.notes, *map(break_sentence, breaks))
    return replace(view, chart=chart, table=table, notes=notes)


def _heat(view: PanelView, indicator: Indicator, frame: Frame) -> PanelView:
    if DAY not in {dimension.key for dimension in indicator.dimensions}:
        return replace(view, notes=(*view.notes, _("Ce chiffre n’est pas connu jour par jour.")))
    year = periods.year(frame.compared.now.end.year)
    days = along(frame.book, indicator, year, "day", frame.filters)
    chart = drawing.heat_chart(indicator, view.title, days, year.start.year)
    return replace(view, chart=chart, table=table_twin(chart), wide=True)


def _sliced(view: PanelView, panel: Panel, indicator: Indicator, frame: Frame) -> PanelView:
    split = panel.split or ""
    pair = pair_of(indicator, split, frame)
    title = _dimension_title(indicator, split)
    link = _link(indicator, frame)
    table = drawing.slice_table(indicator, view.title, pair, split, title, link=link, limit=panel.limit)
    silent = (wording.not_asked(pair.now), link(None, {split: NOT_ASKED}))
    # While the period runs, the whole page says so once.
    final = frame.compared.running or not pair.now.provisional
    view = replace(view, table=table, provisional=not final, silent=silent)
    if panel.form == "shares":
        chart = drawing.share_chart(
            indicator, view.title, pair.now, split, link=link, limit=panel.limit, category_title=title
        )
        return replace(view, chart=chart)
    if panel.form == "bars":
        chart = drawing.bars_chart(
            indicator, view.title, pair, split, link=link, limit=panel.limit, category_title=title
        )
        return replace(view, chart=chart)
    return view


def pair_of(indicator: Indicator, split: str, frame: Frame) -> Pair:
    """A split figure beside the year before."""
    now = frame.book.figure(indicator, frame.compared.now, split=split, filters=frame.filters)
    before: Figure | None = frame.book.figure(
        indicator, frame.compared.before, split=split, filters=frame.filters
    )
    return Pair(now, before, *frame.names)


def _dimension_title(indicator: Indicator, key: str) -> str:
    return next((str(one.title) for one in indicator.dimensions if one.key == key), _("Modalité"))


def tab_periods(today: dt.date) -> list[tuple[str, Period]]:
    """The tabs of a dashboard: today, the week, the season (summer, or the quadrimestre outside it), the year."""
    summer = periods.summer(today.year)
    season = summer if today in summer else periods.quadrimestre(today.year, (today.month - 1) // 4 + 1)
    return [
        (_("Aujourd’hui"), periods.day(today)),
        (_("Semaine"), periods.week(today)),
        (_("Mois"), periods.month(today.year, today.month)),
        (formats.UNKNOWN if not season.name else season.name.capitalize(), season),
        (_("Année"), periods.year(today.year)),
    ]
