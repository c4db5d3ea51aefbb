"""Requests that nobody could answer: recorded in one tap and three words, grouped by a person."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from uuid import UUID

from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction
from django.utils import timezone

from buron.kernel import journal
from buron.kernel.actors import Actor
from buron.kernel.folding import fold
from buron.reception.models import UnmetGroup, UnmetLetter, UnmetRequest
from buron.reception.queries.unmet import themes_on
from buron.reception.rules.facts import FactsError, may_undo
from buron.reception.services.acts import LATE_DAYS, author_id
from buron.territory import reference
from buron.territory.models import Desk

LONGEST = 120
MOST_GROUPED = 200


def record_unmet(
    *,
    actor: Actor,
    client_id: UUID,
    theme: str,
    words: str,
    channel: str,
    insee: str = "",
    desk: Desk | None = None,
    day: dt.date | None = None,
) -> UnmetRequest:
    """Record something that a visitor asked and that nobody could give.

    ``channel`` is a value of :class:`UnmetRequest.Channel` (counter, phone, email, letter, web, kiosk, outreach),
    ``theme`` a code of the office's list ``unmet``, ``insee`` the commune concerned when somebody said. ``words`` are a
    few, without anything that names the visitor. The same ``client_id`` gives the same request. The desk, the kiosk
    and the inbox of requests call it alike. Raises :class:`FactsError`.
    """
    actor.require("reception.record")
    day = _day(day)
    fields = _fields(theme, words, insee, day)
    if channel not in UnmetRequest.Channel.values:
        raise FactsError("channel", "Dites par où la demande est venue.")
    if desk is not None and desk.office_id != actor.office_id:
        raise PermissionDenied("Ce bureau est celui d’un autre office.")
    try:
        with transaction.atomic():
            return _insert(actor, client_id, channel, desk, day, fields)
    except IntegrityError:
        existing = UnmetRequest.objects.filter(client_id=client_id).first()
        if existing is None:
            raise
        return existing


def _insert(
    actor: Actor, client_id: UUID, channel: str, desk: Desk | None, day: dt.date, fields: dict[str, str]
) -> UnmetRequest:
    request = UnmetRequest.objects.create(
        office_id=actor.office_id,
        client_id=client_id,
        day=day,
        desk=desk,
        channel=channel,
        author_id=author_id(actor),
        **fields,
    )
    journal.record(
        actor=actor,
        action="reception.unmet.recorded",
        target=request,
        after={"theme": request.theme, "insee": request.insee, "channel": channel},
    )
    return request


def _day(day: dt.date | None) -> dt.date:
    today = timezone.localdate()
    if day is not None and not today - dt.timedelta(days=LATE_DAYS) <= day <= today:
        raise FactsError("day", f"Une demande se note jusqu’à {LATE_DAYS} jours après.")
    return day or today


def _fields(theme: str, words: str, insee: str, day: dt.date) -> dict[str, str]:
    words = " ".join(words.replace("\x00", "").split())
    if not theme:
        raise FactsError("theme", "Choisissez un thème.")
    if theme not in {item.code for item in themes_on(day)}:
        raise FactsError("theme", "Ce thème n’est plus dans la liste : choisissez-en un autre.")
    if not words:
        raise FactsError("words", "Dites en trois mots ce qui a manqué.")
    if len(words) > LONGEST:
        raise FactsError("words", f"Quelques mots suffisent : {LONGEST} caractères au plus.")
    if insee and reference.commune(insee) is None:
        raise FactsError("insee", "Cette commune n’existe pas.")
    return {"theme": theme, "words": words, "folded": fold(words)[:240], "insee": insee}


def amend_unmet(*, actor: Actor, request: UnmetRequest, theme: str, words: str, insee: str) -> UnmetRequest:
    """Mend a request, or say which commune it concerns, until a letter has told it."""
    actor.require("reception.unmet")
    with transaction.atomic():
        request = _untold(request)
        fields = _fields(theme, words, insee, request.day)
        before = {name: getattr(request, name) for name in ("theme", "words", "insee")}
        if fields["insee"] != request.insee:
            request.letter = None
        if fields["theme"] != request.theme:
            request.group = None
        for name, value in fields.items():
            setattr(request, name, value)
        request.save()
        old, new = journal.changes(before, {name: fields[name] for name in before})
        journal.record(actor=actor, action="reception.unmet.amended", target=request, before=old, after=new)
    return request


def cancel_unmet(*, actor: Actor, request: UnmetRequest) -> UnmetRequest:
    """Take a request back: its author within a minute, or whoever keeps them. Not once a letter has told it."""
    with transaction.atomic():
        request = _untold(request)
        own = author_id(actor) is not None and request.author_id == author_id(actor)
        fresh = own and may_undo(request.recorded_at, timezone.now())
        actor.require("reception.record" if fresh else "reception.unmet")
        if request.cancelled_at is None:
            request.cancelled_at, request.letter, request.group = timezone.now(), None, None
            request.save(update_fields=["cancelled_at", "letter", "group"])
            journal.record(actor=actor, action="reception.unmet.cancelled", target=request)
    return request


def _untold(request: UnmetRequest) -> UnmetRequest:
    """The request, locked; :class:`FactsError` once a letter has told it."""
    found = UnmetRequest.objects.select_for_update().get(pk=request.pk)
    letter = UnmetLetter.objects.filter(pk=found.letter_id).first() if found.letter_id else None
    if letter is not None and letter.state == UnmetLetter.State.SENT:
        raise FactsError("letter", "Cette demande a été transmise à la commune : elle ne change plus.")
    return found


def group_unmet(*, actor: Actor, requests: Sequence[int], title: str) -> UnmetGroup:
    """Say that these requests, of one theme, are the same one, in the words that the letters will use."""
    actor.require("reception.unmet")
    title = " ".join(title.replace("\x00", "").split())
    if not title or len(title) > LONGEST:
        raise FactsError("title", f"Nommez le groupe en quelques mots ({LONGEST} caractères au plus).")
    if len(requests) > MOST_GROUPED:
        raise FactsError("requests", f"Un groupe se fait de {MOST_GROUPED} demandes au plus à la fois.")
    with transaction.atomic():
        rows = list(
            UnmetRequest.objects.select_for_update().filter(pk__in=requests, cancelled_at=None).order_by("pk")
        )
        themes = {row.theme for row in rows}
        if not rows or len(themes) > 1:
            raise FactsError("requests", "Choisissez des demandes d’un même thème.")
        group = _group(actor, themes.pop(), title)
        UnmetRequest.objects.filter(pk__in=[row.pk for row in rows]).update(group=group)
        journal.record(
            actor=actor,
            action="reception.unmet.grouped",
            target=group,
            after={"requests": [row.pk for row in rows]},
        )
    return group


def _group(actor: Actor, theme: str, title: str) -> UnmetGroup:
    """The group of that theme and title, made when there is none."""
    known = [one for one in UnmetGroup.objects.filter(theme=theme) if fold(one.title) == fold(title)]
    return (
        known[0] if known else UnmetGroup.objects.create(office_id=actor.office_id, theme=theme, title=title)
    )


def ungroup_unmet(*, actor: Actor, group: UnmetGroup) -> None:
    """Undo a group: each request keeps its own words."""
    actor.require("reception.unmet")
    with transaction.atomic():
        freed = UnmetRequest.objects.filter(group=group).update(group=None)
        journal.record(
            actor=actor, action="reception.unmet.ungrouped", target=group, after={"requests": freed}
        )
        group.delete()
