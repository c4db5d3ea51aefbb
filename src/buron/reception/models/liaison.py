"""The liaison book of the team: what is told from one day, one person, one desk to the next; and incidents."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from buron.kernel.tenancy import OfficeModel
from buron.territory.models import Desk


class LiaisonNote(OfficeModel):
    """An entry of the book. ``kind`` is a code of the office's list ``liaison``.

    A plain information is ``noted``: nothing is expected. What is to be done, and an incident, are ``open`` until
    somebody closes them. ``place`` and ``follow_up`` are asked of incidents. ``folded`` is the text searched in,
    lower case and without accents.
    """

    class State(models.TextChoices):
        NOTED = "noted", _("Pour information")
        OPEN = "open", _("En cours")
        CLOSED = "closed", _("Fait")

    client_id = models.UUIDField()
    day = models.DateField()
    desk = models.ForeignKey(Desk, on_delete=models.PROTECT, null=True, related_name="+")
    """Null: the whole office."""
    kind = models.CharField(max_length=40)
    is_incident = models.BooleanField(default=False)
    text = models.TextField(max_length=2000)
    place = models.CharField(max_length=120, blank=True)
    follow_up = models.CharField(max_length=300, blank=True)
    folded = models.TextField(blank=True)
    state = models.CharField(max_length=6, choices=State)
    author = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+"
    )
    created_at = models.DateTimeField(auto_now_add=True)
    closed_at = models.DateTimeField(null=True)
    closed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+"
    )

    class Meta:
        ordering = ["-day", "-pk"]
        constraints = [
            models.UniqueConstraint(fields=["office", "client_id"], name="liaison_once_per_client_id"),
            models.CheckConstraint(
                condition=Q(state="closed", closed_at__isnull=False)
                | (Q(state__in=["noted", "open"]) & Q(closed_at__isnull=True)),
                name="liaison_closed_has_date",
            ),
        ]
        indexes = [
            models.Index(fields=["office", "-day", "-id"], name="liaison_recent"),
            models.Index(fields=["office", "state"], condition=Q(state="open"), name="liaison_open"),
        ]

    def __str__(self) -> str:
        return self.text if len(self.text) <= 60 else f"{self.text[:59]}…"


class LiaisonStep(OfficeModel):
    """What was done about an entry, and by whom."""

    note = models.ForeignKey(LiaisonNote, on_delete=models.CASCADE, related_name="steps")
    text = models.CharField(max_length=500)
    author = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+"
    )
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["pk"]

    def __str__(self) -> str:
        return self.text


class LiaisonMention(OfficeModel):
    """A colleague who was called by her name in an entry, until she says that she has read it."""

    note = models.ForeignKey(LiaisonNote, on_delete=models.CASCADE, related_name="mentions")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    read_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["pk"]
        constraints = [models.UniqueConstraint(fields=["note", "user"], name="liaison_mention_once")]
        indexes = [
            models.Index(
                fields=["office", "user"], condition=Q(read_at__isnull=True), name="liaison_mention_unread"
            )
        ]

    def __str__(self) -> str:
        return f"{self.user} : {self.note}"


class LiaisonReader(OfficeModel):
    """How far a person has read the book: entries made later are new to her."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    read_until = models.DateTimeField()

    class Meta:
        ordering = ["pk"]
        constraints = [models.UniqueConstraint(fields=["office", "user"], name="liaison_reader_once")]

    def __str__(self) -> str:
        return f"{self.user} : {self.read_until:%d/%m/%Y %H:%M}"
