"""Work of collection done outside of a request."""

from __future__ import annotations

from smtplib import SMTPRecipientsRefused

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from buron.kernel.actors import Actor
from buron.kernel.jobs import JobContext, JobError, job
from buron.kernel.models import Office
from buron.kernel.tenancy import office_scope
from buron.tourist_tax.collection_contrib import SWEEP_JOB
from buron.tourist_tax.collection_mails import send_reminder_mail, send_statement_mail
from buron.tourist_tax.errors import TaxError
from buron.tourist_tax.models import Reminder, Statement, StatementBatch
from buron.tourist_tax.services.cards import sweep_cards
from buron.tourist_tax.services.reminders import REMIND_JOB
from buron.tourist_tax.services.statements import (
    ISSUE_JOB,
    MAIL_JOB,
    issue_statements,
    mark_sent,
    print_statements,
)


@job(ISSUE_JOB, max_attempts=3, title=_("Émettre les états récapitulatifs"))
def issue(context: JobContext, *, batch_id: int) -> None:
    """Number the statements of a period, then print them; progress counts the printed ones."""
    if context.actor is None:
        raise JobError("Cette tâche ne se fait que pour un office.")
    batch = StatementBatch.objects.select_related("period").get(pk=batch_id)
    try:
        made = issue_statements(actor=context.actor, batch=batch)
    except TaxError as error:
        raise JobError(str(error)) from error
    batch.refresh_from_db()
    context.progress(0, len(made), "Mise en page")
    print_statements(
        actor=context.actor,
        batch=batch,
        progress=lambda done, total: context.progress(done, total, "Mise en page"),
    )
    context.progress(len(made), len(made), f"{len(made)} états émis")


@job(MAIL_JOB, max_attempts=6, title=_("Envoyer un état récapitulatif"))
def mail_statement(context: JobContext, *, statement_id: int) -> None:
    """Send one statement, once."""
    statement = Statement.objects.select_related("office", "party", "period").filter(pk=statement_id).first()
    if statement is None or statement.sent_at is not None or context.actor is None:
        return
    send_statement_mail(statement)
    mark_sent(actor=context.actor, statements=[statement])


@job(REMIND_JOB, max_attempts=4, title=_("Envoyer une relance de taxe de séjour"))
def mail_reminder(context: JobContext, *, reminder_id: int) -> None:
    """Send one reminder, once; an address that the server refuses is told in the history."""
    reminder = Reminder.objects.select_related("office", "party").filter(pk=reminder_id).first()
    if reminder is None or reminder.result != Reminder.Result.WAITING:
        return
    try:
        send_reminder_mail(reminder)
    except SMTPRecipientsRefused as error:
        reminder.result, reminder.fault = Reminder.Result.FAILED, str(error)[:200]
    else:
        reminder.result, reminder.sent_at = Reminder.Result.SENT, timezone.now()
    reminder.save(update_fields=["result", "fault", "sent_at"])


@job(SWEEP_JOB, max_attempts=1, title=_("Retrouver les paiements par carte sans nouvelle"))
def sweep(context: JobContext) -> None:
    """Ask the gateway about what it did not notify; begun again, it enters nothing twice."""
    offices = [context.office] if context.office else list(Office.objects.order_by("pk"))
    told = {}
    for office in offices:
        with office_scope(office):
            found = sweep_cards(actor=Actor.system(SWEEP_JOB, office))
            told[office.slug] = {"settled": found.settled, "abandoned": found.abandoned, "fault": found.fault}
    context.finish(told)
