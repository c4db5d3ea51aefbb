"""What the council voted: tariffs, rate, regimes, periods, abatements, dates of payment."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from buron.kernel.tenancy import OfficeModel


class Decision(OfficeModel):
    """A délibération. It applies from ``valid_from`` until the day before the next one in force, or ``valid_until``.

    A draft is simulated and corrected; one in force is never edited: it is replaced, or withdrawn with its reason.
    ``percent`` is the rate of the lodgings without ranking. ``department_tax`` null: the decision does not say, the
    votes recorded in the law settle it. Rent thresholds are euro cents per person: below, no tax (L2333-31, 4°).
    """

    class State(models.TextChoices):
        DRAFT = "draft", _("Projet")
        IN_FORCE = "in_force", _("En vigueur")
        WITHDRAWN = "withdrawn", _("Retirée")

    class Source(models.TextChoices):
        HAND = "hand", _("Saisie")
        DELTA = "delta", _("Fichier national (DELTA)")

    title = models.CharField(_("intitulé"), max_length=160)
    council = models.CharField(_("collectivité"), max_length=160)
    siren = models.CharField(_("SIREN"), max_length=9, blank=True)
    reference = models.CharField(_("numéro de la délibération"), max_length=80, blank=True)
    voted_on = models.DateField(_("votée le"), null=True, blank=True)
    notified_on = models.DateField(_("notifiée à la DGFiP le"), null=True, blank=True)
    valid_from = models.DateField(_("applicable du"))
    valid_until = models.DateField(_("au"), null=True, blank=True)
    percent = models.DecimalField(
        _("taux des hébergements sans classement (%)"), max_digits=5, decimal_places=2, null=True, blank=True
    )
    department_tax = models.BooleanField(_("taxe additionnelle départementale"), null=True, blank=True)
    rent_threshold_night = models.PositiveIntegerField(_("loyer minimal par nuit"), null=True, blank=True)
    rent_threshold_week = models.PositiveIntegerField(_("loyer minimal par semaine"), null=True, blank=True)
    rent_threshold_month = models.PositiveIntegerField(_("loyer minimal par mois"), null=True, blank=True)
    state = models.CharField(_("état"), max_length=9, choices=State, default=State.DRAFT)
    source = models.CharField(_("origine"), max_length=5, choices=Source, default=Source.HAND)
    source_note = models.CharField(max_length=200, blank=True)
    """Version and date of the file that proposed it."""
    withdrawn_because = models.CharField(_("motif du retrait"), max_length=300, blank=True)
    communes = models.JSONField(_("communes"), default=list, blank=True)
    """INSEE codes where it applies, when several councils share the office; empty: everywhere."""
    text = models.FileField(_("texte de la délibération (PDF)"), upload_to="deliberations", blank=True)
    created_at = models.DateTimeField(auto_now_add=True)
    entered_into_force_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = _("délibération")
        ordering = ["-valid_from", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(valid_until__isnull=True) | Q(valid_until__gte=F("valid_from")),
                name="decision_ends_after_start",
                violation_error_message=_("La fin d’application est avant son début."),
            ),
            models.UniqueConstraint(
                fields=["office", "siren", "valid_from"],
                condition=Q(state="in_force"),
                name="decision_in_force_once_per_day",
                violation_error_message=_("Une délibération en vigueur commence déjà ce jour-là."),
            ),
        ]

    def __str__(self) -> str:
        return self.title


class Tariff(OfficeModel):
    """A tariff voted for a line of the table, in cents per person (or unit of capacity) and night, surtaxes apart."""

    decision = models.ForeignKey(Decision, on_delete=models.CASCADE, related_name="tariffs")
    line = models.CharField(max_length=20)
    cents = models.PositiveIntegerField()

    class Meta:
        ordering = ["pk"]
        constraints = [models.UniqueConstraint(fields=["decision", "line"], name="tariff_once_per_line")]

    def __str__(self) -> str:
        return f"{self.line} : {self.cents}"


class DecisionRegime(OfficeModel):
    """The regime chosen for a nature; a nature without a line is at the réel."""

    class Regime(models.TextChoices):
        REEL = "reel", _("Au réel")
        FORFAIT = "forfait", _("Au forfait")

    decision = models.ForeignKey(Decision, on_delete=models.CASCADE, related_name="regimes")
    nature = models.CharField(max_length=16)
    regime = models.CharField(max_length=7, choices=Regime)

    class Meta:
        ordering = ["pk"]
        constraints = [models.UniqueConstraint(fields=["decision", "nature"], name="regime_once_per_nature")]

    def __str__(self) -> str:
        return f"{self.nature} : {self.regime}"


class DecisionSeason(OfficeModel):
    """A période de perception, the same each year: first and last day as month * 100 + day, both taxed."""

    decision = models.ForeignKey(Decision, on_delete=models.CASCADE, related_name="seasons")
    first = models.PositiveSmallIntegerField()
    last = models.PositiveSmallIntegerField()

    class Meta:
        ordering = ["first", "pk"]

    def __str__(self) -> str:
        return f"{self.first:04d}-{self.last:04d}"


class Abatement(OfficeModel):
    """An abatement of the forfait, for lodgings open between two numbers of nights (both included)."""

    decision = models.ForeignKey(Decision, on_delete=models.CASCADE, related_name="abatements")
    nature = models.CharField(max_length=16, blank=True)
    """Empty: every nature at the forfait."""
    nights_from = models.PositiveSmallIntegerField()
    nights_to = models.PositiveSmallIntegerField(null=True, blank=True)
    percent = models.DecimalField(max_digits=5, decimal_places=2)

    class Meta:
        ordering = ["nights_from", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(nights_to__isnull=True) | Q(nights_to__gte=F("nights_from")),
                name="abatement_ends_after_start",
            )
        ]

    def __str__(self) -> str:
        return f"{self.percent} %"


class CollectionPeriod(OfficeModel):
    """Months that are declared and paid together: month, quarter, quadrimestre, half-year or year, as dated rows.

    Hosts declare each month; ``declare_by`` is the last day for the declarations of the period's months,
    ``pay_by`` for the payment. Both come from the decision; there is no national calendar (L2333-34).
    """

    decision = models.ForeignKey(Decision, on_delete=models.PROTECT, null=True, related_name="periods")
    title = models.CharField(_("intitulé"), max_length=80)
    first = models.DateField(_("du"))
    last = models.DateField(_("au"))
    declare_by = models.DateField(_("déclaration au plus tard le"))
    pay_by = models.DateField(_("paiement au plus tard le"))
    closed_at = models.DateTimeField(null=True, blank=True)
    """When the agent closed it: its statements were issued, later corrections go to the next one."""

    class Meta:
        verbose_name = _("période de perception")
        ordering = ["first", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["office", "first"], name="collection_period_once"),
            models.CheckConstraint(condition=Q(last__gte=F("first")), name="collection_period_order"),
            models.CheckConstraint(
                condition=Q(pay_by__gt=F("first")) & Q(declare_by__gt=F("first")),
                name="collection_period_due_after_start",
            ),
        ]

    def __str__(self) -> str:
        return self.title
