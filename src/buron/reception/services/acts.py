"""Recording welcomes, and mending them."""

from __future__ import annotations

import datetime as dt
from typing import Any
from uuid import UUID

from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction
from django.utils import timezone

from buron.kernel import journal
from buron.kernel.actors import Actor
from buron.kernel.errors import Refusal
from buron.reception.models import Act, Carnet, Outing
from buron.reception.queries.outings import outing_on
from buron.reception.rules.facts import Facts, FactsError, may_undo
from buron.reception.services.drafts import (
    Draft,
    Moment,
    draft,
    same_content,
    stored,
    summary,
    write_children,
)
from buron.reception.services.printed.handed import settle_handed
from buron.territory.models import Desk

LATE_DAYS = 62
"""How far back whoever records may enter acts afterwards; beyond, it takes the right to correct."""

REASON_LENGTH = 200


class ActConflict(Refusal):
    """The same identifier already names another welcome."""


def record_act(
    *,
    actor: Actor,
    client_id: UUID,
    desk: Desk,
    facts: Facts,
    occurred_at: dt.datetime | None = None,
    entry: str = Act.Entry.LIVE,
    outing: Outing | None = None,
) -> Act:
    """Record a welcome as it ends.

    ``client_id`` is made by the screen: sending the same welcome again (double click, lost answer) gives the same
    act. Sent again by its author with other facts within a minute, it is the act mended; otherwise
    :class:`ActConflict`. ``occurred_at`` (now by default) serves an entry that waited on the screen for the network.
    ``outing`` is the one whose screen it is; else :func:`~buron.reception.queries.outings.outing_on` finds it.
    """
    actor.require("reception.record")
    now = timezone.now()
    moment = Moment.exact(_not_in_future(occurred_at, now))
    return _record(actor, client_id, desk, facts, moment, entry, outing)


def record_waited(
    *, actor: Actor, client_id: UUID, desk: Desk, facts: Facts, moment: Moment, entry: str
) -> Act:
    """Record a welcome that waited for the network; its moment was settled by :mod:`buron.reception.rules.clock`."""
    actor.require("reception.record")
    if moment.day > timezone.localdate():
        raise FactsError("day", "Ce jour n’est pas encore venu.")
    return _record(actor, client_id, desk, facts, moment, entry)


def record_late(
    *,
    actor: Actor,
    client_id: UUID,
    desk: Desk,
    facts: Facts,
    day: dt.date,
    hour: int | None = None,
) -> Act:
    """Record afterwards a welcome of which the day, and perhaps the hour, are remembered."""
    actor.require("reception.record")
    moment = late_moment(actor, day, hour)
    return _record(actor, client_id, desk, facts, moment, Act.Entry.LATE)


def late_moment(actor: Actor, day: dt.date, hour: int | None) -> Moment:
    """A day of the past that the actor may still fill; :class:`FactsError` otherwise."""
    today = timezone.localdate()
    if day > today:
        raise FactsError("day", "Ce jour n’est pas encore venu.")
    if hour is not None and not 0 <= hour <= 23:
        raise FactsError("hour", "L’heure va de 0 à 23.")
    if (today - day).days > LATE_DAYS and not actor.can("reception.correct"):
        raise FactsError(
            "day", f"Au-delà de {LATE_DAYS} jours, la saisie demande le droit de corriger les actes."
        )
    return Moment.of_day(day, hour)


def _not_in_future(asked: dt.datetime | None, now: dt.datetime) -> dt.datetime:
    """A clock that runs ahead is brought back to now; one that is a day wrong is refused."""
    if asked is None or now < asked <= now + dt.timedelta(hours=1):
        return now
    if asked > now or now - asked > dt.timedelta(days=LATE_DAYS):
        raise FactsError(
            "occurred_at", "L’heure de cet accueil n’est pas vraisemblable : vérifiez l’horloge du poste."
        )
    return asked


def _record(
    actor: Actor,
    client_id: UUID,
    desk: Desk,
    facts: Facts,
    moment: Moment,
    entry: str,
    outing: Outing | None = None,
) -> Act:
    _own(actor, desk)
    outing = outing or outing_on(desk.pk, moment.day, facts.channel)
    content = draft(facts, moment.day)
    try:
        with transaction.atomic():
            return _insert(actor, client_id, desk, content, moment, entry, outing)
    except IntegrityError:
        existing = Act.objects.filter(client_id=client_id).first()
        if existing is None:
            raise
        return _again(actor, existing, desk, content)


def _own(actor: Actor, desk: Desk) -> None:
    if desk.office_id != actor.office_id:
        raise PermissionDenied("Ce bureau est celui d’un autre office.")


def author_id(actor: Actor) -> int | None:
    """The account behind an actor; None for a device, a guest or the system."""
    return int(actor.id) if actor.kind == "user" else None


