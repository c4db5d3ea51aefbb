"""Jobs and their schedule, kept in the database so that nothing else has to run."""

from __future__ import annotations

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from buron.kernel.models.office import Office


class Job(models.Model):
    """A piece of work done outside a request. Not scoped: the worker serves all offices, some jobs serve
    none.

    ``lease_until`` is pushed back while the worker lives; a running job whose lease is over was lost with its
    worker and
    is put back by the sweeper (:mod:`buron.kernel.jobs`).
    """

    class State(models.TextChoices):
        WAITING = "waiting", _("En attente")
        RUNNING = "running", _("En cours")
        DONE = "done", _("Terminé")
        FAILED = "failed", _("En échec")

    office = models.ForeignKey(Office, on_delete=models.CASCADE, null=True, related_name="+")
    name = models.CharField(max_length=80)
    args = models.JSONField(default=dict)
    key = models.CharField(max_length=120, null=True, unique=True)
    """Business key: while a job with this key waits or runs, asking again gives the same job."""
    state = models.CharField(max_length=10, choices=State, default=State.WAITING)
    run_at = models.DateTimeField(default=timezone.now)
    attempts = models.PositiveSmallIntegerField(default=0)
    lease_until = models.DateTimeField(null=True)
    asked_by = models.CharField(max_length=160, blank=True)
    done = models.PositiveIntegerField(default=0)
    total = models.PositiveIntegerField(null=True)
    message = models.CharField(max_length=250, blank=True)
    result = models.JSONField(null=True)
    error = models.TextField(blank=True)
    created_at = models.DateTimeField(auto_now_add=True)
    finished_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["-pk"]
        indexes = [models.Index(fields=["state", "run_at"], name="job_queue")]

    def __str__(self) -> str:
        return f"{self.name} #{self.pk}"

    @property
    def is_over(self) -> bool:
        return self.state in (self.State.DONE, self.State.FAILED)

    @property
    def percent(self) -> int | None:
        """Progress in hundredths, when the job knows how much there is to do."""
        return min(100, self.done * 100 // self.total) if self.total else None


class ScheduleMark(models.Model):
    """When a recurrent job was last started; a compare-and-swap on it decides which worker starts the
    next one.
    """

    key = models.CharField(max_length=80, primary_key=True)
    last_started_at = models.DateTimeField()

    def __str__(self) -> str:
        return self.key
