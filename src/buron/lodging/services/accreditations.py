"""Who may rank: the office's own accreditation, and those of the people who visit."""

from __future__ import annotations

import datetime as dt

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from buron.kernel import journal
from buron.kernel.actors import Actor
from buron.kernel.models import Membership, Office
from buron.lodging.errors import LodgingError
from buron.lodging.models import Accreditation

SETUP = "lodging.rank_setup"


def grant_accreditation(
    *,
    actor: Actor,
    valid_from: dt.date,
    valid_until: dt.date,
    member: Membership | None = None,
    place: str = "",
    reference: str = "",
) -> Accreditation:
    """Say that the office (without ``member``) or a person is accredited over those days. :class:`LodgingError`."""
    actor.require(SETUP)
    if member is not None and member.office_id != actor.office_id:
        raise LodgingError(_("Cette personne n’est pas de l’office."), "member")
    with transaction.atomic():
        name = str(member.user.name or member.user.email) if member else _office_name(actor)
        accreditation = Accreditation(
            office_id=actor.office_id,
            holder=Accreditation.Holder.AGENT if member else Accreditation.Holder.OFFICE,
            user=member.user if member else None,
            name=name[:120],
            place=place if member else "",
            reference=reference.strip(),
            valid_from=valid_from,
            valid_until=valid_until,
        )
        _check(accreditation)
        accreditation.save()
        journal.record(
            actor=actor,
            action="lodging.accreditation.granted",
            target=accreditation,
            after={"from": str(valid_from), "until": str(valid_until), "place": accreditation.place},
        )
    return accreditation


def end_accreditation(*, actor: Actor, accreditation: Accreditation, last_day: dt.date) -> Accreditation:
    """It holds no more after that day; the visits that it covered stay."""
    actor.require(SETUP)
    with transaction.atomic():
        held = Accreditation.objects.select_for_update().get(pk=accreditation.pk)
        before, held.valid_until = held.valid_until, last_day
        _check(held)
        held.save(update_fields=["valid_until"])
        journal.record(
            actor=actor,
            action="lodging.accreditation.ended",
            target=held,
            before={"until": str(before)},
            after={"until": str(last_day)},
        )
    return held


def require_accredited(visitor: Accreditation, day: dt.date) -> None:
    """Refuse a visit of that day unless the office and the visitor are accredited. Raises :class:`LodgingError`."""
    shown = f"{day:%d/%m/%Y}"
    if visitor.holder != Accreditation.Holder.AGENT or not visitor.valid_from <= day <= visitor.valid_until:
        raise LodgingError(
            _("%(name)s n’est pas habilité à visiter le %(day)s.") % {"name": visitor.name, "day": shown},
            "visitor",
        )
    own = Accreditation.objects.filter(
        holder=Accreditation.Holder.OFFICE, valid_from__lte=day, valid_until__gte=day
    )
    if not own.exists():
        raise LodgingError(
            _("L’office n’est pas agréé pour classer le %(day)s : enregistrez son agrément.")
            % {"day": shown},
            "appointment",
        )


def _office_name(actor: Actor) -> str:
    return Office.objects.get(pk=actor.office_id).name


def _check(accreditation: Accreditation) -> None:
    try:
        accreditation.full_clean()
    except ValidationError as error:
        raise LodgingError.of(error) from error
