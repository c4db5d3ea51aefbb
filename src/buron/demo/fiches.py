"""The invented offer: some 450 bodies, the same each time for a given day.

Two systems send them, as in life: most come from a regional base, the dated ones from an agenda; a few are
known to both.
"""

from __future__ import annotations

import datetime as dt
import random
from collections.abc import Iterator

from buron.demo.places import VILLAGES, Village
from buron.demo.words import NAMES, PLACES, RECIPES, STREETS, Recipe
from buron.offer.body import Body, Contact, Label, Opening, OpeningPeriod, Prices, Route, SessionDict

SEED = 20_260_401


def bodies(today: dt.date) -> Iterator[Body]:
    """Every fiche, in a fixed order; ``today`` only places the dated ones around the day of the demonstration."""
    chance = random.Random(SEED)  # noqa: S311 - invented data
    taken: set[str] = set()
    for recipe in RECIPES:
        for number in range(recipe.count):
            yield _body(recipe, number, chance, taken, today)


def _village(chance: random.Random) -> Village:
    return chance.choices(VILLAGES, weights=[village.weight for village in VILLAGES])[0]


def _title(recipe: Recipe, town: str, chance: random.Random, taken: set[str]) -> str:
    for _ in range(60):
        title = chance.choice(recipe.titles).format(
            place=chance.choice(PLACES), name=chance.choice(NAMES), town=town
        )
        title = title.replace("de Apchon", "d’Apchon").replace("de Le Claux", "du Claux")
        if title not in taken:
            break
    else:
        title = f"{title} ({len(taken)})"
    taken.add(title)
    return title


def _body(recipe: Recipe, number: int, chance: random.Random, taken: set[str], today: dt.date) -> Body:
    village = _village(chance)
    title = _title(recipe, village.name, chance, taken)
    capacity = {key: chance.randint(*bounds) for key, bounds in recipe.capacity.items()}
    words = {"town": village.name, "persons": capacity.get("persons", 4)}
    short = chance.choice(recipe.short)
    body: Body = {
        "kind": recipe.kind,
        "subkind": recipe.subkind,
        "name": {"fr": title},
        "short": {language: text.format(**words) for language, text in short.items()},
        "description": {"fr": chance.choice(recipe.long)},
        "address": {
            "lines": [f"{chance.randint(1, 40)} {chance.choice(STREETS)}"],
            "postcode": village.postcode,
            "city": village.name,
            "insee": village.insee,
        },
        "contacts": _contacts(title, chance),
        "owner": "Office de tourisme des Hauts Burons",
        "source_updated": _updated(today, chance),
    }
    if chance.random() < 0.94:
        body["position"] = {
            "lat": round(village.lat + chance.gauss(0, 0.012), 6),
            "lon": round(village.lon + chance.gauss(0, 0.016), 6),
        }
    if "de" in body["short"]:
        body["machine"] = ["short.de"] if chance.random() < 0.4 else []
    _facts(body, recipe, number, capacity, chance, today)
    return body


def _facts(
    body: Body, recipe: Recipe, number: int, capacity: dict[str, int], chance: random.Random, today: dt.date
) -> None:
    if capacity and chance.random() < 0.92:
        body["capacity"] = capacity  # type: ignore[typeddict-item]
    if recipe.price and chance.random() < 0.88:
        body["prices"] = _prices(recipe.price, chance)
    if recipe.amenities:
        body["amenities"] = [
            {"key": name.lower(), "label": name} for name in recipe.amenities if chance.random() < 0.75
        ]
    if recipe.themes:
        body["themes"] = [{"key": name.lower(), "label": name} for name in recipe.themes]
    labels: list[Label] = [
        {"key": name.lower(), "label": name} for name in recipe.labels if chance.random() < 0.28
    ]
    if recipe.stars and chance.random() < 0.6:
        stars = chance.randint(*recipe.stars)
        labels.append(
            {
                "key": "ranking",
                "label": "Classement",
                "value": f"{stars} étoiles",
                "stars": stars,
                "ranking": True,
            }
        )
    if labels:
        body["labels"] = labels
    if recipe.kind == "trail":
        body["route"] = _route(chance)
    if recipe.season == "dated":
        body["sessions"] = _sessions(number, chance, today)
    else:
        body["opening"] = _opening(recipe.season)
    if recipe.kind in ("rental", "camping", "hotel", "restaurant") and chance.random() < 0.7:
        body["pets"] = chance.random() < 0.6
    if chance.random() < 0.3:
        body["languages"] = ["fr", "en"] if chance.random() < 0.7 else ["fr", "en", "de"]
    if chance.random() < 0.18:
        body["accessibility"] = [{"key": "wheelchair", "label": "Accessible en fauteuil roulant avec aide"}]


