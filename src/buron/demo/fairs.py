"""The stand of three days at a fair in a city, in February: its days, and who was met there."""

from __future__ import annotations

import datetime as dt
import random
from collections.abc import Iterator
from dataclasses import replace

from buron.demo.acts import Welcome, welcome
from buron.demo.desks import PLACES
from buron.demo.fiches import SEED
from buron.territory.models import Desk

OUT = next(place for place in PLACES if place.kind == Desk.Kind.OUT_OF_WALLS)
OPENS, CLOSES = dt.time(10), dt.time(18)


def days(year: int) -> list[dt.date]:
    """Friday to Sunday, the first weekend of February."""
    first = dt.date(year, 2, 1)
    friday = first + dt.timedelta(days=(4 - first.weekday()) % 7)
    return [friday + dt.timedelta(days=rank) for rank in range(3)]


def welcomes(year: int, until: dt.date) -> Iterator[Welcome]:
    """The acts of the stand: people of the city and around, who plan a stay and take documents away."""
    chance = random.Random(SEED + 7 * year)  # noqa: S311 - invented data
    for rank, day in enumerate(one for one in days(year) if one <= until):
        for hour in sorted(
            chance.randrange(OPENS.hour, CLOSES.hour) for _ in range(chance.randint(20, 34) + 9 * rank)
        ):
            one = welcome(day, hour, OUT, chance)
            yield replace(
                one,
                channel="fair",
                party="family" if one.party in ("resident", "professional") else one.party,
                department=chance.choice(("69", "69", "42", "01", "38", "71")) if one.department else None,
                stay=None,
                lodging=None,
                outcome="documents" if chance.random() < 0.8 else "told",
            )
