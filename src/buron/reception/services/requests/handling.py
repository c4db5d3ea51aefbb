"""Who deals with a request, and when it is over without an answer."""

from __future__ import annotations

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from buron.kernel.actors import Actor
from buron.kernel.models import Membership
from buron.reception.models import Enquiry
from buron.reception.services.requests.common import HANDLE, RequestError, locked, open_again, record


def assign(*, actor: Actor, enquiry: Enquiry, user_id: int | None) -> Enquiry:
    """Give a request to a colleague, to oneself, or to nobody."""
    actor.require(HANDLE)
    with transaction.atomic():
        held = locked(actor, enquiry)
        if user_id is not None and not _works_here(actor, user_id):
            raise RequestError(_("Cette personne ne travaille pas dans l’office."), "user")
        if held.assigned_to_id != user_id:
            held.assigned_to_id = user_id
            held.save(update_fields=["assigned_to"])
            record(actor, "assigned", held, {"to": user_id})
    return held


def _works_here(actor: Actor, user_id: int) -> bool:
    return Membership.objects.filter(office_id=actor.office_id, user_id=user_id, is_active=True).exists()


def close_enquiry(*, actor: Actor, enquiry: Enquiry, reason: str) -> Enquiry:
    """Close a request that needs no answer (publicity, sent by mistake); the reason stays."""
    actor.require(HANDLE)
    reason = " ".join(reason.split())[:200]
    if not reason:
        raise RequestError(_("Dites pourquoi cette demande n’a pas besoin de réponse."), "reason")
    with transaction.atomic():
        held = locked(actor, enquiry)
        if held.state == Enquiry.State.OPEN:
            held.state, held.closed_at, held.closed_reason = Enquiry.State.CLOSED, timezone.now(), reason
            held.save(update_fields=["state", "closed_at", "closed_reason"])
            record(actor, "closed", held, {"reason": reason})
    return held


def reopen_enquiry(*, actor: Actor, enquiry: Enquiry) -> Enquiry:
    """Put a request back among those to deal with; its clock starts again today if it was answered."""
    actor.require(HANDLE)
    with transaction.atomic():
        held = locked(actor, enquiry)
        if held.state != Enquiry.State.OPEN:
            open_again(held, restart=held.answered_on is not None)
            record(actor, "reopened", held)
    return held
