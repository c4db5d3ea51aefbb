"""Who knows which lodging: the offer, the tax, the State, the mairie, the platforms. Where one alone knows, tax may be
forgotten.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from typing import NamedTuple

from buron.lodging.hooks import witnesses
from buron.lodging.models import Lodging, Sighting
from buron.lodging.queries.finding import find_lodgings

Source = Sighting.Source


class Alone(NamedTuple):
    """Something that one source only knows; ``lodging`` when it is in the register, else ``sighting``.

    ``source`` is empty when only the register, filled by hand, knows it.
    """

    source: str
    name: str
    insee: str
    latitude: float | None
    longitude: float | None
    lodging: Lodging | None
    sighting: Sighting | None

    @property
    def key(self) -> str:
        """What names it on a map and in a list."""
        return f"h{self.lodging.pk}" if self.lodging else f"s{self.sighting.pk if self.sighting else 0}"


def sources_by_lodging() -> dict[int, set[str]]:
    """The sources that know each lodging of the register, in a few queries whatever its size."""
    known: dict[int, set[str]] = defaultdict(set)
    for pk, fiche, declared, number in Lodging.objects.values_list(
        "pk", "fiche_id", "declaration_number", "registration_number"
    ):
        if fiche is not None:
            known[pk].add(Source.OFFER)
        if declared or number:
            known[pk].add(Source.TOWN)
    seen = Sighting.objects.filter(state=Sighting.State.MATCHED, missing_since=None, lodging__isnull=False)
    for pk, source in seen.values_list("lodging_id", "source"):
        known[pk or 0].add(source)
    for witness in witnesses:
        for pk in witness.known():
            known[pk].add(witness.source)
    return known


def sources_of(lodging: Lodging) -> set[str]:
    """The sources that know one lodging."""
    known = set(
        lodging.sightings.filter(state=Sighting.State.MATCHED, missing_since=None).values_list(
            "source", flat=True
        )
    )
    if lodging.fiche_id is not None:
        known.add(Source.OFFER)
    if lodging.declaration_number or lodging.registration_number:
        known.add(Source.TOWN)
    return known | {one.source for one in witnesses if one.knows(lodging)}


def known_alone(source: str = "", insee: str = "") -> list[Alone]:
    """What one source only knows: sightings that nobody matched, lodgings of the register that one source shows.

    ``source`` and ``insee`` narrow. Lodgings that are let no more are left out.
    """
    found = [*_unmatched(), *_lonely()]
    return [
        one for one in found if (not source or one.source == source) and (not insee or one.insee == insee)
    ]


def counts(found: list[Alone]) -> tuple[Counter[str], Counter[str]]:
    """How many by source, and by commune."""
    return Counter(one.source for one in found), Counter(one.insee for one in found)


def _unmatched() -> list[Alone]:
    waiting = Sighting.objects.filter(state=Sighting.State.NEW, missing_since=None)
    return [
        Alone(one.source, one.name or one.external_id, one.insee, one.latitude, one.longitude, None, one)
        for one in waiting
    ]


def _lonely() -> list[Alone]:
    known = sources_by_lodging()
    lonely = []
    for one in find_lodgings({}):
        sources = known.get(one.pk, set())
        if len(sources) < 2:
            source = next(iter(sources), "")
            lonely.append(Alone(source, one.name, one.insee, one.latitude, one.longitude, one, None))
    return lonely
