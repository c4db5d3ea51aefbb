"""Two years of star ranking: some forty requests at every stage, made through the services."""

from __future__ import annotations

import datetime as dt
import random
from typing import Any

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone

from buron.kernel.actors import Actor
from buron.kernel.models import Membership, Office
from buron.lodging.models import Accreditation, Lodging, RankingRequest, Visit
from buron.lodging.queries import declarants_on
from buron.lodging.queries.ranking_scores import office_grid, scores, seen_of
from buron.lodging.ranking import current_grid
from buron.lodging.ranking.grid import Criterion
from buron.lodging.services.accreditations import grant_accreditation
from buron.lodging.services.ranking_answers import Tap, record_answers
from buron.lodging.services.ranking_decisions import acquire_due, decide, notify_decision, refuse_decision
from buron.lodging.services.ranking_mails import (
    draft_alerts,
    draft_appointment,
    draft_certificate,
    draft_missing,
)
from buron.lodging.services.ranking_requests import complete_request, receive_request, withdraw_request
from buron.lodging.services.ranking_visits import finish_visit, schedule_visit

SEED = 20_260_604
COUNT = 40
VISITORS = (("qualite@buron.example", "first"), ("accueil@buron.example", "deputy"))
ROOMS = ("Pièce principale", "Chambre 1", "Chambre 2", "Chambre 3", "Chambre 4", "Chambre 5")


def fill(office: Office, actor: Actor, today: dt.date) -> None:
    """The accreditations, the requests of two years, the reminders of what ends."""
    chance = random.Random(SEED)  # noqa: S311 - invented data
    with transaction.atomic():
        visitors = _accreditations(office, actor, today)
        lodgings = [one for one in _unranked(today) if one.address]
        parties = declarants_on([one.pk for one in lodgings], today)
        held = [
            one for one in lodgings if one.pk in parties and (one.registration_number or one.number % 12 == 0)
        ]
        for rank, lodging in enumerate(chance.sample(held, min(COUNT, len(held)))):
            _one(
                actor, chance, lodging, parties[lodging.pk], visitors[rank % 2], _received(rank, today), today
            )
        acquire_due(actor=actor, today=today)
        draft_alerts(actor=actor, day=today)


def _received(rank: int, today: dt.date) -> dt.date:
    """The first ones two years ago, the last ones this month, more and more often."""
    return today - dt.timedelta(days=4 + int(700 * ((COUNT - 1 - rank) / COUNT) ** 1.7))


def _unranked(today: dt.date) -> QuerySet[Lodging]:
    ranked = Lodging.objects.filter(rankings__valid_until__gt=today)
    return Lodging.objects.filter(nature="meubles", closed_on=None).exclude(pk__in=ranked).order_by("number")


def _accreditations(office: Office, actor: Actor, today: dt.date) -> list[Accreditation]:
    begins, ends = today - dt.timedelta(days=900), today + dt.timedelta(days=925)
    grant_accreditation(actor=actor, valid_from=begins, valid_until=ends, reference="Agrément de classement")
    found = []
    for email, place in VISITORS:
        member = Membership.objects.select_related("user").get(office=office, user__email=email)
        until = ends if place == "first" else today + dt.timedelta(days=60)
        found.append(
            grant_accreditation(
                actor=actor,
                member=member,
                place=place,
                valid_from=begins,
                valid_until=until,
                reference="Formation au référentiel 2022",
            )
        )
    return found


def _one(
    actor: Actor, chance: random.Random, lodging: Lodging, party: Any, visitor: Accreditation,
    received: dt.date, today: dt.date,
) -> None:  # fmt: skip
    """One request, as far as its age lets it go."""
    stars = chance.choices((2, 3, 4), (20, 12, 2))[0]
    request = receive_request(
        actor=actor, lodging=lodging, party=party, requested_stars=stars, received_on=received,
        **_facts(chance, lodging, received, whole=received < today - dt.timedelta(days=18)),
    )  # fmt: skip
    age = (today - received).days
    if age < 20:
        draft_missing(actor=actor, request=request)
        return
    if not (lodging.declaration_number or lodging.registration_number) or request.signed_on is None:
        return
    request = complete_request(actor=actor, request=request, day=received + dt.timedelta(days=6))
    if request.number % 13 == 0:
        withdraw_request(actor=actor, request=request, because="Le loueur vend la maison")
        return
    _visit(actor, chance, request, visitor, today, age)


