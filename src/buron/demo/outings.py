"""The outings of the demonstration: markets and feasts of two summers, fairs, one given up, one to come."""

from __future__ import annotations

import datetime as dt
import random
from dataclasses import dataclass

from buron.demo import fairs
from buron.demo.fairs import OUT
from buron.demo.fiches import SEED
from buron.kernel.actors import Actor
from buron.kernel.models import Membership, Office
from buron.reception.models import Outing, OutingDay
from buron.reception.services.outings import (
    Hours,
    cancel_outing,
    plan_outing,
    report_outing,
    set_outing_day,
)
from buron.territory.models import Desk

ONE_DAY = dt.timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Trip:
    """An outing of a summer: its weekday, or the rank of its Sunday."""

    name: str
    kind: str
    place: str
    insee: str
    opens: int
    closes: int
    weekday: int
    sundays: tuple[int, ...] = ()
    report: str = ""


MARKETS = (
    Trip("Marché de Riom-ès-Montagnes", "market", "Place du Monument", "15162", 9, 12, 3,
         report="Beaucoup de randonneurs de passage ; prévoir plus de cartes des balades."),
    Trip("Marché de Condat", "market", "Sous la halle", "15054", 9, 13, 6),
    Trip("Fête de l’estive", "event", "Les burons", "15049", 10, 18, 7, (0,),
         "Stand partagé avec les éleveurs, très bien placé."),
    Trip("Fêtes et brocantes de juillet", "event", "Dans les villages", "15124", 10, 17, 7, (1, 2, 3)),
    Trip("Village de vacances de Cheylade", "village", "Salle commune", "15049", 17, 19, 7, (4, 5, 6, 7, 8)),
)  # fmt: skip
"""What two summers have alike; the fairs, the outing given up and the one to come are apart."""


def plan(office: Office, actor: Actor, today: dt.date) -> None:
    """Plan the outings before the acts are written, so that these join them."""
    chance = random.Random(SEED + 71)  # noqa: S311 - invented data
    desk = Desk.objects.get(name=OUT.name)
    roles = Membership.objects.filter(office=office, is_active=True).order_by("pk")
    agents = [one.user_id for one in roles if "accueil" in one.roles]
    for year in (today.year - 1, today.year):
        for trip in MARKETS:
            _hold(actor, desk, trip, year, chance.sample(agents, min(2, len(agents))), today, chance)
        _fair(actor, desk, year, agents[:1], today)
    _given_up(actor, desk, today.year - 1)
    _to_come(actor, desk, agents[:2], today)


def _days(trip: Trip, year: int) -> list[dt.date]:
    """The days of July and August on which it is held."""
    first, last = dt.date(year, 7, 1), dt.date(year, 8, 31)
    every = [first + number * ONE_DAY for number in range((last - first).days + 1)]
    found = [day for day in every if day.isoweekday() == trip.weekday]
    return [day for rank, day in enumerate(found) if not trip.sundays or rank in trip.sundays]


def _hold(
    actor: Actor,
    desk: Desk,
    trip: Trip,
    year: int,
    agents: list[int],
    today: dt.date,
    chance: random.Random,
) -> None:
    hours = [Hours(day, dt.time(trip.opens), dt.time(trip.closes)) for day in _days(trip, year)]
    outing = plan_outing(
        actor=actor,
        desk=desk,
        days=hours,
        agents=agents,
        name=trip.name,
        kind=trip.kind,
        place=trip.place,
        insee=trip.insee,
        documents="carte des balades, 80\nagenda de l’été, 60",
    )
    for one in hours:
        if one.day < today and chance.random() < 0.8:
            set_outing_day(actor=actor, outing=outing, hours=one, visitors=chance.randint(18, 140))
    if trip.report and hours[-1].day < today:
        report_outing(actor=actor, outing=outing, report=trip.report)


def _fair(actor: Actor, desk: Desk, year: int, agents: list[int], today: dt.date) -> None:
    """A stand of three days in a city, in February."""
    hours = [Hours(day, fairs.OPENS, fairs.CLOSES) for day in fairs.days(year)]
    outing = plan_outing(
        actor=actor,
        desk=desk,
        days=hours,
        agents=agents,
        name=f"Salon de la randonnée {year}",
        kind=Outing.Kind.FAIR,
        place="Parc des expositions",
        helpers="deux hébergeurs du territoire",
        documents="brochure de destination, 400",
    )
    for rank, one in enumerate(hours):
        if one.day < today:
            set_outing_day(actor=actor, outing=outing, hours=one, visitors=84 + year % 7 * 6 + 45 * rank)


def _given_up(actor: Actor, desk: Desk, year: int) -> None:
    day = Hours(dt.date(year, 9, 13), dt.time(10), dt.time(17))
    outing = plan_outing(actor=actor, desk=desk, days=[day], name="Foire de septembre", kind="event")
    cancel_outing(actor=actor, outing=outing, reason="orages annoncés par la préfecture")


def _to_come(actor: Actor, desk: Desk, agents: list[int], today: dt.date) -> None:
    """One outing ahead, whatever the day of the demonstration."""
    if OutingDay.objects.filter(day__gt=today, outing__cancelled_at=None).exists():
        return
    saturday = today + ((5 - today.weekday()) % 7 + 7) * ONE_DAY
    plan_outing(
        actor=actor,
        desk=desk,
        days=[Hours(saturday, dt.time(9), dt.time(12))],
        agents=agents,
        name="Marché de saison",
        kind=Outing.Kind.MARKET,
        place="Place du Monument",
        insee=OUT.insee,
    )
