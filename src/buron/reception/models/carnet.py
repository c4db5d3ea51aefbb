"""The carnet: what was shown to a visitor, kept for some weeks at an address that cannot be guessed."""

from __future__ import annotations

import datetime as dt

from django.db import models
from django.db.models import Q

from buron.kernel.tenancy import OfficeModel
from buron.offer.models import Fiche
from buron.reception.models.act import Act
from buron.territory.models import Desk


class Carnet(OfficeModel):
    """A selection for one visitor, without anything that names him: whoever has the link sees the page.

    ``token`` (128 bits of chance or more) is emptied some months after ``expires_on``: the address is then dead for
    good. ``client_id`` is that of the welcome, so that the carnet shown by QR code before the act is recorded is the
    one that the act keeps.
    """

    client_id = models.UUIDField()
    token = models.CharField(max_length=43, null=True, unique=True)
    act = models.ForeignKey(Act, on_delete=models.SET_NULL, null=True, related_name="carnets")
    desk = models.ForeignKey(Desk, on_delete=models.PROTECT, related_name="+")
    language = models.CharField(max_length=2, default="fr")
    title = models.CharField(max_length=120, blank=True)
    message = models.CharField(max_length=600, blank=True)
    created_at = models.DateTimeField(auto_now_add=True)
    expires_on = models.DateField()
    """Last day on which the page answers."""
    revoked_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["-pk"]
        constraints = [
            models.UniqueConstraint(fields=["office", "client_id"], name="carnet_once_per_client_id"),
            models.CheckConstraint(condition=~Q(token=""), name="carnet_token_not_empty"),
        ]
        indexes = [models.Index(fields=["office", "expires_on"], name="carnet_expiry")]

    def __str__(self) -> str:
        return self.title or f"Carnet {self.pk}"

    @property
    def given_at(self) -> dt.datetime:
        """When the visitor had it: a desk without network gives one hours before it is written here."""
        return self.act.occurred_at if self.act else self.created_at

    def is_over(self, today: dt.date) -> bool:
        """Whether the page answers politely that it is finished."""
        return self.revoked_at is not None or self.token is None or self.expires_on < today


class CarnetItem(OfficeModel):
    """A fiche in the carnet, with the adviser's word about it."""

    carnet = models.ForeignKey(Carnet, on_delete=models.CASCADE, related_name="items")
    fiche = models.ForeignKey(Fiche, on_delete=models.CASCADE, related_name="+")
    position = models.PositiveSmallIntegerField()
    note = models.CharField(max_length=200, blank=True)

    class Meta:
        ordering = ["position", "pk"]
        constraints = [models.UniqueConstraint(fields=["carnet", "fiche"], name="carnet_item_once")]

    def __str__(self) -> str:
        return str(self.fiche)
