"""Outings: planned, changed, held, told, or given up."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from typing import Any, NamedTuple

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils import timezone

from buron.kernel import journal
from buron.kernel.actors import Actor
from buron.kernel.models import Membership
from buron.reception.models import Outing, OutingAgent, OutingDay
from buron.reception.rules.facts import FactsError
from buron.territory import reference
from buron.territory.models import Desk

MOST_DAYS = 92
MOST_VISITORS = 100_000
DESCRIBED = ("name", "kind", "place", "insee", "documents", "helpers")


class Hours(NamedTuple):
    """A day of an outing with its hours."""

    day: dt.date
    opens: dt.time
    closes: dt.time


def plan_outing(
    *, actor: Actor, desk: Desk, days: Iterable[Hours], agents: Iterable[int] = (), **description: str
) -> Outing:
    """Plan an outing of a desk; ``agents`` are accounts of the office, ``description`` the other fields."""
    actor.require("reception.record")
    if desk.office_id != actor.office_id:
        raise PermissionDenied("Ce bureau est celui d’un autre office.")
    outing = Outing(office_id=actor.office_id, desk=desk)
    _describe(outing, description)
    wanted = sorted(set(days))
    if not wanted:
        raise FactsError("start", "Donnez au moins un jour à cette sortie.")
    if len(wanted) > MOST_DAYS:
        raise FactsError("end", f"Une sortie compte au plus {MOST_DAYS} jours.")
    with transaction.atomic():
        outing.save()
        for hours in wanted:
            _set_day(outing, hours)
        _set_agents(outing, agents)
        journal.record(
            actor=actor,
            action="reception.outing.planned",
            target=outing,
            after={**_described(outing), "days": [hours.day.isoformat() for hours in wanted]},
        )
    return outing


def update_outing(
    *, actor: Actor, outing: Outing, desk: Desk, agents: Iterable[int], **description: str
) -> Outing:
    """Change what describes an outing, and who goes."""
    actor.require("reception.record")
    if desk.office_id != actor.office_id:
        raise PermissionDenied("Ce bureau est celui d’un autre office.")
    with transaction.atomic():
        held = _held(outing)
        before = {**_described(held), "desk": held.desk_id}
        held.desk = desk
        _describe(held, description)
        held.save()
        _set_agents(held, agents)
        old, new = journal.changes(before, {**_described(held), "desk": held.desk_id})
        journal.record(actor=actor, action="reception.outing.updated", target=held, before=old, after=new)
    return held


def set_outing_day(*, actor: Actor, outing: Outing, hours: Hours, visitors: int | None = None) -> OutingDay:
    """Give a day of an outing its hours, and the visitors that were counted by hand (None: nobody counted)."""
    actor.require("reception.record")
    if visitors is not None and not 0 <= visitors <= MOST_VISITORS:
        raise FactsError("visitors", f"Le nombre de visiteurs va de 0 à {MOST_VISITORS}.")
    with transaction.atomic():
        held = _held(outing)
        if held.days.exclude(day=hours.day).count() >= MOST_DAYS:
            raise FactsError("day", f"Une sortie compte au plus {MOST_DAYS} jours.")
        row = _set_day(held, hours, visitors)
        journal.record(
            actor=actor,
            action="reception.outing.day_set",
            target=held,
            after={"day": hours.day.isoformat(), "visitors": visitors},
        )
    return row


def remove_outing_day(*, actor: Actor, day: OutingDay) -> None:
    """Take a day out of an outing; one on which somebody was welcomed stays."""
    actor.require("reception.record")
    with transaction.atomic():
        outing = _held(day.outing)
        if outing.acts.filter(day=day.day, cancelled_at=None).exists():
            raise FactsError("day", "Des accueils ont été enregistrés ce jour-là : il reste dans la sortie.")
        if outing.days.count() == 1:
            raise FactsError("day", "Une sortie garde au moins un jour : annulez-la plutôt.")
        journal.record(
            actor=actor,
            action="reception.outing.day_removed",
            target=outing,
            before={"day": day.day.isoformat()},
        )
        day.delete()


def report_outing(*, actor: Actor, outing: Outing, report: str) -> Outing:
    """Write what is to be remembered of an outing."""
    actor.require("reception.record")
    with transaction.atomic():
        held = _held(outing)
        held.report = report.strip()[:1000]
        held.save(update_fields=["report"])
        journal.record(actor=actor, action="reception.outing.told", target=held)
    return held


def cancel_outing(*, actor: Actor, outing: Outing, reason: str) -> Outing:
    """Give up an outing that did not take place; it stays in the list, and counts nowhere. Twice is once."""
    actor.require("reception.record")
    reason = " ".join(reason.split())[:200]
    with transaction.atomic():
        held = Outing.objects.select_for_update().get(pk=outing.pk)
        if held.is_cancelled:
            return held
        if not reason:
            raise FactsError("reason", "Dites pourquoi la sortie n’a pas lieu.")
        if held.acts.filter(cancelled_at=None).exists():
            raise FactsError(
                "reason", "Des accueils ont été enregistrés pendant cette sortie : elle a eu lieu."
            )
        held.cancelled_at, held.cancel_reason = timezone.now(), reason
        held.save(update_fields=["cancelled_at", "cancel_reason"])
        journal.record(
            actor=actor, action="reception.outing.cancelled", target=held, after={"reason": reason}
        )
    return held


def _held(outing: Outing) -> Outing:
    held = Outing.objects.select_for_update().get(pk=outing.pk)
    if held.is_cancelled:
        raise FactsError("outing", "Cette sortie est annulée.")
    return held


def _describe(outing: Outing, description: dict[str, str]) -> None:
    for name in DESCRIBED:
        if name in description:
            setattr(outing, name, description[name].strip())
    outing.name = " ".join(outing.name.split())[:80]
    if not outing.name:
        raise FactsError("name", "Donnez un nom à cette sortie, par exemple « Marché de Condat ».")
    if outing.kind not in Outing.Kind.values:
        raise FactsError("kind", "Choisissez un type de sortie dans la liste.")
    if outing.insee and reference.commune(outing.insee) is None:
        raise FactsError("insee", "Choisissez une commune de la liste.")


def _set_day(outing: Outing, hours: Hours, visitors: int | None = None) -> OutingDay:
    if hours.closes <= hours.opens:
        raise FactsError("closes", "La sortie se termine avant de commencer.")
    if not 1990 <= hours.day.year <= 2100:
        raise FactsError("day", "Ce jour n’est pas au calendrier.")
    row, _created = OutingDay.objects.update_or_create(
        office_id=outing.office_id,
        outing=outing,
        day=hours.day,
        defaults={"opens": hours.opens, "closes": hours.closes, "visitors": visitors},
    )
    return row


def _set_agents(outing: Outing, agents: Iterable[int]) -> None:
    members = set(
        Membership.objects.filter(office_id=outing.office_id, is_active=True).values_list(
            "user_id", flat=True
        )
    )
    wanted = set(agents) & members
    outing.agents.exclude(user_id__in=wanted).delete()
    known = set(outing.agents.values_list("user_id", flat=True))
    OutingAgent.objects.bulk_create(
        OutingAgent(office_id=outing.office_id, outing=outing, user_id=user)
        for user in sorted(wanted - known)
    )


def _described(outing: Outing) -> dict[str, Any]:
    return {name: getattr(outing, name) for name in DESCRIBED}
