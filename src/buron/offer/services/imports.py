"""Imports: begin a run, read and compare it, apply it or give it up, and put right what a crash left."""

from __future__ import annotations

import datetime as dt
import logging
import tempfile
import zlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import orjson
from django.conf import settings
from django.db import DatabaseError, IntegrityError, transaction
from django.utils import timezone

from buron.kernel import journal
from buron.kernel.actors import Actor
from buron.kernel.models import Job
from buron.offer.imports.apply import Applied, Applying, apply_stage
from buron.offer.imports.baseline import SourceFacts
from buron.offer.imports.compare import Outcome, Progress, compare, recipe_of
from buron.offer.imports.connectors import connector_for
from buron.offer.imports.fetch import FetchError, fetch
from buron.offer.imports.indexing import AT_ONCE, index_applied, index_source
from buron.offer.imports.pool import WorkerLost
from buron.offer.imports.stage import Stage, StageWriter
from buron.offer.imports.storage import (
    KEPT_RUNS,
    Busy,
    Kept,
    StorageError,
    Vault,
    copy_chunks,
    copy_file,
    pack_folder,
)
from buron.offer.models import Doubt, Run, Source, SourceRecord, SourceReferences
from buron.offer.rules import too_many_gone
from buron.offer.services.errors import ImportProblem, SourceBusy
from buron.offer.services.sources import IMPORT, place_shown
from buron.offer.sources.readers import PayloadError, open_reader

logger = logging.getLogger(__name__)

READING_FAULTS = (PayloadError, FetchError, StorageError, WorkerLost, ImportProblem)
JUST_BEGUN = dt.timedelta(minutes=10)
UNDER_WAY = "Un import de cette source est en cours : attendez qu’il se termine."


@dataclass(frozen=True, slots=True)
class Upload:
    """A file that was dropped: its name, and its bytes piece by piece."""

    name: str
    chunks: Callable[[], Iterator[bytes]]


def vault_of(source: Source) -> Vault:
    """The files of a source."""
    return Vault(Path(settings.DATA), source.office_id, source.pk)


def stage_of(run: Run) -> Stage | None:
    """The comparison of a run; ``None`` when it was never made or is no longer kept."""
    path = vault_of(run.source).stage_path(run.pk)
    return Stage(path) if path.exists() else None


# Beginning


def begin_run(*, actor: Actor, source: Source, upload: Upload | None = None, place: str = "") -> Run:
    """Open a run on a dropped file, a place, or the source's own location. A comparison that still waited for a
    decision is given up: it would decide on an offer that is no longer the one shown.

    Raises :class:`SourceBusy`, and :class:`ImportProblem` when there is nothing to read or nowhere to keep it.
    """
    actor.require(IMPORT)
    if not source.is_active:
        raise ImportProblem("Cette source est arrêtée : remettez-la en service d’abord.")
    place = place or ("" if upload else source.location)
    if upload is None and not place:
        raise ImportProblem("Déposez un fichier, ou donnez l’adresse de la source.")
    run = _open_run(actor, source, upload.name if upload else place_shown(place))
    if upload is not None:
        try:
            vault = vault_of(source)
            _note_payload(
                run, vault.keep(vault.payload_path(run.pk, upload.name), copy_chunks(upload.chunks))
            )
        except StorageError as error:
            _fail(run, str(error))
            raise ImportProblem(str(error)) from error
    return run


def _open_run(actor: Actor, source: Source, origin: str) -> Run:
    for waiting in Run.objects.filter(source=source, state__in=Run.ACTIVE):
        _make_way(waiting, actor)
    try:
        with transaction.atomic():
            return Run.objects.create(
                office_id=source.office_id, source=source, asked_by=actor.label, origin=origin[:300]
            )
    except IntegrityError:
        raise SourceBusy(UNDER_WAY) from None


def _make_way(run: Run, actor: Actor) -> None:
    """Free a source from its active run, unless somebody is at work on it."""
    if run.state in (Run.State.READY, Run.State.HELD):
        _close(run, Run.State.DISCARDED, message="Remplacé par une lecture plus récente.", by=actor)
        return
    job = run.job
    if job is not None and not job.is_over and run.state == Run.State.READING:
        raise SourceBusy(UNDER_WAY)
    try:
        with vault_of(run.source).locked():
            _put_right(run)
    except Busy:
        raise SourceBusy(UNDER_WAY) from None
    run.refresh_from_db()
    if run.is_active:
        _make_way(run, actor)


