"""Background jobs, seen and started again by those who look after the office."""

from __future__ import annotations

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from buron.kernel import journal
from buron.kernel.actors import Actor
from buron.kernel.jobs.declare import declared
from buron.kernel.models import Job


class RetryError(ValueError):
    """The job cannot be started again; the message is French."""


def retry_job(*, actor: Actor, job: Job) -> Job:
    """Put a failed job back at the head of the queue, with all its attempts; asked twice, it starts once."""
    actor.require("kernel.jobs")
    entry = declared.find(job.name)
    if entry is None:
        raise RetryError(_("Cette tâche n’existe plus dans cette version."))
    if entry.forget_args:
        raise RetryError(_("Ce que cette tâche devait faire a été oublié exprès : refaites la demande."))
    with transaction.atomic():
        won = Job.objects.filter(pk=job.pk, office_id=actor.office_id, state=Job.State.FAILED).update(
            state=Job.State.WAITING, attempts=0, run_at=timezone.now(), finished_at=None, done=0, message=""
        )
        if won != 1:
            raise RetryError(_("Cette tâche n’est plus en échec."))
        journal.record(actor=actor, action="kernel.job.retried", target=job)
    return job
