"""New records that another source already knows: linked by identifier, doubted by likeness."""

from __future__ import annotations

from buron.offer.imports.baseline import Neighbours, SourceFacts
from buron.offer.imports.stage import StagedDoubt, StageWriter
from buron.offer.likeness import Blocks, Thing

MOST_DOUBTS = 5_000
MOST_PER_ITEM = 3
SAME_IDENTIFIER = 100


def link_created(facts: SourceFacts, stage: StageWriter) -> tuple[int, int]:
    """Join the new records that carry the identifier of a known fiche to it, and stage the doubts about the
    others. Returns how many were linked and how many doubts there are.
    """
    neighbours = Neighbours(facts)
    if not neighbours.exist():
        return 0, 0
    identifiers = neighbours.identifiers()
    taken: set[int] = set()
    doubts: list[StagedDoubt] = []
    rest: list[Thing] = []
    for n, external_id, aliases, *columns in stage.created():
        keys = [f"{facts.connector}:{external_id}", *filter(None, (aliases or "").split("\n"))]
        fiches = list(dict.fromkeys(identifiers[key] for key in keys if key in identifiers))
        free = [fiche for fiche in fiches if fiche not in taken]
        if free:
            taken.add(free[0])
            stage.link(n, free[0])
        others = [fiche for fiche in fiches if fiche not in free[:1]]
        doubts.extend(_shared(n, free[0] if free else None, other) for other in others)
        if not fiches:
            rest.append(Thing(n, *columns))
    doubts.extend(_likenesses(neighbours, taken, rest, MOST_DOUBTS - len(doubts)))
    stage.add_doubts(doubts)
    return len(taken), len(doubts)


def _shared(n: int, linked_to: int | None, other: int) -> StagedDoubt:
    """The identifier of a record leads to a second fiche: a person decides."""
    first_n = n if linked_to is None else None
    return StagedDoubt(first_n, linked_to, other, SAME_IDENTIFIER, ["identifiant commun"])


def _likenesses(neighbours: Neighbours, taken: set[int], rest: list[Thing], limit: int) -> list[StagedDoubt]:
    if not rest:
        return []
    blocks = Blocks(thing for thing in neighbours.things() if thing.key not in taken)
    doubts: list[StagedDoubt] = []
    for thing in rest:
        found = sorted(blocks.like(thing), key=lambda pair: (-pair[1].score, pair[0].key))
        for other, likeness in found[:MOST_PER_ITEM]:
            doubts.append(StagedDoubt(thing.key, None, other.key, likeness.score, likeness.reasons))
            if len(doubts) >= limit:
                return doubts
    return doubts
