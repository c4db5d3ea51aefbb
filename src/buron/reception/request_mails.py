"""Answers handed to the mail server, each to one person, threaded with what they answer."""

from __future__ import annotations

from django.conf import settings
from django.core.mail import EmailMessage

from buron.directory.mails import has_server
from buron.reception.models import EnquiryMessage, Mailbox
from buron.reception.rules.mail import OWN_LOOP

__all__ = ["has_server", "reply_address", "send_answer_mail"]


def reply_address(message: EnquiryMessage) -> str:
    """Where the person's own answer must come: the mailbox that is read, else the office's address."""
    box = Mailbox.objects.filter(is_active=True).first()
    return box.address if box else message.office.email


def send_answer_mail(message: EnquiryMessage) -> None:
    """Send one answer with its e-brochures. Raises what the mail server says."""
    reply = reply_address(message)
    headers = {"Message-ID": f"<{message.message_id}>", OWN_LOOP: message.office.slug}
    if message.in_reply_to:
        cited = message.enquiry.messages.exclude(message_id="").exclude(pk=message.pk)
        chain = [*cited.order_by("at", "pk").values_list("message_id", flat=True)[:20]]
        headers["In-Reply-To"] = f"<{message.in_reply_to}>"
        headers["References"] = " ".join(f"<{one}>" for one in chain)
    mail = EmailMessage(
        message.subject,
        message.text,
        settings.DEFAULT_FROM_EMAIL,
        [message.to_email],
        reply_to=[reply] if reply else None,
        headers=headers,
    )
    for enclosure in message.enclosures.select_related("brochure"):
        brochure = enclosure.brochure
        if brochure is not None and brochure.content is not None:
            name = brochure.file_name or f"{brochure.title}.pdf"
            mail.attach(name, bytes(brochure.content), "application/pdf")
    mail.send()
