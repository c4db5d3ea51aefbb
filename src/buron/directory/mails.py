"""Mails of the directory."""

from __future__ import annotations

from django.conf import settings
from django.core.mail import EmailMessage
from django.template.loader import render_to_string
from django.utils import translation
from django.utils.translation import gettext as _

from buron.directory.links import choices_path
from buron.directory.models import Party
from buron.kernel.models import Office


def site_address(office: Office) -> str:
    """``https://name`` of this installation, for links in mails that no page is asked for; empty when unknown.

    The office may set it (setting ``site``); otherwise it is the first name that the server answers to on the web.
    """
    chosen = office.settings.get("site", "")
    if isinstance(chosen, str) and chosen.startswith(("https://", "http://")):
        return chosen.rstrip("/")
    for host in settings.ALLOWED_HOSTS:
        if "." in host.strip(".*") and not host[0].isdigit() and "*" not in host:
            return f"https://{host.lstrip('.')}"
    return ""


def has_server() -> bool:
    """Whether a mail server is configured: without one, nothing leaves and nothing pretends to."""
    return "filebased" not in settings.EMAIL_BACKEND and "dummy" not in settings.EMAIL_BACKEND


def send_question(party: Party, office: Office, site: str) -> None:
    """Ask a contact whether the office may keep it, in the contact's language."""
    with translation.override(party.language):
        subject = _("Pouvons-nous garder vos coordonnées ?")
        values = {"party": party, "office": office, "link": site + choices_path(party)}
        body = render_to_string("directory/mails/again.txt", values)
    reply = [office.email] if office.email else None
    headers = {"Auto-Submitted": "auto-generated"}
    EmailMessage(
        subject, body, settings.DEFAULT_FROM_EMAIL, [party.email], reply_to=reply, headers=headers
    ).send()
