"""Mails to the communes."""

from __future__ import annotations

from django.conf import settings
from django.core.mail import EmailMessage

from buron.reception.models import UnmetLetter
from buron.reception.papers.letters import mail_text, subject
from buron.reception.queries.unmet import rows_of_letter


def send_letter_mail(letter: UnmetLetter) -> None:
    """Send a kept letter with its PDF to the town hall. Raises what the mail server says."""
    reply = [letter.office.email] if letter.office.email else None
    message = EmailMessage(
        subject(letter.insee, letter.month),
        mail_text(letter, list(rows_of_letter(letter))),
        settings.DEFAULT_FROM_EMAIL,
        [letter.email],
        reply_to=reply,
    )
    name = f"demandes-sans-reponse-{letter.insee}-{letter.month:%Y-%m}.pdf"
    message.attach(name, bytes(letter.document or b""), "application/pdf")
    message.send()
