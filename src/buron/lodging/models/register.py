"""One record for a lodging: what the offer, the tax, the ranking and the partnership all read."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from buron.directory.models import Party
from buron.kernel.tenancy import OfficeModel
from buron.lodging.natures import Nature
from buron.offer.models import Fiche
from buron.territory import reference

LATITUDE: dict[str, Any] = {"validators": [MinValueValidator(-90), MaxValueValidator(90)]}
LONGITUDE: dict[str, Any] = {"validators": [MinValueValidator(-180), MaxValueValidator(180)]}


class Lodging(OfficeModel):
    """A lodging let to visitors.

    ``fiche`` is the same thing in the offer: name, address, position, capacity and ranking written here are seen
    there, and the other way round (:mod:`buron.lodging.services`). Null numbers are not known, never zero.
    ``declaration_number`` is the receipt of the CERFA declaration at the mairie; ``registration_number`` has the 13
    characters of article D324-1-1 of the code du tourisme, whose form alone can be checked.
    """

    class Channels(models.TextChoices):
        OWN = "own", _("En direct, sans plateforme")
        BOTH = "both", _("En direct et par des plateformes")
        PLATFORMS = "platforms", _("Par des plateformes seulement")

    class Residence(models.TextChoices):
        MAIN = "main", _("Résidence principale du loueur")
        OTHER = "other", _("Autre que la résidence principale")

    number = models.PositiveIntegerField(_("numéro au registre"))
    """Counted per office from 1, printed on statements; never used again."""
    name = models.CharField(_("nom"), max_length=160)
    nature = models.CharField(_("nature"), max_length=16, choices=Nature)
    fiche = models.OneToOneField(
        Fiche, on_delete=models.SET_NULL, null=True, blank=True, related_name="lodging"
    )
    address = models.TextField(_("adresse"), max_length=300, blank=True)
    """Street, building, stair, floor, flat; without postcode and commune."""
    postcode = models.CharField(_("code postal"), max_length=5, blank=True)
    insee = models.CharField(_("commune"), max_length=5)
    latitude = models.FloatField(_("latitude"), null=True, blank=True, **LATITUDE)
    longitude = models.FloatField(_("longitude"), null=True, blank=True, **LONGITUDE)
    capacity = models.PositiveIntegerField(_("capacité (personnes)"), null=True, blank=True)
    units = models.PositiveIntegerField(_("chambres, logements ou emplacements"), null=True, blank=True)
    beds = models.PositiveIntegerField(_("lits"), null=True, blank=True)
    bedrooms = models.JSONField(_("détail des lits"), default=list, blank=True)
    """Beds room by room, ``[{"name": …, "double": 1, "single": 2}]`` (:data:`buron.lodging.rules.BEDS`); empty: not
    known. ``beds`` is their sum when they are."""
    surface = models.PositiveIntegerField(_("surface habitable (m²)"), null=True, blank=True)
    residence = models.CharField(_("résidence"), max_length=5, choices=Residence, blank=True)
    declaration_number = models.CharField(_("récépissé de déclaration"), max_length=40, blank=True)
    declared_on = models.DateField(_("déclaré en mairie le"), null=True, blank=True)
    registration_number = models.CharField(_("numéro d’enregistrement"), max_length=13, blank=True)
    channels = models.CharField(_("location"), max_length=9, choices=Channels, blank=True)
    openings = models.JSONField(_("ouverture"), default=list, blank=True)
    """Spans of each year as ``[["05-01", "09-30"]]`` (month-day, both included); empty: not known."""
    opened_on = models.DateField(_("en location depuis le"), null=True, blank=True)
    closed_on = models.DateField(_("en location jusqu’au"), null=True, blank=True)
    """Last day of letting; a closed lodging keeps its declarations."""
    notes = models.TextField(_("remarques"), max_length=2000, blank=True)
    search_words = models.CharField(max_length=400, blank=True, editable=False)
    fiche_seen = models.JSONField(default=dict, blank=True, editable=False)
    """What the fiche said when both last agreed, by shared field (:mod:`buron.lodging.services.sharing`)."""
    merged_into = models.ForeignKey(
        "self", on_delete=models.PROTECT, null=True, blank=True, related_name="merged"
    )
    created_at = models.DateTimeField(auto_now_add=True)
    updated_at = models.DateTimeField(auto_now=True)

    class Meta:
        verbose_name = _("hébergement")
        verbose_name_plural = _("hébergements")
        ordering = ["name", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["office", "number"], name="lodging_number_once_per_office"),
            models.UniqueConstraint(
                fields=["office", "registration_number"],
                condition=~Q(registration_number="") & Q(merged_into__isnull=True),
                name="lodging_registration_once",
                violation_error_message=_("Un autre hébergement a déjà ce numéro d’enregistrement."),
            ),
            models.CheckConstraint(
                condition=Q(closed_on__isnull=True)
                | Q(opened_on__isnull=True)
                | Q(closed_on__gte=F("opened_on")),
                name="lodging_ends_after_start",
                violation_error_message=_("La fin de location est avant son début."),
            ),
            models.CheckConstraint(
                condition=Q(latitude__isnull=True, longitude__isnull=True)
                | Q(latitude__isnull=False, longitude__isnull=False),
                name="lodging_position_whole",
                violation_error_message=_("Indiquez la latitude et la longitude, ou aucune des deux."),
            ),
        ]
        indexes = [
            models.Index(fields=["office", "insee", "nature"], name="lodging_commune_nature"),
            models.Index(fields=["office", "search_words"], name="lodging_words"),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def commune(self) -> reference.Commune | None:
        """Its commune in the reference."""
        return reference.commune(self.insee)

    @property
    def commune_name(self) -> str:
        """Empty when its code is not known."""
        return reference.commune_name(self.insee, "")


class Hosting(OfficeModel):
    """Who holds a lodging, in what quality and over which days (both included; null: no bound known).

    ``declares``: the one who owes the declarations of the tourist tax over those days; at most one at a time, which
    the service checks.
    """

    class Quality(models.TextChoices):
        OWNER = "owner", _("Propriétaire")
        MANAGER = "manager", _("Exploitant")
        AGENCY = "agency", _("Agence ou conciergerie")
        CONTACT = "contact", _("Contact sur place")

    lodging = models.ForeignKey(Lodging, on_delete=models.CASCADE, related_name="hostings")
    party = models.ForeignKey(Party, on_delete=models.PROTECT, related_name="hostings")
    quality = models.CharField(_("qualité"), max_length=8, choices=Quality, default=Quality.OWNER)
    declares = models.BooleanField(_("déclare la taxe de séjour"), default=True)
    since = models.DateField(_("depuis le"), null=True, blank=True)
    until = models.DateField(_("jusqu’au"), null=True, blank=True)

    class Meta:
        verbose_name = _("hébergeur")
        ordering = ["since", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(until__isnull=True) | Q(since__isnull=True) | Q(until__gte=F("since")),
                name="hosting_ends_after_start",
                violation_error_message=_("La fin est avant le début."),
            ),
        ]
        indexes = [models.Index(fields=["office", "party"], name="hosting_party")]

    def __str__(self) -> str:
        return f"{self.party} · {self.lodging}"

    def holds_on(self, day: dt.date) -> bool:
        return (self.since is None or self.since <= day) and (self.until is None or day <= self.until)


class Ranking(OfficeModel):
    """A ranking (classement) of a lodging from one day to another, both included; never edited, only ended.

    ``stars`` 1 to 5, or 0 with ``title`` for what has none (palace is the nature). A label (épis, clés) is not a
    ranking and is not here. ``decided_by`` and ``reference`` name the decision; ``visit_id`` the visit of this office
    that led to it.
    """

    class Source(models.TextChoices):
        VISIT = "visit", _("Visite de classement de l’office")
        STATE = "state", _("Liste de l’État")
        OFFER = "offer", _("Fiche de l’offre")
        HAND = "hand", _("Saisie sur pièce")

    lodging = models.ForeignKey(Lodging, on_delete=models.CASCADE, related_name="rankings")
    stars = models.PositiveSmallIntegerField(
        _("étoiles"), validators=[MinValueValidator(1), MaxValueValidator(5)]
    )
    valid_from = models.DateField(_("à partir du"))
    valid_until = models.DateField(_("jusqu’au"), null=True, blank=True)
    capacity = models.PositiveIntegerField(_("capacité classée (personnes)"), null=True, blank=True)
    decided_by = models.CharField(_("organisme"), max_length=120, blank=True)
    reference = models.CharField(_("référence de la décision"), max_length=80, blank=True)
    source = models.CharField(_("origine"), max_length=5, choices=Source, default=Source.HAND)
    ended_because = models.CharField(_("motif de fin"), max_length=200, blank=True)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        verbose_name = _("classement")
        ordering = ["-valid_from", "-pk"]
        constraints = [
            models.CheckConstraint(condition=Q(stars__range=(1, 5)), name="ranking_one_to_five_stars"),
            models.CheckConstraint(
                condition=Q(valid_until__isnull=True) | Q(valid_until__gte=F("valid_from")),
                name="ranking_ends_after_start",
                violation_error_message=_("La fin du classement est avant son début."),
            ),
            models.UniqueConstraint(fields=["lodging", "valid_from"], name="ranking_once_per_day"),
        ]
        indexes = [models.Index(fields=["office", "valid_until"], name="ranking_expiry")]

    def __str__(self) -> str:
        return f"{self.stars} étoile{'s' if self.stars > 1 else ''} depuis le {self.valid_from:%d/%m/%Y}"
