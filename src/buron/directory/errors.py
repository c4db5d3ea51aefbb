"""What can be wrong with a change of the directory."""

from __future__ import annotations

from django.core.exceptions import ValidationError


class DirectoryError(ValueError):
    """The directory cannot be changed so; the message is French. ``field`` names the field of a form, if any."""

    def __init__(self, message: str, field: str | None = None) -> None:
        super().__init__(message)
        self.field = field

    @classmethod
    def of(cls, error: ValidationError) -> DirectoryError:
        """The first thing that a model's validation found wrong."""
        if not hasattr(error, "error_dict"):
            return cls(str(error.messages[0]))
        field, messages = next(iter(error.message_dict.items()))
        return cls(messages[0], None if field == "__all__" else field)
