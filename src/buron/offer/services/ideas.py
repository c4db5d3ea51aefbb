"""What the office chooses of its ideas, and the count of turns."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

from django.db import transaction
from django.db.models import F

from buron.kernel import journal
from buron.kernel.actors import Actor
from buron.offer.ideas import BY_KEY
from buron.offer.models import Fiche, IdeasChoice, IdeaShown, Selection
from buron.offer.queries.ideas import MOST_IDEAS

PLACE_LENGTH = 40


class BadIdeas(ValueError):
    """What was asked of the ideas cannot be; the message is French."""


@transaction.atomic
def choose_partners(*, actor: Actor, partners: Selection | None, situations: Sequence[str]) -> IdeasChoice:
    """Say who the partners are, and in which situations they go first."""
    actor.require("offer.edit")
    wrong = [key for key in situations if key not in BY_KEY]
    if wrong:
        raise BadIdeas(f"« {wrong[0][:40]} » n’est pas une situation.")
    choice = IdeasChoice.objects.first() or IdeasChoice(office_id=actor.office_id)
    before = {"partners": choice.partners_id, "situations": choice.partners_first}
    choice.partners, choice.partners_first = partners, sorted(set(situations))
    choice.save()
    after = {"partners": choice.partners_id, "situations": choice.partners_first}
    journal.record(actor=actor, action="offer.ideas.chosen", target=choice, before=before, after=after)
    return choice


@transaction.atomic
def count_ideas(*, actor: Actor, situation: str, day: dt.date, place: str, fiches: Sequence[int]) -> int:
    """Count that fiches were shown for a situation, so that each equal gets its turn; returns how many."""
    actor.require("offer.view")
    if situation not in BY_KEY:
        raise BadIdeas("Cette situation n’existe pas.")
    wanted = list(dict.fromkeys(fiches))[:MOST_IDEAS]
    known = sorted(Fiche.objects.filter(pk__in=wanted).values_list("pk", flat=True))
    for pk in known:
        row, made = IdeaShown.objects.get_or_create(
            office_id=actor.office_id,
            situation=situation,
            day=day,
            place=place[:PLACE_LENGTH],
            fiche_id=pk,
            defaults={"times": 1},
        )
        if not made:
            IdeaShown.objects.filter(pk=row.pk).update(times=F("times") + 1)
    journal.record(
        actor=actor,
        action="offer.ideas.shown",
        after={"situation": situation, "place": place, "fiches": known},
    )
    return len(known)


def forget_turns(before: dt.date) -> int:
    """Remove the counts of turns older than a day; returns how many. For the rule of retention alone."""
    return IdeaShown.objects.filter(day__lt=before).delete()[0]
