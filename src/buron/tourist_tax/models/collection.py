"""What collecting leaves behind: statements, receipts of the régie, reminders, formal procedures, claims."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from buron.directory.models import Party
from buron.kernel.tenancy import OfficeModel
from buron.lodging.models import Lodging
from buron.tourist_tax.models.decision import CollectionPeriod
from buron.tourist_tax.models.declaration import Declaration
from buron.tourist_tax.models.ledger import LedgerLine, Payment


class StatementBatch(OfficeModel):
    """One issue of the statements of a period: made by a job, kept as one file for the printer."""

    period = models.ForeignKey(CollectionPeriod, on_delete=models.PROTECT, related_name="batches")
    asked_by = models.CharField(max_length=120)
    asked_at = models.DateTimeField(auto_now_add=True)
    issued = models.PositiveIntegerField(_("états émis"), null=True)
    """Null while the job works."""
    file = models.FileField(upload_to="taxe/etats", blank=True)

    class Meta:
        verbose_name = _("émission d’états récapitulatifs")
        ordering = ["-pk"]

    def __str__(self) -> str:
        return f"États · {self.period}"


class Statement(OfficeModel):
    """An état récapitulatif: what a host declared and owes for a period, all its lodgings together.

    ``content`` is frozen on the day of issue (addresses, months, amounts in cents, payments): what was sent stays
    readable whatever changes later. ``last_line`` is the number of the last ledger line that it takes in, so that a
    later correction is seen and leads to a complementary statement, which ``complements`` this one.
    """

    class Channel(models.TextChoices):
        MAIL = "mail", _("Courriel")
        LETTER = "letter", _("Courrier")

    year = models.PositiveSmallIntegerField(_("année"))
    number = models.PositiveIntegerField(_("numéro"))
    """Counted per office and year from 1, without a hole."""
    party = models.ForeignKey(Party, on_delete=models.PROTECT, related_name="tax_statements")
    period = models.ForeignKey(CollectionPeriod, on_delete=models.PROTECT, related_name="statements")
    batch = models.ForeignKey(StatementBatch, on_delete=models.PROTECT, null=True, related_name="statements")
    complements = models.OneToOneField(
        "self", on_delete=models.PROTECT, null=True, blank=True, related_name="complemented_by"
    )
    issued_on = models.DateField(_("émis le"))
    channel = models.CharField(_("envoi"), max_length=6, choices=Channel)
    sent_at = models.DateTimeField(_("envoyé le"), null=True)
    last_line = models.PositiveIntegerField()
    base = models.IntegerField(_("part de la collectivité"))
    department = models.IntegerField(_("part du département"))
    region = models.IntegerField(_("part régionale"))
    paid = models.IntegerField(_("déjà payé"))
    balance = models.IntegerField(_("reste à payer"))
    content = models.JSONField(default=dict)

    class Meta:
        verbose_name = _("état récapitulatif")
        verbose_name_plural = _("états récapitulatifs")
        ordering = ["-year", "-number"]
        constraints = [
            models.UniqueConstraint(fields=["office", "year", "number"], name="statement_number_once_a_year"),
            models.UniqueConstraint(
                fields=["party", "period"],
                condition=Q(complements__isnull=True),
                name="statement_first_once",
            ),
        ]
        indexes = [models.Index(fields=["office", "period", "party"], name="statement_period_party")]

    def __str__(self) -> str:
        return f"État {self.reference}"

    @property
    def reference(self) -> str:
        """``TS2026-00042``: what the payer writes on a transfer, and what the bank's lines are matched by."""
        return f"TS{self.year}-{self.number:05d}"

    @property
    def due(self) -> int:
        return self.base + self.department + self.region


