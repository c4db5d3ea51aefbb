"""What a backup says when it cannot go on."""


class BackupError(RuntimeError):
    """The archive cannot be made, read or restored; the message is French."""
