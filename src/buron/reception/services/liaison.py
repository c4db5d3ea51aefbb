"""The liaison book: writing, answering, closing, reading."""

from __future__ import annotations

import datetime as dt
from uuid import UUID

from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction
from django.utils import timezone

from buron.kernel import journal
from buron.kernel.actors import Actor
from buron.reception.models import LiaisonMention, LiaisonNote, LiaisonReader, LiaisonStep
from buron.reception.queries.liaison import colleagues, kind_role
from buron.reception.rules.facts import FactsError
from buron.reception.rules.mentions import folded, mentioned
from buron.reception.services.acts import author_id
from buron.territory.models import Desk

LONGEST = 2000
PLACE_LENGTH = 120
FOLLOW_UP_LENGTH = 300
STEP_LENGTH = 500
MOST_STEPS = 200
BACK_DAYS = 366
"""How far back a forgotten entry may be dated."""


def write_note(
    *,
    actor: Actor,
    client_id: UUID,
    kind: str,
    text: str,
    desk: Desk | None = None,
    day: dt.date | None = None,
    place: str = "",
    done: str = "",
    follow_up: str = "",
) -> LiaisonNote:
    """Write an entry of the book; the same ``client_id`` gives the same entry.

    ``done`` is what was done already (the first step). Colleagues called by ``@name`` are told. What is to be done
    and incidents stay open until somebody closes them; a plain information does not.
    """
    actor.require("reception.liaison")
    day = _day(day)
    role = kind_role(kind, day)
    if role is None:
        raise FactsError("kind", "Choisissez : information, à faire ou incident.")
    fields = {
        "text": _text(text, "text", LONGEST, required=True),
        "place": _text(place, "place", PLACE_LENGTH),
        "follow_up": _text(follow_up, "follow_up", FOLLOW_UP_LENGTH),
    }
    done = _text(done, "done", STEP_LENGTH)
    if desk is not None and desk.office_id != actor.office_id:
        raise PermissionDenied("Ce bureau est celui d’un autre office.")
    try:
        with transaction.atomic():
            return _insert(actor, client_id, kind, role, day, desk, fields, done)
    except IntegrityError:
        existing = LiaisonNote.objects.filter(client_id=client_id).first()
        if existing is None:
            raise
        return existing


def _insert(
    actor: Actor,
    client_id: UUID,
    kind: str,
    role: str,
    day: dt.date,
    desk: Desk | None,
    fields: dict[str, str],
    done: str,
) -> LiaisonNote:
    state = LiaisonNote.State.NOTED if role == "info" else LiaisonNote.State.OPEN
    note = LiaisonNote.objects.create(
        office_id=actor.office_id,
        client_id=client_id,
        day=day,
        desk=desk,
        kind=kind,
        is_incident=role == "incident",
        folded=folded([*fields.values(), done]),
        state=state,
        author_id=author_id(actor),
        **fields,
    )
    if done:
        _add_step(actor, note, done)
    _mention(actor, note, " ".join([*fields.values(), done]))
    journal.record(
        actor=actor,
        action="reception.liaison.written",
        target=note,
        after={"kind": kind, "desk": desk.pk if desk else None, "day": day.isoformat()},
    )
    return note


def _day(day: dt.date | None) -> dt.date:
    today = timezone.localdate()
    if day is None:
        return today
    if day > today:
        raise FactsError("day", "Ce jour n’est pas encore venu.")
    if (today - day).days > BACK_DAYS:
        raise FactsError("day", "Le cahier se complète jusqu’à un an en arrière.")
    return day


def _text(value: str, field: str, longest: int, *, required: bool = False) -> str:
    value = value.replace("\x00", "").strip()
    if required and not value:
        raise FactsError(field, "Écrivez quelques mots.")
    if len(value) > longest:
        raise FactsError(field, f"Le texte est limité à {longest} caractères.")
    return value


def _mention(actor: Actor, note: LiaisonNote, text: str) -> None:
    names = {user.pk: str(user) for user in colleagues(actor.office_id)}
    own = author_id(actor)
    known = set(note.mentions.values_list("user_id", flat=True))
    LiaisonMention.objects.bulk_create(
        LiaisonMention(office_id=note.office_id, note=note, user_id=pk)
        for pk in mentioned(text, names)
        if pk != own and pk not in known
    )


def _add_step(actor: Actor, note: LiaisonNote, text: str) -> LiaisonStep:
    return LiaisonStep.objects.create(
        office_id=note.office_id, note=note, text=text, author_id=author_id(actor)
    )


def add_step(*, actor: Actor, note: LiaisonNote, text: str, close: bool = False) -> LiaisonNote:
    """Say what was done about an entry, and close it when that was all. Who answers has read."""
    actor.require("reception.liaison")
    text = _text(text, "text", STEP_LENGTH, required=not close)
    with transaction.atomic():
        note = LiaisonNote.objects.select_for_update().get(pk=note.pk)
        if note.steps.count() >= MOST_STEPS:
            raise FactsError("text", "Cette entrée a déjà beaucoup de suites : ouvrez-en une autre.")
        if text:
            _add_step(actor, note, text)
            _mention(actor, note, text)
            note.folded = folded([note.folded, text])
        if close and note.state == LiaisonNote.State.OPEN:
            note.state, note.closed_at = LiaisonNote.State.CLOSED, timezone.now()
            note.closed_by_id = author_id(actor)
        note.save(update_fields=["folded", "state", "closed_at", "closed_by"])
        _read(actor, note)
        action = "reception.liaison.closed" if close else "reception.liaison.answered"
        journal.record(actor=actor, action=action, target=note)
    return note


def reopen_note(*, actor: Actor, note: LiaisonNote) -> LiaisonNote:
    """Open again what was closed too early; a plain information becomes something to do."""
    actor.require("reception.liaison")
    with transaction.atomic():
        note = LiaisonNote.objects.select_for_update().get(pk=note.pk)
        if note.state != LiaisonNote.State.OPEN:
            note.state, note.closed_at, note.closed_by = LiaisonNote.State.OPEN, None, None
            note.save(update_fields=["state", "closed_at", "closed_by"])
            journal.record(actor=actor, action="reception.liaison.reopened", target=note)
    return note


def read_mention(*, actor: Actor, note: LiaisonNote) -> None:
    """Say that one has read the entry in which one was called. A reading is no deed: the journal does not tell it."""
    actor.require("reception.liaison")
    _read(actor, note)


def _read(actor: Actor, note: LiaisonNote) -> None:
    user_id = author_id(actor)
    if user_id is not None:
        note.mentions.filter(user_id=user_id, read_at=None).update(read_at=timezone.now())


def read_book(*, actor: Actor, until: dt.datetime | None = None) -> None:
    """Say that one has read the book up to now: what comes later is new. A reading is no deed."""
    actor.require("reception.liaison")
    user_id = author_id(actor)
    if user_id is None:
        return
    now = until or timezone.now()
    LiaisonReader.objects.update_or_create(
        office_id=actor.office_id, user_id=user_id, defaults={"read_until": now}
    )


def forget_notes(before: dt.date) -> int:
    """Erase the words of entries older than a day: they may name people. Their kind, day and desk stay counted."""
    old = LiaisonNote.objects.filter(day__lt=before).exclude(text="")
    with transaction.atomic():
        LiaisonStep.objects.filter(note__in=old).delete()
        LiaisonMention.objects.filter(note__in=old).delete()
        return old.update(text="", place="", follow_up="", folded="")
