"""Keys of the programming interface: made, shown once, revoked."""

from __future__ import annotations

import hashlib
import secrets

from django.db import transaction
from django.utils import timezone

from buron.kernel import journal
from buron.kernel.actors import Actor
from buron.kernel.models import ApiToken

PREFIX = "buron_"


def token_digest(secret: str) -> str:
    return hashlib.sha256(secret.encode()).hexdigest()


def create_token(*, actor: Actor, name: str, can_write: bool = False) -> tuple[ApiToken, str]:
    """Make a key; its secret is given here once and cannot be read again."""
    actor.require("kernel.tokens")
    secret = PREFIX + secrets.token_urlsafe(32)
    with transaction.atomic():
        token = ApiToken.objects.create(
            office_id=actor.office_id,
            name=name.strip()[:80] or "Sans nom",
            digest=token_digest(secret),
            can_write=can_write,
            created_by=actor.label,
        )
        journal.record(
            actor=actor, action="kernel.token.created", target=token, after={"can_write": can_write}
        )
    return token, secret


def revoke_token(*, actor: Actor, token: ApiToken) -> ApiToken:
    """Make a key useless at once; revoking twice is harmless."""
    actor.require("kernel.tokens")
    with transaction.atomic():
        won = ApiToken.objects.filter(pk=token.pk, office_id=actor.office_id, revoked_at=None).update(
            revoked_at=timezone.now()
        )
        if won:
            journal.record(actor=actor, action="kernel.token.revoked", target=token)
    token.refresh_from_db()
    return token
