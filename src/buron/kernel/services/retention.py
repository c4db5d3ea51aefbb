"""Rules of retention: applied each night and remembered, or tried without any effect."""

from __future__ import annotations

from django.db import transaction
from django.utils import timezone

from buron.kernel.actors import Actor
from buron.kernel.contributions import Retention, retention
from buron.kernel.models import Office, RetentionRun


def apply_rule(rule: Retention, office: Office) -> int:
    """Apply one rule in the office in scope, and keep when and to how many rows."""
    removed = rule.apply(office)
    RetentionRun.objects.update_or_create(
        office=office, rule=rule.key, defaults={"ran_at": timezone.now(), "removed": removed}
    )
    return removed


def try_rules(*, actor: Actor, office: Office) -> dict[str, int]:
    """How many rows each rule would remove or make anonymous today; nothing is kept of it."""
    actor.require("kernel.retention")
    counts: dict[str, int] = {}
    for rule in retention:
        with transaction.atomic():
            counts[rule.key] = rule.apply(office)
            transaction.set_rollback(True)
    return counts
