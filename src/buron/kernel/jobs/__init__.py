"""Work done outside requests: ``@job`` declares it, ``enqueue`` asks for it, a worker does it.

A job may run twice (its worker may die after the work and before saying so), hence it must be idempotent. It
is retried
with a growing delay, put back when its worker is lost, and reports progress that a screen can show.
"""

from buron.kernel.jobs.declare import JobContext, JobError, job
from buron.kernel.jobs.queue import enqueue, work_all

__all__ = ["JobContext", "JobError", "enqueue", "job", "work_all"]
