"""Reads of the liaison book."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import Case, Count, Q, QuerySet, Subquery, Value, When
from django.db.models.functions import Coalesce

from buron.kernel.folding import fold
from buron.kernel.models import User
from buron.reception.models import LiaisonMention, LiaisonNote, LiaisonReader, ListItem
from buron.reception.queries.lists import Labels

LIST = "liaison"
MOST_WORDS = 8
WEEK = dt.timedelta(days=6)
NEVER = dt.datetime(1970, 1, 1, tzinfo=dt.UTC)


def colleagues(office_id: int) -> QuerySet[User]:
    """Those who work in the office, by name."""
    return User.objects.filter(
        memberships__office_id=office_id, memberships__is_active=True, is_active=True
    ).order_by("name", "email")


def kinds_on(day: dt.date) -> list[ListItem]:
    """The kinds of entries of a day, in the office's order."""
    return [item for item in ListItem.objects.filter(key=LIST) if item.is_valid_on(day)]


def kind_role(code: str, day: dt.date) -> str | None:
    """How a kind behaves: ``info``, ``todo`` or ``incident``; None when the list of that day has no such kind."""
    for item in kinds_on(day):
        if item.code == code:
            return item.core_code or "info"
    return None


@dataclass(frozen=True, slots=True)
class NewToMe:
    """What waits for a person: entries of the day that she has not seen, and those that call her by name."""

    notes: int
    mentions: int

    @property
    def total(self) -> int:
        return self.notes + self.mentions


def unread(user_id: int | None, today: dt.date) -> QuerySet[LiaisonNote]:
    """The entries that a person has not read: those of the day, and those of any day that call her by name.

    Each says whether it calls her (``calls``); nothing for a device or the system.
    """
    if user_id is None:
        return LiaisonNote.objects.none()
    calling = Q(pk__in=LiaisonMention.objects.filter(user_id=user_id, read_at=None).values("note"))
    seen = LiaisonReader.objects.filter(user_id=user_id).values("read_until")[:1]
    later = Q(created_at__gt=Coalesce(Subquery(seen), Value(NEVER)))
    fresh = Q(day=today) & ~Q(author_id=user_id) & later
    calls = Case(When(calling, then=Value(True)), default=Value(False))
    return LiaisonNote.objects.filter(calling | fresh).annotate(calls=calls)


def new_to(user_id: int | None, today: dt.date) -> NewToMe:
    """What waits for a person, in one query; nothing for a device or the system."""
    if user_id is None:
        return NewToMe(0, 0)
    found = unread(user_id, today).aggregate(
        notes=Count("pk", filter=Q(calls=False)), mentions=Count("pk", filter=Q(calls=True))
    )
    return NewToMe(**found)


def calls_of(user_id: int | None) -> QuerySet[LiaisonNote]:
    """The entries that call a person and that she has not said to have read, oldest first."""
    if user_id is None:
        return LiaisonNote.objects.none()
    return (
        LiaisonNote.objects.filter(mentions__user_id=user_id, mentions__read_at=None)
        .select_related("author", "desk")
        .order_by("day", "pk")
    )


def listed(chosen: Mapping[str, Any]) -> QuerySet[LiaisonNote]:
    """The entries that a filter keeps, newest first, ready to be paged through."""
    notes = LiaisonNote.objects.select_related("author", "desk", "closed_by")
    notes = notes.prefetch_related("steps__author", "mentions__user")
    for word in fold(str(chosen.get("q", ""))).split()[:MOST_WORDS]:
        notes = notes.filter(folded__contains=word)
    if chosen.get("kind"):
        notes = notes.filter(kind=chosen["kind"])
    if chosen.get("state"):
        notes = notes.filter(state=chosen["state"])
    if chosen.get("desk"):
        notes = notes.filter(Q(desk=chosen["desk"]) | Q(desk=None))
    if chosen.get("start"):
        notes = notes.filter(day__gte=chosen["start"])
    if chosen.get("end"):
        notes = notes.filter(day__lte=chosen["end"])
    return notes.order_by("-day", "-pk")


@dataclass(frozen=True, slots=True)
class NoteLine:
    """An entry in words. ``calls_me`` when the reader was called and has not said that she read."""

    note: LiaisonNote
    kind: str
    icon: str
    tone: str
    calls_me: bool


TONES = {"incident": "bad", "todo": "warn"}


def in_words(notes: Sequence[LiaisonNote], user_id: int | None) -> list[NoteLine]:
    """Lines of a page; one query for the labels."""
    items = list(ListItem.objects.filter(key=LIST))
    labels = Labels(items)
    roles = {item.code: item.core_code for item in items}
    return [
        NoteLine(
            note,
            labels.get(LIST, note.kind, note.day),
            labels.icon(LIST, note.kind) or "message-square",
            TONES.get(roles.get(note.kind, ""), "info"),
            any(one.user_id == user_id and one.read_at is None for one in note.mentions.all()),
        )
        for note in notes
    ]