def attach_job(*, run: Run, job: Job) -> Run:
    """Note the job that works on a run, for its progress to be shown."""
    Run.objects.filter(pk=run.pk).update(job=job)
    run.job = job
    return run


# Reading and comparing


def read_run(*, actor: Actor, run: Run, place: str = "", progress: Progress | None = None) -> Run:
    """Fetch what must be, compare it, and leave the run ready, held, failed, or applied when nothing changes."""
    actor.require(IMPORT)
    if run.state != Run.State.READING:
        return run
    source = run.source
    vault = vault_of(source)
    with _alone(vault):
        tidy(source)
        try:
            path = _payload(run, vault, place)
            if not _is_same_again(run, actor):
                _compare(run, vault, path, progress)
        except READING_FAULTS as error:
            return _fail(run, str(error))
        except Exception:
            logger.exception("run %s broke while reading", run.pk)
            return _fail(run, "Une erreur du programme a interrompu la lecture : rien n’a été changé.")
    if run.state == Run.State.READY and _is_idle(run):
        return apply_run(actor=actor, run=run)
    return run


@contextmanager
def _alone(vault: Vault) -> Iterator[None]:
    try:
        with vault.locked():
            yield
    except Busy:
        raise SourceBusy(UNDER_WAY) from None
    except StorageError as error:
        raise ImportProblem(str(error)) from error


def _payload(run: Run, vault: Vault, place: str) -> Path:
    """The payload in the data folder, fetched or copied there first unless it was dropped."""
    if run.payload:
        return vault.folder / run.payload
    place = place or run.source.location
    if place.startswith("https://"):
        _note_payload(run, _download(run, vault, place))
    else:
        source = Path(place)
        with open_reader(source) as reader:
            names = reader.names() if source.is_dir() else []
        name = f"{source.name}.zip" if source.is_dir() else source.name
        write = pack_folder(source, names) if source.is_dir() else copy_file(source)
        _note_payload(run, vault.keep(vault.payload_path(run.pk, name), write))
    return vault.folder / run.payload


def _download(run: Run, vault: Vault, place: str) -> Kept:
    headers = run.source.settings.get("headers")
    sent = {str(key): str(value) for key, value in headers.items()} if isinstance(headers, dict) else {}
    names: list[str] = []
    path = vault.payload_path(run.pk, "")
    kept = vault.keep(path, lambda into: names.append(fetch(place, into, headers=sent).name))
    named = vault.payload_path(run.pk, names[0])
    path.replace(named)
    return kept._replace(path=named)


def _note_payload(run: Run, kept: Kept) -> None:
    run.payload, run.payload_digest, run.payload_bytes = kept.path.name, kept.digest, kept.size
    run.save(update_fields=["payload", "payload_digest", "payload_bytes"])


def _is_same_again(run: Run, actor: Actor) -> bool:
    """A payload that is the very last one applied, read with the same settings, changes nothing: no need to open it."""
    last = Run.objects.filter(source=run.source, state=Run.State.APPLIED).first()
    if last is None or last.payload_digest != run.payload_digest or not last.is_indexed:
        return False
    facts = facts_of(run.source)
    if last.recipe != recipe_of(facts.connector, facts.settings, facts.references):
        return False
    run.recipe, run.complete = last.recipe, last.complete
    run.unchanged = SourceRecord.objects.filter(source=run.source, missing_since__isnull=True).count()
    run.refused, run.refusals, run.is_indexed = last.refused, last.refusals, True
    _close(run, Run.State.APPLIED, message="Le fichier est le même que la dernière fois.", by=actor)
    return True


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


def _compare(run: Run, vault: Vault, path: Path, progress: Progress | None) -> None:
    stage = StageWriter(vault.stage_path(run.pk))
    run.base = Run.objects.filter(state=Run.State.APPLIED).order_by("-finished_at").first()
    try:
        outcome = _outcome(facts_of(run.source), path, stage, progress)
        stage.finish()
    except BaseException:
        stage.abandon()
        raise
    _note_outcome(run, outcome)


