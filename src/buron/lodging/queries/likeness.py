"""Which lodgings may be the same, and which lodging a sighting may be: number, name and place, address."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from typing import NamedTuple

from buron.kernel.folding import fold
from buron.lodging.models import Distinct, Lodging, Sighting
from buron.lodging.queries import lodgings
from buron.offer.likeness import Blocks, Thing

MOST_PAIRS = 200
MOST_CANDIDATES = 3
_KIND = "rental"
"""One family for all: a nature written differently is no difference of thing."""


class Pair(NamedTuple):
    """Two lodgings that may be one, how sure (hundredths), and why (French)."""

    first: Lodging
    second: Lodging
    score: int
    reason: str


class Candidate(NamedTuple):
    """A lodging that a sighting may be."""

    lodging: Lodging
    score: int
    reason: str


def doubtful_pairs(found: Iterable[Lodging] | None = None) -> list[Pair]:
    """Pairs of the register that look the same and that nobody has told apart, the surest first, bounded."""
    register = {one.pk: one for one in (lodgings() if found is None else found)}
    told = set(Distinct.objects.values_list("first_id", "second_id"))
    scores: dict[tuple[int, int], tuple[int, str]] = {}
    for pair, score, reason in (*_same_address(register.values()), *_same_name(register.values())):
        if pair not in told and score > scores.get(pair, (0, ""))[0]:
            scores[pair] = (score, reason)
    ranked = sorted(scores.items(), key=lambda one: (-one[1][0], one[0]))
    return [
        Pair(register[first], register[second], score, reason)
        for (first, second), (score, reason) in ranked[:MOST_PAIRS]
    ]


def _same_address(found: Iterable[Lodging]) -> list[tuple[tuple[int, int], int, str]]:
    """Same address in the same commune, same number of persons: flats of one house differ by it."""
    groups: dict[tuple[str, str, str, int | None], list[int]] = defaultdict(list)
    for one in found:
        if one.address and any(sign.isdigit() for sign in one.address):
            groups[one.insee, fold(one.address), one.nature, one.capacity].append(one.pk)
    return [
        ((first, second), 82, "même adresse, même capacité")
        for keys in groups.values()
        if len(keys) <= 6
        for place, first in enumerate(sorted(keys))
        for second in sorted(keys)[place + 1 :]
    ]


def _same_name(found: Iterable[Lodging]) -> list[tuple[tuple[int, int], int, str]]:
    things = [_thing(one) for one in found]
    blocks = Blocks(things)
    pairs = []
    for thing in things:
        for other, likeness in blocks.like(thing):
            if thing.key < other.key:
                pairs.append(((thing.key, other.key), likeness.score, ", ".join(likeness.reasons)))
    return pairs


def candidates(sightings: Sequence[Sighting]) -> dict[int, list[Candidate]]:
    """The lodgings that each sighting may be, the surest first; the register is read once, by commune."""
    communes = {one.insee for one in sightings if one.insee}
    register = {one.pk: one for one in lodgings().filter(insee__in=communes)}
    numbers = {one.registration_number: one for one in register.values() if one.registration_number}
    addresses: dict[tuple[str, str], list[Lodging]] = defaultdict(list)
    for one in register.values():
        if one.address:
            addresses[one.insee, fold(one.address)].append(one)
    blocks = Blocks(_thing(one) for one in register.values())
    return {one.pk: _candidates(one, register, numbers, addresses, blocks) for one in sightings}


def _candidates(
    sighting: Sighting,
    register: dict[int, Lodging],
    numbers: dict[str, Lodging],
    addresses: dict[tuple[str, str], list[Lodging]],
    blocks: Blocks,
) -> list[Candidate]:
    found: dict[int, Candidate] = {}
    if sighting.registration_number in numbers:
        same = numbers[sighting.registration_number]
        found[same.pk] = Candidate(same, 100, "même numéro d’enregistrement")
    if sighting.name:
        thing = Thing(-1, _KIND, sighting.name, sighting.insee, sighting.latitude, sighting.longitude)
        for other, likeness in blocks.like(thing):
            reason = ", ".join(likeness.reasons)
            found.setdefault(other.key, Candidate(register[other.key], likeness.score, reason))
    if sighting.address:
        for one in addresses.get((sighting.insee, fold(sighting.address)), ())[:MOST_CANDIDATES]:
            found.setdefault(one.pk, Candidate(one, 80, "même adresse"))
    return sorted(found.values(), key=lambda one: -one.score)[:MOST_CANDIDATES]


def _thing(lodging: Lodging) -> Thing:
    return Thing(lodging.pk, _KIND, lodging.name, lodging.insee, lodging.latitude, lodging.longitude)
