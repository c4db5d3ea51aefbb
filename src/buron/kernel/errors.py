"""What a room refuses, in words that a person can act upon."""

from __future__ import annotations

from typing import TYPE_CHECKING, Self

if TYPE_CHECKING:
    from django.core.exceptions import ValidationError


class Refusal(ValueError):
    """Something cannot be done so; the message is French.

    ``field`` names what it is about in a form, when it is about one. A room has a subclass of its own.
    """

    def __init__(self, message: str, field: str | None = None) -> None:
        super().__init__(message)
        self.field = field

    @classmethod
    def of(cls, error: ValidationError) -> Self:
        """The first thing that a model's validation found wrong."""
        if not hasattr(error, "error_dict"):
            return cls(message=str(error.messages[0]))
        field, messages = next(iter(error.message_dict.items()))
        return cls(message=messages[0], field=None if field == "__all__" else field)
