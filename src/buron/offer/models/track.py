"""The track of a walk, kept by the office: drawn without network, handed to telephones."""

from __future__ import annotations

from django.db import models

from buron.kernel.tenancy import OfficeModel
from buron.offer.models.fiche import Fiche


class Track(OfficeModel):
    """What was read of the track of a fiche: from the address that its source gives, or from a file of the office.

    A row without lines remembers an address that could not be read, so that it is not asked for every night.
    """

    fiche = models.OneToOneField(Fiche, on_delete=models.CASCADE, related_name="track_kept")
    lines = models.JSONField(default=list)
    """Lines of points ``[latitude, longitude, metres above the sea or null]``, see :mod:`buron.offer.tracks`."""
    digest = models.CharField(max_length=16, blank=True)
    """Changes with the lines; empty without any."""
    address = models.TextField(blank=True)
    """Where it was read; empty: a file of the office, which no source replaces."""
    read_at = models.DateTimeField()
    fault = models.CharField(max_length=300, blank=True)
    """Why the last reading failed, in French; the lines read before are kept."""

    class Meta:
        ordering = ["fiche_id"]

    def __str__(self) -> str:
        return str(self.fiche_id)
