"""Two invented years at the desks: some 6,000 welcomes a year, with seasons, weekends, holidays and weather.

Past acts are written as the table that an office keeps, and come in by the import that an office would use.
"""

from __future__ import annotations

import calendar
import csv
import datetime as dt
import io
import math
import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from buron.demo.desks import PLACES, Place
from buron.demo.fiches import SEED
from buron.reception.rules.lists import CORE

PER_YEAR = 6_500
TITLES = (
    "Date", "Heure", "Bureau", "Canal", "Nombre de personnes", "Type de clientèle", "Provenance", "Durée de séjour",
    "Hébergement", "Thèmes", "Langue", "Mode de réponse", "Suite donnée",
)  # fmt: skip
MONTHS = (0.024, 0.036, 0.028, 0.058, 0.074, 0.088, 0.212, 0.262, 0.094, 0.058, 0.032, 0.034)
HOURS = {9: 5, 10: 15, 11: 17, 12: 6, 14: 13, 15: 15, 16: 15, 17: 11, 18: 3}
PARTIES = {"couple": 46, "family": 27, "solo": 10, "friends": 6, "group": 3, "resident": 5, "professional": 3}
STAYS = {"week": 44, "midweek": 14, "passing": 13, "longer": 7, "weekend": 12, "year_round": 5}
LODGINGS = {
    "rental": 33, "hotel": 21, "camping": 20, "guest_room": 11, "motorhome": 8, "hostel": 3, "relatives": 5,
    "second_home": 4,
}  # fmt: skip
THEMES = {
    "hiking": 30,
    "local": 25,
    "sights": 22,
    "events": 9,
    "food": 6,
    "sports": 4,
    "leisure": 2,
    "other": 2,
}
DEPARTMENTS = {
    "63": 13, "15": 12, "75": 5, "69": 6, "33": 4, "31": 5, "34": 4, "44": 4, "92": 3, "78": 3, "13": 3, "59": 3,
    "42": 4, "03": 3, "19": 3, "87": 2, "35": 2, "45": 2, "38": 3, "91": 2, "94": 2, "77": 2, "85": 2, "24": 2,
    "30": 2, "76": 2, "67": 1, "21": 1, "29": 2, "06": 1,
}  # fmt: skip
COUNTRIES = {"BE": 36, "NL": 20, "GB": 14, "DE": 12, "ES": 6, "CH": 5, "IT": 3, "US": 2, "LU": 2}
LANGUAGES = {
    "BE": "fr",
    "CH": "fr",
    "LU": "fr",
    "NL": "nl",
    "GB": "en",
    "US": "en",
    "DE": "de",
    "ES": "es",
    "IT": "it",
}
CHANNELS = {"counter": 78, "phone": 14, "email": 6, "web": 2}


@dataclass(frozen=True, slots=True)
class Welcome:
    """One invented act; None is a question that was not asked."""

    day: dt.date
    hour: int
    place: Place
    channel: str
    people: int | None
    party: str | None
    department: str | None
    country: str | None
    stay: str | None
    lodging: str | None
    themes: tuple[str, ...]
    language: str | None
    answer_mode: str
    outcome: str | None


def pick(chance: random.Random, weights: dict[str, int]) -> str:
    return chance.choices(list(weights), weights=list(weights.values()))[0]


def weather(day: dt.date, chance: random.Random) -> float:
    """Wet spells bring people in, heat keeps them by the water; a slow swing with noise."""
    swing = 1 + 0.18 * math.sin(day.toordinal() / 5.3) + 0.1 * math.sin(day.toordinal() / 1.7)
    return max(0.35, swing * chance.uniform(0.75, 1.25))


def factor(day: dt.date) -> float:
    """Weekends, bridges and the holidays of winter and spring."""
    value = 1.35 if day.isoweekday() == 6 else 1.15 if day.isoweekday() == 7 else 1.0
    if (day.month, day.day) in {(5, 1), (5, 8), (7, 14), (8, 15), (11, 1)}:
        value *= 1.5
    if (
        (day.month == 2 and day.day > 10)
        or (day.month == 4 and day.day > 8)
        or (day.month == 12 and day.day > 20)
    ):
        value *= 1.6
    return value


def year(number: int, until: dt.date) -> Iterator[Welcome]:
    """The acts of a year, in order, up to a day included; the second year is a little better than the first."""
    chance = random.Random(SEED + number)  # noqa: S311 - invented data
    growth = 1.0 + 0.045 * (number % 3 - 1)
    day = dt.date(number, 1, 1)
    while day <= min(until, dt.date(number, 12, 31)):
        in_month = calendar.monthrange(number, day.month)[1]
        expected = PER_YEAR * growth * MONTHS[day.month - 1] / in_month
        busy = expected * factor(day) * weather(day, chance)
        open_places = [place for place in PLACES if place.is_open(day)]
        total = sum(place.weight for place in open_places)
        for place in open_places:
            share = busy * place.weight / max(total, 0.55)
            count = int(share) + (chance.random() < share % 1)
            hours = sorted(
                int(pick(chance, {str(key): value for key, value in HOURS.items()})) for _ in range(count)
            )
            for hour in hours:
                yield welcome(day, hour, place, chance)
        day += dt.timedelta(days=1)


