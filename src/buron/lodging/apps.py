from importlib import import_module

from buron.kernel.apps import RoomConfig


class LodgingConfig(RoomConfig):
    name = "buron.lodging"
    label = "lodging"

    def ready(self) -> None:
        super().ready()
        import_module("buron.lodging.followers")
