"""What a desk writes beside the acts, as an outbox holds it."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class UnmetSaid:
    """A request that nobody could answer."""

    theme: str
    words: str
    channel: str
    insee: str = ""


@dataclass(frozen=True, slots=True)
class NoteSaid:
    """An entry of the liaison book."""

    kind: str
    text: str
    place: str = ""


Beside = UnmetSaid | NoteSaid
