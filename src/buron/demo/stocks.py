"""The offer as it was a year ago: read first, kept as the state of that year's months, then overtaken by today's.

It is smaller than today's, and was checked on other days, so that the figures of the offer have something to tell.
"""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import orjson
from django.conf import settings

from buron.demo import feeds, fiches
from buron.kernel.actors import Actor
from buron.offer.models import Run
from buron.offer.services.imports import run_import
from buron.offer.services.sources import create_source
from buron.offer.services.stock import keep_stock

NEW_SINCE = 17
"""One fiche in so many is new this year."""


def last_year(actor: Actor, today: dt.date) -> None:
    """Read the regional base as it stood a year ago, and keep that state at the end of each month of that year."""
    then = today - dt.timedelta(days=365)
    answer = orjson.loads(feeds.apidae(list(fiches.bodies(then))))
    objects = [one for rank, one in enumerate(answer["objetsTouristiques"]) if rank % NEW_SINCE]
    folder = Path(settings.DATA) / "demo"
    folder.mkdir(exist_ok=True)
    path = folder / "apidae-avant.json"
    path.write_bytes(orjson.dumps({**answer, "numFound": len(objects), "objetsTouristiques": objects}))
    source = create_source(actor=actor, name="Base régionale", connector="apidae", priority=10)
    run = run_import(actor=actor, source=source, place=str(path), confirmed=True)
    if run.state != Run.State.APPLIED:
        raise RuntimeError(f"the import of last year ended as {run.state}: {run.message}")
    for day in month_ends(today.year - 1):
        keep_stock(actor=actor, day=day)


def month_ends(year: int) -> list[dt.date]:
    """The last day of each month of a year."""
    firsts = [dt.date(year, month, 1) for month in range(2, 13)] + [dt.date(year + 1, 1, 1)]
    return [first - dt.timedelta(days=1) for first in firsts]
