"""What can be wrong with a change of the territory."""

from __future__ import annotations

from django.core.exceptions import ValidationError


class TerritoryError(ValueError):
    """The territory cannot be changed so; the message is French.

    ``field`` names what it is about in a form, when it is about one.
    """

    def __init__(self, message: str, field: str | None = None) -> None:
        super().__init__(message)
        self.field = field

    @classmethod
    def of(cls, error: ValidationError) -> TerritoryError:
        """The first thing that a model's validation found wrong."""
        if not hasattr(error, "error_dict"):
            return cls(str(error.messages[0]))
        field, messages = next(iter(error.message_dict.items()))
        return cls(messages[0], None if field == "__all__" else field)
