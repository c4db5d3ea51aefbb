"""Acts that come together, written together: a lot costs a dozen queries, whatever it holds."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID

from django.utils import timezone

from buron.kernel import journal
from buron.kernel.actors import Actor
from buron.reception.models import Act, ActFiche, ActTheme, Carnet, Outing, PrintEdition
from buron.reception.queries.fiches import kinds_of
from buron.reception.queries.lists import codes_on
from buron.reception.queries.outings import outing_on
from buron.reception.rules.facts import Facts, FactsError
from buron.reception.services.drafts import Codes, Draft, Kinds, Moment, draft, summary
from buron.reception.services.printed.handed import NO_EDITION, settle_handed, write_documents
from buron.territory.models import Desk


@dataclass(frozen=True, slots=True)
class Ready:
    """An act about to be written; ``author`` is the account of whoever welcomed."""

    client_id: UUID
    desk: Desk
    moment: Moment
    entry: str
    author: int | None
    content: Draft
    outing: Outing | None


class Known:
    """What the entries of a lot refer to, read once: lists by day, fiches, outings."""

    def __init__(self, facts: Sequence[Facts]) -> None:
        self.kinds: Kinds = kinds_of({pk for one in facts for pk in one.fiches})
        wanted = {pk for one in facts for pk in one.documents or ()}
        self.editions = set(PrintEdition.objects.filter(pk__in=wanted).values_list("pk", flat=True))
        self._codes: dict[dt.date, Codes] = {}
        self._outings: dict[tuple[int, dt.date, str], Outing | None] = {}

    def draft(self, facts: Facts, day: dt.date) -> Draft:
        """The facts checked against the lists of their day, and the documents against the editions."""
        if not self.editions.issuperset(facts.documents or ()):
            raise FactsError("documents", NO_EDITION)
        if day not in self._codes:
            self._codes[day] = codes_on(day)
        return draft(facts, day, codes=self._codes[day], kinds=self.kinds)

    def outing(self, desk: Desk, day: dt.date, channel: str) -> Outing | None:
        """The outing that this desk was on, that day."""
        key = (desk.pk, day, channel)
        if key not in self._outings:
            self._outings[key] = outing_on(*key)
        return self._outings[key]


def insert_acts(actor: Actor, ready: Sequence[Ready]) -> list[Act]:
    """Write acts that are not there yet, in their order; an identifier that is there makes all of it fail
    (``IntegrityError``).
    """
    acts = Act.objects.bulk_create([_row(actor, one) for one in ready])
    pairs = list(zip(acts, ready, strict=True))
    ActTheme.objects.bulk_create(
        ActTheme(office_id=act.office_id, act=act, theme=code, deduced=deduced)
        for act, one in pairs
        for code, deduced in one.content.themes.items()
    )
    ActFiche.objects.bulk_create(
        ActFiche(office_id=act.office_id, act=act, fiche_id=pk, position=rank)
        for act, one in pairs
        for rank, pk in enumerate(one.content.fiches)
    )
    for act, one in pairs:
        if one.content.documents:
            write_documents(act, one.content.documents)
            settle_handed(actor, act)
    _take_carnets({act.client_id: act for act in acts})
    journal.record_many(
        actor=actor,
        action="reception.act.recorded",
        targets=[
            (act, {"desk": act.desk_id, "entry": act.entry, **summary(one.content)}) for act, one in pairs
        ],
    )
    return acts


def _row(actor: Actor, one: Ready) -> Act:
    return Act(
        office_id=actor.office_id,
        client_id=one.client_id,
        desk=one.desk,
        recorded_at=timezone.now(),
        entry=one.entry,
        author_id=one.author,
        confidence=dict(one.content.confidence),
        duration_seconds=one.content.duration_seconds,
        outing=one.outing,
        **one.moment.columns,
        **one.content.columns,
    )


def _take_carnets(acts: Mapping[UUID, Act]) -> None:
    """Carnets that were made before their act was recorded are now its own."""
    for carnet in Carnet.objects.filter(client_id__in=list(acts), act=None):
        carnet.act = acts[carnet.client_id]
        carnet.save(update_fields=["act"])
