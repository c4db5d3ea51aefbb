"""Stock-taking: what is really there, and one correction with its reason for each difference."""

from __future__ import annotations

from collections.abc import Sequence
from uuid import uuid4

from django.db import transaction
from django.utils import timezone

from buron.kernel import journal
from buron.kernel.actors import Actor
from buron.reception.models import PrintCount, PrintCountLine, PrintEdition, PrintMovement, PrintPlace
from buron.reception.queries.printed.stock import stock_at
from buron.reception.rules.facts import FactsError
from buron.reception.rules.printed import MOST_COPIES
from buron.reception.services.printed.catalogue import KEEP
from buron.reception.services.printed.movements import write


@transaction.atomic
def open_count(*, actor: Actor, name: str, places: Sequence[PrintPlace]) -> PrintCount:
    """Begin a stock-taking of some places."""
    actor.require(KEEP)
    if not places:
        raise FactsError("places", "Choisissez au moins un lieu à compter.")
    count = PrintCount.objects.create(
        office_id=actor.office_id, name=" ".join(name.split())[:80], opened_on=timezone.localdate()
    )
    count.places.set(places)
    after = {"places": [place.pk for place in places]}
    journal.record(actor=actor, action="reception.print_count.opened", target=count, after=after)
    return count


@transaction.atomic
def note_count(
    *,
    actor: Actor,
    count: PrintCount,
    place: PrintPlace,
    edition: PrintEdition,
    counted: int,
    reason: str = "",
) -> PrintCountLine:
    """Write what was counted of an edition at a place; writing it again replaces it until the closing."""
    actor.require(KEEP)
    count = _still_open(count)
    if not 0 <= counted <= MOST_COPIES:
        raise FactsError("counted", "Le nombre compté va de 0 à 10 000 000.")
    if not count.places.filter(pk=place.pk).exists():
        raise FactsError("place", "Ce lieu n’est pas dans cet inventaire.")
    known = PrintCountLine.objects.filter(count=count, place=place, edition=edition).first()
    line = known or PrintCountLine(office_id=actor.office_id, count=count, place=place, edition=edition)
    if known is None or line.counted != counted:
        line.expected, line.counted = stock_at(edition.pk, place.pk), counted
    line.reason = " ".join(reason.split())[:200]
    line.save()
    after = {"expected": line.expected, "counted": counted, "reason": line.reason}
    journal.record(actor=actor, action="reception.print_count.noted", target=line, after=after)
    return line


@transaction.atomic
def close_count(*, actor: Actor, count: PrintCount) -> PrintCount:
    """Close a stock-taking: each difference becomes a correction. Twice is once.

    :class:`FactsError` while a difference has no reason. A document that was not counted is left as it is: nobody
    said that it is not there.
    """
    actor.require(KEEP)
    count = PrintCount.objects.select_for_update().get(pk=count.pk)
    if count.closed_at is not None:
        return count
    wrong = [line for line in count.lines.select_related("place", "edition__title").all() if line.difference]
    silent = [str(line.edition) for line in wrong if not line.reason]
    if silent:
        raise FactsError(
            "reason", f"Donnez la raison de chaque écart avant de clore : {' ; '.join(silent[:5])}."
        )
    for line in wrong:
        _correct(actor, count, line)
    count.closed_at = timezone.now()
    count.save(update_fields=["closed_at"])
    after = {"corrections": len(wrong)}
    journal.record(actor=actor, action="reception.print_count.closed", target=count, after=after)
    return count


def _correct(actor: Actor, count: PrintCount, line: PrintCountLine) -> None:
    more = line.difference > 0
    write(
        actor,
        uuid4(),
        PrintMovement.Kind.CORRECTION,
        line.edition,
        None if more else line.place,
        line.place if more else None,
        abs(line.difference),
        timezone.localdate(line.counted_at),
        count=count,
        reason=line.reason,
    )


def _still_open(count: PrintCount) -> PrintCount:
    count = PrintCount.objects.select_for_update().get(pk=count.pk)
    if count.closed_at is not None:
        raise FactsError("count", "Cet inventaire est clos : ouvrez-en un autre.")
    return count
