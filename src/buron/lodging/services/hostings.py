"""Who holds a lodging, and who declares for it, over time."""

from __future__ import annotations

import datetime as dt

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from buron.directory.models import Party
from buron.kernel import journal
from buron.kernel.actors import Actor
from buron.lodging.errors import LodgingError
from buron.lodging.models import Hosting, Lodging
from buron.lodging.rules import overlap


def add_hosting(
    *,
    actor: Actor,
    lodging: Lodging,
    party: Party,
    quality: str = Hosting.Quality.OWNER,
    declares: bool = True,
    since: dt.date | None = None,
    until: dt.date | None = None,
) -> Hosting:
    """Say that a party holds a lodging. Only one may declare on a given day. Raises :class:`LodgingError`."""
    actor.require("lodging.edit")
    with transaction.atomic():
        held = Lodging.objects.select_for_update().get(pk=lodging.pk)
        hosting = Hosting(
            office_id=actor.office_id, lodging=held, party=party, quality=quality, declares=declares,
            since=since, until=until,
        )  # fmt: skip
        _check(hosting)
        hosting.save()
        journal.record(
            actor=actor,
            action="lodging.hosting.added",
            target=held,
            after={
                "party": party.pk,
                "quality": quality,
                "declares": declares,
                "since": since and str(since),
            },
        )
    return hosting


def end_hosting(*, actor: Actor, hosting: Hosting, last_day: dt.date) -> Hosting:
    """The party holds the lodging no more after that day; what it owes before stays its own."""
    actor.require("lodging.edit")
    with transaction.atomic():
        held = Hosting.objects.select_for_update().select_related("lodging", "party").get(pk=hosting.pk)
        before = held.until
        held.until = last_day
        _check(held)
        held.save(update_fields=["until"])
        journal.record(
            actor=actor,
            action="lodging.hosting.ended",
            target=held.lodging,
            before={"party": held.party_id, "until": before and str(before)},
            after={"until": str(last_day)},
        )
    return held


def _check(hosting: Hosting) -> None:
    try:
        hosting.full_clean()
    except ValidationError as error:
        raise LodgingError.of(error) from error
    if not hosting.declares:
        return
    others = Hosting.objects.filter(lodging=hosting.lodging, declares=True).exclude(pk=hosting.pk)
    for other in others.select_related("party"):
        if overlap((hosting.since, hosting.until), (other.since, other.until)):
            raise LodgingError(
                _(
                    "%(party)s déclare déjà pour cet hébergement à ces dates : mettez d’abord fin à sa période."
                )
                % {"party": other.party},
                "since",
            )