def welcome(day: dt.date, hour: int, place: Place, chance: random.Random) -> Welcome:
    """One act; what a queue leaves no time to ask is not asked."""
    channel = "outreach" if place.kind == "out_of_walls" else pick(chance, CHANNELS)
    hurried = 0.22 if day.month in (7, 8) else 0.1
    distant = channel != "counter"
    party = None if chance.random() < hurried * 0.6 else pick(chance, PARTIES)
    resident = party in ("resident", "professional")
    abroad = not resident and chance.random() < (0.09 if day.month in (7, 8) else 0.04)
    asked = chance.random() > hurried
    country = pick(chance, COUNTRIES) if abroad else "FR"
    department = None if abroad else "15" if resident else pick(chance, DEPARTMENTS)
    return Welcome(
        day=day,
        hour=hour,
        place=place,
        channel=channel,
        people=None if distant or party is None else people(party, chance),
        party=party,
        department=department if asked else None,
        country=country if asked else None,
        stay=_answer(chance, hurried * 1.6, "year_round" if resident else pick(chance, STAYS)),
        lodging=None if resident else _answer(chance, hurried * 1.9, pick(chance, LODGINGS)),
        themes=themes(day, chance),
        language=LANGUAGES.get(country, "fr") if asked else None,
        answer_mode={"phone": "phone", "email": "email", "web": "email"}.get(channel, "spoken"),
        outcome=_answer(
            chance, 0.35, pick(chance, {"told": 50, "documents": 40, "sent": 4, "booking": 4, "unmet": 2})
        ),
    )


def _answer(chance: random.Random, missing: float, value: str) -> str | None:
    return None if chance.random() < missing else value


def people(party: str, chance: random.Random) -> int:
    bounds = {"couple": (2, 2), "family": (3, 6), "friends": (3, 7), "group": (12, 48)}
    return chance.randint(*bounds.get(party, (1, 1)))


def themes(day: dt.date, chance: random.Random) -> tuple[str, ...]:
    weights = dict(THEMES)
    if day.month in (12, 1, 2, 3):
        weights |= {"snow": 22, "hiking": 14}
    if day.month in (7, 8):
        weights |= {"swimming": 10, "events": 16}
    first = pick(chance, weights)
    second = pick(chance, weights) if chance.random() < 0.34 else first
    return tuple(dict.fromkeys((first, second)))


def label(key: str, code: str | None) -> str:
    """The words of a closed list, as a table kept by hand has them."""
    return next((item.label for item in CORE[key] if item.code == code), "")


def table(welcomes: Sequence[Welcome]) -> bytes:
    """The acts as a CSV table with French titles and words, ready for the import."""
    buffer = io.StringIO()
    writer = csv.writer(buffer, delimiter=";")
    writer.writerow(TITLES)
    for one in welcomes:
        writer.writerow(
            (
                one.day.strftime("%d/%m/%Y"),
                one.hour,
                one.place.name,
                label("channel", one.channel),
                one.people or "",
                label("party", one.party),
                one.department or one.country or "",
                label("stay", one.stay),
                label("lodging", one.lodging),
                "|".join(label("theme", theme) for theme in one.themes),
                label("language", one.language),
                label("answer_mode", one.answer_mode),
                label("outcome", one.outcome),
            )
        )
    return buffer.getvalue().encode()


def older_years(first: int, last: int) -> bytes:
    """Years before the program, of which the office kept a count by month and desk."""
    chance = random.Random(SEED - 7)  # noqa: S311 - invented data
    lines = ["Mois;Bureau;Canal;Nombre d’actes"]
    for number in range(first, last + 1):
        level = PER_YEAR * (0.99 + 0.03 * (number - first))
        for month, part in enumerate(MONTHS, 1):
            for place in PLACES:
                if month in place.months:
                    count = round(level * part * place.weight * chance.uniform(0.92, 1.08))
                    channel = "outreach" if place.kind == "out_of_walls" else "counter"
                    if count:
                        lines.append(f"{month:02d}/{number};{place.name};{channel};{count}")
    return "\n".join(lines).encode()


def counters(first: int, until: dt.date) -> bytes:
    """Passages at the doors that have a counter, day by day, both ways; some days the counter was down."""
    chance = random.Random(SEED + 99)  # noqa: S311 - invented data
    lines = ["Date;Bureau;Passages"]
    day = dt.date(first, 1, 1)
    while day <= until:
        expected = PER_YEAR * MONTHS[day.month - 1] / 30 * factor(day) * weather(day, chance)
        for place in PLACES:
            if place.counter and place.is_open(day) and chance.random() > 0.012:
                visitors = expected * place.weight * 4.1 * chance.uniform(0.85, 1.15)
                lines.append(f"{day:%d/%m/%Y};{place.name};{2 * round(visitors)}")
        day += dt.timedelta(days=1)
    return "\n".join(lines).encode()
