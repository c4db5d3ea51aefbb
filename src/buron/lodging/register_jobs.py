"""What the register does each night: it follows the fiches and sees what the offer publishes."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from buron.kernel.actors import Actor
from buron.kernel.contributions import Schedule
from buron.kernel.jobs import JobContext, job
from buron.kernel.models import Office
from buron.kernel.tenancy import office_scope
from buron.lodging.models import Lodging
from buron.lodging.services.following import follow_fiches, renew_rankings
from buron.lodging.services.sightings import note_offer

NIGHT_JOB = "lodging.keep_alike"

SCHEDULES = (Schedule(NIGHT_JOB, NIGHT_JOB, at="04:50"),)


@job(NIGHT_JOB, max_attempts=2, title=_("Hébergements et fiches tenus ensemble"))
def keep_alike(context: JobContext) -> None:
    """Follow the fiches, write to them the rankings that began or ended, see what the offer publishes.

    An office whose register is empty is left alone.
    """
    offices = [context.office] if context.office else list(Office.objects.order_by("pk"))
    for office in offices:
        with office_scope(office):
            if Lodging.objects.exists():
                actor = Actor.system(NIGHT_JOB, office)
                follow_fiches(actor=actor)
                renew_rankings(actor=actor)
                note_offer(actor=actor)
