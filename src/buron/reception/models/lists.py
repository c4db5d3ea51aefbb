"""The office's closed lists, in versions."""

from __future__ import annotations

import datetime as dt

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from buron.kernel.tenancy import OfficeModel


class ListItem(OfficeModel):
    """One version of an item: acts keep its code, and show the label that was valid on their day.

    A common code (``core``) never changes meaning. The office's own items say in ``core_code`` which common code
    they add up to when several offices are summed. Written only by :mod:`buron.reception.services.lists`.
    """

    class Key(models.TextChoices):
        CHANNEL = "channel", _("Canal")
        ANSWER_MODE = "answer_mode", _("Mode de réponse")
        PARTY = "party", _("Type de clientèle")
        STAY = "stay", _("Durée de séjour")
        LODGING = "lodging", _("Hébergement")
        THEME = "theme", _("Thème de la demande")
        LANGUAGE = "language", _("Langue")
        OUTCOME = "outcome", _("Suite donnée")
        LIAISON = "liaison", _("Cahier de liaison")
        UNMET = "unmet", _("Demande sans réponse")

    key = models.CharField(max_length=12, choices=Key)
    code = models.CharField(max_length=40)
    label = models.CharField(max_length=80)
    core = models.BooleanField(default=False)
    core_code = models.CharField(max_length=40, blank=True)
    valid_from = models.DateField()
    valid_until = models.DateField(null=True)
    """Last day of this version; null while it is in use."""
    position = models.PositiveSmallIntegerField(default=0)
    shortcut = models.CharField(max_length=1, blank=True)
    icon = models.CharField(max_length=40, blank=True)

    class Meta:
        ordering = ["key", "position", "code", "valid_from"]
        constraints = [
            models.UniqueConstraint(
                fields=["office", "key", "code", "valid_from"], name="list_item_version_once"
            ),
            models.CheckConstraint(
                condition=Q(valid_until__isnull=True) | Q(valid_until__gte=F("valid_from")),
                name="list_item_ends_after_start",
            ),
        ]

    def __str__(self) -> str:
        return self.label

    def is_valid_on(self, day: dt.date) -> bool:
        """Whether this version was in use on that day."""
        return self.valid_from <= day and (self.valid_until is None or day <= self.valid_until)
