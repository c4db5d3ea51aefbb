"""Printed documents of the demonstration: four titles over three years, their deliveries, rounds and a stock-taking."""

from __future__ import annotations

import datetime as dt
import random
from dataclasses import dataclass
from decimal import Decimal
from uuid import UUID

from buron.kernel.actors import Actor
from buron.kernel.models import Office
from buron.offer.models import Fiche
from buron.offer.services.ideas import choose_partners
from buron.offer.services.selections import create_selection
from buron.reception.models import PrintEdition, PrintPlace
from buron.reception.queries.printed.stock import stock_at
from buron.reception.services import printed
from buron.territory.models import Desk

YEARS = 3
SEASON = (8, 12, 10, 25, 45, 60, 140, 160, 55, 25, 8, 15)
"""Share of the year's copies, in thousandths of their sum, that leave in each month."""


@dataclass(frozen=True, slots=True)
class Printed:
    """A title of the demonstration, with what a year takes of it."""

    name: str
    kind: str
    languages: tuple[str, ...]
    run: int
    yearly: int
    per_box: int
    price: str
    low_at: int
    publisher: str = ""


TITLES = (
    Printed("Guide de destination", "guide", ("fr",), 4000, 3100, 50, "0.82", 400),
    Printed("Carte touristique", "map", ("fr", "en", "de"), 8000, 6900, 200, "0.19", 800),
    Printed("Plan de Riom-ès-Montagnes", "plan", ("fr",), 2500, 1500, 250, "0.085", 300),
    Printed("Carte des sentiers", "map", ("fr",), 1500, 900, 100, "0.11", 150, "Parc naturel régional"),
)


def make(office: Office, actor: Actor, today: dt.date) -> None:
    """Three years of printed documents, the partners that ideas put first, a round under way."""
    generator = random.Random(26)  # noqa: S311
    store = printed.save_place(actor=actor, name="Réserve de la mairie", note="Sous-sol, étagères de gauche")
    desks = list(Desk.objects.filter(kind__in=("permanent", "seasonal"))[:3])
    places = [printed.save_place(actor=actor, name=f"Comptoir, {desk.name}", desk=desk) for desk in desks]
    for one in TITLES:
        _title(actor, one, store, places, today, generator)
    _round(actor, store, today)
    _count(actor, store, today)
    _partners(actor)


def _title(
    actor: Actor,
    one: Printed,
    store: PrintPlace,
    places: list[PrintPlace],
    today: dt.date,
    generator: random.Random,
) -> None:
    title = printed.save_title(actor=actor, name=one.name, kind=one.kind, publisher=one.publisher)
    for year in range(today.year - YEARS + 1, today.year + 1):
        edition = printed.save_edition(
            actor=actor,
            title=title,
            year=year,
            languages=list(one.languages),
            print_run=one.run if not one.publisher else None,
            printed_on=dt.date(year, 1, 12) if not one.publisher else None,
            unit_price=Decimal(one.price),
            printer="Imprimerie des Monts" if not one.publisher else "",
            printer_delay=21,
            per_box=one.per_box,
            low_at=one.low_at,
            ends_on=dt.date(year + 1, 3, 31) if year < today.year else None,
        )
        first = min(dt.date(year, 1, 12), today)
        _move(actor, "receive_delivery", edition, store, one.run, first, generator)
        _year(actor, one, edition, store, places, today, generator)
        left = stock_at(edition.pk, store.pk)
        if edition.ends_on is not None and edition.ends_on <= today and left > 0:
            reason = "Édition finie : recyclage"
            _move(actor, "lose", edition, store, left, edition.ends_on, generator, reason=reason)


def _year(
    actor: Actor,
    one: Printed,
    edition: PrintEdition,
    store: PrintPlace,
    places: list[PrintPlace],
    today: dt.date,
    generator: random.Random,
) -> None:
    """Month by month: boxes go to the desks, which hand them out; hosts get their share before the season."""
    for month, part in enumerate(SEASON, 1):
        day = dt.date(edition.year, month, 20)
        if day > today:
            break
        copies = max(len(places), round(one.yearly * part / sum(SEASON) * generator.uniform(0.85, 1.1)))
        if month in (4, 6):
            _move(
                actor,
                "distribute",
                edition,
                store,
                copies,
                day,
                generator,
                recipient="Hébergeurs de la vallée",
            )
            continue
        for place in places:
            share = max(1, copies // len(places))
            values = {"target": place}
            _move(actor, "transfer", edition, store, share, day, generator, **values)
            _move(actor, "hand_out", edition, place, share, day, generator)


def _move(
    actor: Actor,
    deed: str,
    edition: PrintEdition,
    place: PrintPlace,
    quantity: int,
    day: dt.date,
    generator: random.Random,
    **others: object,
) -> None:
    getattr(printed, deed)(
        actor=actor,
        client_id=UUID(int=generator.getrandbits(128), version=4),
        edition=edition,
        place=place,
        quantity=quantity,
        day=day,
        **others,
    )


def _round(actor: Actor, store: PrintPlace, today: dt.date) -> None:
    """A round of today, of which two stops are done."""
    editions = list(PrintEdition.objects.filter(year=today.year).select_related("title")[:2])
    tour = printed.plan_round(
        actor=actor, name="Vallée de la Véronne", day=today, place=store, agent="L’accueil"
    )
    printed.load_round(actor=actor, tour=tour, taken={edition.pk: 120 for edition in editions})
    hosts = Fiche.objects.filter(kind__in=("camping", "hotel", "restaurant"), state="published")[:6]
    stops = [printed.add_stop(actor=actor, tour=tour, fiche=fiche) for fiche in hosts]
    for stop in stops[:2]:
        left = {edition.pk: 20 for edition in editions}
        printed.serve_stop(actor=actor, stop=stop, outcome="done", left=left)


def _count(actor: Actor, store: PrintPlace, today: dt.date) -> None:
    """A stock-taking with one difference, closed."""
    count = printed.open_count(actor=actor, name=f"Inventaire {today.year}", places=[store])
    for rank, edition in enumerate(PrintEdition.objects.filter(year=today.year).select_related("title")):
        held = stock_at(edition.pk, store.pk)
        gap = 12 if rank == 0 and held > 12 else 0
        printed.note_count(
            actor=actor,
            count=count,
            place=store,
            edition=edition,
            counted=max(0, held - gap),
            reason="Carton abîmé par l’humidité" if gap else "" if held >= 0 else "Livraison non notée",
        )
    printed.close_count(actor=actor, count=count)


def _partners(actor: Actor) -> None:
    """A list of partners, first among the ideas for a rainy day."""
    fiches = Fiche.objects.filter(kind__in=("activity", "heritage"), state="published")
    ids = list(fiches.values_list("pk", flat=True)[:12])
    selection = create_selection(actor=actor, name="Partenaires de l’office", fiches=ids)
    choose_partners(actor=actor, partners=selection, situations=["rain"])
