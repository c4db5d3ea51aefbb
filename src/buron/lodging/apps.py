from buron.kernel.apps import RoomConfig


class LodgingConfig(RoomConfig):
    name = "buron.lodging"
    label = "lodging"
