"""The account of each lodging: lines that are never edited, and the payments that they take in."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from buron.directory.models import Party
from buron.kernel.tenancy import OfficeModel
from buron.lodging.models import Lodging
from buron.tourist_tax.models.decision import CollectionPeriod
from buron.tourist_tax.models.declaration import Declaration


class Payment(OfficeModel):
    """Money that came in, or went out to give back (negative ``amount``), in cents.

    It is spread over lodgings and periods by ledger lines; what is not spread is an overpayment in waiting. A payment
    is never edited: a mistake is a second one that cancels it (``cancels``).
    """

    class Method(models.TextChoices):
        TRANSFER = "transfer", _("Virement")
        CHEQUE = "cheque", _("Chèque")
        CASH = "cash", _("Espèces (régie)")
        CARD = "card", _("Carte en ligne")
        PLATFORM = "platform", _("Reversement de plateforme")
        TITLE = "title", _("Recouvré par le comptable public")

    number = models.PositiveIntegerField(_("numéro"))
    """Counted per office from 1, without a hole."""
    method = models.CharField(_("moyen"), max_length=8, choices=Method)
    received_on = models.DateField(_("reçu le"))
    amount = models.IntegerField(_("montant"))
    party = models.ForeignKey(Party, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    platform = models.CharField(_("plateforme"), max_length=40, blank=True)
    payer = models.CharField(_("payeur"), max_length=160, blank=True)
    reference = models.CharField(_("référence"), max_length=140, blank=True)
    external_id = models.CharField(max_length=80, blank=True)
    """Identifier of the bank line or of the card transaction: the same one comes in once."""
    cancels = models.OneToOneField(
        "self", on_delete=models.PROTECT, null=True, blank=True, related_name="cancelled_by"
    )
    comment = models.CharField(_("remarque"), max_length=300, blank=True)
    recorded_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        verbose_name = _("paiement")
        ordering = ["-received_on", "-number"]
        constraints = [
            models.UniqueConstraint(fields=["office", "number"], name="payment_number_once_per_office"),
            models.UniqueConstraint(
                fields=["office", "method", "external_id"],
                condition=~Q(external_id=""),
                name="payment_once_per_external_id",
            ),
            models.CheckConstraint(condition=~Q(amount=0), name="payment_not_zero"),
        ]
        indexes = [models.Index(fields=["office", "received_on"], name="payment_day")]

    def __str__(self) -> str:
        return f"Paiement nº {self.number}"


class LedgerLine(OfficeModel):
    """A line of the account of a lodging, appended once and never edited or removed.

    Amounts in cents by share; due is positive, paid is negative, so that the balance is their sum. A correction is
    the difference between two versions of a declaration; a mistake is undone by a line that ``reverses`` it.
    ``lodging`` is null for what a platform declared without saying where.
    """

    class Kind(models.TextChoices):
        DUE = "due", _("Taxe déclarée")
        CORRECTION = "correction", _("Correction de déclaration")
        OFFICIO = "officio", _("Taxation d’office")
        INTEREST = "interest", _("Intérêt de retard")
        PAID = "paid", _("Paiement")
        REFUND = "refund", _("Remboursement")
        WAIVER = "waiver", _("Remise ou admission en non-valeur")
        TRANSFER = "transfer", _("Report d’une période à l’autre")

    number = models.PositiveIntegerField(_("numéro"))
    """Counted per office from 1, without a hole."""
    kind = models.CharField(_("nature"), max_length=10, choices=Kind)
    day = models.DateField(_("date"))
    lodging = models.ForeignKey(
        Lodging, on_delete=models.PROTECT, null=True, blank=True, related_name="ledger"
    )
    party = models.ForeignKey(Party, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    """Whose debt it is; null for a platform."""
    platform = models.CharField(max_length=40, blank=True)
    period = models.ForeignKey(CollectionPeriod, on_delete=models.PROTECT, related_name="ledger")
    declaration = models.ForeignKey(
        Declaration, on_delete=models.PROTECT, null=True, blank=True, related_name="ledger"
    )
    payment = models.ForeignKey(
        Payment, on_delete=models.PROTECT, null=True, blank=True, related_name="ledger"
    )
    base = models.IntegerField()
    department = models.IntegerField(default=0)
    region = models.IntegerField(default=0)
    reverses = models.OneToOneField(
        "self", on_delete=models.PROTECT, null=True, blank=True, related_name="reversed_by"
    )
    label = models.CharField(_("libellé"), max_length=200)
    recorded_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        verbose_name = _("écriture")
        ordering = ["number"]
        constraints = [
            models.UniqueConstraint(fields=["office", "number"], name="ledger_number_once_per_office"),
            models.CheckConstraint(
                condition=~Q(kind="paid") | Q(payment__isnull=False), name="ledger_paid_has_payment"
            ),
            models.CheckConstraint(
                # A platform's total without detail belongs to no lodging, hence to no declaration.
                condition=~Q(kind__in=["due", "correction"])
                | Q(declaration__isnull=False)
                | (Q(lodging__isnull=True) & ~Q(platform="")),
                name="ledger_due_has_declaration",
            ),
            models.CheckConstraint(
                condition=Q(reverses__isnull=True) | ~Q(reverses=F("pk")), name="ledger_not_reversing_itself"
            ),
        ]
        indexes = [
            models.Index(fields=["office", "lodging", "period"], name="ledger_lodging_period"),
            models.Index(fields=["office", "party", "period"], name="ledger_party_period"),
            models.Index(fields=["office", "period", "kind"], name="ledger_period_kind"),
        ]

    def __str__(self) -> str:
        return f"Écriture nº {self.number}"

    @property
    def amount(self) -> int:
        """The three shares together, in cents."""
        return self.base + self.department + self.region
