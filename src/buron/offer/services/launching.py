"""Reading and applying from a screen: at once when it is short, by a job that the screen follows otherwise."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from django.db import transaction

from buron.kernel.actors import Actor
from buron.kernel.jobs import enqueue
from buron.offer.models import Run, Source
from buron.offer.services.deciding import apply_run
from buron.offer.services.errors import ImportProblem
from buron.offer.services.imports import Upload, attach_job, begin_run, read_run
from buron.offer.services.runs import vault_of

SHORT_BYTES = 2 * (1 << 20)
SHORT_PACKED_BYTES = 200 * (1 << 10)
"""The same for an archive, which holds ten times its size."""
SHORT_CHANGES = 500
SHORT_AGAIN_BYTES = 20 * (1 << 20)
"""Above this size, applying is left to a job: the comparison may have to be made again."""
PIECE_BYTES = 4 * (1 << 20)


def launch_reading(*, actor: Actor, run: Run) -> Run:
    """Read and compare a run that was begun."""
    if run.state != Run.State.READING:
        raise ImportProblem("Cet import a déjà été lu.")
    if run.job is not None and not run.job.is_over:
        return run
    if _is_short(run):
        return read_run(actor=actor, run=run)
    with transaction.atomic():
        job = enqueue(actor, "offer.read_run", key=f"offer.run:{run.pk}", run_id=run.pk)
        return attach_job(run=run, job=job)


def _is_short(run: Run) -> bool:
    most = SHORT_PACKED_BYTES if run.payload.endswith((".zip", ".gz", ".xlsx", ".ods")) else SHORT_BYTES
    return bool(run.payload) and (run.payload_bytes or 0) <= most


def launch_applying(*, actor: Actor, run: Run, confirmed: bool = False) -> Run:
    """Apply a comparison that a person looked at."""
    if run.state not in (Run.State.READY, Run.State.HELD):
        raise ImportProblem("Cet import n’attend plus de décision.")
    if run.state == Run.State.HELD and not confirmed:
        raise ImportProblem(run.message or "Cet import doit être confirmé.")
    if run.changes <= SHORT_CHANGES and (run.payload_bytes or 0) <= SHORT_AGAIN_BYTES:
        return apply_run(actor=actor, run=run, confirmed=confirmed)
    with transaction.atomic():
        job = enqueue(actor, "offer.apply_run", key=f"offer.run:{run.pk}", run_id=run.pk, confirmed=confirmed)
        return attach_job(run=run, job=job)


def read_again(*, actor: Actor, source: Source, run: Run) -> Run:
    """Begin another run on the payload of this one, once the settings of the source have changed."""
    payload = payload_of(run)
    if payload is None:
        raise ImportProblem("Le fichier de cet import n’est plus là : déposez-le de nouveau.")
    if run.state == Run.State.READING:
        return launch_reading(actor=actor, run=run)
    again = begin_run(actor=actor, source=source, upload=Upload(payload.name, lambda: pieces(payload)))
    again.origin = run.origin
    again.save(update_fields=["origin"])
    return launch_reading(actor=actor, run=again)


def pieces(path: Path) -> Iterator[bytes]:
    """A file, piece by piece."""
    with path.open("rb") as file:
        while piece := file.read(PIECE_BYTES):
            yield piece


def payload_of(run: Run) -> Path | None:
    """The file of a run as it was received, while it is kept."""
    path = vault_of(run.source).folder / run.payload
    return path if run.payload and path.is_file() else None


def sample_of(source: Source) -> Path | None:
    """The newest payload of a source, to show what its fields hold."""
    for run in Run.objects.select_related("source").filter(source=source).exclude(payload="")[:5]:
        path = payload_of(run)
        if path is not None:
            return path
    return None
