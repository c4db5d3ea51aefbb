"""Mails and letters to hosts: their link, the one-time code, the receipt of what they declared."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.core.mail import EmailMessage
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from buron.directory.models import Party
from buron.directory.papers.letters import Letter, box, envelope_of, letters_pdf, text
from buron.kernel.formats import amount, date_text
from buron.kernel.models import Office
from buron.kernel.texts import LANGUAGE_NAMES
from buron.tourist_tax.models import Declaration, HostLink
from buron.tourist_tax.papers.host_receipt import receipt_pdf


def link_address(site: str, link: HostLink) -> str:
    """The address to give: the token stands after the "#", so that no server ever logs it."""
    return f"{site}{reverse('tax_host_entrance')}#{link.token}"


def spoken(party: Party) -> str:
    """The contact's language when these pages speak it, French when it is not known, else English."""
    return party.language if party.language in LANGUAGE_NAMES else "en" if party.language else "fr"


def send_link_mail(link: HostLink, site: str) -> None:
    """Send a host its link, in its language. Raises what the mail server says."""
    office = link.party.office
    with translation.override(spoken(link.party)):
        values = {
            "office": office,
            "party": link.party,
            "link": link_address(site, link),
            "until": link.expires_on,
        }
        subject = _("Votre page pour déclarer la taxe de séjour")
        _send(office, link.party, subject, "link", values)


def send_code_mail(link: HostLink, code: str) -> None:
    """Send the one-time code of the second step."""
    office = link.party.office
    with translation.override(spoken(link.party)):
        values = {"office": office, "code": code}
        _send(office, link.party, _("Votre code : %(code)s") % {"code": code}, "code", values)


def send_receipt_mail(declaration: Declaration) -> None:
    """Send the receipt of a declaration with its PDF."""
    party = declaration.party
    if party is None:
        return
    with translation.override(spoken(party)):
        values = {
            "office": declaration.office,
            "declaration": declaration,
            "amount": amount(declaration.amount),
        }
        subject = _("Déclaration reçue : %(name)s") % {"name": declaration.lodging.name}
        name = f"declaration-{declaration.month:%Y-%m}-{declaration.lodging.number}.pdf"
        attached = (name, receipt_pdf(declaration, party))
        _send(declaration.office, party, subject, "receipt", values, attached)


def _send(
    office: Office,
    party: Party,
    subject: str,
    template: str,
    values: dict[str, Any],
    attached: tuple[str, bytes] | None = None,
) -> None:
    body = render_to_string(f"tourist_tax/mails/host_{template}.txt", values)
    message = EmailMessage(
        subject,
        body,
        settings.DEFAULT_FROM_EMAIL,
        [party.email],
        reply_to=[office.email] if office.email else None,
        headers={"Auto-Submitted": "auto-generated"},
    )
    if attached:
        message.attach(*attached, "application/pdf")
    message.send()


def link_letters(office: Office, links: list[HostLink], site: str) -> bytes:
    """A letter for each host, with its QR code, its address behind the window of the envelope."""
    return letters_pdf(office, [_letter(office, link, site) for link in links], _("Liens des hébergeurs"))


def _letter(office: Office, link: HostLink, site: str) -> Letter:
    address = link_address(site, link)
    blocks = [
        *text(
            _("Bonjour,"),
            _(
                "Chaque mois, vous dites combien de personnes ont dormi chez vous. Sur votre page, cela prend quelques "
                "minutes, depuis un téléphone ou un ordinateur. Il n’y a ni compte à créer, ni mot de passe."
            ),
            _("Ouvrez l’appareil photo de votre téléphone et visez ce code :"),
        ),
        {"type": "qr", "svg": qr(address), "alt": _("Le code de votre page")},
        *text(_("Sur un ordinateur, écrivez cette adresse :")),
        box(address),
        *text(
            _(
                "Ce lien est le vôtre : ne le donnez à personne. Il vaut jusqu’au %(day)s. Perdu, ou vu par quelqu’un "
                "d’autre ? Appelez-nous, nous le changeons aussitôt."
            )
            % {"day": date_text(link.expires_on)},
            _("Vous préférez le téléphone ? Appelez-nous : nous remplissons votre déclaration avec vous."),
            office.name,
        ),
    ]
    subject = _("Taxe de séjour : votre page pour déclarer")
    return Letter(envelope_of(link.party), date_text(timezone.localdate()), subject, blocks)


def qr(address: str) -> str:
    """The code of an address, as an SVG."""
    from buron.kernel.documents.pictures import qr_svg

    return qr_svg(address)
