"""What the register does when another room tells it something."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.dispatch import receiver

from buron.kernel.actors import Actor
from buron.kernel.models import Office
from buron.kernel.tenancy import office_scope
from buron.lodging.models import Lodging
from buron.lodging.services.following import follow_fiches
from buron.offer.signals import fiches_changed


@receiver(fiches_changed, dispatch_uid="lodging.follow_fiches")
def on_fiches_changed(*, office_id: int, fiche_ids: Sequence[int], **_told: Any) -> None:
    """Take in the register what changed in the fiches of its lodgings."""
    office = Office.objects.get(pk=office_id)
    with office_scope(office):
        if Lodging.objects.filter(fiche__in=fiche_ids).exists():
            follow_fiches(actor=Actor.system("lodging.follow", office), fiche_ids=fiche_ids)
