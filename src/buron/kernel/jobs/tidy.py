"""The nightly tidying: retention rules of every room, windows of limits, finished jobs, dead sessions."""

from __future__ import annotations

import datetime as dt
import logging

from django.core.management import call_command
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from buron.kernel import ratelimit
from buron.kernel.contributions import retention
from buron.kernel.jobs.declare import JobContext, job
from buron.kernel.models import Job, Office
from buron.kernel.services.retention import apply_rule
from buron.kernel.tenancy import office_scope

logger = logging.getLogger(__name__)

KEEP_FINISHED = dt.timedelta(days=30)


@job("kernel.tidy", title=_("Rangement de la nuit"))
def tidy(context: JobContext) -> None:
    """Apply every retention rule in every office, then forget what only the program needed."""
    removed: dict[str, int] = {}
    for office in Office.objects.order_by("pk"):
        with office_scope(office):
            for rule in retention:
                removed[f"{office.slug}:{rule.key}"] = apply_rule(rule, office)
    ratelimit.purge()
    call_command("clearsessions", verbosity=0)
    old = timezone.now() - KEEP_FINISHED
    Job.objects.filter(state=Job.State.DONE, finished_at__lt=old).delete()
    context.finish({key: count for key, count in removed.items() if count})
