"""The opening of the demonstration's desks: three years of calendar, the gaps of a real team, and what comes."""

from __future__ import annotations

import datetime as dt

from buron.demo.desks import PLACES, Place
from buron.kernel.actors import Actor
from buron.kernel.models import Office
from buron.territory.models import Desk
from buron.territory.queries.openings import OpeningBook
from buron.territory.rules.slots import Slots, morning, parse_slots
from buron.territory.services import copy_year, plan_days, record_actual, save_season, setup_reasons

WINTER, SUMMER, POSTAL = (
    parse_slots("9h-12h30 14h-17h30"),
    parse_slots("9h-13h 14h-19h"),
    parse_slots("9h-12h"),
)


def calendars(office: Office, actor: Actor, today: dt.date) -> None:
    """Seasons of each desk from two years ago to next year, a few days apart, and the gaps that were noted."""
    setup_reasons(actor=actor)
    desks = {desk.name: desk for desk in Desk.objects.all()}
    first = today.year - 2
    for place in PLACES:
        if place.kind != Desk.Kind.OUT_OF_WALLS:
            _seasons(actor, desks[place.name], place, first)
    for year in range(first, today.year + 1):
        copy_year(actor=actor, desks=desks.values(), year=year, into=year + 1)
    main, second = desks[PLACES[0].name], desks[PLACES[1].name]
    for year in range(first, today.year + 1):
        _gaps(actor, main, second, year, today)
    christmas = [dt.date(today.year, 12, 24), dt.date(today.year, 12, 31)]
    plan_days(actor=actor, desk=main, days=christmas, slots=morning(WINTER), label="Veille de fête")


def _seasons(actor: Actor, desk: Desk, place: Place, year: int) -> None:
    """The months of a place as runs, its summer apart; public holidays as a small office keeps them."""
    hours: Slots = POSTAL if place.kind == Desk.Kind.PARTNER else WINTER
    months = sorted(place.months)
    if len(months) == 12:
        save_season(
            actor=actor,
            desk=desk,
            name="Toute l’année",
            start=dt.date(year, 1, 1),
            end=dt.date(year, 12, 31),
            week=dict.fromkeys(sorted(place.weekdays), hours),
            holidays="closed" if place.kind == Desk.Kind.PARTNER else "main_closed",
        )
    if place.kind != Desk.Kind.PARTNER:
        start, end = (7, 8) if len(months) == 12 else (months[0], months[-1])
        last = dt.date(year, end + 1, 1) - dt.timedelta(days=1)
        save_season(
            actor=actor,
            desk=desk,
            name="Été",
            start=dt.date(year, start, 1),
            end=last,
            week=dict.fromkeys(sorted(place.weekdays), SUMMER),
            holidays="usual",
        )


def _gaps(actor: Actor, main: Desk, second: Desk, year: int, today: dt.date) -> None:
    """What a year brings: a post left vacant, an illness, works, a fair."""
    _closed(actor, second, dt.date(year, 3, 4), 5, today, "departure", "poste vacant jusqu’au 10")
    _closed(actor, second, dt.date(year, 5, 14), 2, today, "sick_leave", "")
    _closed(actor, main, dt.date(year, 2, 10), 3, today, "works", "peinture de l’accueil")
    day = dt.date(year, 6, 3)
    if day <= today:
        halves = {day: morning(WINTER)}
        record_actual(actor=actor, desk=second, hours=halves, reason="training", words="journée d’équipe")
        sunday = day + dt.timedelta(days=(6 - day.weekday()) % 7)
        extra = {sunday: parse_slots("10h-17h")}
        record_actual(actor=actor, desk=main, hours=extra, reason="event", words="fête de l’estive")


def _closed(
    actor: Actor, desk: Desk, first: dt.date, count: int, today: dt.date, reason: str, words: str
) -> None:
    """Close the next days that were planned open."""
    book = OpeningBook(first, first + dt.timedelta(days=20), [desk])
    days = [one.day for one in book.days(desk) if one.planned and one.day <= today][:count]
    if days:
        hours: dict[dt.date, Slots] = dict.fromkeys(days, ())
        record_actual(actor=actor, desk=desk, hours=hours, reason=reason, words=words)
