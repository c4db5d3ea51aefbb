"""Work of the directory done outside of a request."""

from __future__ import annotations

import datetime as dt

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from buron.directory.mails import send_question, site_address
from buron.directory.models import Party
from buron.directory.queries import to_ask_again
from buron.directory.services import ask_again
from buron.kernel.actors import Actor
from buron.kernel.jobs import JobContext, enqueue, job
from buron.kernel.models import Office
from buron.kernel.tenancy import office_scope

MOST_AT_ONCE = 200
PAUSE_SECONDS = 3


@job("directory.ask_silent", title=_("Redemander leur accord aux contacts sans nouvelles"))
def ask_silent(context: JobContext) -> None:
    """Every day: ask the contacts that have been silent for three years, where links can be written."""
    for office in Office.objects.order_by("pk"):
        with office_scope(office):
            ask_office(office, Actor.system("directory.ask_silent", office))


def ask_office(office: Office, actor: Actor) -> int:
    """Ask the silent contacts of one office; returns how many questions leave.

    Those without a usable e-mail address are noted as asked all the same: nothing else can reach them, and the sixty
    days begin. Nothing happens where the address of the site is not known, for the mail would have no link.
    """
    site = site_address(office)
    if not site:
        return 0
    due = list(to_ask_again(timezone.localdate())[:MOST_AT_ONCE])
    ask_again(actor=actor, parties=due)
    reached = [party for party in due if party.email and party.email_refused_at is None]
    for rank, party in enumerate(reached):
        enqueue(
            actor,
            "directory.ask_party",
            key=f"directory.ask:{party.pk}",
            delay=dt.timedelta(seconds=PAUSE_SECONDS * rank),
            party_id=party.pk,
            site=site,
        )
    return len(reached)


@job("directory.ask_party", max_attempts=6, title=_("Redemander son accord à un contact"))
def ask_party(context: JobContext, *, party_id: int, site: str) -> None:
    """Send the question to one contact, unless it gave a sign meanwhile."""
    party = Party.objects.filter(pk=party_id, erased_at=None, asked_again_on__isnull=False).first()
    if party is not None and context.office is not None and party.email:
        send_question(party, context.office, site)
