"""Part of the register made one with the offer's fiches, and what the offer alone knows left to be matched."""

from __future__ import annotations

import datetime as dt

from buron.kernel.actors import Actor
from buron.kernel.folding import fold
from buron.kernel.models import Office
from buron.lodging.models import Lodging
from buron.lodging.rules import KIND_NATURES, nature_of_fiche
from buron.lodging.services.following import link_fiche, take_from_fiche
from buron.lodging.services.sharing import SHARED
from buron.lodging.services.sightings import note_offer
from buron.offer.models import Fiche

LINKED = 24
TAKEN = SHARED.keys() - {"stars"}
"""The ranking stays the register's: it is dated there, and the tax of past months was counted by it."""


def link(office: Office, actor: Actor, today: dt.date) -> None:
    """Some lodgings and a fiche of their nature and commune become one; the offer is then seen as a source."""
    free: dict[tuple[str, str], list[Lodging]] = {}
    for lodging in Lodging.objects.filter(closed_on__isnull=True).order_by("pk"):
        free.setdefault((lodging.insee, lodging.nature), []).append(lodging)
    linked = 0
    for fiche in Fiche.objects.filter(kind__in=KIND_NATURES, merged_into__isnull=True).order_by("pk"):
        nearby = free.get((fiche.insee, nature_of_fiche(fiche.kind, fold(fiche.subkind))))
        if nearby and linked < LINKED:
            lodging = link_fiche(actor=actor, lodging=nearby.pop(), fiche=fiche)
            take_from_fiche(actor, lodging, TAKEN)
            linked += 1
    note_offer(actor=actor, on=today)
