"""What the offer teaches of the territory: where each commune is, from the fiches that stand in it."""

from __future__ import annotations

from buron.kernel.actors import Actor
from buron.offer.models import Fiche
from buron.territory.models import OfficeCommune
from buron.territory.services import learn_positions
from buron.territory.services.communes import Observation


def learn_communes(*, actor: Actor) -> list[OfficeCommune]:
    """Place the office's communes among their fiches; those placed by hand stay, and so does all without the right."""
    if not actor.can("territory.learn"):
        return []
    codes = OfficeCommune.objects.exclude(position_source=OfficeCommune.PositionSource.SET)
    located = Fiche.objects.filter(
        insee__in=codes.values("insee"), latitude__isnull=False, longitude__isnull=False
    )
    rows = located.order_by().values_list("insee", "latitude", "longitude").iterator()
    observations = (
        Observation(insee, latitude, longitude)
        for insee, latitude, longitude in rows
        if latitude is not None and longitude is not None
    )
    return learn_positions(actor=actor, observations=observations)
