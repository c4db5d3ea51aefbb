"""Declaring jobs and what they receive."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.utils import timezone

from buron.kernel.actors import Actor
from buron.kernel.contributions import Text
from buron.kernel.models import Job, Office
from buron.kernel.registry import Registry


class JobError(Exception):
    """The job cannot succeed by trying again; the message is French and is shown to whoever asked."""


@dataclass(slots=True)
class JobContext:
    """What a job knows of its own run. ``office`` and ``actor`` are absent from installation-wide jobs."""

    job: Job
    office: Office | None
    actor: Actor | None

    def progress(self, done: int, total: int | None = None, message: str = "") -> None:
        """Tell the screens how far the work is."""
        Job.objects.filter(pk=self.job.pk).update(done=done, total=total, message=message[:250])

    def finish(self, result: Any) -> None:
        """Keep a JSON answer for whoever asked."""
        Job.objects.filter(pk=self.job.pk).update(result=result, lease_until=timezone.now())
        self.job.result = result


Work = Callable[..., Any]


@dataclass(frozen=True, slots=True)
class Declared:
    """A registered job.

    ``forget_args`` empties the arguments once the job is over (they hold personal data).
    """

    key: str
    work: Work
    max_attempts: int
    forget_args: bool
    title: Text


declared: Registry[Declared] = Registry("jobs")


def job(
    name: str, *, title: Text, max_attempts: int = 5, forget_args: bool = False
) -> Callable[[Work], Work]:
    """Register ``work(context, **args)`` under a name; ``title`` is what the screen of the jobs calls it, in French."""

    def decorate(work: Work) -> Work:
        declared.register(Declared(name, work, max_attempts, forget_args, title))
        return work

    return decorate
