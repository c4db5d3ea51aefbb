"""Settling what desks sent and that could not be counted as it came."""

from __future__ import annotations

import datetime as dt
from uuid import UUID, uuid5

from django.db import transaction
from django.utils import timezone

from buron.kernel import journal
from buron.kernel.actors import Actor
from buron.reception.models import Act, Batch, SetAside
from buron.reception.rules.aside import facts_of, sheet_of
from buron.reception.rules.facts import FactsError
from buron.reception.services.acts import amend_act, record_waited
from buron.reception.services.batches import cancel_batch
from buron.reception.services.drafts import Moment
from buron.reception.services.tally import record_tally
from buron.territory.models import Desk

REASON = "Deux postes disaient deux choses : choisi après le retour du réseau."


def count_aside(*, actor: Actor, aside: SetAside) -> SetAside:
    """Count it, beside what it contradicts when there is something."""
    return _settle(actor, aside, SetAside.Outcome.COUNTED)


def replace_with_aside(*, actor: Actor, aside: SetAside) -> SetAside:
    """Count it in the place of what it contradicts."""
    return _settle(actor, aside, SetAside.Outcome.REPLACED)


def drop_aside(*, actor: Actor, aside: SetAside) -> SetAside:
    """Do not count it. What it said stays readable."""
    return _settle(actor, aside, SetAside.Outcome.DROPPED)


def _settle(actor: Actor, aside: SetAside, outcome: SetAside.Outcome) -> SetAside:
    actor.require("reception.correct")
    with transaction.atomic():
        aside = SetAside.objects.select_for_update().get(pk=aside.pk)
        if aside.settled_at is not None:
            if aside.outcome == outcome:
                return aside
            raise FactsError("aside", f"Déjà décidé par {aside.settled_by} : {aside.get_outcome_display()}.")
        if outcome != SetAside.Outcome.DROPPED:
            _count(actor, aside, replaces=outcome == SetAside.Outcome.REPLACED)
        aside.settled_at, aside.settled_by = timezone.now(), actor.label[:160]
        aside.outcome = outcome
        aside.save()
        journal.record(
            actor=actor, action="reception.aside.settled", target=aside, after={"outcome": outcome}
        )
    return aside


def _count(actor: Actor, aside: SetAside, *, replaces: bool) -> None:
    desk = Desk.objects.filter(pk=aside.payload["desk"]).first()
    if desk is None:
        raise FactsError("desk", "Le bureau de cet accueil n’existe plus.")
    if aside.kind == SetAside.Kind.TALLY:
        _count_tally(actor, aside, desk, replaces=replaces)
    elif replaces and aside.act is not None:
        _replace_act(actor, aside, desk)
    else:
        aside.act = _new_act(actor, aside, desk)


def _replace_act(actor: Actor, aside: SetAside, desk: Desk) -> None:
    act = aside.act
    if act is None or act.is_cancelled:
        raise FactsError("act", "L’acte à remplacer est annulé : comptez plutôt celui-ci à part.")
    facts = facts_of(aside.payload)
    amend_act(actor=actor, act=act, facts=facts, desk=desk, moment=moment_of(aside), reason=REASON)


def _new_act(actor: Actor, aside: SetAside, desk: Desk) -> Act:
    act = record_waited(
        actor=actor,
        client_id=_identifier(aside, taken=aside.act is not None),
        desk=desk,
        facts=facts_of(aside.payload),
        moment=moment_of(aside),
        entry=Act.Entry.LATE,
    )
    if aside.author_id is not None and act.author_id != aside.author_id:
        act.author_id = aside.author_id
        act.save(update_fields=["author"])
    return act


def _identifier(aside: SetAside, *, taken: bool) -> UUID:
    """Its own; another, always the same, when that one already names something else."""
    return uuid5(aside.client_id, aside.digest) if taken else aside.client_id


def _count_tally(actor: Actor, aside: SetAside, desk: Desk, *, replaces: bool) -> None:
    told = aside.payload
    if replaces and aside.batch is not None:
        cancel_batch(actor=actor, batch=aside.batch, reason=REASON)
    aside.batch = record_tally(
        actor=actor,
        client_id=_identifier(aside, taken=Batch.objects.filter(client_id=aside.client_id).exists()),
        desk=desk,
        day=dt.date.fromisoformat(told["day"]),
        half=told["half"],
        channel=told["channel"],
        sheet=sheet_of(told),
    )


def moment_of(aside: SetAside) -> Moment:
    """When it happened, as precisely as it is known."""
    day = aside.payload.get("day")
    return Moment.of_day(dt.date.fromisoformat(day)) if day else Moment.exact(aside.happened_at)
