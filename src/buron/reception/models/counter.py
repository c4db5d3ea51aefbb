"""People counters at the doors of the desks."""

from __future__ import annotations

from decimal import Decimal

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from buron.kernel.tenancy import OfficeModel
from buron.reception.models.batch import Batch
from buron.reception.rules.facts import visitors
from buron.territory.models import Desk


class CounterReading(OfficeModel):
    """What a counter read over an hour, a day, a month or a year (``day`` to ``until``).

    ``raw`` is what the device says; a device that counts entries and exits (``both_ways``) counts each visitor twice.
    Nothing is rounded here: see :func:`buron.reception.rules.facts.visitors`.
    """

    class Source(models.TextChoices):
        MANUAL = "manual", _("Saisie")
        FILE = "file", _("Fichier")

    desk = models.ForeignKey(Desk, on_delete=models.PROTECT, related_name="+")
    day = models.DateField()
    until = models.DateField()
    hour = models.PositiveSmallIntegerField(null=True)
    raw = models.PositiveIntegerField()
    both_ways = models.BooleanField()
    source = models.CharField(max_length=6, choices=Source)
    batch = models.ForeignKey(Batch, on_delete=models.PROTECT, null=True, related_name="readings")
    recorded_at = models.DateTimeField(auto_now=True)

    class Meta:
        ordering = ["-day", "desk_id", "hour", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["desk", "day", "hour"],
                condition=Q(hour__isnull=False),
                name="reading_once_per_hour",
            ),
            models.UniqueConstraint(
                fields=["desk", "day"], condition=Q(hour__isnull=True), name="reading_once_per_day"
            ),
            models.CheckConstraint(condition=Q(until__gte=F("day")), name="reading_ends_after_start"),
        ]
        indexes = [models.Index(fields=["office", "day"], name="reading_day")]

    def __str__(self) -> str:
        return f"{self.day:%Y-%m-%d} : {self.raw}"

    @property
    def halves(self) -> int:
        """Half-visitors: exact whatever the counter."""
        return self.raw if self.both_ways else 2 * self.raw

    @property
    def visitors(self) -> int | Decimal:
        return visitors(self.halves)
