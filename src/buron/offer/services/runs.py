"""What the steps of an import share: the files of a run, its comparison, how it ends."""

from __future__ import annotations

import sqlite3
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

import orjson
from django.conf import settings
from django.utils import timezone

from buron.kernel import journal
from buron.kernel.actors import Actor
from buron.offer.imports.baseline import SourceFacts
from buron.offer.imports.compare import Outcome, Progress, compare
from buron.offer.imports.fetch import FetchError
from buron.offer.imports.pool import WorkerLost
from buron.offer.imports.stage import Stage, StageWriter
from buron.offer.imports.storage import Busy, StorageError, Vault
from buron.offer.models import Run, Source, SourceReferences
from buron.offer.services.errors import ImportProblem, SourceBusy
from buron.offer.sources import CONNECTORS
from buron.offer.sources.readers import PayloadError, open_reader

READING_FAULTS = (PayloadError, FetchError, StorageError, WorkerLost, ImportProblem)
UNDER_WAY = "Un import de cette source est en cours : attendez qu’il se termine."
COUNTS = (
    "created",
    "linked",
    "updated",
    "unchanged",
    "returned",
    "missing",
    "deleted",
    "refused",
    "doubts",
)
_NOTED = (*COUNTS, "complete", "recipe", "refusals", "remarks")


def vault_of(source: Source) -> Vault:
    """The files of a source."""
    return Vault(Path(settings.DATA), source.office_id, source.pk)


def stage_of(run: Run) -> Stage | None:
    """The comparison of a run; ``None`` when it was never made or is no longer kept."""
    path = vault_of(run.source).stage_path(run.pk)
    return Stage(path) if path.exists() else None


@contextmanager
def alone(vault: Vault) -> Iterator[None]:
    try:
        with vault.locked():
            yield
    except Busy:
        raise SourceBusy(UNDER_WAY) from None
    except StorageError as error:
        raise ImportProblem(str(error)) from error


def facts_of(source: Source) -> SourceFacts:
    """A source as the comparison sees it."""
    stored = SourceReferences.objects.filter(source=source).first() if source.pk else None
    return SourceFacts(
        office_id=source.office_id,
        source_id=source.pk,
        connector=source.connector,
        settings=source.settings,
        complete=source.complete,
        references=orjson.loads(zlib.decompress(stored.rows)) if stored else {},
    )


def compare_run(run: Run, vault: Vault, path: Path, progress: Progress | None) -> None:
    stage = open_stage(vault.stage_path(run.pk))
    run.base = Run.objects.filter(state=Run.State.APPLIED).order_by("-finished_at").first()
    try:
        outcome = outcome_of(facts_of(run.source), path, stage, progress, name=run.origin)
        stage.finish()
    except sqlite3.Error as error:
        stage.abandon()
        raise StorageError(
            f"Le dossier de données {vault.folder} ne peut plus être écrit ({error})."
        ) from error
    except BaseException:
        stage.abandon()
        raise
    note_outcome(run, outcome)


def open_stage(path: Path) -> StageWriter:
    """A new stage; :class:`StorageError` where it cannot be made."""
    try:
        return StageWriter(path)
    except (OSError, sqlite3.Error) as error:
        raise StorageError(
            f"Le dossier de données {path.parent} ne peut pas être écrit ({error})."
        ) from error


def outcome_of(
    facts: SourceFacts, path: Path, stage: StageWriter, progress: Progress | None, *, name: str = ""
) -> Outcome:
    """Compare a payload with what is stored; ``name`` is the one that a person knows the file by."""
    connector = CONNECTORS[facts.connector]
    with open_reader(path, name=name) as reader:
        settings = connector.prepare(reader, facts.settings)
        stage.put("settings", orjson.dumps(settings))
        return compare(replace(facts, settings=settings), connector, reader, stage, progress=progress)


def note_outcome(run: Run, outcome: Outcome) -> None:
    for name in _NOTED:
        setattr(run, name, getattr(outcome, name))
    run.message = " ".join(outcome.warnings)
    run.state = Run.State.READY
    if outcome.is_held:
        run.state = Run.State.HELD
        run.message = held_message(outcome.gone, outcome.live) + " " + run.message
    run.save()


def held_message(gone: int, live: int) -> str:
    """Why a run waits for somebody."""
    share = gone * 100 // live if live else 100
    return (
        f"{gone} fiches sur {live} ({share} %) ne sont plus dans la source : vérifiez que le flux est entier, "
        "puis confirmez ou abandonnez."
    )


def fail(run: Run, message: str) -> Run:
    run.state, run.message, run.finished_at = Run.State.FAILED, message, timezone.now()
    run.save()
    return run


def close(run: Run, state: str, *, message: str, by: Actor) -> Run:
    run.state, run.message, run.decided_by = state, message, by.label
    run.finished_at = timezone.now()
    run.save()
    counts = {name: getattr(run, name) for name in COUNTS if getattr(run, name)}
    journal.record(actor=by, action=f"offer.run.{state}", target=run, after=counts)
    return run
