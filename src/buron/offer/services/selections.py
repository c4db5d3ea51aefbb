"""What a person does with selections: keep a search, order it, pin, leave out."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from django.db import transaction
from django.utils.text import slugify

from buron.kernel import journal
from buron.kernel.actors import Actor
from buron.offer.models import Fiche, Selection
from buron.offer.queries.selections import LARGEST, order_named, stored_query
from buron.offer.search.query import SearchQuery

SELECT = "offer.select"
_FIELDS = ("name", "note", "order", "limit", "is_public")


class BadSelection(ValueError):
    """What was asked of a selection cannot be kept; the message is French."""


@transaction.atomic
def create_selection(
    *,
    actor: Actor,
    name: str,
    query: SearchQuery | None = None,
    fiches: Sequence[int] = (),
    note: str = "",
    order: str = "relevance",
    limit: int | None = None,
    is_public: bool = False,
) -> Selection:
    """Keep a question, or fiches chosen one by one (``fiches``), or both."""
    actor.require(SELECT)
    selection = Selection(
        office_id=actor.office_id,
        name=_name(name),
        slug=free_slug(name),
        note=note.strip(),
        query=stored_query(query) if query else {},
        order=order_named(order),
        pinned=_existing(fiches),
        limit=_limit(limit),
        is_public=is_public,
    )
    selection.save()
    journal.record(actor=actor, action="offer.selection.created", target=selection, after=_told(selection))
    return selection


def edit_selection(*, actor: Actor, selection: Selection, **values: Any) -> Selection:
    """Change its name, note, order, limit, or whether channels outside the office may read it."""
    unknown = set(values) - set(_FIELDS)
    if unknown:
        raise TypeError(f"a selection has no {', '.join(sorted(unknown))}")
    if "name" in values:
        values["name"] = _name(values["name"])
    if "order" in values:
        values["order"] = order_named(values["order"])
    if "limit" in values:
        values["limit"] = _limit(values["limit"])
    return _change(actor, selection, "offer.selection.edited", values)


def change_query(*, actor: Actor, selection: Selection, query: SearchQuery) -> Selection:
    """Ask another question; what is pinned and left out stays."""
    return _change(actor, selection, "offer.selection.query_changed", {"query": stored_query(query)})


def pin(*, actor: Actor, selection: Selection, fiche_id: int, place: int | None = None) -> Selection:
    """Show a fiche first, at a place among those that are pinned (0 is the first; absent: after the others)."""
    pinned = [pk for pk in selection.pinned if pk != fiche_id]
    at = len(pinned) if place is None else max(0, place)
    pinned[at:at] = _existing([fiche_id])
    values = {"pinned": pinned, "excluded": [pk for pk in selection.excluded if pk != fiche_id]}
    return _change(actor, selection, "offer.selection.pinned", values)


def unpin(*, actor: Actor, selection: Selection, fiche_id: int) -> Selection:
    """Give a fiche back to the order of the question."""
    pinned = [pk for pk in selection.pinned if pk != fiche_id]
    return _change(actor, selection, "offer.selection.unpinned", {"pinned": pinned})


def arrange(*, actor: Actor, selection: Selection, fiche_ids: Sequence[int]) -> Selection:
    """Pin these fiches, in this order, and no others."""
    pinned = _existing(fiche_ids)
    kept = [pk for pk in selection.excluded if pk not in pinned]
    return _change(actor, selection, "offer.selection.arranged", {"pinned": pinned, "excluded": kept})


def leave_out(*, actor: Actor, selection: Selection, fiche_id: int) -> Selection:
    """Keep a fiche out, whatever the question finds."""
    excluded = list(dict.fromkeys([*selection.excluded, *_existing([fiche_id])]))
    pinned = [pk for pk in selection.pinned if pk != fiche_id]
    return _change(actor, selection, "offer.selection.left_out", {"excluded": excluded, "pinned": pinned})


def take_back(*, actor: Actor, selection: Selection, fiche_id: int) -> Selection:
    """Let a fiche that was kept out come back when the question finds it."""
    excluded = [pk for pk in selection.excluded if pk != fiche_id]
    return _change(actor, selection, "offer.selection.taken_back", {"excluded": excluded})


@transaction.atomic
def delete_selection(*, actor: Actor, selection: Selection) -> None:
    """Forget a selection; the fiches stay."""
    actor.require(SELECT)
    journal.record(actor=actor, action="offer.selection.deleted", target=selection, before=_told(selection))
    selection.delete()


@transaction.atomic
def _change(actor: Actor, selection: Selection, action: str, values: Mapping[str, Any]) -> Selection:
    actor.require(SELECT)
    now = Selection.objects.select_for_update().get(pk=selection.pk)
    before, after = journal.changes({name: getattr(now, name) for name in values}, values)
    if not after:
        return now
    for name, value in values.items():
        setattr(now, name, value)
    now.save()
    journal.record(actor=actor, action=action, target=now, before=before, after=after)
    return now


def _told(selection: Selection) -> dict[str, Any]:
    return {
        "name": selection.name,
        "query": selection.query,
        "order": selection.order,
        "pinned": selection.pinned,
        "excluded": selection.excluded,
        "limit": selection.limit,
        "is_public": selection.is_public,
    }


def _name(name: str) -> str:
    cleaned = " ".join(name.split())[:120]
    if not cleaned:
        raise BadSelection("Donnez un nom à la sélection.")
    return cleaned


def _limit(limit: int | None) -> int | None:
    if limit is not None and not 1 <= limit <= LARGEST:
        raise BadSelection(f"Le nombre de fiches va de 1 à {LARGEST}.")
    return limit


def free_slug(name: str) -> str:
    """An address for a selection that no other of the office has."""
    base = slugify(name)[:50] or "selection"
    taken = set(Selection.objects.filter(slug__startswith=base).values_list("slug", flat=True))
    return next(
        slug
        for rank in range(len(taken) + 1)
        if (slug := f"{base}-{rank + 1}" if rank else base) not in taken
    )


def _existing(fiche_ids: Sequence[int]) -> list[int]:
    """Those that the office has, once each, in order."""
    wanted = list(dict.fromkeys(fiche_ids))[:LARGEST]
    held = set(Fiche.objects.filter(pk__in=wanted).values_list("pk", flat=True))
    return [pk for pk in wanted if pk in held]
