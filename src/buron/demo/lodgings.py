"""The register of lodgings and what the council voted: invented hosts, credible houses, volumes of a rural office."""

from __future__ import annotations

import datetime as dt
import random
from dataclasses import dataclass
from decimal import Decimal

from django.db import transaction

from buron.demo.places import VILLAGES, Village
from buron.demo.words import NAMES, PLACES, STREETS
from buron.directory.models import Party
from buron.directory.services.parties import register_party
from buron.kernel.actors import Actor
from buron.kernel.models import Office
from buron.lodging.models import Hosting, Lodging
from buron.lodging.services import add_hosting, add_ranking, close_lodging, register_lodging
from buron.tourist_tax.rules import WHOLE_YEAR
from buron.tourist_tax.services import Voted, draft_decision, enter_into_force, open_periods

SEED = 20_260_601
HOSTS = 272
FIRST_NAMES = (
    *("Agathe", "Aimé", "Alban", "Amélie", "Anselme", "Basile", "Blanche", "Célestin", "Clotilde", "Damien"),
    *(
        "Elvire",
        "Étienne",
        "Eugénie",
        "Firmin",
        "Gaspard",
        "Hélène",
        "Isidore",
        "Jeanne",
        "Léontine",
        "Lucien",
    ),
    *("Marceau", "Mathilde", "Noémie", "Octave", "Pauline", "Philomène", "Rémi", "Rosalie", "Simon", "Zélie"),
)
HOUSES = (
    "Gîte",
    "Maison",
    "La Grange",
    "L’Oustal",
    "Le Buron",
    "Chalet",
    "Appartement",
    "La Ferme",
)


@dataclass(frozen=True, slots=True)
class Kind:
    """So many lodgings of a nature, of so many persons; ``stars`` are drawn from, None being unranked."""

    nature: str
    count: int
    least: int
    most: int
    stars: tuple[int | None, ...]
    name: str
    openings: tuple[tuple[str, str], ...] = ()


KINDS = (
    Kind("meubles", 263, 2, 12, (None, None, None, None, 1, 2, 2, 3, 3, 3, 4), "{house} {place}"),
    Kind("chambres_hotes", 26, 2, 12, (None,), "Chambres d’hôtes {place}"),
    Kind("hotels", 14, 20, 70, (None, 1, 2, 2, 3), "Hôtel {place}"),
    Kind("campings", 11, 90, 320, (None, 2, 2, 3, 3), "Camping {place}", (("05-01", "09-30"),)),
    Kind("villages", 3, 150, 320, (3, 4), "Village de vacances {place}", (("04-01", "10-31"),)),
    Kind("auberges", 8, 10, 40, (None,), "Gîte d’étape {place}", (("04-15", "11-05"),)),
    Kind("aires", 5, 10, 40, (None,), "Aire de camping-cars {place}", (("04-01", "10-31"),)),
)
TARIFFS = {
    "palace": 250, "stars_5": 160, "stars_4": 120, "stars_3": 90, "stars_2": 70, "stars_1": 50, "outdoor_3_5": 45,
    "outdoor_1_2": 20,
}  # fmt: skip

FLAT = "aires"
"""The nature that the council put at the forfait, with an abatement of six tenths."""


def register(office: Office, actor: Actor, today: dt.date) -> None:
    """272 hosts and 330 lodgings, numbered, held and ranked."""
    chance = random.Random(SEED)  # noqa: S311 - invented data
    with transaction.atomic():
        hosts = [_host(actor, chance, number) for number in range(HOSTS)]
        holders = [*hosts, *chance.choices(hosts, k=sum(kind.count for kind in KINDS) - HOSTS)]
        for kind in KINDS:
            for _ in range(kind.count):
                _lodging(actor, chance, kind, holders.pop(), today)


