from buron.kernel.apps import RoomConfig


class DirectoryConfig(RoomConfig):
    name = "buron.directory"
    label = "directory"
