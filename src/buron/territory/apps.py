from buron.kernel.apps import RoomConfig


class TerritoryConfig(RoomConfig):
    name = "buron.territory"
    label = "territory"
