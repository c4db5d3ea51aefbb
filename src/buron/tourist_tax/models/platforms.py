"""Platforms: how their files are read, the files, their lines, what the checks found, and two dated choices."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from buron.kernel.tenancy import OfficeModel
from buron.lodging.models import Lodging
from buron.tourist_tax.models.declaration import Declaration
from buron.tourist_tax.models.ledger import LedgerLine


class Platform(OfficeModel):
    """A booking platform that collects the tax, and how its files were last read.

    ``mapping`` maps fields of the single declaration to column titles. ``with_natures``: in the tables of receipts its
    money is counted with the natures and communes of its lodgings, when they are known, and not with the digital
    operators.
    """

    key = models.SlugField(max_length=40)
    name = models.CharField(_("nom"), max_length=80)
    mapping = models.JSONField(default=dict, blank=True)
    with_natures = models.BooleanField(_("comptée avec les hébergements, non à part"), default=False)

    class Meta:
        verbose_name = _("plateforme")
        ordering = ["name", "pk"]
        constraints = [models.UniqueConstraint(fields=["office", "key"], name="platform_once_per_office")]

    def __str__(self) -> str:
        return self.name


class PlatformFile(OfficeModel):
    """A file that a platform sent: kept as it came, read through a mapping, entered whole, undone whole.

    ``nights_mean`` says what the column of nights counts, since no layout is standard: the nights of a stay, or nights
    of persons.
    """

    class State(models.TextChoices):
        DRAFT = "draft", _("À vérifier")
        APPLIED = "applied", _("Entré")
        UNDONE = "undone", _("Annulé")

    class Nights(models.TextChoices):
        STAY = "stay", _("les nuits du séjour (à multiplier par les personnes)")
        PERSON = "person", _("les nuitées (personnes × nuits)")

    platform = models.ForeignKey(Platform, on_delete=models.PROTECT, related_name="files")
    name = models.CharField(_("fichier"), max_length=200)
    digest = models.CharField(max_length=64)
    payload = models.BinaryField(null=True)
    mapping = models.JSONField(default=dict)
    nights_mean = models.CharField(_("les nuits comptent"), max_length=6, choices=Nights, default=Nights.STAY)
    default_month = models.DateField(_("mois, si le fichier ne le dit pas"), null=True, blank=True)
    state = models.CharField(_("état"), max_length=7, choices=State, default=State.DRAFT)
    rows = models.PositiveIntegerField(_("lignes"), default=0)
    taken = models.PositiveIntegerField(_("lignes entrées"), default=0)
    repeated = models.PositiveIntegerField(_("déjà connues"), default=0)
    refusals = models.JSONField(default=list)
    """Line number and reason of what could not be read, the first ones."""
    refused = models.PositiveIntegerField(_("lignes refusées"), default=0)
    collected = models.IntegerField(_("taxe perçue annoncée"), default=0)
    undone_because = models.CharField(_("motif de l’annulation"), max_length=300, blank=True)
    created_at = models.DateTimeField(auto_now_add=True)
    applied_at = models.DateTimeField(null=True)

    class Meta:
        verbose_name = _("fichier de plateforme")
        ordering = ["-created_at", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["office", "platform", "digest"],
                condition=Q(state="applied"),
                name="platform_file_applied_once",
            ),
        ]

    def __str__(self) -> str:
        return self.name


class PlatformLine(OfficeModel):
    """A line of a platform's file, by the fields of the single declaration (LF 2024, art. 129); unknown is null.

    Amounts are integer cents, ``nights`` person-nights. ``lodging`` null: not matched yet, or a total without detail
    (``detailed`` false), which stays so. ``declaration`` is the one that holds it now, ``ledger`` the entry of a total
    without detail. ``due`` is what the rules make of it, null when they lack a fact.
    """

    class Match(models.TextChoices):
        NUMBER = "number", _("numéro d’enregistrement")
        LEARNT = "learnt", _("déjà rapproché")
        ADDRESS = "address", _("nom ou adresse et commune")
        HAND = "hand", _("choisi par l’agent")

    file = models.ForeignKey(PlatformFile, on_delete=models.PROTECT, related_name="lines")
    platform = models.ForeignKey(Platform, on_delete=models.PROTECT, related_name="lines")
    position = models.PositiveIntegerField()
    key = models.CharField(max_length=64)
    live = models.BooleanField(default=True)
    """False once its file is undone."""
    detailed = models.BooleanField(default=True)
    listing = models.CharField(_("annonce"), max_length=120, blank=True)
    """Key under which the platform knows the lodging: its own number, else name and address folded."""
    reference = models.CharField(_("réservation"), max_length=80, blank=True)
    name = models.CharField(_("nom"), max_length=160, blank=True)
    address = models.CharField(_("adresse"), max_length=300, blank=True)
    insee = models.CharField(_("commune"), max_length=5, blank=True)
    registration_number = models.CharField(_("numéro d’enregistrement"), max_length=20, blank=True)
    siren_commune = models.CharField(max_length=9, blank=True)
    siren_council = models.CharField(max_length=9, blank=True)
    arrival = models.DateField(_("arrivée"), null=True)
    departure = models.DateField(_("départ"), null=True)
    collected_on = models.DateField(_("perçue le"), null=True)
    persons = models.PositiveIntegerField(_("personnes"), null=True)
    taxed = models.PositiveIntegerField(_("personnes taxées"), null=True)
    minors = models.PositiveIntegerField(_("mineurs"), null=True)
    nights = models.PositiveIntegerField(_("nuitées"), null=True)
    price = models.PositiveBigIntegerField(_("prix du séjour hors taxes"), null=True)
    collected = models.IntegerField(_("taxe perçue"), null=True)
    category = models.CharField(_("nature et catégorie"), max_length=80, blank=True)
    month = models.DateField(_("mois"))
    lodging = models.ForeignKey(
        Lodging, on_delete=models.PROTECT, null=True, blank=True, related_name="platform_lines"
    )
    match = models.CharField(_("rapproché par"), max_length=8, choices=Match, blank=True)
    due = models.IntegerField(_("taxe selon la règle"), null=True)
    declaration = models.ForeignKey(
        Declaration, on_delete=models.PROTECT, null=True, blank=True, related_name="platform_lines"
    )
    ledger = models.ForeignKey(
        LedgerLine, on_delete=models.PROTECT, null=True, blank=True, related_name="platform_lines"
    )

    class Meta:
        verbose_name = _("ligne de plateforme")
        ordering = ["file_id", "position"]
        constraints = [
            models.UniqueConstraint(
                fields=["platform", "key"], condition=Q(live=True), name="platform_line_live_once"
            ),
        ]
        indexes = [
            models.Index(fields=["office", "lodging", "month"], name="platform_line_lodging"),
            models.Index(fields=["office", "live", "detailed"], name="platform_line_live"),
        ]

    def __str__(self) -> str:
        return self.name or self.address or self.listing


class PlatformFinding(OfficeModel):
    """What a check found, with what was done of it; found again, it keeps its state."""

    class Kind(models.TextChoices):
        GAP = "gap", _("Annoncé par l’hébergeur, absent des plateformes")
        DOUBLE = "double", _("Déclaré deux fois : hébergeur et plateforme")
        RATE = "rate", _("Montant différent de la règle")
        MINORS = "minors", _("Mineurs taxés")
        COMMUNE = "commune", _("Autre commune")
        FLAT = "flat", _("Perçue sur un hébergement au forfait")

    class State(models.TextChoices):
        TODO = "todo", _("À voir")
        SEEN = "seen", _("Vu")
        DISMISSED = "dismissed", _("Sans suite")
        CLAIMED = "claimed", _("Réclamé")

    kind = models.CharField(_("contrôle"), max_length=8, choices=Kind)
    key = models.CharField(max_length=80)
    state = models.CharField(_("état"), max_length=9, choices=State, default=State.TODO)
    reason = models.CharField(_("motif"), max_length=300, blank=True)
    lodging = models.ForeignKey(Lodging, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    line = models.ForeignKey(
        PlatformLine, on_delete=models.CASCADE, null=True, blank=True, related_name="findings"
    )
    platform = models.ForeignKey(Platform, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    month = models.DateField(_("mois"))
    difference = models.IntegerField(_("différence"), null=True)
    """Collected less what the rules say, in cents, where the check is about an amount."""
    text = models.CharField(_("constat"), max_length=400)
    found_at = models.DateTimeField(auto_now_add=True)
    gone = models.BooleanField(default=False)
    """No longer found: the data changed since."""

    class Meta:
        verbose_name = _("constat de contrôle")
        ordering = ["-month", "kind", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["office", "kind", "key"], name="platform_finding_once"),
            models.CheckConstraint(
                condition=~Q(state="dismissed") | ~Q(reason=""), name="platform_finding_dismissed_why"
            ),
        ]
        indexes = [models.Index(fields=["office", "kind", "state"], name="platform_finding_state")]

    def __str__(self) -> str:
        return self.text


class SpendingPerNight(OfficeModel):
    """What a visitor spends for a night, as the office chose it from a date, with its bounds and its source (cents)."""

    valid_from = models.DateField(_("à partir du"))
    cents = models.PositiveIntegerField(_("dépense par nuitée"))
    low = models.PositiveIntegerField(_("hypothèse basse"), null=True, blank=True)
    high = models.PositiveIntegerField(_("hypothèse haute"), null=True, blank=True)
    source = models.CharField(_("source"), max_length=300)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        verbose_name = _("dépense par nuitée")
        ordering = ["-valid_from"]
        constraints = [
            models.UniqueConstraint(fields=["office", "valid_from"], name="spending_once_per_day"),
            models.CheckConstraint(
                condition=(Q(low__isnull=True) | Q(low__lte=models.F("cents")))
                & (Q(high__isnull=True) | Q(high__gte=models.F("cents"))),
                name="spending_between_its_bounds",
                violation_error_message=_("La dépense doit être entre ses deux hypothèses."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.valid_from:%d/%m/%Y}"


class RevenueUse(OfficeModel):
    """A use of the year's revenue, as the yearly statement lists it (R2333-45); cents."""

    year = models.PositiveSmallIntegerField(_("année"))
    label = models.CharField(_("emploi"), max_length=200)
    amount = models.PositiveBigIntegerField(_("montant"))
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        verbose_name = _("emploi de la recette")
        ordering = ["year", "pk"]

    def __str__(self) -> str:
        return self.label
