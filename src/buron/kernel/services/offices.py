"""Offices: made once, then described."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction

from buron.kernel import journal
from buron.kernel.actors import Actor
from buron.kernel.models import Office
from buron.kernel.signals import office_created

DESCRIBED = ("name", "siren", "epci_siren", "department", "email", "phone", "website", "address")


class OfficeError(ValueError):
    """The office cannot be made or changed so; the message is French."""


def create_office(*, slug: str, name: str, **description: Any) -> Office:
    """Make an office; it is the installation that does it, since nobody belongs to the office yet."""
    office = Office(slug=slug, name=name, **description)
    try:
        office.full_clean()
    except ValidationError as error:
        raise OfficeError(" ".join(error.messages)) from error
    with transaction.atomic():
        office.save()
        actor = Actor.system("installation", office)
        journal.record(actor=actor, action="kernel.office.created", target=office, after={"name": name})
        transaction.on_commit(lambda: office_created.send(sender=Office, office=office))
    return office


def update_office(*, actor: Actor, office: Office, changes: dict[str, Any]) -> Office:
    """Change what describes the office."""
    actor.require("kernel.office")
    unknown = set(changes) - set(DESCRIBED)
    if unknown:
        raise OfficeError(f"Champ inconnu : {', '.join(sorted(unknown))}.")
    with transaction.atomic():
        fresh = Office.objects.select_for_update().get(pk=office.pk)
        before, after = journal.changes({key: getattr(fresh, key) for key in changes}, changes)
        for key, value in after.items():
            setattr(fresh, key, value)
        try:
            fresh.full_clean()
        except ValidationError as error:
            raise OfficeError(" ".join(error.messages)) from error
        if after:
            fresh.save()
            journal.record(
                actor=actor, action="kernel.office.updated", target=fresh, before=before, after=after
            )
    return fresh
