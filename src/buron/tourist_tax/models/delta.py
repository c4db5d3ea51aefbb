"""What the national file of délibérations (DELTA) says of the office's territory: a proposal, never the truth."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from buron.kernel.tenancy import OfficeModel
from buron.tourist_tax.models.decision import Decision


class DeltaFile(OfficeModel):
    """A national file that was read. ``problems`` are sentences on what could not be read in it; nothing is guessed."""

    name = models.CharField(_("fichier"), max_length=200)
    version = models.CharField(_("version"), max_length=20, blank=True)
    dated = models.DateField(_("daté du"), null=True)
    count = models.PositiveIntegerField(_("délibérations lues"))
    problems = models.JSONField(default=list)
    read_at = models.DateTimeField(_("lu le"), auto_now_add=True)
    read_by = models.CharField(_("lu par"), max_length=120, blank=True)

    class Meta:
        verbose_name = _("fichier national des délibérations")
        ordering = ["-read_at", "-pk"]

    def __str__(self) -> str:
        return self.name


class DeltaProposal(OfficeModel):
    """One délibération of the file that concerns the office, as printed; ``decision`` is the draft made from it.

    ``communes`` are the INSEE codes of the office that it covers. ``body`` holds the printed values by the keys of the
    law (:func:`buron.tourist_tax.delta.as_body`), amounts in cents.
    """

    file = models.ForeignKey(DeltaFile, on_delete=models.CASCADE, related_name="proposals")
    siren = models.CharField(_("SIREN"), max_length=9, blank=True)
    council = models.CharField(_("collectivité"), max_length=160)
    voted_on = models.DateField(_("votée le"), null=True)
    communes = models.JSONField(default=list)
    body = models.JSONField(default=dict)
    decision = models.ForeignKey(
        Decision, on_delete=models.SET_NULL, null=True, blank=True, related_name="proposals"
    )

    class Meta:
        verbose_name = _("proposition du fichier national")
        ordering = ["council", "-voted_on", "pk"]

    def __str__(self) -> str:
        return self.council
