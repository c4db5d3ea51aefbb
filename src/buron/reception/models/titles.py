"""What is printed, and where it is kept."""

from __future__ import annotations

from django.core.validators import MinValueValidator
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from buron.kernel.tenancy import OfficeModel
from buron.territory.models import Desk


class PrintTitle(OfficeModel):
    """A document that is printed year after year, by the office or by somebody else (``publisher``)."""

    class Kind(models.TextChoices):
        GUIDE = "guide", _("Guide")
        MAP = "map", _("Carte")
        PLAN = "plan", _("Plan de ville ou de village")
        MAGAZINE = "magazine", _("Magazine")
        PROGRAMME = "programme", _("Programme d’animations")
        LEAFLET = "leaflet", _("Dépliant")
        FLYER = "flyer", _("Flyer")
        POSTER = "poster", _("Affiche")
        OTHER = "other", _("Autre document")

    name = models.CharField(_("titre"), max_length=120)
    kind = models.CharField(_("sorte"), max_length=10, choices=Kind)
    publisher = models.CharField(_("éditeur, si ce n’est pas l’office"), max_length=120, blank=True)
    at_desk = models.BooleanField(_("proposé à l’écran d’accueil"), default=True)
    retired_on = models.DateField(null=True)

    class Meta:
        ordering = ["name", "pk"]
        constraints = [models.UniqueConstraint(fields=["office", "name"], name="print_title_once")]

    def __str__(self) -> str:
        return self.name


class PrintEdition(OfficeModel):
    """One printing of a title. Null is not known: a run that nobody wrote down is no run of zero copies.

    ``unit_price`` is in euros, with the tenths of a cent that printers quote; it is shown, never summed.
    ``low_at``: the number of copies, in all places, from which the office wants to be warned.
    """

    title = models.ForeignKey(PrintTitle, on_delete=models.PROTECT, related_name="editions")
    year = models.PositiveSmallIntegerField(_("année"))
    languages = models.CharField(_("langues"), max_length=40)
    """ISO 639-1 codes in one order, separated by commas: ``fr,en,de``."""
    label = models.CharField(_("précision"), max_length=60, blank=True)
    print_run = models.PositiveIntegerField(_("tirage"), null=True)
    printed_on = models.DateField(_("imprimé le"), null=True)
    unit_price = models.DecimalField(
        _("prix unitaire"), max_digits=8, decimal_places=4, null=True, validators=[MinValueValidator(0)]
    )
    printer = models.CharField(_("imprimeur"), max_length=120, blank=True)
    printer_delay = models.PositiveSmallIntegerField(_("délai de l’imprimeur"), null=True)
    """Days between the order and the delivery."""
    per_box = models.PositiveIntegerField(_("exemplaires par carton"), null=True)
    low_at = models.PositiveIntegerField(_("alerte à"), null=True)
    ends_on = models.DateField(_("fin de vie"), null=True)

    class Meta:
        ordering = ["title__name", "-year", "languages", "label", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["title", "year", "languages", "label"], name="print_edition_once"
            ),
            models.CheckConstraint(
                condition=Q(per_box__isnull=True) | Q(per_box__gt=0), name="print_box_holds_some"
            ),
        ]
        indexes = [models.Index(fields=["office", "year"], name="print_edition_year")]

    def __str__(self) -> str:
        extra = f", {self.label}" if self.label else ""
        return f"{self.title.name} {self.year} ({self.languages.replace(',', ', ')}{extra})"


class PrintPlace(OfficeModel):
    """Where copies are kept: behind a desk, or in a store (cellar, cupboard, car)."""

    name = models.CharField(_("lieu"), max_length=80)
    desk = models.ForeignKey(Desk, on_delete=models.PROTECT, null=True, related_name="+")
    note = models.CharField(_("où exactement"), max_length=200, blank=True)
    retired_on = models.DateField(null=True)

    class Meta:
        ordering = ["name", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["office", "name"], name="print_place_once"),
            models.UniqueConstraint(
                fields=["desk"], condition=Q(desk__isnull=False), name="print_place_of_desk"
            ),
        ]

    def __str__(self) -> str:
        return self.name
