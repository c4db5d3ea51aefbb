"""The sources of an office as a list shows them: what they hold, how old it is, what to do next."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Literal

from django.db.models import Count, Max, Q, QuerySet
from django.utils import timezone

from buron.offer.models import Doubt, Run, Source, SourceRecord

Tone = Literal["good", "warn", "bad", ""]
NextStep = Literal["decide", "confirm", "follow", "settle", "read", "drop", "none"]

FETCHED_LATE = dt.timedelta(days=3)
"""A source that is read every night and was not for so long deserves a look."""
DROPPED_LATE = dt.timedelta(days=60)


@dataclass(frozen=True, slots=True)
class SourceLine:
    """One source. ``age`` is about the last run that was applied, ``None`` when none was."""

    source: Source
    last: Run | None
    applied: Run | None
    live: int
    missing: int
    age: dt.timedelta | None

    @property
    def tone(self) -> Tone:
        """How its age looks."""
        if not self.source.is_active:
            return ""
        if self.age is None:
            return "bad"
        return "warn" if self.age > (FETCHED_LATE if self.source.location else DROPPED_LATE) else "good"

    @property
    def next_step(self) -> NextStep:
        """What the person should do now."""
        run = self.last
        if not self.source.is_active:
            return "none"
        if run is not None and run.is_active:
            if run.state == Run.State.HELD:
                return "confirm"
            if run.state == Run.State.READY:
                return "decide"
            return "follow" if run.is_at_work else "settle"
        return "read" if self.source.location else "drop"


def source_lines(now: dt.datetime | None = None) -> list[SourceLine]:
    """All the sources of the office in scope, in the order of their priority."""
    now = now or timezone.now()
    sources = list(Source.objects.all())
    last = _newest(Run.objects.all())
    applied = _newest(Run.objects.filter(state=Run.State.APPLIED))
    counts = {
        row["source"]: (row["live"], row["gone"])
        for row in SourceRecord.objects.values("source").annotate(
            live=Count("pk", filter=Q(missing_since__isnull=True)),
            gone=Count("pk", filter=Q(missing_since__isnull=False)),
        )
    }
    return [
        SourceLine(
            source,
            last.get(source.pk),
            applied.get(source.pk),
            *counts.get(source.pk, (0, 0)),
            age=_age(applied.get(source.pk), now),
        )
        for source in sources
    ]


def _newest(runs: QuerySet[Run]) -> dict[int, Run]:
    newest = runs.order_by().values("source").annotate(newest=Max("pk")).values("newest")
    return {run.source_id: run for run in Run.objects.filter(pk__in=newest).select_related("job")}


def _age(run: Run | None, now: dt.datetime) -> dt.timedelta | None:
    return now - run.finished_at if run is not None and run.finished_at is not None else None


def open_doubts() -> QuerySet[Doubt]:
    """The doubts that wait for an answer, the surest first."""
    return Doubt.objects.filter(answer=Doubt.Answer.OPEN).select_related("first", "second")


def settled_doubts() -> QuerySet[Doubt]:
    """The answers, the newest first."""
    settled = Doubt.objects.exclude(answer=Doubt.Answer.OPEN).select_related("first", "second")
    return settled.order_by("-answered_at", "-pk")
