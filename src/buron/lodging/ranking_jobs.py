"""What the star ranking does each night: silence acquires, ends are announced."""

from __future__ import annotations

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from buron.kernel.actors import Actor
from buron.kernel.contributions import Schedule
from buron.kernel.jobs import JobContext, job
from buron.kernel.models import Office
from buron.kernel.tenancy import office_scope
from buron.lodging.services.ranking_decisions import acquire_due
from buron.lodging.services.ranking_mails import draft_alerts

CLOCKS_JOB = "lodging.ranking_clocks"

SCHEDULES = (Schedule("lodging.ranking_clocks", CLOCKS_JOB, at="05:20"),)


@job(CLOCKS_JOB, max_attempts=2, title=_("Délais du classement des meublés"))
def ranking_clocks(context: JobContext) -> None:
    """Acquire the rankings that nobody refused, and write the reminders of those that end."""
    offices = [context.office] if context.office else list(Office.objects.order_by("pk"))
    today = timezone.localdate()
    for office in offices:
        with office_scope(office):
            actor = Actor.system(CLOCKS_JOB, office)
            acquire_due(actor=actor, today=today)
            draft_alerts(actor=actor, day=today)
