"""The offer as it stood on past days, kept so that a year can be compared with the one before."""

from __future__ import annotations

from django.db import models

from buron.kernel.tenancy import OfficeModel


class StockDay(OfficeModel):
    """The published offer of a day: what its figures are counted from, and nothing else.

    One is kept for each month, that of the last night on which the program ran; it is written once more every night
    of its month. A day that was not kept is not known: nothing rebuilds it, because an import writes over the kind,
    the place and the capacity of a fiche without keeping what they were.
    """

    month = models.DateField()
    """First day of the month that it stands for."""
    day = models.DateField()
    """The day on which the offer was as told."""
    fiches = models.PositiveIntegerField()
    """How many were published."""
    rows = models.BinaryField()
    """JSON, compressed: what :mod:`buron.offer.figures.kept` reads of each fiche, and the pictures that were unfit."""
    kept_at = models.DateTimeField(auto_now=True)

    class Meta:
        ordering = ["-day"]
        constraints = [
            models.UniqueConstraint(fields=["office", "month"], name="stock_day_once_per_month"),
            models.CheckConstraint(
                condition=models.Q(day__gte=models.F("month")), name="stock_day_in_its_month"
            ),
        ]

    def __str__(self) -> str:
        return self.day.isoformat()