def _outcome(facts: SourceFacts, path: Path, stage: StageWriter, progress: Progress | None) -> Outcome:
    with open_reader(path) as reader:
        return compare(facts, connector_for(facts.connector), reader, stage, progress=progress)


_COUNTS = (
    "created",
    "linked",
    "updated",
    "unchanged",
    "returned",
    "missing",
    "deleted",
    "refused",
    "doubts",
    "complete",
    "recipe",
    "refusals",
    "remarks",
)


def _note_outcome(run: Run, outcome: Outcome) -> None:
    for name in _COUNTS:
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


def _is_idle(run: Run) -> bool:
    """Whether a comparison found nothing that somebody should look at."""
    found = run.created + run.linked + run.updated + run.returned + run.missing + run.deleted
    return found + run.refused + run.doubts == 0


# Deciding


def apply_run(*, actor: Actor, run: Run, confirmed: bool = False) -> Run:
    """Write what a run changes, all of it or nothing. A held run must be ``confirmed``.

    A comparison that another import has made old is made again first, and is held again if it then must be.
    """
    actor.require(IMPORT)
    run = Run.objects.select_related("source").get(pk=run.pk)
    with _alone(vault_of(run.source)):
        if run.state == Run.State.APPLYING:
            _put_right(run)
        _check_decidable(run, confirmed)
        if _is_old(run):
            _compare_again(run)
            _check_decidable(run, confirmed)
        _apply(run, actor)
        tidy(run.source)
    return run


def _check_decidable(run: Run, confirmed: bool) -> None:
    if run.state not in (Run.State.READY, Run.State.HELD):
        raise ImportProblem("Cet import n’attend plus de décision.")
    if run.state == Run.State.HELD and not confirmed:
        raise ImportProblem(run.message or "Cet import doit être confirmé.")


def _is_old(run: Run) -> bool:
    """Whether the offer was imported into, or fiches merged, since the comparison."""
    last = Run.objects.filter(state=Run.State.APPLIED).order_by("-finished_at").first()
    merged = Doubt.objects.filter(answered_at__gt=run.started_at).exists()
    return stage_of(run) is None or merged or (last.pk if last else None) != run.base_id


def _compare_again(run: Run) -> None:
    vault = vault_of(run.source)
    try:
        _compare(run, vault, vault.folder / run.payload, None)
    except READING_FAULTS as error:
        _fail(run, str(error))
        raise ImportProblem(str(error)) from error


def _apply(run: Run, actor: Actor) -> None:
    stage = stage_of(run)
    if stage is None:
        raise ImportProblem("La comparaison n’est plus là : relancez la lecture.")
    before = run.state
    won = Run.objects.filter(pk=run.pk, state=before).update(state=Run.State.APPLYING)
    if won != 1:
        raise ImportProblem("Quelqu’un d’autre vient de décider de cet import.")
    now = timezone.now()
    applying = Applying(run.office_id, run.source_id, run.recipe, now, timezone.localdate(now))
    try:
        applied = apply_stage(
            stage, applying, created=run.created, finish=lambda done: _finish(run, actor, stage, done)
        )
    except (DatabaseError, StorageError) as error:
        logger.exception("run %s could not be applied", run.pk)
        Run.objects.filter(pk=run.pk).update(state=before)
        run.refresh_from_db()
        raise ImportProblem(
            f"L’import n’a pas pu être enregistré ({error}) : rien n’a été changé. Réessayez."
        ) from error
    if not run.is_indexed:
        index_applied(stage, applied, run.office_id)
        _note_indexed(run)


def _finish(run: Run, actor: Actor, stage: Stage, applied: Applied) -> None:
    """The last writes of the transaction that applies a run."""
    run.is_indexed = len(applied.changed) + len(applied.created) <= AT_ONCE
    if run.is_indexed:
        index_applied(stage, applied, run.office_id)
    _close(run, Run.State.APPLIED, message=run.message, by=actor)


def _note_indexed(run: Run) -> None:
    run.is_indexed = True
    run.save(update_fields=["is_indexed"])


@transaction.atomic
def discard_run(*, actor: Actor, run: Run) -> Run:
    """Give a comparison up; nothing of it was written."""
    actor.require(IMPORT)
    run = Run.objects.select_for_update().get(pk=run.pk)
    if run.state not in (Run.State.READY, Run.State.HELD):
        raise ImportProblem("Cet import n’attend plus de décision.")
    return _close(run, Run.State.DISCARDED, message=run.message, by=actor)


