"""The list of acts, and one act with all that explains it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet

from buron.reception.models import Act
from buron.reception.queries import origins
from buron.reception.queries.lists import Labels


def listed(chosen: Mapping[str, Any], user_id: int | None) -> QuerySet[Act]:
    """The acts that a filter keeps, newest first, ready to be paged through."""
    acts = Act.objects.select_related("desk", "author").prefetch_related("themes", "shown")
    acts = acts.order_by("-occurred_at", "-pk")
    state = chosen.get("state", "")
    if state == "cancelled":
        acts = acts.exclude(cancelled_at=None)
    elif state != "all":
        acts = acts.filter(cancelled_at=None)
    if state == "mine":
        acts = acts.filter(author_id=user_id)
    if chosen.get("start"):
        acts = acts.filter(until__gte=chosen["start"])
    if chosen.get("end"):
        acts = acts.filter(day__lte=chosen["end"])
    return acts.filter(
        **{name: chosen[name] for name in ("desk", "channel", "party", "entry") if chosen.get(name)}
    )


@dataclass(frozen=True, slots=True)
class ActLine:
    """An act in words."""

    act: Act
    channel: str
    party: str
    origin: str
    themes: str
    shown: int


def in_words(act: Act, labels: Labels) -> ActLine:
    """One line of the list; no query when themes and fiches were fetched with the page."""
    return ActLine(
        act,
        labels.get("channel", act.channel, act.day),
        labels.get("party", act.party, act.day),
        origins.label(act.origin_country, act.origin_department),
        ", ".join(labels.get("theme", item.theme, act.day) for item in act.themes.all()),
        len(act.shown.all()),
    )


def answers_of(act: Act, labels: Labels) -> list[tuple[str, str, str]]:
    """Every question with its answer and how sure it is; an empty answer was not asked."""
    sure = {"declared": "déclaré", "observed": "observé"}
    rows = [("Canal", labels.get("channel", act.channel, act.day), "")]
    for name, title in (
        ("party", "Type de clientèle"),
        ("origin", "Provenance"),
        ("stay", "Durée de séjour"),
        ("lodging", "Hébergement"),
        ("language", "Langue"),
        ("answer_mode", "Mode de réponse"),
        ("outcome", "Suite donnée"),
    ):
        answer = (
            origins.label(act.origin_country, act.origin_department)
            if name == "origin"
            else labels.get(name, getattr(act, name), act.day)
        )
        rows.append((title, answer, sure.get(act.confidence.get(name, ""), "") if answer else ""))
    rows.append(("Nombre de personnes", str(act.people or ""), ""))
    return rows
