"""What a desk sent after working without the network, and that only a person can settle."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from buron.kernel.tenancy import OfficeModel
from buron.reception.models.act import Act
from buron.reception.models.batch import Batch


class SetAside(OfficeModel):
    """A welcome or a tally sheet that could not be counted as it came: kept whole, never counted by itself.

    ``digest`` tells apart two contents sent under one identifier, so that sending again adds nothing and two
    desks that disagree are both kept.
    """

    class Kind(models.TextChoices):
        ACT = "act", _("Acte d’accueil")
        TALLY = "tally", _("Feuille de bâtonnage")

    class Why(models.TextChoices):
        CONFLICT = "conflict", _("Deux postes disent deux choses")
        AUTHOR = "author", _("La personne n’est plus membre de l’office")
        OLD = "old", _("Trop ancien pour entrer seul")

    class Outcome(models.TextChoices):
        COUNTED = "counted", _("Compté")
        REPLACED = "replaced", _("Mis à la place de l’autre")
        DROPPED = "dropped", _("Écarté")

    client_id = models.UUIDField()
    digest = models.CharField(max_length=64)
    kind = models.CharField(max_length=5, choices=Kind)
    why = models.CharField(max_length=8, choices=Why)
    payload = models.JSONField()
    """The entry as the desk sent it."""
    happened_at = models.DateTimeField()
    received_at = models.DateTimeField()
    author = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+"
    )
    """Who welcomed, which may not be who was signed in when it was sent."""
    author_name = models.CharField(max_length=160, blank=True)
    sender_name = models.CharField(max_length=160, blank=True)
    act = models.ForeignKey(Act, on_delete=models.SET_NULL, null=True, related_name="+")
    """What it contradicts, or what it became."""
    batch = models.ForeignKey(Batch, on_delete=models.SET_NULL, null=True, related_name="+")
    settled_at = models.DateTimeField(null=True)
    settled_by = models.CharField(max_length=160, blank=True)
    outcome = models.CharField(max_length=8, choices=Outcome, blank=True)

    class Meta:
        ordering = ["settled_at", "-received_at", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["office", "client_id", "digest"], name="setaside_once_per_content"
            )
        ]
        indexes = [
            models.Index(
                fields=["office", "received_at"],
                name="setaside_waiting",
                condition=Q(settled_at__isnull=True),
            )
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.client_id}"
