"""What was declared for a lodging and a month, and by whom."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from buron.directory.models import Party
from buron.kernel.tenancy import OfficeModel
from buron.lodging.models import Lodging


class Declaration(OfficeModel):
    """The declaration of one lodging for one month, from one channel.

    A draft is the host's own, kept until sent. Once sent it is never edited: a correction is a new version that
    replaces it (``replaced_by``), and the ledger takes the difference. Nights are person-nights (nuitées), amounts
    integer cents as computed by the rules on the day of sending; ``derivation`` is how, line by line. A forfait has
    one declaration a year, at its first month.
    """

    class Kind(models.TextChoices):
        STAYS = "stays", _("Séjour par séjour")
        TOTAL = "total", _("Totaux du mois")
        NONE = "none", _("Aucun client")
        PLATFORMS = "platforms", _("Loué par des plateformes seulement")
        FORFAIT = "forfait", _("Forfait de l’année")

    class State(models.TextChoices):
        DRAFT = "draft", _("Brouillon")
        SENT = "sent", _("Envoyée")
        REPLACED = "replaced", _("Remplacée")

    class Channel(models.TextChoices):
        HOST = "host", _("Hébergeur")
        AGENT = "agent", _("Agent de l’office")
        PLATFORM = "platform", _("Plateforme")
        IMPORT = "import", _("Reprise d’un autre outil")
        OFFICIO = "officio", _("Taxation d’office")

    lodging = models.ForeignKey(Lodging, on_delete=models.PROTECT, related_name="declarations")
    party = models.ForeignKey(Party, on_delete=models.PROTECT, null=True, related_name="+")
    """Who owed it at the time; null for a platform's file."""
    month = models.DateField(_("mois"))
    """First day of the month; the services see to it."""
    channel = models.CharField(_("voie"), max_length=8, choices=Channel)
    platform = models.CharField(_("plateforme"), max_length=40, blank=True)
    kind = models.CharField(_("manière"), max_length=9, choices=Kind)
    state = models.CharField(_("état"), max_length=8, choices=State, default=State.DRAFT)
    version = models.PositiveSmallIntegerField(default=1)
    replaced_by = models.OneToOneField(
        "self", on_delete=models.PROTECT, null=True, blank=True, related_name="replaces"
    )
    client_id = models.UUIDField(null=True)
    """Made by the browser, so that a sending repeated on a bad network counts once."""
    stays = models.PositiveIntegerField(_("séjours"), null=True)
    nights_taxed = models.PositiveIntegerField(_("nuitées taxées"), default=0)
    nights_exempt = models.PositiveIntegerField(_("nuitées exonérées"), default=0)
    base = models.IntegerField(_("taxe"), default=0)
    department = models.IntegerField(_("part du département"), default=0)
    region = models.IntegerField(_("part régionale"), default=0)
    collected = models.IntegerField(_("taxe perçue selon le déclarant"), null=True)
    """What the declarant says was collected, when it says so; compared, never trusted over the rules."""
    category = models.CharField(max_length=30, blank=True)
    """Category of the first night, for the figures; the lines have their own."""
    derivation = models.JSONField(default=list)
    comment = models.CharField(_("remarque"), max_length=500, blank=True)
    sent_at = models.DateTimeField(_("envoyée le"), null=True)
    sent_by = models.CharField(max_length=120, blank=True)
    created_at = models.DateTimeField(auto_now_add=True)
    updated_at = models.DateTimeField(auto_now=True)

    class Meta:
        verbose_name = _("déclaration")
        ordering = ["-month", "lodging_id", "-version", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["lodging", "month", "channel", "platform"],
                condition=Q(state="sent"),
                name="declaration_in_force_once",
            ),
            models.UniqueConstraint(
                fields=["lodging", "month", "channel", "platform"],
                condition=Q(state="draft"),
                name="declaration_draft_once",
            ),
            models.UniqueConstraint(
                fields=["office", "client_id"],
                condition=Q(client_id__isnull=False),
                name="declaration_once_per_client_id",
            ),
            models.CheckConstraint(
                condition=Q(state="draft") | Q(sent_at__isnull=False), name="declaration_sent_has_time"
            ),
            models.CheckConstraint(
                condition=~Q(state="replaced") | Q(replaced_by__isnull=False),
                name="declaration_replaced_has_successor",
            ),
        ]
        indexes = [
            models.Index(fields=["office", "month", "state"], name="declaration_month_state"),
            models.Index(fields=["office", "party", "month"], name="declaration_party"),
        ]

    def __str__(self) -> str:
        return f"{self.lodging} · {self.month:%m/%Y}"

    @property
    def amount(self) -> int:
        """Due in all, in cents: the three shares."""
        return self.base + self.department + self.region


class DeclarationLine(OfficeModel):
    """A stay, or one of the totals of a month: persons and nights under the same terms.

    ``exempt`` counts persons by reason (key of the law's exemption: ``{"exemption.minors": 2}``). ``price`` is the
    price of the stay without VAT in cents, where the tariff is a percentage. A total has no dates and gives
    ``nights_taxed`` and ``nights_exempt`` directly, with ``price`` for all of them.
    """

    declaration = models.ForeignKey(Declaration, on_delete=models.CASCADE, related_name="lines")
    position = models.PositiveSmallIntegerField(default=0)
    arrival = models.DateField(_("arrivée"), null=True)
    departure = models.DateField(_("départ"), null=True)
    persons = models.PositiveIntegerField(_("personnes"), null=True)
    exempt = models.JSONField(_("exonérées"), default=dict)
    price = models.PositiveBigIntegerField(_("prix hors taxes"), null=True)
    collected_on = models.DateField(_("perçue le"), null=True)
    nights_taxed = models.PositiveIntegerField(_("nuitées taxées"))
    nights_exempt = models.PositiveIntegerField(_("nuitées exonérées"), default=0)
    category = models.CharField(max_length=30, blank=True)
    base = models.IntegerField(default=0)
    department = models.IntegerField(default=0)
    region = models.IntegerField(default=0)
    reference = models.CharField(_("référence"), max_length=80, blank=True)
    """Number of the booking, from a file or an iCal, so that the same stay does not come twice."""

    class Meta:
        verbose_name = _("séjour déclaré")
        ordering = ["position", "arrival", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(arrival__isnull=True, departure__isnull=True) | Q(departure__gt=F("arrival")),
                name="declared_stay_ends_after_start",
            ),
        ]

    def __str__(self) -> str:
        return (
            f"{self.arrival:%d/%m/%Y} – {self.departure:%d/%m/%Y}"
            if self.arrival and self.departure
            else "Total"
        )
