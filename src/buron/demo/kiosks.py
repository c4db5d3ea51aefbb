"""Three kiosks with a year of use: a touch table that works, a terminal outside, a tablet that the winter stops."""

from __future__ import annotations

import datetime as dt
import random
from dataclasses import dataclass

from django.utils import timezone

from buron.kernel.actors import Actor
from buron.kernel.models import Office
from buron.publishing.models import Kiosk
from buron.publishing.rules import hours_mask
from buron.publishing.services import (
    Beat,
    KioskFacts,
    create_kiosk,
    issue_link,
    note_maintenance,
    plan_hours,
    record_beat,
    record_past_use,
)
from buron.territory.models import Desk

SEED = 20_117
YEAR = 364
THEMES = ("walk", "see", "eat", "agenda", "do", "sleep", "practical", "taste", "ideas", "weather")
WEIGHTS = (26, 17, 15, 13, 9, 7, 5, 4, 3, 1)
LANGUAGES = ("fr", "en", "de", "nl", "es")
SPEAKERS = (80, 9, 4, 4, 3)
SEASON = {
    1: 0.2,
    2: 0.35,
    3: 0.3,
    4: 0.6,
    5: 0.8,
    6: 0.9,
    7: 1.7,
    8: 2.0,
    9: 0.9,
    10: 0.6,
    11: 0.25,
    12: 0.35,
}
"""Share of an average day's sessions, by month."""
BUSY = (0, 4, 6)
"""Monday, Friday, Sunday."""

Use = tuple[dt.datetime, str, str | None, str]


@dataclass(frozen=True, slots=True)
class Invented:
    """A kiosk of the demonstration: ``sessions`` on an average day, ``faults`` the share of days when it is off."""

    name: str
    form: str
    place: str
    insee: str
    desk: str
    sessions: float
    hours: tuple[int, int]
    faults: float
    online: bool = True
    months: frozenset[int] = frozenset(range(1, 13))


FLEET = (
    Invented("Table de la halle", "table", "Dans le bureau, près de la vitrine", "15162", "Riom-ès-Montagnes",
             7.0, (9, 19), 0.01),
    Invented("Borne de Condat", "terminal", "Place de l’église, sous l’auvent", "15054", "Condat", 5.5, (0, 24), 0.06),
    Invented(
        "Tablette de Menet", "tablet", "Au bar du lac, sans réseau", "15124", "", 3.0, (10, 20), 0.03, False,
        frozenset({5, 6, 7, 8, 9}),
    ),
)  # fmt: skip


def make(office: Office, actor: Actor, today: dt.date) -> None:
    """The fleet, its hours, its past use, what was mended."""
    desks = {desk.name: desk for desk in Desk.objects.all()}
    for rank, one in enumerate(FLEET):
        chance = random.Random(SEED + rank)  # noqa: S311 - invented data
        kiosk = _kiosk(actor, one, desks.get(one.desk), today)
        uses, days = _year(chance, one, today)
        record_past_use(actor=actor, kiosk=kiosk, uses=uses, days=days)
        issue_link(actor=actor, kiosk=kiosk)
        heard = timezone.now() - dt.timedelta(days=0 if one.online else 9)
        record_beat(actor=actor, kiosk=kiosk, beat=_beat(chance), now=heard)
    _upkeep(actor, today)


def _kiosk(actor: Actor, one: Invented, desk: Desk | None, today: dt.date) -> Kiosk:
    first = today - dt.timedelta(days=YEAR)
    every = {str(day): list(one.hours) for day in range(1, 8)}
    kiosk = create_kiosk(
        actor=actor,
        facts=KioskFacts(
            name=one.name,
            form=one.form,
            place=one.place,
            insee=one.insee,
            desk=desk,
            alert_hours=24 if one.online else None,
        ),
        installed_on=first,
        hours=every if first.month in one.months else {},
    )
    for number in range(1, YEAR):
        day = first + dt.timedelta(days=number)
        if day.day == 1 and (day.month in one.months) != ((day - dt.timedelta(days=1)).month in one.months):
            plan_hours(actor=actor, kiosk=kiosk, since=day, hours=every if day.month in one.months else {})
    return kiosk


def _year(
    chance: random.Random, one: Invented, today: dt.date
) -> tuple[list[Use], list[tuple[dt.date, int, int]]]:
    uses: list[Use] = []
    days: list[tuple[dt.date, int, int]] = []
    for number in range(YEAR, 0, -1):
        day = today - dt.timedelta(days=number)
        if day.month not in one.months or chance.random() < one.faults:
            continue
        mask = hours_mask(one.hours)
        days.append((day, mask, mask if one.online and chance.random() > 0.05 else 0))
        uses.extend(_day(chance, one, day))
    return uses, days


def _day(chance: random.Random, one: Invented, day: dt.date) -> list[Use]:
    mean = one.sessions * SEASON[day.month] * (1.25 if day.weekday() in BUSY else 0.9)
    found: list[Use] = []
    for _ in range(max(0, round(chance.gauss(mean, mean / 2.5)))):
        hour = min(one.hours[1] - 1, max(one.hours[0], round(chance.gauss(13.5, 3))))
        start = dt.datetime.combine(day, dt.time(hour, chance.randrange(60), chance.randrange(60)))
        found.extend(_session(chance, timezone.make_aware(start)))
    return found


def _session(chance: random.Random, at: dt.datetime) -> list[Use]:
    language = chance.choices(LANGUAGES, SPEAKERS)[0]
    theme = chance.choices(THEMES, WEIGHTS)[0]
    found: list[Use] = [(at, "home", None, language)]
    for step in range(chance.randint(2, 9)):
        at += dt.timedelta(seconds=chance.randint(4, 45))
        screen = "weather" if theme == "weather" else "list" if step % 3 == 0 else "fiche"
        found.append((at, screen, theme, language))
        if chance.random() < 0.15:
            theme = chance.choices(THEMES, WEIGHTS)[0]
    return found


def _beat(chance: random.Random) -> Beat:
    return Beat(
        content_version="demo.1",
        content_age=chance.randint(300, 20_000),
        storage_used=chance.randint(6_000_000, 9_000_000),
        storage_quota=2_000_000_000,
        waiting=0,
    )


def _upkeep(actor: Actor, today: dt.date) -> None:
    for name, ago, text in (
        ("Borne de Condat", 40, "Écran nettoyé, joint de la porte changé."),
        ("Borne de Condat", 12, "Coupure de courant du village : rallumée par l’employé communal."),
        ("Table de la halle", 75, "Verre nettoyé, mise à jour du navigateur."),
    ):
        kiosk = Kiosk.objects.get(name=name)
        note_maintenance(actor=actor, kiosk=kiosk, text=text, day=today - dt.timedelta(days=ago))
