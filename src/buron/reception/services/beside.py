"""Unmet requests and entries of the liaison book that waited for the network."""

from __future__ import annotations

import datetime as dt
from uuid import UUID

from buron.kernel import journal
from buron.kernel.actors import Actor
from buron.reception.models import LiaisonNote, UnmetRequest
from buron.reception.rules.beside import Beside, UnmetSaid
from buron.reception.services.liaison import write_note
from buron.reception.services.unmet import record_unmet
from buron.territory.models import Desk


def record_beside(
    *, actor: Actor, client_id: UUID, said: Beside, desk: Desk | None, day: dt.date
) -> UnmetRequest | LiaisonNote | None:
    """Record what was written beside the acts, at its day; None when it was there already.

    Raises :class:`~buron.reception.rules.facts.FactsError`, or ``PermissionDenied`` where the sender may not write.
    """
    actor.require("reception.record")
    if isinstance(said, UnmetSaid):
        if UnmetRequest.objects.filter(client_id=client_id).exists():
            return None
        return record_unmet(
            actor=actor,
            client_id=client_id,
            theme=said.theme,
            words=said.words,
            insee=said.insee,
            channel=said.channel,
            desk=desk,
            day=day,
        )
    if LiaisonNote.objects.filter(client_id=client_id).exists():
        return None
    return write_note(
        actor=actor,
        client_id=client_id,
        kind=said.kind,
        text=said.text,
        place=said.place,
        desk=desk,
        day=day,
    )


def sign_beside(*, actor: Actor, row: UnmetRequest | LiaisonNote, author: Actor | None) -> None:
    """It was another member's: hers when she still is one, nobody's otherwise. The journal says who sent it."""
    actor.require("reception.record")
    row.author_id = int(author.id) if author else None
    row.save(update_fields=["author"])
    after = {"author": author.label if author else ""}
    journal.record(actor=actor, action="reception.beside.relayed", target=row, after=after)
