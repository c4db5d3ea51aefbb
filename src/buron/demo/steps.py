"""The steps of the demonstration, in the order in which an office would take them."""

from __future__ import annotations

import datetime as dt
import io
import random
import uuid
from collections.abc import Callable, Iterator
from dataclasses import replace
from itertools import chain
from pathlib import Path

from django.conf import settings
from django.db.models import QuerySet
from django.utils import timezone

from buron.demo import (
    acts,
    collection,
    fairs,
    feeds,
    fiches,
    figures,
    hosts,
    kiosks,
    lodging_fiches,
    lodgings,
    openings,
    outings,
    pictures,
    platforms,
    printed,
    prose,
    rankings,
    requests,
    stocks,
    stops,
    tax,
    team,
    tracks,
)
from buron.demo.desks import PLACES
from buron.demo.people import ACCOUNTS
from buron.demo.places import EPCI_MEMBER, VILLAGES
from buron.kernel.actors import Actor
from buron.kernel.models import Membership, Office
from buron.offer.models import Fiche, Run, Source
from buron.offer.queries import SearchQuery
from buron.offer.services.fiches import edit_fiche
from buron.offer.services.imports import run_import
from buron.offer.services.photos import add_photo
from buron.offer.services.selections import create_selection
from buron.offer.services.sources import create_source
from buron.reception.models import Batch
from buron.reception.rules.facts import Facts
from buron.reception.services import apply_import, make_carnet, map_import, record_act, start_import
from buron.reception.services.imports import Mapping
from buron.territory import reference
from buron.territory.models import Desk
from buron.territory.services import choose_epci, create_desk, set_commune_position

Step = Callable[[Office, Actor, dt.date], None]
LIVE_DAYS = 45
"""Also the days that a carnet lasts, so that the oldest one ends today."""
PICTURED = 120


def territory(office: Office, actor: Actor, today: dt.date) -> None:
    """The communes of a real intercommunality, and six desks."""
    commune = reference.commune(EPCI_MEMBER)
    if commune is None or commune.epci is None:
        raise LookupError(f"the commune {EPCI_MEMBER} has left the reference")
    choose_epci(actor=actor, siren=commune.epci)
    for village in VILLAGES:
        set_commune_position(actor=actor, insee=village.insee, latitude=village.lat, longitude=village.lon)
    for place in PLACES:
        create_desk(
            actor=actor,
            name=place.name,
            kind=place.kind,
            insee=place.insee,
            latitude=place.lat,
            longitude=place.lon,
            phone="04 65 71 15 40",
        )


def offer(office: Office, actor: Actor, today: dt.date) -> None:
    """The regional base and the agenda, read by their connectors."""
    stocks.last_year(actor, today)
    bodies = list(fiches.bodies(today))
    folder = Path(settings.DATA) / "demo"
    folder.mkdir(exist_ok=True)
    for name, connector, priority, payload in (
        ("Base régionale", "apidae", 10, feeds.apidae(bodies)),
        ("Agenda des associations", "openagenda", 40, feeds.agenda(bodies, today)),
    ):
        path = folder / f"{connector}.json"
        path.write_bytes(payload)
        source = Source.objects.filter(name=name).first() or create_source(
            actor=actor, name=name, connector=connector, priority=priority
        )
        run = run_import(actor=actor, source=source, place=str(path), confirmed=True)
        if run.state != Run.State.APPLIED:
            raise RuntimeError(f"the import of {name} ended as {run.state}: {run.message}")


def edits(office: Office, actor: Actor, today: dt.date) -> None:
    """A few local edits, and drawn pictures with their credit."""
    chance = random.Random(fiches.SEED + 3)  # noqa: S311 - invented data
    everything = list(Fiche.objects.order_by("pk"))
    for fiche in chance.sample(everything, 14):
        note = "Conseil de l’office : arriver de bonne heure, le stationnement est compté en août."
        edit_fiche(actor=actor, fiche=fiche, values={"practical.fr": note})
    drawn = [pictures.landscape(seed) for seed in range(24)]
    shown = [fiche for fiche in everything if fiche.kind not in ("shop", "structure")]
    for rank, fiche in enumerate(chance.sample(shown, PICTURED)):
        picture = drawn[rank % len(drawn)]
        add_photo(
            actor=actor,
            fiche=fiche,
            upload=io.BytesIO(picture),
            size=len(picture),
            credit="Office de tourisme des Hauts Burons",
            alt={"fr": f"Paysage autour de {fiche.name}"},
            until=today - dt.timedelta(days=20) if rank % 17 == 0 else None,
        )


def selections(office: Office, actor: Actor, today: dt.date) -> None:
    """What the channels publish."""
    for name, query, public in (
        ("Randonnées", SearchQuery(kinds=("trail",)), True),
        ("Où manger", SearchQuery(kinds=("restaurant",)), True),
        ("Producteurs à visiter", SearchQuery(kinds=("tasting",)), True),
        ("Agenda", SearchQuery(kinds=("event",)), True),
        ("Sites naturels", SearchQuery(kinds=("nature",)), True),
        ("Hébergements pour groupes", SearchQuery(kinds=("group_lodging",)), False),
    ):
        create_selection(actor=actor, name=name, query=query, is_public=public)


