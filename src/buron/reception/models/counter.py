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
        PUSH = "push", _("Appareil")

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


class CounterDevice(OfficeModel):
    """The counter at a desk's door: since when it counts, and the key with which it may send its readings.

    One at a time for a desk. Days before ``installed_on`` are no gap. Only the digest of the key is kept; it opens
    nothing but the writing of this desk's readings.
    """

    desk = models.ForeignKey(Desk, on_delete=models.PROTECT, related_name="+")
    name = models.CharField(_("nom de l’appareil"), max_length=80)
    both_ways = models.BooleanField(_("compte les entrées et les sorties"))
    installed_on = models.DateField(_("en service depuis le"))
    removed_on = models.DateField(_("retiré le"), null=True)
    digest = models.CharField(max_length=64, unique=True, null=True)
    last_push_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["desk_id", "-installed_on", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["desk"], condition=Q(removed_on__isnull=True), name="device_one_per_desk"
            ),
            models.CheckConstraint(
                condition=Q(removed_on__isnull=True) | Q(removed_on__gte=F("installed_on")),
                name="device_ends_after_start",
            ),
        ]

    def __str__(self) -> str:
        return self.name