def _contacts(title: str, chance: random.Random) -> list[Contact]:
    slug = "".join(letter for letter in title.lower() if letter.isascii() and letter.isalnum())[:28]
    found: list[Contact] = []
    if chance.random() < 0.92:
        found.append(
            {"type": "phone", "value": f"04 65 71 {chance.randint(10, 99)} {chance.randint(10, 99)}"}
        )
    if chance.random() < 0.35:
        found.append(
            {"type": "mobile", "value": f"06 39 98 {chance.randint(10, 99)} {chance.randint(10, 99)}"}
        )
    if chance.random() < 0.75:
        found.append({"type": "email", "value": f"contact@{slug}.example"})
    if chance.random() < 0.55:
        found.append({"type": "web", "value": f"https://www.{slug}.example"})
    return found


def _updated(today: dt.date, chance: random.Random) -> str:
    """Most fiches were seen by somebody within the year, some were forgotten for long."""
    days = chance.choices(
        (chance.randint(1, 150), chance.randint(151, 364), chance.randint(366, 1100)), (62, 26, 12)
    )[0]
    return f"{today - dt.timedelta(days=days)}T09:{chance.randint(10, 59)}:00"


def _prices(price: tuple[int, int, str], chance: random.Random) -> Prices:
    low, high, unit = price
    first = int(low + (high - low) * chance.random() * 0.4) // 50 * 50
    second = int(first + (high - first) * chance.random()) // 50 * 50
    if second == 0:
        return {"free": True, "text": {"fr": "Gratuit."}}
    return {
        "free": False,
        "items": [{"label": {"fr": unit.capitalize()}, "min": first, "max": max(first, second)}],
    }


def _period(start: str, end: str, **facts: object) -> OpeningPeriod:
    period: OpeningPeriod = {"start": f"2026-{start}", "end": f"2026-{end}", "yearly": True}
    period.update(facts)  # type: ignore[typeddict-item]
    return period


def _opening(season: str) -> Opening:
    whole_day = [{"opens": "10:00", "closes": "18:00"}]
    shop = [{"opens": "09:00", "closes": "12:30"}, {"opens": "14:30", "closes": "19:00"}]
    meals = [{"opens": "12:00", "closes": "14:00"}, {"opens": "19:00", "closes": "21:30"}]
    if season == "summer":
        return {
            "text": {"fr": "Du 15 juin au 15 septembre, tous les jours."},
            "periods": [_period("06-15", "09-15", slots=whole_day)],
        }
    if season == "spring":
        return {"text": {"fr": "Du 1er avril au 11 novembre."}, "periods": [_period("04-01", "11-11")]}
    if season == "closed_monday":
        return {
            "text": {"fr": "Toute l’année, midi et soir, sauf le lundi hors juillet et août."},
            "periods": [
                _period("01-01", "06-30", weekdays=[2, 3, 4, 5, 6, 7], slots=meals),
                _period("07-01", "08-31", slots=meals),
                _period("09-01", "12-31", weekdays=[2, 3, 4, 5, 6, 7], slots=meals),
            ],
        }
    if season == "afternoons":
        return {
            "text": {"fr": "Mardi, jeudi et samedi après-midi ; tous les jours en juillet et août."},
            "periods": [
                _period("04-01", "10-31", weekdays=[2, 4, 6], slots=[{"opens": "15:00", "closes": "18:30"}]),
                _period("07-01", "08-31", slots=[{"opens": "15:00", "closes": "18:30"}]),
            ],
        }
    if season == "shop":
        return {
            "text": {"fr": "Du mardi au samedi."},
            "periods": [_period("01-01", "12-31", weekdays=[2, 3, 4, 5, 6], holidays=False, slots=shop)],
        }
    return {"text": {"fr": "Toute l’année."}, "all_year": True}


def _route(chance: random.Random) -> Route:
    kilometres = round(chance.triangular(2.5, 21, 8), 1)
    ascent = int(kilometres * chance.uniform(18, 58))
    hours = kilometres / 3.8 + ascent / 500
    difficulty = "easy" if hours < 2.2 else "medium" if hours < 4.5 else "hard"
    return {
        "distance_m": int(kilometres * 1000),
        "ascent_m": ascent,
        "descent_m": ascent,
        "duration_min": int(hours * 4) * 15,
        "difficulty": difficulty,  # type: ignore[typeddict-item]
        "shape": "loop",
        "marking": "jaune",
        "activities": ["hiking"],
    }


def _sessions(number: int, chance: random.Random, today: dt.date) -> list[SessionDict]:
    """One festival day, a weekly market or a run of guided visits, in this year and the next."""
    opens = chance.choice(("09:00", "10:30", "15:00", "18:30", "21:00"))
    if number % 4 == 0:
        first = dt.date(today.year, 6, 1) + dt.timedelta(days=chance.randint(0, 20))
        days = [first + dt.timedelta(weeks=week) for week in range(13)]
        days += [day + dt.timedelta(days=364) for day in days]
    elif number % 4 == 1:
        first = today + dt.timedelta(days=chance.randint(0, 120))
        return [
            {"start": first.isoformat(), "end": (first + dt.timedelta(days=chance.randint(1, 3))).isoformat()}
        ]
    else:
        days = [today + dt.timedelta(days=chance.randint(-200, 240))]
    return [{"start": day.isoformat(), "end": day.isoformat(), "opens": opens} for day in days]
