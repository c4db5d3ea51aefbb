"""A reception at work: lists, two desks, a few fiches, people of each role."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator
from uuid import uuid4

import pytest

from buron.kernel.actors import Actor
from buron.kernel.models import Office
from buron.kernel.tenancy import office_scope
from buron.offer.models import Fiche
from buron.offer.services import create_fiche
from buron.reception.models import Act
from buron.reception.rules.facts import Facts
from buron.reception.services import record_act, setup_lists
from buron.territory.models import Desk


@pytest.fixture
def reception(office: Office) -> Iterator[Office]:
    """The office in scope, with its lists."""
    with office_scope(office):
        setup_lists(actor=Actor.system("tests", office))
        yield office


@pytest.fixture
def desk(reception: Office) -> Desk:
    return Desk.objects.create(
        office=reception,
        name="Maison du tourisme",
        slug="maison",
        insee="15258",
        latitude=44.98,
        longitude=2.62,
    )


@pytest.fixture
def second_desk(reception: Office) -> Desk:
    return Desk.objects.create(office=reception, name="Bureau du lac", slug="lac", position=2)


@pytest.fixture
def adviser(reception: Office, make_member) -> Actor:
    return Actor.member(make_member(reception, "accueil"))


@pytest.fixture
def director(reception: Office, make_member) -> Actor:
    return Actor.member(make_member(reception, "direction"))


@pytest.fixture
def make_fiche(reception: Office) -> Callable[..., Fiche]:
    """Make a fiche as the offer does, so that the search knows it."""
    actor = Actor.system("tests", reception)

    def make(
        name: str = "Cascade", kind: str = "nature", subkind: str = "", state: str = "published", **body
    ) -> Fiche:
        values = {
            "kind": kind,
            **({"subkind": subkind} if subkind else {}),
            "name": {"fr": name},
            "address": {"insee": "15258", "postcode": "15800", "city": "Vic-sur-Cère"},
            "position": {"lat": 45.0, "lon": 2.6},
        }
        return create_fiche(actor=actor, body=values | body, state=state)

    return make


@pytest.fixture
def welcome(adviser: Actor, desk: Desk) -> Callable[..., Act]:
    """Record a welcome at the counter, with any facts."""

    def record(*, at: Desk | None = None, when: dt.datetime | None = None, **facts) -> Act:
        act = record_act(
            actor=facts.pop("actor", adviser),
            client_id=uuid4(),
            desk=at or desk,
            facts=Facts(**({"channel": "counter"} | facts)),
        )
        if when is not None:
            local = when.date()
            Act.objects.filter(pk=act.pk).update(
                occurred_at=when, recorded_at=when, day=local, until=local, hour=when.hour
            )
            act.refresh_from_db()
        return act

    return record
