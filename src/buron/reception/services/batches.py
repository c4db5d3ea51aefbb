"""Taking back whole what came in whole."""

from __future__ import annotations

from django.db import transaction
from django.utils import timezone

from buron.kernel import journal
from buron.kernel.actors import Actor
from buron.reception.models import Batch
from buron.reception.rules.facts import FactsError, may_undo
from buron.reception.services.acts import REASON_LENGTH, author_id


def cancel_batch(*, actor: Actor, batch: Batch, reason: str = "") -> Batch:
    """Cancel every act of a batch and remove its readings; the author of a tally has a minute, others say why."""
    with transaction.atomic():
        batch = Batch.objects.select_for_update().get(pk=batch.pk)
        if batch.state == Batch.State.CANCELLED:
            return batch
        if batch.state != Batch.State.APPLIED:
            raise FactsError("batch", "Ce lot n’est pas encore enregistré : abandonnez-le plutôt.")
        reason = _right(actor, batch, reason)
        now = timezone.now()
        acts = batch.acts.filter(cancelled_at=None).update(cancelled_at=now, cancel_reason=reason)
        readings, _ = batch.readings.all().delete()
        batch.state = Batch.State.CANCELLED
        batch.save(update_fields=["state"])
        journal.record(
            actor=actor,
            action="reception.batch.cancelled",
            target=batch,
            after={"acts": acts, "readings": readings, "reason": reason},
        )
    return batch


def _right(actor: Actor, batch: Batch, reason: str) -> str:
    reason = " ".join(reason.split())[:REASON_LENGTH]
    own = author_id(actor) is not None and batch.author_id == author_id(actor)
    if own and batch.applied_at and may_undo(batch.applied_at, timezone.now()):
        actor.require("reception.record")
        return reason
    actor.require("reception.correct")
    if not reason:
        raise FactsError("reason", "Dites pourquoi : la raison reste dans l’historique.")
    return reason
