"""What platforms sent and paid over: half-yearly files with the faults that offices meet."""

from __future__ import annotations

import csv
import datetime as dt
import io
import random
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction

from buron.demo.tax import VOLUMES, direct_part, shared_out
from buron.kernel.actors import Actor
from buron.kernel.models import Office
from buron.lodging.models import Lodging
from buron.tourist_tax.models import Payment, Platform
from buron.tourist_tax.queries import Book, book
from buron.tourist_tax.rules import Terms, charge, end_of_month
from buron.tourist_tax.rules.charge import half_up
from buron.tourist_tax.rules.values import Proportional
from buron.tourist_tax.services import platforms as services
from buron.tourist_tax.services.payments import record_payment
from buron.tourist_tax.services.yearly import add_use, set_spending

SEED = 20_260_603
ONE_DAY = dt.timedelta(days=1)
NAMES = {"Airbnb": 50, "Booking": 20, "Abritel": 15, "Gîtes de France": 15}
TOTALS = "Leboncoin"
"""The one that only sends totals."""
HEAD = (
    *("Réservation", "Nom de l'hébergement", "Adresse", "Code INSEE", "Numéro d'enregistrement", "Arrivée"),
    *("Départ", "Voyageurs", "Enfants", "Prix par nuit", "Taxe perçue"),
)
Semester = tuple[int, int]
Row = tuple[object, ...]


@dataclass(frozen=True, slots=True)
class _Stay:
    """A stay as a platform knows it; ``price`` in cents for a night."""

    lodging: Lodging
    arrival: dt.date
    nights: int
    persons: int
    minors: int
    price: int


def fill(office: Office, actor: Actor, today: dt.date) -> None:
    """Three half-years of files of five platforms, their payments, and what the year's statement asks."""
    chance = random.Random(SEED)  # noqa: S311 - invented data
    terms = book()
    files: dict[tuple[str, Semester], list[Row]] = defaultdict(list)
    for stay in _stays(chance, today):
        name = _platform_of(stay.lodging)
        half = (stay.arrival.year, 1 if stay.arrival.month <= 6 else 2)
        if _received_on(half) <= today:
            files[name, half].append(_row(chance, stay, terms, len(files[name, half])))
    known: dict[str, Platform] = {}
    for (name, half), rows in sorted(files.items(), key=lambda one: (one[0][1], one[0][0])):
        platform = known.get(name) or services.add_platform(
            actor=actor, name=name, with_natures=name == "Gîtes de France"
        )
        known[name] = platform
        _enter(actor, platform, half, _csv(HEAD, rows))
    _totals(actor, chance, sorted({half for _name, half in files}))
    _choices(actor, today)


def _platform_of(lodging: Lodging) -> str:
    """Always the same for a lodging."""
    return random.Random(SEED + lodging.number).choices(list(NAMES), weights=list(NAMES.values()))[0]  # noqa: S311


def _received_on(half: Semester) -> dt.date:
    return dt.date(half[0], 6, 30) if half[1] == 1 else dt.date(half[0], 12, 31)


def _stays(chance: random.Random, today: dt.date) -> Iterator[_Stay]:
    """Stays that fill what hosts do not collect themselves, from the end of each month backwards."""
    for lodging, month, nights in shared_out(today):
        left = int(nights * (1 - direct_part(lodging)))
        last = end_of_month(month) + ONE_DAY
        bounds = VOLUMES[lodging.nature].price or (1_500, 3_000)
        while left >= 2 and (last - month).days >= 2:
            persons = chance.randint(2, max(2, min(lodging.capacity or 4, 10)))
            length = min(chance.randint(4, 10), (last - month).days, max(2, left // persons))
            minors = chance.choice((0, 0, 1, 2)) if persons > 3 else 0
            arrival = last - length * ONE_DAY
            yield _Stay(lodging, arrival, length, persons, minors, persons * chance.randint(*bounds))
            left, last = left - length * (persons - minors), arrival


def _row(chance: random.Random, stay: _Stay, terms: Book, rank: int) -> Row:
    """A line of the file: most are right, some tax children, some apply another rate, some are sent elsewhere."""
    place, fault = stay.lodging, chance.random()
    due = _due(stay, terms, stay.minors if fault > 0.04 else 0)
    if fault > 0.97:
        due = half_up(due * 12, 10)
    named = _name(place)
    return (
        f"R{place.number:04d}{stay.arrival:%y%m%d}",
        named,
        place.address if named == place.name else "",
        "15187" if 0.965 < fault <= 0.97 else place.insee,
        place.registration_number,
        stay.arrival.isoformat(),
        (stay.arrival + stay.nights * ONE_DAY).isoformat(),
        stay.persons,
        stay.minors or "",
        _euros(stay.price),
        _euros(due),
    )


def _name(lodging: Lodging) -> str:
    """One lodging in nine without a number goes by a name of its own there."""
    if not lodging.registration_number and lodging.number % 9 == 0:
        return f"Charmant séjour au cœur des volcans nº {lodging.number}"
    return lodging.name


def _due(stay: _Stay, terms: Book, exempt: int) -> int:
    found = terms.terms_of(stay.lodging)(stay.arrival)
    if not isinstance(found, Terms):
        return 0
    price = Fraction(stay.price) if isinstance(found.basis, Proportional) else None
    made = charge(found, nights=stay.nights, persons=stay.persons, exempt=exempt, night_price=price)
    return made.shares.total


def _euros(cents: int) -> str:
    return f"{cents // 100},{cents % 100:02d}"


def _csv(head: tuple[str, ...], rows: list[Row]) -> bytes:
    text = io.StringIO()
    writer = csv.writer(text, delimiter=";")
    writer.writerow(head)
    writer.writerows(rows)
    return text.getvalue().encode("cp1252")


def _enter(actor: Actor, platform: Platform, half: Semester, payload: bytes) -> None:
    name = f"{platform.key} {half[0]} S{half[1]}.csv"
    file = services.start_file(actor=actor, platform=platform, name=name, payload=payload)
    file = services.apply_file(actor=actor, file=file)
    record_payment(
        actor=actor,
        method=Payment.Method.PLATFORM,
        amount=file.collected,
        received_on=_received_on(half),
        platform=platform.name,
        reference=f"TS {half[0]}-{half[1]}",
    )


def _totals(actor: Actor, chance: random.Random, halves: list[Semester]) -> None:
    platform = services.add_platform(actor=actor, name=TOTALS)
    for half in halves:
        months = range(1, 7) if half[1] == 1 else range(7, 13)
        rows: list[Row] = [
            (f"{half[0]}-{month:02d}", _euros(chance.randint(9_000, 62_000))) for month in months
        ]
        _enter(actor, platform, half, _csv(("Mois", "Montant collecté"), rows))


def _choices(actor: Actor, today: dt.date) -> None:
    """What a visitor spends for a night, and what last year's revenue served."""
    set_spending(
        actor=actor,
        valid_from=dt.date(today.year - 2, 1, 1),
        cents=4_300,
        low=3_500,
        high=5_500,
        source="Enquête de clientèle de la destination (exemple de la démonstration)",
    )
    for label, euros in (
        ("Fonctionnement de l’office de tourisme", 78_000),
        ("Balisage et entretien des sentiers", 18_500),
        ("Éditions et promotion", 12_300),
    ):
        add_use(actor=actor, year=today.year - 1, label=label, amount=euros * 100)
