from importlib import import_module

from buron.kernel.apps import RoomConfig


class ReceptionConfig(RoomConfig):
    name = "buron.reception"
    label = "reception"

    def ready(self) -> None:
        super().ready()
        import_module("buron.reception.receivers")
