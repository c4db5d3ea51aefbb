"""What the tax knows of the register: the lodgings for which somebody declared within two years."""

from __future__ import annotations

import datetime as dt

from django.utils import timezone

from buron.lodging.hooks import Witness, witnesses
from buron.lodging.models import Lodging, Sighting
from buron.tourist_tax.models import Declaration

KNOWN_FOR = dt.timedelta(days=730)


def _since() -> dt.date:
    return timezone.localdate() - KNOWN_FOR


def declared() -> set[int]:
    """The lodgings of which a declaration of the last two years was sent, from whatever channel."""
    sent = Declaration.objects.filter(month__gte=_since(), state=Declaration.State.SENT).order_by()
    return set(sent.values_list("lodging_id", flat=True).distinct())


def is_declared(lodging: Lodging) -> bool:
    """The same of one lodging."""
    return Declaration.objects.filter(
        lodging=lodging, month__gte=_since(), state=Declaration.State.SENT
    ).exists()


witnesses.register(Witness("tourist_tax.declared", Sighting.Source.TAX, declared, is_declared))
