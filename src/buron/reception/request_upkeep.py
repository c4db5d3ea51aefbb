"""How long the words of requests are kept, and how one knows that mail comes and goes."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from buron.kernel.contributions import Health, HealthCheck, Retention
from buron.reception.models import Enquiry, EnquiryMessage, Mailbox
from buron.reception.request_holding import forget_requests
from buron.reception.request_mails import has_server

MONTHS = 36
MOST_AT_ONCE = 2000


def forget_old(office: Any) -> int:
    """Empty the requests that were last written in three years ago; counts and delays stay."""
    before = timezone.now() - dt.timedelta(days=MONTHS * 31)
    old = Enquiry.objects.filter(received_at__lt=before, forgotten_at=None).exclude(state=Enquiry.State.OPEN)
    recent = EnquiryMessage.objects.filter(at__gte=before).values("enquiry_id")
    return forget_requests(
        list(old.exclude(pk__in=recent).order_by("pk").values_list("pk", flat=True)[:MOST_AT_ONCE])
    )


RETENTION = (
    Retention(
        "reception.requests",
        gettext_lazy("Demandes : textes, pièces jointes et expéditeurs"),
        MONTHS,
        gettext_lazy(
            "Trois ans après le dernier message, les mots de la demande n’aident plus personne ; le canal, le délai et "
            "le mode de réponse sont gardés pour comparer les années."
        ),
        forget_old,
    ),
)


def check_mailboxes() -> Health:
    """Every mailbox was read lately, without a fault."""
    boxes = list(Mailbox.objects.filter(is_active=True))
    ill = [box for box in boxes if box.error]
    if ill:
        return Health(
            "error",
            _("La boîte %(address)s n’est pas relevée : %(error)s")
            % {"address": ill[0].address, "error": ill[0].error},
            _("Ouvrez Demandes, « Réglages »."),
        )
    if EnquiryMessage.objects.filter(state="waiting").exists() and not has_server():
        return Health(
            "warning",
            _("Des réponses attendent dans la boîte d’envoi : il n’y a pas de serveur de courriel."),
            _("Indiquez BURON_SMTP_URL."),
        )
    if EnquiryMessage.objects.filter(state="failed").exists():
        return Health("warning", _("Des réponses n’ont pas pu partir."), _("Ouvrez Demandes, « À envoyer »."))
    return Health("ok", _("Les demandes arrivent et les réponses partent."))


HEALTH_CHECKS = (
    HealthCheck(
        "reception.requests", gettext_lazy("Boîtes relevées et réponses"), check_mailboxes, per_office=True
    ),
)
