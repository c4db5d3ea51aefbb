"""Kiosks, when they were on, and what was touched. No column can name or follow a person."""

from __future__ import annotations

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from buron.kernel.tenancy import OfficeModel
from buron.publishing.rules import LONGEST_IDLE, SHORTEST_IDLE, WHOLE_DAY
from buron.territory import reference
from buron.territory.models import Desk


class Kiosk(OfficeModel):
    """A public screen: touch table, terminal in the street, tablet. Never removed, so that its use stays counted.

    Only the digest of its key is kept. What it last said of itself (version and age of its content, storage) stands
    here; when it was on stands in :class:`KioskDay`.
    """

    class Form(models.TextChoices):
        TERMINAL = "terminal", _("Borne extérieure ou intérieure")
        TABLE = "table", _("Table tactile")
        TABLET = "tablet", _("Tablette")

    name = models.CharField(_("nom"), max_length=80)
    form = models.CharField(_("appareil"), max_length=8, choices=Form, default=Form.TERMINAL)
    place = models.CharField(_("emplacement"), max_length=160, blank=True)
    insee = models.CharField(_("commune"), max_length=5, blank=True)
    desk = models.ForeignKey(
        Desk, on_delete=models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("bureau")
    )
    installed_on = models.DateField(_("en service depuis le"))
    retired_on = models.DateField(_("retirée le"), null=True, blank=True)
    idle_seconds = models.PositiveSmallIntegerField(
        _("retour à l’accueil après (secondes)"),
        default=90,
        validators=[MinValueValidator(SHORTEST_IDLE), MaxValueValidator(LONGEST_IDLE)],
    )
    low_reach = models.BooleanField(_("à hauteur de fauteuil d’office"), default=False)
    alert_hours = models.PositiveSmallIntegerField(
        _("prévenir après (heures sans nouvelles)"), null=True, blank=True, default=24
    )
    token_digest = models.CharField(max_length=64, unique=True, null=True)
    token_made_at = models.DateTimeField(null=True)
    revoked_at = models.DateTimeField(null=True)
    last_seen_at = models.DateTimeField(null=True)
    content_version = models.CharField(max_length=64, blank=True)
    content_at = models.DateTimeField(null=True)
    storage_used = models.BigIntegerField(null=True)
    storage_quota = models.BigIntegerField(null=True)
    waiting = models.PositiveIntegerField(null=True)
    """Interactions that the kiosk has not yet sent, as it last said."""
    fault = models.CharField(max_length=200, blank=True)
    """What the kiosk could not do, in its words ("quota"); empty when all is well."""

    update_asked_at = models.DateTimeField(null=True)
    """When the office last asked it to take everything anew; it answers with that moment once it has."""
    updated_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["name", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(retired_on__isnull=True) | Q(retired_on__gte=F("installed_on")),
                name="kiosk_ends_after_start",
                violation_error_message=_("La borne est retirée avant d’avoir été installée."),
            )
        ]
        indexes = [models.Index(fields=["office", "name"], name="kiosk_name")]

    def __str__(self) -> str:
        return self.name

    @property
    def commune_name(self) -> str:
        return reference.commune_name(self.insee)

    @property
    def is_linked(self) -> bool:
        """Whether some device may still speak for it."""
        return self.token_digest is not None and self.revoked_at is None


class KioskPlan(OfficeModel):
    """The hours that a kiosk should be on, from a day; changing them does not rewrite the past."""

    kiosk = models.ForeignKey(Kiosk, on_delete=models.CASCADE, related_name="plans")
    since = models.DateField()
    week: models.JSONField[dict[str, list[int]], dict[str, list[int]]] = models.JSONField(default=dict)
    """See :data:`buron.publishing.rules.WeekHours`."""

    class Meta:
        ordering = ["kiosk_id", "since"]
        constraints = [models.UniqueConstraint(fields=["kiosk", "since"], name="kiosk_plan_once_per_day")]

    def __str__(self) -> str:
        return f"{self.kiosk} ({self.since})"


class KioskDay(OfficeModel):
    """When a kiosk gave a sign on a day: one compact row, masks of 24 local hours.

    ``on_hours``: its screen was on, as it says itself, even weeks later; ``online_hours``: the office heard it.
    """

    kiosk = models.ForeignKey(Kiosk, on_delete=models.CASCADE, related_name="days")
    day = models.DateField()
    on_hours = models.PositiveIntegerField(default=0)
    online_hours = models.PositiveIntegerField(default=0)

    class Meta:
        ordering = ["-day", "kiosk_id"]
        constraints = [
            models.UniqueConstraint(fields=["kiosk", "day"], name="kiosk_day_once"),
            models.CheckConstraint(
                condition=Q(on_hours__lte=WHOLE_DAY, online_hours__lte=WHOLE_DAY), name="kiosk_day_masks"
            ),
        ]
        indexes = [models.Index(fields=["office", "day"], name="kiosk_day_day")]

    def __str__(self) -> str:
        return f"{self.kiosk} {self.day}"


class KioskUse(OfficeModel):
    """One interaction: a moment, a screen, a theme, a language; nothing else is known.

    ``gap`` is the number of seconds since the interaction before it on the same kiosk, kept right when older ones
    arrive late; sessions are counted from it whatever the threshold is. ``day`` and ``hour`` are local.
    """

    kiosk = models.ForeignKey(Kiosk, on_delete=models.CASCADE, related_name="uses", db_index=False)
    at = models.DateTimeField()
    day = models.DateField()
    hour = models.PositiveSmallIntegerField()
    screen = models.CharField(max_length=16)
    theme = models.CharField(max_length=24, null=True)
    """None: the screen belongs to no theme (home, languages)."""
    language = models.CharField(max_length=2)
    gap = models.PositiveIntegerField(null=True)
    is_estimated = models.BooleanField(default=False)
    """The kiosk's clock was not checked against the server's on that start: the moment is the best guess."""

    class Meta:
        ordering = ["-at", "-pk"]
        indexes = [
            models.Index(fields=["office", "day"], name="kiosk_use_day"),
            models.Index(fields=["kiosk", "at"], name="kiosk_use_at"),
        ]

    def __str__(self) -> str:
        return f"{self.at} {self.screen}"


class UseBatch(OfficeModel):
    """A batch of interactions that a kiosk sent, by the identifier that it made: what makes a replay harmless."""

    kiosk = models.ForeignKey(Kiosk, on_delete=models.CASCADE, related_name="batches")
    client_id = models.UUIDField()
    received_at = models.DateTimeField(auto_now_add=True)
    taken = models.PositiveIntegerField()
    refused = models.PositiveIntegerField(default=0)

    class Meta:
        ordering = ["-received_at", "-pk"]
        constraints = [models.UniqueConstraint(fields=["kiosk", "client_id"], name="use_batch_once")]

    def __str__(self) -> str:
        return f"{self.kiosk} {self.client_id}"


class KioskNote(OfficeModel):
    """What was done to a kiosk: cleaned, restarted, repaired."""

    kiosk = models.ForeignKey(Kiosk, on_delete=models.CASCADE, related_name="notes")
    day = models.DateField(_("le"))
    text = models.TextField(_("ce qui a été fait"), max_length=1000)
    author = models.CharField(max_length=160)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["-day", "-pk"]

    def __str__(self) -> str:
        return self.text[:60]