def _insert(
    actor: Actor,
    client_id: UUID,
    desk: Desk,
    content: Draft,
    moment: Moment,
    entry: str,
    outing: Outing | None,
) -> Act:
    act = Act.objects.create(
        office_id=actor.office_id,
        client_id=client_id,
        desk=desk,
        recorded_at=timezone.now(),
        entry=entry,
        author_id=author_id(actor),
        confidence=dict(content.confidence),
        duration_seconds=content.duration_seconds,
        outing=outing,
        **moment.columns,
        **content.columns,
    )
    write_children(act, content)
    if content.documents:
        settle_handed(actor, act)
    Carnet.objects.filter(client_id=client_id, act=None).update(act=act)
    journal.record(
        actor=actor,
        action="reception.act.recorded",
        target=act,
        after={"desk": desk.pk, "entry": entry, **summary(content)},
    )
    return act


def _again(actor: Actor, act: Act, desk: Desk, content: Draft) -> Act:
    """The same identifier came back: the same act, or the act mended by its author within the minute."""
    if act.desk_id == desk.pk and same_content(stored(act), content):
        return act
    if act.is_cancelled or not _is_fresh(actor, act):
        raise ActConflict(
            "Cet accueil est déjà enregistré avec d’autres réponses : corrigez-le depuis sa page.",
            "client_id",
        )
    with transaction.atomic():
        return _rewrite(actor, act, content, {"desk": desk}, reason="")


def _is_fresh(actor: Actor, act: Act) -> bool:
    """Whether the actor is the author, within the time to undo."""
    own = author_id(actor) is not None and act.author_id == author_id(actor)
    return own and may_undo(act.recorded_at, timezone.now())


def amend_act(
    *,
    actor: Actor,
    act: Act,
    facts: Facts,
    desk: Desk | None = None,
    moment: Moment | None = None,
    reason: str = "",
) -> Act:
    """Correct an act: its author within a minute, or whoever may correct, who says why."""
    with transaction.atomic():
        act = Act.objects.select_for_update().get(pk=act.pk)
        reason = _right_to_change(actor, act, reason)
        if act.is_cancelled:
            raise FactsError("act", "Cet acte est annulé : rétablissez-le avant de le corriger.")
        if desk is not None:
            _own(actor, desk)
        others: dict[str, Any] = dict(moment.columns) if moment else {}
        others |= {"desk": desk} if desk else {}
        content = draft(facts, moment.day if moment else act.day)
        return _rewrite(actor, act, content, others, reason)


def _right_to_change(actor: Actor, act: Act, reason: str) -> str:
    """Check the right to take back or correct; returns the reason, tidied."""
    reason = " ".join(reason.split())[:REASON_LENGTH]
    if _is_fresh(actor, act):
        actor.require("reception.record")
        return reason
    actor.require("reception.correct")
    if not reason:
        raise FactsError("reason", "Dites pourquoi : la raison reste dans l’historique de l’acte.")
    return reason


def _rewrite(actor: Actor, act: Act, content: Draft, others: dict[str, Any], reason: str) -> Act:
    before = {**_frame(act), **summary(stored(act))}
    for name, value in {**content.columns, **others}.items():
        setattr(act, name, value)
    act.confidence = {**act.confidence, **content.confidence}
    act.save()
    act.themes.all().delete()
    act.shown.all().delete()
    if content.documents is not None:
        act.documents.all().delete()
    write_children(act, content)
    settle_handed(actor, act)
    old, new = journal.changes(before, {**_frame(act), **summary(content)})
    if reason:
        new["reason"] = reason
    journal.record(actor=actor, action="reception.act.amended", target=act, before=old, after=new)
    return act


def _frame(act: Act) -> dict[str, Any]:
    return {"desk": act.desk_id, "day": act.day.isoformat(), "hour": act.hour}


def cancel_act(*, actor: Actor, act: Act, reason: str = "") -> Act:
    """Take an act back: its author within a minute, or whoever may correct, who says why. Twice is once."""
    with transaction.atomic():
        act = Act.objects.select_for_update().get(pk=act.pk)
        if act.is_cancelled:
            return act
        reason = _right_to_change(actor, act, reason)
        act.cancelled_at, act.cancel_reason = timezone.now(), reason
        act.save(update_fields=["cancelled_at", "cancel_reason"])
        settle_handed(actor, act)
        journal.record(actor=actor, action="reception.act.cancelled", target=act, after={"reason": reason})
    return act


def restore_act(*, actor: Actor, act: Act, reason: str) -> Act:
    """Count again an act that was cancelled by mistake."""
    actor.require("reception.correct")
    with transaction.atomic():
        act = Act.objects.select_for_update().get(pk=act.pk)
        if not act.is_cancelled:
            return act
        reason = _right_to_change(actor, act, reason)
        act.cancelled_at, act.cancel_reason = None, ""
        act.save(update_fields=["cancelled_at", "cancel_reason"])
        settle_handed(actor, act)
        journal.record(actor=actor, action="reception.act.restored", target=act, after={"reason": reason})
    return act
