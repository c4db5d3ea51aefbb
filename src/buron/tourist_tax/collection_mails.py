"""Mails of collection: statements, reminders; each to one person, nothing hidden in it."""

from __future__ import annotations

from collections.abc import Sequence

from django.conf import settings
from django.core.mail import EmailMessage
from django.utils.translation import gettext as _

from buron.kernel.formats import amount, date_text
from buron.kernel.models import Office
from buron.tourist_tax.models import PayingTerms, Reminder, Statement
from buron.tourist_tax.papers.statements import statement_pdf, ways_to_pay

Attachment = tuple[str, bytes]


def send_statement_mail(statement: Statement) -> None:
    """Send a statement with its PDF. Raises what the mail server says."""
    period = statement.period
    lines = [
        _("Bonjour,"),
        _("Voici votre état récapitulatif de taxe de séjour pour la période « %s ».") % period.title,
    ]
    if statement.balance > 0:
        lines.append(
            _("Reste à payer : %(amount)s, au plus tard le %(day)s.")
            % {"amount": amount(statement.balance), "day": date_text(period.pay_by)}
        )
        lines.append("\n".join(ways_to_pay(PayingTerms.objects.first(), statement.reference)))
    else:
        lines.append(_("Vous n’avez rien à payer."))
    lines.append(_("Une question ? Répondez à ce courriel.") + f"\n{statement.office.name}")
    subject = _("Taxe de séjour : état %s") % statement.reference
    name = f"etat-{statement.reference}.pdf"
    attached = [(name, statement_pdf(statement))]
    _send(statement.office, statement.party.email, subject, "\n\n".join(lines), attached)


def send_reminder_mail(reminder: Reminder) -> None:
    """Send a reminder as it was written. Raises what the mail server says."""
    _send(reminder.office, reminder.party.email, reminder.subject, reminder.text)


def _send(office: Office, to: str, subject: str, body: str, attached: Sequence[Attachment] = ()) -> None:
    message = EmailMessage(
        subject,
        body,
        settings.DEFAULT_FROM_EMAIL,
        [to],
        reply_to=[office.email] if office.email else None,
        headers={"Auto-Submitted": "auto-generated"},
    )
    for name, content in attached:
        message.attach(name, content, "application/pdf")
    message.send()
