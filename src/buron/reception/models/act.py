"""The reception act: somebody was welcomed."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from buron.kernel.tenancy import OfficeModel
from buron.offer.models import Fiche
from buron.reception.models.batch import Batch
from buron.reception.models.outing import Outing
from buron.reception.models.partner import PartnerLink
from buron.territory.models import Desk


class Act(OfficeModel):
    """One welcome, at the counter or from a distance. Anonymous: nothing here names the visitor.

    A null answer is a question that was not asked. Answers are codes of the office's lists (:class:`ListItem`),
    countries are ISO 3166-1 codes (``ZZ``: asked, not said), départements are INSEE codes.

    ``day`` to ``until`` is when it happened: the same day for what was recorded one by one, a month or a year for
    past acts of which no more is known. ``hour`` is the local hour, null when it is not known.
    """

    class Entry(models.TextChoices):
        LIVE = "live", _("Sur le moment")
        LATE = "late", _("Après coup")
        TALLY = "tally", _("Bâtonnage")
        IMPORT = "import", _("Reprise")
        RELAY = "relay", _("Point partenaire")

    client_id = models.UUIDField()
    """Made by whoever records: recording again with the same one gives the same act."""
    desk = models.ForeignKey(Desk, on_delete=models.PROTECT, related_name="+")
    occurred_at = models.DateTimeField()
    recorded_at = models.DateTimeField()
    day = models.DateField()
    until = models.DateField()
    hour = models.PositiveSmallIntegerField(null=True)
    channel = models.CharField(max_length=40)
    answer_mode = models.CharField(max_length=40, null=True)
    people = models.PositiveSmallIntegerField(null=True)
    party = models.CharField(max_length=40, null=True)
    origin_country = models.CharField(max_length=2, null=True)
    origin_department = models.CharField(max_length=3, null=True)
    stay = models.CharField(max_length=40, null=True)
    lodging = models.CharField(max_length=40, null=True)
    language = models.CharField(max_length=40, null=True)
    outcome = models.CharField(max_length=40, null=True)
    entry = models.CharField(max_length=6, choices=Entry)
    confidence = models.JSONField(default=dict)
    """Field to ``declared`` or ``observed``; absent when nobody said."""
    duration_seconds = models.PositiveIntegerField(null=True)
    author = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+"
    )
    batch = models.ForeignKey(Batch, on_delete=models.PROTECT, null=True, related_name="acts")
    outing = models.ForeignKey(Outing, on_delete=models.PROTECT, null=True, related_name="acts")
    partner_link = models.ForeignKey(PartnerLink, on_delete=models.PROTECT, null=True, related_name="acts")
    """The link through which a partner-run desk sent it."""
    note = models.CharField(max_length=200, blank=True)
    cancelled_at = models.DateTimeField(null=True)
    cancel_reason = models.CharField(max_length=200, blank=True)

    class Meta:
        ordering = ["-occurred_at", "-pk"]
        constraints = [
            models.UniqueConstraint(fields=["office", "client_id"], name="act_once_per_client_id"),
            models.CheckConstraint(condition=Q(until__gte=F("day")), name="act_ends_after_start"),
            models.CheckConstraint(
                condition=Q(origin_department__isnull=True) | Q(origin_country="FR"),
                name="act_department_in_france",
            ),
        ]
        indexes = [
            models.Index(fields=["office", "day", "desk"], name="act_day_desk"),
            models.Index(fields=["office", "-occurred_at", "-id"], name="act_recent"),
            models.Index(
                fields=["office", "day"], condition=Q(until__gt=F("day")), name="act_longer_than_a_day"
            ),
        ]

    def __str__(self) -> str:
        return f"Accueil du {self.day:%d/%m/%Y}"

    @property
    def is_cancelled(self) -> bool:
        return self.cancelled_at is not None

    @property
    def has_exact_day(self) -> bool:
        """False for past acts that were counted by month or by year."""
        return self.day == self.until


class ActTheme(OfficeModel):
    """A theme that the visitor asked about; ``deduced`` when it comes from what was shown and nobody touched it."""

    act = models.ForeignKey(Act, on_delete=models.CASCADE, related_name="themes")
    theme = models.CharField(max_length=40)
    deduced = models.BooleanField(default=False)

    class Meta:
        ordering = ["pk"]
        constraints = [models.UniqueConstraint(fields=["act", "theme"], name="act_theme_once")]

    def __str__(self) -> str:
        return self.theme


class ActFiche(OfficeModel):
    """A fiche that was shown, in the order of the carnet."""

    act = models.ForeignKey(Act, on_delete=models.CASCADE, related_name="shown")
    fiche = models.ForeignKey(Fiche, on_delete=models.PROTECT, related_name="+")
    position = models.PositiveSmallIntegerField()

    class Meta:
        ordering = ["position", "pk"]
        constraints = [models.UniqueConstraint(fields=["act", "fiche"], name="act_fiche_once")]
        indexes = [models.Index(fields=["office", "fiche"], name="act_fiche_shown")]

    def __str__(self) -> str:
        return str(self.fiche)
