"""Tables of the observatory: what people add to figures, never the figures themselves.

Figures belong to the rooms that own their rows. Here are the yearly report and its prose, its frozen copies, the
figures typed from outside, the breaks in series, and who looks after each dashboard.
"""

from __future__ import annotations

from typing import Any, NoReturn

from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.utils.translation import gettext_lazy as _

from buron.kernel.contributions import dashboards, indicators, report_sections
from buron.kernel.registry import Registry
from buron.kernel.tenancy import OfficeModel


def _title(registry: Registry[Any], key: str) -> str:
    """What a contribution is called; its key when no room declares it any more."""
    found = registry.find(key)
    return str(found.title) if found else key


class FrozenReportError(RuntimeError):
    """Somebody tried to change or remove a frozen copy."""


class Report(OfficeModel):
    """The activity report of a year.

    Live, its figures are counted again at each reading; frozen, it is read from its last frozen copy.
    """

    class State(models.TextChoices):
        LIVE = "live", _("en cours d’écriture")
        FROZEN = "frozen", _("figé")

    year = models.PositiveSmallIntegerField(validators=[MinValueValidator(1900), MaxValueValidator(2200)])
    title = models.CharField(max_length=160, blank=True)
    state = models.CharField(max_length=6, choices=State.choices, default=State.LIVE)
    left_out = models.JSONField(default=list)
    """Keys of the sections that this year's report does not print."""
    created_at = models.DateTimeField(auto_now_add=True)
    updated_at = models.DateTimeField(auto_now=True)

    class Meta:
        ordering = ["-year"]
        constraints = [models.UniqueConstraint(fields=["office", "year"], name="report_once_a_year")]

    def __str__(self) -> str:
        return self.title or f"Rapport d’activité {self.year}"

    @property
    def is_frozen(self) -> bool:
        return self.state == self.State.FROZEN


class FrozenReport(OfficeModel):
    """A copy of the report as it was on a day: blocks, figures and prose. Rows are only ever added.

    ``digest`` is the SHA-256 of the content in canonical JSON: a copy that was changed behind our back is seen.
    """

    report = models.ForeignKey(Report, on_delete=models.PROTECT, related_name="versions")
    number = models.PositiveSmallIntegerField()
    frozen_at = models.DateTimeField(auto_now_add=True)
    frozen_by = models.CharField(max_length=160)
    note = models.CharField(max_length=300, blank=True)
    content = models.JSONField()
    digest = models.CharField(max_length=64)

    class Meta:
        ordering = ["-number"]
        constraints = [models.UniqueConstraint(fields=["report", "number"], name="frozen_report_number_once")]

    def __str__(self) -> str:
        return f"{self.report} · version {self.number}"

    def save(self, *args: Any, **kwargs: Any) -> None:
        if not self._state.adding:
            raise FrozenReportError("a frozen report is never changed")
        super().save(*args, **kwargs)

    def delete(self, *args: Any, **kwargs: Any) -> NoReturn:
        raise FrozenReportError("a frozen report is never removed")


class ReportProse(OfficeModel):
    """What people write beside a section. ``version`` grows at each writing and settles who wrote over whom."""

    report = models.ForeignKey(Report, on_delete=models.PROTECT, related_name="prose")
    section = models.CharField(max_length=80)
    text = models.TextField(blank=True)
    version = models.PositiveIntegerField(default=0)
    author = models.CharField(max_length=160, blank=True)
    updated_at = models.DateTimeField(auto_now=True)

    class Meta:
        ordering = ["section"]
        constraints = [models.UniqueConstraint(fields=["report", "section"], name="prose_once_per_section")]

    def __str__(self) -> str:
        return f"{self.report} · {_title(report_sections, self.section)}"


class ProseRevision(OfficeModel):
    """A text as it was, so that what somebody wrote over can be read again.

    The strokes of one author within a few minutes make one revision: autosave would otherwise fill the table.
    """

    prose = models.ForeignKey(ReportProse, on_delete=models.PROTECT, related_name="revisions")
    version = models.PositiveIntegerField()
    text = models.TextField(blank=True)
    author_id = models.CharField(max_length=64)
    author = models.CharField(max_length=160)
    started_at = models.DateTimeField(auto_now_add=True)
    written_at = models.DateTimeField(auto_now=True)

    class Meta:
        ordering = ["-version"]
        constraints = [models.UniqueConstraint(fields=["prose", "version"], name="prose_revision_once")]

    def __str__(self) -> str:
        return f"{self.prose} · {self.version}"


class SeriesBreak(OfficeModel):
    """From this day, an indicator no longer counts quite the same thing; told wherever the series crosses it."""

    indicator = models.CharField(max_length=80)
    day = models.DateField()
    note = models.CharField(max_length=300)
    author = models.CharField(max_length=160)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["day", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["office", "indicator", "day"], name="series_break_once_a_day")
        ]

    def __str__(self) -> str:
        return f"{_title(indicators, self.indicator)} · {self.day}"


class ExternalFigure(OfficeModel):
    """A figure typed from outside (a printed report, a provider), kept beside the one that the rows give.

    ``printed`` is the text as it was read, with its decimals: they say how closely it can be compared. ``parts`` is
    the sum printed with it, when there is one (``1 + 6 + 16``).
    """

    class Measure(models.TextChoices):
        VALUE = "value", _("valeur")
        EVOLUTION = "evolution", _("évolution sur un an")
        SHARE = "share", _("part")

    indicator = models.CharField(max_length=80)
    period = models.CharField(max_length=24)
    measure = models.CharField(max_length=10, choices=Measure.choices, default=Measure.VALUE)
    split = models.CharField(max_length=40, blank=True)
    code = models.CharField(max_length=80, blank=True)
    printed = models.CharField(max_length=40)
    parts = models.CharField(max_length=200, blank=True)
    source = models.CharField(max_length=200)
    author = models.CharField(max_length=160)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["-period", "indicator", "split", "measure", "pk"]
        indexes = [models.Index(fields=["office", "indicator", "period"], name="external_figure_of")]
        constraints = [
            models.UniqueConstraint(
                fields=["office", "indicator", "period", "measure", "split", "code", "source"],
                name="external_figure_once_per_source",
            ),
        ]

    def __str__(self) -> str:
        return f"{_title(indicators, self.indicator)} {self.period} : {self.printed}"


class DashboardSetting(OfficeModel):
    """Who looks after a dashboard, and by when it must be read again."""

    class Frequency(models.TextChoices):
        WEEK = "week", _("chaque semaine")
        MONTH = "month", _("chaque mois")
        QUARTER = "quarter", _("chaque trimestre")
        QUADRIMESTRE = "quadrimestre", _("chaque quadrimestre")
        YEAR = "year", _("chaque année")

    dashboard = models.CharField(max_length=80)
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    frequency = models.CharField(max_length=12, choices=Frequency.choices, default=Frequency.MONTH)
    due_day = models.PositiveSmallIntegerField(
        default=5, validators=[MinValueValidator(1), MaxValueValidator(31)]
    )
    due_month = models.PositiveSmallIntegerField(
        default=1, validators=[MinValueValidator(1), MaxValueValidator(12)]
    )
    note = models.CharField(max_length=200, blank=True)
    updated_at = models.DateTimeField(auto_now=True)

    class Meta:
        ordering = ["dashboard"]
        constraints = [models.UniqueConstraint(fields=["office", "dashboard"], name="dashboard_setting_once")]

    def __str__(self) -> str:
        return _title(dashboards, self.dashboard)
