"""Work of the offer outside requests: reading and applying imports, the nightly refresh, what a crash left."""

from __future__ import annotations

import time
from collections.abc import Callable

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from buron.kernel.actors import Actor
from buron.kernel.jobs import JobContext, JobError, enqueue, job
from buron.kernel.models import Office
from buron.kernel.tenancy import office_scope
from buron.offer import services
from buron.offer.bundle.thumbs import sweep_thumbs
from buron.offer.imports.compare import Progress
from buron.offer.models import Run, Source
from buron.offer.services.errors import ImportProblem, SourceBusy
from buron.offer.services.photos import sweep
from buron.offer.services.tracks import read_tracks as read_tracks_of

TELL_SECONDS = 1.0


@job("offer.read_run", max_attempts=3, title=_("Lire une source et comparer"))
def read_run(context: JobContext, *, run_id: int) -> None:
    """Read and compare what a person dropped or asked for; she decides on the comparison."""
    run = Run.objects.select_related("source").filter(pk=run_id).first()
    if run is None or context.actor is None:
        return
    _told(lambda actor: services.read_run(actor=actor, run=run, progress=progress_of(context)), context.actor)


@job("offer.apply_run", max_attempts=3, title=_("Appliquer un import"))
def apply_run(context: JobContext, *, run_id: int, confirmed: bool = False) -> None:
    """Write what a person decided. Run twice, it finds that the run is applied and stops."""
    run = Run.objects.select_related("source").filter(pk=run_id).first()
    if run is None or context.actor is None or run.state == Run.State.APPLIED:
        return
    context.progress(0, None, "Enregistrement de l’import…")
    _told(lambda actor: services.apply_run(actor=actor, run=run, confirmed=confirmed), context.actor)


@job("offer.refresh_source", max_attempts=2, title=_("Relire une source"))
def refresh_source(context: JobContext, *, source_id: int) -> None:
    """Read a source at its address again and apply what changes, unless somebody must look at it first."""
    source = Source.objects.filter(pk=source_id, is_active=True).exclude(location="").first()
    if source is None or context.actor is None:
        return
    if source.runs.filter(state=Run.State.HELD).exists():
        return
    _told(lambda actor: services.run_import(actor=actor, source=source), context.actor)


@job("offer.refresh_sources", title=_("Relire les sources de la nuit"))
def refresh_sources(context: JobContext) -> None:
    """Every night, ask for the refresh of each source that has an address."""
    for office in Office.objects.order_by("pk"):
        actor = Actor.system("offer.refresh_sources", office)
        with office_scope(office):
            for source in Source.objects.filter(is_active=True, location__startswith="https://"):
                enqueue(actor, "offer.refresh_source", key=f"offer.refresh:{source.pk}", source_id=source.pk)


@job("offer.keep_stock", title=_("Garder l’état de l’offre"))
def keep_stock(context: JobContext) -> None:
    """Keep the state of an office's offer."""
    if context.actor is not None:
        services.keep_stock(actor=context.actor)


@job("offer.keep_stocks", title=_("Garder l’état de l’offre de chaque office"))
def keep_stocks(context: JobContext) -> None:
    """Every night, keep the state of each office's offer: that of the last night of a month stays."""
    for office in Office.objects.order_by("pk"):
        with office_scope(office):
            services.keep_stock(actor=Actor.system("offer.keep_stocks", office))


@job("offer.read_tracks", title=_("Lire les traces des itinéraires"))
def read_tracks(context: JobContext) -> None:
    """Every night, after the sources, read the tracks that they name."""
    for office in Office.objects.order_by("pk"):
        with office_scope(office):
            read_tracks_of(actor=Actor.system("offer.read_tracks", office))


@job("offer.recover_imports", title=_("Remettre en ordre les imports interrompus"))
def recover_imports(context: JobContext) -> None:
    """Put right the imports that a crash left."""
    for office in Office.objects.order_by("pk"):
        with office_scope(office):
            services.recover(actor=Actor.system("offer.recover_imports", office))


def progress_of(context: JobContext) -> Progress:
    """Tell the screen how far the reading is, once a second at most."""
    last = 0.0

    def tell(done: int, total: int | None) -> None:
        nonlocal last
        if time.monotonic() - last >= TELL_SECONDS:
            last = time.monotonic()
            context.progress(done, total, f"{done} fiches lues")

    return tell


def _told(work: Callable[[Actor], Run], actor: Actor) -> None:
    """Do the work; what cannot succeed by trying again is told, what may is tried again later."""
    try:
        work(actor)
    except SourceBusy:
        raise
    except ImportProblem as error:
        raise JobError(str(error)) from error


@job("offer.find_doubts", max_attempts=2, title=_("Chercher les doublons"))
def find_doubts(context: JobContext) -> None:
    """Look for duplicates in the whole offer."""
    if context.actor is not None:
        context.finish({"found": services.find_doubts(actor=context.actor)})


@job("offer.sweep_photos", title=_("Ranger les fichiers des photos"))
def sweep_photos(context: JobContext) -> None:
    """Clear the files of photos that no row names any more."""
    context.finish({"cleared": sweep(timezone.now()) + sweep_thumbs()})
