"""Requests that could not be answered, and the letters that tell the communes."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from buron.kernel.tenancy import OfficeModel
from buron.territory.models import Desk


class UnmetGroup(OfficeModel):
    """Requests that a person judged to be the same one, in the words that the letter will use."""

    theme = models.CharField(max_length=40)
    title = models.CharField(max_length=120)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["theme", "title", "pk"]

    def __str__(self) -> str:
        return self.title


class UnmetLetter(OfficeModel):
    """What a commune is told of a month. Its rows belong to it alone, so that nothing is told twice.

    ``month`` is the first day of the month. ``document`` is the PDF as it was sent, ``body`` the words of the mail
    or of the letter above its table. ``delivered_at`` is set when the mail has left, or at once for a letter that
    was printed.
    """

    class State(models.TextChoices):
        DRAFT = "draft", _("À relire")
        REVIEWED = "reviewed", _("Relu, à envoyer")
        SENT = "sent", _("Envoyé")

    class Way(models.TextChoices):
        MAIL = "mail", _("Par courriel")
        POST = "post", _("Imprimé, par courrier")

    insee = models.CharField(max_length=5)
    month = models.DateField()
    state = models.CharField(max_length=8, choices=State, default=State.DRAFT)
    body = models.TextField(max_length=4000, blank=True)
    email = models.EmailField(blank=True)
    way = models.CharField(max_length=4, choices=Way, blank=True)
    document = models.BinaryField(null=True)
    digest = models.CharField(max_length=64, blank=True)
    """SHA-256 of ``document``."""
    created_at = models.DateTimeField(auto_now_add=True)
    reviewed_at = models.DateTimeField(null=True)
    reviewed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+"
    )
    sent_at = models.DateTimeField(null=True)
    sent_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+"
    )
    delivered_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["-month", "insee", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["office", "insee", "month"],
                condition=~Q(state="sent"),
                name="unmet_letter_one_open",
            ),
            models.CheckConstraint(
                condition=Q(state="sent", sent_at__isnull=False, document__isnull=False)
                | (Q(state__in=["draft", "reviewed"]) & Q(sent_at__isnull=True)),
                name="unmet_letter_sent_is_kept",
            ),
        ]

    def __str__(self) -> str:
        return f"Demandes sans réponse, {self.month:%m/%Y} ({self.insee})"


class UnmetRequest(OfficeModel):
    """Something that a visitor asked and that nobody could give. Anonymous, in a few words.

    ``theme`` is a code of the office's list ``unmet``; ``insee`` the commune concerned, empty when nobody said.
    ``letter`` is the one that tells it: set once, and for good when the letter is sent.
    """

    class Channel(models.TextChoices):
        COUNTER = "counter", _("Comptoir")
        PHONE = "phone", _("Téléphone")
        EMAIL = "email", _("Courriel")
        LETTER = "letter", _("Courrier")
        WEB = "web", _("Site")
        KIOSK = "kiosk", _("Borne")
        OUTREACH = "outreach", _("Hors les murs")

    client_id = models.UUIDField()
    day = models.DateField()
    recorded_at = models.DateTimeField(auto_now_add=True)
    desk = models.ForeignKey(Desk, on_delete=models.PROTECT, null=True, related_name="+")
    channel = models.CharField(max_length=8, choices=Channel)
    theme = models.CharField(max_length=40)
    words = models.CharField(max_length=120)
    folded = models.CharField(max_length=240, blank=True)
    insee = models.CharField(max_length=5, blank=True)
    group = models.ForeignKey(UnmetGroup, on_delete=models.SET_NULL, null=True, related_name="requests")
    letter = models.ForeignKey(UnmetLetter, on_delete=models.PROTECT, null=True, related_name="requests")
    author = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+"
    )
    cancelled_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["-day", "-pk"]
        constraints = [
            models.UniqueConstraint(fields=["office", "client_id"], name="unmet_once_per_client_id"),
        ]
        indexes = [
            models.Index(fields=["office", "-day", "-id"], name="unmet_recent"),
            models.Index(fields=["office", "insee", "day"], name="unmet_by_commune"),
        ]

    def __str__(self) -> str:
        return self.words
