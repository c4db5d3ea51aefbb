"""Movements of copies. A row is never changed: a mistake is undone by its contrary."""

from __future__ import annotations

import datetime as dt
from typing import Any
from uuid import UUID, uuid5

from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction
from django.utils import timezone

from buron.kernel import journal
from buron.kernel.actors import Actor
from buron.reception.models import PrintEdition, PrintMovement, PrintPlace
from buron.reception.rules.facts import FactsError
from buron.reception.rules.printed import MOST_COPIES
from buron.reception.services.printed.catalogue import KEEP

Kind = PrintMovement.Kind


def receive_delivery(
    *,
    actor: Actor,
    client_id: UUID,
    edition: PrintEdition,
    place: PrintPlace,
    quantity: int,
    day: dt.date,
    reason: str = "",
) -> PrintMovement:
    """Copies came from the printer, or from whoever publishes the title."""
    return _record(actor, client_id, Kind.DELIVERY, edition, None, place, quantity, day, reason=reason)


def transfer(
    *,
    actor: Actor,
    client_id: UUID,
    edition: PrintEdition,
    place: PrintPlace,
    target: PrintPlace,
    quantity: int,
    day: dt.date,
    reason: str = "",
) -> PrintMovement:
    """Copies went from one place of the office to another."""
    if place.pk == target.pk:
        raise FactsError("target", "Le lieu d’arrivée est le lieu de départ.")
    return _record(actor, client_id, Kind.TRANSFER, edition, place, target, quantity, day, reason=reason)


def distribute(
    *,
    actor: Actor,
    client_id: UUID,
    edition: PrintEdition,
    place: PrintPlace,
    quantity: int,
    day: dt.date,
    recipient: str,
) -> PrintMovement:
    """Copies were left at a host's or a shop's."""
    if not recipient.strip():
        raise FactsError("recipient", "Dites chez qui.")
    return _record(
        actor, client_id, Kind.DISTRIBUTION, edition, place, None, quantity, day, recipient=recipient.strip()
    )


def hand_out(
    *,
    actor: Actor,
    client_id: UUID,
    edition: PrintEdition,
    place: PrintPlace,
    quantity: int,
    day: dt.date,
    reason: str = "",
) -> PrintMovement:
    """Copies were handed out without an act: a stand, a letter, a self-service rack that was filled."""
    return _record(actor, client_id, Kind.HANDED, edition, place, None, quantity, day, reason=reason)


def lose(
    *,
    actor: Actor,
    client_id: UUID,
    edition: PrintEdition,
    place: PrintPlace,
    quantity: int,
    day: dt.date,
    reason: str,
) -> PrintMovement:
    """Copies were spoilt, lost or thrown away; one says why."""
    if not reason.strip():
        raise FactsError("reason", "Dites pourquoi : dégât, périmé, pilon…")
    return _record(actor, client_id, Kind.LOSS, edition, place, None, quantity, day, reason=reason)


def undo_movement(*, actor: Actor, movement: PrintMovement, reason: str) -> PrintMovement:
    """Write the contrary of a movement, with the reason; twice is once.

    What an act handed out is corrected on the act, what a letter carries on the letter, and what a stock-taking
    corrected by another stock-taking: :class:`FactsError`.
    """
    actor.require(KEEP)
    if not reason.strip():
        raise FactsError("reason", "Dites pourquoi : la raison reste avec le mouvement.")
    if not movement.stands_alone:
        raise FactsError(
            "movement", "Ce mouvement ne se retire pas ici : corrigez l’acte ou le courrier, ou recomptez."
        )
    made = PrintMovement.objects.filter(undoes=movement).first()
    if made is not None:
        return made
    contrary = {
        "undo": True,
        "undoes": movement,
        "stop": movement.stop,
        "recipient": movement.recipient,
        "reason": reason,
    }
    return write(
        actor,
        uuid5(movement.client_id, "undo"),
        movement.kind,
        movement.edition,
        movement.target,
        movement.source,
        movement.quantity,
        movement.day,
        **contrary,
    )


def _record(
    actor: Actor,
    client_id: UUID,
    kind: str,
    edition: PrintEdition,
    source: PrintPlace | None,
    target: PrintPlace | None,
    quantity: int,
    day: dt.date,
    **others: Any,
) -> PrintMovement:
    actor.require(KEEP)
    if day > timezone.localdate():
        raise FactsError("day", "Ce jour n’est pas encore venu.")
    return write(actor, client_id, kind, edition, source, target, quantity, day, **others)


def write(
    actor: Actor,
    client_id: UUID,
    kind: str,
    edition: PrintEdition,
    source: PrintPlace | None,
    target: PrintPlace | None,
    quantity: int,
    day: dt.date,
    **others: Any,
) -> PrintMovement:
    """Add the row and its journal entry, in one transaction; the same ``client_id`` gives the same row.

    For the services of this package: whoever calls has checked the right.
    """
    if not 0 < quantity <= MOST_COPIES:
        raise FactsError("quantity", "Le nombre d’exemplaires est au moins 1.")
    if any(one is not None and one.office_id != actor.office_id for one in (edition, source, target)):
        raise PermissionDenied("Ce lieu ou cette édition est à un autre office.")
    if "reason" in others:
        others["reason"] = " ".join(others["reason"].split())[:200]
    try:
        with transaction.atomic():
            row = PrintMovement.objects.create(
                office_id=actor.office_id,
                client_id=client_id,
                kind=kind,
                edition=edition,
                source=source,
                target=target,
                quantity=quantity,
                day=day,
                author_id=int(actor.id) if actor.kind == "user" else None,
                **others,
            )
            _tell(actor, row)
    except IntegrityError:
        row = _twin(client_id)
    return row


def _twin(client_id: UUID) -> PrintMovement:
    found = PrintMovement.objects.filter(client_id=client_id).first()
    if found is None:
        raise FactsError("quantity", "Ce mouvement est impossible : vérifiez les lieux et le nombre.")
    return found


def _tell(actor: Actor, row: PrintMovement) -> None:
    action = "reception.print_movement.undone" if row.undo else "reception.print_movement.recorded"
    after = {
        "kind": row.kind,
        "edition": row.edition_id,
        "from": row.source_id,
        "to": row.target_id,
        "quantity": row.quantity,
    }
    journal.record(actor=actor, action=action, target=row, after=after)
