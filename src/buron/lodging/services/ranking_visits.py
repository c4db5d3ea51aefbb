"""The visit: planned with somebody accredited that day, held, closed, opened again until it is decided."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from buron.kernel import journal
from buron.kernel.actors import Actor
from buron.lodging.errors import LodgingError
from buron.lodging.models import Accreditation, RankingRequest, Visit
from buron.lodging.services.accreditations import require_accredited
from buron.lodging.services.ranking_requests import RANK, Stage


def schedule_visit(
    *,
    actor: Actor,
    request: RankingRequest,
    appointment: dt.datetime,
    visitor: Accreditation,
    meets: str = "",
) -> Visit:
    """Make the appointment, or move it: the file is complete, the visitor accredited that day.

    Raises :class:`LodgingError`.
    """
    actor.require(RANK)
    require_accredited(visitor, timezone.localdate(appointment))
    with transaction.atomic():
        held = _request(request.pk)
        if held.stage not in (Stage.COMPLETE, Stage.SCHEDULED):
            raise LodgingError(_("Le rendez-vous se prend quand le dossier est complet, avant la visite."))
        visit = Visit.objects.filter(request=held, cancelled_at=None).first() or _new_visit(actor, held)
        visit.appointment, visit.visitor, visit.meets = appointment, visitor, meets.strip()
        _save(visit)
        held.stage = Stage.SCHEDULED
        held.save(update_fields=["stage"])
        journal.record(
            actor=actor,
            action="lodging.visit.scheduled",
            target=held,
            after={"at": appointment.isoformat(), "visitor": visitor.name},
        )
    return visit


def cancel_visit(*, actor: Actor, visit: Visit, because: str) -> Visit:
    """The visit will not be held; the request waits for another appointment."""
    actor.require(RANK)
    if not because.strip():
        raise LodgingError(_("Dites pourquoi la visite est annulée."), "cancelled_because")
    with transaction.atomic():
        request, held = _both(visit)
        if held.finished_at is not None or held.cancelled_at is not None:
            raise LodgingError(_("Cette visite est déjà terminée ou annulée."))
        held.cancelled_at, held.cancelled_because = timezone.now(), because.strip()[:200]
        held.save(update_fields=["cancelled_at", "cancelled_because"])
        request.stage = Stage.COMPLETE
        request.save(update_fields=["stage"])
        journal.record(
            actor=actor,
            action="lodging.visit.cancelled",
            target=request,
            after={"because": held.cancelled_because},
        )
    return held


def finish_visit(*, actor: Actor, visit: Visit, held_on: dt.date, comment: str = "") -> Visit:
    """The visit is over: its answers no longer change, and the decision can be taken.

    Finishing twice changes nothing. The visitor must have been accredited that day.
    """
    actor.require(RANK)
    require_accredited(visit.visitor, held_on)
    with transaction.atomic():
        request, held = _both(visit)
        if held.cancelled_at is not None:
            raise LodgingError(_("Cette visite est annulée."))
        if held.finished_at is not None:
            return held
        if held_on > timezone.localdate():
            raise LodgingError(_("Une visite ne se termine pas avant d’être faite."), "held_on")
        if held_on < request.received_on:
            raise LodgingError(_("La visite ne peut pas précéder la demande."), "held_on")
        if not held.answers.exists() or not held.facts.get("persons"):
            raise LodgingError(_("Aucun critère n’a de réponse : la grille n’a pas été remplie."))
        if held.facts_other is not None or held.answers.filter(other__isnull=False).exists():
            raise LodgingError(_("Deux tablettes ont répondu différemment : choisissez d’abord."))
        held.finished_at, held.held_on, held.comment = timezone.now(), held_on, comment.strip()[:4000]
        held.save(update_fields=["finished_at", "held_on", "comment"])
        request.stage = Stage.VISITED
        request.save(update_fields=["stage"])
        journal.record(
            actor=actor, action="lodging.visit.finished", target=request, after={"held_on": str(held_on)}
        )
    return held


def reopen_visit(*, actor: Actor, visit: Visit) -> Visit:
    """Something was forgotten: the answers may change again, as long as nothing is decided."""
    actor.require(RANK)
    with transaction.atomic():
        request, held = _both(visit)
        if request.stage != Stage.VISITED:
            raise LodgingError(_("Cette visite est décidée : elle ne se rouvre plus."))
        held.finished_at = held.held_on = None
        held.save(update_fields=["finished_at", "held_on"])
        request.stage = Stage.SCHEDULED
        request.save(update_fields=["stage"])
        journal.record(actor=actor, action="lodging.visit.reopened", target=request)
    return held


def _new_visit(actor: Actor, request: RankingRequest) -> Visit:
    """A visit that begins with what the form says."""
    facts: dict[str, Any] = {
        "persons": request.capacity,
        "floor": request.floor or 0,
        "altitude": request.altitude,
        "circumstances": ["studio"] if request.dwelling == RankingRequest.Dwelling.STUDIO else [],
        "prerequisite": None,
        "surface": request.surface,
    }
    return Visit(office_id=actor.office_id, request=request, facts=facts)


def _request(pk: int) -> RankingRequest:
    return RankingRequest.objects.select_for_update().get(pk=pk)


def _both(visit: Visit) -> tuple[RankingRequest, Visit]:
    """The request then its visit, locked in that order."""
    request = _request(visit.request_id)
    return request, Visit.objects.select_for_update().get(pk=visit.pk)


def _save(visit: Visit) -> None:
    try:
        visit.full_clean()
    except ValidationError as error:
        raise LodgingError.of(error) from error
    visit.save()
