"""Where the office works: its communes, its desks, and the brands that it shares with other offices."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from buron.kernel.models import Office
from buron.kernel.models.office import slug_validator
from buron.kernel.tenancy import OfficeModel
from buron.territory import reference
from buron.territory.reference import Commune

LATITUDE: dict[str, Any] = {"validators": [MinValueValidator(-90), MaxValueValidator(90)]}
LONGITUDE: dict[str, Any] = {"validators": [MinValueValidator(-180), MaxValueValidator(180)]}

_NO_POINT = Q(latitude__isnull=True, longitude__isnull=True)
# Said in full, because a CHECK that compares with NULL passes.
_POINT = Q(
    latitude__isnull=False,
    longitude__isnull=False,
    latitude__range=(-90, 90),
    longitude__range=(-180, 180),
)


class OfficeCommune(OfficeModel):
    """A commune of the office's territory, by its INSEE code of today.

    The reference has no coordinates: the position is learnt from the places of the office's offer, or set by
    hand, and what was set by hand is never learnt over. Degrees, WGS 84.
    """

    class PositionSource(models.TextChoices):
        NONE = "none", _("Non située")
        LEARNT = "learnt", _("Déduite des fiches")
        SET = "set", _("Placée à la main")

    insee = models.CharField(_("code INSEE"), max_length=5)
    latitude = models.FloatField(_("latitude"), null=True, blank=True, **LATITUDE)
    longitude = models.FloatField(_("longitude"), null=True, blank=True, **LONGITUDE)
    position_source = models.CharField(
        _("origine de la position"), max_length=6, choices=PositionSource, default=PositionSource.NONE
    )

    class Meta:
        ordering = ["insee"]
        constraints = [
            models.UniqueConstraint(fields=["office", "insee"], name="commune_once_per_office"),
            models.CheckConstraint(
                condition=(Q(position_source="none") & _NO_POINT)
                | (Q(position_source__in=["learnt", "set"]) & _POINT),
                name="commune_position_has_source",
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def commune(self) -> Commune | None:
        """Its record in the reference."""
        return reference.commune(self.insee)

    @property
    def name(self) -> str:
        return reference.commune_name(self.insee)

    @property
    def has_position(self) -> bool:
        return self.position_source != self.PositionSource.NONE


class Desk(OfficeModel):
    """A place, or a channel, where visitors are welcomed (bureau d'information touristique).

    ``active_from`` and ``active_until`` (both included, null: no bound) say when it exists, not when it is
    open. A closed desk keeps its acts.
    """

    class Kind(models.TextChoices):
        PERMANENT = "permanent", _("Permanent")
        SEASONAL = "seasonal", _("Saisonnier")
        VIRTUAL = "virtual", _("À distance (téléphone, courriel, site)")
        OUT_OF_WALLS = "out_of_walls", _("Hors les murs (marché, fête, salon)")
        KIOSK = "kiosk", _("Borne")
        PARTNER = "partner", _("Tenu par un partenaire")

    name = models.CharField(_("nom"), max_length=80)
    slug = models.CharField(_("adresse courte"), max_length=50, validators=[slug_validator])
    kind = models.CharField(_("type"), max_length=12, choices=Kind, default=Kind.PERMANENT)
    insee = models.CharField(_("commune"), max_length=5, blank=True)
    address = models.TextField(_("adresse"), max_length=300, blank=True)
    latitude = models.FloatField(_("latitude"), null=True, blank=True, **LATITUDE)
    longitude = models.FloatField(_("longitude"), null=True, blank=True, **LONGITUDE)
    phone = models.CharField(_("téléphone"), max_length=30, blank=True)
    email = models.EmailField(_("adresse électronique"), blank=True)
    active_from = models.DateField(_("en service depuis le"), null=True, blank=True)
    active_until = models.DateField(_("en service jusqu’au"), null=True, blank=True)
    position = models.PositiveSmallIntegerField(_("rang dans les listes"), default=0)

    class Meta:
        ordering = ["position", "name", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["office", "slug"],
                name="desk_slug_once_per_office",
                violation_error_message=_("Un autre bureau a déjà cette adresse courte."),
            ),
            models.CheckConstraint(
                condition=Q(active_until__isnull=True)
                | Q(active_from__isnull=True)
                | Q(active_until__gte=F("active_from")),
                name="desk_ends_after_start",
                violation_error_message=_("La fin de service est avant son début."),
            ),
            models.CheckConstraint(
                condition=_NO_POINT | _POINT,
                name="desk_position_whole",
                violation_error_message=_("Indiquez la latitude et la longitude, ou aucune des deux."),
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def commune(self) -> Commune | None:
        """Its commune in the reference; None for a desk that is nowhere (telephone, e-mail)."""
        return reference.commune(self.insee) if self.insee else None

    @property
    def has_position(self) -> bool:
        return self.latitude is not None

    def is_active_on(self, day: date) -> bool:
        """Whether the desk exists on that day."""
        return (self.active_from is None or self.active_from <= day) and (
            self.active_until is None or day <= self.active_until
        )


class Brand(models.Model):
    """A name under which several offices promote themselves together (a massif, a valley, a département).

    Not scoped, because it belongs to no single office: it is read and changed only through the memberships of
    :class:`BrandOffice`, which the queries and services of this room go through. ``join_code`` is what a member
    office gives to another one, so that nobody enters a brand uninvited.
    """

    name = models.CharField(_("nom"), max_length=80)
    slug = models.CharField(
        _("adresse courte"),
        max_length=50,
        unique=True,
        validators=[slug_validator],
        error_messages={"unique": _("Une autre marque a déjà cette adresse courte.")},
    )
    join_code = models.CharField(_("code d’invitation"), max_length=20, unique=True)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["name", "pk"]

    def __str__(self) -> str:
        return self.name


class BrandOffice(models.Model):
    """An office's place in a brand. Not scoped: an office sees who else is in its brands."""

    brand = models.ForeignKey(Brand, on_delete=models.CASCADE, related_name="places")
    office = models.ForeignKey(Office, on_delete=models.PROTECT, related_name="brand_places")
    joined_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["joined_at", "pk"]
        constraints = [models.UniqueConstraint(fields=["brand", "office"], name="office_once_per_brand")]

    def __str__(self) -> str:
        return f"{self.office} · {self.brand}"


class OpeningSeason(OfficeModel):
    """A stretch of a desk's year with its week: what the office plans, and publishes.

    ``week`` maps ISO weekdays ("1" to "7") to slots ``[["09:30", "12:30"], …]``; a day that is absent is closed.
    When several seasons cover a day the most precise decides (:func:`buron.territory.openings.deciding`).
    """

    class Holidays(models.TextChoices):
        CLOSED = "closed", _("Fermé les jours fériés")
        MAIN_CLOSED = "main_closed", _("Fermé le 1er janvier, le 1er mai et le 25 décembre seulement")
        USUAL = "usual", _("Comme un jour ordinaire")
        SUNDAY = "sunday", _("Comme un dimanche")

    class School(models.TextChoices):
        ALWAYS = "always", _("Tous les jours de la période")
        ONLY = "only", _("Seulement pendant les vacances scolaires")
        OUTSIDE = "outside", _("Seulement hors vacances scolaires")

    desk = models.ForeignKey(Desk, on_delete=models.PROTECT, related_name="+")
    year = models.PositiveSmallIntegerField(_("année"))
    name = models.CharField(_("nom"), max_length=80, blank=True)
    start = models.DateField(_("du"))
    end = models.DateField(_("au"))
    week = models.JSONField(default=dict)
    holidays = models.CharField(_("jours fériés"), max_length=11, choices=Holidays, default=Holidays.CLOSED)
    school = models.CharField(_("vacances scolaires"), max_length=7, choices=School, default=School.ALWAYS)
    zones = models.CharField(_("zones"), max_length=3, blank=True)

    class Meta:
        ordering = ["year", "start", "pk"]
        constraints = [
            models.CheckConstraint(condition=Q(end__gte=F("start")), name="season_ends_after_start"),
            models.CheckConstraint(
                condition=Q(school="always") | ~Q(zones=""), name="season_of_school_has_zones"
            ),
        ]
        indexes = [models.Index(fields=["office", "year", "desk"], name="season_year_desk")]

    def __str__(self) -> str:
        return self.name or f"{self.start:%d/%m/%Y} – {self.end:%d/%m/%Y}"


class OpeningException(OfficeModel):
    """A day that the office plans apart from its season: closed (no slot) or open at other hours."""

    desk = models.ForeignKey(Desk, on_delete=models.PROTECT, related_name="+")
    day = models.DateField(_("jour"))
    slots = models.JSONField(default=list)
    label = models.CharField(_("précision"), max_length=80, blank=True)

    class Meta:
        ordering = ["day", "pk"]
        constraints = [models.UniqueConstraint(fields=["desk", "day"], name="exception_once_per_day")]
        indexes = [models.Index(fields=["office", "day"], name="exception_day")]

    def __str__(self) -> str:
        return f"{self.day:%d/%m/%Y}"


class OpeningActual(OfficeModel):
    """A day on which a desk did not open as planned, and why: closed, shortened, or opened beyond the plan.

    A day without a row went as planned. ``reason`` is a code of :class:`OpeningReason`; ``words`` add to it.
    """

    desk = models.ForeignKey(Desk, on_delete=models.PROTECT, related_name="+")
    day = models.DateField(_("jour"))
    slots = models.JSONField(default=list)
    reason = models.CharField(_("motif"), max_length=40)
    words = models.CharField(_("précision"), max_length=120, blank=True)
    recorded_at = models.DateTimeField(auto_now=True)

    class Meta:
        ordering = ["day", "pk"]
        constraints = [models.UniqueConstraint(fields=["desk", "day"], name="actual_once_per_day")]
        indexes = [models.Index(fields=["office", "day"], name="actual_day")]

    def __str__(self) -> str:
        return f"{self.day:%d/%m/%Y}"


class OpeningReason(OfficeModel):
    """One version of a reason for a gap: rows keep its code, and show the label that was valid on their day."""

    code = models.CharField(max_length=40)
    label = models.CharField(_("motif"), max_length=80)
    core = models.BooleanField(default=False)
    valid_from = models.DateField()
    valid_until = models.DateField(null=True)
    """Last day of this version; null while it is in use."""
    position = models.PositiveSmallIntegerField(default=0)

    class Meta:
        ordering = ["position", "code", "valid_from"]
        constraints = [
            models.UniqueConstraint(
                fields=["office", "code", "valid_from"], name="opening_reason_version_once"
            ),
            models.CheckConstraint(
                condition=Q(valid_until__isnull=True) | Q(valid_until__gte=F("valid_from")),
                name="opening_reason_ends_after_start",
            ),
        ]

    def __str__(self) -> str:
        return self.label
