"""What a source says that it saw: kept once by source, origin and identifier, and matched to the register."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from django.db import transaction

from buron.kernel.actors import Actor
from buron.lodging.models import Lodging, Sighting


@dataclass(frozen=True, slots=True)
class Seen:
    """A lodging as a source shows it; ``lodging`` when it is known which one it is."""

    external_id: str
    name: str = ""
    address: str = ""
    insee: str = ""
    registration_number: str = ""
    lodging: Lodging | None = None
    body: dict[str, Any] = field(default_factory=dict)


def note_seen(
    *, actor: Actor, source: str, origin: str, seen: Iterable[Seen], on: dt.date
) -> dict[str, Sighting]:
    """Keep what a source shows, by identifier; what a person matched or set aside stays so.

    For the services of higher rooms, which hold the rights and write the journal of the whole deed.
    """
    by_id = {one.external_id: one for one in seen}
    with transaction.atomic():
        known = {
            one.external_id: one
            for one in Sighting.objects.filter(source=source, origin=origin, external_id__in=list(by_id))
        }
        fresh = [_sighting(actor, source, origin, one, on) for key, one in by_id.items() if key not in known]
        Sighting.objects.bulk_create(fresh)
        for one in known.values():
            _see_again(one, by_id[one.external_id], on)
        Sighting.objects.bulk_update(
            known.values(), ["last_seen_on", "missing_since", "lodging", "state"], batch_size=500
        )
    return {**known, **{one.external_id: one for one in fresh}}


def match_seen(*, actor: Actor, source: str, origin: str, external_id: str, lodging: Lodging) -> None:
    """Learn that an identifier of a source is a lodging: its next lines follow by themselves."""
    Sighting.objects.filter(source=source, origin=origin, external_id=external_id).update(
        lodging=lodging, state=Sighting.State.MATCHED
    )


def _sighting(actor: Actor, source: str, origin: str, one: Seen, on: dt.date) -> Sighting:
    return Sighting(
        office_id=actor.office_id,
        source=source,
        origin=origin,
        external_id=one.external_id,
        lodging=one.lodging,
        state=Sighting.State.MATCHED if one.lodging else Sighting.State.NEW,
        name=one.name[:160],
        address=one.address[:300],
        insee=one.insee,
        registration_number=one.registration_number[:20],
        body=one.body,
        first_seen_on=on,
        last_seen_on=on,
    )


def _see_again(sighting: Sighting, one: Seen, on: dt.date) -> None:
    sighting.last_seen_on, sighting.missing_since = max(sighting.last_seen_on, on), None
    if sighting.state == Sighting.State.NEW and one.lodging is not None:
        sighting.lodging, sighting.state = one.lodging, Sighting.State.MATCHED
