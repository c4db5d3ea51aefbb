"""Situational ideas: the office's choices, and how often each fiche was shown."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from buron.kernel.tenancy import OfficeModel
from buron.offer.models.fiche import Fiche
from buron.offer.models.selection import Selection


class IdeasChoice(OfficeModel):
    """Where the office puts its partners first: a list of situations, and the selection that names the partners.

    No selection means that nobody is a partner, whatever the list says.
    """

    partners = models.ForeignKey(Selection, on_delete=models.SET_NULL, null=True, related_name="+")
    partners_first = models.JSONField(default=list)
    """Keys of situations (:data:`buron.offer.ideas.SITUATIONS`)."""

    class Meta:
        constraints = [models.UniqueConstraint(fields=["office"], name="ideas_choice_once")]

    def __str__(self) -> str:
        return "ideas"


class IdeaShown(OfficeModel):
    """How many times a fiche was shown among the ideas for a situation, on a day, at a place.

    ``place`` is a desk's identifier or a kiosk's, as text: the offer knows neither.
    """

    fiche = models.ForeignKey(Fiche, on_delete=models.CASCADE, related_name="+")
    situation = models.CharField(max_length=20)
    day = models.DateField()
    place = models.CharField(max_length=40)
    times = models.PositiveIntegerField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["office", "situation", "day", "place", "fiche"], name="idea_shown_once_a_day"
            ),
            models.CheckConstraint(condition=Q(times__gt=0), name="idea_shown_at_all"),
        ]
        indexes = [models.Index(fields=["office", "day"], name="idea_shown_day")]

    def __str__(self) -> str:
        return f"{self.situation} : {self.times}"