def _fail(run: Run, message: str) -> Run:
    run.state, run.message, run.finished_at = Run.State.FAILED, message, timezone.now()
    run.save()
    return run


def _close(run: Run, state: str, *, message: str, by: Actor) -> Run:
    run.state, run.message, run.decided_by = state, message, by.label
    run.finished_at = timezone.now()
    run.save()
    counts = {name: getattr(run, name) for name in _COUNTS[:9] if getattr(run, name)}
    journal.record(actor=by, action=f"offer.run.{state}", target=run, after=counts)
    return run


# At once, and without writing


def run_import(
    *,
    actor: Actor,
    source: Source,
    place: str = "",
    confirmed: bool = False,
    progress: Progress | None = None,
) -> Run:
    """Read, compare and apply in one go; a run that must be confirmed stays held unless it is ``confirmed``."""
    run = begin_run(actor=actor, source=source, place=place)
    run = read_run(actor=actor, run=run, place=place, progress=progress)
    if run.state == Run.State.READY or (run.state == Run.State.HELD and confirmed):
        run = apply_run(actor=actor, run=run, confirmed=confirmed)
    return run


def preview(
    *, actor: Actor, source: Source, place: str, progress: Progress | None = None
) -> tuple[Outcome, list[Any]]:
    """What an import would change; nothing is written, in the database or the data folder. The source may be one
    that is not saved. Returns the outcome and the first lines of the comparison.
    """
    actor.require(IMPORT)
    with tempfile.TemporaryDirectory(prefix="buron-") as folder:
        path = Path(place)
        if place.startswith("https://"):
            path = Path(folder) / "payload"
            with path.open("wb") as into:
                name = fetch(place, into).name
            path = path.rename(path.with_name(name))
        stage = StageWriter(Path(folder) / "stage.sqlite3")
        try:
            outcome = _outcome(facts_of(source), path, stage, progress)
        except READING_FAULTS as error:
            raise ImportProblem(str(error)) from error
        finished = Stage(stage.finish())
        return outcome, [entry for status in ("created", "updated") for entry in finished.page(status)[0]]


# After a crash


def tidy(source: Source) -> None:
    """Put right what a crash left, and drop the files that are no longer kept. The caller holds the lock."""
    for run in Run.objects.filter(source=source, is_indexed=False, state=Run.State.APPLIED):
        index_source(source.pk)
        _note_indexed(run)
    kept = set(_kept_runs(source))
    Run.objects.filter(source=source).exclude(pk__in=kept).exclude(payload="").update(payload="")
    vault_of(source).clean(kept)


def _kept_runs(source: Source) -> Iterator[int]:
    runs = Run.objects.filter(source=source)
    yield from runs.filter(state__in=Run.ACTIVE).values_list("pk", flat=True)
    yield from runs.values_list("pk", flat=True)[:KEPT_RUNS]
    yield from runs.filter(state=Run.State.APPLIED).values_list("pk", flat=True)[:1]


def _put_right(run: Run) -> None:
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
        _fail(run, "Le programme s’est arrêté pendant la lecture : rien n’a été changé. Relancez l’import.")


def recover(*, actor: Actor) -> int:
    """Put right the sources that nobody is at work on; returns how many runs were left by a crash."""
    actor.require(IMPORT)
    count = 0
    for source in Source.objects.all():
        try:
            with vault_of(source).locked():
                for run in Run.objects.filter(
                    source=source, state__in=(Run.State.READING, Run.State.APPLYING)
                ):
                    if run.job is None or run.job.is_over:
                        _put_right(run)
                        count += 1
                tidy(source)
        except (Busy, StorageError):
            continue
    return count


def _left_by_a_crash(source: Source) -> list[Run]:
    """Runs at work that nobody works on: their job is over, or they never had one and are not just beginning."""
    at_work = Run.objects.filter(source=source, state__in=(Run.State.READING, Run.State.APPLYING))
    just_begun = timezone.now() - JUST_BEGUN
    return [
        run
        for run in at_work.select_related("job")
        if (run.job.is_over if run.job is not None else run.started_at < just_begun)
    ]