def _facts(chance: random.Random, lodging: Lodging, received: dt.date, *, whole: bool) -> dict[str, Any]:
    persons = min(lodging.capacity or 4, 12)
    bedrooms = max(1, min(5, (persons + 1) // 2))
    rooms = [
        {"name": name, "surface": 26 if rank == 0 else 12, "sleeps": 0 if rank == 0 else 2}
        for rank, name in enumerate(ROOMS[: bedrooms + 1])
    ]
    return {
        "capacity": persons,
        "dwelling": chance.choice(("house", "house", "flat")) if whole else "",
        "floor": chance.choice((0, 0, 0, 1, 2)),
        "altitude": chance.randrange(640, 1180, 10),
        "surface": lodging.surface or 26 + 12 * bedrooms,
        "rooms": rooms,
        "signed_on": received - dt.timedelta(days=2) if whole else None,
        "fee_cents": 15_000,
    }


def _visit(
    actor: Actor, chance: random.Random, request: RankingRequest, visitor: Accreditation, today: dt.date, age: int
) -> None:  # fmt: skip
    """The appointment; the visit, its decision and what the host did, when there was time for it."""
    if age < 26:
        return
    day = request.received_on + dt.timedelta(days=24) if age > 40 else today + dt.timedelta(days=42 - age)
    at = timezone.make_aware(dt.datetime.combine(day, dt.time(9 + chance.randrange(8))))
    visit = schedule_visit(
        actor=actor, request=request, appointment=at, visitor=visitor, meets=str(request.party)
    )
    if day >= today:
        draft_appointment(actor=actor, visit=visit)
        return
    record_answers(actor=actor, visit=visit, taps=_taps(chance, request))
    visit = finish_visit(
        actor=actor, visit=visit, held_on=day, comment="Logement bien tenu, accueil sur place."
    )
    if age > 46:
        _decision(actor, request, visit, day, today)


def _taps(chance: random.Random, request: RankingRequest) -> list[Tap]:
    """The answers of a decent house of the stars that it asks for; one in eight misses some."""
    poor = request.number % 8 == 0
    return [_tap(chance, one, request.requested_stars, poor) for one in current_grid().criteria]


def _tap(chance: random.Random, one: Criterion, stars: int, poor: bool) -> Tap:
    status = one.status(stars)
    sure = {"X": 0.82 if poor else 0.992, "C": 1.0, "O": 0.55, "-": 0.3}[status]
    yes = chance.random() < sure
    points = (min(2, one.points) if one.least != one.points else one.points) if yes else 0
    return Tap(one.number, "yes" if yes else "no", points, "", 0, f"demo:{one.number}")


def _decision(actor: Actor, request: RankingRequest, visit: Visit, day: dt.date, today: dt.date) -> None:
    each, best = scores(seen_of(visit, visit.answers.all()), office_grid(request.office))
    asked = each[request.requested_stars - 1]
    stars = asked.stars if asked.granted or not best else min(best.stars, asked.stars)
    decided = decide(
        actor=actor, visit=visit, stars=stars, favourable=each[stars - 1].granted,
        decided_on=day + dt.timedelta(days=20),
    )  # fmt: skip
    if day + dt.timedelta(days=26) > today:
        draft_certificate(actor=actor, decision=decided)
        return
    notified = notify_decision(actor=actor, decision=decided, day=day + dt.timedelta(days=26))
    if notified.refuse_until and request.number % 17 == 0:
        refuse_decision(
            actor=actor, decision=notified, day=day + dt.timedelta(days=33), because="Attend une catégorie supérieure"
        )  # fmt: skip
