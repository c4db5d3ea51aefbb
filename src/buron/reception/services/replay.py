"""What desks recorded without the network, counted once and in order when they meet the server again."""

from __future__ import annotations

import datetime as dt
import hashlib
import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from itertools import islice
from typing import Any, Literal
from uuid import UUID

from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction
from django.utils import timezone

from buron.kernel import journal
from buron.kernel.actors import Actor
from buron.kernel.models import Membership
from buron.reception.models import Act, Batch, SetAside
from buron.reception.rules.beside import Beside
from buron.reception.rules.facts import Facts, FactsError
from buron.reception.rules.tally import Sheet, TallyError
from buron.reception.services.acts import LATE_DAYS, ActConflict, author_id, record_waited
from buron.reception.services.beside import record_beside, sign_beside
from buron.reception.services.bulk import Known, Ready, insert_acts
from buron.reception.services.drafts import Moment
from buron.reception.services.tally import MIDDLE, record_tally
from buron.territory.models import Desk

Status = Literal["accepted", "present", "refused", "aside"]
LIVE_DAYS = 14
"""Beyond, an act that waited is marked as entered afterwards."""
LOT = 100
"""Entries of one transaction: others may write between two lots."""

ASIDE = {
    SetAside.Why.CONFLICT: "Un autre poste a enregistré autre chose : les deux sont gardés, une personne décidera.",
    SetAside.Why.AUTHOR: "La personne qui a reçu n’est plus membre de l’office : l’acte est gardé de côté.",
    SetAside.Why.OLD: f"Plus de {LATE_DAYS} jours : l’acte est gardé de côté, une personne décidera.",
}


