"""What the search keeps beside the fiches; the words themselves live in the tables of the engine
(:mod:`buron.offer.search.engines`), which are not Django models.
"""

from __future__ import annotations

import secrets

from django.db import models

from buron.kernel.tenancy import OfficeModel
from buron.offer.models.fiche import Fiche


def new_epoch() -> int:
    return secrets.randbits(62)


class SearchRow(OfficeModel):
    """The parts of a body that are filtered and ranked on, taken out when it is indexed."""

    office = models.ForeignKey("kernel.Office", on_delete=models.PROTECT, related_name="+", db_index=False)
    fiche = models.OneToOneField(Fiche, on_delete=models.CASCADE, primary_key=True, related_name="search_row")
    version = models.BigIntegerField()
    """Version of the office's index in which the row was last written."""
    score = models.PositiveSmallIntegerField(default=0)
    """0 to 1000, what puts one fiche before another when nothing else does."""
    labels = models.TextField(blank=True)
    """JSON list of (key, label)."""
    opening = models.TextField(blank=True)
    """JSON of what decides whether it is open on a day, without texts and hours; empty when nothing is known."""

    class Meta:
        indexes = [models.Index(fields=["office", "version"], name="searchrow_version")]

    def __str__(self) -> str:
        return f"{self.fiche_id} ({self.version})"


class SearchVersion(OfficeModel):
    """Counts the changes of an office's offer, so that each process knows when its columns are old.

    ``epoch`` changes when the history is broken (rows removed, index rebuilt): what was kept is then worth nothing.
    """

    version = models.BigIntegerField(default=0)
    epoch = models.BigIntegerField(default=new_epoch)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["office"], name="searchversion_once_per_office")]

    def __str__(self) -> str:
        return str(self.version)
