"""The office's own map background: laid down, replaced, taken away."""

from __future__ import annotations

from collections.abc import Iterable

from buron.kernel import journal, pmtiles
from buron.kernel.actors import Actor
from buron.kernel.models import Office


def set_map(*, actor: Actor, office: Office, name: str, chunks: Iterable[bytes]) -> pmtiles.Tiles:
    """Keep a PMTiles file as the background of the office's maps, or raise :class:`buron.kernel.pmtiles.TilesError`."""
    actor.require("kernel.office")
    tiles = pmtiles.keep(office, chunks)
    journal.record(
        actor=actor,
        action="kernel.office.map_set",
        target=office,
        after={"file": name[:120], "bytes": tiles.size, "kind": tiles.kind},
    )
    return tiles


def remove_map(*, actor: Actor, office: Office) -> None:
    """Go back to IGN's layers; without a file of its own, nothing changes."""
    actor.require("kernel.office")
    place = pmtiles.place_of(office)
    if place.exists():
        place.unlink()
        journal.record(actor=actor, action="kernel.office.map_removed", target=office)
