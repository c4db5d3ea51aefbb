"""Work of the directory done outside of a request."""

from __future__ import annotations

import datetime as dt

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from buron.directory.mails import has_server, send_question, site_address
from buron.directory.queries import to_ask_again
from buron.directory.services import ask_again
from buron.kernel.actors import Actor
from buron.kernel.jobs import JobContext, enqueue, job
from buron.kernel.models import Job, Office
from buron.kernel.tenancy import office_scope

MOST_AT_ONCE = 200
PAUSE_SECONDS = 3
ASK_JOB = "directory.ask_party"


@job("directory.ask_silent", title=_("Redemander leur accord aux contacts sans nouvelles"))
def ask_silent(context: JobContext) -> None:
    """Every day: ask the contacts that have been silent for three years, where links can be written."""
    for office in Office.objects.order_by("pk"):
        with office_scope(office):
            ask_office(office, Actor.system("directory.ask_silent", office))


def ask_office(office: Office, actor: Actor) -> int:
    """Ask the silent contacts of one office; returns how many questions leave.

    A contact is noted as asked when its mail has left. One that no mail can reach is noted at once: nothing else can be
    done, and the sixty days begin. Without a mail server, or where the address of the site is not known, nobody is
    asked, and so nobody will be erased.
    """
    site = site_address(office)
    if not site or not has_server():
        return 0
    due = list(to_ask_again(timezone.localdate())[:MOST_AT_ONCE])
    reached = {f"{ASK_JOB}:{one.pk}": one for one in due if one.email and one.email_refused_at is None}
    ask_again(actor=actor, parties=[one for one in due if one not in reached.values()])
    waiting = set(Job.objects.filter(key__in=reached).values_list("key", flat=True))
    asked = [(key, party) for key, party in reached.items() if key not in waiting]
    for rank, (key, party) in enumerate(asked):
        delay = dt.timedelta(seconds=PAUSE_SECONDS * rank)
        enqueue(actor, ASK_JOB, key=key, delay=delay, party_id=party.pk, site=site)
    return len(asked)


@job(ASK_JOB, max_attempts=6, title=_("Redemander son accord à un contact"))
def ask_party(context: JobContext, *, party_id: int, site: str) -> None:
    """Send the question to one contact, unless it gave a sign meanwhile, then note that it was asked."""
    party = to_ask_again(timezone.localdate()).filter(pk=party_id).first()
    if party is None or context.office is None or context.actor is None or not party.email:
        return
    send_question(party, context.office, site)
    ask_again(actor=context.actor, parties=[party])
