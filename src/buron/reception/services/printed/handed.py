"""Documents handed out during an act: the movements follow what the act says, whatever happens to the act."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID, uuid5

from buron.kernel.actors import Actor
from buron.reception.models import Act, ActDocument, PrintEdition, PrintMovement, PrintPlace
from buron.reception.rules.facts import FactsError
from buron.reception.services.printed.catalogue import place_of_desk
from buron.reception.services.printed.movements import write

NO_EDITION = "Un des documents remis n’existe plus : retirez-le."
Shelf = tuple[int, int]
"""Edition and place."""


def write_documents(act: Act, documents: Mapping[int, int]) -> None:
    """Say which documents an act that has none handed out."""
    known = set(PrintEdition.objects.filter(pk__in=documents).values_list("pk", flat=True))
    if len(known) < len(documents):
        raise FactsError("documents", NO_EDITION)
    ActDocument.objects.bulk_create(
        ActDocument(office_id=act.office_id, act=act, edition_id=pk, quantity=quantity)
        for pk, quantity in documents.items()
    )


def settle_handed(actor: Actor, act: Act) -> None:
    """Add the movements that are missing between what the act says and what left the stock for it.

    A cancelled act handed nothing out; a corrected one moves only the difference. Inside the act's transaction, and
    under the act's own right: whoever records an act needs no other.
    """
    settle(actor, _wanted(act), Cause(act.client_id, act.day, {"act": act}))


@dataclass(frozen=True, slots=True)
class Cause:
    """What took copies from the stock: its identifier, its day, and the columns that name it in its movements."""

    client_id: UUID
    day: dt.date
    columns: Mapping[str, Any]
    reason: str = ""


def settle(actor: Actor, wanted: Mapping[Shelf, int], cause: Cause) -> None:
    """Move the difference between the copies that a cause takes and those that left the stock for it already."""
    done: Counter[Shelf] = Counter()
    rank: Counter[Shelf] = Counter()
    for row in PrintMovement.objects.filter(**cause.columns):
        shelf = (row.edition_id, (row.target_id if row.undo else row.source_id) or 0)
        done[shelf] += -row.quantity if row.undo else row.quantity
        rank[shelf] += 1
    for shelf in sorted({*wanted, *done}):
        missing = wanted.get(shelf, 0) - done[shelf]
        if missing:
            _move(actor, cause, shelf, missing, rank[shelf])


def _wanted(act: Act) -> Counter[Shelf]:
    rows = list(ActDocument.objects.filter(act=act)) if act.cancelled_at is None else []
    if not rows:
        return Counter()
    place = place_of_desk(act.desk)
    return Counter({(row.edition_id, place.pk): row.quantity for row in rows})


def _move(actor: Actor, cause: Cause, shelf: Shelf, missing: int, rank: int) -> None:
    edition = PrintEdition.objects.select_related("title").get(pk=shelf[0])
    place = PrintPlace.objects.get(pk=shelf[1])
    back = missing < 0
    write(
        actor,
        uuid5(cause.client_id, f"{shelf[0]}:{shelf[1]}:{rank}"),
        PrintMovement.Kind.HANDED,
        edition,
        None if back else place,
        place if back else None,
        abs(missing),
        cause.day,
        undo=back,
        reason=cause.reason,
        **cause.columns,
    )
