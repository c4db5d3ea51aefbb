"""The journal: who did what, on what, when, with the state before and after. Rows are only ever added."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from django.db import models

from buron.kernel.actors import Actor
from buron.kernel.models import JournalEntry


def record(
    *,
    actor: Actor,
    action: str,
    target: models.Model | None = None,
    before: Mapping[str, Any] | None = None,
    after: Mapping[str, Any] | None = None,
    label: str | None = None,
) -> JournalEntry:
    """Write one entry.

    ``action`` is ``room.noun.verb_past``; ``before`` and ``after`` hold only what changed, as JSON values. ``label``
    replaces the target's own words, for a person whose name must not outlive an erasure.
    """
    entry = _entry(actor, action, target, before, after, label)
    entry.save(force_insert=True)
    return entry


def record_many(
    *, actor: Actor, action: str, targets: Sequence[tuple[models.Model, Mapping[str, Any]]]
) -> None:
    """One entry for each target, with its own ``after``, written together: for what comes in by hundreds."""
    JournalEntry.objects.bulk_create(
        [_entry(actor, action, target, None, after, None) for target, after in targets]
    )


def _entry(
    actor: Actor,
    action: str,
    target: models.Model | None,
    before: Mapping[str, Any] | None,
    after: Mapping[str, Any] | None,
    label: str | None,
) -> JournalEntry:
    return JournalEntry(
        office_id=actor.office_id,
        actor_kind=actor.kind,
        actor_id=actor.id,
        actor_label=actor.label,
        action=action,
        target_type=target._meta.label_lower if target is not None else "",
        target_id=str(target.pk) if target is not None else "",
        target_label=(label or str(target))[:200] if target is not None else "",
        before=dict(before or {}),
        after=dict(after or {}),
    )


def changes(before: Mapping[str, Any], after: Mapping[str, Any]) -> tuple[dict[str, Any], dict[str, Any]]:
    """Keep only the keys whose value differs, on both sides."""
    keys = [key for key in {**before, **after} if before.get(key) != after.get(key)]
    return {key: before.get(key) for key in keys}, {key: after.get(key) for key in keys}


def history(target: models.Model, *, limit: int = 200) -> models.QuerySet[JournalEntry]:
    """The entries about one object, newest first."""
    return JournalEntry.objects.filter(
        target_type=target._meta.label_lower, target_id=str(target.pk)
    ).order_by("-at", "-pk")[:limit]
