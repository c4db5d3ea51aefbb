"""Where a lodging was seen: in the offer, the tax file, the yearly list of the State, a platform's file."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from buron.kernel.tenancy import OfficeModel
from buron.lodging.models.register import Lodging


class Sighting(OfficeModel):
    """One line of one source about one lodging; without a ``lodging``, nobody has yet said which one it is.

    The lodgings known to one source only are where forgotten tax is found. ``body`` is the line as it came, by the
    source's own column names. ``missing_since`` is set when a later file of the source no longer names it.
    """

    class Source(models.TextChoices):
        OFFER = "offer", _("Offre touristique")
        TAX = "tax", _("Fichier de la taxe de séjour")
        STATE = "state", _("Liste annuelle de l’État (DGFiP)")
        TOWN = "town", _("Déclarations en mairie (CERFA)")
        PLATFORM = "platform", _("Plateforme")

    class State(models.TextChoices):
        NEW = "new", _("À rapprocher")
        MATCHED = "matched", _("Rapproché")
        IGNORED = "ignored", _("Écarté")

    source = models.CharField(_("source"), max_length=8, choices=Source)
    origin = models.CharField(_("fichier ou plateforme"), max_length=120, blank=True)
    external_id = models.CharField(_("identifiant dans la source"), max_length=120)
    lodging = models.ForeignKey(
        Lodging, on_delete=models.SET_NULL, null=True, blank=True, related_name="sightings"
    )
    state = models.CharField(_("état"), max_length=8, choices=State, default=State.NEW)
    reason = models.CharField(_("motif"), max_length=200, blank=True)
    """Why it was set aside (not let, another commune, long let…)."""
    name = models.CharField(_("nom"), max_length=160, blank=True)
    address = models.CharField(_("adresse"), max_length=300, blank=True)
    insee = models.CharField(_("commune"), max_length=5, blank=True)
    latitude = models.FloatField(null=True, blank=True)
    longitude = models.FloatField(null=True, blank=True)
    capacity = models.PositiveIntegerField(_("capacité (personnes)"), null=True, blank=True)
    registration_number = models.CharField(_("numéro d’enregistrement"), max_length=20, blank=True)
    body = models.JSONField(default=dict)
    first_seen_on = models.DateField(_("vu la première fois le"))
    last_seen_on = models.DateField(_("vu la dernière fois le"))
    missing_since = models.DateField(_("absent depuis le"), null=True, blank=True)

    class Meta:
        verbose_name = _("signalement d’hébergement")
        ordering = ["name", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["office", "source", "origin", "external_id"], name="sighting_once_per_source"
            ),
            models.CheckConstraint(
                condition=~Q(state="matched") | Q(lodging__isnull=False), name="sighting_matched_has_lodging"
            ),
        ]
        indexes = [models.Index(fields=["office", "state", "source"], name="sighting_state")]

    def __str__(self) -> str:
        return self.name or self.external_id
