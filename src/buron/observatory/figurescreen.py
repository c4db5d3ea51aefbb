"""The screen of one figure, as values that a template only has to lay out."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import cached_property
from urllib.parse import urlencode

from django.utils.translation import gettext as _

from buron.kernel import formats, periods
from buron.kernel.charts import Chart, Table
from buron.kernel.contributions import Dimension, Indicator
from buron.kernel.figures import DAY, MONTH, NOT_ASKED, Figure
from buron.kernel.periods import Period
from buron.observatory import drawing, queries, wording
from buron.observatory.addresses import FigureRequest, Links
from buron.observatory.checks import Check, check_against_rows
from buron.observatory.figures import FigureBook, exact_code
from buron.observatory.models import SeriesBreak
from buron.observatory.panels import Frame, Tile, breaks_of, frame_of, pair_of, short_name, tile_of
from buron.observatory.series import along, step_of

TIME = (MONTH, DAY)
DESK = "desk"


@dataclass(frozen=True, slots=True)
class Drawn:
    """A chart and its table twin."""

    chart: Chart | None
    table: Table


@dataclass(frozen=True, slots=True)
class FilterField:
    """A filter on a dimension: its modalities over the period, with the number of rows of each."""

    key: str
    title: str
    options: list[tuple[str, str, str]]
    chosen: str


@dataclass(frozen=True, slots=True)
class SplitLink:
    title: str
    url: str
    current: bool


def described(asked: FigureRequest) -> list[tuple[str, str]]:
    """The filters of a request as (dimension, modality)."""
    titles = {one.key: str(one.title) for one in asked.indicator.dimensions}
    return [(titles[key], label_of(asked, key, code)) for key, code in asked.filters.items()]


def label_of(asked: FigureRequest, dimension: str, code: str) -> str:
    """The wording of a modality's code over the period; the code itself when no row has it."""
    if code == NOT_ASKED:
        return _("sans réponse")
    others = {key: value for key, value in asked.filters.items() if key != dimension}
    figure = FigureBook(asked.period.end).figure(
        asked.indicator, asked.period, split=dimension, filters=others
    )
    return next((one.label for one in figure.slices if one.code == code), code)


