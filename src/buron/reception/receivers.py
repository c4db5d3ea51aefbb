"""What the reception does when something happens on the ground floor."""

from __future__ import annotations

from typing import Any

from django.dispatch import receiver

from buron.kernel.actors import Actor
from buron.kernel.models import Office
from buron.kernel.signals import office_created
from buron.kernel.tenancy import office_scope
from buron.reception.services.lists import setup_lists


@receiver(office_created, dispatch_uid="reception.setup_lists")
def give_lists(sender: Any, office: Office, **_: Any) -> None:
    """A new office begins with the common lists; told twice, it gets them once."""
    with office_scope(office):
        setup_lists(actor=Actor.system("reception.lists", office))
