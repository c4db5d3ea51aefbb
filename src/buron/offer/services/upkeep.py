"""Putting right what a crash left, and dropping the files that are no longer kept."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator

from django.utils import timezone

from buron.kernel.actors import Actor
from buron.offer.imports.indexing import index_source
from buron.offer.imports.storage import KEPT_RUNS, Busy, StorageError
from buron.offer.models import Run, Source, SourceRecord
from buron.offer.rules import too_many_gone
from buron.offer.services.runs import fail, vault_of
from buron.offer.services.sources import IMPORT

JUST_BEGUN = dt.timedelta(minutes=10)


def tidy(source: Source) -> None:
    """Put right what a crash left, and drop the files that are no longer kept. The caller holds the lock."""
    for run in Run.objects.filter(source=source, is_indexed=False, state=Run.State.APPLIED):
        index_source(source.pk)
        note_indexed(run)
    kept = set(_kept_runs(source))
    Run.objects.filter(source=source).exclude(pk__in=kept).exclude(payload="").update(payload="")
    vault_of(source).clean(kept)


def note_indexed(run: Run) -> None:
    run.is_indexed = True
    run.save(update_fields=["is_indexed"])


def _kept_runs(source: Source) -> Iterator[int]:
    runs = Run.objects.filter(source=source)
    yield from runs.filter(state__in=Run.ACTIVE).values_list("pk", flat=True)
    yield from runs.values_list("pk", flat=True)[:KEPT_RUNS]
    yield from runs.filter(state=Run.State.APPLIED).values_list("pk", flat=True)[:1]


def put_right(run: Run) -> None:
    """A run whose process died: what it had begun to write was undone with its transaction. The caller holds the lock
    of the source, so nobody is at work on it.
    """
    run.refresh_from_db()
    if run.state == Run.State.APPLYING:
        live = SourceRecord.objects.filter(source=run.source, missing_since__isnull=True).count()
        held = too_many_gone(run.missing + run.deleted, live)
        run.state = Run.State.HELD if held else Run.State.READY
        run.message = (
            "Le programme s’est arrêté pendant l’enregistrement : rien n’a été changé. " + run.message
        )
        run.save(update_fields=["state", "message"])
    elif run.state == Run.State.READING:
        fail(run, "Le programme s’est arrêté pendant la lecture : rien n’a été changé. Relancez l’import.")


def recover(*, actor: Actor) -> int:
    """Put right the sources that nobody is at work on; returns how many runs were left by a crash."""
    actor.require(IMPORT)
    count = 0
    for source in Source.objects.all():
        try:
            with vault_of(source).locked():
                for run in _left_by_a_crash(source):
                    put_right(run)
                    count += 1
                tidy(source)
        except (Busy, StorageError):
            continue
    return count


def _left_by_a_crash(source: Source) -> list[Run]:
    """Runs at work that nobody works on: their job is over, or they never had one and are not just beginning. One that
    has its file and no job waits for a person to settle its fields.
    """
    at_work = Run.objects.filter(source=source, state__in=(Run.State.READING, Run.State.APPLYING))
    just_begun = timezone.now() - JUST_BEGUN
    return [
        run
        for run in at_work.select_related("job")
        if (run.job.is_over if run.job is not None else run.started_at < just_begun and not _waits(run))
    ]


def _waits(run: Run) -> bool:
    return run.state == Run.State.READING and bool(run.payload)