def _welcomes(number: int, until: dt.date) -> Iterator[acts.Welcome]:
    """What was welcomed in a year at the desks and at the fair."""
    return chain(acts.year(number, until), fairs.welcomes(number, until))


def past(office: Office, actor: Actor, today: dt.date) -> None:
    """Earlier years and doors, from the tables that the office kept."""
    first_live = today - dt.timedelta(days=LIVE_DAYS)
    kept = [
        one
        for number in (today.year - 1, today.year)
        for one in _welcomes(number, first_live - dt.timedelta(days=1))
    ]
    tables = (
        (
            Batch.Kind.ACTS,
            f"actes {today.year - 4}-{today.year - 2}.csv",
            acts.older_years(today.year - 4, today.year - 2),
        ),
        (Batch.Kind.ACTS, f"actes {today.year - 1}-{today.year}.csv", acts.table(kept)),
        (Batch.Kind.COUNTERS, "compteurs.csv", acts.counters(today.year - 4, today)),
    )
    for kind, name, data in tables:
        client_id = uuid.uuid5(uuid.NAMESPACE_URL, name)
        batch = start_import(actor=actor, client_id=client_id, kind=kind, name=name, payload=data)
        if kind == Batch.Kind.COUNTERS:
            mapping = replace(Mapping.of_json(batch.mapping), both_ways=True)
            map_import(actor=actor, batch=batch, mapping=mapping)
        batch = apply_import(actor=actor, batch=batch)
        if batch.refused:
            raise RuntimeError(f"{batch.refused} lines of {name} were refused: {batch.refusals[:3]}")


def recent(office: Office, actor: Actor, today: dt.date) -> None:
    """The last weeks, recorded one by one by the advisers, with what they showed and the carnets they gave."""
    chance = random.Random(fiches.SEED + 5)  # noqa: S311 - invented data
    advisers = _advisers(office)
    desks = {desk.name: desk for desk in Desk.objects.all()}
    walks = list(_fiches("trail", "nature", "heritage").values_list("pk", flat=True))
    others = list(_fiches("restaurant", "tasting", "event", "activity").values_list("pk", flat=True))
    first = today - dt.timedelta(days=LIVE_DAYS)
    now = timezone.localtime()
    for one in _welcomes(today.year, today):
        at = timezone.make_aware(dt.datetime.combine(one.day, dt.time(one.hour, chance.randint(0, 59))))
        if one.day < first or at > now:
            continue
        shown = tuple(
            chance.sample(walks, chance.randint(0, 3)) + chance.sample(others, chance.randint(0, 2))
        )
        client_id = uuid.UUID(int=chance.getrandbits(128), version=4)
        adviser, desk = chance.choice(advisers), desks[one.place.name]
        record_act(actor=adviser, client_id=client_id, desk=desk, facts=facts(one, shown), occurred_at=at)
        if len(shown) > 2 and chance.random() < 0.4:
            language = one.language if one.language in ("fr", "en", "de", "nl", "es") else "fr"
            make_carnet(
                actor=adviser,
                client_id=client_id,
                desk=desk,
                fiches=shown,
                language=language,
                expires_on=one.day + dt.timedelta(days=LIVE_DAYS),
            )


def _fiches(*kinds: str) -> QuerySet[Fiche]:
    return Fiche.objects.filter(kind__in=kinds, state=Fiche.State.PUBLISHED).order_by("pk")


def _advisers(office: Office) -> list[Actor]:
    emails = [account.email for account in ACCOUNTS if "accueil" in account.roles]
    members = Membership.objects.filter(office=office, user__email__in=emails).select_related("user")
    return [Actor.member(member) for member in members.order_by("pk")]


def facts(one: acts.Welcome, shown: tuple[int, ...]) -> Facts:
    """What an adviser says of a welcome."""
    return Facts(
        channel=one.channel,
        answer_mode=one.answer_mode,
        people=one.people,
        party=one.party,
        origin_country="FR" if one.department else one.country,
        origin_department=one.department,
        stay=one.stay,
        lodging=one.lodging,
        language=one.language,
        outcome=one.outcome,
        themes=() if shown else one.themes,
        fiches=shown,
    )


STEPS: tuple[tuple[str, Step], ...] = (
    ("territoire et bureaux", territory),
    ("calendrier d’ouverture", openings.calendars),
    ("offre : base régionale et agenda", offer),
    ("photos et retouches", edits),
    ("arrêts des cars", stops.make),
    ("traces des itinéraires", tracks.make),
    ("sélections", selections),
    ("sorties hors les murs", outings.plan),
    ("deux années d’accueil et compteurs", past),
    ("dernières semaines au comptoir", recent),
    ("cahier de liaison, manques, points partenaires", team.fill),
    ("documents imprimés et idées", printed.make),
    ("demandes et répertoire", requests.fill),
    ("bornes", kiosks.make),
    ("hébergements et hébergeurs", lodgings.register),
    ("classement des meublés", rankings.fill),
    ("tarifs de la taxe de séjour", lodgings.decisions),
    ("déclarations et paiements de la taxe", tax.declare),
    ("fichiers des plateformes", platforms.fill),
    ("pages des hébergeurs", hosts.give_links),
    ("encaissement de la taxe", collection.collect),
    ("hébergements reliés à leur fiche", lodging_fiches.link),
    ("qui tient les tableaux de bord", figures.keepers),
    ("texte du rapport de l’an dernier", prose.write),
)