class FigureScreen:
    """What the screen of a figure shows. Each figure is counted once; a second reading costs nothing."""

    def __init__(self, asked: FigureRequest, links: Links, today: dt.date) -> None:
        self.asked = asked
        self.indicator: Indicator = asked.indicator
        self.links = links
        self.book = FigureBook(today)
        self.frame: Frame = frame_of(self.book, asked.period, links, asked.filters)
        self.split = asked.split or next((one.key for one in self.splits), "")

    @classmethod
    def safely(cls, asked: FigureRequest, links: Links, today: dt.date) -> FigureScreen:
        """The screen, without the filters when their codes have no meaning for the indicator: the page then says so."""
        shown = cls(asked, links, today)
        try:
            shown.tile  # noqa: B018
        except (ValueError, OverflowError):
            problem = _("Un filtre de cette adresse n’a pas de sens pour cet indicateur : il a été retiré.")
            return cls(replace(asked, filters={}, problems=(*asked.problems, problem)), links, today)
        return shown

    @cached_property
    def tile(self) -> Tile:
        return tile_of(self.indicator, self.frame)

    @property
    def figure(self) -> Figure:
        return self.book.figure(self.indicator, self.frame.compared.now, filters=self.frame.filters)

    @property
    def state(self) -> str:
        return wording.state_of(self.figure)

    @property
    def unit(self) -> str:
        return str(self.indicator.unit)

    @property
    def splits(self) -> list[Dimension]:
        """The dimensions that are drawn as slices; time is drawn along."""
        return [one for one in self.indicator.dimensions if one.key not in TIME]

    @property
    def split_links(self) -> list[SplitLink]:
        return [
            SplitLink(
                str(one.title),
                self.links.figure(
                    self.indicator.key, self.asked.period, split=one.key, filters=self.asked.filters
                ),
                one.key == self.split,
            )
            for one in self.splits
        ]

    @cached_property
    def filter_fields(self) -> list[FilterField]:
        """Filters worth a field: the desk, the dimension that is drawn and those that filter already.
        Offering them all would
        count the figure once for each; the names of slices filter by any other.
        """
        wanted = {DESK, self.split, *self.asked.filters}
        return [self._filter_field(one) for one in self.splits if one.key in wanted]

    def _filter_field(self, dimension: Dimension) -> FilterField:
        others = {key: code for key, code in self.asked.filters.items() if key != dimension.key}
        figure = self.book.figure(
            self.indicator, self.frame.compared.now, split=dimension.key, filters=others
        )
        chosen = self.asked.filters.get(dimension.key, "")
        options = [(one.code, one.label, formats.number(one.n)) for one in figure.slices]
        if chosen and chosen not in {code for code, _label, _n in options}:
            options.append((chosen, _("sans réponse") if chosen == NOT_ASKED else chosen, ""))
        return FilterField(dimension.key, str(dimension.title), options, chosen)

    @property
    def without_filters(self) -> str:
        return self.links.figure(self.indicator.key, self.asked.period, split=self.asked.split)

    def _rows_link(self, period: Period | None, filters: Mapping[str, str]) -> str:
        merged = {**self.asked.filters, **filters}
        return self.links.rows(self.indicator.key, period or self.frame.compared.now, filters=merged)

    @cached_property
    def along_time(self) -> Drawn | None:
        """The figure month by month or day by day, beside the year before."""
        period = self.asked.period
        step = step_of(self.indicator, period)
        if step is None:
            return None
        before = period.previous_year()
        now_points = along(self.book, self.indicator, period, step, self.asked.filters)
        before_points = along(self.book, self.indicator, before, step, self.asked.filters)
        names = (short_name(period), short_name(before))
        title = _("Mois par mois") if step == "month" else _("Jour par jour")
        chart = drawing.time_chart(
            self.indicator,
            title,
            now_points,
            before_points,
            names,
            today=self.book.today,
            link=self._rows_link,
            breaks=[one.day for one in self.breaks],
        )
        table = drawing.time_table(
            self.indicator, title, now_points, before_points, names, link=self._rows_link
        )
        return Drawn(chart, table)

    @cached_property
    def by_slice(self) -> Drawn | None:
        """The figure by the chosen dimension, beside the year before."""
        if not self.split:
            return None
        pair = pair_of(self.indicator, self.split, self.frame)
        title = next(str(one.title) for one in self.indicator.dimensions if one.key == self.split)
        table = drawing.slice_table(
            self.indicator, title, pair, self.split, title, link=self._rows_link, keep=self._keep
        )
        if not pair.now.slices:
            return Drawn(None, table)
        chart = drawing.share_chart(
            self.indicator,
            title,
            pair.now,
            self.split,
            link=self._rows_link,
            limit=12,
            category_title=title,
        )
        return Drawn(chart, table)

    def _keep(self, code: str) -> str:
        filters = {**self.asked.filters, self.split: code}
        return self.links.figure(self.indicator.key, self.asked.period, split=self.split, filters=filters)

    @property
    def silent(self) -> tuple[str, str]:
        """The rows that do not answer the dimension that is drawn: a sentence, and where they open."""
        pair = pair_of(self.indicator, self.split, self.frame)
        return wording.not_asked(pair.now), self._rows_link(None, {self.split: NOT_ASKED})

    @cached_property
    def breaks(self) -> list[SeriesBreak]:
        """The breaks that the series shown crosses."""
        return breaks_of(self.indicator, self.frame, self.asked.period.end)

    @cached_property
    def checks(self) -> list[Check]:
        """What was typed from outside about this indicator over these days, beside what the rows give."""
        typed = queries.external_figures(indicator=self.indicator.key)
        shown = [one for one in typed if self._concerns(periods.parse(one.period))]
        return [check_against_rows(one, self.book, self.links) for one in shown]

    def _concerns(self, period: Period) -> bool:
        return period.start <= self.asked.period.end and period.end >= self.asked.period.start

    @property
    def period_code(self) -> str:
        return exact_code(self.asked.period)

    @property
    def year(self) -> int:
        return self.asked.period.end.year

    @property
    def kept(self) -> list[tuple[str, str]]:
        """What a change of period must keep."""
        split = [("split", self.asked.split)] if self.asked.split else []
        return [*split, *self.asked.filters.items()]

    @property
    def kept_query(self) -> str:
        return f"&{urlencode(self.kept)}" if self.kept else ""
