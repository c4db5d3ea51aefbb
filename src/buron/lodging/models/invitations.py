"""Invitations to declare the tourist tax, sent for lodgings that one source only shows."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from buron.directory.models import Party
from buron.kernel.tenancy import OfficeModel
from buron.lodging.models.register import Lodging
from buron.lodging.models.sighting import Sighting


class Invitation(OfficeModel):
    """Somebody was invited to declare, once for each lodging, whether the register has it or a source alone shows it.

    ``address`` has the lines of the envelope. ``text`` is what was written, kept as it left. Without ``answered_on``
    nobody has answered yet.
    """

    class Channel(models.TextChoices):
        LETTER = "letter", _("Lettre")
        MAIL = "mail", _("Courriel")

    class Answer(models.TextChoices):
        DECLARES = "declares", _("Va déclarer")
        PLATFORMS = "platforms", _("Loue par des plateformes seulement")
        NOT_LET = "not_let", _("Ne loue pas, ou à l’année")
        ELSEWHERE = "elsewhere", _("Déjà connu sous un autre nom")
        REFUSES = "refuses", _("Refuse de déclarer")
        RETURNED = "returned", _("Revenu : n’habite pas à l’adresse")

    lodging = models.OneToOneField(
        Lodging, on_delete=models.CASCADE, null=True, blank=True, related_name="invitation"
    )
    sighting = models.OneToOneField(
        Sighting, on_delete=models.CASCADE, null=True, blank=True, related_name="invitation"
    )
    party = models.ForeignKey(Party, on_delete=models.SET_NULL, null=True, blank=True, related_name="+")
    channel = models.CharField(_("envoi"), max_length=6, choices=Channel, default=Channel.LETTER)
    address = models.CharField(_("adresse"), max_length=500, blank=True)
    email = models.EmailField(_("courriel"), blank=True)
    text = models.TextField(_("texte"), max_length=5000)
    sent_on = models.DateField(_("envoyée le"))
    answer = models.CharField(_("réponse"), max_length=9, choices=Answer, blank=True)
    answered_on = models.DateField(_("répondu le"), null=True, blank=True)
    answer_note = models.CharField(_("précision"), max_length=500, blank=True)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        verbose_name = _("invitation à déclarer")
        verbose_name_plural = _("invitations à déclarer")
        ordering = ["-sent_on", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(lodging__isnull=False) | Q(sighting__isnull=False),
                name="invitation_for_a_lodging",
            ),
            models.CheckConstraint(
                condition=Q(answer="", answered_on__isnull=True)
                | (~Q(answer="") & Q(answered_on__isnull=False)),
                name="invitation_answer_dated",
            ),
        ]
        indexes = [models.Index(fields=["office", "sent_on"], name="invitation_sent")]

    def __str__(self) -> str:
        return str(self.lodging or self.sighting)