class CashReceipt(OfficeModel):
    """A receipt of the régie's book (quittance) for cash, numbered without a hole."""

    payment = models.OneToOneField(Payment, on_delete=models.PROTECT, related_name="receipt")
    number = models.PositiveIntegerField(_("numéro de quittance"))
    keeper = models.CharField(_("régisseur"), max_length=120)

    class Meta:
        verbose_name = _("quittance")
        ordering = ["-number"]
        constraints = [models.UniqueConstraint(fields=["office", "number"], name="cash_receipt_number_once")]

    def __str__(self) -> str:
        return f"Quittance nº {self.number}"


class Remission(OfficeModel):
    """Why a line of the account lowers a debt: who decided the remission or admission en non-valeur, on what paper.

    The office only records it. It is undone by a line that reverses ``line``; neither is ever edited.
    """

    class Kind(models.TextChoices):
        GRACE = "grace", _("Remise gracieuse")
        LOST = "lost", _("Admission en non-valeur")

    line = models.OneToOneField(LedgerLine, on_delete=models.PROTECT, related_name="remission")
    kind = models.CharField(_("nature"), max_length=5, choices=Kind)
    authority = models.CharField(_("décidée par"), max_length=160)
    decided_on = models.DateField(_("décidée le"))
    because = models.CharField(_("motif"), max_length=300)
    title = models.CharField(_("pièce"), max_length=120, blank=True)
    content = models.BinaryField(default=bytes)
    media_type = models.CharField(max_length=60, blank=True)

    class Meta:
        verbose_name = _("remise")
        ordering = ["-pk"]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} du {self.decided_on:%d/%m/%Y}"


class ReminderStep(OfficeModel):
    """A step of the rhythm of reminders: so many days from the last day of payment (negative: before it)."""

    days = models.SmallIntegerField(_("jours après l’échéance"))
    title = models.CharField(_("nom"), max_length=80)
    subject = models.CharField(_("objet"), max_length=160)
    text = models.TextField(_("texte"), max_length=3000)
    is_active = models.BooleanField(_("utilisée"), default=True)

    class Meta:
        verbose_name = _("relance prévue")
        ordering = ["days", "pk"]
        constraints = [models.UniqueConstraint(fields=["office", "days"], name="reminder_step_once_a_day")]

    def __str__(self) -> str:
        return self.title


class Reminder(OfficeModel):
    """A reminder that was sent to a host for a period, as it was written; the same step is never sent twice."""

    class Channel(models.TextChoices):
        MAIL = "mail", _("Courriel")
        LETTER = "letter", _("Courrier")

    class Result(models.TextChoices):
        WAITING = "waiting", _("En attente")
        SENT = "sent", _("Envoyée")
        FAILED = "failed", _("Refusée par le serveur")

    party = models.ForeignKey(Party, on_delete=models.PROTECT, related_name="tax_reminders")
    period = models.ForeignKey(CollectionPeriod, on_delete=models.PROTECT, related_name="reminders")
    days = models.SmallIntegerField()
    """The step, as it was then: days after the last day of payment."""
    title = models.CharField(_("relance"), max_length=80)
    channel = models.CharField(_("envoi"), max_length=6, choices=Channel)
    subject = models.CharField(max_length=200)
    text = models.TextField()
    amount = models.IntegerField(_("reste à payer"), null=True)
    """In cents; null when the reminder is about declarations only."""
    missing = models.JSONField(default=list)
    """Months that were not declared, as ``"2026-05"``."""
    made_at = models.DateTimeField(_("préparée le"), auto_now_add=True)
    sent_at = models.DateTimeField(_("partie le"), null=True)
    result = models.CharField(_("résultat"), max_length=7, choices=Result, default=Result.WAITING)
    fault = models.CharField(max_length=200, blank=True)

    class Meta:
        verbose_name = _("relance")
        ordering = ["-pk"]
        constraints = [
            models.UniqueConstraint(fields=["party", "period", "days"], name="reminder_once_per_step")
        ]
        indexes = [models.Index(fields=["office", "period", "party"], name="reminder_period_party")]

    def __str__(self) -> str:
        return f"{self.title} · {self.party}"


