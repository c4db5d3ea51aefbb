"""Files that come into the register: a table of lodgings, the yearly list of the State, declarations at the mairie."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from buron.kernel.tenancy import OfficeModel
from buron.lodging.models.register import Lodging


class RegisterFile(OfficeModel):
    """A file between its upload and its taking over; ``payload`` is emptied once it is applied or put aside.

    ``mapping`` names the column of each field. ``counts`` and ``refused`` say what became of its lines; at most a
    hundred refusals are kept.
    """

    class Target(models.TextChoices):
        REGISTER = "register", _("Le registre lui-même")
        STATE = "state", _("Liste annuelle de l’État (DGFiP)")
        TOWN = "town", _("Déclarations en mairie (CERFA)")
        TAX = "tax", _("Ancien fichier de la taxe de séjour")

    class State(models.TextChoices):
        READ = "read", _("À vérifier")
        APPLIED = "applied", _("Repris")
        DISCARDED = "discarded", _("Abandonné")

    target = models.CharField(_("contenu"), max_length=8, choices=Target)
    name = models.CharField(_("fichier"), max_length=200)
    payload = models.BinaryField(null=True, editable=False)
    digest = models.CharField(max_length=64, editable=False)
    mapping = models.JSONField(default=dict)
    complete = models.BooleanField(_("le fichier est complet"), default=False)
    """What it does not name any more is marked as gone from the source; nothing is removed."""
    state = models.CharField(_("état"), max_length=9, choices=State, default=State.READ)
    counts = models.JSONField(default=dict)
    refused = models.JSONField(default=list)
    created_at = models.DateTimeField(auto_now_add=True)
    created_by = models.CharField(max_length=120, blank=True)
    applied_at = models.DateTimeField(null=True)

    class Meta:
        verbose_name = _("fichier d’hébergements")
        ordering = ["-pk"]

    def __str__(self) -> str:
        return self.name


class Distinct(OfficeModel):
    """Two lodgings that look the same and that a person said are not; ``first`` has the lower identifier."""

    first = models.ForeignKey(Lodging, on_delete=models.CASCADE, related_name="+")
    second = models.ForeignKey(Lodging, on_delete=models.CASCADE, related_name="+")
    said_at = models.DateTimeField(auto_now_add=True)
    said_by = models.CharField(max_length=120, blank=True)

    class Meta:
        verbose_name = _("hébergements distincts")
        ordering = ["pk"]
        constraints = [models.UniqueConstraint(fields=["first", "second"], name="distinct_pair_once")]

    def __str__(self) -> str:
        return f"{self.first} ≠ {self.second}"
