"""Who can be invited to declare, where to reach them, and the invitations that left."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from typing import NamedTuple

from django.db.models import QuerySet

from buron.directory.models import Party
from buron.directory.papers.letters import envelope_of
from buron.directory.rules import can_be_posted, envelope_lines
from buron.lodging.models import Hosting, Invitation, Lodging, Sighting
from buron.lodging.queries.finding import held_on
from buron.lodging.queries.sources import Alone, known_alone
from buron.territory import reference


class Invitee(NamedTuple):
    """A lodging that one source only shows, and how to write to whoever lets it.

    ``party`` is known when the register names who holds it. ``address`` has the lines of the envelope, empty when no
    letter would arrive; ``key`` names it in a form.
    """

    key: str
    name: str
    source: str
    lodging: Lodging | None
    sighting: Sighting | None
    party: Party | None
    address: tuple[str, ...]
    email: str


def invitees(source: str = "", insee: str = "", *, day: dt.date) -> list[Invitee]:
    """Whoever lets what one source only shows and was not invited yet, those who can be reached first.

    What the tax alone knows declares already. ``source`` (``register``: filled by hand) and ``insee`` narrow. A few
    queries, whatever their number.
    """
    wanted = "" if source == "register" else source
    found = [
        one
        for one in known_alone(insee=insee)
        if one.source != Sighting.Source.TAX and (not source or one.source == wanted)
    ]
    invited = set(Invitation.objects.values_list("lodging_id", "sighting_id"))
    lodgings, sightings = {one for one, _ in invited if one}, {one for _, one in invited if one}
    left = [
        one
        for one in found
        if (one.lodging is None or one.lodging.pk not in lodgings)
        and (one.sighting is None or one.sighting.pk not in sightings)
    ]
    hosts = _hosts((one.lodging.pk for one in left if one.lodging), day)
    told = (_invitee(one, hosts.get(one.lodging.pk) if one.lodging else None) for one in left)
    return sorted(told, key=lambda one: (not (one.address or one.email), one.name, one.key))


def _hosts(lodgings: Iterable[int], day: dt.date) -> dict[int, Party]:
    """Who holds each lodging that day, the one who declares first."""
    rows = Hosting.objects.filter(held_on(day), lodging_id__in=list(lodgings)).select_related("party")
    found: dict[int, Party] = {}
    for one in rows.order_by("-declares", "pk"):
        found.setdefault(one.lodging_id, one.party)
    return found


def _invitee(one: Alone, party: Party | None) -> Invitee:
    address: tuple[str, ...] = ()
    if party is not None and can_be_posted(party.address, party.city) and party.address_refused_at is None:
        address = tuple(envelope_of(party))
    elif party is None:
        address = _on_the_spot(one)
    email = party.email if party is not None else ""
    return Invitee(one.key, one.name, one.source, one.lodging, one.sighting, party, address, email)


def _on_the_spot(one: Alone) -> tuple[str, ...]:
    """The lodging's own address, in the name of whoever lets it."""
    known = one.lodging or one.sighting
    commune = reference.commune(one.insee)
    if known is None or commune is None or not can_be_posted(known.address, commune.name):
        return ()
    postcode = (one.lodging.postcode if one.lodging else "") or next(iter(commune.postcodes), "")
    return tuple(envelope_lines([f"Au loueur de « {one.name} »"], known.address, postcode, commune.name, ""))


def invitations(answer: str = "") -> QuerySet[Invitation]:
    """Those that left, the latest first; ``waiting`` keeps those without an answer."""
    found = Invitation.objects.select_related("lodging", "sighting")
    if answer == "waiting":
        return found.filter(answer="")
    return found.filter(answer=answer) if answer in Invitation.Answer.values else found


def letters_of(day: dt.date) -> list[Invitation]:
    """Those of a day that leave on paper."""
    found = Invitation.objects.filter(sent_on=day, channel=Invitation.Channel.LETTER).order_by("pk")
    return list(found.select_related("lodging", "sighting"))