class Procedure(OfficeModel):
    """A formal procedure against one host for one period: mise en demeure, then taxation d'office (L2333-38).

    The office prepares each paper; the président of the collectivity signs it and decides. Dates are those of the
    facts (letter handed in, notified, observations received); the clocks are computed from them with the law of that
    day (``law/control.yaml``).
    """

    class Reason(models.TextChoices):
        UNDECLARED = "undeclared", _("Déclaration absente")
        UNPAID = "unpaid", _("Taxe déclarée et non reversée")

    class State(models.TextChoices):
        DRAFT = "draft", _("En préparation")
        NOTICE = "notice", _("Mise en demeure envoyée")
        NOTIFIED = "notified", _("Mise en demeure notifiée")
        ASSESSED = "assessed", _("Avis de taxation envoyé")
        OBSERVED = "observed", _("Observations reçues")
        FINAL = "final", _("Position définitive")
        TITLE = "title", _("Titre de recettes proposé")
        SETTLED = "settled", _("Régularisée")
        DROPPED = "dropped", _("Abandonnée")

    number = models.PositiveIntegerField(_("numéro"))
    party = models.ForeignKey(Party, on_delete=models.PROTECT, related_name="tax_procedures")
    period = models.ForeignKey(CollectionPeriod, on_delete=models.PROTECT, related_name="procedures")
    reason = models.CharField(_("motif"), max_length=10, choices=Reason)
    state = models.CharField(_("état"), max_length=8, choices=State, default=State.DRAFT)
    opened_on = models.DateField(_("ouverte le"))
    letter_number = models.CharField(_("numéro du recommandé"), max_length=40, blank=True)
    notice_on = models.DateField(_("mise en demeure envoyée le"), null=True)
    notified_on = models.DateField(_("notifiée le"), null=True)
    assessed_on = models.DateField(_("avis de taxation envoyé le"), null=True)
    assessment_notified_on = models.DateField(_("avis notifié le"), null=True)
    observed_on = models.DateField(_("observations reçues le"), null=True)
    final_on = models.DateField(_("position définitive du"), null=True)
    title_on = models.DateField(_("titre proposé le"), null=True)
    closed_on = models.DateField(_("close le"), null=True)
    exchanges = models.TextField(
        _("observations antérieures, et pourquoi elles ne suffisent pas"), blank=True
    )
    observations = models.TextField(_("observations du redevable"), blank=True)
    position = models.TextField(_("position définitive, motivée"), blank=True)
    closed_because = models.CharField(_("motif de clôture"), max_length=300, blank=True)

    class Meta:
        verbose_name = _("procédure")
        ordering = ["-number"]
        constraints = [
            models.UniqueConstraint(fields=["office", "number"], name="procedure_number_once"),
            models.UniqueConstraint(
                fields=["party", "period", "reason"],
                condition=~Q(state__in=["settled", "dropped"]),
                name="procedure_open_once",
            ),
        ]

    def __str__(self) -> str:
        return f"Procédure nº {self.number}"


class ProcedureLine(OfficeModel):
    """The nights held taxable for one lodging and month of a procedure, with the data that they rest on."""

    procedure = models.ForeignKey(Procedure, on_delete=models.CASCADE, related_name="lines")
    lodging = models.ForeignKey(Lodging, on_delete=models.PROTECT, related_name="+")
    month = models.DateField(_("mois"))
    nights = models.PositiveIntegerField(_("nuitées retenues"))
    price = models.PositiveBigIntegerField(_("prix hors taxes des nuitées"), null=True, blank=True)
    """In cents, for all the nights; asked where the tariff is a percentage."""
    data_used = models.CharField(_("données employées"), max_length=400)
    base = models.IntegerField(default=0)
    department = models.IntegerField(default=0)
    region = models.IntegerField(default=0)
    derivation = models.JSONField(default=list)
    declaration = models.OneToOneField(
        Declaration, on_delete=models.PROTECT, null=True, blank=True, related_name="procedure_line"
    )
    """The ex-officio declaration that the final position entered in the account."""

    class Meta:
        verbose_name = _("nuitées retenues")
        ordering = ["lodging_id", "month", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["procedure", "lodging", "month"], name="procedure_line_once")
        ]

    def __str__(self) -> str:
        return f"{self.lodging} · {self.month:%m/%Y}"

    @property
    def amount(self) -> int:
        return self.base + self.department + self.region