@dataclass(frozen=True, slots=True)
class Waited:
    """One entry of an outbox. ``at`` is when it happened; ``day`` is set when a person said the day and no more."""

    client_id: UUID
    desk: int
    author: int | None
    at: dt.datetime
    facts: Facts | None = None
    day: dt.date | None = None
    half: str = ""
    channel: str = ""
    sheet: Sheet | None = None
    beside: Beside | None = None

    @property
    def moment(self) -> Moment:
        return Moment.of_day(self.day) if self.day else Moment.exact(self.at)


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of an entry; ``message`` and ``field`` say why it was refused or put aside."""

    client_id: UUID
    status: Status
    message: str = ""
    field: str = ""
    act: int | None = None


class _Aside(Exception):  # noqa: N818 - not an error: the entry is kept, elsewhere
    def __init__(self, why: SetAside.Why, act: Act | None = None, batch: Batch | None = None) -> None:
        super().__init__(str(why))
        self.why, self.act, self.batch = why, act, batch


def replay(*, actor: Actor, entries: Iterable[Waited]) -> list[Outcome]:
    """Record the entries of an outbox in their order; sent twice, each still counts once.

    The person who is signed in sends; the act keeps the name of the member who welcomed. What cannot be counted without
    somebody's decision is put aside whole (:class:`SetAside`).
    """
    actor.require("reception.record")
    outcomes: list[Outcome] = []
    source = iter(entries)
    while lot := list(islice(source, LOT)):
        with transaction.atomic():
            outcomes += _lot(actor, lot)
    return outcomes


def _lot(actor: Actor, lot: Sequence[Waited]) -> list[Outcome]:
    desks = Desk.objects.in_bulk([one.desk for one in lot])
    authors = _authors(actor, {one.author for one in lot if one.author is not None})
    try:
        with transaction.atomic():
            together = _together(actor, lot, desks, authors)
    except (IntegrityError, FactsError):  # some came meanwhile, or a stock refuses: each is looked at alone
        together = {}
    return [
        together.get(place) or _one(actor, one, desks.get(one.desk), authors) for place, one in enumerate(lot)
    ]


def _together(
    actor: Actor, lot: Sequence[Waited], desks: Mapping[int, Desk], authors: Mapping[int, Actor]
) -> dict[int, Outcome]:
    """Write at once the entries that raise no question; the place of each with what became of it."""
    ids = [one.client_id for one in lot]
    there = set(Act.objects.filter(client_id__in=ids).values_list("client_id", flat=True))
    known = Known([one.facts for one in lot if one.facts is not None])
    ready: dict[int, Ready] = {}
    outcomes: dict[int, Outcome] = {}
    for place, one in enumerate(lot):
        if one.client_id in there or one.desk not in desks or one.facts is None:
            continue
        there.add(one.client_id)
        try:
            found = _ready(actor, one, desks[one.desk], authors, known)
        except FactsError as error:
            outcomes[place] = Outcome(one.client_id, "refused", str(error), error.field)
            continue
        if found is not None:
            ready[place] = found
    acts = insert_acts(actor, list(ready.values()))
    for place, act in zip(ready, acts, strict=True):
        outcomes[place] = Outcome(act.client_id, "accepted", act=act.pk)
    _tell_relayed(actor, acts, authors)
    return outcomes


def _ready(actor: Actor, one: Waited, desk: Desk, authors: Mapping[int, Actor], known: Known) -> Ready | None:
    """The entry as an act to be written; None when it needs to be looked at alone."""
    own = one.author is None or one.author == author_id(actor)
    moment = one.moment
    if one.facts is None or (not own and one.author not in authors) or _is_too_old(actor, moment.day):
        return None
    if moment.day > timezone.localdate():
        raise FactsError("day", "Ce jour n’est pas encore venu.")
    return Ready(
        one.client_id,
        desk,
        moment,
        _entry(one),
        author_id(actor) if own else one.author,
        known.draft(one.facts, moment.day),
        known.outing(desk, moment.day, one.facts.channel),
    )


def _entry(one: Waited) -> str:
    late = one.day is not None or timezone.now() - one.at > dt.timedelta(days=LIVE_DAYS)
    return Act.Entry.LATE if late else Act.Entry.LIVE


def _tell_relayed(actor: Actor, acts: Sequence[Act], authors: Mapping[int, Actor]) -> None:
    """The acts are those of whoever welcomed; the journal says who sent them."""
    relayed = [
        (act, {"author": authors[act.author_id].label})
        for act in acts
        if act.author_id is not None and act.author_id in authors
    ]
    if relayed:
        journal.record_many(actor=actor, action="reception.act.relayed", targets=relayed)


def _authors(actor: Actor, ids: set[int]) -> Mapping[int, Actor]:
    """Those of them who may still welcome in this office."""
    ids.discard(author_id(actor) or 0)
    if not ids:
        return {}
    found = Membership.objects.filter(office=actor.office_id, user__in=ids, is_active=True).select_related(
        "user"
    )
    members = {one.user_id: Actor.member(one) for one in found if one.user.is_active}
    return {pk: member for pk, member in members.items() if member.can("reception.record")}


def _one(actor: Actor, one: Waited, desk: Desk | None, authors: Mapping[int, Actor]) -> Outcome:
    try:
        with transaction.atomic():
            return _counted(actor, one, desk, authors)
    except _Aside as aside:
        return _put_aside(actor, one, aside)
    except FactsError as error:
        return Outcome(one.client_id, "refused", str(error), error.field)
    except TallyError as error:
        return Outcome(one.client_id, "refused", str(error), error.column)
    except PermissionDenied as error:
        return Outcome(one.client_id, "refused", str(error), "desk")


def _counted(actor: Actor, one: Waited, desk: Desk | None, authors: Mapping[int, Actor]) -> Outcome:
    if one.beside is not None:
        return _written(actor, one, one.beside, desk, authors)
    if desk is None:
        raise FactsError("desk", "Ce bureau n’existe plus : choisissez-en un autre pour cet accueil.")
    own = one.author is None or one.author == author_id(actor)
    if not own and one.author not in authors:
        raise _Aside(SetAside.Why.AUTHOR)
    if one.sheet is not None:
        return _counted_tally(actor, one, desk)
    known = Act.objects.filter(client_id=one.client_id).values_list("pk", flat=True).first()
    if known is None and _is_too_old(actor, one.moment.day):
        raise _Aside(SetAside.Why.OLD)
    act = _recorded(actor, one, desk)
    if known is None and not own:
        _signed_by(actor, act, authors[one.author or 0])
    return Outcome(one.client_id, "accepted" if known is None else "present", act=act.pk)


def _is_too_old(actor: Actor, day: dt.date) -> bool:
    return (timezone.localdate() - day).days > LATE_DAYS and not actor.can("reception.correct")


def _recorded(actor: Actor, one: Waited, desk: Desk) -> Act:
    if one.facts is None:
        raise FactsError("facts", "Cet accueil n’a pas de réponses.")
    try:
        return record_waited(
            actor=actor,
            client_id=one.client_id,
            desk=desk,
            facts=one.facts,
            moment=one.moment,
            entry=_entry(one),
        )
    except ActConflict:
        raise _Aside(SetAside.Why.CONFLICT, act=Act.objects.get(client_id=one.client_id)) from None


def _signed_by(actor: Actor, act: Act, author: Actor) -> None:
    act.author_id = int(author.id)
    act.save(update_fields=["author"])
    _tell_relayed(actor, [act], {act.author_id: author})


def _written(
    actor: Actor, one: Waited, said: Beside, desk: Desk | None, authors: Mapping[int, Actor]
) -> Outcome:
    """An unmet request or a note: no figure depends on who wrote it, so that it waits for nobody."""
    row = record_beside(
        actor=actor, client_id=one.client_id, said=said, desk=desk, day=one.day or one.moment.day
    )
    if row is not None and one.author not in (None, author_id(actor)):
        sign_beside(actor=actor, row=row, author=authors.get(one.author or 0))
    return Outcome(one.client_id, "accepted" if row is not None else "present")


def _counted_tally(actor: Actor, one: Waited, desk: Desk) -> Outcome:
    """A sheet; another one of the same half-day is not added to by itself."""
    if one.day is None or one.sheet is None:
        raise TallyError("day", "Cette feuille n’a pas de jour.")
    if Batch.objects.filter(client_id=one.client_id).exists():
        return Outcome(one.client_id, "present")
    twin = twin_of(desk, one.day, one.half, one.channel)
    if twin is not None:
        raise _Aside(SetAside.Why.CONFLICT, batch=twin)
    if _is_too_old(actor, one.day):
        raise _Aside(SetAside.Why.OLD)
    record_tally(
        actor=actor,
        client_id=one.client_id,
        desk=desk,
        day=one.day,
        half=one.half,
        channel=one.channel,
        sheet=one.sheet,
    )
    return Outcome(one.client_id, "accepted")


def twin_of(desk: Desk, day: dt.date, half: str, channel: str) -> Batch | None:
    """The sheet already counted for that half-day of that desk."""
    at = Moment.of_day(day, MIDDLE.get(half, 12)).at
    acts = Act.objects.filter(
        desk=desk, day=day, channel=channel, occurred_at=at, batch__kind=Batch.Kind.TALLY, cancelled_at=None
    )
    act = acts.select_related("batch").first()
    return act.batch if act else None


def _put_aside(actor: Actor, one: Waited, aside: _Aside) -> Outcome:
    """Keep it whole for somebody to decide; the same content again is the same row."""
    payload = payload_of(one)
    kept, made = SetAside.objects.get_or_create(
        office_id=actor.office_id,
        client_id=one.client_id,
        digest=digest_of(payload),
        defaults={
            "kind": SetAside.Kind.TALLY if one.sheet else SetAside.Kind.ACT,
            "why": aside.why,
            "payload": payload,
            "happened_at": one.moment.at,
            "received_at": timezone.now(),
            "act": aside.act,
            "batch": aside.batch,
            "sender_name": actor.label[:160],
            **_who(actor, one.author),
        },
    )
    if made:
        after = {"why": aside.why, "client_id": str(one.client_id)}
        journal.record(actor=actor, action="reception.aside.kept", target=kept, after=after)
    return Outcome(one.client_id, "aside", ASIDE[aside.why])


def _who(actor: Actor, author: int | None) -> dict[str, Any]:
    """The author as a row and a name; a stranger to the office is not named."""
    if author is None or author == author_id(actor):
        return {"author_id": author_id(actor), "author_name": actor.label[:160]}
    known = Membership.objects.filter(office=actor.office_id, user=author).select_related("user").first()
    return {"author_id": author, "author_name": str(known.user)[:160]} if known else {"author_id": None}


def payload_of(one: Waited) -> dict[str, Any]:
    """The entry as JSON, from which it can be made again."""
    told: dict[str, Any] = {
        "desk": one.desk,
        "at": one.at.isoformat(),
        "day": one.day and one.day.isoformat(),
    }
    if one.sheet is not None:
        sheet = {"total": one.sheet.total, "columns": one.sheet.columns, "themes": one.sheet.themes}
        told |= {"half": one.half, "channel": one.channel, "sheet": sheet}
    elif one.facts is not None:
        told["facts"] = asdict(one.facts)
    return json.loads(json.dumps(told, default=dict))  # type: ignore[no-any-return]


def digest_of(payload: Mapping[str, Any]) -> str:
    """Two sendings of the same answers are the same, whatever moment was computed for them."""
    told = {key: value for key, value in payload.items() if key != "at"}
    return hashlib.sha256(json.dumps(told, sort_keys=True).encode()).hexdigest()
