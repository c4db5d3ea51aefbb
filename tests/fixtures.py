"""Fixtures shared by all rooms: two offices, people of each role, actors, signed-in clients."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator
from itertools import count
from pathlib import Path

import pytest
from django.core.management import call_command
from django.test import Client
from django.utils import timezone

from buron.kernel.actors import Actor
from buron.kernel.contributions import schedules
from buron.kernel.jobs import work_all, worker
from buron.kernel.models import Membership, Office, User
from buron.kernel.tenancy import office_scope

SAMPLES = Path(__file__).resolve().parents[2] / "shared" / "samples"


@pytest.fixture(scope="session")
def _folders(tmp_path_factory) -> Iterator[Path]:
    """Folders without end."""
    base = tmp_path_factory.mktemp("tests")
    return (base / str(number) for number in count(1))


@pytest.fixture
def tmp_path(_folders: Iterator[Path]) -> Path:
    """As pytest's, numbered instead of named: looking for a free name among thousands takes longer than most tests."""
    folder = next(_folders)
    folder.mkdir()
    return folder


@pytest.fixture(autouse=True)
def _own_folder(settings, tmp_path):
    """Files go to a folder of the test's own."""
    settings.DATA = tmp_path
    settings.MEDIA_ROOT = tmp_path / "media"
    settings.STORAGES = {
        **settings.STORAGES,
        "default": {
            "BACKEND": "django.core.files.storage.FileSystemStorage",
            "OPTIONS": {"location": tmp_path / "media"},
        },
    }


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup, django_db_blocker):
    """Tables made from the models count as migrated, as those of an office do."""
    with django_db_blocker.unblock():
        call_command("migrate", fake=True, verbosity=0)


@pytest.fixture
def samples() -> Path:
    if not SAMPLES.exists():
        pytest.skip("real payloads (../shared/samples) are not on this machine")
    return SAMPLES


@pytest.fixture
def office(db) -> Office:
    return Office.objects.create(slug="haut-pays", name="Office de tourisme du Haut Pays", department="15")


@pytest.fixture
def other_office(db) -> Office:
    return Office.objects.create(slug="val-voisin", name="Office de tourisme du Val Voisin", department="48")


@pytest.fixture
def scoped(office: Office) -> Iterator[Office]:
    """The first office, in scope for the whole test."""
    with office_scope(office):
        yield office


@pytest.fixture
def system(office: Office) -> Actor:
    return Actor.system("tests", office)


@pytest.fixture
def make_member(db) -> Callable[..., Membership]:
    def make(office: Office, *roles: str, email: str = "") -> Membership:
        number = User.objects.count() + 1
        user = User.objects.create_user(
            email or f"agent{number}@example.org", "mot-de-passe", name=f"Agent {number}"
        )
        return Membership.objects.create(user=user, office=office, roles=list(roles))

    return make


@pytest.fixture
def make_client(make_member) -> Callable[..., Client]:
    """A browser signed in as somebody with these roles in the office."""

    def make(office: Office, *roles: str) -> Client:
        client = Client()
        client.force_login(make_member(office, *roles).user)
        return client

    return make


@pytest.fixture
def clock(db, monkeypatch) -> Callable[..., list[str]]:
    """Time passes: the schedules that are started at a local moment (``"2027-07-01 07:00"``), once worked off; those
    ``only``, when some are named.
    """

    def at(moment: str, *only: str) -> list[str]:
        now = timezone.make_aware(dt.datetime.fromisoformat(moment))
        monkeypatch.setattr(timezone, "now", lambda: now)
        monkeypatch.setattr(worker, "schedules", [one for one in schedules if not only or one.key in only])
        started = worker.tick(now)
        work_all()
        return started

    return at


@pytest.fixture
def stranger(other_office: Office, make_client) -> Client:
    """Somebody with every role in another office."""
    return make_client(
        other_office, "direction", "accueil", "etourisme", "qualite", "regie", "taxe", "elu", "administration"
    )
