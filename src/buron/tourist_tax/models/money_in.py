"""Money that comes in by a machine: statements of the bank, card payments."""

from __future__ import annotations

import uuid

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from buron.directory.models import Party
from buron.kernel.tenancy import OfficeModel
from buron.tourist_tax.models.collection import Statement
from buron.tourist_tax.models.ledger import Payment


class BankImport(OfficeModel):
    """A file of the bank. ``digest`` is that of its bytes: the same file comes in once."""

    class Format(models.TextChoices):
        CSV = "csv", _("Tableau (CSV)")
        CAMT = "camt", _("CAMT.053")
        CFONB = "cfonb", _("CFONB 120")

    name = models.CharField(_("fichier"), max_length=160)
    digest = models.CharField(max_length=64)
    format = models.CharField(_("format"), max_length=5, choices=Format)
    payload = models.BinaryField()
    """Kept until its lines are read, then emptied: it holds other people's accounts."""
    mapping = models.JSONField(default=dict)
    """Column of a CSV for each field, by its title."""
    lines_read = models.PositiveIntegerField(_("lignes lues"), null=True)
    lines_new = models.PositiveIntegerField(_("lignes nouvelles"), null=True)
    faults = models.JSONField(default=list)
    """What could not be read, by line, in French."""
    imported_by = models.CharField(max_length=120)
    imported_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        verbose_name = _("fichier bancaire")
        ordering = ["-pk"]
        constraints = [models.UniqueConstraint(fields=["office", "digest"], name="bank_import_once")]

    def __str__(self) -> str:
        return self.name


class BankLine(OfficeModel):
    """A credit of the bank, and the account that it is proposed for until a person confirms.

    ``identity`` is the bank's own reference, or a digest of day, amount, label and rank among equal lines, so that
    files that overlap do not enter a credit twice. Debits are not kept.
    """

    class State(models.TextChoices):
        NEW = "new", _("À rapprocher")
        DONE = "done", _("Encaissée")
        IGNORED = "ignored", _("Écartée")

    class Certainty(models.TextChoices):
        SURE = "sure", _("Sûr")
        LIKELY = "likely", _("Probable")
        NONE = "none", _("Inconnu")

    source = models.ForeignKey(BankImport, on_delete=models.PROTECT, related_name="lines")
    identity = models.CharField(max_length=80)
    day = models.DateField(_("date"))
    amount = models.PositiveIntegerField(_("montant"))
    payer = models.CharField(_("donneur d’ordre"), max_length=160, blank=True)
    label = models.CharField(_("libellé"), max_length=300, blank=True)
    state = models.CharField(_("état"), max_length=7, choices=State, default=State.NEW)
    party = models.ForeignKey(Party, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    statement = models.ForeignKey(
        Statement, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    certainty = models.CharField(_("certitude"), max_length=6, choices=Certainty, default=Certainty.NONE)
    why = models.CharField(_("indice"), max_length=200, blank=True)
    payment = models.OneToOneField(
        Payment, on_delete=models.PROTECT, null=True, blank=True, related_name="bank_line"
    )

    class Meta:
        verbose_name = _("ligne de banque")
        ordering = ["day", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["office", "identity"], name="bank_line_once"),
            models.CheckConstraint(
                condition=~Q(state="done") | Q(payment__isnull=False), name="bank_line_done_has_payment"
            ),
        ]
        indexes = [models.Index(fields=["office", "state", "day"], name="bank_line_state")]

    def __str__(self) -> str:
        return self.label or self.payer


class CardAccount(OfficeModel):
    """The contract of an office with a card gateway. One row for an office."""

    class Gateway(models.TextChoices):
        PAYFIP = "payfip", _("PayFiP (Trésor public)")
        SIMULATOR = "simulator", _("Simulateur de PayFiP (essais, aucun argent)")

    gateway = models.CharField(_("service"), max_length=9, choices=Gateway)
    client_number = models.CharField(_("numéro de client PayFiP"), max_length=6, blank=True)
    mode = models.CharField(
        _("mode"),
        max_length=1,
        choices=[("T", _("Test")), ("X", _("Activation")), ("W", _("Production"))],
        default="T",
    )
    is_active = models.BooleanField(_("proposé aux hébergeurs"), default=False)

    class Meta:
        verbose_name = _("paiement par carte")
        constraints = [models.UniqueConstraint(fields=["office"], name="card_account_one_per_office")]

    def __str__(self) -> str:
        return self.get_gateway_display()


class CardTransaction(OfficeModel):
    """A card payment from the click to its answer; the money is entered once, however often the answer comes.

    ``id_op`` is the identifier that the gateway gave; ``result`` its last word (P, V, A, R, Z).
    """

    class State(models.TextChoices):
        STARTED = "started", _("En cours")
        PAID = "paid", _("Payée")
        REFUSED = "refused", _("Refusée")
        CANCELLED = "cancelled", _("Abandonnée")

    DOUBTED = "?"
    """As a result: the gateway's answer is not about what was asked, nothing was entered."""

    key = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    """Ours: the address to which the payer comes back."""
    gateway = models.CharField(max_length=9)
    id_op = models.CharField(_("identifiant de l’opération"), max_length=64)
    reference = models.CharField(_("référence"), max_length=30)
    """What the gateway calls ``refdet``: letters and digits only."""
    party = models.ForeignKey(Party, on_delete=models.PROTECT, related_name="+")
    statement = models.ForeignKey(
        Statement, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    amount = models.PositiveIntegerField(_("montant"))
    email = models.EmailField(blank=True)
    state = models.CharField(_("état"), max_length=9, choices=State, default=State.STARTED)
    result = models.CharField(max_length=2, blank=True)
    started_at = models.DateTimeField(auto_now_add=True)
    settled_at = models.DateTimeField(null=True)
    payment = models.OneToOneField(
        Payment, on_delete=models.PROTECT, null=True, blank=True, related_name="card_transaction"
    )

    class Meta:
        verbose_name = _("paiement par carte")
        ordering = ["-pk"]
        constraints = [
            models.UniqueConstraint(fields=["gateway", "id_op"], name="card_operation_once"),
            models.CheckConstraint(
                condition=~Q(state="paid") | Q(payment__isnull=False), name="card_paid_has_payment"
            ),
        ]
        indexes = [models.Index(fields=["office", "state"], name="card_state")]

    def __str__(self) -> str:
        return self.reference
