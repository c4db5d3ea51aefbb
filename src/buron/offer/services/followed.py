"""Selections that follow those of a source: made at an import, and in step with it ever after."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable

from buron.kernel import journal
from buron.kernel.actors import Actor
from buron.offer.models import Selection, Source, SourceList
from buron.offer.services.selections import SELECT, free_slug
from buron.offer.services.sources import IMPORT

NAME_LENGTH = 120


def keep_lists(
    *, actor: Actor, source: Source, lists: Iterable[tuple[str, str, list[str]]], day: dt.date
) -> None:
    """Keep the selections that a payload brought (identifier, name, members), and make one of the office's of each.

    A payload without any says nothing of them. One that is in the source no more is marked, and its last members stay;
    a name that the office changed is kept; a selection that the office removed is not made again. Belongs to the
    transaction of the import.
    """
    actor.require(IMPORT)
    brought = list(lists)
    if not brought:
        return
    known = {one.external_id: one for one in SourceList.objects.filter(source=source)}
    for external_id, name, members in brought:
        found = known.get(external_id) or SourceList(
            office_id=source.office_id, source=source, external_id=external_id
        )
        before, found.name, found.members, found.missing_since = found.name, name, members, None
        _follow(actor, found, before)
    gone = SourceList.objects.filter(source=source, missing_since=None)
    gone.exclude(external_id__in=[one[0] for one in brought]).update(missing_since=day)


def _follow(actor: Actor, found: SourceList, before: str) -> None:
    """Make the selection of a list the first time; afterwards, rename it while it still has the name of its list."""
    is_new = not found.is_taken
    found.is_taken = found.is_taken or SELECT in actor.permissions
    found.save()
    if is_new and found.is_taken:
        _make(actor, found)
    elif before != found.name:
        renamed = Selection.objects.filter(source_list=found, name=before[:NAME_LENGTH])
        renamed.update(name=found.name[:NAME_LENGTH])


def _make(actor: Actor, found: SourceList) -> Selection:
    name = found.name[:NAME_LENGTH]
    selection = Selection.objects.create(
        office_id=actor.office_id, name=name, slug=free_slug(name), source_list=found
    )
    after = {"name": name, "source_list": found.external_id}
    journal.record(actor=actor, action="offer.selection.created", target=selection, after=after)
    return selection
