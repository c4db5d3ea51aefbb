"""Rounds: where one goes, what is taken, what is left at each stop, what comes back."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Mapping
from uuid import UUID, uuid5

from django.db import transaction
from django.utils import timezone

from buron.kernel import journal
from buron.kernel.actors import Actor
from buron.offer.models import Fiche
from buron.reception.models import (
    PrintEdition,
    PrintLoad,
    PrintMovement,
    PrintPlace,
    PrintRound,
    PrintStop,
)
from buron.reception.rules.facts import FactsError
from buron.reception.rules.printed import MOST_COPIES
from buron.reception.services.printed.catalogue import KEEP
from buron.reception.services.printed.movements import write

MOST_STOPS = 200
ROUND_SPACE = UUID("7d0f3c64-9a53-4f5e-8a39-5c1a1f0d8a10")
"""Name space of the identifiers of the movements that closing a round makes: closing twice is once."""


@transaction.atomic
def plan_round(
    *,
    actor: Actor,
    name: str,
    day: dt.date,
    place: PrintPlace,
    agent: str = "",
    note: str = "",
    like: PrintRound | None = None,
) -> PrintRound:
    """Plan a round; ``like`` copies the stops of an earlier one, in their order."""
    actor.require(KEEP)
    row = PrintRound.objects.create(
        office_id=actor.office_id,
        name=" ".join(name.split())[:80],
        day=day,
        place=place,
        agent=agent.strip(),
        note=note.strip(),
        author_id=int(actor.id) if actor.kind == "user" else None,
    )
    stops = list(like.stops.all()) if like else []
    PrintStop.objects.bulk_create(
        PrintStop(
            office_id=actor.office_id,
            round=row,
            position=rank,
            name=stop.name,
            where=stop.where,
            fiche_id=stop.fiche_id,
        )
        for rank, stop in enumerate(stops, 1)
    )
    after = {"day": day.isoformat(), "place": place.pk, "stops": len(stops)}
    journal.record(actor=actor, action="reception.print_round.planned", target=row, after=after)
    return row


@transaction.atomic
def load_round(*, actor: Actor, tour: PrintRound, taken: Mapping[int, int]) -> PrintRound:
    """Say how many copies of each edition are taken (edition to copies; 0 takes the line away).

    They stay in the stock of the place until they are left somewhere.
    """
    actor.require(KEEP)
    tour = _planned(tour)
    editions = {one.pk: one for one in PrintEdition.objects.filter(pk__in=taken)}
    for pk, copies in taken.items():
        if not 0 <= copies <= MOST_COPIES:
            raise FactsError("taken", "Le nombre emporté va de 0 à 10 000 000.")
        if copies and pk in editions:
            PrintLoad.objects.update_or_create(
                round=tour,
                edition=editions[pk],
                defaults={"taken": copies, "office_id": actor.office_id},
            )
        else:
            PrintLoad.objects.filter(round=tour, edition_id=pk).delete()
    after = {"taken": {str(pk): copies for pk, copies in taken.items()}}
    journal.record(actor=actor, action="reception.print_round.loaded", target=tour, after=after)
    return tour


@transaction.atomic
def add_stop(
    *, actor: Actor, tour: PrintRound, name: str = "", where: str = "", fiche: Fiche | None = None
) -> PrintStop:
    """Add a stop at the end: somebody of the offer, whose name and commune are taken, or a name."""
    actor.require(KEEP)
    tour = _planned(tour)
    name = " ".join(name.split()) or (fiche.name if fiche else "")
    if not name:
        raise FactsError("name", "Dites chez qui l’on s’arrête.")
    last = tour.stops.order_by("-position").first()
    if last is not None and last.position >= MOST_STOPS:
        raise FactsError("name", f"Une tournée a au plus {MOST_STOPS} arrêts.")
    stop = PrintStop.objects.create(
        office_id=actor.office_id,
        round=tour,
        position=(last.position if last else 0) + 1,
        name=name[:120],
        where=(where.strip() or _where(fiche))[:160],
        fiche=fiche,
    )
    journal.record(actor=actor, action="reception.print_stop.added", target=stop, after={"round": tour.pk})
    return stop


def _where(fiche: Fiche | None) -> str:
    address = fiche.body.get("address", {}) if fiche else {}
    return ", ".join(filter(None, [*address.get("lines", []), address.get("city", "")]))


@transaction.atomic
def remove_stop(*, actor: Actor, stop: PrintStop) -> None:
    """Take a stop away while nothing was left there."""
    actor.require(KEEP)
    _planned(stop.round)
    if stop.left.exists():
        raise FactsError("stop", "Des documents y ont été déposés : l’arrêt reste.")
    journal.record(actor=actor, action="reception.print_stop.removed", target=stop)
    stop.delete()


@transaction.atomic
def move_stop(*, actor: Actor, stop: PrintStop, up: bool) -> None:
    """Exchange a stop with its neighbour."""
    actor.require(KEEP)
    tour = _planned(stop.round)
    stops = list(tour.stops.all())
    here = next((rank for rank, one in enumerate(stops) if one.pk == stop.pk), 0)
    there = here + (-1 if up else 1)
    if not 0 <= there < len(stops):
        return
    stops[here], stops[there] = stops[there], stops[here]
    for rank, one in enumerate(stops, 1):
        one.position = rank
    PrintStop.objects.bulk_update(stops, ["position"])
    journal.record(actor=actor, action="reception.print_stop.moved", target=stop, after={"up": up})


@transaction.atomic
def serve_stop(
    *,
    actor: Actor,
    stop: PrintStop,
    outcome: str,
    left: Mapping[int, int],
    note: str = "",
) -> PrintStop:
    """Tick a stop: what was left there (edition to copies). Ticked again, only the difference moves."""
    actor.require(KEEP)
    tour = _planned(stop.round)
    if outcome not in PrintStop.Outcome.values:
        raise FactsError("outcome", "Cette réponse n’existe pas.")
    if outcome != PrintStop.Outcome.DONE:
        left = dict.fromkeys(left, 0)
    _settle_stop(actor, tour, stop, left)
    stop.outcome, stop.note = outcome, note.strip()[:200]
    stop.served_at = None if outcome == PrintStop.Outcome.WAITING else timezone.now()
    stop.save(update_fields=["outcome", "note", "served_at"])
    after = {"outcome": outcome, "left": {str(pk): copies for pk, copies in left.items() if copies}}
    journal.record(actor=actor, action="reception.print_stop.served", target=stop, after=after)
    return stop


def _settle_stop(actor: Actor, tour: PrintRound, stop: PrintStop, left: Mapping[int, int]) -> None:
    loaded = {load.edition_id: load.edition for load in tour.loads.select_related("edition__title")}
    done: Counter[int] = Counter()
    rank: Counter[int] = Counter()
    for row in PrintMovement.objects.filter(stop=stop):
        done[row.edition_id] += -row.quantity if row.undo else row.quantity
        rank[row.edition_id] += 1
    for pk, copies in left.items():
        if pk not in loaded:
            raise FactsError("left", "Ce document n’est pas dans ceux de la tournée.")
        if not 0 <= copies <= MOST_COPIES:
            raise FactsError("left", "Le nombre déposé est au moins 0.")
        more = copies - done[pk]
        if more:
            write(
                actor,
                uuid5(ROUND_SPACE, f"{stop.pk}:{pk}:{rank[pk]}"),
                PrintMovement.Kind.DISTRIBUTION,
                loaded[pk],
                tour.place if more > 0 else None,
                None if more > 0 else tour.place,
                abs(more),
                min(tour.day, timezone.localdate()),
                stop=stop,
                undo=more < 0,
                recipient=stop.name,
            )


@transaction.atomic
def close_round(
    *, actor: Actor, tour: PrintRound, returned: Mapping[int, int], reason: str = ""
) -> PrintRound:
    """End a round. Copies that neither were left nor came back are a loss; too many are a correction: both say why.

    An edition that is not in ``returned`` came back as expected, and nothing is written of it.
    """
    actor.require(KEEP)
    tour = _planned(tour)
    gone: Counter[int] = Counter()
    for row in PrintMovement.objects.filter(stop__round=tour):
        gone[row.edition_id] += -row.quantity if row.undo else row.quantity
    for load in tour.loads.select_related("edition__title"):
        if load.edition_id not in returned:
            continue
        load.returned = returned[load.edition_id]
        load.save(update_fields=["returned"])
        _balance(actor, tour, load, load.taken - gone[load.edition_id] - load.returned, reason)
    tour.state = PrintRound.State.CLOSED
    tour.save(update_fields=["state"])
    after = {"returned": {str(pk): copies for pk, copies in returned.items()}, "reason": reason}
    journal.record(actor=actor, action="reception.print_round.closed", target=tour, after=after)
    return tour


def _balance(actor: Actor, tour: PrintRound, load: PrintLoad, missing: int, reason: str) -> None:
    if not missing:
        return
    if not reason.strip():
        raise FactsError(
            "reason",
            f"{load.edition} : {abs(missing)} exemplaires {'manquent' if missing > 0 else 'en trop'}. Dites pourquoi.",
        )
    kind = PrintMovement.Kind.LOSS if missing > 0 else PrintMovement.Kind.CORRECTION
    source, target = (tour.place, None) if missing > 0 else (None, tour.place)
    identifier = uuid5(ROUND_SPACE, f"{tour.pk}:{load.pk}")
    day = min(tour.day, timezone.localdate())
    write(actor, identifier, kind, load.edition, source, target, abs(missing), day, reason=reason)


def _planned(tour: PrintRound) -> PrintRound:
    tour = PrintRound.objects.select_for_update().select_related("place").get(pk=tour.pk)
    if tour.state == PrintRound.State.CLOSED:
        raise FactsError("round", "Cette tournée est terminée : ses dépôts ne changent plus.")
    return tour
