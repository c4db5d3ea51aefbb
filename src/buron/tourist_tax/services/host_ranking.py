"""A host asks for the star ranking of its furnished lodging: a request that the office completes and decides."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from django.utils import timezone

from buron.directory.models import Party
from buron.kernel.actors import Actor
from buron.lodging.errors import LodgingError
from buron.lodging.models import Lodging, RankingRequest
from buron.lodging.services.ranking_requests import receive_request
from buron.tourist_tax.errors import TaxError

DECLARE = "tourist_tax.declare"
RANK = "lodging.rank"


def ask_ranking(
    *, actor: Actor, lodging: Lodging, party: Party, requested_stars: int, **facts: Any
) -> RankingRequest:
    """Enter the request of a host, received today. One is open at a time. Raises :class:`TaxError`.

    The right to keep requests is the office's: it is lent for this one deed, which promises nothing.
    """
    actor.require(DECLARE)
    lent = replace(actor, permissions=actor.permissions | {RANK}) if actor.kind == "guest" else actor
    try:
        return receive_request(
            actor=lent,
            lodging=lodging,
            party=party,
            requested_stars=requested_stars,
            received_on=timezone.localdate(),
            **facts,
        )
    except LodgingError as error:
        raise TaxError(str(error), error.field) from error
