"""The tracks that are kept of walks."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from buron.offer.models import Track
from buron.offer.tracks import Line, geometry


def tracks_of(fiche_ids: Iterable[int]) -> dict[int, list[Line]]:
    """The lines of those fiches that have some."""
    rows = Track.objects.filter(fiche__in=list(fiche_ids)).exclude(digest="")
    return dict(rows.values_list("fiche", "lines"))


def with_track(drawn: dict[str, Any] | None, lines: list[Line] | None) -> dict[str, Any] | None:
    """What a map shows, and the track over it; without a place there is no map."""
    if drawn is None or not lines:
        return drawn
    track = {"type": "Feature", "geometry": geometry(lines), "properties": {}}
    return {**drawn, "features": [*drawn["features"], track]}
