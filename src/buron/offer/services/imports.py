"""Imports: begin a run, read and compare it; all at once, or without writing."""

from __future__ import annotations

import logging
import tempfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from django.db import IntegrityError, transaction

from buron.kernel.actors import Actor
from buron.kernel.models import Job
from buron.offer.imports.compare import NothingReadable, Outcome, Progress, recipe_of
from buron.offer.imports.download import download
from buron.offer.imports.fetch import FetchError
from buron.offer.imports.stage import Stage, StageWriter
from buron.offer.imports.storage import (
    Busy,
    Kept,
    StorageError,
    Vault,
    copy_chunks,
    copy_file,
    digest_of_file,
    explain,
    pack_folder,
)
from buron.offer.models import Run, Source, SourceRecord
from buron.offer.services.deciding import apply_run
from buron.offer.services.errors import ImportProblem, SourceBusy
from buron.offer.services.runs import (
    READING_FAULTS,
    UNDER_WAY,
    alone,
    close,
    compare_run,
    facts_of,
    fail,
    outcome_of,
    vault_of,
)
from buron.offer.services.sources import IMPORT, place_shown
from buron.offer.services.upkeep import put_right, tidy
from buron.offer.sources.readers import open_reader

logger = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Upload:
    """A file that was dropped: its name, and its bytes piece by piece."""

    name: str
    chunks: Callable[[], Iterator[bytes]]


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
    run = _open_run(actor, source, upload.name if upload else _origin(place))
    if upload is not None:
        try:
            vault = vault_of(source)
            kept = vault.keep(vault.payload_path(run.pk, upload.name), copy_chunks(upload.chunks))
            keep_payload(run=run, kept=kept)
        except StorageError as error:
            fail(run, str(error))
            raise ImportProblem(str(error)) from error
    return run


def _origin(place: str) -> str:
    """What a person recognises of a place: an address without its secrets, the name of a file or folder."""
    return place_shown(place) if place.startswith("https://") else Path(place).name


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
        close(run, Run.State.DISCARDED, message="Remplacé par une lecture plus récente.", by=actor)
        return
    job = run.job
    if job is not None and not job.is_over and run.state == Run.State.READING:
        raise SourceBusy(UNDER_WAY)
    try:
        with vault_of(run.source).locked():
            put_right(run)
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
    with alone(vault):
        tidy(source)
        try:
            path = _payload(run, vault, place)
            if not _is_same_again(run, actor):
                compare_run(run, vault, path, progress)
        except READING_FAULTS as error:
            if isinstance(error, NothingReadable):
                run.refused, run.refusals = error.outcome.refused, error.outcome.refusals
            return fail(run, str(error))
        except Exception:
            logger.exception("run %s broke while reading", run.pk)
            return fail(run, "Une erreur du programme a interrompu la lecture : rien n’a été changé.")
    if run.state == Run.State.READY and is_idle(run):
        return apply_run(actor=actor, run=run)
    return run


def _payload(run: Run, vault: Vault, place: str) -> Path:
    """The payload in the data folder, fetched or copied there first unless it was dropped."""
    if run.payload:
        return vault.folder / run.payload
    place = place or run.source.location
    if place.startswith("https://"):
        keep_payload(run=run, kept=_download(run, vault, place))
    else:
        source = Path(place)
        with open_reader(source) as reader:
            names = reader.names() if source.is_dir() else []
        name = f"{source.name}.zip" if source.is_dir() else source.name
        write = pack_folder(source, names) if source.is_dir() else copy_file(source)
        keep_payload(run=run, kept=vault.keep(vault.payload_path(run.pk, name), write))
    return vault.folder / run.payload


def _download(run: Run, vault: Vault, place: str) -> Kept:
    vault.open_folder()
    part = vault.folder / f"run-{run.pk}-payload.part"
    try:
        name = download(place, part, connector=run.source.connector, headers=headers_of(run.source))
        kept = Kept(vault.payload_path(run.pk, name), digest_of_file(part), part.stat().st_size)
        part.replace(kept.path)
    except OSError as error:
        raise StorageError(explain(error, part)) from error
    finally:
        part.unlink(missing_ok=True)
    return kept


def headers_of(source: Source) -> dict[str, str]:
    """What is sent besides the address: the key of a service that asks for it there."""
    headers = source.settings.get("headers")
    return {str(key): str(value) for key, value in headers.items()} if isinstance(headers, dict) else {}


def keep_payload(*, run: Run, kept: Kept) -> Run:
    """Note the file of a run."""
    run.payload, run.payload_digest, run.payload_bytes = kept.path.name, kept.digest, kept.size
    run.save(update_fields=["payload", "payload_digest", "payload_bytes"])
    return run


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
    close(run, Run.State.APPLIED, message="Le fichier est le même que la dernière fois.", by=actor)
    return True


def is_idle(run: Run) -> bool:
    """Whether a comparison found nothing that somebody should look at."""
    return run.changes + run.refused + run.doubts == 0


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
            try:
                name = download(place, path, connector=source.connector, headers=headers_of(source))
            except FetchError as error:
                raise ImportProblem(str(error)) from error
            path = path.rename(path.with_name(name))
        stage = StageWriter(Path(folder) / "stage.sqlite3")
        try:
            outcome = outcome_of(facts_of(source), path, stage, progress)
        except READING_FAULTS as error:
            raise ImportProblem(str(error)) from error
        finished = Stage(stage.finish())
        return outcome, [entry for status in ("created", "updated") for entry in finished.page(status)[0]]