class Claim(OfficeModel):
    """A request for money back: minors taxed by a platform, exempt persons who paid provisionally, an error.

    The claimant may be a visitor: name and address are erased three years after the decision, the amounts stay.
    """

    class Kind(models.TextChoices):
        MINORS = "minors", _("Mineurs taxés par une plateforme")
        EXEMPT = "exempt", _("Personne exonérée qui a payé à titre provisoire")
        TWICE = "twice", _("Taxe payée deux fois")
        OTHER = "other", _("Autre réclamation")

    class State(models.TextChoices):
        RECEIVED = "received", _("Reçue")
        PAPERS = "papers", _("Pièces demandées")
        ACCEPTED = "accepted", _("Acceptée, à rembourser")
        REFUSED = "refused", _("Refusée")
        REFUNDED = "refunded", _("Remboursée")

    number = models.PositiveIntegerField(_("numéro"))
    kind = models.CharField(_("objet"), max_length=8, choices=Kind)
    state = models.CharField(_("état"), max_length=8, choices=State, default=State.RECEIVED)
    received_on = models.DateField(_("reçue le"))
    party = models.ForeignKey(Party, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    name = models.CharField(_("demandeur"), max_length=160)
    email = models.EmailField(_("adresse électronique"), blank=True)
    address = models.TextField(_("adresse"), max_length=300, blank=True)
    iban = models.CharField(_("IBAN"), max_length=34, blank=True)
    lodging = models.ForeignKey(Lodging, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    platform = models.CharField(_("plateforme qui a perçu la taxe"), max_length=40, blank=True)
    period = models.ForeignKey(
        CollectionPeriod, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    arrival = models.DateField(_("arrivée"), null=True, blank=True)
    departure = models.DateField(_("départ"), null=True, blank=True)
    asked = models.PositiveIntegerField(_("montant demandé"))
    story = models.TextField(_("exposé"), max_length=3000, blank=True)
    wanted = models.CharField(_("pièces à fournir"), max_length=400, blank=True)
    granted = models.PositiveIntegerField(_("montant accordé"), null=True, blank=True)
    answer = models.TextField(_("décision motivée"), max_length=3000, blank=True)
    decided_on = models.DateField(_("décidée le"), null=True, blank=True)
    payment = models.OneToOneField(
        Payment, on_delete=models.PROTECT, null=True, blank=True, related_name="claim"
    )
    erased_at = models.DateTimeField(null=True)

    class Meta:
        verbose_name = _("réclamation")
        ordering = ["-number"]
        constraints = [
            models.UniqueConstraint(fields=["office", "number"], name="claim_number_once"),
            models.CheckConstraint(
                condition=~Q(state="refunded") | Q(payment__isnull=False), name="claim_refunded_has_payment"
            ),
        ]
        indexes = [models.Index(fields=["office", "state"], name="claim_state")]

    def __str__(self) -> str:
        return f"Réclamation nº {self.number}"


class ClaimPaper(OfficeModel):
    """A paper joined to a claim, kept with it and erased with the claimant."""

    claim = models.ForeignKey(Claim, on_delete=models.CASCADE, related_name="papers")
    title = models.CharField(_("pièce"), max_length=120)
    content = models.BinaryField()
    media_type = models.CharField(max_length=60)
    added_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        verbose_name = _("pièce jointe")
        ordering = ["pk"]

    def __str__(self) -> str:
        return self.title
