"""The paths of the demonstration's walks: loops as long and as steep as their fiches say."""

from __future__ import annotations

import datetime as dt
import math
import random

from buron.demo.fiches import SEED
from buron.kernel.actors import Actor
from buron.kernel.models import Office
from buron.offer.models import Fiche
from buron.offer.services.tracks import keep_track
from buron.offer.tracks import DEGREE_M, Line, length_of, write_gpx

POINTS = 160
CLIMBS = 2
LEFT_OUT = 9
"""One walk in so many has no track yet, as in life."""


def make(office: Office, actor: Actor, today: dt.date) -> None:
    """Keep a track for the walks whose place is known."""
    walks = Fiche.objects.filter(kind="trail", state=Fiche.State.PUBLISHED, latitude__isnull=False)
    for rank, fiche in enumerate(walks.order_by("pk"), 1):
        if rank % LEFT_OUT:
            keep_track(actor=actor, fiche=fiche, data=write_gpx(fiche.name, [_loop(fiche, rank)]))


def _loop(fiche: Fiche, rank: int) -> Line:
    """A loop that begins and ends at the place of the fiche."""
    chance = random.Random(SEED + 31 * rank)  # noqa: S311 - invented data
    route = fiche.body.get("route", {})
    phases = [chance.uniform(0, math.tau) for _wave in range(4)]
    distance = route.get("distance_m") or 6000
    scale = distance / length_of([_path(fiche, distance, phases)])
    line = _path(fiche, distance * scale, phases)
    swing, low = (route.get("ascent_m") or 200) / (2 * CLIMBS), chance.randint(780, 1180)
    return [
        (lat, lon, round(low + swing * (1 - math.cos(math.tau * CLIMBS * n / (len(line) - 1)))))
        for n, (lat, lon, _height) in enumerate(line)
    ]


def _path(fiche: Fiche, distance: float, phases: list[float]) -> Line:
    latitude, longitude = fiche.latitude or 0.0, fiche.longitude or 0.0
    radius = distance / math.tau / DEGREE_M
    east = math.cos(math.radians(latitude))
    turned = phases[0]

    def far(turn: float) -> float:
        return radius * (
            1 + 0.3 * sum(math.sin((2 + 3 * k) * turn + one) / (k + 3) for k, one in enumerate(phases))
        )

    def place(turn: float) -> tuple[float, float]:
        return far(turn) * math.sin(turn + turned), far(turn) * math.cos(turn + turned) / east

    north, right = place(0)
    found: Line = []
    for n in range(POINTS + 1):
        up, across = place(math.tau * n / POINTS)
        found.append((latitude + up - north, longitude + across - right, None))
    return found
