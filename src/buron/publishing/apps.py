from buron.kernel.apps import RoomConfig


class PublishingConfig(RoomConfig):
    name = "buron.publishing"
    label = "publishing"
