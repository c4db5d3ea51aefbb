from buron.kernel.apps import RoomConfig


class ObservatoryConfig(RoomConfig):
    name = "buron.observatory"
    label = "observatory"
