"""The worker process: claims jobs, keeps their lease alive, sweeps lost ones, starts the scheduled ones."""

from __future__ import annotations

import datetime as dt
import logging
import threading
import time
from collections.abc import Callable

from django.db import close_old_connections, connection
from django.utils import timezone

from buron.kernel.contributions import Schedule, schedules
from buron.kernel.jobs import queue
from buron.kernel.models import Job, ScheduleMark

logger = logging.getLogger(__name__)

IDLE_SECONDS = 0.5
TICK_SECONDS = 20.0


def run_worker(should_stop: Callable[[], bool]) -> None:
    """Work until told to stop; a fault of the database is waited out, not died of."""
    next_tick = 0.0
    while not should_stop():
        try:
            if time.monotonic() >= next_tick:
                tick()
                next_tick = time.monotonic() + TICK_SECONDS
            job = queue.claim()
            if job is not None:
                _run_alive(job)
                continue
        except Exception:
            logger.exception("the worker met a fault and goes on")
            close_old_connections()
            time.sleep(2)
        time.sleep(IDLE_SECONDS)


def _run_alive(job: Job) -> None:
    """Run a job while a thread renews its lease."""
    finished = threading.Event()

    def beat() -> None:
        while not finished.wait(queue.LEASE.total_seconds() / 4):
            queue.renew(job)
        connection.close()

    thread = threading.Thread(target=beat, daemon=True)
    thread.start()
    try:
        queue.run(job)
    finally:
        finished.set()
        thread.join(timeout=5)


def tick(now: dt.datetime | None = None) -> list[str]:
    """Put lost jobs back and start the scheduled ones that are due; returns the keys started."""
    now = now or timezone.now()
    queue.sweep(now)
    return [schedule.key for schedule in schedules if _is_due(schedule, now) and _start(schedule, now)]


def _is_due(schedule: Schedule, now: dt.datetime) -> bool:
    mark = ScheduleMark.objects.filter(key=schedule.key).first()
    if schedule.every_minutes is not None:
        return mark is None or now - mark.last_started_at >= dt.timedelta(minutes=schedule.every_minutes)
    local = timezone.localtime(now)
    hour, minute = (int(part) for part in (schedule.at or "03:00").split(":"))
    today = local.replace(hour=hour, minute=minute, second=0, microsecond=0)
    return local >= today and (mark is None or mark.last_started_at < today)


def _start(schedule: Schedule, now: dt.datetime) -> bool:
    mark, created = ScheduleMark.objects.get_or_create(key=schedule.key, defaults={"last_started_at": now})
    if not created:
        won = ScheduleMark.objects.filter(pk=mark.pk, last_started_at=mark.last_started_at).update(
            last_started_at=now
        )
        if won != 1:
            return False
    queue.enqueue(None, schedule.job, key=f"schedule:{schedule.key}", **schedule.args)
    return True
