"""Duplicates: finding them, settling doubts, and going back on what was settled.

Two fiches that are the same thing become one: the records of both feed it, and the other is archived under it. What
brings both back is kept with the doubt.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from typing import Any, NamedTuple

from django.db import transaction
from django.utils import timezone

from buron.kernel import journal
from buron.kernel.actors import Actor
from buron.offer.imports.links import MOST_DOUBTS
from buron.offer.likeness import Blocks, Thing
from buron.offer.models import Doubt, Fiche, Photo, SourceRecord
from buron.offer.rules import conflicts, without_override
from buron.offer.services import _index
from buron.offer.services.compose import keep_own_bodies, recompose, source_body, sources_of, write_body
from buron.offer.services.errors import ImportProblem

MERGE = "offer.merge"
ALREADY = "Ce doute vient d’être tranché par quelqu’un d’autre."


class Side(NamedTuple):
    """One value of a field in a doubt, and where it comes from."""

    value: Any
    origin: str


class Line(NamedTuple):
    """A field of two fiches, side by side."""

    field: str
    first: Side
    second: Side
    differs: bool


# Finding


@transaction.atomic
def find_doubts(*, actor: Actor, fiches: Iterable[int] | None = None) -> int:
    """Look for fiches that may be the same thing, among all or for some only; pairs already seen are left alone.
    Returns how many doubts were added.
    """
    actor.require(MERGE)
    sources: dict[int, set[int]] = defaultdict(set)
    for fiche_id, source_id in SourceRecord.objects.values_list("fiche_id", "source_id"):
        sources[fiche_id].add(source_id)
    alive = Fiche.objects.exclude(state=Fiche.State.ARCHIVED).defer("body", "local", "winners")
    things = [_thing(fiche) for fiche in alive.order_by("pk")]
    blocks = Blocks(things)
    wanted = None if fiches is None else set(fiches)
    rows: list[Doubt] = []
    for thing in things:
        if wanted is not None and thing.key not in wanted:
            continue
        for other, likeness in blocks.like(thing):
            if other.key != thing.key and not sources[thing.key] & sources[other.key]:
                low, high = sorted((thing.key, other.key))
                rows.append(
                    Doubt(
                        office_id=actor.office_id,
                        first_id=low,
                        second_id=high,
                        score=likeness.score,
                        reasons=likeness.reasons,
                    )
                )
    before = Doubt.objects.count()
    Doubt.objects.bulk_create(rows[: 2 * MOST_DOUBTS], ignore_conflicts=True, batch_size=500)
    added = Doubt.objects.count() - before
    if added:
        journal.record(actor=actor, action="offer.doubts.found", after={"count": added})
    return added


def _thing(fiche: Fiche) -> Thing:
    first, last = fiche.first_day, fiche.last_day
    days = (first.isoformat(), last.isoformat()) if first and last else (None, None)
    place = (fiche.insee, fiche.latitude, fiche.longitude)
    return Thing(fiche.pk, fiche.kind, fiche.name, *place, *days)


def side_by_side(doubt: Doubt) -> list[Line]:
    """The fields of the two fiches of a doubt, those that differ first."""
    first, second = doubt.first, doubt.second
    differing = set(conflicts(first.body, second.body))
    origins = [_origins(fiche) for fiche in (first, second)]
    bodies: list[Mapping[str, Any]] = [first.body, second.body]
    lines = []
    for field in dict.fromkeys((*first.body, *second.body)):
        if field in ("source_updated", "machine"):
            continue
        sides = [
            Side(body.get(field), origin.get(field, "")) for body, origin in zip(bodies, origins, strict=True)
        ]
        lines.append(Line(field, sides[0], sides[1], field in differing))
    return sorted(lines, key=lambda line: not line.differs)


def _origins(fiche: Fiche) -> dict[str, str]:
    """Field to the name of what gives it: a source, or the office."""
    origins: dict[str, str] = {}
    for record in reversed(sources_of(fiche)):
        origins.update(dict.fromkeys(source_body(record, fiche), record.source.name))
    return origins | {path.split(".")[0]: "saisi par l’office" for path in fiche.local}


# Settling


@transaction.atomic
def settle_same(*, actor: Actor, doubt: Doubt, keep: int, choices: Mapping[str, int] | None = None) -> Fiche:
    """Make one fiche of two. ``keep`` is the identifier of the one that stays; ``choices`` gives, for some
    fields, the identifier of the fiche whose value is kept; for the others the priority of the sources decides.
    """
    actor.require(MERGE)
    doubt = _open(doubt)
    fiches = {fiche.pk: fiche for fiche in _both(doubt)}
    if keep not in fiches or any(fiche not in fiches for fiche in (choices or {}).values()):
        raise ImportProblem("Choisissez l’une des deux fiches.")
    kept = fiches.pop(keep)
    (other,) = fiches.values()
    if kept.merged_into_id or other.merged_into_id:
        raise ImportProblem("L’une de ces fiches a déjà été réunie à une autre.")
    undo = _merge(kept, other, choices or {})
    _settle(doubt, actor, Doubt.Answer.SAME, undo)
    _move_doubts(other, kept)
    journal.record(
        actor=actor,
        action="offer.fiche.merged",
        target=kept,
        before={"fiches": [kept.pk, other.pk]},
        after={"fiche": kept.pk, "name": kept.name},
    )
    _index.index([kept.pk, other.pk])
    kept.refresh_from_db()
    return kept


def _merge(kept: Fiche, other: Fiche, choices: Mapping[str, int]) -> dict[str, Any]:
    """Move everything of the other fiche to the one that stays; returns what undoes it."""
    keep_own_bodies(kept)
    keep_own_bodies(other)
    undo: dict[str, Any] = {
        "kept": kept.pk,
        "other": other.pk,
        "other_state": other.state,
        "other_hidden": other.hidden_by_source,
        "records": list(SourceRecord.objects.filter(fiche=other).values_list("pk", flat=True)),
        "photos": _movable_photos(kept, other),
        "local_before": dict(kept.local),
        "winners_before": dict(kept.winners),
    }
    kept.local, kept.winners = _combined(kept, other, choices)
    undo |= {"local_after": dict(kept.local), "winners_after": dict(kept.winners)}
    SourceRecord.objects.filter(pk__in=undo["records"]).update(fiche=kept)
    Photo.objects.filter(pk__in=undo["photos"]).update(fiche=kept)
    if SourceRecord.objects.filter(fiche=kept, missing_since__isnull=True).exists():
        kept.missing_since = None
    kept.save(update_fields=["local", "winners", "missing_since"])
    other.state, other.merged_into, other.hidden_by_source = Fiche.State.ARCHIVED, kept, False
    other.save(update_fields=["state", "merged_into", "hidden_by_source", "updated_at"])
    recompose([kept.pk], now=timezone.now())
    return undo


def _movable_photos(kept: Fiche, other: Fiche) -> list[int]:
    there = set(Photo.objects.filter(fiche=kept).values_list("digest", flat=True))
    photos = Photo.objects.filter(fiche=other).values_list("pk", "digest")
    return [pk for pk, digest in photos if digest not in there]


def _combined(kept: Fiche, other: Fiche, choices: Mapping[str, int]) -> tuple[dict[str, Any], dict[str, int]]:
    """The edits and the preferred sources of two fiches as one."""
    fiche_of = {kept.pk: kept, other.pk: other}
    local: dict[str, Any] = dict(kept.local)
    winners: dict[str, int] = {**other.winners, **kept.winners}
    for field in dict.fromkeys((*kept.body, *other.body)):
        chosen = fiche_of.get(choices.get(field, 0))
        if chosen is None:
            # Nothing is said: the office's edits come before the sources, and those by their priority.
            if not _edits_of(kept, field):
                local.update(_edits_of(other, field))
            continue
        if chosen is other:
            local = {**without_override(local, field), **_edits_of(other, field)}
        source = _source_of(chosen, field)
        if source is not None:
            winners[field] = source
    return local, winners


def _edits_of(fiche: Fiche, field: str) -> dict[str, Any]:
    return {path: value for path, value in fiche.local.items() if path.split(".")[0] == field}


def _source_of(fiche: Fiche, field: str) -> int | None:
    for record in sources_of(fiche):
        if field in source_body(record, fiche):
            return record.source_id
    return None


def _move_doubts(other: Fiche, kept: Fiche) -> None:
    """What was doubted of a fiche is doubted of the one that it became."""
    for doubt in _doubts_of(other):
        third = doubt.second_id if doubt.first_id == other.pk else doubt.first_id
        low, high = sorted((third, kept.pk))
        if low == high or Doubt.objects.filter(first=low, second=high).exists():
            doubt.delete()
        else:
            doubt.first_id, doubt.second_id = low, high
            doubt.save(update_fields=["first", "second"])


def _doubts_of(fiche: Fiche) -> list[Doubt]:
    doubts = Doubt.objects.filter(answer=Doubt.Answer.OPEN)
    return [*doubts.filter(first=fiche), *doubts.filter(second=fiche)]


@transaction.atomic
def settle_different(*, actor: Actor, doubt: Doubt) -> Doubt:
    """Say that the two are not the same; it is never asked again."""
    actor.require(MERGE)
    doubt = _open(doubt)
    _settle(doubt, actor, Doubt.Answer.DIFFERENT, {})
    journal.record(
        actor=actor,
        action="offer.doubt.separated",
        target=doubt.first,
        after={"fiches": [doubt.first_id, doubt.second_id]},
    )
    return doubt


@transaction.atomic
def reopen_doubt(*, actor: Actor, doubt: Doubt) -> Doubt:
    """Go back on an answer: two fiches that were made one are two again, as they would now be."""
    actor.require(MERGE)
    doubt = Doubt.objects.select_for_update().get(pk=doubt.pk)
    if doubt.answer == Doubt.Answer.OPEN:
        return doubt
    merged = doubt.answer == Doubt.Answer.SAME
    if merged:
        _unmerge(doubt.undo)
    doubt.answer, doubt.answered_at, doubt.answered_by, doubt.undo = Doubt.Answer.OPEN, None, "", {}
    doubt.save()
    journal.record(
        actor=actor,
        action="offer.fiche.unmerged" if merged else "offer.doubt.reopened",
        target=doubt.first,
        after={"fiches": [doubt.first_id, doubt.second_id]},
    )
    return doubt


def _unmerge(undo: Mapping[str, Any]) -> None:
    both = {
        fiche.pk: fiche
        for fiche in Fiche.objects.select_for_update()
        .filter(pk__in=(undo["kept"], undo["other"]))
        .order_by("pk")
    }
    kept, other = both[undo["kept"]], both[undo["other"]]
    if other.merged_into_id != kept.pk or kept.merged_into_id is not None:
        raise ImportProblem("Ces fiches ont été réunies à d’autres depuis : défaites d’abord cela.")
    SourceRecord.objects.filter(pk__in=undo["records"], fiche=kept).update(fiche=other)
    Photo.objects.filter(pk__in=undo["photos"], fiche=kept).update(fiche=other)
    kept.local = _put_back(kept.local, undo["local_before"], undo["local_after"])
    kept.winners = _put_back(kept.winners, undo["winners_before"], undo["winners_after"])
    kept.save(update_fields=["local", "winners"])
    other.state, other.merged_into = undo["other_state"], None
    other.hidden_by_source = undo["other_hidden"]
    other.save(update_fields=["state", "merged_into", "hidden_by_source", "updated_at"])
    recompose(sorted(both), now=timezone.now())
    _index.index(sorted(both))


def _put_back(now: Mapping[str, Any], before: Mapping[str, Any], after: Mapping[str, Any]) -> dict[str, Any]:
    """What there was before a merge, but for what somebody changed since."""
    result: dict[str, Any] = {}
    for key in dict.fromkeys((*now, *before)):
        touched_since = (key in now) != (key in after) or now.get(key) != after.get(key)
        source = now if touched_since else before
        if key in source:
            result[key] = source[key]
    return result


@transaction.atomic
def separate_record(*, actor: Actor, record: SourceRecord) -> Fiche:
    """Take a record that was linked wrongly out of its fiche, and give it one of its own. The two are then known to
    be different.
    """
    actor.require(MERGE)
    fiche = Fiche.objects.select_for_update().get(pk=record.fiche_id)
    if SourceRecord.objects.filter(fiche=fiche).count() < 2:
        raise ImportProblem("Cette fiche ne vient que de cette source : il n’y a rien à séparer.")
    keep_own_bodies(fiche)
    record = SourceRecord.objects.get(pk=record.pk)
    own = Fiche(office_id=fiche.office_id)
    write_body(own, source_body(record, fiche), now=timezone.now())
    SourceRecord.objects.filter(pk=record.pk).update(fiche=own)
    recompose([fiche.pk], now=timezone.now())
    Doubt.objects.update_or_create(
        office_id=fiche.office_id,
        first_id=min(fiche.pk, own.pk),
        second_id=max(fiche.pk, own.pk),
        defaults={
            "score": 100,
            "reasons": ["séparées à la main"],
            "answer": Doubt.Answer.DIFFERENT,
            "answered_at": timezone.now(),
            "answered_by": actor.label,
        },
    )
    journal.record(
        actor=actor,
        action="offer.fiche.unmerged",
        target=own,
        before={"fiche": fiche.pk},
        after={"fiche": own.pk},
    )
    _index.index([fiche.pk, own.pk])
    return own


def _open(doubt: Doubt) -> Doubt:
    found = Doubt.objects.select_for_update().get(pk=doubt.pk)
    if found.answer != Doubt.Answer.OPEN:
        raise ImportProblem(ALREADY)
    return found


def _both(doubt: Doubt) -> list[Fiche]:
    """The two fiches, locked in the order of their identifiers."""
    ids = (doubt.first_id, doubt.second_id)
    return list(Fiche.objects.select_for_update().filter(pk__in=ids).order_by("pk"))


def _settle(doubt: Doubt, actor: Actor, answer: str, undo: dict[str, Any]) -> None:
    doubt.answer, doubt.answered_at, doubt.answered_by = answer, timezone.now(), actor.label
    doubt.undo = undo
    doubt.save()
