from buron.kernel.apps import RoomConfig


class OfferConfig(RoomConfig):
    name = "buron.offer"
    label = "offer"
