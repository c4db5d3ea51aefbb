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
        found = self.commune
        return found.name if found else self.insee

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
