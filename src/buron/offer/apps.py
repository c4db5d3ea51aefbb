from typing import Any

from django.db.models.signals import post_migrate

from buron.kernel.apps import RoomConfig


class OfferConfig(RoomConfig):
    name = "buron.offer"
    label = "offer"

    def ready(self) -> None:
        super().ready()
        post_migrate.connect(_prepare_search, sender=self)


def _prepare_search(**_options: Any) -> None:
    """The words of the search live in tables of the engine, which no model describes."""
    from buron.offer.search import prepare

    prepare()
