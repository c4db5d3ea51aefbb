"""Making the whole demonstration, through the rooms' services."""

from __future__ import annotations

import datetime as dt
import shutil
import time
from collections.abc import Callable
from pathlib import Path

from django.conf import settings

from buron.demo.people import ACCOUNTS, NEIGHBOUR, PASSWORD
from buron.kernel.actors import Actor
from buron.kernel.models import Office, User
from buron.kernel.services import add_member, create_office
from buron.kernel.tables import bring_up_to_date
from buron.kernel.tenancy import office_scope

VERSION = "3"
SLUG = "hauts-burons"
Say = Callable[[str], None]


def ensure(*, reset: bool, say: Say) -> bool:
    """Make the data folder of the demonstration unless it is whole; one that was left half made is made again.

    Returns whether it was made now.
    """
    data = Path(settings.DATA)
    mark = data / "demo.ready"
    if not reset and mark.exists() and mark.read_text() == VERSION:
        bring_up_to_date()
        return False
    for name in ("buron.sqlite3", "buron.sqlite3-wal", "buron.sqlite3-shm", "demo.ready"):
        (data / name).unlink(missing_ok=True)
    for name in ("media", "imports", "mail"):
        shutil.rmtree(data / name, ignore_errors=True)
    data.mkdir(parents=True, exist_ok=True)
    started = time.monotonic()
    bring_up_to_date()
    build(today=dt.date.today(), say=say)
    mark.write_text(VERSION)
    say(f"Office de démonstration prêt en {time.monotonic() - started:.0f} s.")
    return True


def build(*, today: dt.date, say: Say) -> Office:
    """The office, its people, territory, offer, two years of welcomes, and a neighbour that must stay unseen."""
    from buron.demo import steps

    office = create_office(
        slug=SLUG,
        name="Office de tourisme des Hauts Burons",
        email="bonjour@hauts-burons.example",
        phone="04 65 71 15 40",
        website="https://www.hauts-burons.example",
        address="2 place de la Halle\n15400 Riom-ès-Montagnes",
    )
    actor = Actor.system("démonstration", office)
    with office_scope(office):
        for account in ACCOUNTS:
            user = User.objects.create_user(account.email, PASSWORD, name=account.name)
            add_member(actor=actor, user=user, roles=account.roles)
        for number, (title, step) in enumerate(steps.STEPS, 1):
            say(f"  {number}/{len(steps.STEPS)}  {title}…")
            step(office, actor, today)
    _neighbour()
    return office


def _neighbour() -> None:
    office = create_office(slug="val-sauvage", name="Office de tourisme du Val Sauvage")
    actor = Actor.system("démonstration", office)
    with office_scope(office):
        user = User.objects.create_user(NEIGHBOUR.email, PASSWORD, name=NEIGHBOUR.name)
        add_member(actor=actor, user=user, roles=NEIGHBOUR.roles)
