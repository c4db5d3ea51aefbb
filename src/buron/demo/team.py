"""The demonstration's liaison book, unmet requests and partner-run desk."""

from __future__ import annotations

import datetime as dt
import random
import uuid

from django.utils import timezone

from buron.demo.fiches import SEED
from buron.demo.people import ACCOUNTS
from buron.demo.places import VILLAGES
from buron.kernel.actors import Actor
from buron.kernel.models import Membership, Office
from buron.reception.models import PartnerLink, UnmetRequest
from buron.reception.services import (
    add_step,
    group_unmet,
    open_partner_link,
    prepare_letters,
    record_partner_act,
    record_unmet,
    review_letter,
    send_letter,
    write_note,
)
from buron.reception.services.partners import partner_actor
from buron.territory.models import Desk

MISSING = (
    ("bus", "navette vers le lac"),
    ("bus", "la navette du lac le dimanche"),
    ("bus", "taxi le soir"),
    ("doctor", "médecin de garde"),
    ("doctor", "pharmacie ouverte"),
    ("swimming", "baignade surveillée"),
    ("cash", "distributeur de billets"),
    ("rain", "activité quand il pleut"),
    ("motorhome", "vidange camping-car"),
    ("network", "réseau de téléphone"),
    ("toilets", "toilettes publiques"),
    ("shop", "pain le lundi"),
)
CHANNELS = ("counter", "counter", "counter", "phone", "email", "kiosk")
NOTES = (
    ("info", "Le sentier de la cascade est fermé jusqu’à vendredi : coupe de bois.", "", "", ""),
    ("todo", "Il reste deux cartons de plans de ville : @{other} peux-tu en recommander ?", "", "", ""),
    (
        "incident",
        "Chute d’un visiteur sur la marche de l’entrée, sans gravité.",
        "Entrée du bureau",
        "Soins donnés, marche balisée",
        "Demander une bande antidérapante à la mairie",
    ),
    ("info", "La visite de la fromagerie de demain est complète.", "", "", ""),
    ("todo", "Rappeler le camping pour ses dates d’ouverture.", "", "", ""),
    (
        "incident",
        "Coupure d’internet de 10 h à 11 h 30.",
        "Bureau",
        "Accueils notés sur papier puis saisis",
        "",
    ),
)
UNMET_ROWS = 70
PARTNER_DAYS = 7
PARTNER_ACTS_A_DAY = 4
SUNDAY = 6
BACK = 60


def fill(office: Office, actor: Actor, today: dt.date) -> None:
    """Two months of what the team keeps beside the acts."""
    chance = random.Random(SEED + 9)  # noqa: S311 - invented data
    emails = [account.email for account in ACCOUNTS if "accueil" in account.roles]
    found = Membership.objects.filter(office=office, user__email__in=emails).select_related("user")
    members = list(found.order_by("pk"))
    desks = list(Desk.objects.exclude(kind__in=("partner", "out_of_walls")).order_by("pk"))
    _book(chance, members, desks, today)
    _unmet(chance, actor, [Actor.member(member) for member in members], desks, today)
    _partner(chance, actor)


def _identifier(chance: random.Random) -> uuid.UUID:
    return uuid.UUID(int=chance.getrandbits(128), version=4)


def _book(chance: random.Random, members: list[Membership], desks: list[Desk], today: dt.date) -> None:
    for rank in range(24):
        kind, text, place, done, follow_up = NOTES[rank % len(NOTES)]
        author, other = members[rank % len(members)], members[(rank + 1) % len(members)]
        note = write_note(
            actor=Actor.member(author),
            client_id=_identifier(chance),
            kind=kind,
            text=text.format(other=other.user.name),
            desk=chance.choice(desks),
            day=today - dt.timedelta(days=(23 - rank) * 2),
            place=place,
            done=done,
            follow_up=follow_up,
        )
        if rank < 20 and kind != "info":
            add_step(actor=Actor.member(other), note=note, text="C’est réglé.", close=True)


def _unmet(
    chance: random.Random, actor: Actor, advisers: list[Actor], desks: list[Desk], today: dt.date
) -> None:
    for _rank in range(UNMET_ROWS):
        theme, words = chance.choice(MISSING)
        record_unmet(
            actor=chance.choice(advisers),
            client_id=_identifier(chance),
            theme=theme,
            words=words,
            channel=chance.choice(CHANNELS),
            insee=chance.choice(VILLAGES).insee if chance.random() < 0.85 else "",
            desk=chance.choice(desks),
            day=today - dt.timedelta(days=chance.randint(0, BACK)),
        )
    lake = UnmetRequest.objects.filter(theme="bus", words__contains="lac")
    if lake.exists():
        group_unmet(
            actor=actor, requests=list(lake.values_list("pk", flat=True)), title="Navette vers le lac"
        )
    last = today.replace(day=1) - dt.timedelta(days=1)
    for rank, letter in enumerate(prepare_letters(actor=actor, day=last)):
        if rank < 2:
            review_letter(actor=actor, letter=letter, body=letter.body)
        if rank == 0:
            send_letter(actor=actor, letter=letter, way="post")


def _partner(chance: random.Random, actor: Actor) -> None:
    for desk in Desk.objects.filter(kind=Desk.Kind.PARTNER):
        link: PartnerLink = open_partner_link(actor=actor, desk=desk)
        for at in _agency_times(chance, timezone.localtime()):
            record_partner_act(
                actor=partner_actor(link),
                link=link,
                client_id=_identifier(chance),
                party=chance.choice(("couple", "family", "solo", None)),
                origin_country="FR",
                origin_department=chance.choice(("15", "63", "75", "69")),
                theme=chance.choice(("hiking", "local", "events", "food", None)),
                occurred_at=at,
            )


def _agency_times(chance: random.Random, now: dt.datetime) -> list[dt.datetime]:
    """Moments of the last days when a postal agency is open and a link still records: mornings, but not on Sunday."""
    days = [now.date() - dt.timedelta(days=back) for back in range(PARTNER_DAYS)]
    moments = [
        timezone.make_aware(dt.datetime.combine(day, dt.time(chance.randint(9, 11), chance.randint(0, 59))))
        for day in days
        if day.weekday() != SUNDAY
        for _rank in range(PARTNER_ACTS_A_DAY)
    ]
    return [moment for moment in moments if moment < now]
