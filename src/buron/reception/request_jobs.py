"""Work on requests done outside of a page: mailboxes read, answers sent, old requests forgotten."""

from __future__ import annotations

import datetime as dt

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from buron.kernel.actors import Actor
from buron.kernel.contributions import Schedule
from buron.kernel.jobs import JobContext, enqueue, job
from buron.kernel.models import Office
from buron.kernel.tenancy import office_scope
from buron.reception.models import EnquiryMessage, Mailbox
from buron.reception.request_imap import read_mailbox
from buron.reception.request_mails import has_server
from buron.reception.services.requests import deliver
from buron.reception.services.requests.answering import SEND_JOB

READ_JOB = "reception.read_mailboxes"
MOST_WAITING = 200

SCHEDULES = (
    Schedule("reception.read_mailboxes", READ_JOB, every_minutes=3),
    Schedule("reception.send_waiting", "reception.send_waiting", every_minutes=10),
)


@job(READ_JOB, max_attempts=1, title=_("Relever les boîtes de courriel"))
def read_mailboxes(context: JobContext) -> None:
    """Read the mailboxes of every office, or of the one that asks."""
    offices = [context.office] if context.office else list(Office.objects.order_by("pk"))
    for office in offices:
        with office_scope(office):
            for mailbox in Mailbox.objects.filter(is_active=True):
                read_mailbox(actor=Actor.system(READ_JOB, office), mailbox=mailbox)


@job(SEND_JOB, max_attempts=3, title=_("Envoyer une réponse"))
def send_answer(context: JobContext, *, message_id: int) -> None:
    """Hand one answer to the mail server, unless it was taken back."""
    message = EnquiryMessage.objects.filter(pk=message_id).first()
    if message is not None and context.actor is not None:
        deliver(actor=context.actor, message=message)


@job("reception.send_waiting", max_attempts=1, title=_("Envoyer ce qui attendait un serveur de courriel"))
def send_waiting(context: JobContext) -> None:
    """Once there is a mail server, what waited for it leaves."""
    if not has_server():
        return
    late = timezone.now() - dt.timedelta(minutes=2)
    for office in Office.objects.order_by("pk"):
        with office_scope(office):
            waiting = EnquiryMessage.objects.filter(state="waiting", leaves_at__lt=late)[:MOST_WAITING]
            for message in waiting:
                actor = Actor.system(SEND_JOB, office)
                enqueue(actor, SEND_JOB, key=f"{SEND_JOB}:{message.pk}", message_id=message.pk)
