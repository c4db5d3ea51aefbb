"""Mails of the reception."""

from __future__ import annotations

from django.conf import settings
from django.core.mail import EmailMessage
from django.template.loader import render_to_string
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from buron.reception.models import Carnet
from buron.reception.queries.carnets import cards_of, day_text


def send_carnet_mail(carnet: Carnet, email: str, link: str) -> None:
    """Send the link of a carnet and what it holds, in its language, to one person. Raises what the mail server says."""
    lines = cards_of(carnet, carnet.language, timezone.localdate())
    with translation.override(carnet.language):
        subject = _("Votre carnet de %(office)s") % {"office": carnet.office.name}
        values = {
            "carnet": carnet,
            "office": carnet.office,
            "desk": carnet.desk,
            "lines": lines,
            "link": link,
            "until": day_text(carnet.expires_on),
        }
        body = render_to_string("reception/mails/carnet.txt", values)
    reply = [carnet.office.email] if carnet.office.email else None
    EmailMessage(subject, body, settings.DEFAULT_FROM_EMAIL, [email], reply_to=reply).send()
