"""The hosts' own pages: links given, stays noted, a correction proposed."""

from __future__ import annotations

import datetime as dt
import random

from django.db.models import Count

from buron.directory.models import Party
from buron.kernel.actors import Actor
from buron.kernel.models import Office
from buron.kernel.tenancy import across_offices
from buron.tourist_tax.models import HostLink
from buron.tourist_tax.queries.hosts import hosts
from buron.tourist_tax.services.hosts import (
    host_actor,
    mark_link_sent,
    note_host_visit,
    open_host_link,
    propose_facts,
    save_paying_terms,
)
from buron.tourist_tax.services.register import StayFacts, add_stay

SEED = 20_260_603
LINKS = 40


def give_links(office: Office, actor: Actor, today: dt.date) -> None:
    """Some hosts have their link, one of them with two houses and stays noted this month and the last."""
    chance = random.Random(SEED)  # noqa: S311 - invented data
    save_paying_terms(
        actor=actor,
        office=office,
        payee="Régie de la taxe de séjour des Hauts Burons",
        iban="FR7630001007941234567890185",
        bic="",
        other_ways="Chèque à l’ordre du Trésor public, 2 place de la Halle, 15400 Riom-ès-Montagnes.\n"
        "Espèces à l’office, le mardi matin.",
    )
    chosen = _chosen()
    for rank, party in enumerate([chosen, *hosts().exclude(email="").exclude(pk=chosen.pk)[:LINKS]]):
        link = open_host_link(actor=actor, party=party)
        mark_link_sent(actor=actor, link=link)
        if rank % 3 == 0:
            note_host_visit(link)
    _fill(actor, chosen, chance, today)


def _chosen() -> Party:
    """The first host, by number, who declares for two lodgings still let."""
    found = (
        hosts()
        .exclude(email="")
        .filter(
            hostings__declares=True, hostings__lodging__closed_on=None, hostings__lodging__nature="meubles"
        )
        .annotate(houses=Count("hostings"))
        .filter(houses__gte=2)
    )
    return found.order_by("houses", "pk")[0]


def _fill(actor: Actor, party: Party, chance: random.Random, today: dt.date) -> None:
    lodging = party.hostings.order_by("pk")[0].lodging
    last = today.replace(day=1) - dt.timedelta(days=1)
    for number in range(3):
        arrival = last.replace(day=2 + 8 * number)
        add_stay(
            actor=actor,
            lodging=lodging,
            facts=StayFacts(
                arrival,
                arrival + dt.timedelta(days=chance.randint(2, 7)),
                persons=chance.randint(2, 4),
                exempt={"exemption.minors": 1} if number else {},
                price=chance.randint(24, 90) * 1_000,
            ),
        )
    propose_facts(
        actor=host_actor(HostLink.objects.get(party=party, revoked_at=None)),
        lodging=lodging,
        party=party,
        changes={"capacity": (lodging.capacity or 2) + 1},
        note="J’ai ajouté un canapé-lit dans le salon.",
    )


def link_to_show() -> tuple[str, str] | None:
    """The name and the token of the host whose page the demonstration shows; None when it was cut."""
    with across_offices("the demonstration prints the link of one of its hosts"):
        link = HostLink.objects.select_related("party").filter(revoked_at=None).order_by("pk").first()
    return (str(link.party), str(link.token)) if link else None
