"""Deciding on a comparison: applying it, all of it or nothing, or giving it up."""

from __future__ import annotations

import logging

import orjson
from django.db import DatabaseError, transaction
from django.utils import timezone

from buron.kernel.actors import Actor
from buron.kernel.jobs import enqueue
from buron.offer.imports.apply import Applied, Applying, apply_stage
from buron.offer.imports.engines import refresh_statistics
from buron.offer.imports.indexing import AT_ONCE, index_applied
from buron.offer.imports.stage import Stage
from buron.offer.models import Doubt, Run, Source, StockDay
from buron.offer.services.communes import learn_communes
from buron.offer.services.errors import ImportProblem
from buron.offer.services.followed import keep_lists
from buron.offer.services.runs import READING_FAULTS, alone, close, compare_run, fail, stage_of, vault_of
from buron.offer.services.sources import IMPORT
from buron.offer.services.upkeep import note_indexed, put_right, tidy

logger = logging.getLogger(__name__)


def apply_run(*, actor: Actor, run: Run, confirmed: bool = False) -> Run:
    """Write what a run changes, all of it or nothing. A held run must be ``confirmed``.

    A comparison that another import has made old is made again first, and is held again if it then must be.
    """
    actor.require(IMPORT)
    run = Run.objects.select_related("source").get(pk=run.pk)
    with alone(vault_of(run.source)):
        if run.state == Run.State.APPLYING:
            put_right(run)
        _check_decidable(run, confirmed)
        if _is_old(run):
            _compare_again(run)
            _check_decidable(run, confirmed)
        _apply(run, actor)
        tidy(run.source)
    learn_communes(actor=actor)
    _begin_stock(actor)
    return run


def _begin_stock(actor: Actor) -> None:
    """The first import is the first state of the offer that is kept; later ones are, night after night."""
    if not StockDay.objects.exists():
        with transaction.atomic():
            enqueue(actor, "offer.keep_stock", key=f"offer.stock:{actor.office_id}")


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
        compare_run(run, vault, vault.folder / run.payload, None)
    except READING_FAULTS as error:
        fail(run, str(error))
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
    except Exception as error:
        logger.exception("run %s could not be applied", run.pk)
        Run.objects.filter(pk=run.pk, state=Run.State.APPLYING).update(state=before)
        run.refresh_from_db()
        if not isinstance(error, DatabaseError | OSError):
            raise
        raise ImportProblem(
            f"L’import n’a pas pu être enregistré ({error}) : rien n’a été changé. Vérifiez la place sur le disque, "
            "puis réessayez."
        ) from error
    refresh_statistics(len(applied.created))
    if not run.is_indexed:
        index_applied(stage, applied, run.office_id)
        note_indexed(run)


def _finish(run: Run, actor: Actor, stage: Stage, applied: Applied) -> None:
    """The last writes of the transaction that applies a run."""
    run.is_indexed = len(applied.changed) + len(applied.created) <= AT_ONCE
    if run.is_indexed:
        index_applied(stage, applied, run.office_id)
    _keep_settings(run.source, stage)
    keep_lists(actor=actor, source=run.source, lists=stage.lists(), day=timezone.localdate())
    close(run, Run.State.APPLIED, message=run.message, by=actor)


def _keep_settings(source: Source, stage: Stage) -> None:
    """A mapping that was proposed from the payload becomes the source's, so that the next payload is read alike."""
    settings = orjson.loads(stage.fact("settings") or b"{}")
    if settings != source.settings:
        source.settings = settings
        source.save(update_fields=["settings"])


@transaction.atomic
def discard_run(*, actor: Actor, run: Run) -> Run:
    """Give a comparison up; nothing of it was written."""
    actor.require(IMPORT)
    run = Run.objects.select_for_update().get(pk=run.pk)
    if run.state not in (Run.State.READY, Run.State.HELD):
        raise ImportProblem("Cet import n’attend plus de décision.")
    return close(run, Run.State.DISCARDED, message=run.message, by=actor)