def decisions(office: Office, actor: Actor, today: dt.date) -> None:
    """A decision for each of the last three years and the next one's draft; three payments a year."""
    for year in range(today.year - 2, today.year + 1):
        earlier = {line: max(20, cents - 10 * (today.year - year)) for line, cents in TARIFFS.items()}
        voted = draft_decision(
            actor=actor,
            voted=Voted(
                tariffs=earlier,
                regimes={FLAT: "forfait"},
                seasons=[WHOLE_YEAR],
                abatements=[(FLAT, 1, None, Decimal(60))],
            ),
            title=f"Tarifs {year} de la taxe de séjour",
            council="Communauté de communes des Hauts Burons",
            siren=office.epci_siren,
            reference=f"{year - 1}-0{3 + year % 3}-17",
            voted_on=dt.date(year - 1, 6, 12),
            valid_from=dt.date(year, 1, 1),
            percent=Decimal(3),
            department_tax=True,
            rent_threshold_night=100,
        )
        enter_into_force(actor=actor, decision=voted)
        open_periods(
            actor=actor, year=year, rhythm="quadrimestre", declare_days=15, pay_days=30, decision=voted
        )
    draft_decision(
        actor=actor,
        voted=Voted(tariffs={**TARIFFS, "stars_3": 100, "stars_4": 140}, seasons=[WHOLE_YEAR]),
        title=f"Projet de tarifs {today.year + 1}",
        council="Communauté de communes des Hauts Burons",
        siren=office.epci_siren,
        valid_from=dt.date(today.year + 1, 1, 1),
        percent=Decimal(4),
        department_tax=True,
        rent_threshold_night=100,
    )


def _host(actor: Actor, chance: random.Random, number: int) -> Party:
    village = _village(chance)
    last = NAMES[number % len(NAMES)]
    first = FIRST_NAMES[(number * 7 + number // len(NAMES)) % len(FIRST_NAMES)]
    return register_party(
        actor=actor,
        roles=["host"],
        civility=chance.choice(("Mme", "M.")),
        first_name=first,
        last_name=last,
        # One in nine has no address and is written to by post.
        email="" if number % 9 == 0 else f"hebergeur{number + 1}@hotes.example",
        mobile=f"06 39 98 {number // 100:02d} {number % 100:02d}",
        address=f"{chance.randint(1, 40)} {chance.choice(STREETS)}",
        postcode=village.postcode,
        city=village.name,
    )


def _lodging(actor: Actor, chance: random.Random, kind: Kind, host: Party, today: dt.date) -> None:
    village = _village(chance)
    capacity = chance.randint(kind.least, kind.most)
    if kind.nature == "meubles":
        capacity = min(capacity, chance.randint(kind.least, kind.most))
    lodging = register_lodging(
        actor=actor,
        name=kind.name.format(house=chance.choice(HOUSES), place=chance.choice(PLACES)),
        nature=kind.nature,
        insee=village.insee,
        postcode=village.postcode,
        address=f"{chance.randint(1, 60)} {chance.choice(STREETS)}",
        latitude=round(village.lat + chance.uniform(-0.015, 0.015), 5),
        longitude=round(village.lon + chance.uniform(-0.02, 0.02), 5),
        capacity=capacity,
        beds=capacity,
        units=_units(kind.nature, capacity),
        registration_number=_registration(chance, village) if kind.nature == "meubles" else "",
        channels=chance.choices(list(Lodging.Channels.values), weights=[5, 4, 1])[0],
        openings=[list(span) for span in kind.openings],
        opened_on=today.replace(day=1) - dt.timedelta(days=chance.randint(100, 5000)),
    )
    quality = chance.choices([Hosting.Quality.OWNER, Hosting.Quality.MANAGER], weights=[9, 1])[0]
    add_hosting(actor=actor, lodging=lodging, party=host, quality=quality)
    stars = chance.choice(kind.stars)
    if stars is not None:
        held_since = today - dt.timedelta(days=chance.randint(30, 5 * 365 + 120))
        add_ranking(actor=actor, lodging=lodging, stars=stars, valid_from=held_since)
    if chance.random() < 0.03:
        last_day = today - dt.timedelta(days=chance.randint(10, 90))
        close_lodging(actor=actor, lodging=lodging, last_day=last_day)


def _units(nature: str, capacity: int) -> int:
    """Pitches or rooms; chambres d'hôtes have five rooms at most, and a furnished lodging is one dwelling."""
    if nature == "meubles":
        return 1
    units = max(1, capacity // (3 if nature == "campings" else 2))
    return min(5, units) if nature == "chambres_hotes" else units


def _registration(chance: random.Random, village: Village) -> str:
    """A number of the right form for two furnished lodgings in three; the others have not asked for one."""
    if chance.random() < 0.34:
        return ""
    return f"{village.insee}{chance.randint(1, 999_999):06d}{chance.choice('ABCDEFGH')}{chance.randint(0, 9)}"


def _village(chance: random.Random) -> Village:
    return chance.choices(VILLAGES, weights=[village.weight for village in VILLAGES])[0]
