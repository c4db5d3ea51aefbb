"""A host's request for a ranking: received, completed, withdrawn."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Any

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from buron.directory.models import Party
from buron.kernel import journal
from buron.kernel.actors import Actor
from buron.kernel.numbering import next_number
from buron.lodging.errors import LodgingError
from buron.lodging.models import Lodging, RankingRequest
from buron.lodging.natures import Nature
from buron.lodging.queries.ranking_files import missing_papers

RANK = "lodging.rank"
DESCRIBED = (
    *(
        "quality",
        "reason",
        "requested_stars",
        "capacity",
        "dwelling",
        "floor",
        "altitude",
        "surface",
        "rooms",
    ),
    *("signed_on", "fee_cents", "notes", "received_on"),
)
Stage = RankingRequest.Stage
OPEN = frozenset(
    {Stage.RECEIVED, Stage.COMPLETE, Stage.SCHEDULED, Stage.VISITED, Stage.DECIDED, Stage.NOTIFIED}
)
MOST_ROOMS = 40


def receive_request(
    *, actor: Actor, lodging: Lodging, party: Party, requested_stars: int, received_on: dt.date, **facts: Any
) -> RankingRequest:
    """Enter a request under the next number; what is missing is told by :func:`missing_papers`.

    ``facts`` takes the other fields of :class:`RankingRequest` that describe it. Raises :class:`LodgingError`.
    """
    actor.require(RANK)
    if lodging.nature != Nature.MEUBLES:
        raise LodgingError(
            _("Seuls les meublés de tourisme sont classés ainsi : cet hébergement est d’une autre nature."),
            "lodging",
        )
    with transaction.atomic():
        request = RankingRequest(
            office_id=actor.office_id,
            lodging=lodging,
            party=party,
            number=next_number(RankingRequest, actor.office_id),
        )
        _describe(request, {"requested_stars": requested_stars, "received_on": received_on, **facts})
        _save(request)
        journal.record(
            actor=actor,
            action="lodging.ranking_request.received",
            target=request,
            after={"stars": requested_stars, "received_on": str(received_on)},
        )
    return request


def update_request(*, actor: Actor, request: RankingRequest, changes: Mapping[str, Any]) -> RankingRequest:
    """Correct or complete what a request says, until it is decided."""
    actor.require(RANK)
    with transaction.atomic():
        held = _held(request)
        if held.stage not in (Stage.RECEIVED, Stage.COMPLETE, Stage.SCHEDULED, Stage.VISITED):
            raise LodgingError(_("Cette demande est décidée : elle ne se modifie plus."))
        before = _described(held)
        _describe(held, changes)
        old, new = journal.changes(before, _described(held))
        if new:
            _save(held)
            journal.record(
                actor=actor, action="lodging.ranking_request.updated", target=held, before=old, after=new
            )
    return held


def complete_request(*, actor: Actor, request: RankingRequest, day: dt.date) -> RankingRequest:
    """The file holds all that is asked: the appointment can be made. Refused while something is missing."""
    actor.require(RANK)
    with transaction.atomic():
        held = _held(request)
        if held.stage != Stage.RECEIVED:
            raise LodgingError(_("Ce dossier est déjà complet."))
        missing = missing_papers(held)
        if missing:
            raise LodgingError(_("Il manque encore : %(what)s.") % {"what": ", ".join(missing)})
        if day < held.received_on:
            raise LodgingError(_("Le dossier ne peut pas être complet avant d’être reçu."), "complete_on")
        held.complete_on, held.stage = day, Stage.COMPLETE
        held.save(update_fields=["complete_on", "stage"])
        journal.record(
            actor=actor,
            action="lodging.ranking_request.completed",
            target=held,
            after={"complete_on": str(day)},
        )
    return held


def withdraw_request(*, actor: Actor, request: RankingRequest, because: str) -> RankingRequest:
    """The host gives up, before the decision; the reason is asked."""
    actor.require(RANK)
    if not because.strip():
        raise LodgingError(_("Dites pourquoi la demande est retirée."), "closed_because")
    with transaction.atomic():
        held = _held(request)
        if held.stage not in (Stage.RECEIVED, Stage.COMPLETE, Stage.SCHEDULED, Stage.VISITED):
            raise LodgingError(_("Cette demande est décidée : elle ne se retire plus."))
        now = timezone.now()
        held.visits.filter(cancelled_at=None, finished_at=None).update(
            cancelled_at=now, cancelled_because=_("demande retirée")
        )
        held.stage, held.closed_on = Stage.WITHDRAWN, timezone.localdate(now)
        held.closed_because = because.strip()[:200]
        held.save(update_fields=["stage", "closed_on", "closed_because"])
        journal.record(
            actor=actor,
            action="lodging.ranking_request.withdrawn",
            target=held,
            after={"because": held.closed_because},
        )
    return held


def _held(request: RankingRequest) -> RankingRequest:
    found = RankingRequest.objects.select_for_update(of=("self",)).select_related("lodging", "party")
    return found.get(pk=request.pk)


def _described(request: RankingRequest) -> dict[str, Any]:
    found = {name: getattr(request, name) for name in DESCRIBED}
    return {name: value.isoformat() if isinstance(value, dt.date) else value for name, value in found.items()}


def _describe(request: RankingRequest, changes: Mapping[str, Any]) -> None:
    unknown = set(changes) - set(DESCRIBED)
    if unknown:
        raise LodgingError(_("Champ inconnu : %(names)s.") % {"names": ", ".join(sorted(unknown))})
    for name, value in changes.items():
        setattr(request, name, value.strip() if isinstance(value, str) else value)


def _save(request: RankingRequest) -> None:
    if len(request.rooms) > MOST_ROOMS:
        raise LodgingError(_("Quarante pièces au plus."), "rooms")
    try:
        request.full_clean()
        with transaction.atomic():
            request.save()
    except ValidationError as error:
        raise LodgingError.of(error) from error
    except IntegrityError as error:
        # Another one opened a request for it between the check and the writing.
        raise LodgingError(_("Une demande de classement est déjà en cours pour cet hébergement.")) from error
