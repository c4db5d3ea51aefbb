"""Rows that came in together: a tally sheet, a file of past acts, a file of counters."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from buron.kernel.tenancy import OfficeModel


class Batch(OfficeModel):
    """What a group of rows was made from, so that it can be explained, and taken back whole.

    A file stays in ``payload`` while its columns are being matched (``draft``) and after it was applied: it is the
    proof of the series that starts from it. ``refusals`` are lines that were left out, with the reason.
    """

    class Kind(models.TextChoices):
        TALLY = "tally", _("Feuille de bâtonnage")
        ACTS = "acts", _("Reprise d’actes d’accueil")
        COUNTERS = "counters", _("Relevés de compteurs")

    class State(models.TextChoices):
        DRAFT = "draft", _("À vérifier")
        APPLIED = "applied", _("Enregistré")
        CANCELLED = "cancelled", _("Annulé")

    client_id = models.UUIDField()
    kind = models.CharField(max_length=8, choices=Kind)
    state = models.CharField(max_length=9, choices=State, default=State.DRAFT)
    name = models.CharField(max_length=200)
    digest = models.CharField(max_length=64, blank=True)
    payload = models.BinaryField(null=True)
    mapping = models.JSONField(default=dict)
    """For a file: column of each field and code of each value; for a tally: what was counted."""
    lines = models.PositiveIntegerField(default=0)
    rows = models.PositiveIntegerField(default=0)
    """Acts or readings that were made."""
    refused = models.PositiveIntegerField(default=0)
    refusals = models.JSONField(default=list)
    """Bounded list of ``{line, reason}``."""
    author = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+"
    )
    created_at = models.DateTimeField(auto_now_add=True)
    applied_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["-pk"]
        constraints = [
            models.UniqueConstraint(fields=["office", "client_id"], name="batch_once_per_client_id")
        ]

    def __str__(self) -> str:
        return self.name
