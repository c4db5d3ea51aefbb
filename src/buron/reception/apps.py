from buron.kernel.apps import RoomConfig


class ReceptionConfig(RoomConfig):
    name = "buron.reception"
    label = "reception"
