"""The queue: asking, claiming, running, retrying, sweeping. One table, no other service."""

from __future__ import annotations

import datetime as dt
import logging
import traceback
from contextlib import nullcontext
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import F
from django.utils import timezone

from buron.kernel.actors import Actor
from buron.kernel.jobs.declare import Declared, JobContext, JobError, declared
from buron.kernel.models import Job
from buron.kernel.tenancy import office_scope

logger = logging.getLogger(__name__)

LEASE = dt.timedelta(minutes=2)
FIRST_DELAY = dt.timedelta(seconds=10)
LONGEST_DELAY = dt.timedelta(hours=1)


def enqueue(
    actor: Actor | None,
    name: str,
    /,
    *,
    key: str | None = None,
    delay: dt.timedelta | None = None,
    **args: Any,
) -> Job:
    """Ask for a job, within the caller's transaction: it exists only if the transaction does.

    With a business ``key``, a job that still waits or runs is returned instead of a second one.
    """
    declared.get(name)
    fields = {
        "office_id": actor.office_id if actor else None,
        "name": name,
        "args": args,
        "asked_by": actor.label if actor else "",
        "run_at": timezone.now() + (delay or dt.timedelta()),
    }
    if key is None:
        return Job.objects.create(**fields)
    try:
        with transaction.atomic():
            return Job.objects.create(key=key, **fields)
    except IntegrityError:
        return Job.objects.get(key=key)


def claim(now: dt.datetime | None = None) -> Job | None:
    """Take the oldest job that is due; exactly one worker wins it."""
    now = now or timezone.now()
    waiting = Job.objects.filter(state=Job.State.WAITING, run_at__lte=now).order_by("run_at", "pk")
    for pk in waiting.values_list("pk", flat=True)[:5]:
        won = Job.objects.filter(pk=pk, state=Job.State.WAITING).update(
            state=Job.State.RUNNING, lease_until=now + LEASE, attempts=F("attempts") + 1
        )
        if won == 1:
            return Job.objects.select_related("office").get(pk=pk)
    return None


def renew(job: Job) -> None:
    """Say that the worker of this job still lives."""
    Job.objects.filter(pk=job.pk, state=Job.State.RUNNING).update(lease_until=timezone.now() + LEASE)


def run(job: Job) -> None:
    """Do a claimed job and write its outcome; an exception never leaves this function."""
    entry = declared.find(job.name)
    if entry is None:
        _give_up(job, f"Tâche inconnue : {job.name}", forget=False)
        return
    office = job.office
    actor = Actor.system(job.name, office) if office else None
    context = JobContext(job, office, actor)
    try:
        with office_scope(office) if office else nullcontext():
            entry.work(context, **job.args)
    except JobError as error:
        _give_up(job, str(error), forget=entry.forget_args)
    except Exception:
        logger.exception("job %s failed", job)
        _try_again(job, entry, traceback.format_exc(limit=20))
    else:
        _over(job, Job.State.DONE, forget=entry.forget_args)


def _over(job: Job, state: Job.State, *, forget: bool, **fields: Any) -> None:
    if forget:
        fields["args"] = {}
    Job.objects.filter(pk=job.pk).update(
        state=state, key=None, lease_until=None, finished_at=timezone.now(), **fields
    )


def _give_up(job: Job, error: str, *, forget: bool) -> None:
    _over(job, Job.State.FAILED, forget=forget, error=error)


def _try_again(job: Job, entry: Declared, error: str) -> None:
    if job.attempts >= entry.max_attempts:
        _give_up(job, error, forget=entry.forget_args)
        return
    delay = min(FIRST_DELAY * 4 ** (job.attempts - 1), LONGEST_DELAY)
    Job.objects.filter(pk=job.pk).update(
        state=Job.State.WAITING, lease_until=None, run_at=timezone.now() + delay, error=error
    )


def sweep(now: dt.datetime | None = None) -> int:
    """Put back the jobs whose worker was lost; returns how many."""
    lost = 0
    now = now or timezone.now()
    for job in Job.objects.filter(state=Job.State.RUNNING, lease_until__lt=now)[:100]:
        entry = declared.find(job.name)
        won = Job.objects.filter(pk=job.pk, state=Job.State.RUNNING, lease_until=job.lease_until).update(
            lease_until=now + LEASE
        )
        if won != 1:
            continue
        lost += 1
        if entry is None:
            _give_up(job, f"Tâche inconnue : {job.name}", forget=False)
        else:
            _try_again(job, entry, "Le programme s’est arrêté pendant cette tâche.")
    return lost


def work_all(limit: int = 1000) -> int:
    """Do every job that is due, in this process; for commands and tests. Returns how many were done."""
    for count in range(limit):
        job = claim()
        if job is None:
            return count
        run(job)
    return limit
