"""Outings: the office goes to meet visitors on a market, at a fair, in a holiday village."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from buron.kernel.tenancy import OfficeModel
from buron.territory import reference
from buron.territory.models import Desk


class Outing(OfficeModel):
    """One outing, planned then held; its acts carry it. ``desk`` is the one whose figures they join."""

    class Kind(models.TextChoices):
        MARKET = "market", _("Marché")
        HOLIDAY_VILLAGE = "village", _("Village de vacances, camping")
        EVENT = "event", _("Fête, manifestation")
        FAIR = "fair", _("Salon, stand")
        OTHER = "other", _("Autre sortie")

    desk = models.ForeignKey(Desk, on_delete=models.PROTECT, related_name="+", verbose_name=_("bureau"))
    name = models.CharField(_("nom"), max_length=80)
    kind = models.CharField(_("type"), max_length=10, choices=Kind, default=Kind.MARKET)
    place = models.CharField(_("lieu"), max_length=120, blank=True)
    insee = models.CharField(_("commune"), max_length=5, blank=True)
    documents = models.TextField(_("documents emportés"), max_length=1000, blank=True)
    helpers = models.CharField(_("autres personnes"), max_length=200, blank=True)
    report = models.TextField(_("bilan"), max_length=1000, blank=True)
    cancelled_at = models.DateTimeField(null=True)
    cancel_reason = models.CharField(max_length=200, blank=True)

    class Meta:
        ordering = ["-pk"]

    def __str__(self) -> str:
        return self.name

    @property
    def channel(self) -> str:
        """The channel of its acts: a stand at a fair is counted apart."""
        return "fair" if self.kind == self.Kind.FAIR else "outreach"

    @property
    def commune_name(self) -> str:
        return reference.commune_name(self.insee, "")

    @property
    def is_cancelled(self) -> bool:
        return self.cancelled_at is not None


class OutingDay(OfficeModel):
    """A day of an outing, with its hours; ``visitors`` is what was counted by hand, null when nobody counted."""

    outing = models.ForeignKey(Outing, on_delete=models.CASCADE, related_name="days")
    day = models.DateField(_("jour"))
    opens = models.TimeField(_("de"))
    closes = models.TimeField(_("à"))
    visitors = models.PositiveIntegerField(_("visiteurs comptés"), null=True)

    class Meta:
        ordering = ["day", "opens", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["outing", "day"], name="outing_day_once"),
            models.CheckConstraint(condition=Q(closes__gt=F("opens")), name="outing_day_ends_after_start"),
        ]
        indexes = [models.Index(fields=["office", "day"], name="outing_day")]

    def __str__(self) -> str:
        return f"{self.day:%d/%m/%Y}"

    @property
    def minutes(self) -> int:
        """How long it lasts."""
        opens, closes = self.opens, self.closes
        return 60 * (closes.hour - opens.hour) + closes.minute - opens.minute


class OutingAgent(OfficeModel):
    """An agent who goes out."""

    outing = models.ForeignKey(Outing, on_delete=models.CASCADE, related_name="agents")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")

    class Meta:
        ordering = ["pk"]
        constraints = [models.UniqueConstraint(fields=["outing", "user"], name="outing_agent_once")]

    def __str__(self) -> str:
        return str(self.user)
